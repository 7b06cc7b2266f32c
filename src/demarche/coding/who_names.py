"""Phrases whose head is a name, of the tables or of the parser: people, bodies, places, countries."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from demarche.coding.extents import SPEAKING
from demarche.coding.fit_words import first_of
from demarche.coding.who_people import People
from demarche.coding.who_reading import Reading
from demarche.coding.who_settled import is_clear
from demarche.knowledge.types import ActorCode, Entry, Match


class Names(People):
    """The names of one sentence, and what the phrases around them say."""

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
            found = self._from_entry(entry, first if entry.kind != "country" else match.first, last, match)
            return (self._as_party(found, i),)
        if person:
            return (self._person(i, first, last, match),)
        if token.name.endswith("ORG"):
            return (self._body(i, first, last),)
        if token.name.endswith("PLACE") and not self._role_head(i):
            return self._place(i, first, last)
        if acronym:
            return (self._body(i, first, last),)
        return ()

    def _as_party(self, reading: Reading, i: int) -> Reading:
        """ "Other Gulf states", "urged Europe": a part of the world stands for those who rule there."""
        if reading.kind != "place" or reading.country is not None:
            return reading
        states = self.tree.tokens[i].lemma.lower() in STATES and self.tree.tokens[i].text.lower().endswith("s")
        return msgspec.structs.replace(reading, kind="group") if states or self._speaks(i) else reading

    def _speaks(self, i: int) -> bool:
        """True for who speaks or is spoken to: "Europe warned", "urged Europe", "told Europe and Chad"."""
        first = first_of(self.tree, i)
        token = self.tree.tokens[first]
        verb = self.tree.tokens[token.head] if token.rel in ("nsubj", "obj", "iobj") and token.head >= 0 else None
        return verb is not None and verb.lemma.lower() in SPEAKING

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

    def _only_modifier(self, match: Match, i: int) -> bool:
        """True when the name lies before the head noun and does not hold it."""
        return match.last < i

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


STATES = frozenset(["state", "country", "nation", "power", "government", "monarchy", "republic"])
ACRONYM = (3, 7)  # letters of a body's short name


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return name.lower().removeprefix("the ").strip()
