"""Phrases whose head is a name, of the tables or of the parser: people, bodies, places, countries."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from demarche.coding.tree import Tree
from demarche.coding.who_settled import is_clear, names_in, settled
from demarche.knowledge import Knowledge
from demarche.knowledge.types import ActorCode, Entry, Match
from demarche.model import Span
from demarche.ontology.grammar import grammar

QUARTERS = frozenset(["North", "South", "East", "West"])


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one noun phrase says about who is meant.

    `kind` is person, organisation, country, group, place or thing (a thing stands for its owner).
    `key` is equal for phrases that surely mean the same; `head` is the lemma of the head noun.
    """

    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    why: str = ""
    key: tuple[str, ...] = ()
    head: str = ""
    span: Span
    definite: bool = False
    entry: Entry | None = None

    @property
    def acts(self) -> bool:
        """True when this can be an actor: it has a country or sector, or it is a person, a body or a group."""
        return bool(self.country or self.sector) or self.kind in ("person", "organisation", "group")

    @property
    def known(self) -> bool:
        """True when more than the kind is known: country, sector or a name."""
        return bool(self.country or self.sector or self.entry) or self.kind in ("person", "organisation")


class Names(ABC):
    """The names of one sentence, and what the phrases around them say."""

    def __init__(
        self,
        tree: Tree,
        knowledge: Knowledge,
        date: str | None,
        hints: Sequence[str] = (),
        found: Sequence[Match] | None = None,
    ) -> None:
        """`hints` are the countries that the article names, most named first: towns are looked for there.

        `found` are the names in the sentence, if they have been looked up.
        """
        self.tree = tree
        self.sentence = tree.sentence
        self.knowledge = knowledge
        self.date = date
        self.hints = tuple(hints)
        found = names_in(tree, knowledge, date) if found is None else found
        whole = [m for m in found if not self._goes_on(m, found)]
        self._cut = {m.last for m in found if m not in whole}  # last words of names that go on behind a hyphen
        self.matches = [s for m in whole if (s := settled(m, knowledge, self.hints)) is not None]
        self._at: dict[int, Match] = {}
        for m in self.matches:
            for k in range(m.first, m.last + 1):
                if k not in self._at or len(m.text) > len(self._at[k].text):
                    self._at[k] = m
        self._seen: dict[int, tuple[Reading, ...]] = {}

    def _goes_on(self, match: Match, found: Sequence[Match]) -> bool:
        """True for the first half of an unknown name: "Balad" in "Balad-Amin"."""
        after = self.tree.tokens[match.last + 1 : match.last + 3]
        if match.entry.kind in _COUNTRYLIKE or len(after) < 2 or after[0].text != "-" or after[1].upos != "PROPN":
            return False
        close = after[0].start == self.tree.tokens[match.last].end and after[1].start == after[0].end
        more = [m.entry.kind for m in found if m.first <= match.last + 2 <= m.last]
        return close and not any(kind in _COUNTRYLIKE for kind in more)

    @abstractmethod
    def readings(self, i: int) -> tuple[Reading, ...]:
        """Who is meant by the phrase headed at `i`."""

    @abstractmethod
    def _described(self, i: int) -> tuple[Reading, ...]:
        """What a phrase without a name says."""

    def _named(self, i: int) -> tuple[Reading, ...]:
        """A phrase whose head lies in a name of the tables or of the parser."""
        match = self._at.get(i)
        first, last = self.tree.phrase(i)
        token = self.tree.tokens[i]
        acronym = match is None and self._is_acronym(i)
        place = self._is_capital(i, match) or self._is_place_name(match, i)
        person = token.name.endswith("PERSON") and not place and not acronym
        if match and not person and not self._only_modifier(match, i):
            several = [m for m in self.matches if m.first == match.first and m.last == match.last and m is not match]
            if several and match.first == match.last:
                return tuple(self._from_entry(m.entry, m.first, m.last, m) for m in (match, *several))
            entry = match.entry
            joined = self._joined(match)
            if len(joined) > 1:
                return tuple(self._from_entry(m.entry, m.first, m.last, m) for m in joined)
            if entry.kind in ("country", "capital", "nationality") and (last - first) > (match.last - match.first) + 2:
                return self._described(i) or (self._from_entry(entry, match.first, match.last, match),)
            return (self._from_entry(entry, first if entry.kind != "country" else match.first, last, match),)
        if person:
            return (self._person(i, first, last, match),)
        if token.name.endswith("ORG"):
            return (self._body(i, first, last),)
        if token.name.endswith("PLACE") and not self._role_head(i):
            return self._place(i, first, last)
        if acronym:
            return (self._body(i, first, last),)
        return ()

    def _is_place_name(self, match: Match | None, i: int) -> bool:
        """True for a name of several words that the tables know as a place, whatever the model takes it for."""
        several = match is not None and match.last > match.first and match.entry.kind in ("city", "region")
        return several and match is not None and self._name_run(i) == (match.first, match.last)

    def _is_acronym(self, i: int) -> bool:
        """ "UNITA said": capitals in a sentence that is not all capitals are a body that the parser does not know."""
        token = self.tree.tokens[i]
        if token.upos != "PROPN" or token.rel != "nsubj" or not token.text.isalpha() or not token.text.isupper():
            return False
        if self._name_run(i) != (i, i) or self.sentence.kid(i, "flat", "nmod", "compound") is not None:
            return False
        plain = sum(t.text.islower() for t in self.tree.tokens)
        return ACRONYM[0] <= len(token.text) <= ACRONYM[1] and 2 * plain > len(self.tree.tokens)

    def _is_capital(self, i: int, match: Match | None) -> bool:
        """ "Lisbon summoned the envoy": the name of a capital or state and no given name, taken for a person."""
        if (
            match is None
            or match.entry.kind not in ("capital", "country")
            or self._name_run(i) != (match.first, match.last)
        ):
            return False
        kid = self.sentence.kid
        alone = kid(i, "nmod", "compound", "appos") is None and (match.last > match.first or kid(i, "flat") is None)
        return alone and not self.knowledge.is_given_name(match.text)

    def _joined(self, match: Match) -> list[Match]:
        """Names of countries told together: "Russia-Belarus drills" are of both, and so are "North and South Korea"."""
        out = [*self._other_half(match), match]
        last = match.last
        while last + 2 < len(self.tree.tokens) and self.tree.tokens[last + 1].text in ("-", "–"):
            more = self._at.get(last + 2)
            if more is None or more.entry.kind not in _COUNTRYLIKE or match.entry.kind not in _COUNTRYLIKE:
                break
            out.append(more)
            last = more.last
        return out

    def _other_half(self, match: Match) -> list[Match]:
        """The country of which only a part of the name is told: "North" of "North and South Korea"."""
        words = [t.text for t in self.tree.tokens[: match.last + 1]]
        at = match.first - 2
        if at < 0 or words[at + 1] not in ("and", "or") or not {words[at], words[match.first]} <= QUARTERS:
            return []
        found = self.knowledge.match([words[at], *words[match.first + 1 :]], date=self.date)
        token = self.tree.tokens[at]
        return [
            msgspec.structs.replace(m, first=at, last=at, start=0, end=len(token.text))
            for m in found
            if m.first == 0 and m.entry.kind in _COUNTRYLIKE
        ][:1]

    def _only_modifier(self, match: Match, i: int) -> bool:
        """True when the name lies before the head noun and does not hold it."""
        return match.last < i

    def _from_entry(self, entry: Entry, first: int, last: int, match: Match) -> Reading:
        kind = _KIND.get(entry.kind, "group")
        country = entry.country
        key: tuple[str, ...]
        if entry.kind in ("country", "nationality", "capital"):
            # "Icelanders" are people of a state, and not the state
            key = ("C", country or entry.id) if entry.sector != "CVL" else ("N", "people", country or entry.id)
        elif entry.kind in ("city", "region", "people"):
            key = ("L", country or "", entry.id)  # a province is not its country
        elif entry.kind == "metonym" and entry.sector == "GOV" and country and not _is_agency(match.text):
            key = ("G", country)
        else:
            key = ("E", entry.kind, entry.id)
        name = entry.name if entry.kind in ("nationality", "people") and country else match.text
        if entry.kind == "nationality" and country and entry.sector == "CVL":
            name, kind = match.text, "group"  # "1,200 Iranians" are not Iran
        elif entry.kind == "nationality" and country:
            name = _country_name(self.knowledge, country) or match.text
        if first > 0 and self.tree.tokens[first - 1].text.lower() == "the":
            first -= 1
        return Reading(
            name=name,
            kind=kind,
            country=country,
            sector=entry.sector,
            why=f"table: {entry.table}",
            key=key,
            head=self.tree.tokens[last].lemma.lower(),
            span=self.sentence.span(first, last),
            definite=True,
            entry=entry,
        )

    def _person(self, i: int, first: int, last: int, match: Match | None) -> Reading:
        a, b = self._name_run(i)
        name = self.sentence.span(a, b).text
        known = match.entry if match and match.entry.kind in ("person", "own") else None
        code = self._person_code(i, min(first, a), max(last, b), name)
        country, sector, why = code.country, code.sector, code.why
        unsure = self.date is None and sector == "ELI" and why.startswith("table:")
        if unsure:
            sector = None  # an article without a date may be of the time of his office
        if not (country and sector):
            title = self._title(i)
            if title:
                country, sector = country or title.country, sector or title.sector
                why = why or title.why
        if not country and len(name.split()) == 1 and self._titled(i):
            country, why = self._any_bearer(name.split()[-1]), why or "table: surname"
        if known and not (country and sector):
            country, sector = country or known.country, sector or (None if unsure else known.sector)
            why = why or f"table: {known.table}"
        return Reading(
            name=name,
            kind="person",
            country=country,
            sector=sector,
            why=why or "phrase",
            key=("P", name.lower()),
            head=name.split()[-1].lower(),
            span=self.sentence.span(min(first, a), max(last, b)),
            definite=True,
            entry=known,
        )

    def _resolved(self, first: int, last: int) -> ActorCode:
        """What the words from `first` to `last` say; a body that many countries have is of one that is named here."""
        code = self.knowledge.resolve_phrase(self._words(first, last), date=self.date)
        shared = (m for m in self.matches if first <= m.first and m.last <= last and code.entry in m.entries[1:])
        body = next((m for m in shared if m.entry != code.entry), None)
        if body is None or code.entry is None or code.country != code.entry.country:
            return code
        return msgspec.structs.replace(code, country=body.entry.country, why=f"phrase: {body.text}")

    def _person_code(self, i: int, first: int, last: int, name: str) -> ActorCode:
        """What the words around a name and the tables say; a surname that is a place or a first name says nothing."""
        code = self._resolved(first, last)
        if code.entry is None or code.entry.kind in (
            "person",
            "own",
            "nationality",
            "country",
            "metonym",
            "organisation",
            "group",
        ):
            bare = len(name.split()) == 1 and first == last
            if not (bare and self.knowledge.is_given_name(name)):
                return code
        return ActorCode()

    def _titled(self, i: int) -> bool:
        """True when an office or rank stands with the name: "President Bush", "General Aoun"."""
        kids = [c for c in self.sentence.kids(i, "nmod", "compound", "appos") if not self.tree.tokens[c].name]
        return any(self.knowledge.role([self.tree.tokens[c].lemma.lower()]) for c in kids)

    def _any_bearer(self, surname: str) -> str | None:
        """The country of all rulers and ministers of a surname, else of all its bearers; None when they differ."""
        bearers = [e for e in self.knowledge.surname(surname) if e.country]
        rulers = [e for e in bearers if any(word in (e.office or "") for word in ("president", "minister", "king"))]
        countries = {e.country for e in rulers or bearers}
        return countries.pop() if len(countries) == 1 else None

    def _title(self, i: int) -> Reading | None:
        """The description in apposition: "John Coale, a special envoy of …", "the Belarusian president, …"."""
        for c in self.sentence.kids(i, "appos"):
            for r in self.readings(c):
                if r.acts:
                    return r
        token = self.tree.tokens[i]
        if token.rel == "appos" and token.head >= 0 and self.tree.tokens[token.head].name == "":
            found = self._described(token.head)
            return found[0] if found else None
        return None

    def _name_run(self, i: int) -> tuple[int, int]:
        tokens = self.tree.tokens
        first = last = i
        while first > 0 and tokens[first].name.startswith("I-"):
            first -= 1
        while last + 1 < len(tokens) and tokens[last + 1].name.startswith("I-"):
            last += 1
        return first, last

    def _body(self, i: int, first: int, last: int) -> Reading:
        a, b = self._name_run(i)
        code = self._resolved(min(a, first), max(b, last))
        name = self.sentence.span(min(a, first), max(b, last)).text
        short = self._abbreviation(i) if not code.country else None
        if short is not None:
            code = ActorCode(country=short.country, sector=short.sector, why=f"table: {short.table}", entry=short)
        return Reading(
            name=name.removeprefix("the ").removeprefix("The "),
            kind="organisation",
            country=code.country,
            sector=code.sector,
            why=code.why or "name",
            key=("O", _plain(name)),
            head=self.tree.tokens[i].lemma.lower(),
            span=self.sentence.span(first, last),
            definite=True,
            entry=code.entry,
        )

    def _abbreviation(self, i: int) -> Entry | None:
        """The entry of the short name in brackets: "the International Labor Office (ILO)"."""
        for c in self.sentence.kids(i, "appos", "dep", "parataxis"):
            match = self._at.get(c)
            if match is not None:
                return match.entry
        return None

    def _place(self, i: int, first: int, last: int) -> tuple[Reading, ...]:
        text = self.sentence.span(*self._name_run(i)).text
        found = self.knowledge.place(text, country_hints=self.hints)
        if not found or not found[0].country:
            return ()
        best = found[0]
        if self.hints and best.country not in self.hints and not is_clear(found):
            return ()
        return (
            Reading(
                name=text,
                kind="place",
                country=best.country,
                why=f"place: {best.kind}",
                key=("L", best.country or "", text.lower()),
                head=text.lower(),
                span=self.sentence.span(first, last),
                definite=True,
            ),
        )

    def _role_head(self, i: int) -> bool:
        return self.knowledge.role([self.tree.tokens[i].lemma.lower()]) is not None

    def _words(self, first: int, last: int) -> list[str]:
        """The words of a phrase; both halves of an unknown double name are one, which no table holds."""
        out: list[str] = []
        for i in range(first, last + 1):
            text = self.tree.tokens[i].text
            if i - 2 in self._cut and i - 2 >= first:
                out[-2:] = [out[-2] + text]
            else:
                out.append(text)
        return out


ACRONYM = (3, 7)  # letters of a body's short name
AGENCIES = grammar()["agencies"]
_COUNTRYLIKE = frozenset(["country", "nationality", "capital"])
_KIND = {
    "country": "country",
    "nationality": "country",
    "capital": "country",
    "metonym": "organisation",
    "organisation": "organisation",
    "group": "organisation",
    "people": "group",
    "person": "person",
    "city": "place",
    "region": "place",
    "water": "place",
    "own": "organisation",
}


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return name.lower().removeprefix("the ").strip()


def _is_agency(name: str) -> bool:
    """True for an office with a task of its own; "the Kremlin" and "Downing Street" are the government."""
    return bool(set(name.lower().split()) & AGENCIES)


def _country_name(knowledge: Knowledge, code: str) -> str | None:
    row = knowledge.countries.get(code)
    return row["name"] if row else None
