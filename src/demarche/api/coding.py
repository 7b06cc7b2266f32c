"""The shipped coder in a process of its own, so that whoever reads does not wait for whatever is being coded.

Coding is computing without a pause; in the server's process every reader would share one interpreter with it. The
process is started with the first document, gives way to others on the processor, and ends with the server however
that ends. Should it die of an article, that article is quarantined and the next one gets a new process.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from functools import cached_property
from multiprocessing.connection import wait

from demarche.engines import EngineCoder, PoolEngine
from demarche.intaking import Coder
from demarche.model import Article, Record
from demarche.own import Own

GIVES_WAY = 10  # niceness of the coding process
BATCH = 8


class Apart(EngineCoder):
    """The shipped coder, elsewhere."""

    def __init__(self, coder: Coder | None = None, *, own: Own | None = None) -> None:
        self._pool = PoolEngine(coder or Polite(own), 1)
        super().__init__(self._pool, batch=BATCH)

    def close(self) -> None:
        """End the process; a later article starts another."""
        self._pool.close()


class Polite:
    """What the process holds: the pipeline, loaded with the first article."""

    def __init__(self, own: Own | None = None) -> None:
        self._own = own or Own()  # nothing is loaded here; this travels to the process

    @cached_property
    def pipeline(self) -> Coder:
        if hasattr(os, "nice"):
            os.nice(GIVES_WAY)
        threading.Thread(target=end_with_parent, daemon=True).start()
        return self._own.pipeline()

    def code(self, article: Article) -> Record:
        return self.pipeline.code(article)

    def code_many(self, articles: Iterable[Article]) -> Iterator[Record]:
        return self.pipeline.code_many(articles)


def end_with_parent() -> None:
    """A server that was killed could not say goodbye; its processes must not stay behind."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
