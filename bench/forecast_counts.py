"""Count distributions against bootstrap and last-observed Poisson: `python bench/forecast_counts.py DIR`.

CRPS and the gain over the better baseline. Intervals: how often the shortest interval with at least 90 % holds the
count, how much the model itself says it holds (with whole numbers 90 % exactly seldom exists: where nothing happens
in 95 of 100 windows, the shortest interval is {0} and holds 95 %), and how often the randomised probability integral
transform (Czado, Gneiting and Held 2009) lies between 5 and 95 %, which is 90 % for a right distribution of any shape.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json

import numpy as np

from demarche.forecast.benchmark import cpu_seconds
from demarche.forecast.counts import bootstrap, fit_counts, interval, poisson
from demarche.forecast.dyads import QUADS, Countries, read_countries, rows_at, teaching_origins
from demarche.forecast.panel import TOTAL
from demarche.forecast.scores import crps

SEED = 7
MONTHS = (180, 210)


def cell(world: Countries, horizon: int, channel: int) -> dict[str, float]:
    rng = np.random.default_rng(SEED)
    loss: dict[str, list[np.ndarray]] = {"model": [], "bootstrap": [], "last observed": []}
    inside, claimed, transform = [], [], []
    own = sorted(day for h, day in world.origins if h == horizon)
    for days in [*([t for t in range(first, first + 28, 7)] for first in MONTHS), own]:
        teach = rows_at(world.panel, teaching_origins(days[0], horizon), horizon, channel)
        model = fit_counts(teach.x, teach.count, teach.origin, names=teach.names, horizon=horizon, seed=SEED)
        for day in days:
            ask = rows_at(world.panel, [day], horizon, channel)
            past = world.panel.own(ask.dyad, 0, day, channel)
            mass = model.mass(ask.x, past)
            loss["model"].append(crps(mass, ask.count))
            loss["bootstrap"].append(crps(bootstrap(past, horizon), ask.count))
            last = past[:, -horizon:].sum(axis=1, dtype=np.float64)
            loss["last observed"].append(crps(poisson(last, longest=int(2 * last.max() + 50)), ask.count))
            low, high = interval(mass)
            inside.append((ask.count >= low) & (ask.count <= high))
            n = np.arange(mass.shape[1])[None, :]
            claimed.append(np.where((n >= low[:, None]) & (n <= high[:, None]), mass, 0).sum(axis=1))
            transform.append(_transform(mass, ask.count, rng))
    mean = {name: float(np.concatenate(v).mean()) for name, v in loss.items()}
    pit = np.concatenate(transform)
    best = min(mean["bootstrap"], mean["last observed"])
    return {
        **{f"crps {name}": round(v, 4) for name, v in mean.items()},
        "gain": round(1 - mean["model"] / best, 3),
        "interval_holds": round(float(np.concatenate(inside).mean()), 3),
        "interval_claims": round(float(np.concatenate(claimed).mean()), 3),
        "pit_in_90": round(float(((pit >= 0.05) & (pit <= 0.95)).mean()), 3),
        "forecasts": len(pit),
    }


def _transform(mass: np.ndarray, count: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    below = np.concatenate([np.zeros((len(mass), 1)), np.cumsum(mass, axis=1)], axis=1)
    at = np.minimum(count.astype(int), mass.shape[1] - 1)
    row = np.arange(len(at))
    return below[row, at] + rng.random(len(at)) * (below[row, at + 1] - below[row, at])


def main() -> None:
    world = read_countries(Path(sys.argv[1]))
    for horizon in (7, 30):
        for channel in (TOTAL, *range(QUADS)):
            name = "all events" if channel == TOTAL else f"quad {channel + 1}"
            print(f"{name}, {horizon} days", json.dumps(cell(world, horizon, channel)), flush=True)
    print(json.dumps({"corpus": world.folder.digest, "seed": SEED, "cpu_seconds": round(cpu_seconds(), 1)}))


if __name__ == "__main__":
    main()
