"""The verbs on a store, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demarche import cli, cli_ingest, cli_store
from demarche.corpus import Store
from demarche.errors import StoreError
from demarche.testing import KeywordCoder

RUN = CliRunner()


@pytest.fixture(autouse=True)
def keywords(monkeypatch: pytest.MonkeyPatch) -> None:
    """No model: the coder of the tests."""
    monkeypatch.setattr(cli_ingest, "_coder", lambda codebook, actors: KeywordCoder())


@pytest.fixture
def db(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("America met Belarus in Vilnius. Moscow threatened Kyiv.")
    (tmp_path / "in" / "b.txt").write_text("Minsk released 52 detainees.")
    (tmp_path / "in" / "c.txt").touch()
    return tmp_path / "news.duckdb"


def call(*words: str | Path) -> str:
    result = RUN.invoke(cli.app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def rows(*words: str | Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in call(*words).splitlines()]


@pytest.fixture
def full(db: Path) -> Path:
    call("ingest", db.parent / "in", "--db", db, "--published", "2025-09-16")
    return db


def test_ingest_says_every_document(db: Path) -> None:
    """One JSON line a document; quarantine is no failure."""
    outcomes = rows("ingest", db.parent / "in", "--db", db)
    assert [outcome["status"] for outcome in outcomes] == ["stored", "stored", "quarantined"]
    assert set(outcomes[0]) == {"source", "status", "doc_id", "reason"}


def test_queries_answer_in_every_format(full: Path) -> None:
    """Filters work, and each format is what it says."""
    assert [row["event_type"] for row in rows("events", "--db", full, "--dyad", "USA-BLR")] == ["CONSULT"]
    assert json.loads(call("events", "--db", full, "--format", "json"))[0]["published"] == "2025-09-16"
    assert call("events", "--db", full, "--format", "csv").startswith("event_id,doc_id")
    assert call("events", "--db", full, "--format", "text").startswith("3 events")
    assert len(rows("stories", "--db", full)) == 3
    for verb in ("dyads", "quotes", "exchanges", "actors", "review", "quarantine"):
        call(verb, "--db", full)
    assert rows("sql", "SELECT count(*) AS n FROM documents", "--db", full) == [{"n": 2}]


def test_store_is_not_made_by_asking(tmp_path: Path) -> None:
    """A query of a store that is not there says so."""
    with pytest.raises(StoreError, match="there is no store"):
        call("events", "--db", tmp_path / "none.duckdb")


def test_export_import_backup_restore_verify(full: Path) -> None:
    """The round through files."""
    out = full.parent / "events.tsv"
    call("export", "--format", "polecat", "--out", out, "--db", full)
    new = rows("import", out, "--format", "polecat", "--db", full.parent / "other.duckdb")
    assert new[0]["refused"] == 0
    assert json.loads(call("backup", full.parent / "b.duckdb", "--db", full))["documents"] == 2
    call("restore", full.parent / "b.duckdb", "--db", full)
    assert json.loads(call("verify", "--db", full))["faults"] == []
    full.write_bytes(b"x" * 9000)
    assert RUN.invoke(cli_store.app, ["verify", "--db", str(full)]).exit_code == 1


def test_review_and_recode(full: Path) -> None:
    """A correction by command is in force at once and can be taken back; re-coding with the same coder is quiet."""
    event = rows("events", "--db", full, "--type", "CONSULT")[0]["event_id"]
    call("review", str(event), "edit", "--set", "event_type=AGREE", "--author", "Ann", "--db", full)
    assert rows("events", "--db", full, "--type", "AGREE")[0]["review"] == "edited"
    assert "AGREE" in call("export", "--what", "golden", "--db", full)
    assert call("recode", "--db", full) == ""
    call("review", "--undo", "1", "--db", full)
    assert len(rows("events", "--db", full, "--type", "CONSULT")) == 1


def test_quarantine_is_retried(full: Path) -> None:
    """A file that was repaired leaves quarantine."""
    (full.parent / "in" / "c.txt").write_text("Warsaw accused Minsk.")
    assert [row["status"] for row in rows("quarantine", "--retry", "--db", full)] == ["stored"]
    assert rows("quarantine", "--db", full) == []
    with Store(full) as store:
        assert len(store.documents()) == 3
