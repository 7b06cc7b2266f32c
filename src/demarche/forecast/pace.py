"""The model behind counts: how many to expect, and how widely counts scatter around that.

The mean is the geometric mean of boosters and log-linear models, over the plain features of a dyad and over all of
them: each errs in its own way. The size of the negative binomial follows the mean (log-linear) and is fitted by
likelihood on the last part of the past, which those means were not fitted on, so that intervals are honest about both
kinds of error. There the means also show by how much they run ahead of or behind a stream that shrinks or grows; half
of that is made good. A part of the dyad's own past windows is mixed in (a linear pool, cf. Gneiting and Ranjan 2013):
they know of bursts that a smooth distribution does not.

The settings were chosen on origins in days 90–171 of ICEWS18, none of which `bench/forecast_counts.py` asks about.
"""

from __future__ import annotations

from dataclasses import dataclass

import lightgbm
import numpy as np
import numpy.typing as npt

from demarche.forecast.counts import SMALLEST_MEAN, bootstrap, negative_binomial, pool
from demarche.forecast.loglinear import EDGE, LogLinear, fit_loglinear, gradient, log_likelihood, size_at

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

SLOPES = np.linspace(-0.2, 1.2, 15)
LEVELS = np.linspace(-2.5, 3.0, 23)
BOOSTERS = 2
ROUNDS = 200
RIDGE = 30.0
ROUGH = (0.6, 0.6)  # the scatter that weighs rows while means are fitted; that of forecasts is fitted afterwards
OWN_PART = 0.15  # part of the dyad's own windows in the pool
MADE_GOOD = 0.5  # part of the drift seen on the last part of the past
PACE_COLUMNS = ("own rate, last 30 days", "own rate, last 90 days", "own rate, fading over 30 days",
                "own rate, whole record")  # fmt: skip


@dataclass(frozen=True)
class View:
    """Boosters and a log-linear model over the first `width` columns."""

    width: int
    boosters: tuple[lightgbm.Booster, ...]
    linear: LogLinear

    def logs(self, x: Floats, start: Doubles) -> Doubles:
        """Log means of both kinds of model, averaged."""
        x = x[:, : self.width]
        raw = [np.asarray(b.predict(x, raw_score=True, num_threads=1), dtype=np.float64) for b in self.boosters]
        boosted = np.minimum(np.mean(raw, axis=0) + start, EDGE)
        return np.asarray((boosted + np.log(self.linear.mean(x, start))) / 2)


@dataclass(frozen=True)
class CountModel:
    """The dyad's own pace times what the views say; log size = level + slope · log mean."""

    views: tuple[View, ...]
    drift: float
    level: float
    slope: float
    pace: tuple[int, ...]
    horizon: int

    def mean(self, x: Floats) -> Doubles:
        return self.drift * _mean(self.views, x, own_pace(x, self.pace, self.horizon))

    def size(self, mean: Doubles) -> Doubles:
        return np.asarray(np.exp(self.level + self.slope * np.log(mean)), dtype=np.float64)

    def mass(self, x: Floats, own: Floats) -> Doubles:
        """P(n) for n = 0, 1, …; one row per row of x, with the daily counts `own` before the origin."""
        mean = self.mean(x)
        return pool(negative_binomial(mean, self.size(mean)), bootstrap(own, self.horizon), part=OWN_PART)


def own_pace(x: Floats, columns: tuple[int, ...], horizon: int) -> Doubles:
    """Log of the events that the dyad's own past suggests for the horizon; the models start from there."""
    daily = np.expm1(x[:, list(columns)].astype(np.float64)).mean(axis=1) / 30
    return np.asarray(np.log(horizon * daily + 0.01))


def fit_counts(
    x: Floats, counts: Doubles, origin: npt.NDArray[np.int64], *, names: tuple[str, ...], plain: int, horizon: int,
    seed: int,
) -> CountModel:  # fmt: skip
    """Fit means on all rows, drift and scatter on the last third of origins with means fitted on the others.

    The first `plain` columns are the plain features, over which half of the models see no others.
    """
    columns = tuple(names.index(name) for name in PACE_COLUMNS)
    start, widths = own_pace(x, columns, horizon), tuple(dict.fromkeys((plain, len(names))))
    late = origin > np.quantile(np.unique(origin), 0.67)
    held_out = _mean(_fit(x[~late], counts[~late], start[~late], widths, seed), x[late], start[late])
    drift = float((counts[late].sum() + 1) / (held_out.sum() + 1)) ** MADE_GOOD
    level, slope = _scatter(counts[late], drift * held_out)
    return CountModel(_fit(x, counts, start, widths, seed), drift, level, slope, columns, horizon)


def _mean(views: tuple[View, ...], x: Floats, start: Doubles) -> Doubles:
    return np.asarray(np.maximum(np.exp(np.mean([view.logs(x, start) for view in views], axis=0)), SMALLEST_MEAN))


def _fit(x: Floats, counts: Doubles, start: Doubles, widths: tuple[int, ...], seed: int) -> tuple[View, ...]:
    return tuple(
        View(
            width,
            tuple(_boosted(x[:, :width], counts, start, seed + i) for i in range(BOOSTERS)),
            fit_loglinear(x[:, :width], counts, start, ridge=RIDGE, rough=ROUGH),
        )
        for width in widths
    )


def _boosted(x: Floats, counts: Doubles, start: Doubles, seed: int) -> lightgbm.Booster:
    def negative_binomial_loss(log_mean: Doubles, data: lightgbm.Dataset) -> tuple[Doubles, Doubles]:
        mean = np.exp(np.minimum(log_mean, EDGE))
        return gradient(mean, np.asarray(data.get_label()), size_at(mean, *ROUGH))

    parameters = {
        "objective": negative_binomial_loss, "learning_rate": 0.05, "num_leaves": 15, "min_data_in_leaf": 100,
        "max_bin": 63, "feature_fraction": 0.5, "bagging_fraction": 0.5, "bagging_freq": 1, "extra_trees": True,
        "lambda_l2": 5.0, "num_threads": 1, "deterministic": True, "force_col_wise": True, "seed": seed,
        "verbosity": -1,
    }  # fmt: skip
    return lightgbm.train(parameters, lightgbm.Dataset(x, counts, init_score=start), num_boost_round=ROUNDS)


def _scatter(counts: Doubles, mean: Doubles) -> tuple[float, float]:
    """The likeliest level and slope of the log size."""
    chances = [(log_likelihood(counts, mean, np.exp(a + b * np.log(mean))), a, b) for a in LEVELS for b in SLOPES]
    _, level, slope = max(chances)
    return float(level), float(slope)
