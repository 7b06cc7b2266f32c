"""Which place a name means here: containers named beside it, then the countries of the article, then size."""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

from demarche.knowledge import Knowledge
from demarche.knowledge.types import PlaceCandidate
from demarche.model import Place

# What a name means before anything is known: a large capital outweighs any namesake, a city of 160,000 its province.
_PRIOR = {"country": 9.0, "region": 5.2, "water": 6.5, "capital": 7.5}
_LARGE = 2_000_000
_CONTAINED, _PARTY, _DOCUMENT = 8.0, 1.0, 2.0
_FINE = ("city", "capital")


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """What is known around a name: countries that contain it, countries of the parties, shares in the article."""

    containers: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    document: Mapping[str, float] = {}
    wanted: str = ""  # "city" or "region" when a noun beside the name, or custom, says so


class Places:
    """Place names to places, each looked up once for an article."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._seen: dict[str, list[PlaceCandidate]] = {}

    def candidates(self, name: str) -> list[PlaceCandidate]:
        if name not in self._seen:
            self._seen[name] = self.knowledge.place(name, limit=12)
        return self._seen[name]

    def best(self, name: str, setting: Setting) -> PlaceCandidate | None:
        """The likeliest reading; None when nothing of that name is known, or none where it is said to be."""
        ranked = [(self._score(c, setting), -k, c) for k, c in enumerate(self.candidates(name))]
        if setting.containers:
            ranked = [
                r
                for r in ranked
                if r[2].country in setting.containers or r[2].country is None or r[2].admin1 in setting.regions
            ]
        return max(ranked, key=lambda r: r[:2])[2] if ranked else None

    def capital(self, country: str) -> PlaceCandidate | None:
        """The capital of a country, with coordinates where the gazetteer has them."""
        row = self.knowledge.countries.get(country)
        if not row or not row["capital"]:
            return None
        return self.best(row["capital"], Setting(containers=(country,), wanted="city"))

    def _score(self, place: PlaceCandidate, setting: Setting) -> float:
        score = _PRIOR.get(place.kind, 0.0)
        if place.kind in _FINE:
            size = math.log10(place.population + 1)
            score = max(score if place.population > 100_000 or not place.population else 0.0, size)
            score += 1.5 if place.kind == "capital" and place.population >= _LARGE else 0.0
        if place.country in setting.containers:
            score += _CONTAINED
        if place.admin1 is not None and place.admin1 in setting.regions:
            score += _CONTAINED
        if place.country in setting.parties:
            score += _PARTY
        score += _DOCUMENT * setting.document.get(place.country or "", 0.0)
        if setting.wanted == "city":
            score += 4.0 if place.kind in _FINE else 0.0
        elif setting.wanted == "region":
            score += 4.0 if place.kind == "region" else 0.0
        return score


def as_place(found: PlaceCandidate, name: str, relation: str | None) -> Place:
    """The record's place: coordinates for cities only."""
    fine = found.kind in _FINE
    return Place(
        name=name,
        country=found.country,
        lat=found.lat if fine else None,
        lon=found.lon if fine else None,
        precision="city" if fine else "country" if found.kind == "country" else "region",
        geonames=found.geonameid if fine else None,
        relation=relation,
    )
