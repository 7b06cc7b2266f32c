"""From sources to articles: read each in a process of its own, gather some, and give an outcome for every document.

What happens to articles that were gathered is left to those who build on `Reading`: `intaking.Ingestion` codes and
stores them, `sending.Sending` hands them to the server that owns the store.
"""

from __future__ import annotations

import hashlib
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from demarche.intake.dates import published as iso_date
from demarche.intake.isolate import Found, Worker
from demarche.intake.limits import DEFAULT, Limits
from demarche.intake.sources import Source, expand
from demarche.model import Article
from demarche.store.identity import doc_id

EMPTY = "there is no article in it"  # an archive without pages, a list without items
# Articles are coded together up to these sizes: large enough for full batches, small enough to answer soon.
BATCH_ARTICLES, BATCH_CHARACTERS = 32, 60_000
Fetch = Callable[[str], Iterator[Found]]


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


class Reading(ABC):
    """One run over sources; what was gathered waits in `_waiting` as place, document id, and article or outcome."""

    def __init__(
        self,
        *,
        limits: Limits = DEFAULT,
        published: str | None = None,
        stdin: BinaryIO | None = None,
        fetch: Fetch | None = None,
        most: int = BATCH_ARTICLES,
    ) -> None:
        self.limits, self.stdin, self.fetch = limits, stdin, fetch
        # A day that is none is said at once, and not of every document.
        self.published = iso_date(published) if published else None
        self._most = most
        self._waiting: list[tuple[Place, str, Article | Outcome]] = []
        self._characters = 0
        self._pending: set[str] = set()

    @abstractmethod
    def _flush(self) -> Iterator[Outcome]:
        """Do with what waits whatever is to be done, and say so in order."""

    @abstractmethod
    def _quarantine(self, place: Place, reason: str, digest: tuple[str, int]) -> Outcome:
        """Remember an input that gives no article; `digest` is that of its source, with its size."""

    def _end(self) -> None:  # noqa: B027 not everybody has something to do
        """Nothing more comes."""

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
        self._end()

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
        self._end()

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

    def _gathered(self) -> list[tuple[Place, str, Article | Outcome]]:
        """What waits, which waits no longer."""
        waiting, self._waiting = self._waiting, []
        self._pending, self._characters = set(), 0
        return waiting


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
