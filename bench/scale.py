"""Rates and sizes: ingest against the bare coder in one run, memory as the store grows, queries over many events.

`python bench/scale.py ingest [--articles 100000]` and `python bench/scale.py queries [--events 1000000]` print one
JSON line each.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from demarche.corpus import Store
from demarche.intake import Problem, read_jsonl
from demarche.model import Article
from demarche.store.schema import countries_of_events

NAMES = (
    "America",
    "Belarus",
    "Russia",
    "Ukraine",
    "Poland",
    "Lithuania",
    "China",
    "India",
    "Iran",
    "Germany",
    "France",
)
ACTS = ("met the foreign minister of", "accused", "threatened", "praised", "imposed sanctions on", "sent aid to")
LOOK = 100  # documents between two looks at the memory
ROLES = ("president", "foreign minister", "defence minister", "ambassador")


def write_articles(path: Path, count: int) -> None:
    """Short articles of about three sentences."""
    rng = random.Random(7)
    with path.open("w") as file:
        for n in range(count):
            a, b = rng.sample(NAMES, 2)
            day = f"20{rng.randrange(15, 26)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
            city = rng.choice(("Vienna", "Geneva", "Doha"))
            text = (
                f"The {rng.choice(ROLES)} of {a} {rng.choice(ACTS)} {b} on Monday. "
                f"Officials said that {rng.randrange(2, 900)} people were concerned by case {n}. "
                f"{b} answered that it would not comment before the talks in {city}."
            )
            file.write(json.dumps({"id": str(n), "text": text, "published": day, "source": f"P{n % 50}"}) + "\n")


def resident_mb() -> float:
    """Memory of this process and of the one that reads for it."""
    return round(sum(map(_resident, [os.getpid(), *_children()])) / 1e6, 1)


def _children() -> list[int]:
    found = Path("/proc/self/task").glob("*/children")
    return [int(pid) for path in found for pid in path.read_text().split()]


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def articles_of(path: Path, most: int) -> Iterator[Article]:
    with path.open("rb") as file:
        for number, item in enumerate(read_jsonl(file)):
            if number >= most:
                return
            assert not isinstance(item, Problem)
            yield item


def bare(path: Path, sample: int, coder: Any) -> tuple[float, float]:
    """Articles a second of the coder alone, and CPU seconds for one."""
    began, spent = time.perf_counter(), time.process_time()
    number = sum(1 for _ in coder.code_many(articles_of(path, sample)))
    return number / (time.perf_counter() - began), (time.process_time() - spent) / number


def ingest(count: int, sample: int, coder: Any) -> dict[str, Any]:
    """Rates of ingest and of the coder alone in CPU seconds of this process (files are read in another), and memory."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "in.jsonl"
        write_articles(path, count)
        list(coder.code_many(articles_of(path, 64)))
        before = bare(path, sample, coder)
        # The most that was seen in each tenth: between two checkpoints memory rises and falls.
        memory = [0.0] * 10
        began, spent = time.perf_counter(), time.process_time()
        with Store(Path(place) / "a.duckdb") as store:
            for number, _ in enumerate(store.ingesting(path, coder=coder, resolve=False), start=1):
                if number % LOOK == 0:
                    tenth = (number - 1) * 10 // count
                    memory[tenth] = max(memory[tenth], resident_mb())
            seconds = time.perf_counter() - began
            cpu = (time.process_time() - spent) / count
            # Half before and half behind, because others who use the machine make every step dearer.
            both = (before, bare(path, sample, coder))
            bare_rate, bare_cpu = (sum(pair) / 2 for pair in zip(*both, strict=True))
            began, spent = time.perf_counter(), time.process_time()
            stories = store.resolve()
            resolving, resolving_cpu = time.perf_counter() - began, (time.process_time() - spent) / count
        # On closing, DuckDB has moved its log into the file.
        size = (Path(place) / "a.duckdb").stat().st_size
    rate = count / seconds
    return {
        "articles": count, "articles_per_s": round(rate, 1), "bare_coder_per_s": round(bare_rate, 1),
        "cpu_ms_per_article": round(1000 * cpu, 2), "bare_cpu_ms_per_article": round(1000 * bare_cpu, 2),
        "share_of_bare_cpu": round(bare_cpu / cpu, 3), "share_of_bare_clock": round(rate / bare_rate, 3),
        "load": round(os.getloadavg()[0], 1), "memory_mb": memory, "stories": stories,
        "resolve_s": round(resolving, 1), "resolve_cpu_ms_per_article": round(1000 * resolving_cpu, 2),
        "memory_after_resolve_mb": resident_mb(), "bytes_per_article": size // count,
    }  # fmt: skip


