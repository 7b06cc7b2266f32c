"""The tables behind the classes of names: words that end or begin a name, known names, closed sets of words."""

from __future__ import annotations

from functools import cache

import msgspec

from demarche.knowledge.tables import many, rows
from demarche.knowledge.words import fold, key


class Head(msgspec.Struct, frozen=True):
    """A noun that makes a name a facility or an event ("Airport", "Summit", "Operation").

    `use` says how it is decided; for facilities: site (always), house (not where it speaks), seat (an organisation
    unless it stands as a building). `marks`: small (also "Boryspil airport"), of ("Port of Odesa"), alone (a name
    without more), number ("Terminal 5"), named (small only after what is no city: "the Gaza hospital" is no name).
    """

    words: int
    noun: str
    kind: str
    use: str
    marks: frozenset[str]


class Known(msgspec.Struct, frozen=True):
    """A name of the table: FACILITY, EVENT, SEAT, EXERCISE or NONE; `capital` says that its last word has one."""

    kind: str
    capital: bool


@cache
def heads(stands: str) -> dict[tuple[str, ...], Head]:
    """The nouns that stand last, or first, in a name."""
    out = {}
    for row in rows("name_heads.csv"):
        if row["stands"] == stands:
            words = tuple(row["head"].split())
            out[words] = Head(len(words), row["head"], row["class"], row["use"], frozenset(row["marks"].split()))
    return out


@cache
def known() -> dict[str, Known]:
    """The known names by their keys."""
    out = {}
    for row in rows("known_names.csv"):
        for name in (row["name"], *many(row["names"])):
            out[key(name)] = Known(row["class"], not name.split()[-1][0].islower())
    return out


@cache
def longest_known() -> int:
    """How many pieces the longest known name has."""
    return max(name.count(" ") + 1 for name in known())


@cache
def _sets() -> dict[str, frozenset[str]]:
    return {row["set"]: frozenset(row["words"].split()) for row in rows("name_words.csv")}


def word_set(name: str) -> frozenset[str]:
    """A closed set of words; KeyError when the table has none of that name."""
    return _sets()[name]


def is_out(noun: str, where: str, word: str) -> bool:
    """True when `word` directly "before" or "after" a head noun makes it something else: "Radio Station"."""
    return fold(word) in _sets().get(f"not_{where}_{noun}", frozenset())


@cache
def small_nouns() -> frozenset[str]:
    """Last words of known names that newspapers also write small: "Iraq war", "Eiffel tower"."""
    return frozenset(words[-1] for words in heads("last"))


@cache
def region_adjectives() -> frozenset[str]:
    """Words for what comes from a region: "Chechen", "Catalan"."""
    return frozenset(key(word) for row in rows("regions.csv") for word in many(row["adjectives"]))
