"""From sources to a store: read, know what is known, code, commit, and say so, one outcome a document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, Protocol, cast

import msgspec

from demarche import __version__
from demarche.errors import DemarcheError, StoreError
from demarche.intake.limits import DEFAULT, Limits
from demarche.model import Article
from demarche.model.record import IssueRecord, Record, article_record
from demarche.reading import BATCH_ARTICLES, Fetch, Outcome, Place, Reading

if TYPE_CHECKING:
    from demarche.store.store import Base

# Documents after which cached pages are let go: DuckDB keeps what it has written and looked through, up to 1 GB, so
# that a long run would grow with every document.
LET_GO = 4_000
CODED_LANGUAGES = (None, "en")


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


AnyCoder = Coder | Spread | Callable[[Article], Record]


def as_coder(coder: AnyCoder) -> Coder:
    return cast(Coder, coder) if hasattr(coder, "code_many") else OneByOne(coder)


class Ingestion(Reading):
    """One run of ingest into one store."""

    def __init__(
        self,
        store: Base,
        coder: AnyCoder,
        *,
        limits: Limits = DEFAULT,
        published: str | None = None,
        stdin: BinaryIO | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        self.store, self.coder = store, as_coder(coder)
        self._kept = 0
        # Full batches for every worker, where there are several.
        most = getattr(self.coder, "batch", BATCH_ARTICLES)
        super().__init__(limits=limits, published=published, stdin=stdin, fetch=fetch, most=most)

    def _end(self) -> None:
        """Draw the rows of what was stored."""
        self.store.fresh()

    def _flush(self) -> Iterator[Outcome]:
        """Code what waits, commit it, and say so in order.

        Documents that were coded together are committed together, in one write to disk instead of 32; when that
        fails, each is committed alone, so that one cannot hold up the others.
        """
        stored = self.store.known(sorted(self._pending))
        waiting = [_if_new(item, stored) for item in self._gathered()]
        articles = [msgspec.structs.replace(item, id=known) for _, known, item in waiting if isinstance(item, Article)]
        found = list(coded(self.coder, articles))
        together = self._stored_together([item for _, _, item in waiting if isinstance(item, Article)], found)
        records = iter(found)
        for place, known, item in waiting:
            if isinstance(item, Outcome):
                yield item
                continue
            record = next(records)
            done = together and isinstance(record, Record)
            yield stored_outcome(place, known, item) if done else self._store(place, known, item, record)

    def _stored_together(self, articles: list[Article], records: list[Record | str]) -> bool:
        pairs = [(a, r) for a, r in zip(articles, records, strict=True) if isinstance(r, Record)]
        try:
            new = self.store.add_many(pairs)
            self._kept += new
            if self._kept >= LET_GO:
                self.store.database.let_go()
                self._kept = 0
            return new == len(pairs)
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
        return (
            stored_outcome(place, known, article)
            if new
            else Outcome(source=place.name, status="duplicate", doc_id=known)
        )

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


def stored_outcome(place: Place, known: str, article: Article) -> Outcome:
    """The outcome of an article that is committed; one in a language that is not coded says so."""
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
