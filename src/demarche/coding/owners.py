"""Whose something is: the country of "its ministry", "the country's army", "the government" in what a minister says."""

from __future__ import annotations

import msgspec

from demarche.coding.cast_words import is_definite, is_other_office, tellers
from demarche.coding.figures import Figure
from demarche.coding.references import COUNTRY_NOUNS, References
from demarche.coding.tree import Tree
from demarche.coding.who import Phrases
from demarche.coding.who_reading import Reading
from demarche.knowledge import Knowledge
from demarche.ontology.grammar import grammar

OTHERS = grammar()["others"]
RULERS = grammar()["rulers"]
STAFF = grammar()["staff"]
OFFICIAL = frozenset(["GOV", "JUD", "LEG", "MIL", "COP"])


class Owners(References):
    """How figures lend their country to what is theirs, and how offices of one state are told apart."""

    def __init__(self, knowledge: Knowledge) -> None:
        super().__init__()
        self.knowledge = knowledge
        self._by_id: dict[str, Figure] = {}

    def _owned(self, reading: Reading, owner: Figure, n: int, i: int, tree: Tree) -> Reading:
        """The reading with the country of its owner: "her ministry"; "her counterpart" is of the other state."""
        word = tree.tokens[i].lemma.lower()
        if reading.country or self._is_of_states(reading):
            return reading
        if word not in OTHERS:
            sector = reading.sector or (owner.sector if word in STAFF else None)
            why = f"owner: {owner.reading.name}"
            return msgspec.structs.replace(reading, country=owner.country, sector=sector, why=why)
        other = self._opposite(n, i, owner.country or "") if word == "counterpart" else None
        sector = reading.sector or (owner.sector if word == "counterpart" else None)
        why = f"counterpart of {owner.reading.name}" if other else reading.why
        return msgspec.structs.replace(reading, country=other, sector=sector, why=why)

    def _leave_open(self, found: list[Figure], owner: Figure, readings: list[Reading]) -> None:
        """Remember whose they are, for the article may tell later where the owner is from."""
        for figure in found:
            theirs = figure is not owner and figure.country is None and figure.reading.kind in ("group", "organisation")
            if theirs and not any(self._is_of_states(r) for r in readings):
                figure.owner = owner

    def _is_of_states(self, reading: Reading) -> bool:
        """ "Its neighbours", "their allies", "our partners": others, and none of them the owner."""
        role = self.knowledge.role([reading.head])
        return (role is not None and role.kind == "country") or reading.head in OTHERS

    def _possessor(self, n: int, i: int, tree: Tree) -> Figure | None:
        """The figure behind a possessive pronoun: "its troops", "their embassy"."""
        for c in tree.sentence.kids(i, "nmod:poss"):
            ids = self.who.get((n, c), ())
            if tree.tokens[c].upos == "PRON" and ids:
                return self._by_id[ids[0]]
            if tree.tokens[c].lemma.lower() in COUNTRY_NOUNS:  # "his country's troops", "the country's soldiers"
                found = self._possessor(n, c, tree) or next(iter(self._anaphor(n, c, tree)), None)
                if found is not None:
                    return found
        return None

    def _speaker(self, n: int, i: int, tree: Tree, phrases: Phrases) -> Figure | None:
        """Whose government "the government" is in what an official says of the country that the article is about."""
        if tree.tokens[i].lemma.lower() not in RULERS or not is_definite(tree.sentence, i):
            return None
        home = next(iter(phrases.hints), None)
        for k in tellers(tree, i):
            for figure in (self._by_id[x] for x in self.who.get((n, k), ())):
                if figure.country and figure.country == home and figure.sector in OFFICIAL:
                    return figure
        return None

    def _topic(self, n: int, i: int, tree: Tree) -> Figure | None:
        """ "India hit back. The foreign ministry accused …": it is of the state that the last sentence is about."""
        if tree.tokens[i].lemma.lower() != "ministry" or not is_definite(tree.sentence, i):
            return None
        states = {f.country: f for f in self.figures if f.subject_at == n - 1 and f.reading.kind == "country"}
        return next(iter(states.values())) if len(states) == 1 else None

    def _is_other_office(self, reading: Reading, figure: Figure) -> bool:
        """ "Tamil Nadu's chief minister" is not "the Indian foreign minister", though both are ministers of India."""
        return reading.key[0] == "N" and is_other_office(reading, figure.mentions, self._country_words(reading.country))

    def _holds_office(self, figure: Figure, reading: Reading) -> bool:
        return figure.reading.key == reading.key and not self._is_other_office(reading, figure)

    def _country_words(self, code: str | None) -> frozenset[str]:
        """What a country is called before an office: "Indian", "India's"."""
        row = self.knowledge.countries.get(code or "")
        names = (row["name"], *row["adjectives"].split(";"), row["capital"]) if row else ()
        return frozenset(w for name in names for w in name.lower().split())
