"""Why the ranker names an entity: what each kind of history adds, and the past facts behind it.

Contributions are exact Shapley values of the trees, summed over the columns that read the same record.
"""

from __future__ import annotations

from collections import defaultdict

import lightgbm
import msgspec
import numpy as np
import numpy.typing as npt

from demarche.forecast.candidates import candidates
from demarche.forecast.features import features
from demarche.forecast.history import History

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

KINDS = (
    ("fact", "this actor, relation and recipient before"),
    ("query", "how often the actor does this at all"),
    ("pair", "these two under any relation"),
    ("way", "this actor towards this recipient"),
    ("back", "the recipient towards the actor"),
    ("mirror", "the same with roles exchanged"),
    ("rule", "what has followed such events before"),
    ("answer", "how often the recipient is the answer to this relation"),
    ("recipient", "how busy the recipient is"),
    ("actor", "how busy the actor is"),
    ("hop", "common partners"),
)
OTHER = "countries, roles and the relation's habits"
SHOWN = 8


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Effects by kind of history, strongest first, and past facts (actor, relation, recipient, last day)."""

    score: float
    effects: tuple[tuple[str, float], ...]
    facts: tuple[tuple[int, int, int, int], ...]


def explain(history: History, booster: lightgbm.Booster, *, s: int, r: int, o: int) -> Why | None:
    """Reasons for ranking `o` in the answer to (s, r) as of the history's day; None when it is no candidate."""
    who, what = np.array([s]), np.array([r])
    found = candidates(history, who, what)
    row = np.flatnonzero(found.entity == o)
    if not len(row):
        return None
    names, values = features(history, who, what, found)
    return why(history, booster, names, values[row], s=s, o=o)


def why(history: History, booster: lightgbm.Booster, names: tuple[str, ...], row: Floats, *, s: int, o: int) -> Why:
    """Reasons from the feature row of one candidate."""
    parts = np.asarray(booster.predict(row, pred_contrib=True, num_threads=1))[0]
    sums: dict[str, float] = defaultdict(float)
    for name, part in zip(names, parts[:-1], strict=True):
        sums[_kind(name)] += float(part)
    effects = sorted(((k, round(v, 4)) for k, v in sums.items()), key=lambda pair: -abs(pair[1]))
    return Why(score=round(float(parts.sum()), 6), effects=tuple(effects), facts=_facts(history, s, o))


def _kind(column: str) -> str:
    return next((told for prefix, told in KINDS if column.startswith(prefix)), OTHER)


def _facts(history: History, s: int, o: int) -> tuple[tuple[int, int, int, int], ...]:
    """What is on record between the two, latest first."""
    pair = history.tallies["pair"].find(np.array([history.keys.pair(np.array(s), np.array(o))]).reshape(-1))
    _, slots, _ = history.rules.triggers(pair, history.day)
    last = history.tallies["fact"].last[slots]
    order = np.lexsort((slots, -last))[:SHOWN]
    return tuple((s, int(history.rules.relation[slots[i]]), o, int(last[i])) for i in order)
