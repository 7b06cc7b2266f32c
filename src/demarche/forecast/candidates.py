"""Who could be the answer: for each query (actor, relation, day) a few hundred entities worth ranking.

Past partners of the actor, frequent answers to the relation, the busiest entities, entities two steps away, and
entities of the same country. A cheap score keeps the best `CAP` of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demarche.forecast.history import History
from demarche.forecast.tally import expand

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

CAP = 300
PER_RELATION, BUSIEST, TWO_STEPS, COMPATRIOTS = 80, 40, 80, 60


@dataclass(frozen=True)
class Candidates:
    """Rows sorted by query: which query, which entity, slots found on the way, cheap score."""

    query: Ints
    entity: Ints
    pair: Ints
    answer: Ints
    hop: Floats
    score: Floats

    def take(self, keep: Ints) -> Candidates:
        return Candidates(*(getattr(self, f)[keep] for f in ("query", "entity", "pair", "answer", "hop", "score")))


def ranked(group: Ints, score: Floats, tie: Ints) -> tuple[Ints, Ints]:
    """Order that sorts by group and falling score, and each row's rank inside its group in that order."""
    order = np.lexsort((tie, -score, group))
    sizes = np.bincount(group, minlength=int(group.max(initial=-1)) + 1)
    rank = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return order, rank


def candidates(history: History, s: Ints, r: Ints, *, cap: int = CAP) -> Candidates:
    """Candidates of the queries (s, r) as of the history's day."""
    hop_query, hop_entity, hop_weight = _two_steps(history, s)
    parts = [
        _partners(history, s),
        _answers(history, r),
        _busiest(history, len(s)),
        (hop_query, hop_entity),
        _compatriots(history, s),
    ]
    e = history.keys.e
    key = np.unique(np.concatenate([query * e + entity for query, entity in parts]))
    query, entity = key // e, key % e
    hop = _hops(key, hop_query * e + hop_entity, hop_weight)
    return _best(history, s, r, query, entity, hop, cap)


def _best(history: History, s: Ints, r: Ints, query: Ints, entity: Ints, hop: Floats, cap: int) -> Candidates:
    day, tallies = history.day, history.tallies
    pair = tallies["pair"].find(history.keys.pair(s[query], entity))
    answer = tallies["answer"].find(history.keys.answer(r[query], entity))
    busy = tallies["entity"].find(entity)
    score = _share(tallies["pair"].now(pair, day, 1), query) + 0.5 * _share(tallies["pair"].now(pair, day, 2), query)
    score += 0.5 * _share(tallies["answer"].now(answer, day, 1), query) + 0.5 * _share(hop, query)
    home = history.home
    same = (home[s[query]] == home[entity]) & (home[entity] >= 0)
    score += 0.3 * _share(same * tallies["entity"].now(busy, day, 2), query)
    found = Candidates(query, entity, pair, answer, hop, score.astype(np.float32))
    order, rank = ranked(query, found.score, entity)
    return found.take(np.sort(order[rank < cap]))


def _share(values: Floats, query: Ints) -> Floats:
    total = np.bincount(query, weights=values)
    return (values / (total[query] + 1e-9)).astype(np.float32)


def _per_distinct(values: Ints) -> tuple[Ints, Ints]:
    distinct, which = np.unique(values, return_inverse=True)
    return distinct, which.reshape(-1)


def _spread(which: Ints, group: Ints, item: Ints, n_groups: int) -> tuple[Ints, Ints, Ints]:
    """Lists per distinct value (sorted by group), dealt out to every query: (query, item, position)."""
    sizes = np.bincount(group, minlength=n_groups)
    starts = np.cumsum(sizes) - sizes
    query, at = expand(starts[which], sizes[which])
    return query, item[at], at


def _partners(history: History, s: Ints) -> tuple[Ints, Ints]:
    actors, which = _per_distinct(s)
    row, slot = history.partner_slots(actors)
    query, entity, _ = _spread(which, row, history.tallies["pair"].keys[slot] % history.keys.e, len(actors))
    return query, entity


def _answers(history: History, r: Ints) -> tuple[Ints, Ints]:
    relations, which = _per_distinct(r)
    tally, e = history.tallies["answer"], history.keys.e
    low, high = np.searchsorted(tally.keys, relations * e), np.searchsorted(tally.keys, (relations + 1) * e)
    row, slot = expand(low, high - low)
    seen = tally.last[slot] >= 0
    row, slot = row[seen], slot[seen]
    weight = tally.now(slot, history.day, 1) + 0.2 * tally.now(slot, history.day, 2)
    order, rank = ranked(row, weight.astype(np.float32), slot)
    best = order[rank < PER_RELATION]
    query, entity, _ = _spread(which, row[best], tally.keys[slot[best]] % e, len(relations))
    return query, entity


def _activity(history: History) -> tuple[Ints, Floats]:
    tally = history.tallies["entity"]
    slot = np.flatnonzero(tally.last >= 0)
    return tally.keys[slot], tally.now(slot, history.day, 1) + 0.2 * tally.now(slot, history.day, 2)


def _busiest(history: History, n_queries: int) -> tuple[Ints, Ints]:
    entity, weight = _activity(history)
    best = entity[np.lexsort((entity, -weight))[:BUSIEST]]
    return np.repeat(np.arange(n_queries), len(best)), np.tile(best, n_queries)


def _compatriots(history: History, s: Ints) -> tuple[Ints, Ints]:
    entity, weight = _activity(history)
    home = history.home[entity]
    entity, weight, home = entity[home >= 0], weight[home >= 0], home[home >= 0]
    order, rank = ranked(home, weight, entity)
    best = order[rank < COMPATRIOTS]
    n_homes = history.world.groups.n_countries
    asked = np.flatnonzero(history.home[s] >= 0)
    query, found, _ = _spread(history.home[s[asked]], home[best], entity[best], n_homes)
    return asked[query], found


def _two_steps(history: History, s: Ints) -> tuple[Ints, Ints, Floats]:
    """Entities met through the actor's strongest partners, with the weight of the best-known ways there."""
    actors, which = _per_distinct(s)
    middle, first = history.top[actors], history.top_weight[actors]
    ends = np.where(middle[:, :, None] >= 0, history.top[middle], -1)
    weight = first[:, :, None] * history.top_weight[middle]
    row = np.broadcast_to(np.arange(len(actors))[:, None, None], ends.shape)
    good = (ends >= 0) & (ends != actors[:, None, None])
    key, where = np.unique(row[good] * history.keys.e + ends[good], return_inverse=True)
    total = np.bincount(where.reshape(-1), weights=weight[good], minlength=len(key)).astype(np.float32)
    row, end = key // history.keys.e, key % history.keys.e
    if not len(key):
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.float32)
    order, rank = ranked(row, total, end)
    best = order[rank < TWO_STEPS]
    query, entity, at = _spread(which, row[best], end[best], len(actors))
    return query, entity, total[best][at]


def _hops(keys: Ints, hop_keys: Ints, weights: Floats) -> Floats:
    """The two-step weight of each candidate, 0 where there is none."""
    if not len(hop_keys):
        return np.zeros(len(keys), dtype=np.float32)
    order = np.argsort(hop_keys)
    at = np.minimum(np.searchsorted(hop_keys[order], keys), len(hop_keys) - 1)
    hit = hop_keys[order][at] == keys
    return np.where(hit, weights[order][at], np.float32(0))
