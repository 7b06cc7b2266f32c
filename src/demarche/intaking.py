"""From sources to a store: read, know what is known, code, commit, and say so, one outcome a document."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, cast

import msgspec

from demarche import __version__
from demarche.errors import DemarcheError, StoreError
from demarche.intake.isolate import Found, Worker
from demarche.intake.limits import DEFAULT, Limits
from demarche.intake.sources import Source, expand
from demarche.model import Article
from demarche.model.record import IssueRecord, Record, article_record
from demarche.store.identity import doc_id

if TYPE_CHECKING:
    from demarche.store.store import Base

CODED_LANGUAGES = (None, "en")
EMPTY = "there is no article in it"  # an archive without pages, a list without items
# Articles are coded together up to these sizes: large enough for full batches, small enough to answer soon.
BATCH_ARTICLES, BATCH_CHARACTERS = 32, 60_000


class Coder(Protocol):
    """What turns articles into records: `demarche.pipeline.Pipeline`, or anything with its two methods."""

    def code(self, article: Article) -> Record: ...
    def code_many(self, articles: Iterable[Article]) -> Iterator[Record]: ...


class Spread(Protocol):
    """A coder that spreads over workers: a batch size of its own, and reasons in the place of missing records."""

    batch: int

    def code(self, article: Article) -> Record | str: ...
    def code_many(self, articles: Iterable[Article]) -> Iterator[Record | str]: ...


class OneByOne:
    """A plain function as a coder."""

    def __init__(self, function: Callable[[Article], Record]) -> None:
        self.code = function

    def code_many(self, articles: Iterable[Article]) -> Iterator[Record]:
        return map(self.code, articles)


class Place(msgspec.Struct, frozen=True):
    """A document's source and its part of it; a "#" may be in the name of a file too."""

    source: str
    part: str

    @property
    def name(self) -> str:
        return f"{self.source}#{self.part}" if self.part else self.source


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one document; `status` is stored, duplicate or quarantined."""

    source: str
    status: str
    doc_id: str | None = None
    reason: str | None = None


AnyCoder = Coder | Spread | Callable[[Article], Record]


def as_coder(coder: AnyCoder) -> Coder:
    return cast(Coder, coder) if hasattr(coder, "code_many") else OneByOne(coder)


class Ingestion:
    """One run of ingest into one store."""

    def __init__(
        self,
        store: Base,
        coder: AnyCoder,
        *,
        limits: Limits = DEFAULT,
        published: str | None = None,
        stdin: BinaryIO | None = None,
        fetch: Callable[[str], Iterator[Found]] | None = None,
    ) -> None:
        self.store, self.coder, self.limits, self.published = store, as_coder(coder), limits, published
        self.stdin, self.fetch = stdin, fetch
        # Full batches for every worker, where there are several.
        self._most = getattr(self.coder, "batch", BATCH_ARTICLES)
        self._waiting: list[tuple[Place, str, Article | Outcome]] = []
        self._characters = 0
        self._pending: set[str] = set()

    def run(self, patterns: Iterable[str | Path]) -> Iterator[Outcome]:
        """An outcome for every document, in the order of the sources, each after its commit."""
        with Worker(self.limits) as worker:
            for source in expand(patterns):
                digest, empty = _Digest(source), True
                for found in self._found(worker, source):
                    empty = False
                    yield from self._take(source, found, digest)
                if empty:
                    yield from self._take(source, Found(part="", reason=EMPTY), digest)
            yield from self._flush()
        self.store.fresh()

    def stream(self, found: Iterator[tuple[str, Found]], done: Callable[[], None]) -> Iterator[Outcome]:
        """Outcomes of named articles from an endless source; `done` is called after each batch is committed."""
        for name, part in found:
            source = Source(kind="stream", name=name.partition("#")[0])
            outcomes = list(self._take(source, part, lambda part=part: (f"part:{part.part}", 0)))  # type: ignore[misc]
            yield from outcomes
            if outcomes and not self._waiting:
                done()
        yield from self._flush()
        done()
        self.store.fresh()

    def _found(self, worker: Worker, source: Source) -> Iterator[Found]:
        """The parts of a source, whatever its kind."""
        if source.reason:
            return iter((Found(part="", reason=source.reason),))
        if source.kind == "url":
            return self._fetched(source.name)
        if source.kind == "stdin":
            return self._stdin(worker)
        assert source.path is not None
        return worker.read(source.path, published=self.published)

    def _fetched(self, url: str) -> Iterator[Found]:
        if self.fetch is None:
            from demarche.intake.fetch import Fetcher
            from demarche.watching import web_source

            self.fetch = web_source(Fetcher())
        return self.fetch(url)

    def _stdin(self, worker: Worker) -> Iterator[Found]:
        """Standard input is a stream of JSON lines, or else one document."""
        stream = self.stdin or sys.stdin.buffer
        first = stream.readline(3 * self.limits.raw_bytes + 1)
        if first.lstrip().startswith(b"{"):
            return _json_lines(worker, first, stream)
        rest = stream.read(max(self.limits.raw_bytes + 1 - len(first), 1))
        return worker.read(first + rest, name="stdin", published=self.published)

    def _take(self, source: Source, found: Found, digest: Callable[[], tuple[str, int]]) -> Iterator[Outcome]:
        place = Place(source.name, found.part)
        if found.article is None:
            yield from self._flush()
            yield self._quarantine(place, found.reason, digest())
            return
        known = doc_id(found.article)
        if known in self._pending:
            self._waiting.append((place, known, Outcome(source=place.name, status="duplicate", doc_id=known)))
        else:
            self._waiting.append((place, known, found.article))
            self._pending.add(known)
            self._characters += len(found.article.text)
        if len(self._waiting) >= self._most or self._characters >= BATCH_CHARACTERS * self._most / BATCH_ARTICLES:
            yield from self._flush()

    def _flush(self) -> Iterator[Outcome]:
        """Code what waits, commit it, and say so in order.

        Documents that were coded together are committed together, in one write to disk instead of 32; when that
        fails, each is committed alone, so that one cannot hold up the others.
        """
        stored = self.store.known(sorted(self._pending))
        waiting, self._waiting = [_if_new(item, stored) for item in self._waiting], []
        self._pending, self._characters = set(), 0
        articles = [msgspec.structs.replace(item, id=known) for _, known, item in waiting if isinstance(item, Article)]
        found = list(coded(self.coder, articles))
        together = self._stored_together(articles, found)
        records = iter(found)
        for place, known, item in waiting:
            if isinstance(item, Outcome):
                yield item
                continue
            record = next(records)
            done = together and isinstance(record, Record)
            yield _stored(place, known, item) if done else self._store(place, known, item, record)

    def _stored_together(self, articles: list[Article], records: list[Record | str]) -> bool:
        pairs = [(a, r) for a, r in zip(articles, records, strict=True) if isinstance(r, Record)]
        try:
            return self.store.add_many(pairs) == len(pairs)
        except StoreError as why:
            if type(why) is not StoreError:
                raise
            return False

    def _store(self, place: Place, known: str, article: Article, record: Record | str) -> Outcome:
        if isinstance(record, str):
            return self._refused(place, known, article, record)
        try:
            _, new = self.store.add(article, record)
        except StoreError as why:
            if type(why) is not StoreError:
                raise
            return self._refused(place, known, article, str(why))
        return _stored(place, known, article) if new else Outcome(source=place.name, status="duplicate", doc_id=known)

    def _refused(self, place: Place, known: str, article: Article, reason: str) -> Outcome:
        """Quarantine an article that was read but cannot be coded or stored."""
        size = len(article.text)
        self.store.quarantine(source=place.source, part=place.part, reason=reason, digest=known, size=size)
        return Outcome(source=place.name, status="quarantined", doc_id=known, reason=reason)

    def _quarantine(self, place: Place, reason: str, digest: tuple[str, int]) -> Outcome:
        self.store.quarantine(
            source=place.source, part=place.part, reason=reason, digest=digest[0], size=digest[1]
        )  # fmt: skip
        return Outcome(source=place.name, status="quarantined", reason=reason)


def _if_new(item: tuple[Place, str, Article | Outcome], stored: set[str]) -> tuple[Place, str, Article | Outcome]:
    place, known, found = item
    if known in stored:
        found = Outcome(source=place.name, status="duplicate", doc_id=known)
    return place, known, found


def _stored(place: Place, known: str, article: Article) -> Outcome:
    reason = None if article.language in CODED_LANGUAGES else f"not coded: language {article.language}"
    return Outcome(source=place.name, status="stored", doc_id=known, reason=reason)


def coded(coder: Coder | Spread, articles: list[Article]) -> Iterator[Record | str]:
    """A record for every article, or the reason why the coder failed on it; one failure spoils no other."""
    english = [article for article in articles if article.language in CODED_LANGUAGES]
    try:
        records: list[Record | str] = list(coder.code_many(english))
        if len(records) != len(english):
            raise DemarcheError(f"the coder gave {len(records)} records for {len(english)} articles")
    except Exception:  # whatever it was, it is found again below, article by article, and named there
        records = [_one(coder, article) for article in english]
    found = iter(records)
    for article in articles:
        yield next(found) if article.language in CODED_LANGUAGES else uncoded(article)


def _one(coder: Coder | Spread, article: Article) -> Record | str:
    try:
        return coder.code(article)
    except Exception as why:  # the coder's bugs must not stop a batch; the reason is kept and shown
        return f"the coder failed on this article ({type(why).__name__}: {str(why)[:200]})"


def uncoded(article: Article) -> Record:
    """A record without events for an article in a language that is not coded yet."""
    issue = IssueRecord(stage="intake", reason=f"not coded: language {article.language}", start=0, end=0)
    return Record(demarche=__version__, codebook="", models={}, article=article_record(article), issues=[issue])


def _json_lines(worker: Worker, first: bytes, stream: BinaryIO) -> Iterator[Found]:
    """Lines of a stream, read a block at a time so that an endless stream is no problem."""
    from demarche.intake.jsonl import Problem, numbered_lines, read_line
    from demarche.intake.language import with_language
    from demarche.intake.parts import rewound

    for number, line in numbered_lines(cast(BinaryIO, rewound(first, stream)), 3 * worker.limits.raw_bytes):
        if line is None:
            yield Found(part=f"line-{number}", reason="the line is too long")
        elif line.strip():
            found = read_line(line, number, limits=worker.limits)
            if isinstance(found, Problem):
                yield Found(part=f"line-{number}", reason=found.reason)
            else:
                yield Found(part=f"line-{number}", article=with_language(found))


class _Digest:
    """Digest and size of a source's bytes, taken when first asked for and never twice."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._known: tuple[str, int] | None = None

    def __call__(self) -> tuple[str, int]:
        if self._known is None:
            self._known = self._taken()
        return self._known

    def _taken(self) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        path = self._source.path
        try:
            if path is None or not path.is_file():
                raise OSError
            with path.open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
                    size += len(block)
        except OSError:
            # What cannot be opened is told apart by its name.
            return f"name:{self._source.name}", 0
        return digest.hexdigest(), size


def as_dict(outcome: Outcome) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.to_builtins(outcome)
    return found
