"""Shard in, Parquet part out: coding more articles than one process can, and going on where it was stopped.

A shard is named by a digest of its articles and its coder. Its part is written under another name, renamed, and only
then entered in the manifest, so a part that the manifest names is whole; the same shard is never coded twice.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pyarrow as pa
import pyarrow.parquet as parquet

from demarche.engines import BATCH, Answers, Engine, batched, make_engine
from demarche.errors import StoreDamaged
from demarche.intake import Problem
from demarche.intaking import uncoded
from demarche.model import Article
from demarche.model.record import IssueRecord, Record
from demarche.store.identity import doc_id

if TYPE_CHECKING:
    from demarche.corpus import Store

MANIFEST = "manifest.jsonl"
FIELDS = ("id", "title", "source", "url", "published", "language", "author", "text")
SCHEMA = pa.schema([("doc_id", pa.string()), *((name, pa.string()) for name in FIELDS), ("record", pa.binary()),
                    ("problem", pa.string())])  # fmt: skip


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the manifest."""

    shard: str
    part: str
    rows: int
    sha256: str


def shard_name(articles: Sequence[Article], coder_name: str) -> str:
    """The digest of a shard: what its articles say, in their order, and who codes them."""
    digest = hashlib.sha256(coder_name.encode())
    for article in articles:
        digest.update(doc_id(article).encode())
    return digest.hexdigest()[:32]


def code_shards(
    articles: Iterable[Article],
    folder: str | Path,
    coder: Any,
    *,
    coder_name: str,
    workers: int = 1,
    engine: str = "process",
    size: int = BATCH,
) -> Iterator[Part]:
    """Code articles into parts under `folder`; shards that the manifest has are passed over.

    Yields the parts in the order of the shards. `coder_name` names codebook and models, so that another coder does
    not take these parts for its own.
    """
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    done = manifest(place)
    running = make_engine(engine, coder, workers=workers)
    try:
        for shards in _windows(batched(articles, size), 4 * max(workers, 1)):
            named = [(shard_name(shard, coder_name), shard) for shard in shards]
            fresh = [(name, shard) for name, shard in named if name not in done]
            for (name, shard), found in zip(fresh, running.run(shard for _, shard in fresh), strict=True):
                done[name] = _write_part(place, name, shard, found)
            yield from (done[name] for name, _ in named)
    finally:
        running.close()


def _windows(shards: Iterable[list[Article]], size: int) -> Iterator[list[list[Article]]]:
    source = iter(shards)
    while window := list(islice(source, size)):
        yield window


def manifest(folder: Path) -> dict[str, Part]:
    """Parts that are whole; a half-written last line and parts whose file is gone do not count."""
    path = folder / MANIFEST
    found: dict[str, Part] = {}
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            part = msgspec.json.decode(line, type=Part)
        except msgspec.DecodeError:
            continue
        if (folder / part.part).exists():
            found[part.shard] = part
    return found


def _write_part(folder: Path, name: str, articles: Sequence[Article], found: Answers) -> Part:
    rows = [_row(article, answer) for article, answer in zip(articles, found, strict=True)]
    path = folder / f"part-{name}.parquet"
    partial = path.with_suffix(f".{os.getpid()}.partial")
    parquet.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), partial, compression="zstd")
    digest = hashlib.sha256(partial.read_bytes()).hexdigest()
    partial.replace(path)
    part = Part(shard=name, part=path.name, rows=len(rows), sha256=digest)
    with (folder / MANIFEST).open("ab") as file:
        file.write(msgspec.json.encode(part) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return part


def _row(article: Article, answer: bytes | str) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(article, name) for name in FIELDS}
    failed = isinstance(answer, str)
    return values | {
        "doc_id": doc_id(article),
        "record": None if failed else answer,
        "problem": answer if failed else None,
    }


def read_part(folder: Path, part: Part) -> Iterator[tuple[Article, Record | str]]:
    """Articles of a part with their records or problems; StoreDamaged when the file is not what was written."""
    path = folder / part.part
    if hashlib.sha256(path.read_bytes()).hexdigest() != part.sha256:
        raise StoreDamaged(f"{path} is not what the manifest says; remove it and code its shard again")
    for row in parquet.read_table(path).to_pylist():
        article = Article(**{name: row[name] for name in FIELDS})
        yield article, row["problem"] if row["record"] is None else Record.from_json(row["record"])


def load_parts(store: Store, folder: str | Path) -> int:
    """Bring all parts of a folder into a store in bulk; returns how many documents were new."""
    place, new = Path(folder), 0
    for name in sorted(found := manifest(place)):
        pairs = list(read_part(place, found[name]))
        new += store.add_many([(article, record) for article, record in pairs if isinstance(record, Record)])
        for article, problem in pairs:
            if isinstance(problem, str):
                digest = doc_id(article)
                store.quarantine(source=found[name].part, part=digest, reason=problem, digest=digest,
                                 size=len(article.text))  # fmt: skip
    store.fresh()
    return new


def code_stream(
    items: Iterable[Article | Problem],
    pipeline: Any,
    *,
    published: str | None,
    workers: int,
    engine: str,
    failed: list[Problem],
) -> Iterator[Record]:
    """Records of a stream in its order, coded by several workers; a line that cannot be used says why in its place."""
    running: Engine = make_engine(engine, pipeline, workers=workers)
    try:
        for window in _item_windows(items, BATCH * max(workers, 1)):
            articles = [_dated(item, published) for item in window if isinstance(item, Article)]
            size = max(1, min(BATCH, -(-len(articles) // max(workers, 1))))
            found = (answer for batch in running.run(batched(articles, size)) for answer in batch)
            for item in window:
                problem = item if isinstance(item, Problem) else None
                answer = None if problem else next(found)
                if isinstance(answer, str) and isinstance(item, Article):
                    problem = Problem(part=item.id, reason=answer, id=item.id)
                if problem is not None:
                    failed.append(problem)
                    yield _problem_record(problem, pipeline)
                else:
                    assert isinstance(answer, bytes)
                    yield Record.from_json(answer)
    finally:
        running.close()


def _dated(article: Article, published: str | None) -> Article:
    if article.published is None and published is not None:
        return msgspec.structs.replace(article, published=published)
    return article


def _problem_record(problem: Problem, pipeline: Any) -> Record:
    """An empty record that says why there is nothing in it."""
    empty = uncoded(Article(id=problem.id or problem.part, text=""))
    issue = IssueRecord(stage="intake", reason=problem.reason, start=0, end=0)
    return msgspec.structs.replace(empty, codebook=pipeline.book.version, models=pipeline.models, issues=[issue])


def _item_windows(items: Iterable[Article | Problem], size: int) -> Iterator[list[Article | Problem]]:
    source = iter(items)
    while window := list(islice(source, size)):
        yield window