FILL = """
INSERT INTO events BY NAME
SELECT 'd' || i || ':e1' AS event_id, 'd' || i AS doc_id,
  DATE '2015-01-01' + (i * 7919 % 3650)::INTEGER AS published_on,
  'CONSULT' AS event_type, [c[1 + i % 50]] AS actor_countries,
  [c[1 + (i * 31 + i // 50) % 50]] AS recipient_countries,
  [c[1 + i % 50]] AS actor_names, [c[1 + (i * 31) % 50]] AS recipient_names, DATE '2015-01-01' +
  (i * 7919 % 3650)::INTEGER AS event_date_start, 1 + i % 4 AS quad_class, 'actual' AS realis, 'positive' AS polarity,
  false AS historical, 'The minister of ' || c[1 + i % 50] || ' met somebody for talk ' || i AS sentence,
  'P' || i % 50 AS source, 1 AS start_char, 'bench' AS origin
FROM range(?) t(i), (SELECT
  list('C' || chr((65 + n // 26)::INTEGER) || chr((65 + n % 26)::INTEGER)) AS c FROM range(50) r(n))
"""


def queries(count: int) -> dict[str, Any]:
    """The middle of five times of typical questions in milliseconds, as CPU time of all threads and by the clock."""
    with tempfile.TemporaryDirectory() as place, Store(Path(place) / "a.duckdb") as store:
        with store.database.write() as connection:
            connection.execute(FILL, [count])
            for query in countries_of_events():
                connection.execute(query)
        began = time.process_time()
        store.tidy()
        ordering = time.process_time() - began
        asked: dict[str, Callable[[], object]] = {
            "dyad": lambda: store.events(dyad="CAB-CAH", limit=100),
            "dyad_period": lambda: store.events(dyad="CAB-CAH", since="2020-01-01", until="2020-12-31"),
            "dyad_directed": lambda: store.events(dyad="CAB-CAH", directed=True, limit=100),
            "country": lambda: store.events(country="CAB", since="2024-01-01", limit=100),
            "facet_type": lambda: store.events(event_type="CONSULT", limit=100),
            "facet_type_realis": lambda: store.events(event_type="CONSULT", realis="planned"),
            "facet_source_quad": lambda: store.events(source="P7", quad_class=4, limit=100),
            "text": lambda: store.events(text="talk 777", limit=100),
            "series": lambda: store.sql(
                "SELECT date_trunc('month', event_date_start) AS m, quad_class, count(*) FROM events JOIN pairs USING "
                "(event_id) WHERE actor = 'CAB' AND recipient = 'CAH' GROUP BY ALL"
            ),
            "dyads": lambda: store.dyads(limit=100),
            "dyads_period": lambda: store.dyads(since="2020-01-01", until="2020-12-31", limit=100),
            "facet_counts": lambda: store.sql("SELECT quad_class, source, count(*) FROM events GROUP BY ALL"),
        }
        times = {name: middle(ask) for name, ask in asked.items()}
    return {
        "events": count, "load": round(os.getloadavg()[0], 1), "ordering_cpu_s": round(ordering, 1),
        "cpu_ms": {name: cpu for name, (cpu, _) in times.items()},
        "clock_ms": {name: clock for name, (_, clock) in times.items()},
    }  # fmt: skip


def middle(ask: Callable[[], object]) -> tuple[float, float]:
    cpu, clock = [], []
    for _ in range(5):
        began, spent = time.perf_counter(), time.process_time()
        ask()
        clock.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - spent))
    return round(sorted(cpu)[2], 1), round(sorted(clock)[2], 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["ingest", "queries"])
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--sample", type=int, default=2_000, help="articles that the bare coder is timed on")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--coder", choices=["pipeline", "keywords"], default="pipeline")
    options = parser.parse_args()
    if options.what == "queries":
        print(json.dumps(queries(options.events)))
        return 0
    if options.coder == "keywords":
        from demarche.testing import KeywordCoder

        coder: Any = KeywordCoder()
    else:
        from demarche.pipeline import Pipeline

        coder = Pipeline()
    print(json.dumps(ingest(options.articles, options.sample, coder)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
