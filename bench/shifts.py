"""Shift detection on synthetic series.

`python bench/shifts.py` checks the stated false-alarm rate on fresh null series (rates and scatter that the
thresholds were not made from) and measures how many changes are seen within 60 days, and how soon.
`--seed N` draws other series. `python bench/shifts.py --calibrate FILE` makes the threshold table anew.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import resource
from pathlib import Path

import numpy as np

from demarche.signals.detector import WARM_UP, evidence
from demarche.signals.thresholds import load_thresholds

DAYS = 365
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
SCATTER = (1.0, 1.2, 1.5, 2.5, 4.0)  # variance over mean
SEED = 41  # thresholds were made with 11, their safety chosen with 101 and 102
NULLS, CHANGED = 1000, 400  # series per cell of the check
BUDGETS = (0.2, 0.1, 0.05, 0.02, 0.01)  # alarms per dyad-year, per direction


def null(rng: np.random.Generator, n: int, rate: float, scatter: float, days: int = DAYS) -> np.ndarray:
    """Counts of constant rate; with scatter above 1, days differ as a gamma makes them differ."""
    level = np.full((n, days), rate)
    if scatter > 1:
        level = rng.gamma(rate / (scatter - 1), scatter - 1, size=level.shape)
    return rng.poisson(level).astype(float)


def changed(
    rng: np.random.Generator, n: int, rate: float, factor: float, scatter: float
) -> tuple[np.ndarray, np.ndarray]:
    """Series whose rate is multiplied on a random day between 150 and 260."""
    at = rng.integers(150, 260, size=n)
    before, after = null(rng, n, rate, scatter), null(rng, n, rate * factor, scatter)
    return np.where(np.arange(DAYS)[None, :] < at[:, None], before, after), at


def calibrate(path: Path, *, n: int = 3000, seed: int = 11) -> None:
    rng = np.random.default_rng(seed)
    watched = DAYS - WARM_UP
    lines = ["# version 1; log Bayes factors that constant series exceed in 320 watched days at these yearly rates.",
             f"# Synthetic: bench/shifts.py --calibrate, seed {seed}, {n} series a cell.",
             "direction,rate,scatter," + ",".join(f"at_{b}" for b in BUDGETS)]  # fmt: skip
    for rate in RATES:
        for scatter in SCATTER:
            found = evidence(null(rng, n, rate, scatter))
            for name, values in (("up", found.up), ("down", found.down)):
                top = values.max(axis=1)
                cut = [np.quantile(top, np.exp(-b * watched / 365)) for b in BUDGETS]
                lines.append(f"{name},{rate},{scatter}," + ",".join(f"{c:.3f}" for c in cut))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def check(*, seed: int) -> dict[str, object]:
    from demarche.signals.shifts import first_alarms

    rng = np.random.default_rng(seed)
    table = load_thresholds()
    alarms, years = 0, 0.0
    by_cell: dict[str, float] = {}
    by_scatter: dict[str, list[float]] = {}
    one = NULLS * (DAYS - WARM_UP) / 365  # dyad-years of a cell
    for rate in (0.02, 0.05, 0.2, 0.3, 0.6, 1.0, 2.0, 5.0):
        for scatter in (1.0, 1.15, 1.3, 1.6, 2.0, 3.0):
            up, down = first_alarms(null(rng, NULLS, rate, scatter), table=table, false_alarms=0.1)
            n = int(((up >= 0) | (down >= 0)).sum())
            by_cell[f"rate {rate}, scatter {scatter}"] = round(n / one, 3)
            by_scatter.setdefault(f"scatter {scatter}", []).append(n / one)
            alarms, years = alarms + n, years + one
    out: dict[str, object] = {
        "false_alarms_per_dyad_year": round(alarms / years, 4),
        "by_scatter": {name: round(float(np.mean(v)), 3) for name, v in by_scatter.items()},
        "highest_cell": max(by_cell.items(), key=lambda entry: entry[1]),
        "standard_error_of_a_cell_at_0.1": round(float(np.sqrt(0.1 / one)), 3),
        "by_cell": by_cell,
    }
    for label, rate, factor in CHANGES:
        for scatter in (1.0, 1.5):
            rows, at = changed(rng, CHANGED, rate, factor, scatter)
            up, down = first_alarms(rows, table=table, false_alarms=0.1, start=at)
            delay = np.where((up if factor > 1 else down) >= 0, (up if factor > 1 else down) - at + 1, 999)
            hit = delay <= 60
            median = float(np.median(delay[hit])) if hit.any() else None
            out[f"{label}, scatter {scatter}"] = {
                "seen_in_60_days": round(float(hit.mean()), 3),
                "median_delay": median,
            }
    return out


CHANGES = (
    ("1 a day doubled", 1.0, 2.0), ("0.3 a day tripled", 0.3, 3.0), ("0.1 a day fivefold", 0.1, 5.0),
    ("3 a day doubled", 3.0, 2.0), ("1 a day to 0.4", 1.0, 0.4), ("3 a day halved", 3.0, 0.5),
    ("0.3 a day to 0.06", 0.3, 0.2),
    ("thaw: cooperation 0.01 to 0.1 a day", 0.01, 10.0), ("thaw: cooperation 0.02 to 0.2 a day", 0.02, 10.0),
    ("thaw: cooperation 0.003 to 0.1 a day", 0.003, 33.0),
)  # fmt: skip


def main() -> None:
    if "--calibrate" in sys.argv:
        calibrate(Path(sys.argv[-1]))
        return
    seed = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else SEED
    for name, value in check(seed=seed).items():
        print(name, json.dumps(value))
    print(json.dumps({"seed": seed, "cpu_seconds": round(resource.getrusage(resource.RUSAGE_SELF).ru_utime, 1)}))


if __name__ == "__main__":
    main()
