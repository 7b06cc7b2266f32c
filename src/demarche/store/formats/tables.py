"""Column lists of the formats, and country codes in the systems that they use."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

HERE = files("demarche.store.formats")


class Country(msgspec.Struct, frozen=True):
    """One country: ISO alpha-3 and alpha-2, FIPS 10-4, Correlates of War number, English name."""

    iso3: str
    iso2: str
    fips: str
    cow: str
    name: str


@cache
def _data() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(HERE.joinpath("columns.yaml").read_text("utf-8"))
    return found


def columns(name: str) -> tuple[str, ...]:
    """The columns of a format in their order."""
    found = _data()[name]
    return tuple(found.split()) if isinstance(found, str) else tuple(found)


@cache
def _rows() -> tuple[dict[str, str], ...]:
    text = files("demarche.knowledge").joinpath("data", "countries.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(csv.DictReader(lines))


@cache
def countries() -> dict[str, Country]:
    """Countries by ISO code; of several entries for one code the one still in use counts."""
    found: dict[str, Country] = {}
    for row in sorted(_rows(), key=lambda row: not row["end"]):
        found[row["iso3"]] = Country(row["iso3"], row["iso2"], row["fips"], row["cow"], row["name"])
    return found


@cache
def by_name() -> dict[str, str]:
    """ISO codes by every name of a country, in lower case."""
    found: dict[str, str] = {}
    for row in _rows():
        for name in (row["name"], *row["names"].split(";")):
            if name and not name.endswith("?"):
                found.setdefault(name.strip().lower(), row["iso3"])
    return found | {name.lower(): code for name, code in _data()["icews_countries"].items()}


@cache
def by_fips() -> dict[str, str]:
    return {country.fips: code for code, country in countries().items() if country.fips}


def country_name(iso3: str | None) -> str | None:
    found = countries().get(iso3 or "")
    return found.name if found else None
