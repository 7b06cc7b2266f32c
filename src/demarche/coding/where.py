"""Where: the place of each event, apart from who acted.

Order of the readings: a locative phrase of the act's own clause, the object of movement or force, a phrase on its
parties ("police in Nairobi"), and last the dateline of the lead, marked by its coder.
Nothing of these: no place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import msgspec

from demarche.coding import clauses
from demarche.coding.clauses import Reach
from demarche.coding.context import Context
from demarche.coding.tree import Tree
from demarche.coding.when import day_of
from demarche.coding.when_dateline import Dateline, dateline
from demarche.coding.where_gazetteer import Places, Setting, as_place
from demarche.coding.where_mentions import Name, Spot, names, spots
from demarche.coding.where_words import locative
from demarche.knowledge.codes import NONSTATE
from demarche.model import Coded, Draft, Event, Place, Span

# Acts of words: only their own clause says where they were said, not the places that they are about.
VERBAL = frozenset(["AGREE", "SUPPORT", "CONCEDE", "REQUEST", "ACCUSE", "REJECT", "THREATEN"])
LEAD = 2  # body sentences for which the dateline may stand


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A place with its words and how well it belongs to the event (smaller is better)."""

    place: Place
    span: Span
    rank: tuple[int, int, int]
    coder: str


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with the places of its events."""
    if not draft.events:
        return draft
    return msgspec.structs.replace(draft, events=_Placing(draft, context).events())


class _Placing:
    """The places of one article while they are being found."""

    def __init__(self, draft: Draft, context: Context) -> None:
        self.draft = draft
        self.context = context
        self.places = Places(context.knowledge)
        self.document = _shares(context)
        self.line: Dateline | None = dateline(draft.parsed.sentences, day_of(context.published))
        self._names: dict[int, list[Name]] = {}
        self._spots: dict[int, list[Spot]] = {}

    def events(self) -> tuple[Event, ...]:
        by_sentence: dict[int, list[Event]] = {}
        for event in self.draft.events:
            by_sentence.setdefault(event.sentence, []).append(event)
        reach = {n: Reach(self.context.trees[n], events) for n, events in by_sentence.items()}
        return tuple(self._written(e, reach[e.sentence]) for e in self.draft.events)

    def _written(self, event: Event, reach: Reach) -> Event:
        candidates = [*self._named(event, reach), *self._generic(event, reach)]
        best = min(candidates, key=lambda f: f.rank, default=None) or self._dateline(event)
        if best is None:
            return event
        return msgspec.structs.replace(event, place=Coded(best.place, (best.span,), best.coder))

    # -- names --------------------------------------------------------------------------------------------------------

    def _named(self, event: Event, reach: Reach) -> Iterator[Found]:
        n = event.sentence
        if n not in self._spots:
            found = names(self.context.trees[n], self.context.phrases[n])
            self._names[n] = [f for f in found if not self._in_dateline(n, f)]
            self._spots[n] = list(spots(self.context.trees[n], self._names[n]))
        inner = {id(s) for s in self._spots[n] for o in self._spots[n] if o is not s and _contains(reach.tree, o, s)}
        for spot in self._spots[n]:
            goal = spot.prep in locative().goals or spot.prep in locative().origins
            rank = self._rank(event, spot.node, spot.direct, reach, goal=goal)
            if rank is None:
                continue
            place = self._resolve(spot, event)
            if place is None or self._is_apart(event, spot, place, reach):
                continue
            coarse = {"point": 0, "city": 0, "region": 1, "country": 2}[place.precision] + 3 * (id(spot) in inner)
            if spot.prep in locative().origins and event.event_type.value != "RETREAT":
                rank += 1  # where somebody went says more than where he came from
            key = (rank, coarse, abs(spot.node - event.trigger))
            coder = "where.object@1" if spot.direct else "where.phrase@1"
            yield Found(place=place, span=reach.tree.sentence.span(spot.start, spot.last), rank=key, coder=coder)

    def _rank(self, event: Event, node: int, direct: bool, reach: Reach, *, goal: bool = False) -> int | None:
        """How near a phrase is to the event: 0 its own clause, higher for its parties and for other clauses."""
        tree = reach.tree
        through = _noun_above(tree, node)
        target = reach.holder(node)
        initial = clauses.is_initial(tree, node)
        cost = reach.cost(event, target, initial=initial)
        if cost is None and event.event_type.value not in VERBAL:
            cost = self._behind_object(event, target, tree)
        if cost is None or ((direct or goal) and cost > 1):
            return None
        penalty = 0 if through is None else _penalty(tree, through)
        return cost + penalty

    @staticmethod
    def _behind_object(event: Event, target: int, tree: Tree) -> int | None:
        """ "ended their siege in South Kivu": a place behind the object noun is where the act is done, too."""
        token = tree.tokens[target]
        return 3 if token.rel == "obj" and token.head in (event.trigger, *event.words) else None

    def _is_apart(self, event: Event, spot: Spot, place: Place, reach: Reach) -> bool:
        """True for a place that an act of words is only about.

        It is where the act happens when it hangs on the act's verb itself, when it is the site of a post that is
        opened or closed ("opened an embassy in Jerusalem"), or when it lies in the speaker's own country.
        """
        if event.event_type.value not in VERBAL:
            return False
        tree = reach.tree
        own = (event.trigger, *event.words)
        head = tree.tokens[spot.node].head
        act = event.trigger if clauses.is_predicate(tree, event.trigger) else tree.tokens[event.trigger].head
        if not spot.direct and head in (event.trigger, act):
            return False
        noun = _noun_above(tree, spot.node)
        if spot.direct or noun is None:
            about = head in own and tree.tokens[head].rel not in ("obj", "nsubj", "nsubj:pass")
            return spot.direct or about or (reach.cost(event, reach.holder(spot.node)) or 0) > 1
        if tree.tokens[noun].rel in ("obj", "nsubj:pass") and tree.tokens[noun].head in own:
            actors = {self.context.cast.figure(a.value).country for a in event.actors}
            return tree.tokens[noun].lemma.lower() not in locative().posts and place.country not in actors
        return True

    def _resolve(self, spot: Spot, event: Event) -> Place | None:
        tree = self.context.tree(event)
        name, tables = spot.name, locative()
        setting = self._setting(spot, event, tree)
        if spot.noun == "capital" and name.country and name.kind in ("country", "nationality"):
            found = self.places.capital(name.country)
            return as_place(found, found.name, spot.relation) if found else None
        if name.kind in ("country", "nationality") and name.country:
            return self._country(spot, tree)
        found = self.places.best(name.text, setting)
        if found is not None:
            written = found.name if "," in name.text else name.text
            place = as_place(found, written, spot.relation)
            side = tables.parts.get(spot.noun) == "region"  # "the centre of Lima" is Lima
            if (
                spot.noun in tables.regions and not side and place.precision == "city"
            ):  # the province of that name, not its city
                return Place(name=written, country=place.country, precision="region", relation=spot.relation)
            return place
        if name.entries and name.country:
            return Place(
                name=name.text,
                country=name.country,
                precision="region" if name.kind != "city" else "city",
                relation=spot.relation,
            )
        if name.entries:
            return None
        precision = "region" if spot.noun in tables.regions else "city"
        return Place(
            name=name.text, country=next(iter(setting.containers), None), precision=precision, relation=spot.relation
        )

    def _country(self, spot: Spot, tree: Tree) -> Place:
        """A country, or a part of it: "northern Mali", "the south of Lebanon"."""
        tables, name = locative(), spot.name
        row = self.context.knowledge.countries.get(name.country or "")
        label = row["name"] if row and name.kind == "nationality" else name.text
        before = [c for c in tree.sentence.kids(name.head, "amod", "compound", "advmod") if c < name.first]
        side = next((c for c in before if tree.tokens[c].text.lower() in tables.directions), None)
        if side is not None:
            return Place(
                name=tree.sentence.span(side, name.last).text,
                country=name.country,
                precision="region",
                relation=spot.relation,
            )
        if tables.parts.get(spot.noun) == "region":
            words = tree.sentence.span(min(spot.node, name.first), max(spot.node, name.last)).text
            return Place(name=words, country=name.country, precision="region", relation=spot.relation)
        return Place(name=label, country=name.country, precision="country", relation=spot.relation)

    def _setting(self, spot: Spot, event: Event, tree: Tree) -> Setting:
        """Countries and regions named as containers: "Goma, Congo", "the Syrian city of Aleppo", "Gao in Mali"."""
        containers: list[str] = []
        regions: list[str] = []
        below = set(tree.sentence.subtree(spot.node))
        for other in self._names[event.sentence]:
            if other is spot.name or not other.entries:
                continue
            if (
                other.first == spot.name.last + 2
                and tree.tokens[spot.name.last + 1].text == ","
                and _is_container(tree, other)
            ):
                near = True
            else:
                near = _follows(tree, spot, other) or (other.head in below and _is_inside(tree, other, spot))
            if near and other.kind in ("country", "nationality", "region"):
                containers += [e.country for e in other.entries if e.country]
                regions += [e.name for e in other.entries if e.kind == "region"]
        parties = tuple(dict.fromkeys(c for c in self._parties(event)))
        part = locative().parts.get(spot.noun) == "region"
        area = (spot.noun in locative().regions and not part) or spot.name.text.lower() in locative().areas
        wanted = "city" if spot.noun in locative().cities else "region" if area else ""
        return Setting(
            containers=tuple(dict.fromkeys(containers)),
            regions=tuple(regions),
            parties=parties,
            document=self.document,
            wanted=wanted,
        )

    def _parties(self, event: Event) -> Iterator[str]:
        for coded in (*event.actors, *event.recipients):
            country = self.context.cast.figure(coded.value).country
            if country and country not in NONSTATE:
                yield country

    # -- "the country", "its airspace" --------------------------------------------------------------------------------

    def _generic(self, event: Event, reach: Reach) -> Iterator[Found]:
        """Places that only the context names: "across the country", "violated its airspace", "in the capital"."""
        tree, tables = reach.tree, locative()
        for i, token in enumerate(tree.tokens):
            lemma = token.lemma.lower()
            if token.upos != "NOUN" or (lemma not in tables.generic and lemma not in tables.parts):
                continue
            owner = tree.sentence.kid(i, "nmod:poss")
            source = (
                i
                if lemma in tables.generic
                else owner
                if owner is not None and tree.tokens[owner].upos == "PRON"
                else None
            )
            if source is None:
                continue
            found = self._generic_place(event, i, source, lemma, reach)
            if found is not None:
                yield found

    def _generic_place(self, event: Event, i: int, source: int, lemma: str, reach: Reach) -> Found | None:
        tree, tables = reach.tree, locative()
        prep, case = _plain_prep(tree, i)
        relation = tables.prepositions.get(prep) if prep else None
        direct = tree.tokens[i].rel == "obj" and tree.tokens[tree.tokens[i].head].lemma.lower() in tables.verbs
        if relation is None and not direct:
            return None
        rank = self._rank(event, i, direct, reach)
        ids = self.context.actors_at(event.sentence, source)
        countries = {c for a in ids if (c := self.context.cast.figure(a).country) and c not in NONSTATE}
        if rank is None or len(countries) != 1:
            return None
        country = countries.pop()
        part = tables.parts.get(lemma, "")
        kept = part if part in ("border", "over", "off", "near") else relation or None
        row = self.context.knowledge.countries.get(country)
        place = Place(name=row["name"] if row else country, country=country, precision="country", relation=kept)
        if lemma == "capital" and (capital := self.places.capital(country)):
            place = as_place(capital, capital.name, kept)
        first = min([case, i, *tree.sentence.kids(i, "nmod:poss", "det")])
        return Found(
            place=place,
            span=tree.sentence.span(first, i),
            rank=(rank, 3, abs(i - event.trigger)),
            coder="where.context@1",
        )

    # -- dateline -----------------------------------------------------------------------------------------------------

    def _dateline(self, event: Event) -> Found | None:
        """The dateline for the news of the lead, where a party is of that country or no party has one."""
        line = self.line
        if (
            line is None
            or event.realis.value != "actual"
            or event.historical.value
            or not _is_lead(event, line, self.draft)
        ):
            return None
        tree = self.context.trees[line.sentence]
        text = tree.sentence.span(*line.place).text
        containers: tuple[str, ...] = ()
        if line.country is not None:
            country = self.context.knowledge.country_of(tree.sentence.span(*line.country).text)
            containers = (country,) if country else ()
        spoken = text.title() if text.isupper() else text
        found = self.places.best(spoken, Setting(containers=containers, document=self.document))
        if found is None or ((parties := set(self._parties(event))) and found.country not in parties):
            return None
        place = as_place(found, spoken, None)
        return Found(place=place, span=tree.sentence.span(*line.place), rank=(99, 0, 0), coder="where.dateline@1")

    def _in_dateline(self, n: int, name: Name) -> bool:
        return self.line is not None and self.line.sentence == n and name.last <= self.line.last


def _is_lead(event: Event, line: Dateline, draft: Draft) -> bool:
    body = [n for n, s in enumerate(draft.parsed.sentences) if s.kind == "body" and n >= line.sentence]
    return event.sentence in body[:LEAD]


def _shares(context: Context) -> dict[str, float]:
    """How much of the article each country has, the most-named one 1."""
    counts: Counter[str] = Counter()
    for figure in context.cast.figures:
        if figure.country and figure.country not in NONSTATE:
            counts[figure.country] += max(1, len(figure.mentions))
    most = max(counts.values(), default=1)
    return {c: k / most for c, k in counts.items()}


def _noun_above(tree: Tree, node: int) -> int | None:
    """The plain noun that a phrase hangs on: "people in Kharkiv"; None when it hangs on a verb."""
    head = tree.tokens[node].head
    if head < 0 or clauses.is_predicate(tree, head) or tree.tokens[head].entity == "event":
        return None
    return head if tree.tokens[head].upos in ("NOUN", "PROPN", "PRON", "NUM") else None


def _penalty(tree: Tree, noun: int) -> int:
    """A phrase behind an object often belongs to the verb; one behind a subject says where that party is."""
    while tree.tokens[noun].rel in ("nmod", "conj", "appos", "flat") and tree.tokens[noun].head >= 0:
        if clauses.is_predicate(tree, tree.tokens[noun].head):
            break
        noun = tree.tokens[noun].head
    rel = tree.tokens[noun].deprel
    return 2 if rel == "nsubj" else 1


def _contains(tree: Tree, inner: Spot, outer: Spot) -> bool:
    """True when `outer` is named within the phrase of `inner`: the country in "Goma in Congo"."""
    return outer.node != inner.node and outer.node in tree.sentence.subtree(inner.node)


def _is_container(tree: Tree, other: Name) -> bool:
    """A name behind a comma closes a pair unless a list goes on."""
    follow = tree.tokens[other.last + 1].text if other.last + 1 < len(tree.tokens) else "."
    return follow not in ("and", "or", "'s", "’s") or tree.tokens[other.head].rel != "conj"


def _follows(tree: Tree, spot: Spot, other: Name) -> bool:
    """ "Gao in northern Mali": a country right behind the name, with nothing but "in" and a direction between."""
    between = [tree.tokens[k].text.lower() for k in range(spot.last + 1, other.first)]
    return bool(between) and between[0] == "in" and all(w in locative().directions or w == "the" for w in between[1:])


def _is_inside(tree: Tree, other: Name, spot: Spot) -> bool:
    """ "the Syrian city of Aleppo", "Gao in northern Mali", not "troops of Mali in Gao"."""
    token = tree.tokens[other.head]
    if tree.prep(other.head) in ("in", "of", "within"):
        return True
    return token.rel in ("amod", "compound", "appos", "nmod") and other.head != spot.name.head


def _plain_prep(tree: Tree, node: int) -> tuple[str, int]:
    cases = [c for c in tree.sentence.kids(node, "case") if c < node]
    return (tree.tokens[cases[0]].text.lower(), cases[0]) if cases else ("", node)
