"""Ranking metrics under the strict protocol: time-aware filter, mean rank on ties, block bootstrap."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def filtered_ranks(scores: npt.NDArray[np.float32], entities: Ints, truths: Ints, *, n_entities: int) -> Floats:
    """Rank of each true entity among all; the other truths do not compete, ties count half.

    Entities that were not listed share the mean of the ranks left over.
    """
    true = np.isin(entities, truths)
    rivals = np.sort(scores[~true])
    listed = dict(zip(entities[true].tolist(), scores[true].tolist(), strict=True))
    missing = 1 + len(rivals) + max(n_entities - len(rivals) - len(truths), 0) / 2
    ranks = []
    for truth in truths.tolist():
        if truth not in listed:
            ranks.append(missing)
            continue
        low, high = np.searchsorted(rivals, listed[truth], "left"), np.searchsorted(rivals, listed[truth], "right")
        ranks.append(1 + len(rivals) - high + (high - low) / 2)
    return np.array(ranks, dtype=np.float64)


def summary(ranks: Floats) -> dict[str, float]:
    """MRR and hits in percent."""
    hits = {f"hits@{k}": 100 * float(np.mean(ranks <= k)) for k in (1, 3, 10)}
    return {"mrr": 100 * float(np.mean(1 / ranks)), **hits}


def block_bootstrap(values: Floats, blocks: Ints, *, seed: int, rounds: int = 1000) -> tuple[float, float]:
    """90 % interval of the mean, whole blocks (days, say) drawn together because they are alike inside."""
    names, which = np.unique(blocks, return_inverse=True)
    sums = np.bincount(which.reshape(-1), weights=values)
    sizes = np.bincount(which.reshape(-1))
    draw = np.random.default_rng(seed).integers(len(names), size=(rounds, len(names)))
    means = sums[draw].sum(axis=1) / sizes[draw].sum(axis=1)
    return float(np.quantile(means, 0.05)), float(np.quantile(means, 0.95))
