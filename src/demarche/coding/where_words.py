"""The words of place: prepositions, parts of countries, verbs of movement and force (locative.yaml)."""

from __future__ import annotations

from functools import cache

import msgspec

from demarche.ontology.codebook import DATA, read_yaml


class Locative(msgspec.Struct, frozen=True):
    """The tables of locative.yaml."""

    prepositions: dict[str, str]
    goals: frozenset[str]
    origins: frozenset[str]
    surfaces: frozenset[str]
    parts: dict[str, str]
    cities: frozenset[str]
    regions: frozenset[str]
    directions: frozenset[str]
    sites: frozenset[str]
    posts: frozenset[str]
    areas: frozenset[str]
    verbs: frozenset[str]
    moves: frozenset[str]
    nouns: frozenset[str]
    generic: frozenset[str]


@cache
def locative() -> Locative:
    """The shipped tables."""
    raw = read_yaml(DATA / "locative.yaml")
    return msgspec.convert({k: v for k, v in raw.items() if k != "version"}, Locative)
