"""Polling feeds and folders: what is due, what has been seen, and when to ask again.

Deciding is apart from doing: `due`, `after_answer` and `after_failure` take the state and the clock and touch nothing.
The state of every feed is in the store, so a restart goes on where it stopped.
"""

from __future__ import annotations

import signal
import threading
import tomllib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

import msgspec

from demarche.errors import ConfigError
from demarche.intake.fetch import Fetched, Fetcher, Refused
from demarche.intake.isolate import Found, Worker
from demarche.intake.sniff import kind_of
from demarche.intaking import AnyCoder
from demarche.reading import Fetch, Reading, as_dict

SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=1)
# Linked pages of this many latest entries of a feed are remembered as seen.
REMEMBERED = 1_000
NOTES = "watch:"  # what the names of feeds and folders begin with, among all that a store has noted
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Feed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A feed to poll; with `pages` its linked pages are read, else the entries' own text."""

    url: str
    every: str = "15m"
    pages: bool = True


class Folder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A folder to look into."""

    path: str
    every: str = "1m"


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What feeds.toml says."""

    feed: list[Feed] = []
    folder: list[Folder] = []


class Keeper(Protocol):
    """Where documents and states go: a store, or the server that owns it."""

    @property
    def clock(self) -> Callable[[], datetime]: ...
    def noted(self, name: str) -> str | None: ...
    def note(self, name: str, value: str) -> None: ...
    def resolve(self) -> int: ...
    def ingestion(self, *, coder: AnyCoder | None = None, fetch: Fetch | None = None) -> Reading: ...


