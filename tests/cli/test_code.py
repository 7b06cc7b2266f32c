"""`demarche code` as a user calls it: files, streams, formats, and clear messages for what cannot be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = "Minsk released 52 detainees on Thursday. Poland condemned the attack on Kyiv.\n"


def demarche(*args: str, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "demarche", *args],
        input=stdin,
        capture_output=True,
        env={**os.environ, **env},
        check=False,
    )


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_file_gives_one_record(article: Path) -> None:
    """One text file gives one JSON line with its text and events."""
    done = demarche("code", str(article), "--published", "2025-09-12")
    assert done.returncode == 0, done.stderr
    record = json.loads(done.stdout)
    assert record["article"]["text"].startswith("Minsk released")
    assert {e["event_type"] for e in record["events"]} >= {"RETREAT", "ACCUSE"}


def test_streams_keep_order_and_ids() -> None:
    """JSON lines in, JSON lines out, in the same order, with the ids that came in; a bad line keeps its place."""
    lines = [json.dumps({"id": f"n{i}", "text": TEXT, "published": "2025-09-12"}) for i in range(5)]
    lines.insert(2, "{broken")
    done = demarche("code", "-", stdin="\n".join(lines).encode())
    records = [json.loads(x) for x in done.stdout.splitlines()]
    assert [r["article"]["id"] for r in records if r["article"]["text"]] == [f"n{i}" for i in range(5)]
    assert records[2]["issues"][0]["stage"] == "intake"
    assert done.returncode == 1


def test_same_bytes_whatever_the_surroundings(article: Path) -> None:
    """Hash seed, locale and time zone change nothing."""
    runs = {
        demarche("code", str(article), "--published", "2025-09-12", PYTHONHASHSEED=seed, LC_ALL=locale, TZ=zone).stdout
        for seed, locale, zone in (("0", "C", "UTC"), ("7", "C.UTF-8", "Asia/Tokyo"))
    }
    assert len(runs) == 1


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", bytes(range(256)) * 40, "text"),
        ("long.jsonl", b'{"text": "' + b"a" * 16_000_000 + b'"}\n', "longer"),
    ],
)
def test_unusable_files_are_named(tmp_path: Path, name: str, data: bytes, says: str) -> None:
    """A file that cannot be used gives exit code 1 and one clear line, no traceback."""
    path = tmp_path / name
    path.write_bytes(data)
    done = demarche("code", str(path))
    assert done.returncode == 1
    assert says in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_wrong_path_is_said() -> None:
    """A path that is not there gives exit code 1 and its name."""
    done = demarche("code", "nowhere.txt")
    assert (done.returncode, b"nowhere.txt" in done.stderr, b"Traceback" in done.stderr) == (1, True, False)


@pytest.mark.parametrize("date", ["someday", "2025-13-01", "2025-02-30"])
def test_a_date_that_is_none(article: Path, date: str) -> None:
    """An impossible date is wrong use: exit code 2."""
    done = demarche("code", str(article), "--published", date)
    assert (done.returncode, b"Traceback" in done.stderr) == (2, False)


def test_bytes_that_are_not_utf8_are_read(tmp_path: Path) -> None:
    """Latin-1 text is read as what it says."""
    path = tmp_path / "latin.txt"
    path.write_bytes(
        "The president of Perú met the Brazilian foreign minister in São Paulo on Monday.".encode("latin-1")
    )
    done = demarche("code", str(path))
    assert "São Paulo" in json.loads(done.stdout)["article"]["text"]


@pytest.mark.parametrize("kind", ["text", "json", "jsonl", "csv", "parquet", "html"])
def test_every_format_writes(article: Path, tmp_path: Path, kind: str) -> None:
    """Every format writes something that begins as it should."""
    out = tmp_path / f"out.{kind}"
    assert demarche("code", str(article), "--format", kind, "--out", str(out)).returncode == 0
    start = {"json": b"{", "jsonl": b"{", "csv": b"article_id,", "parquet": b"PAR1", "html": b"<!doctype html>"}
    assert out.read_bytes().startswith(start.get(kind, b""))
    assert out.stat().st_size > 100


def test_help_is_quick() -> None:
    """The help path imports nothing heavy."""
    code = (
        "import sys; sys.argv=['demarche','--help']\nfrom demarche.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print([m for m in ('numpy','onnxruntime','duckdb','yaml','msgspec') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().endswith("[]")


def test_the_table_of_verbs_is_true() -> None:
    """Every verb of the table exists where it says; every command that exists is in the table."""
    import typer

    from demarche import cli_ingest, cli_outlook, cli_serve, cli_store, cli_verbs
    from demarche.cli import VERBS

    modules = (cli_ingest, cli_outlook, cli_serve, cli_store, cli_verbs)
    there = {name for m in modules for name in typer.main.get_command(m.app).commands}
    assert there == set(VERBS)


@pytest.mark.parametrize("verb", ["code", "ingest", "forecast", "codebook"])
def test_every_verb_has_help(verb: str) -> None:
    """`demarche VERB --help` tells the options."""
    done = demarche(verb, "--help")
    assert done.returncode == 0, done.stderr
    assert b"Options" in done.stdout
