"""What a place name may mean: states, regions, waters, capitals and cities, ranked by context and size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from demarche.knowledge.gazetteer import Gazetteer
from demarche.knowledge.lexicon import Lexicon
from demarche.knowledge.tables import Row, rows
from demarche.knowledge.types import PlaceCandidate
from demarche.knowledge.words import key

# What a bare name means before anything is known of the text, on the scale of log10 of a population.
_PRIOR = {"country": 9.0, "region": 6.5, "water": 6.5, "capital": 7.5, "city": 0.0}
# A hinted country outweighs the size of a namesake elsewhere.
_HINT = 4.0


class Places:
    """Finds and ranks the places of a name."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer, countries: Mapping[str, Row]) -> None:
        self._lexicon = lexicon
        self._gazetteer = gazetteer
        self._countries = countries
        self._tables: dict[str, list[PlaceCandidate]] | None = None

    def find(self, name: str, *, country_hints: Sequence[str], admin1: str | None, limit: int) -> list[PlaceCandidate]:
        found = [*self._named(name), *self._states(name), *self._cities(name)]
        ranked = [self._scored(place, country_hints, admin1) for place in found]
        ranked.sort(key=lambda place: (-place.score, place.kind, place.geonameid or 0))
        return ranked[:limit]

    def _scored(self, place: PlaceCandidate, hints: Sequence[str], admin1: str | None) -> PlaceCandidate:
        score = _PRIOR.get(place.kind, 0.0)
        if place.kind in ("city", "capital"):
            score = max(score, math.log10(place.population + 1))
        if place.country and place.country in hints:
            # The first hint is the strongest.
            score += _HINT - min(3.0, 0.5 * list(hints).index(place.country))
        if admin1 and place.admin1 and key(admin1) == key(place.admin1):
            score += _HINT
        return PlaceCandidate(
            name=place.name,
            kind=place.kind,
            country=place.country,
            admin1=place.admin1,
            lat=place.lat,
            lon=place.lon,
            population=place.population,
            geonameid=place.geonameid,
            score=round(score, 3),
        )

    def _states(self, name: str) -> list[PlaceCandidate]:
        entries = [e for e in self._lexicon.lookup(name) if e.kind == "country"]
        return [PlaceCandidate(name=e.name, kind="country", country=e.country) for e in entries]

    def _cities(self, name: str) -> list[PlaceCandidate]:
        capitals = {e.country for e in self._lexicon.lookup(name) if e.kind == "capital"}
        out = self._gazetteer.get(name)
        missing = capitals - {place.country for place in out}
        extra = [
            PlaceCandidate(name=name, kind="capital", country=country) for country in sorted(filter(None, missing))
        ]
        return [*out, *extra]

    def _named(self, name: str) -> list[PlaceCandidate]:
        """Regions and waters of that name."""
        if self._tables is None:
            self._tables = _read_tables()
        return self._tables.get(key(name), [])


def _read_tables() -> dict[str, list[PlaceCandidate]]:
    """The hand-written regions and waters by each of their names."""
    out: dict[str, list[PlaceCandidate]] = {}
    for pattern, kind in (("regions.csv", "region"), ("waters.csv", "water")):
        for row in rows(pattern):
            place = PlaceCandidate(
                name=row["name"],
                kind=kind,
                country=row.get("country") or None,
                lat=float(row["lat"]) if row["lat"] else None,
                lon=float(row["lon"]) if row["lon"] else None,
            )
            for name in (row["name"], *row["names"].split(";")):
                if name:
                    out.setdefault(key(name), []).append(place)
    return out
