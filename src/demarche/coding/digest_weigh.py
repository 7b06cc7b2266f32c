"""How much an event matters to a reader: what was done, how surely, how prominently it is told, and by whom."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.model import Event, Sentence
from demarche.ontology import Codebook

REALIS = {"actual": 1.0, "planned": 0.8, "requested": 0.6, "hypothetical": 0.35, "generic": 0.15}
FLOOR = 0.35  # a visit may matter as much as a bomb: severity only adds
_DEADLY = frozenset(["killed", "dead", "wounded", "injured", "freed", "detained", "displaced"])


def weight(event: Event, told: Sequence[Sentence], lead: int, book: Codebook) -> float:
    """Roughly 0 to 3; `told` are the sentences that mention it, `lead` the first paragraph of the body."""
    score = FLOOR + (1 - FLOOR) * _severity(event, book)
    score *= REALIS.get(event.realis.value, 0.7)
    score *= 0.7 if event.polarity.value == "negative" else 1.0
    score *= 0.3 if event.historical.value else 1.0
    score += 0.15 * bool(event.actors) + 0.15 * bool(event.recipients)
    score += 0.1 * any(q.value.role in _DEADLY for q in event.quantities)
    return score + _prominence(told, lead)


def _severity(event: Event, book: Codebook) -> float:
    """Distance from neutral on the Goldstein scale, either way: a release weighs as much as an arrest."""
    code = book.cameo.get(event.cameo or "")
    value = code.goldstein if code and code.goldstein is not None else None
    if value is None:
        kind = book.types.get(event.event_type.value)
        value = kind.score if kind else 0.0
    return min(abs(value), 10.0) / 10.0


def _prominence(told: Sequence[Sentence], lead: int) -> float:
    kinds = {s.kind for s in told}
    score = 0.4 * bool(kinds & {"title", "bullet"}) + 0.1 * ("heading" in kinds)
    score += 0.3 * any(s.kind == "body" and s.paragraph == lead for s in told)
    return score + min(0.3, 0.1 * (len(told) - 1))
