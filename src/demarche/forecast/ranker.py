"""The learned ranker over history features: rows for training, the fit, and scores for queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import lightgbm
import numpy as np
import numpy.typing as npt

from demarche.forecast.candidates import Candidates, candidates, ranked
from demarche.forecast.features import features
from demarche.forecast.groups import groups_of
from demarche.forecast.history import History, World

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

CHUNK = 600  # queries looked at together: keeps the feature table near 60 MB


@dataclass(frozen=True)
class RankerSettings:
    """Chosen on the validation days of ICEWS14s only."""

    warm_up: float = 0.2  # part of the training days that only fills the history
    most: int = 110_000  # queries that teach, at most; evenly drawn from the later days
    hard: int = 20  # rivals kept by cheap score
    easy: int = 12  # rivals drawn from the rest
    rounds: int = 240
    seed: int = 7


@dataclass(frozen=True)
class Batch:
    """Queries (actor, relation) of one day with their candidates and features."""

    day: int
    s: Ints
    r: Ints
    found: Candidates
    names: tuple[str, ...]
    values: Floats


def queries(rows: Ints) -> tuple[Ints, Ints]:
    """The distinct (actor, relation) asked by rows of one day."""
    distinct = np.unique(rows[:, :2], axis=0)
    return distinct[:, 0], distinct[:, 1]


def batches(history: History, day: int, s: Ints, r: Ints, *, chunk: int = CHUNK) -> Iterator[Batch]:
    """Candidates and features of queries, some hundred at a time."""
    history.advance(day)
    for low in range(0, len(s), chunk):
        part_s, part_r = s[low : low + chunk], r[low : low + chunk]
        found = candidates(history, part_s, part_r)
        names, values = features(history, part_s, part_r, found)
        yield Batch(day, part_s, part_r, found, names, values)


def is_true(history: History, day: int, s: Ints, r: Ints, found: Candidates) -> npt.NDArray[np.bool_]:
    """Which candidates are facts of that day."""
    rows = history.rows[history.of_day(day)]
    k = history.keys
    return np.isin(k.fact(s[found.query], r[found.query], found.entity), k.fact(rows[:, 0], rows[:, 1], rows[:, 2]))


@dataclass(frozen=True)
class Lesson:
    """Training rows: features, truth, rows per query."""

    names: tuple[str, ...]
    values: Floats
    truth: npt.NDArray[np.int8]
    offset: Floats
    sizes: Ints


def lessons(history: History, days: Ints, settings: RankerSettings) -> Lesson:
    """Features of a sample of past queries: all truths, the hardest rivals and some easy ones."""
    rng = np.random.default_rng(settings.seed)
    share = settings.most / max(sum(len(queries(history.rows[history.of_day(d)])[0]) for d in days.tolist()), 1)
    names: tuple[str, ...] = ()
    values, truth, offset, sizes = [], [], [], []
    for day in days.tolist():
        s, r = queries(history.rows[history.of_day(day)])
        keep = np.flatnonzero(rng.random(len(s)) < share)
        history.advance(day)
        for low in range(0, len(keep), CHUNK):
            part = keep[low : low + CHUNK]
            found = candidates(history, s[part], r[part])
            true = is_true(history, day, s[part], r[part], found)
            rows, chance = _sample(found, true, rng, settings)
            names, table = features(history, s[part], r[part], found)
            values.append(table[rows])
            truth.append(true[rows].astype(np.int8))
            offset.append(-np.log(chance))
            sizes.append(np.bincount(found.query[rows], minlength=len(part)))
    size = np.concatenate(sizes)
    return Lesson(names, np.concatenate(values), np.concatenate(truth), np.concatenate(offset), size[size > 0])


def _sample(
    found: Candidates, true: npt.NDArray[np.bool_], rng: np.random.Generator, settings: RankerSettings
) -> tuple[Ints, Floats]:
    """Rows worth learning from, and the chance each had to be drawn; queries without a truth teach nothing."""
    hit = np.bincount(found.query, weights=true)[found.query] > 0
    order, rank = ranked(found.query, found.score, found.entity)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = rank
    rest = np.maximum(np.bincount(found.query)[found.query] - settings.hard, 1)
    chance = np.where(true | (place < settings.hard), 1.0, np.minimum(settings.easy / rest, 1.0))
    rows = np.flatnonzero(hit & (rng.random(len(place)) < chance))
    return rows, chance[rows].astype(np.float32)


class Softmax:
    """Loss of naming the truth among its rivals; drawn rivals stand for all those of their kind (offset).

    The truths of one query do not compete with each other, as in the filtered evaluation.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.true = lesson.truth.astype(bool)
        self.starts = np.cumsum(lesson.sizes) - lesson.sizes
        self.sizes = lesson.sizes
        self.offset = lesson.offset

    def __call__(self, scores: npt.NDArray[np.float64], _: lightgbm.Dataset) -> tuple[Doubles, Doubles]:
        level = np.repeat(np.maximum.reduceat(scores, self.starts), self.sizes)
        odds = np.exp(scores - level + self.offset)
        rivals = np.repeat(np.add.reduceat(np.where(self.true, 0.0, odds), self.starts), self.sizes)
        own = odds / (odds + rivals)
        per_query = np.where(self.true, 1 / (odds + rivals), 0.0)
        lost = np.repeat(np.add.reduceat(per_query, self.starts), self.sizes) * odds
        slope = np.where(self.true, own - 1, lost)
        share = np.where(self.true, own, np.minimum(odds / (rivals + 1e-12), 1.0))
        bend = np.maximum(np.where(self.true, own * (1 - own), lost * (1 - share)), 1e-6)
        return slope, bend


def fit(lesson: Lesson, settings: RankerSettings) -> lightgbm.Booster:
    """Learn to put the truth first."""
    data = lightgbm.Dataset(lesson.values, lesson.truth, feature_name=list(lesson.names), params={"max_bin": 63})
    parameters = {
        "objective": Softmax(lesson), "learning_rate": 0.07, "num_leaves": 63, "min_data_in_leaf": 100,
        "feature_fraction": 0.3, "max_bin": 63, "min_sum_hessian_in_leaf": 1.0, "lambda_l2": 5.0,
        "num_threads": 1, "deterministic": True, "force_col_wise": True, "seed": settings.seed, "verbosity": -1,
    }  # fmt: skip
    return lightgbm.train(parameters, data, num_boost_round=settings.rounds)


def world_of(n_entities: int, n_relations: int, names: tuple[str, ...]) -> World:
    """The sizes of a folder's world, inverses counted, and what its names say."""
    return World(n_entities=n_entities, n_relations=2 * n_relations, groups=groups_of(names))
