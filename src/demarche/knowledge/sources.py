"""Turns the rows of the tables into entries of the lexicon: one small reader per table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from demarche.knowledge.codes import split_code
from demarche.knowledge.tables import Row, many, rows
from demarche.knowledge.types import ActorRow, Entry


class Naming(msgspec.Struct, frozen=True, gc=False):
    """A name and the entry it stands for; secondary readings come after all others of that name."""

    name: str
    entry: Entry
    secondary: bool = False


def all_namings() -> Iterator[Naming]:
    """Every name of the shipped tables but the gazetteer."""
    for row in rows("countries.csv"):
        yield from country_names(row)
    for row in rows("metonyms.csv"):
        yield from metonym_names(row)
    for row in rows("organisations.csv"):
        yield from organisation_names(row)
    for row in rows("office_holders_*.csv"):
        yield from person_names(row)
    for row in rows("groups_*.csv"):
        yield from group_names(row)
    for row in rows("peoples.csv"):
        yield from people_names(row)
    for row in rows("regions.csv"):
        yield from region_names(row)
    for row in rows("waters.csv"):
        yield from water_names(row)


def _named(names: Iterable[str], entry: Entry) -> Iterator[Naming]:
    """The entry under each name; a name that ends with "?" is a secondary reading."""
    for name in names:
        yield Naming(name.rstrip("?"), entry, name.endswith("?"))


def country_names(row: Row) -> Iterator[Naming]:
    """A state under its names, its adjectives, the words for its people, and its capital."""
    iso3, name = row["iso3"], row["name"]
    dates = {"start": row["start"] or None, "end": row["end"] or None}
    country = Entry(id=f"country:{iso3}", name=name, kind="country", country=iso3, table="countries", **dates)
    adjective = Entry(id=f"nationality:{iso3}", name=name, kind="nationality", country=iso3, table="countries")
    people = Entry(id=f"citizens:{iso3}", name=name, kind="nationality", country=iso3, sector="CVL", table="countries")
    adjectives = many(row["adjectives"])
    yield from _named([name, *many(row["names"])], country)
    yield from _named(adjectives, adjective)
    yield from _named([word for word in many(row["demonyms"]) if word not in adjectives], people)
    if row["capital"]:
        capital = Entry(
            id=f"capital:{iso3}",
            name=row["capital"].rstrip("?"),
            kind="capital",
            country=iso3,
            sector="GOV",
            table="countries",
        )
        yield from _named([row["capital"], *many(row["capital_names"])], capital)


def metonym_names(row: Row) -> Iterator[Naming]:
    """A seat of power, a ministry or a service that stands for a state."""
    entry = Entry(
        id=f"metonym:{row['phrase'].rstrip('?')}:{row['country']}",
        name=row["phrase"].rstrip("?"),
        kind="metonym",
        country=row["country"] or None,
        sector=row["sector"] or None,
        start=row["start"] or None,
        end=row["end"] or None,
        office=row["note"] or None,
        table="metonyms",
    )
    yield from _named([row["phrase"]], entry)


def organisation_names(row: Row) -> Iterator[Naming]:
    """An international organisation, an alliance, a company or a news agency."""
    entry = Entry(
        id=f"organisation:{row['id']}",
        name=row["name"],
        kind="organisation",
        country=row["code"] or None,
        sector=row["sector"] or None,
        home=row["country"] or None,
        start=row["start"] or None,
        end=row["end"] or None,
        office=row["kind"] or None,
        table="organisations",
    )
    yield from _named([row["name"], *many(row["names"])], entry)


def person_names(row: Row) -> Iterator[Naming]:
    """An office holder; a single word is a name only when it is no part of the full one (that is coreference)."""
    entry = Entry(
        id=f"person:{row['name']}",
        name=row["name"],
        kind="person",
        country=row["country"] or None,
        sector=row["sector"] or None,
        office=row["office"] or None,
        start=row["start"] or None,
        end=row["end"] or None,
        table="office_holders",
    )
    parts = row["name"].split()
    names = [row["name"], *many(row["aliases"])]
    if len(parts) > 2:
        names.append(" ".join(p for p in parts if not (len(p) == 2 and p[1] == ".")))
    yield from _named([n for n in dict.fromkeys(names) if " " in n or n not in parts or len(parts) == 1], entry)


def group_names(row: Row) -> Iterator[Naming]:
    """A party, rebel group, militia, service, company, medium or church."""
    entry = Entry(
        id=f"group:{row['name']}",
        name=row["name"],
        kind="group",
        country=row["country"] or None,
        sector=row["sector"] or None,
        home=row["home"] or None,
        start=row["start"] or None,
        end=row["end"] or None,
        office=row["kind"] or None,
        table="groups",
    )
    yield from _named([row["name"], *many(row["aliases"])], entry)


def people_names(row: Row) -> Iterator[Naming]:
    """A people without regard to borders: Kurds, Rohingya, Tuareg."""
    entry = Entry(
        id=f"people:{row['name']}",
        name=row["name"],
        kind="people",
        country=row["country"] or None,
        sector=row["sector"] or None,
        table="peoples",
    )
    yield from _named([row["name"], *many(row["names"])], entry)


def region_names(row: Row) -> Iterator[Naming]:
    """A province, a state of a federation, a disputed or historical region; PRE where others dispute it."""
    entry = Entry(
        id=f"region:{row['name']}:{row['country']}",
        name=row["name"],
        kind="region",
        country=row["country"] or None,
        sector="PRE" if row["kind"] == "breakaway" else None,
        office=row["kind"] or None,
        table="regions",
    )
    yield from _named([row["name"], *many(row["names"]), *many(row["adjectives"])], entry)


def water_names(row: Row) -> Iterator[Naming]:
    """A sea, strait, gulf, river, lake or canal: a place without a country."""
    entry = Entry(id=f"water:{row['name']}", name=row["name"], kind="water", office=row["kind"], table="waters")
    yield from _named([row["name"], *many(row["names"])], entry)


def own_names(actors: Iterable[ActorRow]) -> Iterator[Naming]:
    """The actors of a user's own list."""
    for actor in actors:
        code = split_code(actor.code)
        entry = Entry(
            id=f"own:{actor.name}:{actor.code}",
            name=actor.name,
            kind="own",
            country=code.country,
            sector=code.sector,
            code=actor.code,
            start=actor.start,
            end=actor.end,
            table="own actors",
        )
        yield Naming(actor.name.replace("_", " "), entry)
