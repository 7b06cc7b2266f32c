"""Everything that is known before a day: tallies over actors, relations and recipients, advanced one day at a time.

Facts come with their inverses (relation + R turns recipient and actor round), so that "who did it" and "to whom"
are one question. `advance` is the only way in: a feature read at day t has seen days before t and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from demarche.forecast.groups import Groups
from demarche.forecast.rules import RuleBook
from demarche.forecast.tally import Tally, expand

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

TOP = 25  # partners per entity that two-step paths run through


def with_inverses(facts: Ints, n_relations: int) -> Ints:
    """Facts and their inverses, distinct, sorted by day, actor, relation, recipient."""
    turned = facts[:, [2, 1, 0, 3]].copy()
    turned[:, 1] += n_relations
    both = np.concatenate([facts, turned])[:, [3, 0, 1, 2]]
    return np.unique(both, axis=0)[:, [1, 2, 3, 0]] if len(both) else facts.reshape(0, 4)


@dataclass(frozen=True)
class World:
    """How many entities and relations (inverses included) there are, and what their names say."""

    n_entities: int
    n_relations: int
    groups: Groups


class Keys:
    """Key arithmetic: each family of tallies turns columns into one integer; -1 where a part is unknown."""

    def __init__(self, world: World) -> None:
        self.e, self.r = world.n_entities, world.n_relations
        self.g = world.groups

    def pair(self, s: Ints, o: Ints) -> Ints:
        return np.asarray(s * self.e + o)

    def fact(self, s: Ints, r: Ints, o: Ints) -> Ints:
        return (s * self.e + o) * self.r + r

    def way(self, s: Ints, r: Ints, o: Ints) -> Ints:
        return (s * self.e + o) * 2 + (r >= self.r // 2)

    def answer(self, r: Ints, o: Ints) -> Ints:
        return r * self.e + o

    def query(self, s: Ints, r: Ints) -> Ints:
        return s * self.r + r

    def to_country(self, s: Ints, r: Ints, o: Ints) -> Ints:
        c = self.g.country[o]
        return np.where(c < 0, -1, (s * self.r + r) * self.g.n_countries + c)

    def from_country(self, s: Ints, r: Ints, o: Ints) -> Ints:
        c = self.g.country[s]
        return np.where(c < 0, -1, (c * self.r + r) * self.e + o)

    def countries(self, s: Ints, r: Ints, o: Ints) -> Ints:
        a, b = self.g.country[s], self.g.country[o]
        return np.where((a < 0) | (b < 0), -1, (a * self.r + r) * self.g.n_countries + b)

    def country_query(self, s: Ints, r: Ints) -> Ints:
        c = self.g.country[s]
        return np.where(c < 0, -1, c * self.r + r)

    def roles(self, s: Ints, r: Ints, o: Ints) -> Ints:
        """Role does relation to role, and whether both are of one country; "no role" is a role too."""
        a, b = self.g.role[s] + 1, self.g.role[o] + 1
        same = (self.g.country[s] == self.g.country[o]) & (self.g.country[s] >= 0)
        return np.asarray(((a * self.r + r) * (self.g.n_roles + 1) + b) * 2 + same)

    def role_query(self, s: Ints, r: Ints) -> Ints:
        return (self.g.role[s] + 1) * self.r + r


class History:
    """The state before `day`; `facts` are all facts with inverses, of which only earlier days are counted."""

    def __init__(self, facts: Ints, world: World) -> None:
        self.world = world
        self.keys = Keys(world)
        self.rows = facts
        self.day = -1
        s, r, o = facts[:, 0], facts[:, 1], facts[:, 2]
        k = self.keys
        columns = {
            "pair": k.pair(s, o), "fact": k.fact(s, r, o), "way": k.way(s, r, o), "answer": k.answer(r, o),
            "query": k.query(s, r), "entity": o, "relation": r, "to_country": k.to_country(s, r, o),
            "from_country": k.from_country(s, r, o), "countries": k.countries(s, r, o),
            "country_query": k.country_query(s, r), "roles": k.roles(s, r, o), "role_query": k.role_query(s, r),
        }  # fmt: skip
        self.tallies: dict[str, Tally] = {}
        self.slots: dict[str, Ints] = {}
        for name, column in columns.items():
            keys, slots = np.unique(column, return_inverse=True)
            self.tallies[name], self.slots[name] = Tally(keys), slots.reshape(-1)
        self.rules = RuleBook(self.tallies["fact"], self.tallies["pair"], n_relations=k.r, n_entities=k.e)
        self.partners = np.zeros(world.n_entities, dtype=np.float32)
        self.objects = np.zeros(len(self.tallies["query"].keys), dtype=np.float32)
        self.recurring = np.tile(np.array([2.0, 1.0, 1.0], dtype=np.float32), (k.r, 1))
        self.top = np.full((world.n_entities, TOP), -1, dtype=np.int64)
        self.top_weight = np.zeros((world.n_entities, TOP), dtype=np.float32)
        self.home = world.groups.country.copy()
        self._votes = np.zeros((world.n_entities, world.groups.n_countries + 1), dtype=np.float32)
        days, at = np.unique(facts[:, 3], return_index=True)
        self.bounds = dict(zip(days.tolist(), zip(at, np.append(at[1:], len(facts)), strict=True), strict=True))

    def of_day(self, day: int) -> slice:
        low, high = self.bounds.get(day, (0, 0))
        return slice(int(low), int(high))

    def advance(self, day: int) -> None:
        """Take in all facts of the days before `day`."""
        for past in sorted(d for d in self.bounds if self.day <= d < day):
            self._take(past)
        self.day = day

    def _take(self, day: int) -> None:
        here = self.of_day(day)
        s, r, o = (self.rows[here, i] for i in range(3))
        slots = {name: column[here] for name, column in self.slots.items()}
        self.rules.learn(s, r, slots["pair"], day)
        self._count_new(s, r, slots)
        for name, tally in self.tallies.items():
            touched = slots[name]
            if tally.keys[0] == -1:  # slot 0 stands for "unknown" and stays unseen
                touched = touched[touched > 0]
            tally.add(touched, day)
        self._vote_home(s, o)
        self._refresh_top(np.unique(s))

    def _count_new(self, s: Ints, r: Ints, slots: dict[str, Ints]) -> None:
        known_fact = self.tallies["fact"].last[slots["fact"]] >= 0
        known_pair = self.tallies["pair"].last[slots["pair"]] >= 0
        np.add.at(self.recurring, r, np.stack([np.ones(len(r)), known_fact, known_pair], axis=1).astype(np.float32))
        np.add.at(self.objects, slots["query"][~known_fact], 1)
        fresh = np.unique(slots["pair"][~known_pair])
        np.add.at(self.partners, self.tallies["pair"].keys[fresh] // self.keys.e, 1)

    def _vote_home(self, s: Ints, o: Ints) -> None:
        """An entity whose name gives no country belongs where most of its partners belong."""
        np.add.at(self._votes, (s, self.world.groups.country[o]), 1)
        who = np.unique(s)
        who = who[self.world.groups.country[who] < 0]
        votes = self._votes[who, :-1]
        if votes.size:
            self.home[who] = np.where(votes.max(axis=1) > 0, votes.argmax(axis=1), -1)

    def partner_slots(self, entities: Ints) -> tuple[Ints, Ints]:
        """Seen pair slots of each entity: (index into `entities`, slot)."""
        pairs = self.tallies["pair"]
        low = np.searchsorted(pairs.keys, entities * self.keys.e)
        high = np.searchsorted(pairs.keys, (entities + 1) * self.keys.e)
        row, slot = expand(low, high - low)
        seen = pairs.last[slot] >= 0
        return row[seen], slot[seen]

    def _refresh_top(self, entities: Ints) -> None:
        """Strongest partners now; later fading keeps their order, so only those who acted need a new list."""
        pairs = self.tallies["pair"]
        row, slot = self.partner_slots(entities)
        day = int(pairs.last[slot].max())
        weight = pairs.now(slot, day, 1)
        order = np.lexsort((slot, -weight, row))
        row, slot, weight = row[order], slot[order], weight[order]
        sizes = np.bincount(row, minlength=len(entities))
        rank = np.arange(len(row)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        keep = rank < TOP
        self.top[entities] = -1
        self.top_weight[entities] = 0
        self.top[entities[row[keep]], rank[keep]] = pairs.keys[slot[keep]] % self.keys.e
        total = np.bincount(row[keep], weights=weight[keep], minlength=len(entities))
        self.top_weight[entities[row[keep]], rank[keep]] = weight[keep] / total[row[keep]]
