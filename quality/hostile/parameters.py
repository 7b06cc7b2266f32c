"""Sends every naughty string as every parameter of every address that is read, API and console, to one server.

`python quality/hostile/parameters.py [--suites DIR] [--every 1] [--clients 4]` prints one JSON object; exit 1 when
there was a 5xx, an answer over `SLOWEST` seconds, words of ours in a page as they were sent, an error of the API that
is no problem+json, or a server that grew by more than `GROWTH` bytes. Strings: the Big List of Naughty Strings and the
bodies of the JSON test suite where they lie (`--suites`), the payloads of the console's tests, and extremes of dates,
numbers and Unicode.

What takes only codes, days, numbers or choices is asked with one string in all such parameters of an address at once,
since all of them are checked before anything else happens. All others, parts of paths too, get each string alone.
"""

from __future__ import annotations

import argparse
import http.client
import json
import queue
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]
from server import Served, served  # noqa: E402  # it lies beside this file

SLOWEST, GROWTH = 20.0, 300_000_000
LONGEST = 3_000  # characters of a string; longer ones would not fit into an address
FIXED = {"a": "COL", "b": "VEN", "kind": "json"}
PROBE = "~ no such thing ~"  # refused by whatever takes only codes, days, numbers or choices
FREE = ("cursor", "fields", "q", "event", "name")  # refused too, but only after somebody has looked at it closely
OWN = (
    "0001-01-01", "9999-12-31", "2025-02-30", "1600-01-01", "0000-00-00", "-0001-01-01", "2025-09-16T00:00:00Z",
    "\u0662\u0660\u0662\u0665-01-01", "0", "-1", "1", "2", "1000", "100000", "2147483648", "9007199254740993",
    "18446744073709551616", "9" * 400, "1e400", "NaN", "inf", "-inf", "0x10", "1_000", "\u0661\u0662", "true",
    "false", "null", "None", "[]", "{}", "COL-VEN", "COL-COL", "AAA-ZZZ", "col-ven", "COL", "USA", "any", "1/2",
    "RETREAT/release", "actual",
    "json", "parquet", "csv", "day", "*", "%", "_", "\\", "%%%", "a%00b", "a\0b", "\ud800", "\udfff\ud800",
    "\ufeff", "\u202e", "e" + "\u0301" * 300, "\U0010ffff", "(a+)+$", "(" * 500, "[" * 500, "a" * 3_000, "\u0130" * 90,
    "select 1", "select range(1000000000)", "select repeat('x', 1000000) from range(100000)", "select 'infinity'::date",
    "select * from events; drop table events", "attach '/etc/passwd'", "copy events to '/tmp/x'",
    "select getenv('HOME')",
    "select * from read_csv('/etc/passwd')", "with recursive r as (select 1 union all select * from r) select * from r",
    "eyJvZmZzZXQiOjEwMDAwMDAwMDAwMDB9", "eyJvZmZzZXQiOi0xfQ", "bnVsbA", "..", "../..", "....//", "/", "//", "\r\nX: y",
    "file:///etc/passwd", "http://127.0.0.1/", "http://[::1]/", "http://169.254.169.254/",
)  # fmt: skip


class Address(NamedTuple):
    """What is read, with its parameters in path and query."""

    path: str
    parts: tuple[str, ...]
    names: tuple[str, ...]


class Question(NamedTuple):
    """One request: the parameters that hold the string, and the string."""

    address: Address
    names: tuple[str, ...]
    word: str | bytes

    @property
    def target(self) -> str:
        path = self.address.path
        for part in self.address.parts:
            value = self.word if part in self.names else FIXED.get(part, "x")
            path = path.replace(f"{{{part}}}", quoted(value))
        query = "&".join(f"{quoted(name)}={quoted(self.word)}" for name in self.names if name not in self.address.parts)
        needed = urlencode({"q": "select 1"} if self.address.path == "/v1/sql" and "q" not in self.names else {})
        return path + "?" + "&".join(part for part in (needed, query) if part)


def quoted(word: str | bytes) -> str:
    return quote(word, safe="", errors="surrogatepass") if isinstance(word, str) else quote(word, safe="")


def addresses() -> list[Address]:
    """Everything that can be read, as the application itself knows it."""
    from fastapi.routing import APIRoute
    from pydantic import BaseModel

    from demarche.api import Desk, create_app
    from demarche.corpus import Store
    from demarche.testing import KeywordCoder

    found = []
    with Store(":memory:") as store:
        for route in create_app(Desk(store, coder=KeywordCoder())).routes:
            router = getattr(route, "original_router", None)  # newer versions of FastAPI keep routers whole
            for one in router.routes if router else [route]:
                if isinstance(one, APIRoute) and "GET" in (one.methods or ()):
                    names: list[str] = []
                    for parameter in one.dependant.query_params:
                        kind = parameter.field_info.annotation
                        model = isinstance(kind, type) and issubclass(kind, BaseModel)
                        names += kind.model_fields if model else [parameter.alias]  # type: ignore[union-attr]
                    parts = tuple(parameter.alias for parameter in one.dependant.path_params)
                    found.append(Address(one.path.replace(":path}", "}"), parts, tuple(names)))
    return found


def words(suites: Path) -> list[str | bytes]:
    """All strings."""
    from tests.console.hostile import PAYLOADS, SCHEMES

    blns = suites / "blns/blns.json"
    known: list[str] = json.loads(blns.read_text(encoding="utf-8")) if blns.is_file() else []
    files = sorted((suites / "json-test-suite/test_parsing").glob("*.json"))
    bodies = [body for file in files if 0 < len(body := file.read_bytes()) < 500]
    every = [*OWN, *PAYLOADS, *SCHEMES, *(one for one in known if one), *bodies]
    return [one[:LONGEST] for one in dict.fromkeys(every)]


