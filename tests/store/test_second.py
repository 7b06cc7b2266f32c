"""A second command that changes a store which a server owns leaves it as it would have by itself."""

from __future__ import annotations

import contextlib
import io
import json
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient
from tests.console.conftest import listening

from demarche import cli_remote, cli_second
from demarche.api import Access, Desk, create_app
from demarche.cli_remote import Served
from demarche.client import ApiError, Client
from demarche.corpus import Store
from demarche.errors import NotFound, StoreError, StoreLocked
from demarche.intaking import Coder
from demarche.model import Article, Record
from demarche.sending import Sending
from demarche.testing import KeywordCoder
from demarche.watching import Folder, Settings, watching

PAGE = """<html><head><title>Talks</title><meta property="article:published_time" content="2025-09-11T10:00:00+02:00">
</head><body><article><h1>Talks</h1><p>America met Belarus in Vilnius on 2025-09-10, and Minsk released 52 detainees
a day later, said a spokesman who did not want to be named.</p><p>Moscow threatened Kyiv again.</p></article></body>
</html>"""
WHAT = ("events", "documents", "stories", "quotes", "exchanges", "quarantine")
ALL = "SELECT d.doc_id, external_id, title, language, author, record, demarche, codebook, models FROM documents d JOIN "
ALL += "records USING (doc_id) JOIN runs USING (run_id) ORDER BY 1"


class Failing(KeywordCoder):
    """A coder that cannot bear Tehran."""

    def code(self, article: Article) -> Record:
        if "Tehran" in article.text:
            raise ValueError("Tehran")
        return super().code(article)


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """A folder with everything that can happen: pages, lines, archives, doubles, bad ones and other languages."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.html").write_text(PAGE)
    (folder / "double.html").write_text(PAGE)
    lines: list[Any] = [
        {"id": "n1", "text": "Warsaw praised Vilnius.", "published": "2025-09-12", "title": "T" * 3_000, "author": "A"},
        {"id": "n2", "text": "Warsaw praised Vilnius.", "published": "2025-09-12", "title": "T" * 3_000},
        {"id": "n3", "text": "Moscow accused Kyiv.", "published": "someday"},
        {"id": "n4", "text": "Delhi helped Tehran \U0001f600 \u0001.", "source": "Wire"},
        {"id": "n5", "text": "Kyiv accused Moscow.", "language": "en-GB"},
        {"id": "n6", "text": "a " * 110_000},
        *({"id": f"m{n}", "text": f"America met Belarus {n} times.", "published": "20250913"} for n in range(70)),
    ]
    (folder / "b.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n")
    (folder / "c.txt").touch()
    with zipfile.ZipFile(folder / "d.zip", "w") as archive:
        archive.writestr("one.html", PAGE.replace("Talks", "Other talks"))
        archive.writestr("two.txt", "Beijing praised Delhi.")
    (folder / "e.pdf").write_bytes(b"%PDF-1.4 junk")
    return folder


@contextlib.contextmanager
def served(db: Path, coder: Coder, access: Access | None = None) -> Iterator[tuple[Served, Desk]]:
    """A second command's view of a store that is served."""
    with Store(db) as store:
        desk = Desk(store, coder=coder)
        with (
            TestClient(create_app(desk, access=access), base_url="http://127.0.0.1:8000") as web,
            listening(web) as url,
            Served(url) as second,
        ):
            yield second, desk


def left(db: Path) -> dict[str, Any]:
    """All that a store holds, but for its clock."""
    with Store(db) as store:
        assert store.verify().sound
        return {what: store.export(what, "jsonl") for what in WHAT} | {"all": store.sql(ALL).to_list()}


def test_ingest_leaves_what_it_would_have_left_alone(tmp_path: Path, sources: Path) -> None:
    """The same outcomes in the same order, and the same bytes in every export; once more is all duplicates."""
    with Store(tmp_path / "alone.duckdb") as store:
        alone = store.ingest(sources, coder=Failing(), published="2025-09-01")
    with served(tmp_path / "served.duckdb", Failing()) as (second, _):
        assert list(second.ingesting(sources, published="2025-09-01")) == alone
        again = [outcome["status"] for outcome in second.ingesting(str(sources), published="2025-09-01")]
    assert left(tmp_path / "served.duckdb") == left(tmp_path / "alone.duckdb")
    assert {outcome["status"] for outcome in alone} == {"stored", "duplicate", "quarantined"}
    assert (len(alone), "stored" in again) == (len(again), False)


