"""The desk: the one store of a running server, its coder, and who is told about news.

Reading goes on while something is being coded. Whatever changes the store holds `lock`, one change at a time;
coding holds `coding`, so that one article is coded at a time and the store stays free meanwhile.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import msgspec

from demarche.api.coding import Apart
from demarche.api.memory import Memory
from demarche.api.waiting import Waiting
from demarche.errors import StoreError
from demarche.forecast.ledger import Ledger, ledger_path
from demarche.intake.isolate import Found
from demarche.intake.language import with_language
from demarche.intaking import AnyCoder, as_coder, coded
from demarche.model import Article, Record
from demarche.own import Own
from demarche.reading import Place
from demarche.store.database import MEMORY
from demarche.store.identity import doc_id
from demarche.storytelling import stale

if TYPE_CHECKING:
    from demarche.corpus import Store

SMALL = 2_000  # documents: below this, stories are resolved while the reader waits
FEW = 50_000  # events: below this, a query stays on one thread
REMEMBERED = 1_000  # messages kept for readers of the stream that come back
MOST_READERS = 100
SETTLE_SECONDS = 0.5
TOGETHER = 8  # documents of a batch that are coded and committed together
QUICK = 0.1  # seconds that a reader waits for stories
FIRST_PATIENCE = (
    10.0  # the same while this server has resolved nothing yet, so that nobody finds a store without stories
)
PATIENCE = 0.05  # seconds that a reader waits for somebody who writes
LONGEST_WAIT = 30.0  # seconds that stories may lag behind
LOG = logging.getLogger("demarche.desk")
Fetch = Callable[[str], Iterator[Found]]
API, NOWHERE = Place("api", ""), MappingProxyType(dict[str, Place]())


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a document that was handed in; `reason` says why it could not be coded."""

    doc_id: str
    status: str
    events: int = 0
    reason: str | None = None


