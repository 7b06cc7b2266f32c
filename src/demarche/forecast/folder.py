"""Benchmark folders: train.txt, valid.txt, test.txt and the name tables, read into arrays.

Facts are rows (actor, relation, recipient, day) of integer ids. Days count from the first fact of the folder in
steps of the file's own time unit (ICEWS18 writes hours, so one day is 24), which is kept for writing answers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from demarche.errors import InputError

Ints = npt.NDArray[np.int64]
PARTS = ("train", "valid", "test")


@dataclass(frozen=True)
class Folder:
    """One benchmark folder; `facts[part]` has the columns actor, relation, recipient, day."""

    entities: tuple[str, ...]
    relations: tuple[str, ...]
    facts: dict[str, Ints]
    first: int
    unit: int
    digest: str

    def time(self, day: int) -> int:
        """A day in the files' own time unit."""
        return self.first + int(day) * self.unit

    def day(self, time: int) -> int:
        """The day of a time in the files' own unit."""
        return (time - self.first) // self.unit

    def together(self, *parts: str) -> Ints:
        return np.concatenate([self.facts[part] for part in parts])


def read_folder(path: Path) -> Folder:
    """Read a folder in the standard layout; absent or empty parts are empty."""
    raw = {part: _rows(path / f"{part}.txt") for part in PARTS}
    if not len(raw["train"]):
        raise InputError(f"{path} holds no train.txt with facts (actor, relation, recipient, time)")
    times = np.unique(np.concatenate([rows[:, 3] for rows in raw.values()]))
    first = int(times[0])
    unit = int(np.gcd.reduce(times - first)) or 1
    for rows in raw.values():
        rows[:, 3] = (rows[:, 3] - first) // unit
    most = np.concatenate([rows[:, :3] for rows in raw.values()]).max(axis=0)
    return Folder(
        entities=_names(path / "entity2id.txt", at_least=int(max(most[0], most[2])) + 1),
        relations=_names(path / "relation2id.txt", at_least=int(most[1]) + 1),
        facts=raw,
        first=first,
        unit=unit,
        digest=_digest(path),
    )


def read_table(path: Path) -> list[list[str]]:
    """The tab-separated rows of a side file; an error that says which file is missing."""
    if not path.is_file():
        raise InputError(f"{path} is missing; this benchmark needs it")
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _rows(path: Path) -> Ints:
    if not path.is_file():
        return np.empty((0, 4), dtype=np.int64)
    rows = [line.split()[:4] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _names(path: Path, *, at_least: int) -> tuple[str, ...]:
    rows = read_table(path)
    size = max(at_least, max((int(row[1]) for row in rows), default=-1) + 1)
    names = [""] * size
    for row in rows:
        names[int(row[1])] = row[0].replace("_", " ").strip()
    return tuple(names)


def _digest(path: Path) -> str:
    """Which data a figure was measured on: sha256 over the files of the folder, short."""
    out = hashlib.sha256()
    for file in sorted(path.glob("*.t*")):
        out.update(file.name.encode() + b"\0" + file.read_bytes())
    return out.hexdigest()[:16]
