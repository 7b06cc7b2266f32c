"""Scores: ranking metrics under the strict protocol, Brier, log score, calibration, CRPS, block bootstrap."""

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


def brier(p: Floats, happened: Floats) -> float:
    """Mean squared difference between probability and outcome; 0 is best."""
    return float(np.mean((p - happened) ** 2))


def log_score(p: Floats, happened: Floats) -> float:
    """Mean surprise of the outcomes in bits; 0 is best."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.mean(happened * np.log2(p) + (1 - happened) * np.log2(1 - p)))


def reliability(p: Floats, happened: Floats, *, bins: int = 10) -> list[tuple[float, float, int]]:
    """Mean forecast, observed share and size of equally filled bins, lowest forecasts first."""
    edges = np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1]) if len(p) else np.empty(0)
    which = np.digitize(p, edges)
    return [
        (float(p[which == b].mean()), float(happened[which == b].mean()), int((which == b).sum()))
        for b in range(bins)
        if (which == b).any()
    ]


def calibration_error(p: Floats, happened: Floats, *, bins: int = 10) -> float:
    """Expected calibration error: how far the bins lie from the diagonal, weighted by size."""
    return sum(abs(said - seen) * n for said, seen, n in reliability(p, happened, bins=bins)) / max(len(p), 1)


def crps(mass: Floats, counts: Floats) -> Floats:
    """Continuous ranked probability score of count distributions (`mass[i, n]` = P(n)); 0 is best."""
    below = np.cumsum(mass, axis=1)
    step = (counts[:, None] <= np.arange(mass.shape[1])).astype(np.float64)
    beyond = np.maximum(counts - mass.shape[1] + 1, 0)
    return np.asarray(((below - step) ** 2).sum(axis=1) + beyond)