def test_ids_that_documents_bring_are_kept(tmp_path: Path, sources: Path) -> None:
    """The id of a line stands beside the document, whichever way it came in."""
    with Store(tmp_path / "alone.duckdb") as store:
        store.ingest(sources / "b.jsonl", coder=KeywordCoder())
        assert {row["external_id"] for row in store.sql("SELECT external_id FROM documents")} >= {"n1", "m0", "m69"}


def test_standard_input_goes_through(tmp_path: Path) -> None:
    """A stream of JSON lines and a single text are read as they are without a server."""
    with served(tmp_path / "s.duckdb", KeywordCoder()) as (second, _):
        lines = io.BytesIO(b'{"text": "Warsaw praised Vilnius."}\n{"text": ""}\n')
        assert [o["status"] for o in second.ingesting("-", stdin=lines)] == ["stored", "quarantined"]
        assert [o["source"] for o in second.ingesting("-", stdin=io.BytesIO(b"Minsk released 52 people."))] == ["-"]


def test_two_ingests_at_once_store_everything_once(tmp_path: Path, sources: Path) -> None:
    """While two commands hand in the same and a third reads, nothing is stored twice and nobody fails."""
    found: list[list[dict[str, Any]]] = []
    with served(tmp_path / "s.duckdb", KeywordCoder()) as (second, desk):

        def ingest() -> None:
            with Served(second.url) as other:
                found.append(list(other.ingesting(sources)))

        threads = [threading.Thread(target=ingest) for _ in range(2)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert len(second.events()) <= 200
            assert second.sql("SELECT count(*) AS n FROM documents", limit=1).to_list()[0]["n"] <= desk.documents()
        stored = [[o["doc_id"] for o in outcomes if o["status"] == "stored"] for outcomes in found]
        assert len(stored[0]) + len(stored[1]) == len({*stored[0], *stored[1]}) == desk.documents()
        assert second.verify().sound
    with Store(tmp_path / "alone.duckdb") as store:
        store.ingest(sources, coder=KeywordCoder())
    assert left(tmp_path / "s.duckdb") == left(tmp_path / "alone.duckdb")


def test_batches_stay_beneath_the_limit_of_the_server(tmp_path: Path) -> None:
    """Where a body is too large it is halved; a document too large by itself is quarantined, and the rest goes on."""
    (tmp_path / "in.jsonl").write_text(
        "".join(json.dumps({"text": f"America met Belarus {n} times."}) + "\n" for n in range(30))
        + json.dumps({"text": "America met Belarus. " * 500}) + "\n" + json.dumps({"text": "Moscow met Kyiv."})
    )  # fmt: skip
    with served(tmp_path / "s.duckdb", KeywordCoder(), Access(most_bytes=2_000)) as (second, _):
        found = list(second.ingesting(tmp_path / "in.jsonl"))
        assert [o["status"] for o in found] == [*["stored"] * 30, "quarantined", "stored"]
        assert "2,000 bytes" in found[30]["reason"]
        [case] = second.quarantined()
        assert (case["source"], case["part"]) == (str(tmp_path / "in.jsonl"), "line-31")


def test_a_server_that_goes_away_is_said(tmp_path: Path, sources: Path) -> None:
    """Documents that were answered are stored; the message says how to go on."""
    with served(tmp_path / "s.duckdb", KeywordCoder()) as (second, desk):
        outcomes = second.ingesting(sources)
        first = next(outcomes)
        second._client = Client("http://127.0.0.1:9/")
        with pytest.raises(StoreError, match=r"went away .* goes on from there"):
            list(outcomes)
        assert desk.store.known([first["doc_id"]])


def test_what_is_quarantined_can_be_read_again(tmp_path: Path, sources: Path) -> None:
    """A repaired file leaves quarantine; a case that is not there is named."""
    with served(tmp_path / "s.duckdb", KeywordCoder()) as (second, _):
        list(second.ingesting(sources / "c.txt"))
        (sources / "c.txt").write_text("Warsaw praised Vilnius.")
        assert [o["status"] for o in second.retrying()] == ["stored"]
        assert len(second.quarantined()) == 0
        with pytest.raises(NotFound, match="no case 'x'"):
            list(second.retrying("x"))


def test_recoding_goes_through(tmp_path: Path, sources: Path) -> None:
    """The changes of another coder are those that the store tells by itself, and the second time there are none."""
    without = KeywordCoder(version="2", verbs={"praised": ("AID", "070", 2, 7.0)})
    with Store(tmp_path / "alone.duckdb") as store:
        store.ingest(sources, coder=KeywordCoder())
        alone = store.recode(coder=without)
    with Store(tmp_path / "served.duckdb") as store:
        store.ingest(sources, coder=KeywordCoder())
    with served(tmp_path / "served.duckdb", without) as (second, _):
        assert list(second.recoding()) == alone
        assert list(second.recoding()) == []
    assert left(tmp_path / "served.duckdb") == left(tmp_path / "alone.duckdb")
    assert len(alone) > 70


def test_documents_are_walked_in_the_order_of_the_store(tmp_path: Path, sources: Path) -> None:
    """Step by step come the documents that come at once, those without a date last."""
    with Store(tmp_path / "s.duckdb") as store:
        store.ingest(sources, coder=KeywordCoder())
        walked: list[str] = []
        while some := store.documents_after(walked[-1] if walked else None, batch=7):
            walked += some
        assert walked == [doc for docs in store.documents_in_order() for doc in docs]


@pytest.mark.parametrize("format", ["polecat", "icews", "gdelt"])
def test_imports_go_through_in_pieces(
    tmp_path: Path, sources: Path, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Events and refused lines are those of the whole file, whatever the size of a piece."""
    out = tmp_path / "events"
    with Store(tmp_path / "from.duckdb") as store:
        store.ingest(sources, coder=KeywordCoder())
        store.export("events", format, out)
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join([*lines[:9], b"bad\tline\n", b"\n", *lines[9:]]))
    with Store(tmp_path / "alone.duckdb") as store:
        alone = store.import_events(out, format)
    monkeypatch.setattr(cli_second, "PIECE", 1_500)
    with served(tmp_path / "served.duckdb", KeywordCoder()) as (second, _):
        assert second.import_events(out, format) == alone
        assert second.import_events(out, format) == (0, alone[1])
    assert left(tmp_path / "served.duckdb") == left(tmp_path / "alone.duckdb")
    assert alone[1][0].line == 10


def test_watching_goes_through(tmp_path: Path, sources: Path) -> None:
    """Documents and what is known of a folder lie in the served store, so the next round knows what is due."""
    settings = Settings(folder=[Folder(path=str(sources), every="1h")])
    with served(tmp_path / "s.duckdb", KeywordCoder()) as (second, desk):
        assert len(list(watching(second, settings, once=True, stop=threading.Event()))) > 70
        assert list(watching(second, settings, once=True, stop=threading.Event())) == []
        assert desk.store.noted(f"watch:{sources}") == second.noted(f"watch:{sources}")
        assert second.noted("watch:other") is None


def test_changes_go_over_loopback_only(tmp_path: Path) -> None:
    """A server on all addresses is asked at its loopback one; one elsewhere is not asked to change anything."""
    assert cli_second.may_change(tmp_path, "http://0.0.0.0:80/") == "http://127.0.0.1:80/"
    assert cli_second.may_change(tmp_path, "http://[::]:80/") == "http://[::1]:80/"
    assert cli_second.may_change(tmp_path, "http://localhost:80/") == "http://localhost:80/"
    with pytest.raises(StoreLocked, match="over loopback only; stop the server first"):
        cli_second.may_change(tmp_path, "http://192.0.2.7:80/")


def test_a_server_of_another_version_is_not_used(tmp_path: Path) -> None:
    """What reads and what codes must be one version, or the records would be of neither."""
    with pytest.raises(StoreLocked, match=r"by demarche 0\.0\.1, .*; restart the server"):
        cli_second.same_version(tmp_path, "http://127.0.0.1:80/", "0.0.1")


def test_a_refused_request_is_not_sent_in_halves() -> None:
    """Only what is wrong with a document is its own; a server that is out of order is an error of the run."""

    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        raise ApiError(503, "damaged", {})

    with pytest.raises(ApiError, match="damaged"):
        list(Sending(post, stdin=io.BytesIO(b"Minsk released 52 people.")).run(["-"]))


SERVER = """
import pathlib, sys
from demarche import api, serving
from demarche.testing import KeywordCoder
desk = api.Desk
api.Desk = lambda store, **_: desk(store, coder=KeywordCoder())
serving.serve(pathlib.Path(sys.argv[1]), host="127.0.0.1", port=0, say=lambda words: print(words, flush=True))
"""


@contextlib.contextmanager
def process(db: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server in a process that can be killed, and its address."""
    command = [sys.executable, "-c", SERVER, str(db)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        found = re.search(r"http://\S+", running.stdout.readline())
        assert found is not None
        try:
            yield running, found[0]
        finally:
            running.kill()


def test_what_was_answered_survives_the_kill_of_the_server(tmp_path: Path, sources: Path) -> None:
    """Killed at any document, the server has all that it answered for; the same command goes on to the same store."""
    db, told = tmp_path / "served.duckdb", set[str]()
    for most in (1, 50):
        with process(db) as (running, url), Served(url) as second, contextlib.suppress(StoreError):
            for number, outcome in enumerate(second.ingesting(sources), start=1):
                told |= {outcome["doc_id"]} - {None}
                if number == most:
                    running.kill()
        with Store(db) as store:
            assert store.verify().sound
            assert store.known(sorted(told)) == told
    with process(db) as (_, url), Served(url) as second:
        list(second.ingesting(sources))
    with Store(tmp_path / "alone.duckdb") as store:
        store.ingest(sources, coder=KeywordCoder())
    assert left(db) == left(tmp_path / "alone.duckdb")


def test_a_server_that_bounds_writes_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of bad files writes faster than a server with a key allows; the command slows down and goes on."""
    monkeypatch.setattr(cli_second, "PAUSE", 0.05)
    lines = io.BytesIO(b'{"text": ""}\n' * 60)
    with served(tmp_path / "s.duckdb", KeywordCoder(), Access(per_second=5.0)) as (second, _):
        assert [o["status"] for o in second.ingesting("-", stdin=lines)] == ["quarantined"] * 60


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that asks for a key."""
    db = tmp_path_factory.mktemp("guarded") / "s.duckdb"
    with served(db, KeywordCoder(), Access(key="a-key-of-some-length", hosts=())) as (second, _):
        yield second.url


@pytest.mark.parametrize("way", ["intake", "verify", "recode", "import?format=icews"])
def test_every_change_needs_the_key(guarded: str, way: str) -> None:
    """Without the key there is no way in, with it there is; a page of another site is refused."""
    assert httpx.post(f"{guarded}/v1/{way}", json={}).status_code == 401
    key = {"authorization": "Bearer a-key-of-some-length"}
    assert httpx.post(f"{guarded}/v1/{way}", json={}, headers=key).status_code in (200, 422)
    foreign = key | {"origin": "https://evil.example"}
    assert httpx.post(f"{guarded}/v1/{way}", json={}, headers=foreign).status_code == 403


def test_a_key_that_is_missing_is_said(guarded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the server's key the message names the variable to set; with it the server is asked."""
    db = tmp_path / "s.duckdb"
    Path(f"{db}.owner").write_text(json.dumps({"pid": 1, "url": guarded}))
    with pytest.raises(StoreError, match="set DEMARCHE_API_KEY"):
        cli_remote.served(db, StoreLocked("held"), change=True)
    monkeypatch.setenv("DEMARCHE_API_KEY", "a-key-of-some-length")
    with cli_remote.served(db, StoreLocked("held"), change=True) as second:
        assert second.verify().sound
