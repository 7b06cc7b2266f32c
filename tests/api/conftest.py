"""A server in this process over a store in memory, with the coder that needs no model."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from demarche.api import Access, Desk, create_app
from demarche.corpus import Store
from demarche.intake.isolate import Found
from demarche.testing import KeywordCoder, article

TEXTS = (
    ("America met Belarus in Vilnius on 2025-09-13. Washington praised Minsk.", "2025-09-14", "Wire"),
    ("Minsk released 52 detainees. America visited Belarus on 2025-09-12.", "2025-09-12", "Post"),
    ("Moscow threatened Kyiv. Russia attacked Ukraine on 2025-09-15.", "2025-09-16", "Wire"),
)


def fetched(url: str) -> Iterator[Found]:
    """What a fetcher would answer: one page, no other address."""
    if url.endswith("/good"):
        yield Found(part="", article=article("Beijing praised Delhi on 2025-09-10.", url=url))
    else:
        yield Found(part="", reason="this is a private address and is not fetched")


def make_desk() -> Desk:
    return Desk(Store(":memory:"), coder=KeywordCoder(), fetch=fetched)


@contextlib.contextmanager
def serving(access: Access | None = None, base: str = "http://127.0.0.1:8000") -> Iterator[TestClient]:
    """A client of a server with three articles."""
    desk = make_desk()
    with desk.store:
        for text, published, source in TEXTS:
            desk.take(article(text, published=published, source=source, title=text[:20], language="en"))
        with TestClient(create_app(desk, access=access), base_url=base) as client:
            client.desk = desk  # type: ignore[attr-defined]
            yield client


@pytest.fixture
def web() -> Iterator[TestClient]:
    """A browser on this machine, and a store of its own."""
    with serving() as client:
        yield client


@pytest.fixture(scope="module")
def shared() -> Iterator[TestClient]:
    """The same for tests that change nothing."""
    with serving() as client:
        yield client


@pytest.fixture(scope="module")
def guarded() -> Iterator[TestClient]:
    """A server that other machines reach, and that asks for a key."""
    with serving(Access(key="a-key-of-some-length", hosts=()), "http://news.example") as client:
        yield client
