"""Country and sector of actor phrases: `Knowledge.resolve_phrase`."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from demarche.knowledge import ActorRow, Knowledge

PHRASES = Path(__file__).parent / "phrases.csv"


def words(phrase: str) -> list[str]:
    return re.findall(r"[’']s\b|[\w.\-]+(?:[’'](?!s\b)\w+)*|[^\w\s]", phrase)


def rows() -> list[dict[str, str]]:
    with PHRASES.open(encoding="utf-8") as handle:
        return list(csv.DictReader(line for line in handle if not line.startswith("#")))


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['phrase']} {row['date']}".strip())
def test_phrase(row: dict[str, str]) -> None:
    """The phrase gets the country and one of the sectors that an editor would give."""
    code = Knowledge.load().resolve_phrase(words(row["phrase"]), date=row["date"] or None)
    assert (code.country or "") in row["country"].split("|"), code.why
    assert (code.sector or "") in row["sector"].split("|"), code.why


@pytest.mark.parametrize("phrase", ["yesterday", "a cat", "Marlon Quist", "Ramona Valencia", "", "the"])
def test_nothing_is_guessed(phrase: str) -> None:
    """Things and unknown people get neither country nor sector."""
    code = Knowledge.load().resolve_phrase(words(phrase))
    assert (code.country, code.sector) == (None, None)


def test_ground_is_named() -> None:
    """The reason says which words or which table decided."""
    resolve = Knowledge.load().resolve_phrase
    assert resolve(words("a court in Minsk")).why == "phrase: Minsk + court"
    assert resolve(words("Angela Merkel"), date="2010-01-01").why == "table: office_holders (chancellor)"


def test_tags_cut_at_the_verb() -> None:
    """With tags, what follows a verb is no part of the head."""
    tags = ["ADJ", "NOUN", "VERB", "PROPN"]
    code = Knowledge.load().resolve_phrase(["Polish", "farmers", "blocking", "Ukraine"], tags=tags)
    assert (code.country, code.sector) == ("POL", "AGR")


def test_own_actors_come_first() -> None:
    """A user's actor overrides the tables and joins with role nouns."""
    own = (ActorRow(name="ARNOR", code="ARN"), ActorRow(name="France", code="XFRMIL"))
    knowledge = Knowledge.load(own)
    assert knowledge.resolve_phrase(["Arnor", "police"]).country == "ARN"
    assert knowledge.resolve_phrase(["Arnor", "police"]).sector == "COP"
    assert knowledge.resolve_phrase(["arnor"]).country == "ARN"
    assert knowledge.resolve_phrase(["France"]).country == "XFR"
    assert Knowledge.load().resolve_phrase(["France"]).country == "FRA"


def test_own_actors_hold_in_their_dates() -> None:
    """Outside its dates an own actor is not there."""
    own = (
        ActorRow(name="Elendil", code="ARNGOV", start="1990-01-01", end="1999-12-31"),
        ActorRow(name="Elendil", code="ARNELI", start="2000-01-01"),
    )
    knowledge = Knowledge.load(own)
    assert [knowledge.resolve_phrase(["Elendil"], date=f"{year}-06-01").sector for year in (1985, 1995, 2005)] == [
        None,
        "GOV",
        "ELI",
    ]


def test_two_people_of_one_surname_give_nothing() -> None:
    """A surname alone is resolved only where one office outweighs the others."""
    knowledge = Knowledge.load()
    putin = knowledge.resolve_surname("Putin", date="2015-01-01")
    assert putin is not None
    assert (putin.country, putin.sector) == ("RUS", "GOV")
    assert knowledge.resolve_surname("Quistgaardson", date="2015-01-01") is None


def test_a_surname_is_first_of_all_a_great_office() -> None:
    """A minister of culture does not compete with a foreign minister for a surname; two foreign ministers do."""
    from demarche.knowledge.phrases import most_weight
    from demarche.knowledge.types import Entry

    people = [
        Entry(id=f"person:{name} Sorel", name=f"{name} Sorel", kind="person", country=country, office=office)
        for name, country, office in (
            ("Ana", "FRA", "culture minister"),
            ("Ivo", "HRV", "foreign minister"),
            ("Léa", "BEL", "foreign minister"),
        )
    ]
    assert most_weight(people[:2]) == people[1]
    assert most_weight(people) is None
