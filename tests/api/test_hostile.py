"""What hostile clients send: naughty parameters, broken bodies, endless bodies, and requests that never end."""

from __future__ import annotations

import json
import os
import random
import resource
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from demarche.api import Access
from demarche.api.patience import Patient
from demarche.errors import NoMemory
from demarche.testing import article
from tests.api.conftest import serving
from tests.console.conftest import listening
from tests.console.hostile import strings

# Strings tried on each parameter; all parameters together get every string, and each of them all when it is asked for.
EACH = 10_000 if os.environ.get("DEMARCHE_THOROUGH") else 12
GOOD = {"text": "Minsk released 52 detainees.", "published": "2025-09-20", "title": "News", "source": "Wire"}


def parameters(web: TestClient) -> list[tuple[str, str]]:
    """Every query parameter of every path that is read, and every part of a path."""
    found = []
    for path, known in web.get("/openapi.json").json()["paths"].items():
        for one in known.get("get", {}).get("parameters", []):
            if one["in"] in ("query", "path") and path != "/v1/stream":
                found.append((path, one["name"]))
    return found


def test_every_parameter_with_naughty_strings(shared: TestClient) -> None:
    """Whatever stands in a parameter gets an answer or a refusal that is a problem, soon, and never a failure."""
    words, fixed = strings(), {"{a}": "USA", "{b}": "BLR", "{kind}": "json"}
    known = parameters(shared)
    assert len(known) > 90
    for number, (path, name) in enumerate(known):
        for n in range(min(EACH, len(words))):
            word = words[(number * 12 + n) % len(words)]
            place, params = path, {} if f"{{{name}}}" in path else {name: word}
            for part, value in ({f"{{{name}}}": word} | fixed).items():
                place = place.replace(part, quote(value, safe=""))
            began = time.monotonic()
            reply = shared.get(place, params=params)
            assert reply.status_code in (200, 304, 404, 405, 422), (place, params, reply.text[:200])
            assert time.monotonic() - began < 20, (place, params)


def broken() -> list[bytes]:
    """Three hundred bodies that are no JSON."""
    whole, rng, out = json.dumps(GOOD).encode(), random.Random(5), []
    while len(out) < 300:
        body = bytearray(whole)
        kind = len(out) % 4
        if kind == 0:
            body = body[: rng.randrange(len(body))]
        elif kind == 1:
            body[rng.randrange(len(body))] = rng.choice(b'{}[]",:\\\x00\x1f\x80\xff')
        elif kind == 2:
            at = rng.randrange(len(body))
            body[at:at] = bytes(rng.choices(b'{}[]",:\\\x00 0-e.', k=rng.randrange(1, 6)))
        else:
            body = bytearray(rng.choice((b"[", b'{"a":', b'"', b"\xfe\xff", b"NaN", b"{'a':", b"/*")) * rng.choice((1,
                             50, 20_000)))  # fmt: skip
        try:
            json.loads(bytes(body))
        except (ValueError, RecursionError):
            out.append(bytes(body))
    return out


def test_three_hundred_broken_bodies(shared: TestClient) -> None:
    """Each is refused as a problem, whatever it breaks, and nothing is stored."""
    before = shared.get("/v1/documents").json()["total"]
    for path in ("/v1/documents", "/v1/reviews"):
        for body in broken():
            reply = shared.post(path, content=body, headers={"content-type": "application/json"})
            assert 400 <= reply.status_code < 500, body[:80]
            assert reply.headers["content-type"] == "application/problem+json"
    assert shared.get("/v1/documents").json()["total"] == before


@contextmanager
def connected(url: str, count: int) -> Iterator[list[socket.socket]]:
    """So many open connections."""
    host, _, port = url.removeprefix("http://").partition(":")
    made = [socket.create_connection((host, int(port)), timeout=30) for _ in range(count)]
    try:
        yield made
    finally:
        for one in made:
            one.close()


def head(url: str, *more: str) -> bytes:
    lines = ("POST /v1/documents HTTP/1.1", f"Host: {url.removeprefix('http://')}", "Content-Type: application/json")
    return ("\r\n".join([*lines, *more]) + "\r\n\r\n").encode()


def rest(one: socket.socket) -> bytes:
    """What still comes until the other side closes."""
    found = b""
    with suppress(ConnectionResetError):
        while data := one.recv(65_536):
            found += data
    return found


def test_fifty_slow_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fifty clients that never finish neither keep others waiting nor keep their connections."""
    monkeypatch.setattr(Patient, "seconds", 1.5)
    with serving(Access(seconds=1.5)) as web, listening(web) as url, connected(url, 50) as slow:
        for n, one in enumerate(slow):
            one.sendall(head(url, "Content-Length: 500") + b'{"te' if n % 2 else head(url)[: 10 + n])
        began = time.monotonic()
        assert web.get("/v1/events").status_code == 200
        assert time.monotonic() - began < 5.0
        replies = [rest(one) for one in slow]
        assert all(b" 408 " in reply for reply in replies[1::2])
        assert all(reply == b"" for reply in replies[0::2])
        assert time.monotonic() - began < 15


@pytest.mark.parametrize("told", [True, False])
def test_a_body_of_two_hundred_megabytes(shared: TestClient, told: bool) -> None:
    """It is refused before most of it is sent, and takes no memory, whether its size is told beforehand or not."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    chunk = b"x" * 1_000_000
    with listening(shared) as url, connected(url, 1) as (one,):
        one.sendall(head(url, "Content-Length: 200000000" if told else "Transfer-Encoding: chunked"))
        sent = 0
        with suppress(BrokenPipeError, ConnectionResetError):
            while sent < 200:
                one.sendall(chunk if told else b"f4240\r\n" + chunk + b"\r\n")
                sent += 1
        reply = rest(one)
    assert reply == b"" or b" 413 " in reply  # a client that goes on sending may lose the answer
    assert sent < 100
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kilobytes


