"""What `demarche code` does: read, code, write, in the order of the input and in bounded memory."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, BinaryIO

import msgspec

from demarche.errors import ConfigError, InputError
from demarche.intake import Problem, read_jsonl, read_path
from demarche.intake.dates import published as checked_date
from demarche.intake.plain import read_text
from demarche.model import Article, Record
from demarche.model.record import IssueRecord, article_record
from demarche.pipeline import Pipeline

FORMATS = ("text", "json", "jsonl", "csv", "parquet", "html")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """The options of one call."""

    files: tuple[str, ...]
    published: str | None = None
    format: str = ""
    html: Path | None = None
    out: Path | None = None
    actors: tuple[Path, ...] = ()
    codebook: Path | None = None
    explain: str | None = None
    workers: int = 1
    engine: str = "process"


def run(job: Job) -> int:
    """Do the job; 1 when an input could not be used, else 0."""
    if job.format and job.format not in FORMATS:
        raise ConfigError(f"no format called {job.format!r}; known: {', '.join(FORMATS)}")
    if job.engine not in ("process", "ray"):
        raise ConfigError(f"no engine called {job.engine!r}; known: process, ray")
    published = checked_date(job.published) if job.published is not None else None
    pipeline = Pipeline(codebook=job.codebook, actors=job.actors)
    if job.explain is not None:
        return _explain(job, pipeline, published)
    failed: list[Problem] = []
    records = _records(job, pipeline, published, failed)
    _write(job, records)
    for problem in failed:
        print(f"demarche: {problem.part}: {problem.reason}", file=sys.stderr)
    return 1 if failed else 0


def _is_stream(name: str) -> bool:
    return name == "-" or name.lower().endswith((".jsonl", ".ndjson"))


def _records(job: Job, pipeline: Pipeline, published: str | None, failed: list[Problem]) -> Iterator[Record]:
    for name in job.files:
        if _is_stream(name):
            yield from _stream(name, job, pipeline, published, failed)
        else:
            yield from pipeline.code_many(read_path(name, published))


def _stream(name: str, job: Job, pipeline: Pipeline, published: str | None, failed: list[Problem]) -> Iterator[Record]:
    with _open(name) as raw:
        head = raw.peek(64)[:64].lstrip() if hasattr(raw, "peek") else b"{"
        if name == "-" and not head.startswith((b"{", b"\xef\xbb\xbf{")):
            yield pipeline.code(read_text(_all(raw), published=published))
            return
        items = read_jsonl(raw)
        if job.workers > 1 or job.engine == "ray":
            from demarche.shards import code_stream

            yield from code_stream(
                items, pipeline, published=published, workers=job.workers, engine=job.engine, failed=failed
            )
        else:
            yield from _in_order(items, pipeline, published, failed)


def _all(raw: IO[bytes]) -> bytes:
    from demarche.intake.limits import DEFAULT, check_raw

    data = raw.read(DEFAULT.raw_bytes + 1)
    check_raw(len(data))
    return data


def _open(name: str) -> BinaryIO:
    if name == "-":
        return sys.stdin.buffer
    path = Path(name)
    if not path.is_file():
        raise InputError(f"there is no file {name}")
    return path.open("rb")


def _in_order(
    items: Iterable[Article | Problem], pipeline: Pipeline, published: str | None, failed: list[Problem]
) -> Iterator[Record]:
    """A record for every line; a line that cannot be used gives an empty record that says why."""
    waiting: list[Article] = []
    for item in items:
        if isinstance(item, Problem):
            yield from pipeline.code_many(waiting)
            waiting = []
            failed.append(item)
            yield problem_record(item, pipeline)
            continue
        waiting.append(dated(item, published))
        if len(waiting) >= 32:
            yield from pipeline.code_many(waiting)
            waiting = []
    yield from pipeline.code_many(waiting)


def dated(article: Article, published: str | None) -> Article:
    """The article with the date of the call when it brings none of its own."""
    if article.published is None and published is not None:
        return msgspec.structs.replace(article, published=published)
    return article


def problem_record(problem: Problem, pipeline: Pipeline) -> Record:
    article = Article(id=problem.id or problem.part, text="")
    from demarche import __version__

    return Record(
        demarche=__version__,
        codebook=pipeline.book.version,
        models=pipeline.models,
        article=article_record(article),
        issues=[IssueRecord(stage="intake", reason=problem.reason, start=0, end=0)],
    )


def _write(job: Job, records: Iterator[Record]) -> None:
    kind = job.format or _default(job)
    out: IO[bytes] = job.out.open("wb") if job.out else sys.stdout.buffer
    try:
        if kind in ("csv", "parquet"):
            from demarche.render.table import write_csv, write_parquet

            (write_csv if kind == "csv" else write_parquet)(_with_page(job, records), out)
        else:
            for record in _with_page(job, records):
                out.write(_shown(record, kind, colour=job.out is None and sys.stdout.isatty()))
                out.flush()
    finally:
        if job.out:
            out.close()


def _default(job: Job) -> str:
    if any(_is_stream(n) for n in job.files):
        return "jsonl"
    if job.out is not None:
        suffix = job.out.suffix.lstrip(".").replace("txt", "text")
        return suffix if suffix in FORMATS else "jsonl"
    return "text" if sys.stdout.isatty() else "jsonl"


def _shown(record: Record, kind: str, *, colour: bool) -> bytes:
    if kind == "text":
        from demarche.render.text import render

        return render(record, colour=colour).encode("utf-8", "replace")
    if kind == "html":
        from demarche.render.page import page

        return page([record]).encode("utf-8", "replace")
    if kind == "json":
        return msgspec.json.format(record.to_json(), indent=2) + b"\n"
    return record.to_json() + b"\n"


def _with_page(job: Job, records: Iterator[Record]) -> Iterator[Record]:
    """Pass records on; write the evidence page of all of them at the end when it is asked for."""
    if job.html is None:
        yield from records
        return
    from demarche.render.page import page

    kept = []
    for record in records:
        kept.append(record)
        yield record
    job.html.write_text(page(kept), encoding="utf-8", errors="replace")


def _explain(job: Job, pipeline: Pipeline, published: str | None) -> int:
    from demarche.naming import names
    from demarche.render.explain import explain

    for name in job.files:
        articles: Iterable[Article]
        if name == "-":
            articles = [read_text(_all(sys.stdin.buffer), published=published)]
        else:
            articles = read_path(name, published)
        for article in articles:
            draft = pipeline.draft(article)
            named = names(draft.parsed.sentences, pipeline.knowledge)
            print(explain(draft, pipeline.book, job.explain or "all", names=named))
    return 0
