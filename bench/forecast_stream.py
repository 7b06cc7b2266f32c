"""The forecaster for own streams, run on a benchmark folder as if it were one: `python bench/forecast_stream.py DIR`.

Every active dyad at the folder's origins gets its four class probabilities from `demarche.forecast.outlook`, fitted
on what lies before the origin; Brier score beside the recalibrated EWMA, and calibration error; CRPS of the counts
beside the better of bootstrap and last-observed Poisson.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import datetime as dt
import json

import numpy as np

from demarche.forecast.baselines import plain, recalibrated
from demarche.forecast.benchmark import cpu_seconds
from demarche.forecast.correction import correction, design_of
from demarche.forecast.counts import bootstrap, poisson
from demarche.forecast.dyads import QUADS, Countries, read_countries, rows_at, teaching_origins
from demarche.forecast.logistic import expit
from demarche.forecast.rates import StreamArrays, opposite, state_at
from demarche.forecast.scores import brier, calibration_error, crps
from demarche.forecast.targets import Target

TARGETS = tuple(Target(quad=q) for q in range(1, QUADS + 1))


def arrays(world: Countries) -> StreamArrays:
    """The panel's events as a stream; each arrived on its day."""
    counts = world.panel.counts[:, :QUADS]
    dyad, quad, day = np.nonzero(counts)
    times = counts[dyad, quad, day].astype(int)
    dyad, quad, day = (np.repeat(v, times) for v in (dyad, quad, day))
    names = tuple((world.names[a], world.names[b]) for a, b in world.panel.dyads.tolist())
    holds = quad[:, None] == np.arange(QUADS)[None, :]
    return StreamArrays(names, TARGETS, dt.date(2018, 1, 1), dyad, day, day, holds, opposite(names))


def fading(world: Countries, days: list[int], horizon: int, quad: int) -> np.ndarray:
    parts = [plain(world.panel.own(world.panel.active(t), 0, t, quad), horizon) for t in days]
    return np.concatenate([part["fading 30"] for part in parts])


def losses(
    world: Countries, mass: np.ndarray, dyads: np.ndarray, day: int, horizon: int, quad: int
) -> dict[str, np.ndarray]:
    """CRPS of the counts said and of the two references."""
    truth = world.panel.outcome(dyads, day, horizon, quad)
    own = world.panel.own(dyads, 0, day, quad)
    last = own[:, -horizon:].sum(axis=1, dtype=np.float64)
    return {
        "model": crps(mass, truth),
        "bootstrap": crps(bootstrap(own, horizon), truth),
        "last observed": crps(poisson(last, longest=int(2 * last.max() + 50)), truth),
    }


def main() -> None:
    world = read_countries(Path(sys.argv[1]))
    stream = arrays(world)
    for horizon in sorted({h for h, _ in world.origins}):
        days = sorted(day for h, day in world.origins if h == horizon)
        said = {q: [] for q in range(QUADS)}
        raw = {q: [] for q in range(QUADS)}
        count: dict[int, dict[str, list[np.ndarray]]] = {q: {} for q in range(QUADS)}
        for day in days:
            state, dyads = state_at(stream, day), world.panel.active(day)
            model = correction(stream, day, horizon, list(range(QUADS)))
            for q in range(QUADS):
                design = design_of(state, dyads, [q], horizon)
                said[q].append(model.chance.predict(design))
                raw[q].append(expit(design[:, 0]))
                mass = model.mass(said[q][-1], design, state.shape[dyads, q] / state.span[dyads, q] * horizon)
                for name, loss in losses(world, mass, dyads, day, horizon, q).items():
                    count[q].setdefault(name, []).append(loss)
        for q in range(QUADS):
            ask = rows_at(world.panel, days, horizon, q)
            past = teaching_origins(days[0], horizon)
            teach = rows_at(world.panel, past, horizon, q)
            before, now = fading(world, past, horizon, q), fading(world, days, horizon, q)
            p, y = np.concatenate(said[q]), ask.happened
            references = ("bootstrap", "last observed")
            score = {name: float(np.concatenate(v).mean()) for name, v in count[q].items()}
            print(f"quad {q + 1}, {horizon} days", json.dumps({
                "brier": round(brier(p, y), 5), "brier_uncorrected": round(brier(np.concatenate(raw[q]), y), 5),
                "brier_recalibrated_ewma": round(brier(recalibrated(before, teach.happened, now), y), 5),
                "calibration_error": round(calibration_error(p, y), 4), "forecasts": len(y),
                "crps": {name: round(v, 4) for name, v in score.items()},
                "crps_gain": round(1 - score["model"] / min(score[name] for name in references), 3),
            }))  # fmt: skip
    print(json.dumps({"corpus": world.folder.digest, "cpu_seconds": round(cpu_seconds(), 1)}))


if __name__ == "__main__":
    main()
