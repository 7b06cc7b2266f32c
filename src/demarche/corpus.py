"""`demarche.Store`: the store together with intake, coder and resolver. This is what users open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from demarche.intake.limits import DEFAULT, Limits
from demarche.intaking import AnyCoder, Coder, Ingestion
from demarche.reading import Fetch, as_dict
from demarche.retrying import retry
from demarche.store.result import Rows
from demarche.store.store import Base
from demarche.storytelling import resolve_store, stale

if TYPE_CHECKING:
    from demarche.quickread import QuickRead

Coding = AnyCoder


class Store(Base):
    """A corpus: `with Store("news.duckdb") as store: …`; ":memory:" keeps it in memory."""

    def ingest(
        self,
        patterns: str | Path | Iterable[str | Path],
        *,
        coder: Coding | None = None,
        limits: Limits = DEFAULT,
        published: str | None = None,
        stdin: BinaryIO | None = None,
        resolve: bool = True,
    ) -> list[dict[str, Any]]:
        """Read, code and store files, folders, globs and addresses; an outcome for every document."""
        found = self.ingesting(patterns, coder=coder, limits=limits, published=published, stdin=stdin, resolve=resolve)
        return list(found)

    def ingesting(
        self,
        patterns: str | Path | Iterable[str | Path],
        *,
        coder: Coding | None = None,
        limits: Limits = DEFAULT,
        published: str | None = None,
        stdin: BinaryIO | None = None,
        resolve: bool = True,
    ) -> Iterator[dict[str, Any]]:
        """Like `ingest`, one outcome at a time, each given after its document is committed."""
        chosen = [patterns] if isinstance(patterns, str | Path) else patterns
        ingestion = Ingestion(self, coder or default_coder(), limits=limits, published=published, stdin=stdin)
        stored = False
        for outcome in ingestion.run(chosen):
            stored = stored or outcome.status == "stored"
            yield as_dict(outcome)
        if stored and resolve:
            self.resolve()

    def ingestion(self, *, coder: Coding | None = None, fetch: Fetch | None = None) -> Ingestion:
        """One run of ingest into this store, for those who bring what they found themselves."""
        return Ingestion(self, coder or default_coder(), fetch=fetch)

    def ingest_kafka(
        self,
        servers: str,
        topic: str,
        *,
        coder: Coding | None = None,
        group: str = "demarche",
        idle_seconds: float | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Outcomes of the messages of a Kafka topic; ends when none came for `idle_seconds`, or never."""
        from demarche.intake.kafka import KafkaSource

        source = KafkaSource(servers, topic, group=group)
        try:
            ingestion = Ingestion(self, coder or default_coder())
            for outcome in ingestion.stream(source.read(idle_seconds=idle_seconds), source.done):
                yield as_dict(outcome)
        finally:
            source.close()
        self.resolve()

    def retrying(self, case: str | None = None, *, coder: Coding | None = None) -> Iterator[dict[str, Any]]:
        """Read quarantined inputs again, one or all; what can be read now leaves quarantine."""
        yield from retry(self, case, ingest=lambda source: self.ingesting(source, coder=coder, resolve=False))
        self.resolve()

    def load(self, folder: str | Path) -> int:
        """Bring the parts of a folder that `code_shards` wrote into this store; returns how many documents were new."""
        from demarche.shards import load_parts

        new = load_parts(self, folder)
        self.resolve()
        return new

    def recode(self, *, coder: Coding | None = None) -> list[dict[str, Any]]:
        """Code every document again and store what differs; returns the changes, event by event."""
        changes = list(self.recoding(coder=coder))
        self.resolve()
        return changes

    def recoding(self, *, coder: Coding | None = None) -> Iterator[dict[str, Any]]:
        """Like `recode`, one change at a time, each given after its document is committed."""
        from demarche.recoding import recode

        self.fresh()
        yield from recode(self, coder or default_coder())

    def export(
        self, what: str, format: str, path: str | Path | None = None, *, everything: bool = False
    ) -> bytes | int:
        """Write a table in a format of the field; see `Base.export`."""
        if what in ("events", "stories"):
            self.resolve()
        return super().export(what, format, path, everything=everything)

    def resolve(self, *, again: bool = False) -> int:
        """Put events that are one into stories; returns how many stories there are.

        Does nothing when nothing has changed since the last time, unless told `again`.
        """
        self.fresh()
        if again or stale(self.database):
            return resolve_store(self.database, self.clock)
        return int(self.database.kept("SELECT count(*) FROM stories")[0][0])

    def resolve_again(self) -> None:
        self.resolve(again=True)

    def stories(self, **filters: Any) -> Rows:
        """Stories: events that several reports tell, with what the reports agree and disagree on."""
        self.resolve()
        return super().stories(**filters)

    def digest(self, **chosen: Any) -> QuickRead:
        """The quick read: of an article (`doc_id`), a story (`story_id`), a `dyad`, a `day`, or days `since`, `until`.

        Without any, of the last week on record; see `quickread.quick_read`.
        """
        from demarche.quickread import quick_read

        self.resolve()
        return quick_read(self, **chosen)


def default_coder() -> Coder:
    """The shipped pipeline; loaded only when something has to be coded."""
    from demarche.pipeline import Pipeline

    return Pipeline()  # type: ignore[no-any-return,unused-ignore]
