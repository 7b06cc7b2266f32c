"""How much evidence an alarm needs, so that constant series alarm no more often than stated.

The table was made by simulation (bench/shifts.py --calibrate) for rates, scatter and alarm budgets; in between,
thresholds are interpolated. Budgets below the table's are extrapolated along log budget.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Thresholds:
    """`values[direction]` has the axes rate, scatter, budget; budgets fall."""

    rates: Doubles
    scatters: Doubles
    budgets: Doubles
    values: dict[str, Doubles]

    def at(self, direction: str, rate: Doubles, scatter: Doubles, budget: float) -> Doubles:
        """Thresholds for series of these rates and dispersions at a yearly false-alarm budget."""
        table = _along(self.values[direction], -np.log(self.budgets), -np.log(budget))
        i, u = _place(np.log(self.rates), np.log(np.maximum(rate, 1e-9)))
        j, v = _place(self.scatters, scatter)
        low = table[i, j] * (1 - v) + table[i, j + 1] * v
        high = table[i + 1, j] * (1 - v) + table[i + 1, j + 1] * v
        return np.asarray(low * (1 - u) + high * u)


def _along(values: Doubles, points: Doubles, x: float) -> Doubles:
    """Linear along the last axis, continued beyond its ends."""
    k = int(np.clip(np.searchsorted(points, x) - 1, 0, len(points) - 2))
    share = (x - points[k]) / (points[k + 1] - points[k])
    return np.asarray(values[..., k] * (1 - share) + values[..., k + 1] * share)


def _place(points: Doubles, x: Doubles) -> tuple[npt.NDArray[np.int64], Doubles]:
    x = np.clip(x, points[0], points[-1])
    k = np.clip(np.searchsorted(points, x, side="right") - 1, 0, len(points) - 2)
    return k, np.asarray((x - points[k]) / (points[k + 1] - points[k]))


def load_thresholds() -> Thresholds:
    """The shipped table."""
    text = resources.files("demarche.signals").joinpath("data/thresholds.csv").read_text(encoding="utf-8")
    rows = list(csv.reader(line for line in text.splitlines() if not line.startswith("#")))
    budgets = np.array([float(name.removeprefix("at_")) for name in rows[0][3:]])
    rates = sorted({float(row[1]) for row in rows[1:]})
    scatters = sorted({float(row[2]) for row in rows[1:]})
    values = {name: np.zeros((len(rates), len(scatters), len(budgets))) for name in ("up", "down")}
    for row in rows[1:]:
        values[row[0]][rates.index(float(row[1])), scatters.index(float(row[2]))] = [float(v) for v in row[3:]]
    return Thresholds(np.array(rates), np.array(scatters), budgets, values)
