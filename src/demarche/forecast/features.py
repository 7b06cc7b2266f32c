"""What history says about each candidate: one row of numbers per (actor, relation, recipient) as of a day.

Every column has a name that says which record it reads: `fact` is (actor, relation, recipient), `pair` actor and
recipient under any relation, `answer` relation and recipient, and so on; `age` days since, `d2 d10 d60` counts
fading with that half-life, `share` the part of the query's total. Unknown is NaN.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from demarche.forecast.candidates import Candidates
from demarche.forecast.history import History
from demarche.forecast.rules import N_AGES, RECENT
from demarche.forecast.tally import Tally

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Columns = dict[str, Floats]


def features(history: History, s: Ints, r: Ints, found: Candidates) -> tuple[tuple[str, ...], Floats]:
    """Names and values of all features of the candidates of queries (s, r)."""
    out: Columns = {}
    for block in BLOCKS:
        out.update(block(history, s, r, found))
    values = np.empty((len(found.query), len(out)), dtype=np.float32)
    for i, column in enumerate(out.values()):
        values[:, i] = column
    return tuple(out), values


def _tally(name: str, tally: Tally, slots: Ints, day: int, *, fades: tuple[int, ...] = (0, 1, 2)) -> Columns:
    out = {f"{name}_age": tally.age(slots, day), f"{name}_count": tally.counts(slots)}
    for which in fades:
        out[f"{name}_d{(2, 10, 60)[which]}"] = tally.now(slots, day, which)
    return out


def _ratio(part: Floats, whole: Floats) -> Floats:
    return (part / (whole + np.float32(1e-6))).astype(np.float32)


def _of_fact(h: History, s: Ints, r: Ints, c: Candidates) -> Columns:
    tally, query = h.tallies["fact"], h.tallies["query"]
    slots = tally.find(h.keys.fact(s[c.query], r[c.query], c.entity))
    asked = query.find(h.keys.query(s, r))
    out = _tally("fact", tally, slots, h.day)
    gap = np.where((slots < 0) | (tally.gap[slots] < 0), np.nan, tally.gap[slots]).astype(np.float32)
    out["fact_gap"] = gap
    out["fact_due"] = np.abs(out["fact_age"] - gap)
    out["fact_share10"] = _ratio(out["fact_d10"], query.now(asked, h.day, 1)[c.query])
    out["fact_share60"] = _ratio(out["fact_d60"], query.now(asked, h.day, 2)[c.query])
    out["fact_share"] = _ratio(out["fact_count"], query.counts(asked)[c.query])
    out["query_age"] = query.age(asked, h.day)[c.query]
    out["query_count"] = query.counts(asked)[c.query]
    out["query_d10"] = query.now(asked, h.day, 1)[c.query]
    out["query_objects"] = np.where(asked < 0, 0, h.objects[asked]).astype(np.float32)[c.query]
    return out


def _of_pair(h: History, s: Ints, r: Ints, c: Candidates) -> Columns:
    tally, entity = h.tallies["pair"], h.tallies["entity"]
    actor = entity.find(s)
    out = _tally("pair", tally, c.pair, h.day)
    for which, label in ((0, 2), (1, 10), (2, 60)):
        out[f"pair_share{label}"] = _ratio(out[f"pair_d{label}"], entity.now(actor, h.day, which)[c.query])
    out["actor_count"] = entity.counts(actor)[c.query]
    out["actor_d10"] = entity.now(actor, h.day, 1)[c.query]
    out["actor_partners"] = h.partners[s][c.query]
    out["recipient_partners"] = h.partners[c.entity]
    return out


def _of_ways(h: History, s: Ints, r: Ints, c: Candidates) -> Columns:
    way, fact = h.tallies["way"], h.tallies["fact"]
    half = h.keys.r // 2
    turned = np.where(r < half, r + half, r - half)
    a, o = s[c.query], c.entity
    same = way.find(h.keys.way(a, r[c.query], o))
    back = way.find(h.keys.way(a, turned[c.query], o))
    mirror = fact.find(h.keys.fact(o, r[c.query], a))
    return {
        "way_age": way.age(same, h.day), "way_d10": way.now(same, h.day, 1),
        "back_age": way.age(back, h.day), "back_d10": way.now(back, h.day, 1),
        "mirror_age": fact.age(mirror, h.day), "mirror_d10": fact.now(mirror, h.day, 1),
    }  # fmt: skip


def _of_answer(h: History, s: Ints, r: Ints, c: Candidates) -> Columns:
    relation, entity = h.tallies["relation"], h.tallies["entity"]
    out = _tally("answer", h.tallies["answer"], c.answer, h.day)
    total = relation.now(relation.find(r), h.day, 1)[c.query]
    out["answer_share10"] = _ratio(out["answer_d10"], total)
    who = entity.find(c.entity)
    out |= _tally("recipient", entity, who, h.day)
    out["recipient_trend"] = _ratio(out["recipient_d2"], out["recipient_d60"])
    out["answer_of_recipient"] = _ratio(out["answer_d60"], out["recipient_d60"])
    return out


def _of_rules(h: History, s: Ints, r: Ints, c: Candidates) -> Columns:
    n = len(c.query)
    row, fact, column = h.rules.triggers(c.pair, h.day)
    sure = h.rules.table()[r[c.query[row]], column]
    fresh = h.rules.facts.last[fact] > h.day - RECENT
    other = h.rules.relation[fact] != r[c.query[row]]
    risk = -np.log1p(-np.minimum(sure, np.float32(0.999)))
    best = _max_at(row, sure, n)
    second = _max_at(row[sure < best[row]], sure[sure < best[row]], n)
    strength = np.bincount(row, weights=risk, minlength=n).astype(np.float32)
    return {
        "rule_best": best, "rule_second": second, "rule_any": strength,
        "rule_fresh": np.bincount(row[fresh], weights=risk[fresh], minlength=n).astype(np.float32),
        "rule_other": _max_at(row[other], sure[other], n),
        "rule_count": np.bincount(row, minlength=n).astype(np.float32),
        "rule_share": _ratio(strength, np.bincount(c.query, weights=strength).astype(np.float32)[c.query]),
        "rule_best_age": _age_of_best(row, sure, column, best, n),
    }  # fmt: skip


def _age_of_best(row: Ints, sure: Floats, column: Ints, best: Floats, n: int) -> Floats:
    out = np.full(n, np.nan, dtype=np.float32)
    top = sure == best[row]
    out[row[top]] = column[top] % N_AGES
    return out


def _max_at(row: Ints, values: Floats, n: int) -> Floats:
    """Largest value per row (rows ascend), 0 where there is none."""
    out = np.zeros(n, dtype=np.float32)
    if len(row):
        starts = np.flatnonzero(np.r_[True, row[1:] != row[:-1]])
        out[row[starts]] = np.maximum.reduceat(values, starts)
    return out


def _of_countries(h: History, s: Ints, r: Ints, c: Candidates) -> Columns:
    k, a, q, o = h.keys, s[c.query], r[c.query], c.entity

    def faded(name: str, keys: Ints, which: int = 2) -> Floats:
        tally = h.tallies[name]
        return tally.now(tally.find(keys), h.day, which)

    query = h.tallies["query"]
    asked = query.now(query.find(k.query(s, r)), h.day, 2)[c.query]
    country_asked = faded("country_query", k.country_query(s, r))[c.query]
    role_asked = faded("role_query", k.role_query(s, r))[c.query]
    to, from_ = faded("to_country", k.to_country(a, q, o)), faded("from_country", k.from_country(a, q, o))
    both, roles = faded("countries", k.countries(a, q, o)), faded("roles", k.roles(a, q, o))
    home, theirs = h.home[a], h.home[o]
    return {
        "same_country": ((home == theirs) & (home >= 0)).astype(np.float32),
        "actor_role": h.world.groups.role[a].astype(np.float32),
        "to_country_d60": to, "to_country_share": _ratio(to, asked),
        "from_country_d60": from_, "from_country_share": _ratio(from_, country_asked),
        "countries_share": _ratio(both, country_asked),
        "roles_d60": roles, "roles_share": _ratio(roles, role_asked),
    }  # fmt: skip


def _of_query(h: History, s: Ints, r: Ints, c: Candidates) -> Columns:
    again = h.recurring[r]
    rank = np.arange(len(c.query)) - np.searchsorted(c.query, c.query)
    size = np.bincount(c.query)[c.query]
    order = np.lexsort((-c.score, c.query))
    place = np.empty(len(c.query), dtype=np.float32)
    place[order] = rank[: len(order)]
    return {
        "hop": c.hop, "cheap_score": c.score, "cheap_place": place, "candidates": size.astype(np.float32),
        "repeats_fact": (again[:, 1] / again[:, 0])[c.query], "repeats_pair": (again[:, 2] / again[:, 0])[c.query],
        "inverse": (r >= h.keys.r // 2).astype(np.float32)[c.query],
    }  # fmt: skip


BLOCKS: tuple[Callable[[History, Ints, Ints, Candidates], Columns], ...] = (
    _of_fact, _of_pair, _of_ways, _of_answer, _of_rules, _of_countries, _of_query,
)  # fmt: skip
