"""Names of people, with the country and sector that titles, appositions and tables give them."""

from __future__ import annotations

from abc import ABC, abstractmethod

from demarche.coding.who_entries import Entries
from demarche.coding.who_reading import Reading
from demarche.knowledge.codes import NONSTATE
from demarche.knowledge.types import ActorCode, Entry, Match

IN_OFFICE = frozenset(["minister", "premier", "chancellor", "governor", "ambassador"])
PAST = frozenset(["former", "ex", "then", "late", "deposed", "ousted", "onetime", "one-time", "erstwhile"])


class People(Entries, ABC):
    """Readings of the people of one sentence."""

    @abstractmethod
    def readings(self, i: int) -> tuple[Reading, ...]:
        """Who is meant by the phrase headed at `i`."""

    @abstractmethod
    def _described(self, i: int) -> tuple[Reading, ...]:
        """What a phrase without a name says."""

    def _person(self, i: int, first: int, last: int, match: Match | None) -> Reading:
        a, b = self._name_run(i)
        name = self.sentence.span(a, b).text
        known = match.entry if match and match.entry.kind in ("person", "own") else None
        code = self._person_code(i, min(first, a), max(last, b), name)
        country, sector, why = code.country, code.sector, code.why
        if sector == "ELI" and why.startswith("table:") and (office := self._office_told(i)):
            sector = office  # the article knows better than the tables whether he is in office
        unsure = self.date is None and sector == "ELI" and why.startswith("table:")
        if unsure:
            sector = None  # an article without a date may be of the time of his office
        was_abroad = sector == "ELI" or unsure  # once the head of a world body; the text says what he is now
        if not (country and sector) or (was_abroad and country in NONSTATE):
            title = self._title(i)
            if title and was_abroad and country in NONSTATE and title.country and title.country not in NONSTATE:
                country, sector, why = title.country, title.sector, title.why
            if title:
                said = title.sector if code.entry is None and self._is_behind_office(i) else None
                country, sector = country or title.country, said or sector or title.sector
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

    def _office_told(self, i: int) -> str | None:
        """The sector of the office that the words beside a name tell: "the defence minister, Mohammed Badaru"."""
        title = self._title(i)
        if title is None or title.sector in (None, "ELI") or PAST & set(title.span.text.lower().split()):
            return None
        return title.sector if title.head in IN_OFFICE and title.sector == "GOV" else None

    def _person_code(self, i: int, first: int, last: int, name: str) -> ActorCode:
        """What the words around a name and the tables say; a surname that is a place or a first name says nothing."""
        code = self._resolved(first, last)
        if code.entry is not None and self._is_in_name(code.entry, *self._name_run(i)):
            before, after = (first, self._name_run(i)[0] - 1), (self._name_run(i)[1] + 1, last)
            code = self._resolved(*before) if before[0] <= before[1] else ActorCode()
            code = self._resolved(*after) if code.entry is None and after[0] <= after[1] else code
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

    def _is_in_name(self, entry: Entry, first: int, last: int) -> bool:
        """True for a body whose name is a part of that of a person: "Althea" of Althea Ramos is no operation."""
        inside = (m for m in self.matches if first <= m.first and m.last <= last and not m.text.isupper())
        inside = (m for m in inside if (m.first, m.last) != (first, last))
        return entry.kind in ("organisation", "group", "metonym") and any(entry in m.entries for m in inside)

    def _is_behind_office(self, i: int) -> bool:
        """ "Opposition leader Maulana Aziz": the office right before a name says more than an honour in it."""
        return self.tree.tokens[i].rel == "appos" and self.tree.tokens[i].head == self.tree.phrase(i)[0] - 1

    def _titled(self, i: int) -> bool:
        """True when an office or rank stands before the name: "President Bush", "General Aoun"."""
        kids = [c for c in self.sentence.kids(i, "nmod", "compound", "appos") if not self.tree.tokens[c].name and c < i]
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
