"""`forecast benchmark-dyads`: will there be at least one event of a quad class between two countries in h days?

One model per class and horizon: a ridge logistic regression and a small gradient-boosted one over the same features,
averaged. Fitted on outcome windows that end before the first origin asked about. Settings were chosen on origins in
days 90–171 of ICEWS18.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import numpy.typing as npt

from demarche.forecast.benchmark import cpu_seconds
from demarche.forecast.finer import Told
from demarche.forecast.folder import Folder, read_folder, read_table
from demarche.forecast.logistic import Logistic, fit_logistic
from demarche.forecast.panel import Panel, build_panel, past

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Tell = Callable[[Panel, Ints, int, int], dict[str, npt.NDArray[np.float32]]]

QUADS = 4
FIRST_ORIGIN = 45  # days of history before the first origin that teaches
STEP = 7  # days between origins that teach


@dataclass(frozen=True)
class Countries:
    """A benchmark folder as a panel of country dyads, with the origins asked about."""

    folder: Folder
    names: tuple[str, ...]
    panel: Panel
    origins: tuple[tuple[int, int], ...]  # horizon, day


@dataclass(frozen=True)
class Rows:
    """Features and outcomes of active dyads at some origins."""

    names: tuple[str, ...]
    x: npt.NDArray[np.float32]
    count: Doubles
    origin: Ints
    dyad: Ints

    @property
    def happened(self) -> Doubles:
        return (self.count > 0).astype(np.float64)


@dataclass(frozen=True)
class Cell:
    """The fitted pair of models for one class and horizon."""

    logistic: Logistic
    booster: lightgbm.Booster

    def predict(self, x: npt.NDArray[np.float32]) -> Doubles:
        boosted = np.asarray(self.booster.predict(x, num_threads=1), dtype=np.float64)
        return (self.logistic.predict(x) + boosted) / 2


def read_countries(path: Path) -> Countries:
    """Read a folder that also holds entity2country.tsv, relation2quad.tsv and origins.tsv."""
    folder = read_folder(path)
    country = {int(row[0]): row[1] for row in read_table(path / "entity2country.tsv")}
    names = tuple(sorted(set(country.values())))
    number = {name: i for i, name in enumerate(names)}
    of_entity = np.array([number.get(country.get(e, ""), -1) for e in range(len(folder.entities))], dtype=np.int64)
    quad = {int(row[0]): int(row[1]) - 1 for row in read_table(path / "relation2quad.tsv")}
    of_relation = np.array([quad.get(r, -1) for r in range(len(folder.relations))], dtype=np.int64)
    facts = folder.together("train", "valid", "test")
    events = np.stack([of_entity[facts[:, 0]], of_entity[facts[:, 2]], of_relation[facts[:, 1]], facts[:, 3]], axis=1)
    events = events[(events[:, 0] >= 0) & (events[:, 1] >= 0) & (events[:, 0] != events[:, 1])]
    origins = tuple((int(row[0]), folder.day(int(row[1]))) for row in read_table(path / "origins.tsv"))
    n_days = max(int(facts[:, 3].max()) + 1, max((day for _, day in origins), default=0))
    panel = build_panel(events, n_actors=len(names), n_channels=QUADS, n_days=n_days)
    return Countries(folder=folder, names=names, panel=panel, origins=origins)


def rows_at(panel: Panel, origins: list[int], horizon: int, channel: int, *, tell: Tell = past) -> Rows:
    """Features and counts to come, for the dyads active at each origin."""
    x, count, origin, dyad = [], [], [], []
    names: tuple[str, ...] = ()
    for t in origins:
        rows = panel.active(t)
        told = tell(panel, rows, t, channel)
        names = tuple(told)
        x.append(np.stack(list(told.values()), axis=1))
        count.append(panel.outcome(rows, t, horizon, channel))
        origin.append(np.full(len(rows), t, dtype=np.int64))
        dyad.append(rows)
    return Rows(names, np.concatenate(x), np.concatenate(count), np.concatenate(origin), np.concatenate(dyad))


def teaching_origins(first: int, horizon: int) -> list[int]:
    """Origins whose outcome windows end before `first`."""
    return list(range(FIRST_ORIGIN, first - horizon + 1, STEP))


def fit_cell(rows: Rows, *, seed: int) -> Cell:
    """Fit both models of one class and horizon."""
    parameters = {
        "objective": "binary", "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 200, "max_bin": 63,
        "feature_fraction": 0.5, "extra_trees": True, "lambda_l2": 10.0, "num_threads": 1, "deterministic": True,
        "force_col_wise": True, "seed": seed, "verbosity": -1,
    }  # fmt: skip
    booster = lightgbm.train(parameters, lightgbm.Dataset(rows.x, rows.happened), num_boost_round=130)
    return Cell(logistic=fit_logistic(rows.x, rows.happened, ridge=30.0), booster=booster)


def run(path: Path, *, seed: int = 7) -> dict[str, Any]:
    """Probabilities for every origin of the folder."""
    started = cpu_seconds()
    world = read_countries(path)
    predictions: list[dict[str, Any]] = []
    tell = Told()
    for channel in range(QUADS):
        for horizon in sorted({h for h, _ in world.origins}):
            days = sorted(day for h, day in world.origins if h == horizon)
            teach = rows_at(world.panel, teaching_origins(days[0], horizon), horizon, channel, tell=tell)
            cell = fit_cell(teach, seed=seed)
            for day in days:
                predictions += _predict(world, cell, day, horizon, channel, tell)
        tell.forget()
    order = sorted(predictions, key=lambda p: (p["horizon"], p["origin"], p["actor"], p["recipient"], p["quad"]))
    cpu = round(cpu_seconds() - started, 1)
    return {"predictions": order, "corpus": world.folder.digest, "seed": seed, "cpu_seconds": cpu}


def _predict(world: Countries, cell: Cell, day: int, horizon: int, channel: int, tell: Tell) -> list[dict[str, Any]]:
    dyads = world.panel.active(day)
    p = cell.predict(np.stack(list(tell(world.panel, dyads, day, channel).values()), axis=1))
    return [
        {
            "origin": world.folder.time(day),
            "actor": world.names[a],
            "recipient": world.names[b],
            "quad": channel + 1,
            "horizon": horizon,
            "p": round(float(value), 6),
        }
        for (a, b), value in zip(world.panel.dyads[dyads].tolist(), p, strict=True)
    ]
