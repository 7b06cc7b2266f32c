"""Kills ingest at random and at the worst moments and checks that nothing acknowledged is lost or stored twice.

Half of the kills come from outside at any moment; the others are the process's own, at the moments where an
acknowledgement could run ahead of its commit: in the middle of a transaction, between commit and acknowledgement, and
at once after a line is out.
With `--served` ingest goes through a server, and the server is killed, at any moment of a request.
`python bench/crash.py [--kills 200] [--served]` prints one JSON line; exit 1 when a promise is broken.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

INGEST = """
import json, os, signal, sys
from demarche.corpus import Store
from demarche.store.store import utc_now
from demarche.testing import KeywordCoder

MOMENT, LEFT = sys.argv[3], [int(sys.argv[4])]

def reached(moment):
    if moment == MOMENT:
        LEFT[0] -= 1
        if LEFT[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

def clock():
    # The store asks for the time while it writes, inside its transaction.
    reached("in transaction")
    return utc_now()

class Dying(Store):
    def add_many(self, pairs):
        new = super().add_many(pairs)
        reached("after commit")
        return new

with Dying(sys.argv[1], clock=clock) as store:
    for outcome in store.ingesting(sys.argv[2], coder=KeywordCoder()):
        print(json.dumps(outcome), flush=True)
        reached("after line")
"""
SERVER = """
import pathlib, sys
from demarche import api, serving
from demarche.testing import KeywordCoder

desk = api.Desk
api.Desk = lambda store, **_: desk(store, coder=KeywordCoder())
serving.serve(pathlib.Path(sys.argv[1]), host="127.0.0.1", port=0, say=lambda words: print(words, flush=True))
"""
# Kills on one store. Through a server a run comes far before its kill, so that after a few there is nothing left to do.
KILLS, KILLS_SERVED = 25, 5
MOMENTS = ("in transaction", "after commit", "after line")
PLACES = ("Minsk", "Vilnius", "Kyiv")


def write_articles(path: Path, count: int, seed: int) -> None:
    """Short articles of which some are told twice, in one file of JSON lines."""
    rng = random.Random(seed)
    with path.open("w") as file:
        for n in range(count):
            day = f"2025-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"
            text = (
                f"America met Belarus in {rng.choice(PLACES)} on {day}. Minsk released {rng.randrange(60)} detainees."
            )
            line = {"id": str(n), "text": text, "published": day, "source": f"Paper {rng.randrange(9)}"}
            file.write(json.dumps(line) + "\n")


def start(store: Path, articles: Path, moment: str = "never", count: int = 1) -> subprocess.Popen[bytes]:
    """Ingest in a process of its own, which kills itself when it comes to a moment for the `count`-th time."""
    command = [sys.executable, "-c", INGEST, str(store), str(articles), moment, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def until_killed(process: subprocess.Popen[bytes], outcomes: int, delay: float) -> tuple[list[dict[str, Any]], bool]:
    """Outcomes read until the kill, which comes after some of them and a little later; True when it ended by itself."""
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(json.loads(line))
        if len(said) >= outcomes:
            time.sleep(delay)
            process.kill()
            break
    rest = process.stdout.read().splitlines()
    said += [json.loads(line) for line in rest if line.endswith(b"}")]
    return said, process.wait() == 0


def through_server(store: Path, articles: Path, outcomes: int, delay: float) -> list[dict[str, Any]]:
    """Outcomes that a server answered before it was killed, a little after some of them."""
    from demarche.cli_remote import Served
    from demarche.errors import StoreError

    said: list[dict[str, Any]] = []
    command = [sys.executable, "-c", SERVER, str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = next(word for word in server.stdout.readline().split() if word.startswith("http://"))
        try:
            with Served(url) as second:
                for outcome in second.ingesting(articles):
                    said.append(outcome)
                    if len(said) == outcomes:
                        threading.Timer(delay, server.kill).start()
        except StoreError:
            pass  # it was killed in the middle of a request
        finally:
            server.kill()
    return said


def served_round(place: Path, rng: random.Random, kills: int, size: int) -> tuple[Counter[str], list[str]]:
    """Like `one_round`, with kills of the server that ingest goes through."""
    articles, disturbed, calm = place / "in.jsonl", place / "disturbed.duckdb", place / "calm.duckdb"
    write_articles(articles, size, rng.randrange(10**6))
    acknowledged, broken = set[str](), list[str]()
    for number in range(kills + 1):
        # The last run is left in peace; a run that is through before its kill is killed while the server rests.
        after = rng.randrange(1, size) if number < kills else size + 1
        said = through_server(disturbed, articles, after, rng.random() * 0.3)
        acknowledged |= {o["doc_id"] for o in said if o["status"] in ("stored", "duplicate")}
        broken += check(disturbed, acknowledged)
    start(calm, articles).communicate()
    if exported(disturbed) != exported(calm):
        broken.append("the final events are not those of an undisturbed run")
    return Counter({"served": kills}), broken


def one_round(place: Path, rng: random.Random, kills: int, size: int) -> tuple[Counter[str], list[str]]:
    """Ingest one file into one store with kills until it is through; returns kills by moment, and faults."""
    articles, disturbed, calm = place / "in.jsonl", place / "disturbed.duckdb", place / "calm.duckdb"
    write_articles(articles, size, rng.randrange(10**6))
    acknowledged: set[str] = set()
    broken: list[str] = []
    done, moments = 0, Counter[str]()
    while True:
        moment = rng.choice(["any", "any", "any", *MOMENTS]) if done < kills else "never"
        process = start(disturbed, articles, moment, rng.choice([1, 2, rng.randrange(1, size)]))
        # Some kills come while the process starts or replays its log, most in the middle, some at the end.
        after = rng.choice([1, rng.randrange(1, size), rng.randrange(1, size)]) if moment == "any" else size + 1
        said, ended = until_killed(process, after, rng.random() * 0.05)
        broken += traces(process)
        acknowledged |= {o["doc_id"] for o in said if o["status"] in ("stored", "duplicate")}
        if ended and done >= kills:
            break
        if ended:
            continue  # it was through before its moment came
        done += 1
        moments[moment] += 1
        if rng.random() < 0.3:
            broken += check(disturbed, acknowledged)
    start(calm, articles).communicate()
    broken += check(disturbed, acknowledged)
    if exported(disturbed) != exported(calm):
        broken.append("the final events are not those of an undisturbed run")
    return moments, broken


def traces(process: subprocess.Popen[bytes]) -> list[str]:
    assert process.stderr is not None
    text = process.stderr.read().decode("utf-8", "replace")
    return [f"traceback: {text[-300:]}"] if "Traceback" in text else []


def check(path: Path, acknowledged: set[str]) -> list[str]:
    """What is broken in a store that was just killed."""
    from demarche.corpus import Store

    with Store(path) as store:
        verdict = store.verify()
        stored = [row["doc_id"] for row in store.sql("SELECT doc_id FROM documents", limit=10**7)]
    broken = list(verdict.faults)
    if lost := acknowledged - set(stored):
        broken.append(f"{len(lost)} acknowledged documents are lost")
    if len(stored) != len(set(stored)):
        broken.append("documents are stored twice")
    return broken


def exported(path: Path) -> bytes:
    from demarche.corpus import Store

    with Store(path) as store:
        found = store.export("events", "jsonl")
    assert isinstance(found, bytes)
    return found


def crash(kills: int, size: int, seed: int = 1, *, served: bool = False) -> dict[str, Any]:
    """Rounds of ingest with kills until there were enough."""
    rng, done, broken, rounds = random.Random(seed), Counter[str](), list[str](), 0
    while done.total() < kills:
        with tempfile.TemporaryDirectory() as place:
            one, most = (served_round, KILLS_SERVED) if served else (one_round, KILLS)
            more, faults = one(Path(place), rng, min(kills - done.total(), most), size)
        done, rounds = done + more, rounds + 1
        broken += faults
    return {
        "kills": done.total(),
        "moments": dict(sorted(done.items())),
        "rounds": rounds,
        "articles_a_round": size,
        "broken": broken,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--size", type=int, default=400)
    parser.add_argument("--served", action="store_true", help="ingest through a server, and kill that")
    options = parser.parse_args()
    report = crash(options.kills, options.size, served=options.served)
    print(json.dumps(report))
    return 1 if report["broken"] else 0


if __name__ == "__main__":
    sys.exit(main())
