"""Cities of 15,000 people and more, capitals and first-level regions, distilled from GeoNames (CC BY 4.0).

The file is one line a place, most people first, with its folded names in the first column, so that loading is one
pass that builds an index of line numbers; a line is read only when its place is asked for. Names marked "~" are
English words, given names or surnames too: they are found when asked for, but not in running text.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from demarche.knowledge.guards import Guard
from demarche.knowledge.lexicon import Scan, match_of
from demarche.knowledge.tables import DATA
from demarche.knowledge.types import Entry, Match, PlaceCandidate
from demarche.knowledge.words import key

FILE = DATA / "gazetteer.csv.gz"
# More readings of one name than this never help anybody.
_READINGS = 8
# Pieces of the longest name looked for: "San Jose del Monte City".
_LONGEST = 5


class Gazetteer:
    """Places by name."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        index: dict[str, tuple[int, ...]] = {}
        for number, line in enumerate(lines):
            for name in line.partition(",")[0].split(";"):
                index[name] = (*index[name], number) if name in index else (number,)
        self._index = index

    @classmethod
    @cache
    def shipped(cls) -> Gazetteer:
        """The gazetteer that comes with the package; an empty one where the file is missing from a source tree."""
        return cls.read(FILE) if FILE.exists() else cls([])

    @classmethod
    def read(cls, path: Path) -> Gazetteer:
        """A gazetteer file: a "#" line, a header, then one place a line, most people first."""
        lines = gzip.decompress(path.read_bytes()).decode().split("\n")
        return cls([line for line in lines[2:] if line])

    def __len__(self) -> int:
        return len(self._lines)

    def get(self, name: str) -> list[PlaceCandidate]:
        """All places of that name, most people first."""
        folded = key(name)
        numbers = sorted((*self._index.get(folded, ()), *self._index.get("~" + folded, ())))
        return [self._place(number) for number in numbers]

    def find(self, scan: Scan, i: int, guard: Guard) -> Match | None:
        """The longest place name at piece `i`; names of people are left alone."""
        if not scan.surface(i)[0].isupper():
            return None
        for end in range(min(i + _LONGEST, len(scan.pieces)), i, -1):
            phrase = " ".join([p.key for p in scan.pieces[i:end]])
            numbers = self._index.get(phrase)
            if numbers and self._fits(phrase, scan, i, end, guard):
                entries = tuple(self._entry(number) for number in numbers[:_READINGS])
                return match_of(scan, i, end, entries)
        return None

    @staticmethod
    def _fits(phrase: str, scan: Scan, i: int, end: int, guard: Guard) -> bool:
        if len(phrase) < 3 or not scan.surface(end - 1)[0].isupper() or not guard(phrase, scan, i, end):
            return False
        return " " in phrase or not guard.in_person_name(scan, i, end)

    def _place(self, number: int) -> PlaceCandidate:
        _, name, country, admin1, lat, lon, people, geonameid, kind = self._lines[number].split(",")
        return PlaceCandidate(
            name=name,
            kind=kind,
            country=country,
            admin1=admin1 or None,
            lat=float(lat),
            lon=float(lon),
            population=int(people),
            geonameid=int(geonameid),
        )

    def _entry(self, number: int) -> Entry:
        place = self._place(number)
        return Entry(
            id=f"geonames:{place.geonameid}", name=place.name, kind="city", country=place.country, table="gazetteer"
        )
