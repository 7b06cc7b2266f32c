"""Dyad probabilities against recalibrated baselines: `python bench/forecast_dyads.py DIR`.

Origins: those of the folder, and weekly ones of the last training months; for each month the models and baselines
are fitted anew on windows that end before it. Prints per class and horizon the Brier score of the model and of every
baseline, the gain over the best baseline with a block bootstrap (blocks are weeks of origin), and the calibration
error in ten equally filled bins, for all origins and for the folder's own; beside it what chance alone gives a
perfectly calibrated forecaster with the same probabilities, were dyads independent.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json

import numpy as np

from demarche.forecast.baselines import BASELINES, plain
from demarche.forecast.benchmark import cpu_seconds
from demarche.forecast.dyads import QUADS, Countries, fit_cell, read_countries, rows_at, teaching_origins
from demarche.forecast.finer import Told
from demarche.forecast.scores import block_bootstrap, calibration_error

EXTRA_MONTHS = (150, 180, 210)
SEED = 7
DRAWS = 100


def months(world: Countries, horizon: int) -> list[list[int]]:
    own = sorted(day for h, day in world.origins if h == horizon)
    extra = [[t for t in range(first, first + 28, 7)] for first in EXTRA_MONTHS]
    return [*extra, own]


def plain_at(world: Countries, days: list[int], horizon: int, channel: int) -> dict[str, np.ndarray]:
    parts = [plain(world.panel.own(world.panel.active(t), 0, t, channel), horizon) for t in days]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def cell(world: Countries, tell: Told, horizon: int, channel: int) -> dict[str, object]:
    truth, block, own, said = [], [], [], {name: [] for name in ("model", *BASELINES)}
    for days in months(world, horizon):
        past = teaching_origins(days[0], horizon)
        teach, ask = (rows_at(world.panel, origins, horizon, channel, tell=tell) for origins in (past, days))
        said["model"].append(fit_cell(teach, seed=SEED).predict(ask.x))
        before, now = plain_at(world, past, horizon, channel), plain_at(world, days, horizon, channel)
        for name, (quantity, method) in BASELINES.items():
            said[name].append(method(before[quantity], teach.happened, now[quantity]))
        truth.append(ask.happened)
        block.append(ask.origin)
        own.append(np.full(len(ask.origin), days == months(world, horizon)[-1]))
    y, blocks, folder = np.concatenate(truth), np.concatenate(block), np.concatenate(own)
    return summary(y, {name: np.concatenate(p) for name, p in said.items()}, blocks, folder)


def summary(y: np.ndarray, said: dict[str, np.ndarray], blocks: np.ndarray, own: np.ndarray) -> dict[str, object]:
    loss = {name: (p - y) ** 2 for name, p in said.items()}
    best = min((name for name in loss if name != "model"), key=lambda name: loss[name].mean())
    low, high = block_bootstrap(loss[best] - loss["model"], blocks, seed=SEED)
    return {
        "brier": {name: round(float(v.mean()), 5) for name, v in loss.items()},
        "brier_folder_origins": {name: round(float(v[own].mean()), 5) for name, v in loss.items()},
        "best_baseline": best,
        "gain_90": [round(low, 5), round(high, 5)],
        "calibration_error": round(calibration_error(said["model"], y), 4),
        "calibration_error_by_chance": round(by_chance(said["model"]), 4),
        "calibration_error_folder_origins": round(calibration_error(said["model"][own], y[own]), 4),
        "calibration_error_folder_origins_by_chance": round(by_chance(said["model"][own]), 4),
        "forecasts": len(y),
    }


def by_chance(p: np.ndarray) -> float:
    """Mean calibration error of outcomes drawn from the forecasts themselves."""
    rng = np.random.default_rng(SEED)
    return float(np.mean([calibration_error(p, (rng.random(len(p)) < p).astype(float)) for _ in range(DRAWS)]))


def main() -> None:
    world = read_countries(Path(sys.argv[1]))
    cells, tell = {}, Told()
    for channel in range(QUADS):
        for horizon in (7, 30):
            cells[f"quad {channel + 1}, {horizon} days"] = found = cell(world, tell, horizon, channel)
            print(f"quad {channel + 1}, {horizon:2d} days", json.dumps(found), flush=True)
        tell.forget()
    better = sum(c["gain_90"][0] >= 0 for c in cells.values())
    ahead = sum(c["brier"]["model"] < min(v for k, v in c["brier"].items() if k != "model") for c in cells.values())
    print(json.dumps({"better_in": ahead, "lower_bound_at_least_0_in": better, "corpus": world.folder.digest,
                      "seed": SEED, "cpu_seconds": round(cpu_seconds(), 1)}))  # fmt: skip


if __name__ == "__main__":
    main()
