"""The commands dyads, signals, forecast and chart on a small store, and the charts themselves."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from xml.etree import ElementTree

import msgspec
import pytest

from demarche import cli_forecast as cli
from demarche import cli_relations as relations
from demarche.charts import reliability_chart, render
from demarche.corpus import Store
from demarche.errors import ConfigError, InputError
from demarche.forecast.ledger import Bin, Report
from demarche.model.record import QuestionRecord
from demarche.testing import KeywordCoder, article

DAY = dt.date(2025, 1, 1)
CODER = KeywordCoder()


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of half a year: America met Belarus every ten days, late in the year daily."""
    path = tmp_path_factory.mktemp("db") / "news.duckdb"
    days = [*range(0, 150, 10), *range(150, 180)]
    with Store(path) as store:
        for day in days:
            date = DAY + dt.timedelta(days=day)
            item = article(f"America met Belarus in Vilnius on {date}.", published=date.isoformat())
            store.add(item, CODER.code(item))
    return path


def said(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out


def test_dyads_lists_pairs_and_series(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a dyad all pairs, with one its periods."""
    assert relations.dyads(db=db, format="json") == 0
    pairs = json.loads(said(capsys))
    assert {(p["actor"], p["recipient"]) for p in pairs} >= {("USA", "BLR")}
    assert relations.dyads(db=db, dyad="usa-blr", unit="month", format="jsonl") == 0
    months = [json.loads(line) for line in said(capsys).splitlines()]
    assert len(months) == 6
    assert months[5]["events"] > months[0]["events"]


def test_pairs_are_listed_of_the_days_asked_for(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Days bound the list of pairs as they bound a series; none between them is pointed out."""
    assert relations.dyads(db=db, since="2025-01-11", until="2025-01-31", format="json") == 0
    assert {p["events"] for p in json.loads(said(capsys))} == {3}
    with pytest.raises(InputError, match="lies after"):
        relations.dyads(db=db, since="2025-02-01", until="2025-01-01")


def test_without_a_day_the_record_speaks_as_of_its_end(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Long silence after the last report is no quiet: it is no part of the record, and that is said."""
    asked = {"db": db, "dyad": "USA-BLR", "horizons": [7], "store": False, "format": "json"}
    assert cli.forecast(**asked) == 0
    got = capsys.readouterr()
    assert "as of 2025-06-30, the day after the last report" in got.err
    assert json.loads(got.out)[0]["as_of"] == "2025-06-30"
    cli.forecast(**asked, as_of="2025-12-01")
    assert "the last report on record is of 2025-06-29" in capsys.readouterr().err
    with pytest.raises(InputError, match="tomorrow at the latest"):
        cli.forecast(**asked, as_of="2999-01-01")


def test_no_probability_is_printed_as_certain(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What rounds to 0 or 100 % is told as a bound; effects have their unit; a bare prior says what it is."""
    cli.forecast(db=db, dyad="USA-BLR", as_of="2025-06-28", horizons=[90], store=False)
    text = said(capsys)
    assert "over 99.9%" in text
    assert "100.0%" not in text
    assert " 0.0%" not in text
    assert "in log odds)" in text or "from the prior and the pace alone" in text


def test_signals_tell_the_thaw(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Daily meetings after rare ones are a thaw, as text and as a feed."""
    assert relations.signals(db=db, dyad="USA-BLR", as_of="2025-06-28") == 0
    text = said(capsys)
    assert "thaw" in text
    assert "silent: conflict" in text
    relations.signals(db=db, dyad="USA-BLR", as_of="2025-06-28", format="atom")
    assert b"thaw" in ElementTree.tostring(ElementTree.fromstring(said(capsys)))


def test_a_forecast_is_printed_kept_and_scored(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Probability, base rate and reasons are told; the record holds it and scores it later."""
    assert cli.forecast(db=db, dyad="USA-BLR", as_of="2025-06-20", events=["CONSULT"], horizons=[7]) == 0
    text = said(capsys)
    assert "CONSULT within 7 days of 2025-06-20" in text
    assert "base rate" in text
    assert "on record in" in text
    assert cli.evaluate(db=db, as_of="2025-06-29", format="json") == 0
    report = json.loads(said(capsys))
    assert (report["closed"], report["happened"]) == (1, 1)


def test_later_documents_do_not_move_an_earlier_forecast(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report published after the day, of an event before it, changes nothing."""
    arguments = {"db": db, "dyad": "USA-BLR", "as_of": "2025-05-01", "store": False, "format": "json"}
    cli.forecast(**arguments)
    before = said(capsys)
    with Store(db) as store:
        late = article("America met Belarus in Minsk on 2025-04-20.", published="2025-06-29")
        store.add(late, CODER.code(late))
    cli.forecast(**arguments)
    assert said(capsys) == before


def test_archives_are_said_to_go_by_publication(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Asked about a day before the first arrival, the command says what it goes by."""
    cli.forecast(db=db, dyad="USA-BLR", as_of="2025-05-01", store=False)
    assert "day of publication counts as arrival" in capsys.readouterr().err


@pytest.mark.parametrize("suffix", [".svg", ".png", ".html", ".json"])
@pytest.mark.parametrize("kind", ["dyad", "fan"])
def test_charts_are_written_and_need_no_network(db: Path, tmp_path: Path, kind: str, suffix: str) -> None:
    """Every format has its own first bytes; pages load nothing from elsewhere."""
    out = tmp_path / f"chart{suffix}"
    assert relations.chart(db=db, dyad="USA-BLR", out=out, kind=kind, as_of="2025-06-28") == 0
    data = out.read_bytes()
    assert data.startswith({".svg": b"<svg", ".png": b"\x89PNG", ".html": b"<!DOCTYPE", ".json": b"{"}[suffix])
    if suffix == ".html":
        assert b"<script src=" not in data


def test_the_reliability_diagram_shows_its_bins() -> None:
    """Every bin is a point."""
    report = Report(as_of=DAY, closed=20, open=0, happened=5, reliability=(Bin(0.1, 0.12, 10), Bin(0.4, 0.38, 10)))
    assert render(reliability_chart(report), ".svg").count(b"circle") >= 1


def test_benchmarks_run_from_the_command(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Dyad probabilities are one JSON object."""
    assert cli.benchmark_dyads(folder=folder) == 0
    found = json.loads(said(capsys))["predictions"][0]
    assert set(found) == {"origin", "actor", "recipient", "quad", "horizon", "p"}


def test_wrong_use_is_explained(db: Path, tmp_path: Path) -> None:
    """Dyads, dates, formats and endings that cannot be used are named."""
    with pytest.raises(InputError, match="USA-BLR"):
        relations.dyads(db=db, dyad="America")
    with pytest.raises(ConfigError, match="text, json"):
        relations.dyads(db=db, format="xml")
    with pytest.raises(InputError, match=r"\.svg"):
        relations.chart(db=db, dyad="USA-BLR", out=tmp_path / "x.gif")
    with pytest.raises(InputError, match="two different"):
        cli.forecast(db=db, dyad="USA-USA")
    with pytest.raises(InputError, match="no folder"):
        relations.chart(db=db, dyad="USA-BLR", out=tmp_path / "none" / "x.svg")
    with pytest.raises(InputError, match="1 to 365 days"):
        relations.chart(db=db, dyad="USA-BLR", out=tmp_path / "x.svg", kind="fan", days=0)
    with pytest.raises(InputError, match="above 0"):
        relations.signals(db=db, false_alarms=0)
    with pytest.raises(InputError, match="http"):
        relations.signals(db=db, webhook="file:///etc/passwd")
    with pytest.raises(InputError, match="no store"):
        cli.forecast(db=tmp_path / "none.duckdb", dyad="USA-BLR")
    with pytest.raises(InputError, match="1 to 365"):
        cli.forecast(db=db, dyad="USA-BLR", horizons=[0])


def test_an_unknown_country_is_pointed_out(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped code gives the prior, and a word on stderr that nothing is known."""
    assert cli.forecast(db=db, dyad="USA-QQQ", horizons=[7], store=False) == 0
    assert "no event of QQQ" in capsys.readouterr().err


def test_the_record_is_told_in_words(db: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """References stand beside the scores; before anything has closed there is nothing to score or draw."""
    cli.forecast(db=db, dyad="USA-BLR", as_of="2025-06-20", events=["CONSULT"], horizons=[7])
    said(capsys)
    cli.evaluate(db=db, as_of="2025-06-29")
    assert "90-day rate" in said(capsys)
    cli.evaluate(db=db, as_of="2025-06-21")
    text = said(capsys)
    assert "nothing to score yet" in text
    assert "None" not in text
    with pytest.raises(InputError, match="nothing to draw"):
        cli.evaluate(db=db, as_of="2025-06-21", out=tmp_path / "r.svg")


def test_a_window_closes_when_the_record_reaches_its_end(db: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Long after the last article a forecast beyond it still waits: nobody has told what came of it."""
    cli.forecast(db=db, dyad="USA-BLR", as_of="2025-06-25", events=["any"], horizons=[2, 90])
    said(capsys)
    cli.evaluate(db=db, format="json")
    before = json.loads(said(capsys))
    cli.evaluate(db=db, as_of="2025-12-01", format="json")
    after = json.loads(said(capsys))
    assert dt.date.fromisoformat(before["as_of"]) <= dt.date(2025, 7, 1)
    assert (before["open"] > 0, after["open"]) == (True, 0)


@pytest.mark.parametrize("named", [["USA", "BLR"], []])
def test_open_questions_of_articles_get_a_forecast(
    named: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Asked without an event, the command also forecasts the stand-in of a question that an article leaves open.

    A question that names no country is about the two of its article.
    """
    text = "America met Belarus in Minsk on 2025-03-01. Whether the embassy will reopen remains to be seen."
    item = article(text, published="2025-03-01")
    record = CODER.code(item)
    start = text.index("Whether")
    question = QuestionRecord(text=text[start:], start=start, end=len(text), dyad=named)
    path = tmp_path / "news.duckdb"
    with Store(path) as store:
        store.add(item, msgspec.structs.replace(record, open_questions=[question]))
    cli.forecast(db=path, dyad="USA-BLR", as_of="2025-03-10", store=False)
    assert "stands beside an open question" in said(capsys)
    cli.forecast(db=path, dyad="USA-BLR", as_of="2025-03-10", events=["CONSULT"], store=False)
    assert "open question" not in said(capsys)
