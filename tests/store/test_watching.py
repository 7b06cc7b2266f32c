"""Watching feeds and folders: what is due, what was seen, and going on after a restart."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from demarche.corpus import Store
from demarche.errors import ConfigError
from demarche.intake.fetch import Fetched, Fetcher, Refused
from demarche.testing import KeywordCoder
from demarche.watching import Feed, Folder, Settings, State, after_failure, due, interval, read_settings, watching

NOW = datetime(2025, 9, 16, 12, 0)
FEED = """<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>"""
ITEM = (
    "<item><title>T{n}</title><link>https://w.example/{n}</link>"
    "<description>America met Belarus for talk {n}.</description></item>"
)


class Web(Fetcher):
    """A feed that grows, and pages that are not there."""

    def __init__(self) -> None:
        self.items, self.asked, self.down = 2, [], False

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        self.asked.append(url)
        if self.down or url.startswith("https://w.example/"):
            raise Refused("the server is away")
        if etag == f'"{self.items}"':
            return Fetched(url=url, status=304)
        body = FEED.format(items="".join(ITEM.format(n=n) for n in range(self.items)))
        return Fetched(url=url, status=200, body=body.encode(), etag=f'"{self.items}"')


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def test_feed_is_polled_when_due_and_only_new_entries_are_read(tmp_path: Path) -> None:
    """State survives a restart; unchanged feeds and seen entries cost nothing."""
    web, clock = Web(), Clock()
    settings = Settings(feed=[Feed(url="https://a.example/rss", every="10m")])

    def poll() -> list[str]:
        with Store(tmp_path / "a.duckdb", clock=clock) as store:
            found = watching(store, settings, coder=KeywordCoder(), once=True, fetcher=web, stop=threading.Event())
            return [outcome["status"] for outcome in found]

    assert poll() == ["stored", "stored"]
    assert poll() == []  # not due
    clock.now += timedelta(minutes=11)
    assert poll() == []  # due, not changed
    web.items = 3
    clock.now += timedelta(minutes=11)
    assert poll() == ["stored"]
    web.down = True
    clock.now += timedelta(minutes=11)
    assert poll() == ["failed"]
    clock.now += timedelta(minutes=11)
    assert poll() == []  # backs off


def test_folder_gives_what_is_new(tmp_path: Path) -> None:
    """Files that were read are not read again while watching."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Minsk released 52 detainees.")
    settings = Settings(folder=[Folder(path=str(tmp_path / "in"))])
    with Store(":memory:") as store:
        stop = threading.Event()
        outcomes = watching(store, settings, coder=KeywordCoder(), fetcher=Web(), stop=stop)
        assert next(outcomes)["status"] == "stored"
        stop.set()
        assert list(outcomes) == []


def test_waiting_doubles_up_to_a_day() -> None:
    """A feed that is away for long is asked once a day."""
    state = State()
    waits = []
    for _ in range(10):
        state = after_failure(state, "away", timedelta(minutes=15), NOW)
        waits.append(datetime.fromisoformat(state.due) - NOW)
    assert waits[:2] == [timedelta(minutes=30), timedelta(hours=1)]
    assert waits[-1] == timedelta(days=1)
    assert not due(state, NOW)


def test_settings_say_what_is_wrong(tmp_path: Path) -> None:
    """Unknown keys, empty files and wrong intervals are named."""
    path = tmp_path / "feeds.toml"
    for text, reason in (("", "names no"), ("[[feed]]\nurl = 'x'\ncolour = 1", "colour"), ("[[feed]", "feeds.toml"),
                         ("[[feed]]\nurl = 'x'\nevery = 'soon'", "15m")):  # fmt: skip
        path.write_text(text)
        with pytest.raises(ConfigError, match=reason):
            read_settings(path)
    path.write_text("[[feed]]\nurl = 'https://a.example/rss'\nevery = '2h'\n")
    assert interval(read_settings(path).feed[0].every) == timedelta(hours=2)
