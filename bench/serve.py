"""How fast the API answers while news is coming in: 8 clients, 5,000 mixed requests, and a feeder that never stops.

A server process over the example corpus gets documents from one client as fast as it takes them, coded by the shipped
engine, while the others ask for lists, single things, tables, series, signals and pages, each in an order of its own.
`python bench/serve.py [--requests 5000] [--clients 8]` prints one JSON object: the share of slow answers (p50, p95,
p99 in milliseconds) over all reads and by kind, answers that failed, and documents stored meanwhile. Beside the reads
the clients ask for `/healthz`, which reads nothing: what that takes is the machine's and the queue's, not the store's.
Exit 1 when there was a 5xx or the p99 of reads is over the limit.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

LIMIT_MS = 250.0
TRIVIAL = "healthz"
Sample = tuple[str, int, float]


@contextlib.contextmanager
def server(db: Path) -> Iterator[tuple[str, int]]:
    """Host and port of `demarche serve` over a store, in a process of its own."""
    command = [sys.executable, "-m", "demarche", "serve", "--db", str(db), "--port", "0"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        found = next((m for line in process.stderr if (m := re.search(r"http://\S+", line))), None)
        assert found is not None, "the server did not start"
        threading.Thread(target=passed_on, args=(process.stderr,), daemon=True).start()
        parts = urlsplit(found[0])
        yield parts.hostname or "", parts.port or 0
    finally:
        process.terminate()
        process.wait(timeout=60)


def passed_on(lines: Iterable[str]) -> None:
    """What a server says goes to our own standard error, so that a failure is seen."""
    for line in lines:
        sys.stderr.write(line)


class Web:
    """One connection that is kept."""

    def __init__(self, place: tuple[str, int]) -> None:
        self.connection = http.client.HTTPConnection(*place, timeout=120)

    def get(self, path: str) -> tuple[int, bytes]:
        accept = "*/*" if path.startswith("/v1/") else "text/html"
        self.connection.request("GET", path, headers={"accept": accept})
        reply = self.connection.getresponse()
        return reply.status, reply.read()

    def post(self, path: str, body: Any) -> int:
        self.connection.request("POST", path, json.dumps(body), {"content-type": "application/json"})
        reply = self.connection.getresponse()
        reply.read()
        return reply.status


def questions(place: tuple[str, int]) -> dict[str, list[str]]:
    """Addresses by kind; about as often as an analyst and a few scripts would ask."""
    web = Web(place)

    def ids(path: str, name: str) -> list[str]:
        return [quote(row[name]) for row in json.loads(web.get(path)[1])["items"]]

    pairs = [(row["actor"], row["recipient"]) for row in json.loads(web.get("/v1/dyads?limit=12")[1])["items"]]
    dyads = [f"{a}-{b}" for a, b in pairs]
    return {
        "events": ["/v1/events", "/v1/events?limit=20", "/v1/events?realis=actual&limit=50", "/v1/events?text=talks",
                   *(f"/v1/events?dyad={d}" for d in dyads), *(f"/v1/events?country={d[:3]}" for d in dyads)],
        "events.csv": ["/v1/events.csv?limit=200", "/v1/events.jsonl?quad_class=4"],
        "event": [f"/v1/events/{i}" for i in ids("/v1/events?limit=200", "event_id")],
        "facets": ["/v1/facets", *(f"/v1/facets?dyad={d}" for d in dyads[:4])],
        "documents": ["/v1/documents?fields=doc_id,title", "/v1/documents?limit=10&text=minister"],
        "document": [f"/v1/documents/{i}" for i in ids("/v1/documents?limit=200", "doc_id")],
        "stories": ["/v1/stories?limit=20", *(f"/v1/stories?dyad={d}" for d in dyads)],
        "story": [f"/v1/stories/{i}" for i in ids("/v1/stories?limit=100", "story_id")],
        "actors": ["/v1/actors?limit=50", "/v1/actors?country=COL"],
        "quotes": ["/v1/quotes?limit=50", "/v1/quotes?anonymous=true"],
        "exchanges": ["/v1/exchanges", *(f"/v1/exchanges?dyad={d}" for d in dyads[:4])],
        "dyads": ["/v1/dyads", "/v1/dyads?since=2026-01-15"],
        "series": [f"/v1/dyads/{a}/{b}/series" for a, b in pairs],
        "signals": ["/v1/signals", *(f"/v1/signals?dyad={d}" for d in dyads[:6])],
        "digest": ["/v1/digest", *(f"/v1/digest?dyad={d}" for d in dyads[:6])],
        "forecasts": [f"/v1/forecasts?dyad={d}" for d in dyads[:4]],
        "pages": ["/", "/events", "/stories", "/exchanges", "/map", *(f"/dyads/{a}/{b}" for a, b in pairs[:6])],
        "refused": ["/v1/events?dyad=USA", "/v1/events/none", "/v1/nothing", "/v1/events?limit=x"],
        TRIVIAL: ["/healthz"],
    }  # fmt: skip


WEIGHTS = {"events": 24, "event": 12, "document": 8, "stories": 6, "story": 6, "series": 6, "pages": 8, "documents": 4,
           "facets": 4, "exchanges": 4, "dyads": 4, "actors": 3, "quotes": 3, "events.csv": 2, "digest": 2,
           "signals": 2, "forecasts": 1, "refused": 1, TRIVIAL: 4}  # fmt: skip


def ask(place: tuple[str, int], asked: dict[str, list[str]], count: int, seed: int, out: list[Sample]) -> None:
    """One client: so many questions in an order of its own."""
    rng, web = random.Random(seed), Web(place)
    for kind in rng.choices(list(WEIGHTS), list(WEIGHTS.values()), k=count):
        path = rng.choice(asked[kind])
        began = time.perf_counter()
        status, _ = web.get(path)
        out.append((kind, status, 1000 * (time.perf_counter() - began)))


def feed(place: tuple[str, int], ended: threading.Event, out: list[int]) -> None:
    """Hand in one new article after the other, put together from paragraphs of the example corpus."""
    from demarche.demo import articles

    known = list(articles())
    paragraphs = [(p, a.published) for a in known for p in a.text.split("\n\n") if len(p) > 80]
    rng, web = random.Random(7), Web(place)
    while not ended.is_set():
        chosen = rng.sample(paragraphs, 4)
        body = {"text": "\n\n".join(p for p, _ in chosen), "title": f"Item {len(out)}", "published": chosen[0][1]}
        out.append(web.post("/v1/documents", body | {"source": f"Paper {len(out) % 7}"}))


def quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(int(share * len(ordered)), len(ordered) - 1)], 1)


def told(samples: list[Sample], stored: list[int], seconds: float) -> dict[str, Any]:
    """The figures."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for kind, _, ms in samples:
        kinds[kind].append(ms)
    every = [ms for kind, _, ms in samples if kind != TRIVIAL]
    slowest = sorted(samples, key=lambda sample: -sample[2])
    failed = sum(status >= 500 for _, status, _ in samples) + sum(status >= 500 for status in stored)
    return {
        "requests": len(samples), "seconds": round(seconds, 1), "per_second": round(len(samples) / seconds, 1),
        "p50_ms": quantile(every, 0.5), "p95_ms": quantile(every, 0.95), "p99_ms": quantile(every, 0.99),
        "most_ms": round(max(every), 1), "p99_ms_of_nothing": quantile(kinds[TRIVIAL] or [0.0], 0.99),
        "5xx": failed, "statuses": dict(Counter(str(s) for _, s, _ in samples)),
        "documents_stored": sum(status in (200, 201) for status in stored), "load_at_end": os.getloadavg()[0],
        "p99_ms_by_kind": {k: quantile(v, 0.99) for k, v in sorted(kinds.items())},
        "slowest_1_percent": Counter(kind for kind, _, _ in slowest[: len(samples) // 100]),
        "p50_ms_by_kind": {k: quantile(v, 0.5) for k, v in sorted(kinds.items())},
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=5_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--db", type=Path, help="a store to serve, which grows; none: the example corpus")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = given.db or Path(folder) / "demo.duckdb"
        if given.db is None:
            subprocess.run([sys.executable, "-m", "demarche", "demo", "--db", str(db)], check=True, capture_output=True)
        with server(db) as place:
            found = measure(place, given.requests, given.clients)
    print(json.dumps(found, indent=1))
    return int(found["5xx"] > 0 or found["p99_ms"] > LIMIT_MS)


def measure(place: tuple[str, int], requests: int, clients: int) -> dict[str, Any]:
    """The figures of one run against a server."""
    asked = questions(place)
    samples: list[list[Sample]] = [[] for _ in range(clients)]
    stored: list[int] = []
    ended = threading.Event()
    feeder = threading.Thread(target=feed, args=(place, ended, stored))
    feeder.start()
    while not stored:  # the engine is loaded with the first document
        time.sleep(0.05)
    began = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(place, asked, requests // clients, seed, out))
               for seed, out in enumerate(samples)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    ended.set()
    feeder.join()
    return told([one for out in samples for one in out], stored, seconds)


if __name__ == "__main__":
    sys.exit(main())