def nested(depth: int) -> Any:
    return [] if depth == 0 else [nested(depth - 1)]


def test_deep_values_in_a_patch(shared: TestClient) -> None:
    """A value nested hundreds of times is refused like any other that does not fit."""
    body = {"event_id": "x:e1", "action": "edit", "patch": {"place": nested(400)}, "author": "me"}
    assert shared.post("/v1/reviews", json=body).status_code in (404, 422)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/dyads/USA/BLR/series?unit=day&since=0001-01-01&until=9999-12-31",
        "/v1/dyads/USA/BLR/chart.json?unit=day&since=0001-01-01",
        "/v1/signals?as_of=9999-12-31",
        "/v1/forecasts?dyad=USA-BLR&as_of=9999-12-31",
        "/v1/sql?q=SELECT range(100000000)",
        "/v1/sql?q=SELECT repeat('x', 1000000) FROM range(100000)",
        "/v1/sql?q=SELECT 'infinity'::TIMESTAMP",
        "/v1/sql?q=SELECT DATE '99999-01-01'&format=csv",
        "/v1/sql?q=SELECT TIMESTAMP_NS '2020-01-01'",
        "/v1/sql?q=SELECT 1::VARIANT",
        "/v1/sql?q=SELECT count(*) FROM range(1000000) a, range(1000000) b&seconds=0.2",
        "/sql?q=SELECT 'infinity'::TIMESTAMP",
    ],
)
def test_questions_without_end(shared: TestClient, path: str) -> None:
    """What nobody could wait for, hold or write down is refused, soon, with the reason."""
    began = time.monotonic()
    reply = shared.get(path)
    assert reply.status_code == 422, reply.text[:200]
    assert time.monotonic() - began < 30


def test_the_end_of_time(shared: TestClient) -> None:
    """A series may end on the last day there is, and one event of long ago makes neither series nor watches long."""
    last = shared.get("/v1/dyads/USA/BLR/series?unit=day&since=9999-12-01&until=9999-12-31")
    assert len(last.json()["periods"]) == 31
    with serving() as web:
        web.desk.take(article("America met Belarus on 1648-10-24.", published="1648-10-25", language="en"))  # type: ignore[attr-defined]
        for path in ("/v1/dyads/USA/BLR/series?unit=day", "/v1/dyads/USA/BLR/series?unit=month", "/v1/signals"):
            began = time.monotonic()
            reply = web.get(path)
            assert reply.status_code == 200
            assert len(reply.json().get("periods", ())) <= 10_000
            assert time.monotonic() - began < 20


def test_days_that_are_asked_for_do_not_pile_up(shared: TestClient) -> None:
    """However many days forecasts are asked for as of, the stream is kept in two forms at most."""
    for day in range(10, 30):
        shared.get(f"/v1/forecasts?dyad=USA-BLR&as_of=2025-09-{day}")
    kept = shared.desk.memory._kept  # type: ignore[attr-defined]
    assert sum(key == "whole" or key == ("archive", "whole") for key in kept) == 2


def test_readers_outlast_a_question_that_takes_the_memory() -> None:
    """Whoever reads while somebody's question takes all memory gets an answer a little later; a writer is told when."""
    short = [True, True]

    def asked(*given: Any, **more: Any) -> Any:
        if short and short.pop():
            raise NoMemory("there is none just now")
        return known(*given, **more)

    with serving() as web:
        store = web.desk.store  # type: ignore[attr-defined]
        known, store.ask = store.ask, asked
        assert web.get("/v1/events").json()["total"] == 6
        assert short == []
        short.append(True)
        store.review = asked
        reply = web.post("/v1/reviews", json={"event_id": "x:e1", "action": "accept"})
        assert (reply.status_code, reply.headers["retry-after"]) == (503, "1")


def test_reading_beside_hungry_questions() -> None:
    """While somebody asks for more memory than there is, again and again, reading goes on without a failure."""
    hungry = "SELECT repeat('x', 1000000) FROM range(100000)", "SELECT list(a) FROM range(300000000) t(a)"
    with serving() as web, ThreadPoolExecutor(2) as pool:
        beside = [pool.submit(web.get, "/v1/sql", params={"q": q, "seconds": 3}) for q in hungry * 2]
        read = []
        while not all(one.done() for one in beside):
            read += [web.get(path, params={"text": str(len(read))}).status_code for path in ("/v1/events", "/events")]
        assert {one.result().status_code for one in beside} == {422}
        assert set(read) == {200}
