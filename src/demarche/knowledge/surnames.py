"""Office holders by surname, for coreference inside an article and for titles with a surname."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from demarche.knowledge.tables import word_set
from demarche.knowledge.types import Entry
from demarche.knowledge.words import key

# Where the family name comes first.
_FAMILY_FIRST = word_set("family_first")
_PARTICLES = word_set("particles")
_SUFFIXES = word_set("suffixes")


class Surnames:
    """Surnames to entries; "al-Assad" is found as "Assad", "von der Leyen" as "Leyen" and in full."""

    def __init__(self, people: Iterable[Entry]) -> None:
        self._entries = tuple(people)

    @cached_property
    def _people(self) -> dict[str, list[Entry]]:
        """Made when the first surname is asked for."""
        out: dict[str, list[Entry]] = {}
        for entry in dict.fromkeys(self._entries):
            for surname in surnames(entry.name, entry.country):
                out.setdefault(surname, []).append(entry)
        return out

    def __len__(self) -> int:
        return len(self._people)

    def get(self, word: str) -> tuple[Entry, ...]:
        return tuple(self._people.get(key(word), ()))


def surnames(name: str, country: str | None) -> list[str]:
    """The keys under which a full name is known by surname.

    >>> surnames("Ursula von der Leyen", "EUR")
    ['leyen', 'von der leyen']
    """
    words = key(name).split()
    while len(words) > 2 and words[-1] in _SUFFIXES:
        words.pop()
    if len(words) < 2:
        return words
    out = [words[-1]]
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
        out = [words[-1], " ".join(words[start:])]
    if country in _FAMILY_FIRST:
        # "Xi Jinping", but the Western order of "Chiang Wan-an" in exile lists keeps its last word too.
        out.insert(0, words[0])
    return out
