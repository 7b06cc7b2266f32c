"""Heads become one tree."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.parse.trees import best_tree, is_tree


@pytest.mark.parametrize(
    ("heads", "expected"),
    [([0], True), ([0, 1, 2], True), ([0, 0], False), ([2, 1], False), ([2, 3, 2, 0], False), ([2, 0, 2], True)],
)
def test_a_tree_has_one_root_and_no_cycle(heads: list[int], expected: bool) -> None:
    """Anything else is sent to the search for the best tree."""
    assert is_tree(heads) is expected


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10_000))
def test_the_best_tree_is_the_best(n: int, seed: int) -> None:
    """No tree with one root scores higher: all are tried."""
    scores = np.random.default_rng(seed).normal(size=(n + 1, n + 1)).astype(np.float32)

    def total(heads: tuple[int, ...] | list[int]) -> float:
        return float(sum(scores[d + 1, h] for d, h in enumerate(heads)))

    found = best_tree(scores)
    trees = [heads for heads in product(range(n + 1), repeat=n) if is_tree(list(heads))]
    assert is_tree(found)
    assert total(found) == pytest.approx(max(map(total, trees)), abs=1e-4)
