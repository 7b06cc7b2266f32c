"""`forecast benchmark`: who-with-whom ranking on a benchmark folder, under the strict protocol.

Single step, each query alone, both directions; facts of the validation (and test) days before the query's day are
usable, its own day's are not. The ranker is fitted on the training days only for `valid`, on train and valid for
`test`. Settings were chosen on validation days and are constants of the program.
"""

from __future__ import annotations

import resource
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, TextIO

import lightgbm
import msgspec
import numpy as np
import numpy.typing as npt

from demarche.errors import InputError
from demarche.forecast.folder import Folder, read_folder
from demarche.forecast.history import History, with_inverses
from demarche.forecast.ranker import Batch, RankerSettings, batches, fit, lessons, queries, world_of
from demarche.forecast.reasons import Why, why
from demarche.forecast.scores import block_bootstrap, filtered_ranks, summary

Ints = npt.NDArray[np.int64]
LISTED = 200
SHOWN_DIGITS = 6


@dataclass(frozen=True)
class Answer:
    """One query's answer: the best entities with their scores, best first, and why the first one."""

    day: int
    s: int
    r: int
    entities: Ints
    scores: npt.NDArray[np.float32]
    why: Why | None = None


def run(
    folder_path: Path,
    *,
    evaluate: str,
    predictions: TextIO | None = None,
    seed: int = 7,
    settings: RankerSettings | None = None,
    reasons: bool = False,
) -> dict[str, Any]:
    """Fit, answer all queries of the part, and say how good the answers are; `reasons` go into the predictions."""
    started = cpu_seconds()
    folder = read_folder(folder_path)
    fitted, asked = _split(folder, evaluate)
    n_relations = len(folder.relations)
    world = world_of(len(folder.entities), n_relations, folder.entities)
    history = History(with_inverses(np.concatenate([fitted, asked]), n_relations), world)
    settings = settings or RankerSettings(seed=seed)
    booster = fit(lessons(history, training_days(fitted, settings), settings), settings)
    ranks, days = [], []
    for answer, truths in _answers(history, booster, asked, reasons=reasons):
        if predictions is not None:
            predictions.write(_line(answer, folder, n_relations))
        found = filtered_ranks(answer.scores, answer.entities, truths, n_entities=len(folder.entities))
        ranks.append(found)
        days.append(np.full(len(found), answer.day))
    return _report(folder, evaluate, np.concatenate(ranks), np.concatenate(days), seed, started)


def training_days(fitted: Ints, settings: RankerSettings) -> Ints:
    """The days that teach; those before only fill the history."""
    first, last = int(fitted[:, 3].min()), int(fitted[:, 3].max())
    return np.arange(first + int(settings.warm_up * (last - first)), last + 1)


def _split(folder: Folder, evaluate: str) -> tuple[Ints, Ints]:
    parts = {"valid": ("train",), "test": ("train", "valid")}
    if evaluate not in parts:
        raise InputError(f"--eval {evaluate!r} is not known; it is valid or test")
    if not len(folder.facts[evaluate]):
        raise InputError(f"the folder has no facts in {evaluate}.txt")
    return folder.together(*parts[evaluate]), folder.facts[evaluate]


def _answers(
    history: History, booster: lightgbm.Booster, asked: Ints, *, reasons: bool
) -> Iterator[tuple[Answer, Ints]]:
    for day in np.unique(asked[:, 3]).tolist():
        rows = history.rows[history.of_day(day)]
        s, r = queries(rows)
        bounds = np.searchsorted(rows[:, 0] * history.keys.r + rows[:, 1], s * history.keys.r + r)
        truths = np.split(rows[:, 2], bounds[1:])
        position = 0
        for batch in batches(history, day, s, r):
            for answer in answers_of(batch, booster, history=history if reasons else None):
                yield answer, truths[position]
                position += 1


def answers_of(batch: Batch, booster: lightgbm.Booster, *, history: History | None = None) -> Iterator[Answer]:
    """The best `LISTED` entities of every query of a batch; equal scores in order of entity.

    With the history the first answer comes with its reasons.
    """
    scores = np.round(booster.predict(batch.values, num_threads=1), SHOWN_DIGITS).astype(np.float32)
    edges = np.searchsorted(batch.found.query, np.arange(len(batch.s) + 1))
    for i, (low, high) in enumerate(pairwise(edges)):
        entities = batch.found.entity[low:high]
        best = np.lexsort((entities, -scores[low:high]))[:LISTED]
        s, o, row = int(batch.s[i]), int(entities[best[0]]), batch.values[[low + best[0]]]
        because = why(history, booster, batch.names, row, s=s, o=o) if history else None
        yield Answer(batch.day, s, int(batch.r[i]), entities[best], scores[low:high][best], because)


def _line(answer: Answer, folder: Folder, n_relations: int) -> str:
    inverse = answer.r >= n_relations
    query: list[int | None] = [answer.s, answer.r % n_relations, None, folder.time(answer.day)]
    if inverse:
        query[0], query[2] = None, answer.s
    top = [[e, round(v, SHOWN_DIGITS)] for e, v in zip(answer.entities.tolist(), answer.scores.tolist(), strict=True)]
    line: dict[str, Any] = {"query": query, "top": top, "n_entities": len(folder.entities)}
    if answer.why is not None:
        facts = [[*_turned(s, r, o, n_relations), folder.time(t)] for s, r, o, t in answer.why.facts]
        line["why"] = {"effects": answer.why.effects, "facts": facts}
    return msgspec.json.encode(line).decode() + "\n"


def _turned(s: int, r: int, o: int, n_relations: int) -> tuple[int, int, int]:
    """A fact as it stands in the files, when it is held as an inverse."""
    return (o, r - n_relations, s) if r >= n_relations else (s, r, o)


def _report(
    folder: Folder, evaluate: str, ranks: npt.NDArray[np.float64], days: Ints, seed: int, started: float
) -> dict[str, Any]:
    low, high = block_bootstrap(100 / ranks, days, seed=seed)
    return {
        "eval": evaluate,
        **{name: round(value, 2) for name, value in summary(ranks).items()},
        "mrr_90": [round(low, 2), round(high, 2)],
        "answers": len(ranks),
        "corpus": folder.digest,
        "seed": seed,
        "cpu_seconds": round(cpu_seconds() - started, 1),
        "peak_gb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2),
    }


def cpu_seconds() -> float:
    """CPU time of this process so far, all threads, user and system."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
