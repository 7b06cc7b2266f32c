"""Many workers, parts and a manifest: the same records whatever the engine, and nothing twice after a kill."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from demarche.corpus import Store
from demarche.engines import EngineCoder, make_engine, unloaded
from demarche.errors import ConfigError, StoreDamaged
from demarche.intake import Problem
from demarche.model import Article
from demarche.model.record import Record
from demarche.shards import code_shards, manifest
from demarche.testing import KeywordCoder, article

CODER = KeywordCoder()
ARTICLES = [article(f"America met Belarus for talk {n}. Minsk released {n} detainees.", id=str(n)) for n in range(20)]


class DeadlyCoder(KeywordCoder):
    """Dies with its process on one article, as C code sometimes does."""

    def code(self, article: Article) -> Record:
        if "talk 7." in article.text:
            os._exit(9)
        return super().code(article)


def all_answers(engine: str, workers: int, coder: Any = CODER, size: int = 4) -> list[bytes | str]:
    running = make_engine(engine, coder, workers=workers)
    try:
        batches = [ARTICLES[i : i + size] for i in range(0, len(ARTICLES), size)]
        return [answer for found in running.run(batches) for answer in found]
    finally:
        running.close()


def test_two_processes_give_what_one_gives() -> None:
    """The same records to the byte, in the same order."""
    expected = [CODER.code(item).to_json() for item in ARTICLES]
    assert all_answers("process", 1) == expected
    assert all_answers("process", 2) == expected


def test_article_that_kills_its_worker_is_named_alone() -> None:
    """Its neighbours in the batch are coded all the same."""
    found = all_answers("process", 2, DeadlyCoder())
    assert [n for n, answer in enumerate(found) if isinstance(answer, str)] == [7]
    assert "died" in str(found[7])


def test_unknown_engine_is_named() -> None:
    """The message says which there are."""
    with pytest.raises(ConfigError, match="process, ray"):
        make_engine("abacus", CODER)


def test_coder_travels_without_what_it_has_loaded() -> None:
    """Public attributes are caches of a pipeline; private ones are how it was made."""

    class Lazy:
        def __init__(self) -> None:
            self._name = "x"

    lazy = Lazy()
    lazy.__dict__["model"] = object()
    assert vars(unloaded(lazy)) == {"_name": "x"}
    assert "model" in vars(lazy)


def test_shards_are_coded_once(tmp_path: Path) -> None:
    """A second run finds every part in the manifest; another coder finds none."""
    first = list(code_shards(ARTICLES, tmp_path, CODER, coder_name="k1", size=8))
    stamps = {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.parquet")}
    assert list(code_shards(ARTICLES, tmp_path, CODER, coder_name="k1", size=8)) == first
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.glob("*.parquet")} == stamps
    assert [part.rows for part in first] == [8, 8, 4]
    other = list(code_shards(ARTICLES, tmp_path, CODER, coder_name="k2", size=8))
    assert {part.shard for part in other}.isdisjoint(part.shard for part in first)


def test_stopped_run_goes_on_and_gives_the_same_bytes(tmp_path: Path) -> None:
    """Half a manifest line, a lost part and a half-written one change nothing in the result."""
    whole, stopped = tmp_path / "whole", tmp_path / "stopped"
    parts = list(code_shards(ARTICLES, whole, CODER, coder_name="k", size=4))
    list(code_shards(ARTICLES[:12], stopped, CODER, coder_name="k", size=4))
    (stopped / "manifest.jsonl").open("ab").write(b'{"shard":"abc","pa')
    (stopped / "part-x.1.partial").write_bytes(b"half")
    next(stopped.glob("part-*.parquet")).unlink()
    again = list(code_shards(ARTICLES, stopped, CODER, coder_name="k", size=4))
    assert again == parts
    for part in parts:
        assert (stopped / part.part).read_bytes() == (whole / part.part).read_bytes()


def test_parts_are_loaded_in_bulk_and_only_once(tmp_path: Path) -> None:
    """A store loaded from parts exports what a store filled one by one exports."""
    list(code_shards(ARTICLES, tmp_path, CODER, coder_name="k", size=8))
    with Store(":memory:") as bulk, Store(":memory:") as single:
        assert (bulk.load(tmp_path), bulk.load(tmp_path)) == (20, 0)
        for item in ARTICLES:
            single.add(item, CODER.code(item))
        assert bulk.export("events", "jsonl") == single.export("events", "jsonl")
        assert bulk.verify().sound


def test_changed_part_is_refused(tmp_path: Path) -> None:
    """A part that is not what the manifest says does not enter a store."""
    [part] = code_shards(ARTICLES, tmp_path, CODER, coder_name="k", size=50)
    (tmp_path / part.part).write_bytes(b"x")
    assert manifest(tmp_path)
    with Store(":memory:") as store, pytest.raises(StoreDamaged, match="manifest"):
        store.load(tmp_path)


def test_ingest_takes_an_engine_as_coder(tmp_path: Path) -> None:
    """Ingest with workers stores the same, and names what a worker died of."""
    for item in ARTICLES:
        (tmp_path / f"{item.id}.txt").write_text(item.text)
    engine = make_engine("process", DeadlyCoder(), workers=2)
    with Store(":memory:") as store:
        outcomes = store.ingest(tmp_path, coder=EngineCoder(engine, batch=4), published="2025-09-16")
        engine.close()
        assert [o["status"] for o in outcomes].count("stored") == 19
        [bad] = [o for o in outcomes if o["status"] == "quarantined"]
        assert bad["source"].endswith("/7.txt")


def test_problems_keep_their_place_in_a_stream() -> None:
    """A bad line is an empty record between its neighbours."""
    from types import SimpleNamespace

    from demarche.shards import code_stream

    class WithBook(KeywordCoder):
        book = SimpleNamespace(version="keywords")
        models = book.__dict__

    failed: list[Problem] = []
    items: list[Article | Problem] = [ARTICLES[0], Problem(part="line 2", reason="broken"), ARTICLES[1]]
    records = list(code_stream(items, WithBook(), published=None, workers=1, engine="process", failed=failed))
    assert [len(record.events) for record in records] == [2, 0, 2]
    assert [problem.part for problem in failed] == ["line 2"]
