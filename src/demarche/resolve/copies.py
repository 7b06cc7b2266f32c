"""Near-duplicate articles: wire copies and light edits, found by MinHash and proved by their shared word runs.

The outcome depends on the set of articles only, never on their order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

WORD = re.compile(r"\w+")
RUN = 4
PERMUTATIONS, BANDS, SEED = 64, 16, 1
# Two texts are copies when they share this part of all their word runs, or when the shorter lies in the longer.
SHARED, CONTAINED = 0.6, 0.85
# A text of fewer runs than this says too little to be called a copy unless it is the same to the letter.
FEWEST = 8
# A band that more texts share is boilerplate, not a copy.
CROWD = 200
# Word runs of this many texts are kept at a time.
REMEMBERED = 5_000


def shingles(text: str) -> frozenset[str]:
    """Runs of four words, lower-cased; texts shorter than that are one run."""
    words = WORD.findall(text.lower())
    if len(words) <= RUN:
        return frozenset((" ".join(words),))
    return frozenset(" ".join(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


def bands(runs: frozenset[str]) -> list[int]:
    """Numbers of which two copies very likely have one in common, at the same place."""
    from rensa import RMinHash

    sketch = RMinHash(PERMUTATIONS, SEED)
    sketch.update(sorted(runs))
    digest = np.asarray(sketch.digest(), dtype=np.uint64).reshape(BANDS, -1)
    multipliers = np.array([1, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)
    return [int(number) for number in (digest * multipliers).sum(axis=1, dtype=np.uint64)]


def are_copies(a: frozenset[str], b: frozenset[str]) -> bool:
    """True when the runs of two texts overlap as copies do."""
    if a == b:
        return True
    small = min(len(a), len(b))
    if small < FEWEST:
        return False
    shared = len(a & b)
    return shared >= SHARED * len(a | b) or (shared >= CONTAINED * small and 4 * small >= max(len(a), len(b)))


def copy_clusters(texts: Iterable[tuple[str, str]], fetch: Callable[[str], str]) -> dict[str, str]:
    """For every document the smallest id among its copies; a document without copies names itself.

    Texts pass by once and only sketches of them are kept; `fetch` gives a text again when a pair has to be proved.
    """
    docs: list[str] = []
    sketches: list[np.ndarray] = []
    for doc, text in texts:
        docs.append(doc)
        sketches.append(np.array(bands(shingles(text)), dtype=np.uint64))
    groups = Groups(docs)
    runs: dict[str, frozenset[str]] = {}
    for a, b in _candidates(docs, np.array(sketches)) if docs else ():
        if groups.root(a) == groups.root(b):
            continue
        for doc in (a, b):
            if doc not in runs:
                runs[doc] = shingles(fetch(doc))
        if are_copies(runs[a], runs[b]):
            groups.join(a, b)
        if len(runs) > REMEMBERED:
            runs.clear()
    return {doc: groups.root(doc) for doc in docs}


def _candidates(docs: Sequence[str], sketches: np.ndarray) -> Iterator[tuple[str, str]]:
    for band in range(BANDS):
        column = sketches[:, band]
        order = np.argsort(column, kind="stable")
        edges = np.flatnonzero(np.diff(column[order])) + 1
        for group in np.split(order, edges):
            if len(group) > 1:
                yield from _pairs(sorted(docs[i] for i in group))


def _pairs(members: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(members) > CROWD:
        # Compare each with the first only: identical texts still meet, a crowd of look-alikes costs no square.
        yield from ((members[0], other) for other in members[1:])
        return
    yield from ((a, b) for i, a in enumerate(members) for b in members[i + 1 :])


class Groups:
    """Sets that grow together; the root of a set is its smallest member."""

    def __init__(self, members: Iterable[str]) -> None:
        self._parent = {member: member for member in members}

    def root(self, member: str) -> str:
        while (parent := self._parent[member]) != member:
            self._parent[member] = self._parent[parent]
            member = self._parent[member]
        return member

    def join(self, a: str, b: str) -> str:
        low, high = sorted((self.root(a), self.root(b)))
        self._parent[high] = low
        return low
