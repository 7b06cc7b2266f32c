"""Heads out of arc scores: the greedy choice where it is a tree with one root, else Chu-Liu-Edmonds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_NEVER = -1e9


def is_tree(heads: list[int]) -> bool:
    """True when word i + 1 with head `heads[i]` (0 is the root) makes a tree with exactly one root."""
    if heads.count(0) != 1:
        return False
    safe = [True] + [False] * len(heads)  # words known to lead to the root
    for start in range(1, len(heads) + 1):
        path = []
        at = start
        while not safe[at]:
            path.append(at)
            if len(path) > len(heads):
                return False
            at = heads[at - 1]
        for word in path:
            safe[word] = True
    return True


def best_tree(scores: NDArray[np.float32]) -> list[int]:
    """The heads of the best tree with one root; `scores[d, h]` over words 0 (root) … n."""
    table = scores.astype(np.float64)
    np.fill_diagonal(table, _NEVER)
    table[0, :] = _NEVER
    heads = _arborescence(table)
    roots = [d for d in range(1, len(heads)) if heads[d] == 0]
    if len(roots) > 1:
        # Which of the words that want to be root costs least as the only one?
        candidates = [_with_root(table, r) for r in roots]
        heads = max(candidates, key=lambda h: sum(table[d, h[d]] for d in range(1, len(h))))
    return [int(h) for h in heads[1:]]


def _with_root(table: NDArray[np.float64], root: int) -> list[int]:
    only = table.copy()
    only[1:, 0] = _NEVER
    only[root, 0] = table[root, 0]
    return _arborescence(only)


def _arborescence(table: NDArray[np.float64]) -> list[int]:
    """Heads of the maximum spanning arborescence from node 0 (Chu and Liu 1965, Edmonds 1967)."""
    heads = [0, *(int(h) for h in table[1:].argmax(1))]
    cycle = _cycle(heads)
    if not cycle:
        return heads
    rest = [v for v in range(len(heads)) if v not in cycle]
    inner = _arborescence(_contracted(table, heads, cycle, rest))
    out = list(heads)
    for a, v in enumerate(rest[1:], start=1):
        out[v] = rest[inner[a]] if inner[a] < len(rest) else max(cycle, key=lambda c: table[v, c])
    entry = rest[inner[len(rest)]]
    out[max(cycle, key=lambda c: table[c, entry] - table[c, heads[c]])] = entry
    return out


def _contracted(table: NDArray[np.float64], heads: list[int], cycle: list[int], rest: list[int]) -> NDArray[np.float64]:
    """The table in which the cycle is one node, the last."""
    size = len(rest) + 1
    small = np.full((size, size), _NEVER)
    small[:-1, :-1] = table[np.ix_(rest, rest)]
    inside = np.array([table[c, heads[c]] for c in cycle])
    small[-1, :-1] = (table[np.ix_(cycle, rest)] - inside[:, None]).max(0) + inside.sum()
    small[:-1, -1] = table[np.ix_(rest, cycle)].max(1)
    return small


def _cycle(heads: list[int]) -> list[int]:
    """The nodes of one cycle, in order, or nothing."""
    state = [0] * len(heads)
    for start in range(1, len(heads)):
        path = []
        at = start
        while at > 0 and state[at] == 0:
            state[at] = 1
            path.append(at)
            at = heads[at]
        if at > 0 and state[at] == 1:
            return path[path.index(at) :]
        for v in path:
            state[v] = 2
    return []
