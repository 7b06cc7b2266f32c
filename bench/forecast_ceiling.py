"""How far bootstrap can be beaten at all where paces stand still: `python bench/forecast_ceiling.py DIR`.

A made-up world: every dyad active at an origin of the folder has a pace that never changes (its own of ninety days,
leaning with thirty days on that of all), and its past and its future are drawn from it. One who knew these paces would
forecast a Poisson count, and no forecaster could do better; the bootstrap sees ninety drawn days. Prints by how much
the CRPS of the one who knows is below that of the bootstrap. What a model gains beyond that it gains by telling which
paces change.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from demarche.forecast.counts import bootstrap, poisson
from demarche.forecast.dyads import QUADS, Countries, read_countries
from demarche.forecast.panel import TOTAL
from demarche.forecast.scores import crps

SEED = 7
DAYS, LEAN = 90, 30
ROUNDS = 8


def gain(world: Countries, horizon: int, channel: int) -> float:
    rng = np.random.default_rng(SEED)
    pace = np.concatenate([paces(world, day, channel) for h, day in world.origins if h == horizon])
    known, drawn = 0.0, 0.0
    said = poisson(horizon * pace, longest=int(2 * horizon * pace.max() + 50))
    for _ in range(ROUNDS):
        past = rng.poisson(pace[:, None], size=(len(pace), DAYS)).astype(np.float32)
        count = rng.poisson(horizon * pace).astype(np.float64)
        known += crps(said, count).mean()
        drawn += crps(bootstrap(past, horizon), count).mean()
    return 1 - known / drawn


def paces(world: Countries, day: int, channel: int) -> np.ndarray:
    seen = world.panel.own(world.panel.active(day), 0, day, channel)[:, -DAYS:]
    counts = seen.sum(axis=1, dtype=np.float64)
    return (counts + LEAN * counts.mean() / seen.shape[1]) / (seen.shape[1] + LEAN)


def main() -> None:
    world = read_countries(Path(sys.argv[1]))
    for horizon in (7, 30):
        found = {
            "all events" if k == TOTAL else f"quad {k + 1}": gain(world, horizon, k) for k in (TOTAL, *range(QUADS))
        }
        print(f"{horizon} days", json.dumps({name: round(value, 3) for name, value in found.items()}))
    print(json.dumps({"corpus": world.folder.digest, "seed": SEED}))


if __name__ == "__main__":
    main()
