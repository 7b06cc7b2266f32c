"""The model behind counts: how many to expect, and how widely counts scatter around that.

The mean is the geometric mean of boosters and log-linear models, over the plain features of a dyad and over all of
them: each errs in its own way. Classes that are fitted together have as many views again that learn from the rows of
all classes, told which one a row is of: a rare class borrows what a busy week or a long silence is worth. The size of
the negative binomial follows the mean (log-linear) and is fitted by likelihood on the last part of the past, which
those means were not fitted on, so that intervals are honest about both kinds of error. There the means also show by how
much they run ahead of or behind a stream that shrinks or grows; half of that is made good. A part of the dyad's own
past windows is mixed in (a linear pool, cf. Gneiting and Ranjan 2013): they know of bursts that a smooth distribution
does not.

The settings were chosen on origins in days 90–171 of ICEWS18, none of which `bench/forecast_counts.py` asks about.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import lightgbm
import numpy as np
import numpy.typing as npt

from demarche.forecast.counts import SMALLEST_MEAN, bootstrap, negative_binomial, pool
from demarche.forecast.dyads import Rows
from demarche.forecast.loglinear import EDGE, LogLinear, fit_loglinear, gradient, log_likelihood, size_at

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

SLOPES = np.linspace(-0.2, 1.2, 15)
LEVELS = np.linspace(-2.5, 3.0, 23)
BOOSTERS = 2  # for each width: two of a class alone, or one of its own and one in common with others
ROUNDS = 200
RIDGE = 30.0
ROUGH = (0.6, 0.6)  # the scatter that weighs rows while means are fitted; that of forecasts is fitted afterwards
OWN_PART = 0.15  # part of the dyad's own windows in the pool
MADE_GOOD = 0.5  # part of the drift seen on the last part of the past
PACE_COLUMNS = ("own rate, last 30 days", "own rate, last 90 days", "own rate, fading over 30 days",
                "own rate, whole record")  # fmt: skip


@dataclass(frozen=True)
class Lesson:
    """Rows that teach: features, counts that came, and the logs from which the means start."""

    x: Floats
    counts: Doubles
    start: Doubles

    def part(self, rows: npt.NDArray[np.bool_]) -> Lesson:
        return Lesson(self.x[rows], self.counts[rows], self.start[rows])


@dataclass(frozen=True)
class View:
    """Boosters and a log-linear model over the first `width` columns, and, where it is common to `of` classes, over
    marks that say which one a row is of."""

    width: int
    boosters: tuple[lightgbm.Booster, ...]
    linear: LogLinear
    which: int = 0
    of: int = 0

    def logs(self, x: Floats, start: Doubles) -> Doubles:
        """Log means of both kinds of model, averaged."""
        x = _marked(x[:, : self.width], self.which, self.of)
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


def fit_counts(classes: Sequence[Rows], *, plain: int, horizon: int, seed: int) -> tuple[CountModel, ...]:
    """One model for each class; its means are fitted on all rows of the past.

    Drift and scatter are fitted on the last third of origins, with means fitted on the others. The first `plain`
    columns are the plain features, over which half of the models see no others.
    """
    names = classes[0].names
    columns, widths = tuple(names.index(name) for name in PACE_COLUMNS), tuple(dict.fromkeys((plain, len(names))))
    lessons = [Lesson(rows.x, rows.count, own_pace(rows.x, columns, horizon)) for rows in classes]
    late = [rows.origin > np.quantile(np.unique(rows.origin), 0.67) for rows in classes]
    earlier = _fit([lesson.part(~rows) for lesson, rows in zip(lessons, late, strict=True)], widths, seed)
    spread = [_spread(views, lesson.part(rows)) for views, lesson, rows in zip(earlier, lessons, late, strict=True)]
    fitted = _fit(lessons, widths, seed)
    return tuple(CountModel(views, *told, columns, horizon) for views, told in zip(fitted, spread, strict=True))


def _mean(views: tuple[View, ...], x: Floats, start: Doubles) -> Doubles:
    return np.asarray(np.maximum(np.exp(np.mean([view.logs(x, start) for view in views], axis=0)), SMALLEST_MEAN))


def _fit(lessons: list[Lesson], widths: tuple[int, ...], seed: int) -> list[tuple[View, ...]]:
    """The views of each class: its own, and with several classes those that are common to all."""
    of = len(lessons)
    boosters = BOOSTERS if of == 1 else 1
    own = [tuple(_view(one, width, boosters, seed) for width in widths) for one in lessons]
    if of == 1:
        return own
    together = Lesson(
        np.concatenate([_marked(one.x, k, of) for k, one in enumerate(lessons)]),
        np.concatenate([one.counts for one in lessons]),
        np.concatenate([one.start for one in lessons]),
    )
    common = [_view(together, width, 1, seed + 1, of=of) for width in widths]
    return [(*views, *(replace(view, which=k) for view in common)) for k, views in enumerate(own)]


def _marked(x: Floats, which: int, of: int) -> Floats:
    marks = np.tile(np.arange(of, dtype=np.float32) == which, (len(x), 1))
    return np.concatenate([x, marks.astype(np.float32)], axis=1)


def _view(lesson: Lesson, width: int, boosters: int, seed: int, *, of: int = 0) -> View:
    """Fitted over the first `width` columns and the last `of`, which are marks."""
    n = lesson.x.shape[1]
    x = lesson.x[:, [*range(width), *range(n - of, n)]]
    return View(
        width,
        tuple(_boosted(x, lesson.counts, lesson.start, seed + i) for i in range(boosters)),
        fit_loglinear(x, lesson.counts, lesson.start, ridge=RIDGE, rough=ROUGH),
        of=of,
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


def _spread(views: tuple[View, ...], later: Lesson) -> tuple[float, float, float]:
    """Drift, level and slope on rows that the views have not seen."""
    mean = _mean(views, later.x, later.start)
    drift = float((later.counts.sum() + 1) / (mean.sum() + 1)) ** MADE_GOOD
    return drift, *_scatter(later.counts, drift * mean)


def _scatter(counts: Doubles, mean: Doubles) -> tuple[float, float]:
    """The likeliest level and slope of the log size."""
    chances = [(log_likelihood(counts, mean, np.exp(a + b * np.log(mean))), a, b) for a in LEVELS for b in SLOPES]
    _, level, slope = max(chances)
    return float(level), float(slope)
