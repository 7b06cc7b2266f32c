"""A second command on a store that a server owns goes through the server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demarche import cli, cli_ingest
from demarche.corpus import Store
from demarche.errors import StoreLocked
from demarche.testing import KeywordCoder, article

RUN = CliRunner()
ASKED = (
    ("events",), ("events", "--dyad", "USA-BLR", "--type", "consult", "--limit", "1"), ("events", "--limit", "2"),
    ("events", "--country", "ZWE"), ("events", "--format", "json"), ("stories", "--dyad", "USA-BLR"), ("quotes",),
    ("dyads", "--since", "2025-01-01"), ("exchanges",), ("actors", "--limit", "2"), ("export", "--format", "csv"),
    ("export", "--what", "documents"), ("review",), ("dyads",), ("dyads", "--dyad", "USA-BLR", "--unit", "day"),
    ("signals", "--dyad", "USA-BLR", "--as-of", "2025-09-20"), ("quarantine",),
    ("sql", "SELECT event_type, count(*) AS n, max(published_on) AS day FROM events GROUP BY 1"),
    ("sql", "SELECT event_id, actor_countries FROM events ORDER BY 1", "--limit", "2", "--format", "csv"),
    ("digest", "--dyad", "USA-BLR"), ("digest", "--day", "2025-09-11", "--format", "json"), ("digest",),
    ("forecast", "--dyad", "USA-BLR", "--as-of", "2025-09-20", "--no-keep"),
)  # fmt: skip
ALONE = (("recode",), ("ingest", "x.txt"), ("quarantine", "--retry"))


def call(*words: str, db: Path) -> bytes:
    result = RUN.invoke(cli.app, [*words, "--db", str(db)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout_bytes


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[tuple[str, ...], bytes]]]:
    """A store that is being served, and what its verbs said before it was."""
    db = tmp_path_factory.mktemp("served") / "news.duckdb"
    coder = KeywordCoder()
    with Store(db) as store:
        for day in range(10, 14):
            item = article(f"America met Belarus in Vilnius on 2025-09-{day}.", published=f"2025-09-{day}")
            store.add(item, coder.code(item))
        store.resolve()
    alone = {words: call(*words, db=db) for words in ASKED}
    command = [sys.executable, "-m", "demarche", "serve", "--db", str(db), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "http://" in process.stderr.readline()
    yield db, alone
    process.terminate()
    process.communicate()


@pytest.mark.parametrize("words", ASKED, ids=" ".join)
def test_answers_are_the_same_through_the_server(
    answers: tuple[Path, dict[tuple[str, ...], bytes]], words: tuple[str, ...]
) -> None:
    """Every reading verb prints the same bytes, whoever owns the store."""
    db, alone = answers
    assert call(*words, db=db) == alone[words]


def test_reviews_go_through_the_server(answers: tuple[Path, dict[tuple[str, ...], bytes]]) -> None:
    """A correction made through the server is there, and can be taken back."""
    db, _ = answers
    event = call("events", "--limit", "1", "--format", "csv", db=db).decode().splitlines()[1].split(",")[0]
    call("review", event, "accept", "--author", "ann", db=db)
    assert b"ann" in call("review", db=db)
    call("review", "--undo", "1", db=db)


@pytest.mark.parametrize("words", ALONE, ids=" ".join)
def test_other_verbs_say_who_owns_the_store(
    answers: tuple[Path, dict[tuple[str, ...], bytes]], words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verbs that need the store itself name the server and say that they cannot go through it."""
    monkeypatch.setattr(cli_ingest, "_coder", lambda codebook, actors: KeywordCoder())
    result = RUN.invoke(cli.app, [*words, "--db", str(answers[0])])
    assert isinstance(result.exception, StoreLocked)
    assert "this verb needs the store to itself" in str(result.exception)
    assert "http://127.0.0.1" in str(result.exception)
