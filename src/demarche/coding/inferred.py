"""What an event's own clause lets us infer about its parties; each inference says so in its coder or its `why`.

A group without a country that acts "in East Timor" is taken to be of that country, and so is an official who rules
there ("the president lifted the curfew in Algiers").
Whoever was arrested, charged or sheltered "in Lebanon" by nobody named was so by that country.
A protest that names no target is taken to be against whoever its purpose names.
Whoever criticises arrests or elections in a country, and names nobody, criticises that country.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.figures import Figure
from demarche.coding.fills import OPEN_AIR
from demarche.coding.homeland import is_from_elsewhere
from demarche.coding.tree import ASKED, Tree
from demarche.coding.who_described import ATTACKS, MISSIONS, PLACE_PREPS
from demarche.knowledge.codes import NONSTATE
from demarche.model import Coded, Draft, Event
from demarche.ontology.grammar import grammar

# Sectors of people who are at home where they act; armies and envoys often are not.
LOCAL = frozenset(
    ["COP", "CVL", "OPP", "JUD", "LEG", "PTY", "LAB", "EDU", "MED", "REB", "CRM", "REL", "SOC", "AGR", "UAF",
     "GOV"]
)  # fmt: skip
INSIDE = frozenset(["in", "at", "near", "outside", "inside", "across"])
SETTING = frozenset(["on", "during", "after", "with", "between", "through", "along", "past", "down", "onto"])
TALKS = frozenset(["CONSULT", "AGREE", "COOPERATE", "SUPPORT"])

# CAMEO: easing and imposing curfews, emergencies and bans, and threats to do so.
DOMESTIC = ("081", "172", "132")
# These reach somebody far away: "the senator backed protesters in Hong Kong" does not say where the senator is.
FAR = frozenset(["SUPPORT", "ACCUSE", "REQUEST", "AGREE", "THREATEN", "AID", "REJECT", "SANCTION"])
# CAMEO: asylum, investigations, charges, verdicts, arrests, deportations.
LEGAL = ("075", "090", "091", "115", "116", "173", "174")
# "Government troops", "federal soldiers": of the country where they fight, as a state's own are.
OWN_TROOPS = frozenset(["government", "federal", "loyalist", "pro-government"])
SUMMONS = "frames.accuse.official_complaint"
TALKS_OF = frozenset(["talk", "talks", "negotiation", "discussion", "dialogue", "consultation"])
TOWNS = frozenset(["town", "city", "village", "capital", "province", "district", "suburb"])
STATE_ACTS = grammar()["state_acts"]


def stage(draft: Draft, context: Context) -> Draft:
    for event in draft.events:
        _named_town(event, context)
    events = (_targeted(_held(_placed(e, context), context), context) for e in draft.events)
    events = (_summoned(_answerable(e, context), context) for e in events)
    done = tuple(_met(e, context) for e in events)
    return msgspec.structs.replace(draft, events=tuple(_pressed(e, done, context) for e in done))


def _pressed(event: Event, events: tuple[Event, ...], context: Context) -> Event:
    """A protest is against whoever the protesters ask by it: "blocked roads to press demands from the government"."""
    if event.event_type.value != "PROTEST" or event.recipients or not event.actors:
        return event
    below = set(context.tree(event).sentence.subtree(event.trigger))
    mine = {c.value for c in event.actors}
    for other in events:
        asks = other.event_type.value == "REQUEST" and other.sentence == event.sentence and other.trigger in below
        if asks and other.recipients and {c.value for c in other.actors} == mine:
            asked = tuple(Coded(c.value, c.evidence, "inferred.protest@1") for c in other.recipients)
            return msgspec.structs.replace(event, recipients=asked)
    return event


def _named_town(event: Event, context: Context) -> None:
    """A town that is hit or taken and that many countries have is the one where the act is placed."""
    if event.place is None or not event.place.value.country:
        return
    for coded in event.recipients:
        figure = context.cast.figure(coded.value)
        here = any(s.start < e.end and e.start < s.end for s in event.place.evidence for e in coded.evidence)
        if here and figure.country is None and figure.sector is None and figure.reading.kind in ("place", "thing"):
            figure.country = event.place.value.country
            figure.why = f"{figure.why}; place of the event"


def _here(event: Event, context: Context, roles: str) -> list[int]:
    """Heads of the place phrases of the event's clause (and of its light verb), and of what fills `roles`."""
    tree = context.tree(event)
    heads = [event.trigger]
    above = tree.tokens[event.trigger].head
    if tree.tokens[event.trigger].upos != "VERB" and above >= 0:
        heads.append(above)
    pairs = [p for h in heads for p in (*tree.verb(h).obliques, *tree.phrases(h))]
    pairs += [p for role, k in event.roles if role in roles for p in tree.phrases(k)]
    streets = [k for _, k in pairs if tree.tokens[k].lemma.lower() in OPEN_AIR]
    named = [j for k in streets for p, j in tree.phrases(k) if p in ("of", "in")]  # "took to the streets of Haifa"
    return [j for prep, k in pairs if prep in PLACE_PREPS for j in _ground(tree, k)] + named


