"""Count distributions against bootstrap and last-observed Poisson: `python bench/forecast_counts.py DIR [DAY …]`.

Origins: those of the folder, and four weekly ones from each DAY on (180 and 210 if none is given); for each such month
the models are fitted anew on windows that end before it.
CRPS and the gain over the better baseline, with a 90 % block bootstrap (blocks are weeks of origin). Intervals, the
shortest run of counts whose probability is nearest to 90 %: how often they hold the count; the same for pairs for
which the empty interval {0} says less than 90 %; how much the model says they hold (with whole numbers 90 % exactly
seldom exists: where nothing happens in 95 of 100 windows, {0} holds 95 %); and how often the randomised probability
integral transform (Czado, Gneiting and Held 2009) lies between 5 and 95 %, which is 90 % for a right distribution of
any shape.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json

import numpy as np

from demarche.forecast.benchmark import cpu_seconds
from demarche.forecast.counts import bootstrap, holds, interval, poisson
from demarche.forecast.dyads import QUADS, Countries, read_countries, rows_at, teaching_origins
from demarche.forecast.finer import Told
from demarche.forecast.pace import CountModel, fit_counts
from demarche.forecast.panel import TOTAL
from demarche.forecast.scores import block_bootstrap, crps

SEED = 7
MONTHS = (180, 210)
REFERENCES = ("bootstrap", "last observed")
LEVEL = 0.9


def cells(
    world: Countries, tell: Told, horizon: int, channels: tuple[int, ...], months: tuple[int, ...]
) -> list[dict[str, object]]:
    """What is told of each of the channels, which are fitted together."""
    rng = np.random.default_rng(SEED)
    parts: list[dict[str, list[np.ndarray]]] = [{} for _ in channels]
    own = sorted(day for h, day in world.origins if h == horizon)
    for days in [*([t for t in range(first, first + 28, 7)] for first in months), own]:
        past = teaching_origins(days[0], horizon)
        teach = [rows_at(world.panel, past, horizon, channel, tell=tell) for channel in channels]
        models = fit_counts(teach, plain=tell.plain, horizon=horizon, seed=SEED)
        for channel, model, found in zip(channels, models, parts, strict=True):
            for day in days:
                for name, values in judged(world, tell, model, day, channel, rng).items():
                    found.setdefault(name, []).append(values)
    return [summary({name: np.concatenate(values) for name, values in found.items()}) for found in parts]


def judged(
    world: Countries, tell: Told, model: CountModel, day: int, channel: int, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """What is scored of each dyad at one origin."""
    ask = rows_at(world.panel, [day], model.horizon, channel, tell=tell)
    before = world.panel.own(ask.dyad, 0, day, channel)
    last = before[:, -model.horizon :].sum(axis=1, dtype=np.float64)
    mass = model.mass(ask.x, before)
    low, high = interval(mass, level=LEVEL)
    return {
        "model": crps(mass, ask.count),
        "bootstrap": crps(bootstrap(before, model.horizon), ask.count),
        "last observed": crps(poisson(last, longest=int(2 * last.max() + 50)), ask.count),
        "inside": (ask.count >= low) & (ask.count <= high),
        "claimed": holds(mass, low, high),
        "beyond zero": mass[:, 0] < LEVEL,
        "transform": _transform(mass, ask.count, rng),
        "origin": ask.origin,
    }


def summary(parts: dict[str, np.ndarray]) -> dict[str, object]:
    mean = {name: float(parts[name].mean()) for name in ("model", *REFERENCES)}
    best = min(REFERENCES, key=lambda name: mean[name])
    low, high = block_bootstrap((parts[best] - parts["model"]) / mean[best], parts["origin"], seed=SEED)
    beyond, pit = parts["beyond zero"], parts["transform"]
    return {
        **{f"crps {name}": round(v, 4) for name, v in mean.items()},
        "gain": round(1 - mean["model"] / mean[best], 4),
        "gain_90": [round(low, 4), round(high, 4)],
        "interval_holds": round(float(parts["inside"].mean()), 3),
        "interval_claims": round(float(parts["claimed"].mean()), 3),
        "beyond_zero": round(float(beyond.mean()), 3),
        "interval_holds_beyond_zero": round(float(parts["inside"][beyond].mean()), 3),
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
    tell, months = Told(), tuple(int(day) for day in sys.argv[2:]) or MONTHS
    for channels in ((TOTAL,), tuple(range(QUADS))):
        for horizon in (7, 30):
            for channel, found in zip(channels, cells(world, tell, horizon, channels, months), strict=True):
                name = "all events" if channel == TOTAL else f"quad {channel + 1}"
                print(f"{name}, {horizon} days", json.dumps(found), flush=True)
        tell.forget()
    print(json.dumps({"corpus": world.folder.digest, "seed": SEED, "cpu_seconds": round(cpu_seconds(), 1)}))


if __name__ == "__main__":
    main()
