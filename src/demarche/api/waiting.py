"""Documents that were accepted and are coded later: a large batch is answered at once, and kept until it is stored.

A batch is a file beside the store, written and synced before the answer goes out, so that what was accepted survives
the end of the process; a server that starts again goes on where it was. Documents are known by their content, so doing
one twice stores it once. A store in memory keeps its batches in memory.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from demarche.errors import DemarcheError
from demarche.model import Article
from demarche.store.database import MEMORY
from demarche.store.identity import doc_id

if TYPE_CHECKING:
    from demarche.api.desk import Desk

REMEMBERED = 1_000  # batches whose outcome can be asked for
MOST_WAITING = 200  # batches; more are refused until some are done
LOG = logging.getLogger("demarche.waiting")


class Batch(msgspec.Struct, kw_only=True):
    """How far a batch is; `stored`, `duplicate` and `quarantined` count what became of its documents."""

    batch: str
    state: Literal["waiting", "done"] = "waiting"
    total: int
    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    documents: list[str] = []


class Waiting:
    """The batches of a server, coded one after the other in a thread of their own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        path = desk.store.path
        self._folder = None if path == MEMORY else Path(f"{path}.waiting")
        self._known: OrderedDict[str, Batch] = OrderedDict()
        self._queue: queue.SimpleQueue[tuple[Batch, list[Article]] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._working, name="waiting", daemon=True)
        self._ended = False

    def start(self) -> None:
        """Go on with what an earlier process has accepted, and with whatever comes."""
        for file in sorted(self._folder.glob("*.json")) if self._folder and self._folder.is_dir() else ():
            articles = msgspec.json.decode(file.read_bytes(), type=list[Article])
            self._add(_batch(file.stem, articles), articles)
        self._thread.start()

    def stop(self) -> None:
        """Finish the documents at hand; the rest stays in its file."""
        self._ended = True
        self._queue.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    @property
    def full(self) -> bool:
        return self._queue.qsize() >= MOST_WAITING

    def accept(self, articles: Sequence[Article]) -> Batch:
        """Keep some documents, to be coded soon; when this returns they survive the end of the process."""
        batch = _batch(secrets.token_hex(8), articles)
        if self._folder is not None:
            self._folder.mkdir(exist_ok=True)
            _write(self._file(batch.batch), msgspec.json.encode(articles))
        self._add(batch, list(articles))
        return batch

    def get(self, batch: str) -> Batch | None:
        return self._known.get(batch)

    def _add(self, batch: Batch, articles: list[Article]) -> None:
        self._known[batch.batch] = batch
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        self._queue.put((batch, articles))

    def _file(self, batch: str) -> Path:
        assert self._folder is not None
        return self._folder / f"{batch}.json"

    def _working(self) -> None:
        while (item := self._queue.get()) is not None:
            batch, articles = item
            try:
                if not self._work(batch, articles):
                    return
            except DemarcheError:  # the file stays, and the next start tries again
                LOG.exception("a batch could not be stored")

    def _work(self, batch: Batch, articles: list[Article]) -> bool:
        """Code and store a batch; False when the server ended meanwhile."""
        for taken in self._desk.take_many(articles):
            setattr(batch, taken.status, getattr(batch, taken.status) + 1)
            if self._ended:
                return False
        batch.state = "done"
        if self._folder is not None:
            self._file(batch.batch).unlink(missing_ok=True)
            with contextlib.suppress(OSError):
                self._folder.rmdir()  # only when it is empty
        return True


def _batch(name: str, articles: Sequence[Article]) -> Batch:
    return Batch(batch=name, total=len(articles), documents=[doc_id(article) for article in articles])


def _write(path: Path, data: bytes) -> None:
    """A whole file or none."""
    partial = path.with_suffix(".partial")
    with partial.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
