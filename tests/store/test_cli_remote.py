"""A second command on a store that a server owns goes through the server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demarche import cli
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
OWN = (("recode", "--codebook", "."), ("ingest", "x.txt", "--actors", "x.csv"))
PAGE = """<html><head><title>Minsk frees 52</title><meta property="article:published_time" content="2025-09-11T10:00">
</head><body><article><h1>Minsk frees 52</h1><p>Minsk released 52 detainees on Thursday after talks with a US envoy, and
Washington eased sanctions on the national airline in return.</p><p>"More will follow," a spokesman said.</p></article>
</body></html>"""


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
    process = served(db)
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
    assert b"America met Belarus" in call("export", "--what", "golden", db=db)
    call("review", "--undo", "1", db=db)


@pytest.mark.parametrize("words", OWN, ids=" ".join)
def test_what_a_server_cannot_do_is_said(
    answers: tuple[Path, dict[tuple[str, ...], bytes]], words: tuple[str, ...]
) -> None:
    """Options that would code otherwise than the server does are refused, with what to do."""
    result = RUN.invoke(cli.app, [*words, "--db", str(answers[0])])
    assert isinstance(result.exception, StoreLocked)
    assert f"stop it first, or leave {words[-2]} out, or serve with" in str(result.exception)
    assert "http://127.0.0.1" in str(result.exception)


def test_writing_verbs_go_through_the_server(
    answers: tuple[Path, dict[tuple[str, ...], bytes]], tmp_path: Path
) -> None:
    """Ingest, watch, import, retry, recode, verify and backup say the same through a server, and leave the same."""
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "none.txt").touch()
    (tmp_path / "feeds.toml").write_text(f'[[folder]]\npath = "{tmp_path}/more"\n')
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a.jsonl").write_text('{"id": "1", "text": "Poland expelled two Russian diplomats."}\n')
    alone = tmp_path / "alone.duckdb"
    call("backup", str(alone), db=answers[0])
    write = (
        ("ingest", str(tmp_path / "page.html"), str(tmp_path / "none.txt"), "--workers", "1"),
        ("watch", str(tmp_path / "feeds.toml"), "--once"), ("quarantine", "--retry"), ("verify",), ("recode",),
        ("import", str(tmp_path / "events.tab"), "--format", "polecat"),
    )  # fmt: skip
    call("export", "--format", "polecat", "--out", str(tmp_path / "events.tab"), db=alone)
    for words in write:
        assert call(*words, db=answers[0]) == call(*words, db=alone), words
    for what in ("events", "documents", "quotes", "quarantine"):
        assert call("export", "--what", what, db=answers[0]) == call("export", "--what", what, db=alone)
    records = ("sql", "SELECT * FROM records ORDER BY doc_id")
    assert call(*records, db=answers[0]) == call(*records, db=alone)
    assert call("backup", str(tmp_path / "copy.duckdb"), db=answers[0]) == call("verify", db=alone)


def test_a_store_that_another_command_has_is_said(tmp_path: Path) -> None:
    """Without a server there is nobody to ask: the message names the process and what to do."""
    db, copy = tmp_path / "news.duckdb", tmp_path / "copy.duckdb"
    Store(db).close()
    call("backup", str(copy), db=db)
    program = f"import demarche.corpus as c; s = c.Store({str(db)!r}); print(1, flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        for words in (("ingest", "x.txt"), ("verify",), ("recode",), ("events",), ("restore", str(copy))):
            result = RUN.invoke(cli.app, [*words, "--db", str(db)])
            assert isinstance(result.exception, StoreLocked), words
            assert f"in use by process {process.pid}; wait until it has ended, or stop it" in str(result.exception)
        process.kill()


def test_own_codebook_and_actors_go_through_a_server_that_has_them(tmp_path: Path) -> None:
    """Same options, same records; other ones, or files that have changed since, are refused with what to do."""
    actors, book, text = tmp_path / "own.csv", tmp_path / "mybook", tmp_path / "a.jsonl"
    actors.write_text("name,code,start,end\nBorduria,BRDGOV,,\n")
    (book / "frames").mkdir(parents=True)
    text.write_text('{"id": "1", "text": "Borduria accused Poland of lying.", "published": "2025-09-11"}\n')
    options = ("--actors", str(actors), "--codebook", str(book))
    alone, db = tmp_path / "alone.duckdb", tmp_path / "news.duckdb"
    verbs = (("ingest", str(text), *options), ("recode", *options))
    records = ("sql", "SELECT record FROM records")
    process = served(db, *options)
    try:
        for words in verbs:
            assert call(*words, db=db) == call(*words, db=alone)
        assert call(*records, db=db) == call(*records, db=alone)
        assert b"BRD" in call(*records, db=db)
        result = RUN.invoke(cli.app, ["recode", "--actors", str(actors), "--db", str(db)])
        assert f"with --codebook {book} --actors {actors}; stop it first, or leave --actors" in str(result.exception)
        assert f"demarche serve --db {db} --actors {actors}" in str(result.exception)
        actors.write_text("name,code,start,end\nBorduria,BRDMIL,,\n")
        for words in verbs:
            result = RUN.invoke(cli.app, [*words, "--db", str(db)])
            assert "has changed since the server at http://127.0.0.1" in str(result.exception), words
    finally:
        process.terminate()
        process.communicate()


def test_a_server_does_not_start_with_a_codebook_that_is_none(tmp_path: Path) -> None:
    """What is wrong with --codebook or --actors is said at once, not with the first article."""
    for option, words in (("--codebook", "no codebook folder"), ("--actors", "cannot read the actor list")):
        result = RUN.invoke(cli.app, ["serve", option, str(tmp_path / "no"), "--db", str(tmp_path / "a.duckdb")])
        assert words in str(result.exception)
    assert not (tmp_path / "a.duckdb").exists()


def served(db: Path, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "demarche", "serve", "--db", str(db), "--port", "0", *options]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "http://" in process.stderr.readline()
    return process