class Desk:
    """Holds an open store for as long as the server runs."""

    def __init__(
        self, store: Store, *, coder: AnyCoder | None = None, own: Own | None = None, fetch: Fetch | None = None
    ) -> None:
        self.store, self._own = store, own or Own()
        self.lock, self.coding = threading.RLock(), threading.Lock()
        self.memory, self.boot = Memory(), secrets.token_hex(4)
        self.waiting = Waiting(self)
        self.ledger = Ledger(None if store.path == MEMORY else ledger_path(Path(store.path)))
        self.news: deque[tuple[int, dict[str, Any]]] = deque(maxlen=REMEMBERED)
        self._given, self._coder, self._fetch = coder, coder, fetch
        self._apart: Apart | None = None
        self._readers: dict[asyncio.Queue[tuple[int, dict[str, Any]]], asyncio.AbstractEventLoop] = {}
        self._told = 0
        self._next_settling, self._took = 0.0, 0.0
        self._unsettled = True
        self._wake, self._ended = threading.Event(), threading.Event()
        self._settler = threading.Thread(target=self._settling, name="stories", daemon=True)

    def start(self) -> None:
        """Begin to keep stories up to date in the background."""
        self.changed()
        self._fit()
        self._settler.start()
        self.waiting.start()

    def stop(self) -> None:
        self.waiting.stop()
        self._ended.set()
        self._wake.set()
        if self._settler.is_alive():
            self._settler.join(timeout=30)
        self.memory.close()
        if self._apart is not None:
            self._apart.close()

    @property
    def version(self) -> str:
        """Which state of the store, of what is remembered of it, and of the kept forecasts answers come from."""
        return f"{self.memory.version}.{self.memory.renewed}.{self.ledger.stamp}"

    @property
    def coder(self) -> AnyCoder:
        """The coder in this process, to ask why it codes as it does."""
        if self._coder is None:
            self._coder = self._own.pipeline()
        return self._coder

    @property
    def coding_coder(self) -> AnyCoder:
        """The coder that was given, or the shipped one in a process of its own."""
        if self._given is not None:
            return self._given
        if self._apart is None:
            self._apart = Apart(own=self._own)
        return self._apart

    def fetch(self, url: str) -> Iterator[Found]:
        """The articles at an address; refuses private ones."""
        if self._fetch is None:
            from demarche.intake.fetch import Fetcher
            from demarche.watching import web_source

            self._fetch = web_source(Fetcher())
        return self._fetch(url)

    def changed(self) -> None:
        """Note that the store is another one now: cached answers do not hold any longer."""
        self.memory.changed()
        self._unsettled = True
        self._wake.set()

    @contextlib.contextmanager
    def change(self) -> Iterator[Store]:
        """The store, for one change."""
        with self.lock, self.store.drawing_alone():
            yield self.store
            self.store.fresh()
        self.changed()

    def settle(self) -> None:
        """Bring stories up to date now where that is quick; under a stream of news they follow a little later."""
        if not self._unsettled:
            return
        quick = self._took <= QUICK and not self.memory.too_long(self._took) and self.documents() <= SMALL
        if not quick or not self.lock.acquire(timeout=PATIENCE if self._took else FIRST_PATIENCE):
            self._wake.set()
            return
        try:
            self._resolve()
        finally:
            self.lock.release()

    @contextlib.contextmanager
    def exactly(self) -> Iterator[None]:
        """Inside, stories and all that is remembered are those of the store as it is, however long that takes."""
        self._resolve()
        with self.memory.exactly():
            yield

    def _resolve(self) -> None:
        """Resolve stories, and then let ten times as long go to other work."""
        with self.lock, self.store.drawing_alone():
            if not self._unsettled:
                return
            began, old = time.monotonic(), stale(self.store.database)
            self.store.resolve()
            self._unsettled = False
            if old:
                self.memory.changed()
            self._took = time.monotonic() - began
            self._fit()
        self._next_settling = time.monotonic() + min(10 * self._took, LONGEST_WAIT)

    def _fit(self) -> None:
        database = self.store.database
        database.spread(int(database.kept("SELECT count(*) FROM events")[0][0]) >= FEW)

    def documents(self) -> int:
        return int(self.store.database.kept("SELECT count(*) FROM documents")[0][0])

    def code(self, article: Article) -> Record | str:
        """The record of an article, or the reason why there is none; nothing is stored."""
        return self.records([with_language(article)])[0]

    def records(self, articles: list[Article]) -> list[Record | str]:
        """Records of articles, or reasons in their place; nothing is stored."""
        with self.coding:
            return list(coded(as_coder(self.coding_coder), articles))

    def take(self, article: Article) -> Taken:
        """Code and store an article; returns after it is committed."""
        return next(self.take_many([article]))

    def take_many(
        self, articles: Iterable[Article], *, places: Mapping[str, Place] = NOWHERE, together: int = TOGETHER
    ) -> Iterator[Taken]:
        """Code and store articles, a few in one commit; what became of each, after its commit.

        `places` says by document where it was read, for those that have to be quarantined.
        """
        named = ((doc_id(one), one) for one in map(with_language, articles))
        while some := dict(itertools.islice(named, together)):
            known = self.store.known(list(some))
            fresh = [msgspec.structs.replace(one, id=name) for name, one in some.items() if name not in known]
            records = dict(zip([one.id for one in fresh], self.records(fresh), strict=True))
            yield from [Taken(doc_id=name, status="duplicate") for name in known]
            if records:
                yield from self._keep(some, records, places)

    def _keep(
        self, articles: dict[str, Article], records: dict[str, Record | str], places: Mapping[str, Place]
    ) -> list[Taken]:
        """Store what was coded; what was not is quarantined with the reason."""
        good = [(name, record) for name, record in records.items() if isinstance(record, Record)]
        bad = [(name, why) for name, why in records.items() if isinstance(why, str)]
        with self.change() as store:
            before = store.known([name for name, _ in good])  # somebody else was quicker
            store.add_many([(articles[name], record) for name, record in good])
            for name, why in bad:
                _quarantine(store, places.get(name, API), why, digest=name, size=len(articles[name].text))
        for name, _ in good:
            if name not in before:
                self.tell(name)
        return [
            *(Taken(doc_id=name, status="duplicate" if name in before else "stored", events=len(record.events))
              for name, record in good),
            *(Taken(doc_id=name, status="quarantined", reason=why) for name, why in bad),
        ]  # fmt: skip

    def refuse(self, place: Place, reason: str, *, digest: str, size: int) -> None:
        """Quarantine an input that somebody else could not read."""
        with self.change() as store:
            _quarantine(store, place, reason, digest=digest, size=size)

    def tell(self, document: str) -> None:
        """Send the events of a document to everybody who listens."""
        for row in self.store.events(doc_id=document):
            self._told += 1
            self.news.append((self._told, row))
            for queue, loop in list(self._readers.items()):
                with contextlib.suppress(RuntimeError):  # the reader's loop has ended
                    loop.call_soon_threadsafe(_offer, queue, (self._told, row))

    @contextlib.contextmanager
    def listening(self) -> Iterator[asyncio.Queue[tuple[int, dict[str, Any]]]]:
        """A queue that receives events from now on."""
        queue: asyncio.Queue[tuple[int, dict[str, Any]]] = asyncio.Queue(maxsize=REMEMBERED)
        self._readers[queue] = asyncio.get_running_loop()
        try:
            yield queue
        finally:
            del self._readers[queue]

    @property
    def crowded(self) -> bool:
        return len(self._readers) >= MOST_READERS

    def _settling(self) -> None:
        while not self._ended.is_set():
            self._wake.wait()
            self._wake.clear()
            if self._ended.wait(max(SETTLE_SECONDS, self._next_settling - time.monotonic())):
                return
            try:
                self._resolve()
            except StoreError:  # such as no memory just now; the next change or reader wakes us again
                LOG.exception("stories could not be brought up to date")


def _quarantine(store: Store, place: Place, reason: str, *, digest: str, size: int) -> None:
    store.quarantine(source=place.source, part=place.part, reason=reason, digest=digest, size=size)


def _offer(queue: asyncio.Queue[tuple[int, dict[str, Any]]], item: tuple[int, dict[str, Any]]) -> None:
    """Give an item to a reader; one who is too slow misses it and can ask again by number."""
    with contextlib.suppress(asyncio.QueueFull):
        queue.put_nowait(item)
