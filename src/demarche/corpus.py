"""`demarche.Store`: the store together with intake, coder and resolver. This is what users open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from demarche.intake.limits import DEFAULT, Limits
from demarche.intaking import Coder, Ingestion, as_dict
from demarche.model import Article
from demarche.model.record import Record
from demarche.store.store import Base

Coding = Coder | Callable[[Article], Record]


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


def default_coder() -> Coder:
    """The shipped pipeline; loaded only when something has to be coded."""
    from demarche.pipeline import Pipeline

    return Pipeline()  # type: ignore[no-any-return,unused-ignore]