class State(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one feed or folder between polls."""

    due: str = ""
    etag: str | None = None
    modified: str | None = None
    failures: int = 0
    trouble: str = ""
    seen: list[str] = []


def read_settings(path: Path) -> Settings:
    """feeds.toml; ConfigError names what is wrong in it."""
    try:
        settings = msgspec.convert(tomllib.loads(path.read_text("utf-8")), Settings)
    except FileNotFoundError:
        raise ConfigError(f"there is no file {path}") from None
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as why:
        raise ConfigError(f"{path}: {why}") from None
    for every in [*(feed.every for feed in settings.feed), *(folder.every for folder in settings.folder)]:
        interval(every)
    if not settings.feed and not settings.folder:
        raise ConfigError(f"{path} names no [[feed]] and no [[folder]]")
    return settings


def interval(text: str) -> timedelta:
    """ "15m" as a time; ConfigError for what is none."""
    number, unit = text[:-1], text[-1:]
    if unit not in UNITS or not number.isdigit() or int(number) == 0:
        raise ConfigError(f"{text!r} is no interval; write it like 30s, 15m, 2h or 1d")
    return timedelta(seconds=int(number) * UNITS[unit])


def due(state: State, now: datetime) -> bool:
    return not state.due or datetime.fromisoformat(state.due) <= now


def after_answer(state: State, found: Fetched, links: list[str], every: timedelta, now: datetime) -> State:
    """The state after an answer; links that were read join those seen."""
    return State(
        due=(now + every).isoformat(),
        etag=found.etag or (state.etag if found.status == 304 else None),
        modified=found.modified or (state.modified if found.status == 304 else None),
        seen=[*state.seen, *links][-REMEMBERED:],
    )


def after_failure(state: State, why: str, every: timedelta, now: datetime) -> State:
    """The state after a failure: each one doubles the wait, up to a day."""
    failures = state.failures + 1
    wait = min(max(every, SHORTEST) * 2 ** min(failures, 12), LONGEST)
    return msgspec.structs.replace(state, due=(now + wait).isoformat(), failures=failures, trouble=why)


def watching(
    store: Keeper,
    settings: Settings,
    *,
    coder: AnyCoder | None = None,
    once: bool = False,
    fetcher: Fetcher | None = None,
    stop: threading.Event | None = None,
) -> Iterator[dict[str, Any]]:
    """Outcomes of documents as they come in, until stopped by a signal (or, with `once`, after one round)."""
    ended = stop or _on_signals()
    watcher = Watcher(store, settings, coder, fetcher or Fetcher(), ended)
    while not ended.is_set():
        yield from watcher.round()
        if once:
            return
        ended.wait(min(5.0, watcher.pause()))


def _on_signals() -> threading.Event:
    """Set by Ctrl-C or a request to end; what is being stored is finished first."""
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    return ended


class Watcher:
    """One run of `watch`."""

    def __init__(
        self, store: Keeper, settings: Settings, coder: AnyCoder | None, fetcher: Fetcher, ended: threading.Event
    ) -> None:
        self.store, self.settings, self.coder, self.fetcher, self.ended = store, settings, coder, fetcher, ended
        self._files: dict[Path, tuple[int, int]] = {}

    def round(self) -> Iterator[dict[str, Any]]:
        """Everything that is due, once."""
        for feed in self.settings.feed:
            if not self.ended.is_set() and due(self._state(feed.url), self.store.clock()):
                yield from self._poll(feed)
        for folder in self.settings.folder:
            if not self.ended.is_set() and due(self._state(folder.path), self.store.clock()):
                yield from self._look(folder)
        self.store.resolve()

    def pause(self) -> float:
        """Seconds until something is due."""
        names = [*(f.url for f in self.settings.feed), *(f.path for f in self.settings.folder)]
        times = [datetime.fromisoformat(state.due) for name in names if (state := self._state(name)).due]
        return max(0.5, min(((t - self.store.clock()).total_seconds() for t in times), default=0.5))

    def _poll(self, feed: Feed) -> Iterator[dict[str, Any]]:
        state, every = self._state(feed.url), interval(feed.every)
        try:
            found = self.fetcher.get(feed.url, etag=state.etag, modified=state.modified)
            if found.status not in (200, 304):
                raise Refused(f"the server answered {found.status}")
        except Refused as why:
            self._keep(feed.url, after_failure(state, str(why), every, self.store.clock()))
            yield {"source": feed.url, "status": "failed", "doc_id": None, "reason": str(why)}
            return
        read: list[str] = []
        if found.status == 200:
            ingestion = self.store.ingestion(
                coder=self.coder, fetch=lambda url: self._entries(found, feed, state, read)
            )
            for outcome in ingestion.run([feed.url]):
                yield as_dict(outcome)
        if not self.ended.is_set():
            self._keep(feed.url, after_answer(state, found, read, every, self.store.clock()))

    def _entries(self, found: Fetched, feed: Feed, state: State, read: list[str]) -> Iterator[Found]:
        """New entries of a feed: the linked page, or the entry's own text where the page cannot be had."""
        with Worker() as worker:
            for entry in worker.read(found.body, name="feed.xml", url=found.url):
                link = entry.article.url if entry.article else None
                if self.ended.is_set():
                    return
                if link and link in state.seen:
                    continue
                yield linked(worker, self.fetcher, entry, link) if feed.pages and link else entry
                if link:
                    read.append(link)

    def _look(self, folder: Folder) -> Iterator[dict[str, Any]]:
        place = Path(folder.path)
        fresh = []
        for path in sorted(place.rglob("*")) if place.is_dir() else ():
            stamp = (path.stat().st_mtime_ns, path.stat().st_size) if path.is_file() else None
            if stamp is not None and self._files.get(path) != stamp:
                self._files[path] = stamp
                fresh.append(path)
        for outcome in self.store.ingestion(coder=self.coder).run(fresh):
            yield as_dict(outcome)
        due_at = (self.store.clock() + interval(folder.every)).isoformat()
        self._keep(folder.path, State(due=due_at))

    def _state(self, name: str) -> State:
        kept = self.store.noted(f"{NOTES}{name}")
        return msgspec.json.decode(kept, type=State) if kept else State()

    def _keep(self, name: str, state: State) -> None:
        self.store.note(f"{NOTES}{name}", msgspec.json.encode(state).decode())


def linked(worker: Worker, fetcher: Fetcher, entry: Found, link: str) -> Found:
    """The page that an entry links to; the entry itself when the page has less to say."""
    try:
        found = fetcher.get(link)
    except Refused:
        return entry
    if found.status != 200 or entry.article is None:
        return entry
    for page in worker.read(found.body, name="page.html", published=entry.article.published, url=found.url):
        if page.article is not None and len(page.article.text) >= len(entry.article.text):
            return msgspec.structs.replace(page, part=entry.part)
    return entry


def web_source(fetcher: Fetcher) -> Callable[[str], Iterator[Found]]:
    """How ingest reads an address: a page, a file, or a feed with its linked pages."""

    def read(url: str) -> Iterator[Found]:
        try:
            found = fetcher.get(url)
        except Refused as why:
            yield Found(part="", reason=str(why))
            return
        if found.status != 200:
            yield Found(part="", reason=f"the server answered {found.status}")
            return
        name = url.partition("?")[0].rpartition("/")[2]
        feed = kind_of(found.body[:8192], name) == "feed"
        name = name if "." in name else ("page.html" if "html" in found.content_type else "document")
        with Worker() as worker:
            for part in worker.read(found.body, name=name, url=found.url):
                link = part.article.url if feed and part.article else None
                yield linked(worker, fetcher, part, link) if link else part

    return read
