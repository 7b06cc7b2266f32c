"""Feeds a folder of hostile inputs to `demarche ingest` and checks what must hold.

Every input has an outcome, exit code 0, no traceback, every canary whole, memory and time within their limits.
`python quality/hostile/run.py [--count 10000] [--suites DIR]` prints one JSON line; exit 1 when something fails.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from generate import CANARY, generate

MEMORY, DOCUMENT_SECONDS = 1.5e9, 30.0
INGEST = """
import sys, json
from demarche.corpus import Store
from demarche.testing import KeywordCoder
coder = KeywordCoder()
if sys.argv[3] == "pipeline":
    from demarche.pipeline import Pipeline
    coder = Pipeline()
with Store(sys.argv[1]) as store:
    for outcome in store.ingesting(sys.argv[2], coder=coder, published="2025-09-16"):
        print(json.dumps(outcome), flush=True)
"""


def family(pid: int) -> list[int]:
    """A process and its children."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return [pid]
    return [pid, *(member for child in children for member in family(child))]


def resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


class Peak(threading.Thread):
    """Watches the memory of a process with its children."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.ended = pid, 0, threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.05):
            self.peak = max(self.peak, sum(map(resident, family(self.pid))))


def run(folder: Path, canaries: list[int], coder: str) -> dict[str, Any]:
    """Ingest the folder in a process of its own and judge what it did."""
    store = folder.parent / "hostile.duckdb"
    errors, began = folder.parent / "errors.txt", time.monotonic()
    with errors.open("wb") as stderr:
        command = [sys.executable, "-c", INGEST, str(store), str(folder), coder]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr)
        peak = Peak(process.pid)
        peak.start()
        outcomes, slowest = timed(process)
        code = process.wait()
        peak.ended.set()
    files = {path.name for path in folder.iterdir()}
    seen = {file_of(outcome["source"].removeprefix(f"{folder}/"), files) for outcome in outcomes}
    report = {
        "files": len(files), "outcomes": len(outcomes), "exit": code, "not_accounted": sorted(files - seen)[:10],
        "tracebacks": errors.read_text("utf-8", "replace").count("Traceback"), "canaries": len(canaries),
        "canaries_lost": lost(store, canaries)[:10], "peak_memory_mb": round(peak.peak / 1e6),
        "slowest_document_s": round(slowest[0], 1), "slowest": slowest[1], "seconds": round(time.monotonic() - began),
        "without_reason": sum(o["status"] == "quarantined" and not o["reason"] for o in outcomes),
    }  # fmt: skip
    failed = [key for key in ("exit", "not_accounted", "tracebacks", "canaries_lost", "without_reason") if report[key]]
    failed += ["peak_memory_mb"] if peak.peak > MEMORY else []
    failed += ["slowest_document_s"] if slowest[0] > DOCUMENT_SECONDS else []
    return report | {"failed": failed}


def file_of(source: str, files: set[str]) -> str:
    """The file of a document; "#" parts the two, but may also be in a file's own name."""
    while source not in files and "#" in source:
        source = source.rpartition("#")[0]
    return source


def timed(process: subprocess.Popen[bytes]) -> tuple[list[dict[str, Any]], tuple[float, str]]:
    """Outcomes, and the longest wait for one with its source; the first also waits for everything to load."""
    outcomes, slowest, last = [], (0.0, ""), time.monotonic()
    assert process.stdout is not None
    for line in process.stdout:
        outcomes.append(json.loads(line))
        slowest = max(slowest, (time.monotonic() - last, Path(outcomes[-1]["source"]).name))
        last = time.monotonic()
    return outcomes, slowest


def lost(path: Path, canaries: list[int]) -> list[int]:
    """Canaries that are not in the store with every word."""
    from demarche.corpus import Store

    with Store(path) as store:
        texts = {row["text"] for row in store.sql("SELECT text FROM documents", limit=10**7)}
    words = {" ".join(text.split()) for text in texts}
    return [n for n in canaries if not any(CANARY.format(n=n) in text for text in words)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--suites", type=Path, default=None, help="folder of collected hostile files")
    parser.add_argument("--coder", choices=["keywords", "pipeline"], default="keywords")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "in"
        canaries = generate(folder, options.count, suites=options.suites)
        report = run(folder, canaries, options.coder)
    print(json.dumps(report))
    return 1 if report["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
