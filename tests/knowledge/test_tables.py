"""The tables themselves: linting, counts, memberships, roles, places."""

from __future__ import annotations

import time

import pytest

from demarche.knowledge import Knowledge
from demarche.knowledge.codes import NONSTATE, SECTORS
from demarche.knowledge.lint import Finding, check, lint, overlaps
from demarche.knowledge.tables import rows, tables, version
from demarche.ontology import codebook


def test_tables_lint() -> None:
    """No table holds a duplicate, an unknown code or a date that is none."""
    assert [str(finding) for finding in lint() if finding.serious] == []


def test_every_table_names_its_source() -> None:
    """The first line of a table says its version and where it comes from."""
    assert [path.name for path in tables("*.csv") if not version(path)] == []


def test_codes_are_those_of_the_codebook() -> None:
    """Sectors and non-state codes are the codebook's."""
    book = codebook.load()
    assert book.sectors == SECTORS
    assert book.nonstate == NONSTATE


@pytest.mark.parametrize(
    ("pattern", "least"),
    [
        ("countries.csv", 250),
        ("metonyms.csv", 600),
        ("organisations.csv", 330),
        ("roles.csv", 700),
        ("regions.csv", 500),
        ("memberships.csv", 900),
        ("office_holders_*.csv", 3000),
        ("groups_*.csv", 800),
    ],
)
def test_tables_are_large_enough(pattern: str, least: int) -> None:
    """The tables keep the size that was promised."""
    assert sum(1 for _ in rows(pattern)) >= least


def test_lint_sees_what_is_wrong() -> None:
    """Unknown countries and sectors, bad dates and duplicates are found."""
    row = {"name": "X", "aliases": "Y;Y", "country": "ZZZ", "sector": "FOO", "office": "king", "start": "2020-13",
           "end": ""}  # fmt: skip
    found = [finding.text for finding in check("office_holders_x", [row, row], {"FRA"}, set())]
    for part in ("no country 'ZZZ'", "no sector 'FOO'", "2020-13", "2 times", "'Y' stands"):
        assert any(part in text for text in found), part


def test_lint_sees_two_kings() -> None:
    """Two holders of a sole office at one time are a warning."""
    one = {"name": "A", "country": "FRA", "office": "king", "start": "1990-01-01", "end": "2000-01-01"}
    two = {**one, "name": "B", "start": "1995-01-01", "end": ""}
    assert [finding.serious for finding in overlaps([one, two])] == [False]
    assert overlaps([one, {**two, "start": "2000-01-01"}]).__class__.__name__ == "generator"
    assert list(overlaps([one, {**two, "start": "2000-01-01"}])) == []
    assert str(Finding("t", "x")) == "error: t: x"


@pytest.mark.parametrize(
    ("org", "date", "member", "holds"),
    [
        ("NATO", "2023-04-03", "FIN", False),
        ("NATO", "2023-04-05", "FIN", True),
        ("NATO", None, "SWE", True),
        ("EU", "2020-01-01", "GBR", True),
        ("EU", "2020-03-01", "GBR", False),
        ("European Union", None, "POL", True),
        ("ECOWAS", "2024-06-01", "MLI", True),
        ("ECOWAS", None, "MLI", False),
        ("AES", None, "NER", True),
        ("Warsaw Pact", "1980-01-01", "POL", True),
        ("Warsaw Pact", None, "POL", False),
        ("UNSC", "2024-02-02", "DZA", True),
        ("G8", "2013-01-01", "RUS", True),
        ("nothing", None, "RUS", False),
    ],
)
def test_membership_has_dates(org: str, date: str | None, member: str, holds: bool) -> None:
    """Who belonged to what depends on the day."""
    assert (member in Knowledge.load().members(org, date)) is holds


def test_member_of() -> None:
    """A state's organisations on a day."""
    assert {"CSTO", "CIS", "EAEU", "SCO"} <= set(Knowledge.load().member_of("BLR", "2024-12-01"))
    assert "SCO" not in Knowledge.load().member_of("BLR", "2024-06-01")


@pytest.mark.parametrize(
    ("words", "noun", "sector"),
    [
        ("deputy defense minister", "deputy defense minister", "GOV"),
        ("police officer", "police officer", "COP"),
        ("officer", "officer", "MIL"),
        ("state-owned oil company", "oil company", "BUS"),
        ("supreme court", "supreme court", "JUD"),
        ("anti-government protesters", "anti-government protesters", "OPP"),
        ("fishermen", "fishermen", "AGR"),
        ("gunmen", "gunmen", "UAF"),
    ],
)
def test_roles_end_the_phrase(words: str, noun: str, sector: str) -> None:
    """The longest role that ends the phrase decides."""
    role = Knowledge.load().role(words.split())
    assert role is not None
    assert (role.noun, role.sector) == (noun, sector)


def test_no_role() -> None:
    """Things have no role."""
    assert Knowledge.load().role(["table"]) is None
    assert Knowledge.load().role([]) is None


def test_countries_and_capitals() -> None:
    """Names, adjectives, former names and regions lead to their state; seas to none."""
    knowledge = Knowledge.load()
    got = [knowledge.country_of(n) for n in ("Burmese", "Zaire", "DPRK", "Chechnya", "Black Sea", "Lukoshenkia")]
    assert got == ["MMR", "COD", "PRK", "RUS", None, None]
    assert knowledge.countries["GBR"]["fips"] == "UK"
    assert knowledge.is_capital("Minsk")
    assert not knowledge.is_capital("Milan")


def test_places_are_ranked() -> None:
    """The larger city comes first, a hinted country before it, an unlike region after it."""
    place = Knowledge.load().place
    assert [place("London")[0].country, place("London", country_hints=("CAN",))[0].country] == ["GBR", "CAN"]
    assert place("Birmingham", country_hints=("USA",), admin1="Alabama")[0].admin1 == "Alabama"
    kharkiv = place("Kharkov")[0]
    assert (kharkiv.name, kharkiv.country, kharkiv.kind) == ("Kharkiv", "UKR", "city")
    assert kharkiv.lat == pytest.approx(49.98, abs=0.1)
    assert place("Donbas")[0].kind == "region"
    assert place("Black Sea")[0].country is None
    assert place("Nowhereville-on-Sea") == []


def test_loading_is_fast() -> None:
    """All tables are in memory within a second of processor time, also on a slow machine."""
    from demarche.knowledge.gazetteer import FILE, Gazetteer
    from demarche.knowledge.sources import all_namings

    start = time.process_time()
    Knowledge(list(all_namings()), Gazetteer.read(FILE))
    assert time.process_time() - start < 1.0


def test_lint_sees_names_that_are_none() -> None:
    """ "Página/12" cut in two gave a newspaper called 12."""
    row = {"name": "Tribuna", "aliases": "12;C;T24", "country": "FRA", "sector": "JRN", "start": "", "end": ""}
    found = [finding.text for finding in check("groups_x", [row], {"FRA"}, set())]
    assert [text.split("'")[1] for text in found] == ["12", "C"]