def _ground(tree: Tree, k: int) -> list[int]:
    """The place itself: an embassy stands for the town where it is, and not for its own country; so does an act."""
    if tree.tokens[k].lemma.lower() not in MISSIONS | ATTACKS:
        return [k]
    return [j for prep, j in tree.phrases(k) if prep in PLACE_PREPS]


def _country_here(event: Event, context: Context, roles: str) -> str | None:
    phrases = context.phrases[event.sentence]
    tree = context.tree(event)
    for k in _here(event, context, roles):
        if tree.is_either_side(k):
            continue
        for reading in phrases.readings(k):
            place = reading.kind in ("country", "place", "thing", "organisation") or _is_called_after(tree, k)
            if reading.country and reading.country not in NONSTATE and place:
                return reading.country
    return None


def _is_called_after(tree: Tree, k: int) -> bool:
    """ "The Peruvian capital", "Peru's capital": a town whose country its own words tell."""
    return tree.tokens[k].lemma.lower() in TOWNS and bool(tree.modifiers(k) or [*tree.sentence.kids(k, "nmod:poss")])


def _country_ruled(event: Event, context: Context) -> str | None:
    """The one country whose people a curfew, an emergency or a ban is for."""
    homes = {f.country for c in event.recipients if (f := context.cast.figure(c.value)).country}
    return homes.pop() if len(homes) == 1 and _rules(event) else None


def _placed(event: Event, context: Context) -> Event:
    """Give parties of local kinds the country of the place; the event itself is unchanged.

    Talks are often held abroad, so their place says nothing.
    """
    if event.event_type.value in TALKS:
        return event
    far = event.event_type.value in FAR
    for parties, roles in ((event.actors, "ABTQ" if far else "ABRTQ"), (event.recipients, "ABRTQ")):
        found = _country_here(event, context, roles) or _country_ruled(event, context)
        if parties is event.actors and context.tree(event).tokens[event.trigger].lemma.lower() == "sue":
            continue  # one may sue in a foreign court
        for coded in parties if found else ():
            figure = context.cast.figure(coded.value)
            local = figure.reading.kind in ("group", "organisation") and figure.sector in LOCAL
            local = local or _is_people(figure) or (_rules(event) and _is_ruler(figure)) or _is_states_own(figure)
            if event.event_type.value == "SANCTION" and coded in event.actors and figure.sector == "GOV":
                continue  # "the government imposed sanctions on a firm in Shenyang"
            if figure.country is None and local and not is_from_elsewhere(figure) and not figure.is_mission:
                figure.country = found
                figure.why = f"{figure.why}; country inferred from the place of the event"
    return event


def _is_people(figure: Figure) -> bool:
    """A people that is no nation: "ethnic Albanians", who live in several countries."""
    return figure.reading.entry is not None and figure.reading.entry.kind == "people" and figure.sector is None


def _is_states_own(figure: Figure) -> bool:
    return figure.sector == "MIL" and not OWN_TROOPS.isdisjoint(figure.reading.name.lower().split())


def _rules(event: Event) -> bool:
    """Acts that only those who rule a country do there: curfews, emergencies, bans on parties and rallies."""
    return (event.cameo or "").startswith(DOMESTIC)


def _is_ruler(figure: Figure) -> bool:
    return figure.reading.kind == "person" and figure.sector == "GOV"


def _held(event: Event, context: Context) -> Event:
    """Whoever shelters, arrests, tries or expels somebody in a country, when nobody is named: that country."""
    tree, n = context.tree(event), event.sentence
    legal = (event.cameo or "").startswith(LEGAL) and event.recipients and not event.actors
    if not legal or not tree.is_passive(event.trigger):
        return event
    # "was put under investigation in Italy": the place hangs on the noun
    around = [p for w in event.words if tree.tokens[w].upos == "NOUN" for p in tree.phrases(w)]
    for prep, k in (*tree.verb(event.trigger).obliques, *around):
        states = [i for i in context.actors_at(n, k) if _is_state(context.cast.figure(i))]
        if prep == "in" and states:
            parties = tuple(Coded(i, (tree.sentence.span(*tree.phrase(k)),), "inferred.place@1") for i in states)
            return msgspec.structs.replace(event, actors=parties)
    return event


