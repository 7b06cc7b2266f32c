"""One event told several times in one article becomes one event with several mentions.

Two tellings are the same when type, parties and reality fit, no detail speaks against it, and the words are near
enough: the same trigger lemma, a headline or bullet beside the body, or a definite noun ("the visit") after its verb.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from demarche.model import Coded, Draft, Event, Interval, Sentence
from demarche.model.record import PerspectiveRecord, QuoteRecord

T = TypeVar("T")
About = TypeVar("About", QuoteRecord, PerspectiveRecord)

APART = 0.5  # degrees between two towns that are not one
# Days that the head of a text gives to an act whose own words tell none.
DEFAULTS = frozenset(["publication_default", "dateline"])
# Types that tell one act in different words.
_KIN = ({"CONCEDE", "RETREAT"}, {"AGREE", "SUPPORT"}, {"AGREE", "COOPERATE"}, {"COERCE", "SANCTION"})


CountryOf = Callable[[str], str | None]
StandsFor = Callable[[str, str], bool]


def merge(draft: Draft, country: CountryOf = lambda _: None, stands_for: StandsFor = lambda *_: True) -> Draft:
    """The draft with its repeated events joined; ids are renumbered in text order.

    `country` tells the country of an actor id: a summary may name the state where the body names its minister.
    `stands_for` tells whether one of two actor ids of a country may stand for the other.
    """
    kept: list[Event] = []
    became: dict[str, str] = {}
    for event in sorted(draft.events, key=lambda e: (_telling(e, draft), e.sentence, e.trigger, e.id)):
        twin = next((k for k in kept if same(k, event, draft, country, stands_for)), None)
        if twin is None:
            kept.append(event)
            became[event.id] = event.id
        else:
            kept[kept.index(twin)] = joined(_suffered(twin, event, draft, country), event, country, stands_for)
            became[event.id] = twin.id
    order = sorted(kept, key=lambda e: (e.sentence, e.trigger, e.id))
    names = {e.id: f"e{i + 1}" for i, e in enumerate(order)}
    became = {old: names[new] for old, new in became.items()}
    return msgspec.structs.replace(
        draft,
        events=tuple(msgspec.structs.replace(e, id=names[e.id]) for e in order),
        inner={k: (kind, became.get(e, e)) for k, (kind, e) in draft.inner.items()},
        quotes=tuple(_renamed(q, became) for q in draft.quotes),
        perspectives=tuple(_renamed(p, became) for p in draft.perspectives),
        links=tuple(msgspec.structs.replace(x, from_=became[x.from_], to=became[x.to]) for x in draft.links),
        exchanges=tuple(
            msgspec.structs.replace(x, legs=[msgspec.structs.replace(g, event=became[g.event]) for g in x.legs])
            for x in draft.exchanges
        ),
    )


def _renamed(item: About, became: dict[str, str]) -> About:
    """A quotation or view that names events by their new ids."""
    return msgspec.structs.replace(item, about=list(dict.fromkeys(became.get(e, e) for e in item.about)))


def _telling(event: Event, draft: Draft) -> int:
    """Body text first: it is the fullest telling; headings and bullets join it."""
    return 0 if draft.parsed.sentences[event.sentence].kind == "body" else 1


def same(a: Event, b: Event, draft: Draft, country: CountryOf, stands_for: StandsFor) -> bool:
    """True when `a` and `b` tell one act."""
    if _protests(a, b, draft) and a.polarity.value == b.polarity.value and a.realis.value == b.realis.value:
        return True
    if not _types_fit(a, b) or a.polarity.value != b.polarity.value:
        return False
    if a.realis.value != b.realis.value and not _loose_realis(a, b):
        return False
    if _harm_done(a, b, draft) is not None:
        return True
    if not _dates_fit(a, b) or not _numbers_fit(a, b) or not _places_fit(a, b):
        return False
    if not _parties_fit(a, b) and not (
        _taken_up(a, b, draft)
        and (_is_bare(a, b) or (_countries_fit(a, b, country) and _states_stand_in(a, b, country, stands_for)))
    ):
        return False
    if a.sentence == b.sentence:
        one = _overlap(a, b) or _one_protest(a, b) or _one_blow(a, b, draft) or _goes_on(a, b, draft)
        return one or _one_complaint(a, b, draft)
    return _words_fit(a, b, draft)


def _protests(a: Event, b: Event, draft: Draft) -> bool:
    """ "went on strike to protest against the cuts": the plain word tells no second protest, whatever its mode."""
    tokens = draft.parsed.sentences[a.sentence].tokens
    last = max(a, b, key=lambda e: e.trigger)
    return a.sentence == b.sentence and tokens[last.trigger].lemma.lower() == "protest" and _one_protest(a, b)


def _types_fit(a: Event, b: Event) -> bool:
    ta, tb = a.event_type.value, b.event_type.value
    if ta == tb:
        ma, mb = {m.value for m in a.modes}, {m.value for m in b.modes}
        eased = ta == "RETREAT" and ((a.cameo or "")[:3] == "085") != ((b.cameo or "")[:3] == "085")
        return not eased and (not ma or not mb or bool(ma & mb))  # sanctions eased set nobody free
    if a.sentence != b.sentence:
        return False
    return (any({ta, tb} <= kin for kin in _KIN) and _overlap(a, b)) or _planned_talks(a, b)


def _planned_talks(a: Event, b: Event) -> bool:
    """ "Will meet his counterpart to discuss trade": the meeting that is announced, and what it is for."""
    first, last = sorted((a, b), key=lambda e: e.trigger)
    announced = first.event_type.value == "AGREE" and (first.cameo or "").startswith("036")
    return announced and last.event_type.value == "CONSULT"


def _loose_realis(a: Event, b: Event) -> bool:
    return {a.realis.value, b.realis.value} <= {"planned", "hypothetical"}


def _parties_fit(a: Event, b: Event) -> bool:
    pa, pb = {c.value for c in a.actors}, {c.value for c in b.actors}
    ra, rb = {c.value for c in a.recipients}, {c.value for c in b.recipients}
    if a.event_type.value in ("CONSULT", "COOPERATE", "AGREE"):
        everyone_a, everyone_b = pa | ra, pb | rb
        shared = everyone_a & everyone_b
        return len(shared) >= min(2, len(everyone_a), len(everyone_b))
    return _side_fits(pa, pb) and _side_fits(ra, rb) and bool((pa | ra) & (pb | rb))


def _is_bare(a: Event, b: Event) -> bool:
    """True when the later telling names nobody: "condemned the bombing"."""
    later = max(a, b, key=lambda e: (e.sentence, e.trigger))
    return later.event_type.value in ("ASSAULT", "COERCE") and not (later.actors or later.recipients)


def _taken_up(a: Event, b: Event, draft: Draft) -> bool:
    """True when one of the two only repeats: it stands in a heading or bullet, or is a noun like "the talks"."""
    if a.sentence == b.sentence:
        return False
    kinds = {draft.parsed.sentences[e.sentence].kind for e in (a, b)}
    later = max(a, b, key=lambda e: (e.sentence, e.trigger))
    return kinds != {"body"} or takes_up(draft.parsed.sentences[later.sentence], later.trigger)


def _countries_fit(a: Event, b: Event, country: CountryOf) -> bool:
    """The same with countries in the place of actors."""
    pa, pb = _countries(a.actors, country), _countries(b.actors, country)
    ra, rb = _countries(a.recipients, country), _countries(b.recipients, country)
    if a.event_type.value in ("CONSULT", "COOPERATE", "AGREE"):
        return bool((pa | ra) & (pb | rb)) and (pa | ra <= pb | rb or pb | rb <= pa | ra)
    return _side_fits(pa, pb) and _side_fits(ra, rb) and bool((pa | ra) & (pb | rb))


def _states_stand_in(a: Event, b: Event, country: CountryOf, stands_for: StandsFor) -> bool:
    """True when for each country both tell the same party, or one that may stand for it.

    An envoy who met a president is not the officers of his country who watched a drill.
    """
    pa = {c.value for c in (*a.actors, *a.recipients)}
    pb = {c.value for c in (*b.actors, *b.recipients)}
    return all(
        x in pb or y in pa or stands_for(x, y) for x in pa for y in pb if country(x) and country(x) == country(y)
    )


def _countries(parties: Sequence[Coded[str]], country: CountryOf) -> set[str]:
    return {c for p in parties if (c := country(p.value))}


def _side_fits(x: set[str], y: set[str]) -> bool:
    return not x or not y or bool(x & y)


def _doers(event: Event) -> set[str]:
    return {c.value for c in event.actors}


def _dates_fit(a: Event, b: Event) -> bool:
    if a.date is None or b.date is None:
        return True
    da, db = a.date.value, b.date.value
    if DEFAULTS & {da.basis, db.basis}:
        return True
    return (da.start or "0") <= (db.end or "9") and (db.start or "0") <= (da.end or "9")


def _places_fit(a: Event, b: Event) -> bool:
    """False for two towns far apart: "near Raqqa three strikes …; near Mosul two"."""
    if a.place is None or b.place is None or a.sentence == b.sentence:
        return True
    here, there = a.place.value, b.place.value
    if here.lat is None or here.lon is None or there.lat is None or there.lon is None or here.name == there.name:
        return True
    return abs(here.lat - there.lat) + abs(here.lon - there.lon) < APART


def _numbers_fit(a: Event, b: Event) -> bool:
    na = {q.value.role: q.value for q in a.quantities}
    for coded in b.quantities:
        other = na.get(coded.value.role)
        if other and other.value is not None and coded.value.value is not None and other.value != coded.value.value:
            return False
    return True


def _one_protest(a: Event, b: Event) -> bool:
    """ "marched to protest against the law": the second word only says what for."""
    same_people = {c.value for c in a.actors} == {c.value for c in b.actors} and bool(a.actors)
    return same_people and a.event_type.value == b.event_type.value == "PROTEST"


def _one_blow(a: Event, b: Event, draft: Draft) -> bool:
    """ "were killed when a bomb planted by militants exploded": the harm and what did it, told once each."""
    if not a.event_type.value == b.event_type.value == "ASSAULT":
        return False
    tokens = draft.parsed.sentences[a.sentence].tokens
    first, last = sorted((a, b), key=lambda e: e.trigger)
    fired = tokens[first.trigger].rel == "acl" and not first.recipients  # "drones launched by Minsk hit the port"
    if fired and tokens[tokens[first.trigger].head].head == last.trigger and _side_fits(*map(_doers, (a, b))):
        return True
    if not a.recipients:
        return False
    harms = [tokens[e.trigger].lemma.lower() in HARMS for e in (a, b)]
    return any(harms) and {c.value for c in a.recipients} == {c.value for c in b.recipients}


def _one_complaint(a: Event, b: Event, draft: Draft) -> bool:
    """ "summoned the envoy and handed him a note"."""
    first, last = sorted((a, b), key=lambda e: e.trigger)
    tokens = draft.parsed.sentences[a.sentence].tokens
    clause, noted = tokens[last.trigger], any(tokens[w].lemma.lower() in NOTES for w in last.words)
    goes_on = clause.rel in ("advcl", "xcomp") and last.cameo == COMPLAINT  # "summoned the envoy to protest against"
    beside = (goes_on or (noted and clause.rel == "conj")) and clause.head == first.trigger
    beside = beside and first.cameo == COMPLAINT
    return beside and first.event_type.value == last.event_type.value == "ACCUSE" and _doers(a) == _doers(b)


def _suffered(twin: Event, event: Event, draft: Draft, country: CountryOf) -> Event:
    """The blow with those whom it harmed, and not the place that it hit, as recipients.

    A body that was hit stays where nobody knows of what country the harmed are: "Iran's parliament".
    """
    harm = _harm_done(twin, event, draft)
    if harm is None or not harm.recipients:
        return twin
    known = any(country(c.value) for c in harm.recipients)
    bodies = [
        c for c in twin.recipients if country(c.value) and c.evidence and c.evidence[0].text.split()[-1].islower()
    ]
    return msgspec.structs.replace(twin, recipients=harm.recipients if known else (*bodies, *harm.recipients))


def _harm_done(a: Event, b: Event, draft: Draft) -> Event | None:
    """The harm that the other event did: "A strike killed nine", "carried out the strike that killed nine"."""
    if not a.event_type.value == b.event_type.value == "ASSAULT" or a.sentence != b.sentence:
        return None
    tokens = draft.parsed.sentences[a.sentence].tokens
    for blow, harm in ((a, b), (b, a)):
        subject = tokens[blow.trigger].head == harm.trigger and tokens[blow.trigger].deprel == "nsubj"
        subject = subject or (tokens[harm.trigger].rel == "acl" and tokens[harm.trigger].head in blow.words)
        theirs = {c.value for c in harm.actors} <= {c.value for c in blow.actors}
        if subject and theirs and tokens[harm.trigger].lemma.lower() in HARMS:
            return harm
    return None


def _goes_on(a: Event, b: Event, draft: Draft) -> bool:
    """A clause or noun that tells no second act: what it comes to, what is spoken of, what is agreed on.

    "eased sanctions, allowing it to buy parts"; "met his counterpart to discuss trade"; "agreed on a pact".
    """
    tokens = draft.parsed.sentences[a.sentence].tokens
    first, last = sorted((a, b), key=lambda e: e.trigger)
    clause, kind = tokens[last.trigger], first.event_type.value
    if kind == last.event_type.value == "AID" and clause.rel == "nmod" and clause.head == first.trigger:
        return True  # "the delivery of aid"
    if clause.head != first.trigger or (kind != last.event_type.value and not _planned_talks(a, b)):
        return False
    if kind == "AGREE" and clause.rel in ("obj", "obl"):
        return True
    if clause.rel not in ("advcl", "xcomp"):
        return False
    return last.event_type.value == "CONSULT" or (clause.text.lower().endswith("ing") and _cameo_fits(first, last))


COMPLAINT = "114"
NOTES = frozenset(["note", "letter", "demarche", "démarche"])
HARMS = frozenset(["kill", "wound", "injure", "hurt", "maim"])


def _overlap(a: Event, b: Event) -> bool:
    return bool(set(a.words) & set(b.words))


def _words_fit(a: Event, b: Event, draft: Draft) -> bool:
    """Same trigger lemma, or a lead told again, or a definite noun that takes an act up."""
    sa, sb = draft.parsed.sentences[a.sentence], draft.parsed.sentences[b.sentence]
    lemma_a, lemma_b = sa.tokens[a.trigger].lemma.lower(), sb.tokens[b.trigger].lemma.lower()
    if sa.kind != "body" or sb.kind != "body":
        return _cameo_fits(a, b)
    if lemma_a == lemma_b or _kin_words(lemma_a, lemma_b):
        return True
    later, sentence = (b, sb) if (b.sentence, b.trigger) > (a.sentence, a.trigger) else (a, sa)
    return takes_up(sentence, later.trigger) and _cameo_fits(a, b)


def _kin_words(a: str, b: str) -> bool:
    """ "attend"/"attendance", "release"/"releasing": one stem of five letters; "bomb"/"bombing"."""
    if {a + "ing", b + "ing"} & {a, b}:
        return True
    return len(a) > 4 and len(b) > 4 and a[:5] == b[:5]


def takes_up(sentence: Sentence, i: int) -> bool:
    """True for a noun that points back: "the meeting", "these strikes", "Oslo's offer"."""
    token = sentence.tokens[i]
    if token.upos not in ("NOUN", "PROPN"):
        return False
    return any(
        sentence.tokens[c].lemma.lower() in ("the", "this", "that", "these", "those")
        or sentence.tokens[c].deprel == "nmod:poss"
        for c in sentence.kids(i, "det", "nmod:poss")
    )


def _cameo_fits(a: Event, b: Event) -> bool:
    return not a.cameo or not b.cameo or a.cameo[:2] == b.cameo[:2]


def joined(a: Event, b: Event, country: CountryOf = lambda _: None, stands_for: StandsFor = lambda *_: False) -> Event:
    """`a` with the mentions of `b` and with whatever `a` did not know."""
    everyone = (*a.actors, *a.recipients)
    return msgspec.structs.replace(
        a,
        actors=_union(a.actors, _new(b.actors, a.actors, everyone, country, stands_for)),
        recipients=tuple(
            c
            for c in _union(a.recipients, _new(b.recipients, a.recipients, everyone, country, stands_for))
            if c.value not in {x.value for x in a.actors}
        ),
        third_parties=_union(a.third_parties, b.third_parties),
        modes=a.modes or b.modes,
        contexts=_union(a.contexts, b.contexts),
        date=_better_date(a, b),
        place=a.place or b.place,
        quantities=_union(a.quantities, b.quantities),
        attribution=_union(a.attribution, b.attribution),
        historical=a.historical if not a.historical.value else b.historical,
        certainty=a.certainty if a.certainty.value == "asserted" else b.certainty,
        mentions=tuple(sorted(set(a.mentions) | set(b.mentions))),
        cameo=a.cameo if len(a.cameo or "") >= len(b.cameo or "") else b.cameo,
        confidence=max(a.confidence, b.confidence),
    )


def _new(
    more: Sequence[Coded[str]],
    side: Sequence[Coded[str]],
    everyone: Sequence[Coded[str]],
    country: CountryOf,
    stands_for: StandsFor,
) -> tuple[Coded[str], ...]:
    """Parties of the other telling that are known already, or of a country that no party is of yet.

    "detainee releases" beside "the release of 52 detainees" names nobody else.
    """
    here, known = {c.value for c in side}, {c.value for c in everyone}
    countries = _countries(everyone, country)

    def is_other(name: str) -> bool:
        if name in known or country(name) in countries:
            return False
        return country(name) is not None or not any(stands_for(name, x) for x in here)

    return tuple(c for c in more if c.value in here or (not here and c.value not in known) or is_other(c.value))


def _better_date(a: Event, b: Event) -> Coded[Interval] | None:
    if a.date is None or (b.date is not None and a.date.value.basis in DEFAULTS):
        return b.date
    return a.date


def _union(first: Sequence[Coded[T]], second: Sequence[Coded[T]]) -> tuple[Coded[T], ...]:
    """Values of both; evidence of equal values is put together."""
    out: dict[T, Coded[T]] = {}
    for coded in (*first, *second):
        known = out.get(coded.value)
        if known is None:
            out[coded.value] = coded
        else:
            evidence = tuple(sorted(set(known.evidence) | set(coded.evidence)))
            out[coded.value] = Coded(known.value, evidence, known.coder)
    return tuple(out.values())
