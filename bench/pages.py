"""How soon the console answers over a large store: every page is asked for the first time, nothing is remembered yet.

`python bench/pages.py [--events 1000000]` fills a store, serves it in a process of its own, and prints the middle and
the longest of several first answers of each kind in milliseconds. Exit 1 when a page of events, of a dyad, of kept
forecasts or of an article that leaves questions open takes longer than 500 ms.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from serve import Web, server

from demarche.corpus import Store
from demarche.forecast.ledger import Ledger, ledger_path
from demarche.forecast.outlook import forecasts
from demarche.forecast.targets import all_targets
from demarche.model.record import QuestionRecord
from demarche.model.stream import from_rows
from demarche.store.schema import countries_of_events
from demarche.testing import KeywordCoder, article
from scale import FILL

LIMIT_MS = 500.0
PAIRS = [("CAB", "CAH"), ("CBB", "CBC"), ("CAC", "CAI"), ("CCA", "CCB"), ("CDA", "CDE")]


QUESTIONS = ("Whether the embassy will reopen is open.", "Will sanctions be lifted?", "Who knows?")
KEPT = 40  # days on which the forecasts of the record were made


def fill(path: Path, count: int) -> None:
    """A store with so many events that no document stands behind, articles that ask, and a record of forecasts."""
    with Store(path, memory="2GB") as store:
        with store.database.write() as connection:
            connection.execute(FILL, [count])
            for query in countries_of_events():
                connection.execute(query)
        store.tidy()
        pairs = [(row["actor"], row["recipient"]) for row in store.dyads(limit=40)][::8]
        for number, pair in enumerate(pairs):
            ask(store, pair, number)
        keep(store, pairs, Ledger(ledger_path(path)))


def ask(store: Store, pair: tuple[str, str], number: int) -> None:
    """An article that leaves questions about a pair open."""
    text = " ".join((*QUESTIONS, f"Report {number}."))
    one = article(text, published="2024-12-28", title="Open", language="en")
    found = [
        QuestionRecord(text=q, start=text.index(q), end=text.index(q) + len(q), dyad=list(pair)) for q in QUESTIONS
    ]
    record = KeywordCoder().code(one)
    record.open_questions.extend(found)
    store.add(one, record)


def keep(store: Store, pairs: list[tuple[str, str]], ledger: Ledger) -> None:
    """Forecasts of each pair on many days, all of whose windows have closed."""
    for pair in pairs:
        stream = list(from_rows(store.events(dyad=pair)))
        for day in (dt.date(2024, 1, 1) + dt.timedelta(days=7 * week) for week in range(KEPT)):
            ledger.add(forecasts(stream, [pair], as_of=day, targets=all_targets()[:5], horizons=(7, 30)),
                       made=dt.datetime(2025, 1, 1, tzinfo=dt.UTC))  # fmt: skip


def asked(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """Addresses by kind, each for once."""
    return {
        "nothing": ["/healthz"] * 5,  # what the machine and the queue take
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
        "forecasts": ["/forecasts", "/forecasts?state=closed", "/forecasts?dyad=CAB-CAH"],
        "api series": [f"/v1/dyads/{a}/{b}/series" for a, b in pairs],
        "api facets": ["/v1/facets", *(f"/v1/facets?dyad={a}-{b}" for a, b in pairs)],
    }


def articles(web: Web) -> Iterator[str]:
    """Addresses of the articles that leave questions open."""
    rows = json.loads(web.get("/v1/documents?fields=doc_id")[1])["items"]
    return (f"/articles/{row['doc_id']}" for row in rows)


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
    kinds = asked(pairs) | {"article with open questions": list(articles(web))}
    for kind, paths in kinds.items():
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
    slow = [found[kind]["longest"] for kind in found if kind.startswith(("events", "dyad", "forecasts", "article"))]
    return int(max(slow) > LIMIT_MS)


if __name__ == "__main__":
    sys.exit(main())