def _answerable(event: Event, context: Context) -> Event:
    """ "Criticised the arrests in Chad", "the closure of schools in Chad": only those who rule there do such things."""
    if event.event_type.value != "ACCUSE" or event.recipients or not event.actors:
        return event
    tree, n = context.tree(event), event.sentence
    named = (*(k for role, k in event.roles if role in "TR"), *tree.verb(event.trigger).objects)
    acts = [k for k in dict.fromkeys(named) if tree.tokens[k].lemma.lower() in STATE_ACTS]
    around = [p for k in acts for p in tree.phrases(k)]
    around += [p for prep, k in around if prep in ("of", "on", "against") for p in tree.phrases(k)]
    mine = {c.value for c in event.actors}
    for k in (k for prep, k in around if prep in ("in", "across")):
        states = [i for i in context.actors_at(n, k) if _is_state(context.cast.figure(i)) and i not in mine]
        if states:
            parties = tuple(Coded(i, (tree.sentence.span(*tree.phrase(k)),), "inferred.ruler@1") for i in states)
            return msgspec.structs.replace(event, recipients=parties)
    return event


def _summoned(event: Event, context: Context) -> Event:
    """ "The envoy was summoned to the foreign ministry in Amman": whose ministry it is has summoned him."""
    tree, n = context.tree(event), event.sentence
    if not event.coder.startswith(SUMMONS) or event.actors or not tree.is_passive(event.trigger):
        return event
    mine = {context.cast.figure(c.value).country for c in event.recipients}
    for prep, k in tree.verb(event.trigger).obliques:
        offices = [i for i in context.actors_at(n, k) if prep in ("to", "by", "before")]
        offices = [i for i in offices if (f := context.cast.figure(i)).sector == "GOV" and f.country not in mine]
        if offices:
            parties = tuple(Coded(i, (tree.sentence.span(*tree.phrase(k)),), "inferred.place@1") for i in offices)
            return msgspec.structs.replace(event, actors=parties)
    return event


def _met(event: Event, context: Context) -> Event:
    """ "American and Russian envoys flew to Geneva for talks": they meet each other there, and not their host."""
    states = {f.country for c in event.actors if (f := context.cast.figure(c.value)).country}
    if not event.coder.startswith("frames.consult.visit") or len(states) < 2:
        return event
    tree = context.tree(event)
    talks = [k for p, k in tree.verb(event.trigger).obliques if p == "for" and tree.tokens[k].lemma.lower() in TALKS_OF]
    hosts = [context.cast.figure(c.value).reading.kind for c in event.recipients]
    if not talks or not all(kind in ("country", "place") for kind in hosts):
        return event
    cameo = "044" if event.event_type.value == "CONSULT" else event.cameo  # "return this week": they will
    return msgspec.structs.replace(event, cameo=cameo, modes=(), recipients=())


def _is_state(figure: Figure) -> bool:
    """A country by its name, no capital that stands for a government."""
    return figure.reading.kind == "country" and figure.sector is None


def _targeted(event: Event, context: Context) -> Event:
    if event.event_type.value != "PROTEST" or event.recipients or not event.actors:
        return event
    tree, n = context.tree(event), event.sentence
    mine = {c.value for c in event.actors}
    for k in _purpose(event, context):
        ids = [i for i in context.actors_at(n, k) if i not in mine]
        known = [i for i in ids if context.cast.figure(i).country]
        if known:
            first, last = tree.phrase(k)
            coded = Coded(known[0], (tree.sentence.span(first, last),), "inferred.protest@1")
            return msgspec.structs.replace(event, recipients=(coded,))
    return event


def _purpose(event: Event, context: Context) -> list[int]:
    """Noun heads below a clause or phrase of purpose: "to demand the resignation of …", "calling for …"."""
    tree = context.tree(event)
    out = []
    for k in tree.sentence.subtree(event.trigger, skip=frozenset(["conj", "parataxis"])):
        token = tree.tokens[k]
        asked = token.rel == "nsubj" and tree.tokens[token.head].rel == "ccomp"  # "to demand that the cabinet go"
        blocked = token.rel == "obj" and token.head == event.trigger  # what is blocked is no purpose
        blocked = blocked or tree.tokens[token.head].lemma.lower() in OPEN_AIR  # "the highway to Santa Cruz"
        noun = (
            k > event.trigger
            and not blocked
            and token.upos in ("NOUN", "PROPN")
            and (asked or token.rel in ("obj", "obl", "nmod"))
        )
        if noun and not _is_setting(tree, k, event.trigger):
            out.append(k)
    return out


def _is_setting(tree: Tree, k: int, top: int) -> bool:
    """True in a phrase of place or time: "in the belt north of the capital"; not for "demands from the cabinet"."""
    token = tree.tokens[k]
    asked = tree.prep(k) == "from" and token.head >= 0 and tree.tokens[token.head].lemma.lower() in ASKED
    if tree.prep(k) in PLACE_PREPS | SETTING and not asked:
        return True
    above = token.head
    while above not in (top, -1) and tree.tokens[above].rel not in ("obl", "advcl", "acl"):
        above = tree.tokens[above].head
    return above != top and above >= 0 and tree.prep(above) in INSIDE
