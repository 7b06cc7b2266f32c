"""Tellings to stories: which pairs are looked at, how judgements become groups, and what a group says.

Everything here depends on the set of tellings and judgements only, never on their order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from demarche.resolve.copies import Groups
from demarche.resolve.judge import DAYS_APART, SAME_FROM, Judgement, judge
from demarche.resolve.setting import settled
from demarche.resolve.telling import Telling

# A key that more tellings share says nothing; finer keys with names still bring them together.
CROWD = 120
NAMES = 5
# Two groups are joined only when their members fit on average, so that no chain of small steps joins strangers.
MEAN_FROM = 1.0
Word = Mapping[tuple[str, str], bool]


class Story(msgspec.Struct, frozen=True, kw_only=True):
    """One event with all its tellings, first report first."""

    story_id: str
    members: tuple[str, ...]


def resolve(tellings: Iterable[Telling], *, said: Word | None = None) -> tuple[list[Story], list[Judgement]]:
    """Stories of all tellings, and the judgements that hold them together.

    `said` holds what people have decided about pairs of events (smaller id first); it outweighs everything.
    """
    by_id = {telling.event_id: telling for telling in settled(tellings)}
    said = said or {}
    judged = {pair: judge(by_id[pair[0]], by_id[pair[1]]) for pair in sorted(set(candidates(by_id.values())))}
    same = sorted((j for j in judged.values() if j.same), key=lambda j: (-j.score, j.a, j.b))
    clusters = Clusters(by_id, judged, said)
    for pair, together in sorted(said.items()):
        if together and pair[0] in by_id and pair[1] in by_id:
            clusters.join(*pair)
    for judgement in same:
        clusters.consider(judgement)
    stories = [story_of(members, {event: by_id[event].published for event in members}) for members in clusters.groups()]
    kept = [j for j in same if clusters.together(j.a, j.b)]
    return sorted(stories, key=lambda story: story.story_id), kept


def candidates(tellings: Iterable[Telling]) -> Iterator[tuple[str, str]]:
    """Pairs that share a key: a party, a place or a name, in neighbouring days."""
    blocks: dict[str, list[Telling]] = {}
    for telling in tellings:
        for key in _keys(telling):
            blocks.setdefault(key, []).append(telling)
    for key in sorted(blocks):
        members = blocks[key]
        if len(members) > CROWD:
            continue
        for i, a in enumerate(members):
            for b in members[i + 1 :]:
                if a.doc_id != b.doc_id:
                    yield (a.event_id, b.event_id) if a.event_id < b.event_id else (b.event_id, a.event_id)


def _keys(telling: Telling) -> Iterator[str]:
    day = telling.first_day or telling.published
    if day is None:
        return
    last = telling.last_day or day
    width = DAYS_APART + 1
    buckets = {n for d in (day, min(last, day + 14)) for n in (d // width, (d + width // 2) // width + 10**7)}
    places = [f"@{telling.place}"] if telling.place else []
    # The longest names are the rarest; a few of them part a crowded dyad.
    names = sorted(telling.names, key=lambda name: (-len(name), name))[:NAMES]
    countries = sorted(telling.countries)[:NAMES]
    marks = [*countries, *places, *(f"#{name}" for name in names), *(f"{c}+{n}" for c in countries for n in names)]
    for bucket in buckets:
        for mark in marks:
            yield f"{bucket}|{mark}"


class Clusters:
    """Groups under construction, with the judgements between their members."""

    def __init__(self, by_id: Mapping[str, Telling], judged: Mapping[tuple[str, str], Judgement], said: Word) -> None:
        self._by_id, self._said = by_id, said
        self._judged = dict(judged)
        self._groups = Groups(by_id)
        self._members: dict[str, list[str]] = {event: [event] for event in by_id}

    def join(self, a: str, b: str) -> None:
        root_a, root_b = self._groups.root(a), self._groups.root(b)
        if root_a != root_b:
            root = self._groups.join(root_a, root_b)
            other = root_b if root == root_a else root_a
            self._members[root] = sorted(self._members[root] + self._members.pop(other))

    def consider(self, judgement: Judgement) -> None:
        """Join the groups of a pair unless somebody or something speaks against it."""
        one, two = (self._members[self._groups.root(event)] for event in (judgement.a, judgement.b))
        if one is not two and self._fit(one, two):
            self.join(judgement.a, judgement.b)

    def together(self, a: str, b: str) -> bool:
        return self._groups.root(a) == self._groups.root(b)

    def groups(self) -> list[list[str]]:
        return list(self._members.values())

    def _fit(self, one: Sequence[str], two: Sequence[str]) -> bool:
        total = 0.0
        for a in one:
            for b in two:
                pair = (a, b) if a < b else (b, a)
                word = self._said.get(pair)
                found = self._judged.get(pair)
                if found is None:
                    found = self._judged[pair] = judge(self._by_id[pair[0]], self._by_id[pair[1]])
                if word is False or (found.vetoed and not word):
                    return False
                total += SAME_FROM if word else found.score
        return total / (len(one) * len(two)) >= MEAN_FROM


def story_of(members: Iterable[str], published: Mapping[str, int | None]) -> Story:
    """A story named after its first report, so that its name stays when later ones arrive."""
    ordered = sorted(members, key=lambda event: (published[event] or 10**9, event))
    return Story(story_id="s" + hashlib.sha256(ordered[0].encode()).hexdigest()[:16], members=tuple(ordered))


def because(members: Sequence[str], judged: Mapping[tuple[str, str], Judgement], said: Word) -> Iterator[str]:
    """Why these are one: for each later member the strongest judgement that binds it to another."""
    for event in members[1:]:
        pairs = [(event, other) if event < other else (other, event) for other in members if other != event]
        found = [judged[pair] for pair in pairs if pair in judged]
        if found:
            best = min(found, key=lambda j: (-j.score, j.a, j.b))
            yield f"{best.a} and {best.b} merged because of: {'; '.join(best.reasons)}"
        elif any(said.get(pair) for pair in pairs):
            yield f"{event} merged by a reviewer"
