"""Stories linked over time: what follows what, by shared parties and place, and by acts that answer each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

LONGEST = 45
# What commonly comes after an act: talks after threats, thanks after a release, sanctions after an assault.
FOLLOWS = {
    "ASSAULT": {"ACCUSE", "SANCTION", "ASSAULT", "PROTEST", "THREATEN", "REQUEST", "COERCE", "MOBILIZE"},
    "COERCE": {"ACCUSE", "PROTEST", "REQUEST", "RETREAT", "SANCTION"},
    "THREATEN": {"REJECT", "ASSAULT", "SANCTION", "CONSULT", "MOBILIZE", "CONCEDE"},
    "REQUEST": {"REJECT", "AGREE", "CONCEDE", "AID", "RETREAT"},
    "CONSULT": {"AGREE", "CONSULT", "RETREAT", "CONCEDE", "REJECT", "COOPERATE", "AID"},
    "AGREE": {"COOPERATE", "AID", "RETREAT", "CONSULT"},
    "ACCUSE": {"REJECT", "SANCTION", "ACCUSE", "THREATEN", "CONSULT"},
    "SANCTION": {"ACCUSE", "REJECT", "SANCTION", "THREATEN", "CONCEDE", "RETREAT"},
    "PROTEST": {"COERCE", "CONCEDE", "PROTEST", "ASSAULT"},
    "MOBILIZE": {"ASSAULT", "THREATEN", "RETREAT", "ACCUSE"},
    "RETREAT": {"CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "RETREAT"},
    "CONCEDE": {"SUPPORT", "CONSULT", "RETREAT"},
    "REJECT": {"ACCUSE", "THREATEN", "REQUEST", "SANCTION"},
}


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """A story as a thread sees it."""

    story_id: str
    event_type: str
    day: int
    countries: frozenset[str]
    names: frozenset[str]


def follow_ups(nodes: Iterable[Node]) -> dict[str, list[str]]:
    """For each story the one or two earlier ones that it most likely follows.

    A follow-up has two countries in common with its forerunner, or one country and two names, lies at most 45 days
    after it, and is an act that answers or continues it.
    """
    ordered = sorted(nodes, key=lambda node: (node.day, node.story_id))
    by_mark: dict[str, list[Node]] = {}
    found: dict[str, list[str]] = {}
    for node in ordered:
        earlier = {n.story_id: n for mark in _marks(node) for n in by_mark.get(mark, [])[-40:]}
        ranked = sorted(
            ((_strength(before, node), before.story_id) for before in earlier.values()), key=lambda p: (-p[0], p[1])
        )
        found[node.story_id] = [story for strength, story in ranked[:2] if strength >= 1.0]
        for mark in _marks(node):
            by_mark.setdefault(mark, []).append(node)
    return found


def _marks(node: Node) -> Sequence[str]:
    countries = sorted(node.countries)
    return [f"{a}+{b}" for i, a in enumerate(countries) for b in countries[i + 1 :]] or countries


def _strength(before: Node, after: Node) -> float:
    gap = after.day - before.day
    if not 0 < gap <= LONGEST or after.event_type not in FOLLOWS.get(before.event_type, ()):
        return 0.0
    countries, names = len(before.countries & after.countries), len(before.names & after.names)
    if countries < 2 and not (countries == 1 and names >= 2):
        return 0.0
    return round(0.5 * min(countries, 3) + 0.25 * min(names, 6) + 1.0 - gap / LONGEST, 4)
