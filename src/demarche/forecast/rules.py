"""One-step rules with their track record: P(relation now | another relation was seen between the two n days ago).

For every pair of relations and every age range the rule book counts how often the first was followed by the second
(successes) and how often it could have been (exposures). A rule's confidence leans on its own record and, where
that is thin, on the two relations' record over all ages. Ideas: AnyBURL / TLogic rules and CountTRuCoLa's recency.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from demarche.forecast.tally import Tally, expand

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

AGE_EDGES = np.array([2, 3, 5, 8, 15, 31, 61, 121], dtype=np.int64)
N_AGES = len(AGE_EDGES) + 1
FORGET = 365  # a pair silent for longer than this teaches nothing about what follows soon
PRIOR = 5.0  # weight of the all-ages record, in exposures
RECENT = 8  # days: what counts as a fresh trigger


class RuleBook:
    """Successes and exposures per (relation now, relation before, age range), and the facts of each pair."""

    def __init__(self, facts: Tally, pairs: Tally, *, n_relations: int, n_entities: int) -> None:
        self.facts = facts
        self.pairs = pairs
        self.n = n_relations
        self.n_entities = n_entities
        self.relation = facts.keys % n_relations
        owner = np.searchsorted(pairs.keys, facts.keys // n_relations)
        self.size = np.bincount(owner, minlength=len(pairs.keys))
        self.start = np.cumsum(self.size) - self.size
        width = n_relations * N_AGES
        self.exposures = np.zeros((n_relations, width), dtype=np.float32)
        self.successes = np.zeros((n_relations, width), dtype=np.float32)
        self._table: Floats | None = None

    def triggers(self, pair_slots: Ints, day: int) -> tuple[Ints, Ints, Ints]:
        """Past facts of each pair: (index into `pair_slots`, fact slot, relation-and-age column)."""
        known = np.flatnonzero(pair_slots >= 0)
        slots = pair_slots[known]
        row, fact = expand(self.start[slots], self.size[slots])
        seen = self.facts.last[fact] >= 0
        row, fact = row[seen], fact[seen]
        age = day - self.facts.last[fact]
        column = self.relation[fact] * N_AGES + np.searchsorted(AGE_EDGES, age, side="right")
        return known[row], fact, column

    def table(self) -> Floats:
        """Confidence of every rule as of now, shape (relation now, relation before and age)."""
        if self._table is None:
            seen = self.exposures.reshape(self.n, self.n, N_AGES).sum(axis=2)
            hits = self.successes.reshape(self.n, self.n, N_AGES).sum(axis=2)
            prior = np.repeat((hits + 0.05) / (seen + 5.0), N_AGES, axis=1)
            self._table = ((self.successes + PRIOR * prior) / (self.exposures + PRIOR)).astype(np.float32)
        return self._table

    def learn(self, actors: Ints, relations: Ints, pair_slots: Ints, day: int) -> None:
        """Score the rules on one day's facts (before the facts themselves are added to the tallies)."""
        self._table = None
        _, _, column = self._hits(pair_slots, relations, day)
        np.add.at(self.successes.reshape(-1), column, np.float32(1))
        self._expose(actors, relations, day)

    def _hits(self, pair_slots: Ints, relations: Ints, day: int) -> tuple[Ints, Ints, Ints]:
        fresh = np.where(self.pairs.last[pair_slots] >= day - FORGET, pair_slots, -1)
        fresh = np.where(self.pairs.last[pair_slots] >= 0, fresh, -1)
        row, fact, column = self.triggers(fresh, day)
        return row, fact, relations[row] * (self.n * N_AGES) + column

    def _expose(self, actors: Ints, relations: Ints, day: int) -> None:
        """Every past partner of an actor who was asked about is a chance for each rule about that pair."""
        asked, who = np.unique(actors, return_inverse=True)
        wanted = np.zeros((len(asked), self.n), dtype=np.float32)
        wanted[who, relations] = 1
        low = np.searchsorted(self.pairs.keys, asked * self.n_entities)
        high = np.searchsorted(self.pairs.keys, (asked + 1) * self.n_entities)
        row, pair = expand(low, high - low)
        live = (self.pairs.last[pair] >= 0) & (self.pairs.last[pair] >= day - FORGET)
        row, pair = row[live], pair[live]
        at, _, column = self.triggers(pair, day)
        width = self.n * N_AGES
        chances = np.bincount(row[at] * width + column, minlength=len(asked) * width)
        self.exposures += wanted.T @ chances.reshape(len(asked), width).astype(np.float32)
