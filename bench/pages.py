"""How soon the console answers over a large store: every page is asked for the first time, nothing is remembered yet.

`python bench/pages.py [--events 1000000]` fills a store, serves it in a process of its own, and prints the middle and
the longest of several first answers of each kind in milliseconds. Exit 1 when a page of events or of a dyad takes
longer than 500 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from serve import Web, server

from demarche.corpus import Store
from demarche.store.schema import countries_of_events
from scale import FILL

LIMIT_MS = 500.0
PAIRS = [("CAB", "CAH"), ("CBB", "CBC"), ("CAC", "CAI"), ("CCA", "CCB"), ("CDA", "CDE")]


def fill(path: Path, count: int) -> None:
    """A store with so many events that no document stands behind."""
    with Store(path, memory="2GB") as store:
        with store.database.write() as connection:
            connection.execute(FILL, [count])
            for query in countries_of_events():
                connection.execute(query)
        store.tidy()


def asked(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Addresses by kind, each for once."""
    return {
        "events": ["/events", *(f"/events?page={n}" for n in (2, 40, 900))],
        "events of a dyad": [f"/events?dyad={a}-{b}" for a, b in pairs],
        "events of a country": [f"/events?country={a}&realis=actual" for a, _ in pairs],
        "events of a type": [f"/events?type={t}" for t in ("CONSULT", "ASSAULT", "AID")],
        "dyad": [f"/dyads/{a}/{b}" for a, b in pairs],
        "dyads": ["/dyads", "/dyads?since=2024-01-01"],
        "today": ["/"],
        "map": ["/map", "/map?since=2024-01-01"],
        "network": ["/network", "/network?quad_class=4"],
        "api events": ["/v1/events", "/v1/events?limit=1000", *(f"/v1/events?dyad={a}-{b}" for a, b in pairs)],
        "api series": [f"/v1/dyads/{a}/{b}/series" for a, b in pairs],
        "api facets": ["/v1/facets", *(f"/v1/facets?dyad={a}-{b}" for a, b in pairs)],
    }


def timed(web: Web, path: str) -> float:
    began = time.perf_counter()
    status, _ = web.get(path)
    assert status == 200, (path, status)
    return round(1000 * (time.perf_counter() - began), 1)


def measure(place: tuple[str, int]) -> dict[str, Any]:
    web = Web(place)
    rows = json.loads(web.get("/v1/dyads?limit=40")[1])["items"]
    pairs = [(row["actor"], row["recipient"]) for row in rows[::8]] or PAIRS
    timed(web, "/codebook")
    time.sleep(2)
    out = {}
    for kind, paths in asked(pairs).items():
        times = [timed(web, path) for path in paths]
        out[kind] = {"middle": sorted(times)[len(times) // 2], "longest": max(times), "each": times}
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--db", type=Path, help="a store to serve; made when it is not there")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        db = given.db or Path(folder) / "large.duckdb"
        if not db.exists():
            fill(db, given.events)
        with server(db) as place:
            found = measure(place)
    print(json.dumps({"events": given.events, "load": round(os.getloadavg()[0], 1), "ms": found}, indent=1))
    slow = [found[kind]["longest"] for kind in found if kind.startswith(("events", "dyad"))]
    return int(max(slow) > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
