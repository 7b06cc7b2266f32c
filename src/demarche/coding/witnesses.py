"""Two witnesses: the frame that was found and the event head of the engine (docs/explanation/witnesses.md).

The head gives each word the probability of each event type; what is missing to one is "no event here".
- Frame and head agree: coded, with a confidence that grows with the head's.
- The head sees another type: the frame's type stands when its words are specific, else the head's kin decides.
- The head sees no event: a frame whose words are specific stands with less confidence; a bare verb or noun does not.
- The head is sure and no frame holds: an event by the head alone, with the arguments that the head and tree give.
The bounds were set on the tuning halves of the gold sets and on the held-out part of our own corpus.
"""

from __future__ import annotations

import msgspec

from demarche.coding.tree import Tree


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """Probabilities at which the head decides."""

    weak: float = 0.35  # a weak frame needs this much for its own type
    bare: float = 0.10  # a frame without fixed words needs this much for any event
    worded: float = 0.0  # a frame with fixed words needs this much for any event
    alone: float = 0.60  # the head alone makes an event from here on
    other: float = 0.90  # the head's own type replaces that of a bare frame from here on


BOUNDS = Bounds()


def cues(tree: Tree, words: tuple[int, ...]) -> dict[str, float]:
    """The best probability of each type over the words of a trigger."""
    out: dict[str, float] = {}
    for k in words:
        for name, p in tree.tokens[k].cues:
            out[name] = max(out.get(name, 0.0), p)
    return out


def confidence(
    kind: str, fixed: int, *, weak: bool, seen: dict[str, float], bounds: Bounds = BOUNDS
) -> float | None:
    """How sure both witnesses are together; None when they do not make an event."""
    own, event = seen.get(kind, 0.0), max(seen.values(), default=0.0)
    if weak and own < bounds.weak:
        return None
    if event < (bounds.worded if fixed else bounds.bare):
        return None
    base = 0.40 + 0.10 * min(fixed, 2)
    return round(min(0.98, base + 0.40 * own + 0.10 * event), 3)