class Web:
    """One connection that is kept, and made anew when the other side has closed it."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, target: str) -> tuple[int, dict[str, str], bytes]:
        accept = "*/*" if target.startswith("/v1/") else "text/html"
        for attempt in (0, 1):
            try:
                self.connection.request("GET", target, headers={"accept": accept})
                reply = self.connection.getresponse()
                break
            except (ConnectionError, http.client.RemoteDisconnected):
                self.connection.close()
                if attempt:
                    raise
        headers = {name.lower(): value for name, value in reply.getheaders()}
        if headers.get("content-type", "").startswith("text/event-stream"):  # it does not end
            self.connection.close()
            return reply.status, headers, b""
        return reply.status, headers, reply.read()


def questions(web: Web, known: list[Address], strings: list[str | bytes]) -> Iterator[Question]:
    """Every request, in an order in which neighbours are unlike."""
    groups: list[tuple[Address, tuple[str, ...]]] = []
    for one in known:
        strict = []
        for name in one.names:
            status, _, _ = web.get(Question(one, (name,), PROBE).target)
            if status == 422 and name not in FREE:
                strict.append(name)
            else:
                groups.append((one, (name,)))
        groups += [(one, (part,)) for part in one.parts]
        if strict:
            groups.append((one, tuple(strict)))
    every = [Question(one, names, word) for one, names in groups for word in strings]
    # A parameter that nobody knows, called like the string itself, once for each string in turn.
    every += [Question(one, (word,), word) for n, word in enumerate(strings) if isinstance(word, str)
              for one in known[n % 5 :: 5]]  # fmt: skip
    random.Random(11).shuffle(every)
    yield from every


def faults(asked: Question, status: int, headers: dict[str, str], body: bytes, seconds: float) -> Iterator[str]:
    """What is wrong with an answer."""
    kind = headers.get("content-type", "")
    if status >= 500:
        yield f"{status}"
    if seconds > SLOWEST:
        yield f"{seconds:.0f} seconds"
    if headers.get("x-content-type-options") != "nosniff":
        yield "without nosniff"
    if asked.target.startswith("/v1/") and status >= 400 and kind != "application/problem+json":
        yield f"an error as {kind}"
    if kind.startswith("text/html"):
        raw = asked.word if isinstance(asked.word, bytes) else asked.word.encode("utf-8", "replace")
        if len(raw) >= 6 and any(mark in raw for mark in b"<>\"'") and raw in body:
            yield "words of ours as they were sent"


class Run:
    """Sends requests from several clients and keeps count."""

    def __init__(self, server: Served, clients: int) -> None:
        self.server, self.clients = server, clients
        self.statuses: Counter[str] = Counter()
        self.times: list[float] = []
        self.wrong: list[str] = []

    def send(self, every: list[Question]) -> None:
        left: queue.SimpleQueue[Question] = queue.SimpleQueue()
        for one in every:
            left.put(one)
        threads = [threading.Thread(target=self._client, args=(left,)) for _ in range(self.clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _client(self, left: queue.SimpleQueue[Question]) -> None:
        web = Web(self.server.port)
        while self.server.alive:
            try:
                asked = left.get_nowait()
            except queue.Empty:
                return
            began = time.perf_counter()
            try:
                status, headers, body = web.get(asked.target)
            except (OSError, http.client.HTTPException) as why:
                self.wrong.append(f"{asked.target[:200]}: {why!r}")
                continue
            seconds = time.perf_counter() - began
            self.statuses[str(status)] += 1
            self.times.append(seconds)
            self.wrong += [f"{asked.target[:300]}: {fault}" for fault in faults(asked, status, headers, body, seconds)]


def run(suites: Path, *, every: int = 1, clients: int = 4) -> dict[str, Any]:
    """The figures of one run."""
    strings, known = words(suites)[::every], addresses()
    with served() as server:
        asked = list(questions(Web(server.port), known, strings))
        made = Run(server, clients)
        first = min(len(asked) // 5, 5_000)
        began = time.monotonic()
        made.send(asked[:first])  # what is remembered on purpose is there now
        before = server.resident()
        made.send(asked[first:])
        time.sleep(10)  # memory of questions in SQL goes back a little later
        after, alive = server.resident(), server.alive
        seconds = time.monotonic() - began
    times = sorted(made.times)
    wrong = made.wrong + ([] if alive else ["the server has ended"])
    if after - before > GROWTH:
        wrong.append(f"the server grew by {(after - before) / 1e6:.0f} MB")
    return {
        "strings": len(strings), "addresses": len(known), "parameters": sum(len(a.parts + a.names) for a in known),
        "requests": len(times), "seconds": round(seconds), "statuses": dict(sorted(made.statuses.items())),
        "p50_ms": round(1000 * times[len(times) // 2], 1), "p99_ms": round(1000 * times[int(len(times) * 0.99)], 1),
        "most_s": round(times[-1], 2), "before_mb": round(before / 1e6), "after_mb": round(after / 1e6),
        "peak_mb": round(server.peak / 1e6), "faults": len(wrong), "examples": wrong[:30],
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suites", type=Path, default=ROOT.parent / "shared/data/hostile")
    parser.add_argument("--every", type=int, default=1, help="only each so-manieth string")
    parser.add_argument("--clients", type=int, default=4)
    given = parser.parse_args()
    found = run(given.suites, every=given.every, clients=given.clients)
    print(json.dumps(found, indent=1, ensure_ascii=True))
    return int(found["faults"] > 0)


if __name__ == "__main__":
    sys.exit(main())
