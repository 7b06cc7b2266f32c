"""The words of data/links.yaml, as the search for links needs them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Any

import msgspec

from demarche.ontology.codebook import DATA, read_yaml

ANY = "*"  # stands for any one word
TYPES = ("exchanged_for", "retaliation_for", "condition_for", "caused_by", "part_of", "follows")
END = ""  # the branch of a tree of phrases at which one of them ends
Phrases = dict[str, "Phrases"]  # word by word: {"in": {"return": {END: {}}, "exchange": …}}


class Cues(msgspec.Struct, frozen=True):
    """The words of one link type; phrases are split into words and share their beginnings."""

    between: Phrases
    weak: Phrases
    back: Phrases
    verbs: frozenset[str]
    replies: frozenset[str]
    framed: Phrases
    echo: Phrases


class Table(msgspec.Struct, frozen=True):
    """links.yaml as the code needs it."""

    cues: dict[str, Cues]
    trades: frozenset[str]
    swap: frozenset[str]
    sold: frozenset[str]
    closing: frozenset[str]
    answers: frozenset[str]
    traded: frozenset[str]
    framed: frozenset[str]
    shares: frozenset[str]
    keeps: frozenset[str]
    made: frozenset[str]
    word: frozenset[str]
    failing: frozenset[str]
    refusing: frozenset[str]
    halves: frozenset[str]
    buys: frozenset[str]
    stipulates: frozenset[str]
    bribes: frozenset[str]
    prices: frozenset[str]
    unrelated: Phrases
    rewards: frozenset[str]
    repays: frozenset[str]
    earns: frozenset[str]
    pays: frozenset[str]
    punishes: frozenset[str]
    mediation: frozenset[str]
    mediators: frozenset[str]
    taken_up: dict[str, tuple[str, ...]]  # noun to event types; none for any
    giving: frozenset[str]
    hostile: frozenset[str]
    provoking: frozenset[str]

    @property
    def repaying(self) -> frozenset[str]:
        """Verbs that tell a bargain or reprisal with other words than "for"."""
        return self.buys | self.rewards | self.repays | self.punishes


@cache
def table() -> Table:
    raw: dict[str, Any] = read_yaml(DATA / "links.yaml")
    up: dict[str, tuple[str, ...]] = {}
    for kind, nouns in raw["taken_up"].items():
        for noun in nouns:
            up[noun] = (*up.get(noun, ()), *((kind,) if kind else ()))
    return Table(
        cues={name: _cues(raw[name]) for name in TYPES},
        trades=frozenset(raw["exchanged_for"]["trades"]),
        swap=frozenset(raw["bargain"]["nouns"]),
        sold=frozenset(raw["bargain"]["sold"]),
        closing=frozenset(raw["bargain"]["closing"]),
        answers=frozenset(raw["retaliation_for"]["answers"]),
        traded=frozenset(raw["bargain"]["traded"]),
        framed=frozenset(raw["bargain"]["framed"]),
        shares=frozenset(raw["bargain"]["shares"]),
        keeps=frozenset(raw["bargain"]["keeps"]),
        made=frozenset(raw["bargain"]["made"]),
        word=frozenset(raw["bargain"]["word"]),
        failing=frozenset(raw["bargain"]["failing"]),
        refusing=frozenset(raw["bargain"]["refusing"]),
        halves=frozenset(raw["bargain"]["halves"]),
        buys=frozenset(raw["buys"]),
        stipulates=frozenset(raw["stipulates"]),
        bribes=frozenset(raw["bribes"]),
        prices=frozenset(raw["prices"]),
        unrelated=_phrases(raw["unrelated"]),
        rewards=frozenset(raw["rewards"]),
        repays=frozenset(raw["repays"]),
        earns=frozenset(raw["earns"]),
        pays=frozenset(raw["pays"]),
        punishes=frozenset(raw["punishes"]),
        mediation=frozenset(raw["mediation"]),
        mediators=frozenset(raw["mediators"]),
        taken_up=up,
        giving=frozenset(raw["giving"]),
        hostile=frozenset(raw["hostile"]),
        provoking=frozenset(raw["provoking"]),
    )


def _cues(section: dict[str, list[str]]) -> Cues:
    return Cues(
        between=_phrases(section.get("between", [])),
        weak=_phrases(section.get("weak", [])),
        back=_phrases(section.get("back", [])),
        verbs=frozenset(section.get("verbs", [])),
        replies=frozenset(section.get("replies", [])),
        framed=_phrases(section.get("framed", [])),
        echo=_phrases(section.get("echo", [])),
    )


def _spelt_out(phrase: str) -> list[str]:
    """ "in {direct|} return": every way in which the phrase may read."""
    parts = [part.split("|") for part in re.split(r"[{}]", phrase)]
    return ["".join(words) for words in product(*parts)]


def _phrases(raw: Sequence[str]) -> Phrases:
    tree: Phrases = {}
    for form in (form for phrase in raw for form in _spelt_out(phrase)):
        node = tree
        for word in re.findall(r"\w+|[-*]", form):
            node = node.setdefault(word, {})
        node[END] = {}
    return tree
