"""From files to a store: one outcome a document, committed before it is said."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path

import pytest

from demarche import intaking
from demarche.corpus import Store
from demarche.errors import BadDate
from demarche.model import Article
from demarche.model.record import Record
from demarche.testing import KeywordCoder

CODER = KeywordCoder()
LINES = [
    {"id": "1", "text": "America met Belarus in Vilnius on 2025-09-13.", "published": "2025-09-14"},
    {"id": "2", "text": "Minsk released 52 detainees.", "published": "2025-09-11"},
    {"id": "3", "text": "Moscow threatened Kyiv.", "published": "2025-09-12"},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of good and bad inputs."""
    place = tmp_path / "in"
    place.mkdir()
    (place / "a.jsonl").write_text("\n".join([*map(json.dumps, LINES), "broken"]))
    (place / "b.txt").write_text("Russia accused Poland.")
    (place / "c.bin").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (place / "d.txt").write_text("Russia accused Poland.")
    (place / "e.txt").touch()
    (place / "f.txt").write_text("Die Regierung in Minsk hat am Donnerstag mehr als fünfzig Gefangene freigelassen.")
    return place


def test_every_document_has_an_outcome(store: Store, folder: Path) -> None:
    """Stored, duplicate or quarantined with a reason; in the order of the sources."""
    outcomes = store.ingest(folder, coder=CODER)
    assert [outcome["status"] for outcome in outcomes] == [
        "stored", "stored", "stored", "quarantined", "stored", "quarantined", "duplicate", "quarantined", "stored",
    ]  # fmt: skip
    assert outcomes[0]["source"] == f"{folder}/a.jsonl#line-1"
    assert outcomes[4]["source"] == f"{folder}/b.txt"
    assert outcomes[6]["doc_id"] == outcomes[4]["doc_id"]
    assert "PNG" in outcomes[5]["reason"]
    assert outcomes[8]["reason"] == "not coded: language de"
    assert [issue.reason for issue in store.record(outcomes[8]["doc_id"]).issues] == ["not coded: language de"]


def test_ingesting_again_is_a_no_op(store: Store, folder: Path) -> None:
    """Renamed, moved and in another order, the same content changes nothing."""
    store.ingest(folder, coder=CODER)
    before = (store.events().to_list(), store.documents().to_list(), store.quarantined().to_list())
    again = folder.parent / "again"
    again.mkdir()
    for number, path in enumerate(sorted(folder.iterdir(), reverse=True)):
        shutil.copy(path, again / f"{number}{path.suffix}")
    statuses = {outcome["status"] for outcome in store.ingest(again, coder=CODER)}
    assert statuses == {"duplicate", "quarantined"}
    assert (store.events().to_list(), store.documents().to_list(), store.quarantined().to_list()) == before


def test_outcome_comes_after_its_commit(tmp_path: Path, folder: Path) -> None:
    """What was said to be stored is there when the process stops at once."""
    with Store(tmp_path / "a.duckdb") as store:
        stored = 0
        for outcome in store.ingesting(folder, coder=CODER):
            stored += outcome["status"] == "stored"
            found = store.database.rows("SELECT count(*) FROM documents")
            assert found[0][0] >= stored


def test_failing_coder_quarantines_one_article(store: Store, folder: Path) -> None:
    """A bug in the coder costs the article that it fails on, no other."""

    def coder(article: Article) -> Record:
        if "Moscow" in article.text:
            raise KeyError("Moscow")
        return CODER.code(article)

    outcomes = store.ingest(folder / "a.jsonl", coder=coder)
    assert [outcome["status"] for outcome in outcomes] == ["stored", "stored", "quarantined", "quarantined"]
    assert "KeyError" in outcomes[2]["reason"]


def test_standard_input_is_lines_or_one_document(store: Store) -> None:
    """JSON lines are told from plain text by their first byte."""
    lines = "\n".join(map(json.dumps, LINES)).encode()
    assert [o["status"] for o in store.ingest("-", coder=CODER, stdin=io.BytesIO(lines))] == ["stored"] * 3
    text = io.BytesIO(b"Russia accused Poland.\nWarsaw visited Kyiv.")
    assert [o["status"] for o in store.ingest("-", coder=CODER, stdin=text)] == ["stored"]


def test_names_that_are_no_unicode_are_shown(store: Store, tmp_path: Path) -> None:
    """A file name of any bytes is accounted for in JSON."""
    import os

    place = os.fsencode(tmp_path) + b"/na\xffme.txt"
    with open(place, "wb") as file:
        file.write(b"Russia accused Poland.")
    [outcome] = store.ingest(tmp_path / os.fsdecode(b"na\xffme.txt"), coder=CODER)
    assert outcome["status"] == "stored"
    assert json.dumps(outcome["source"]).isascii()


def test_missing_files_do_not_stop_a_batch(store: Store, folder: Path) -> None:
    """What is not there is named, and the rest is read."""
    outcomes = store.ingest([folder / "nothing.txt", folder / "b.txt"], coder=CODER)
    assert [outcome["status"] for outcome in outcomes] == ["quarantined", "stored"]
    assert outcomes[0]["reason"] == "there is no such file"


def test_a_source_without_articles_is_accounted_for(store: Store, tmp_path: Path) -> None:
    """An empty list gives an outcome with the reason, and no second case when it comes again."""
    (tmp_path / "none.json").write_text("[]")
    for _ in range(2):
        [outcome] = store.ingest(tmp_path / "none.json", coder=CODER)
        assert outcome["status"] == "quarantined"
        assert outcome["reason"] == "there is no article in it"
    assert len(store.quarantined()) == 1


def test_a_day_that_is_none_is_said_before_anything_is_read(store: Store, folder: Path) -> None:
    """Not once for every document."""
    with pytest.raises(BadDate, match="next week"):
        store.ingest(folder, coder=CODER, published="next week")
    assert not len(store.quarantined())


def test_a_sign_in_a_file_name_is_no_part(store: Store, tmp_path: Path) -> None:
    """What is wrong with "a#b.txt" is kept under its whole name, so that it can be tried again."""

    def failing(article: Article) -> Record:
        raise KeyError(article.text)

    path = tmp_path / "a#b.txt"
    path.write_text("America met Belarus.")
    store.ingest(path, coder=failing)
    [case] = store.quarantined()
    assert (case["source"], case["part"]) == (str(path), "")
    assert [o["status"] for o in store.retrying(coder=CODER)] == ["stored"]
    assert not len(store.quarantined())


def test_long_run_lets_go_of_cached_pages(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every some thousand documents, between two commits; what is stored stays the same."""
    monkeypatch.setattr(intaking, "LET_GO", 40)
    times = []
    let_go = store.database.let_go
    monkeypatch.setattr(store.database, "let_go", lambda: times.append(let_go()))
    lines = [json.dumps({"id": str(n), "text": f"America met Belarus {n} times."}) for n in range(100)]
    (tmp_path / "in.jsonl").write_text("\n".join(lines))
    assert {o["status"] for o in store.ingest(tmp_path / "in.jsonl", coder=CODER)} == {"stored"}
    assert len(times) == 1
    assert len(store.events()) == 100
