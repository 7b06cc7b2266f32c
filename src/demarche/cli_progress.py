"""How far an ingest is: documents, their rate and the time left, reckoned from the sources that were named.

A file counts as one, a file of JSON lines as its lines. Standard input and addresses end when they end: where they
are among the sources no time left is given, because nobody knows it.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from demarche.intake.sources import Source

LINES = (".jsonl", ".ndjson")
BLOCK = 1 << 20


class Reckoning:
    """Told every outcome's source in order; says how far it is. `total` is None when that cannot be known."""

    def __init__(self, sources: Iterable[str | Path], *, clock: Callable[[], float] = time.monotonic) -> None:
        from demarche.intake.sources import expand

        found = list(expand(sources))
        self._waiting = deque((source.name, units(source)) for source in found)
        known = found and all(source.kind == "file" for source in found)
        self.total = sum(count for _, count in self._waiting) if known else None
        self.documents, self._passed, self._here = 0, 0, 0
        self._clock, self._began = clock, clock()

    @property
    def done(self) -> int:
        """Units that are behind us."""
        return self._passed + self._here

    def take(self, name: str) -> None:
        """Note an outcome; sources before the one that it belongs to are through."""
        self.documents += 1
        while self._waiting and not _belongs(name, self._waiting[0][0]):
            self._passed += self._waiting.popleft()[1]
            self._here = 0
        if self._waiting:
            self._here = min(self._here + 1, self._waiting[0][1])

    def words(self) -> str:
        """Count, rate, and the time left where it can be known."""
        seconds = max(self._clock() - self._began, 1e-9)
        said = f"{self.documents} documents, {self.documents / seconds:.1f} a second"
        if not self.total or not self.done:
            return said
        return f"{said}, {_span(seconds * (self.total - self.done) / self.done)} left"


def units(source: Source) -> int:
    """What a source counts for: lines of a file of JSON lines, else one."""
    path = source.path
    if path is None or source.reason or path.suffix.lower() not in LINES:
        return 1
    try:
        with path.open("rb") as file:
            return max(1, sum(block.count(b"\n") for block in iter(lambda: file.read(BLOCK), b"")))
    except OSError:  # its outcome will say what is wrong
        return 1


def _belongs(name: str, source: str) -> bool:
    return name == source or name.startswith(f"{source}#")


def _span(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def say_outcomes(outcomes: Iterable[dict[str, Any]], sources: Sequence[str] = ()) -> None:
    """One line each, flushed at once; on a terminal also count, rate and, where files can be counted, time left."""
    import json

    for outcome in _counted(outcomes, sources):
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()


def _counted(outcomes: Iterable[dict[str, Any]], sources: Sequence[str] = ()) -> Iterator[dict[str, Any]]:
    if not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    console, reckoning = Console(stderr=True), Reckoning(sources)
    columns = (SpinnerColumn(), BarColumn(bar_width=20), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=not sys.stdout.isatty()) as progress:
        task = progress.add_task("", total=reckoning.total or None)
        for outcome in outcomes:
            reckoning.take(outcome["source"])
            progress.update(task, completed=reckoning.done, description=reckoning.words())
            yield outcome
