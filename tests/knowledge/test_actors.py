"""Actor lists that users bring."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.errors import BadDate, ConfigError
from demarche.knowledge import ActorRow, Knowledge, read_actors
from demarche.knowledge.codes import Code, split_code

LISTS = Path(__file__).parent / "lists"


def test_csv() -> None:
    """Names, codes and dates of a CSV list; empty dates stay open."""
    rows = read_actors(LISTS / "actors.csv")
    assert rows[0] == ActorRow(name="Arnor", code="ARN")
    assert rows[2] == ActorRow(name="Elendil", code="ARNGOV", start="1990-01-01", end="1999-12-31")
    knowledge = Knowledge.load(rows)
    (match,) = knowledge.match(["the", "Arnorian", "Council", "met"])
    assert (match.entry.country, match.entry.sector, match.entry.code) == ("ARN", "LEG", "ARNLEG")
    assert knowledge.resolve_phrase(["the", "Umbar", "Corsairs"]).sector == "CRM"


def test_petrarch_actors() -> None:
    """Synonyms share the codes of their actor, date restrictions become start and end."""
    rows = read_actors(LISTS / "actors.txt")
    assert ActorRow(name="REALM OF THE SOUTH", code="GON") in rows
    steward = [(row.code, row.start, row.end) for row in rows if row.name == "STEWARD DENETHOR"]
    assert steward == [
        ("GONELI", None, "1992-01-01"),
        ("GONGOV", "1992-01-01", "2001-12-31"),
        ("GON", "2002-01-01", None),
    ]
    knowledge = Knowledge.load(rows)
    assert knowledge.resolve_phrase(["Steward", "Denethor"], date="1995-05-05").sector == "GOV"


def test_petrarch_letters_are_read_as_plover() -> None:
    """CAMEO's MED is the media and its HLH health."""
    codes = {row.name: row.code for row in read_actors(LISTS / "actors.txt")}
    assert (codes["MORGUL NEWS"], codes["HEALERS"]) == ("MORJRN", "GONMED")


def test_petrarch_agents() -> None:
    """Agents name a role and no country; with an actor they give its sector."""
    rows = read_actors(LISTS / "agents.txt")
    assert {(row.name, row.code) for row in rows} == {
        ("POLICEMAN", "---COP"),
        ("POLICEMEN", "---COP"),
        ("RANGER", "---MIL"),
    }
    knowledge = Knowledge.load((*rows, ActorRow(name="ARNOR", code="ARN")))
    code = knowledge.resolve_phrase(["an", "Arnor", "ranger"])
    assert (code.country, code.sector) == ("ARN", "MIL")


def test_wikidata() -> None:
    """Query results become dated actors; the office gives the sector."""
    rows = read_actors(LISTS / "wikidata.json")
    assert rows[0] == ActorRow(name="Ana Marlow", code="BELGOV", start="2011-10-06", end="2014-02-01")
    assert rows[1] == ActorRow(name="Otto Keld", code="DNKJUD")


@pytest.mark.parametrize(
    ("name", "text", "error", "says"),
    [
        ("a.csv", "actor,kind\nX,ARN\n", ConfigError, "name,code,start,end"),
        ("a.csv", "name,code\nX,12\n", ConfigError, "letters such as USAGOV"),
        ("a.csv", "name,code\n,ARN\n", ConfigError, "no name"),
        ("a.csv", "name,code,start,end\nX,ARN,2020-02-31,\n", BadDate, "2020-02-31"),
        ("a.csv", "name,code,start,end\nX,ARN,2020-02-02,2019-01-01\n", ConfigError, "before it starts"),
        ("a.csv", "name,code\n", ConfigError, "no actors"),
        ("a.txt", "[ARN]\n", ConfigError, "before any name"),
        ("a.txt", "ARNOR_ [ARN soon]\n", ConfigError, "date restriction"),
        ("a.json", "{", ConfigError, "no JSON"),
        ("a.json", '[{"itemLabel": "X"}]', ConfigError, "country"),
    ],
)
def test_bad_lists_say_what_is_wrong(tmp_path: Path, name: str, text: str, error: type[Exception], says: str) -> None:
    """A list that cannot be read names the place and what would be right."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(error, match=says):
        read_actors(path)


def test_missing_list(tmp_path: Path) -> None:
    """A list that is not there is a matter of settings."""
    with pytest.raises(ConfigError, match="cannot read the actor list"):
        read_actors(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("code", "country", "sectors"),
    [
        ("ARNGOV", "ARN", ("GOV",)),
        ("USAGOVMIL", "USA", ("GOV", "MIL")),
        ("---REB", None, ("REB",)),
        ("GOV", None, ("GOV",)),
        ("IGO", "IGO", ()),
        ("ARNGOVFRM", "ARN", ("GOV",)),
    ],
)
def test_codes(code: str, country: str | None, sectors: tuple[str, ...]) -> None:
    """Codes are cut into country and sectors; letters without meaning are left out."""
    assert split_code(code) == Code(country, sectors)


def test_cameo_codes() -> None:
    """CAMEO's former official is ELI before his office, its insurgent a rebel."""
    assert split_code("ARNGOVFRM", cameo=True) == Code("ARN", ("ELI", "GOV"))
    assert split_code("COLINS", cameo=True) == Code("COL", ("REB",))
    assert split_code("IGOUNO", cameo=True).country == "UNO"
