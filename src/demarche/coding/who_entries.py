"""The names of one sentence that the tables know, and what their entries say."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.coding.tree import Tree
from demarche.coding.who_reading import Reading
from demarche.coding.who_settled import is_shared, names_in, settled
from demarche.knowledge import Knowledge
from demarche.knowledge.types import ActorCode, Entry, Match
from demarche.ontology.grammar import grammar

QUARTERS = frozenset(["North", "South", "East", "West"])


class Entries:
    """Matches with the tables, and readings of their entries."""

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
        if match.entry.kind in COUNTRYLIKE or len(after) < 2 or after[0].text != "-" or after[1].upos != "PROPN":
            return False
        close = after[0].start == self.tree.tokens[match.last].end and after[1].start == after[0].end
        more = [m.entry.kind for m in found if m.first <= match.last + 2 <= m.last]
        return close and not any(kind in COUNTRYLIKE for kind in more)

    def _joined(self, match: Match) -> list[Match]:
        """Names of countries told together: "Russia-Belarus drills" are of both, and so are "North and South Korea"."""
        out = [*self._other_half(match), match]
        last = match.last
        while last + 2 < len(self.tree.tokens) and self.tree.tokens[last + 1].text in ("-", "–"):
            more = self._at.get(last + 2)
            if more is None or more.entry.kind not in COUNTRYLIKE or match.entry.kind not in COUNTRYLIKE:
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
            if m.first == 0 and m.entry.kind in COUNTRYLIKE
        ][:1]

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

    def _resolved(self, first: int, last: int) -> ActorCode:
        """What the words from `first` to `last` say; a body that many countries have is of one that is named here."""
        code = self.knowledge.resolve_phrase(self._words(first, last), date=self.date)
        shared = (m for m in self.matches if first <= m.first and m.last <= last and code.entry in m.entries[1:])
        body = next((m for m in shared if m.entry != code.entry), None)
        if body is not None and body.entry.kind == "person":
            body = None  # another office of the same man is none of another body
        if code.entry is not None and self._is_cut(code.entry, first, last):
            return msgspec.structs.replace(code, country=None)
        if body is None or code.entry is None or code.country != code.entry.country:
            return code
        return msgspec.structs.replace(code, country=body.entry.country, why=f"phrase: {body.text}")

    def _name_run(self, i: int) -> tuple[int, int]:
        tokens = self.tree.tokens
        first = last = i
        while first > 0 and tokens[first].name.startswith("I-"):
            first -= 1
        while last + 1 < len(tokens) and tokens[last + 1].name.startswith("I-"):
            last += 1
        return first, last

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

    def _is_cut(self, entry: Entry, first: int, last: int) -> bool:
        """True for a common name inside a longer one: the "Democratic Party" of "the United Democratic Party"."""
        inside = (m for m in self.matches if first <= m.first and m.last <= last)
        bodies = entry.kind in ("metonym", "group") and (is_shared(entry.name) or entry.sector == "PTY")
        return bodies and not any(entry in m.entries or entry.country == m.entry.country for m in inside)

    def _role_head(self, i: int) -> bool:
        return self.knowledge.role([self.tree.tokens[i].lemma.lower()]) is not None

    def _definite(self, i: int) -> bool:
        for c in self.sentence.children[i]:
            token = self.tree.tokens[c]
            if token.rel == "det" and token.lemma.lower() in ("the", "this", "that", "these", "those", "both"):
                return True
            if token.deprel == "nmod:poss":
                return True
        return False


AGENCIES = grammar()["agencies"]
COUNTRYLIKE = frozenset(["country", "nationality", "capital"])
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


def _is_agency(name: str) -> bool:
    """True for an office with a task of its own; "the Kremlin" and "Downing Street" are the government."""
    return bool(set(name.lower().split()) & AGENCIES)


def _country_name(knowledge: Knowledge, code: str) -> str | None:
    row = knowledge.countries.get(code)
    return row["name"] if row else None
