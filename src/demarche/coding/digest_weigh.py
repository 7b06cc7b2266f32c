"""How much an event matters to a reader: what was done, how surely, how prominently told, and whether parties are known."""

from __future__ import annotations

from demarche.model import Draft, Event
from demarche.ontology import Codebook

REALIS = {"actual": 1.0, "planned": 0.8, "requested": 0.6, "hypothetical": 0.35, "generic": 0.15}
FLOOR = 0.35  # a visit may matter as much as a bomb: severity only adds
_DEADLY = frozenset(["killed", "dead", "wounded", "injured", "freed", "detained", "displaced"])


def weight(event: Event, draft: Draft, book: Codebook) -> float:
    """Roughly 0 to 3."""
    score = FLOOR + (1 - FLOOR) * _severity(event, book)
    score *= REALIS.get(event.realis.value, 0.7)
    score *= 0.7 if event.polarity.value == "negative" else 1.0
    score *= 0.3 if event.historical.value else 1.0
    score += 0.15 * bool(event.actors) + 0.15 * bool(event.recipients)
    score += 0.1 * any(q.value.role in _DEADLY for q in event.quantities)
    return score + _prominence(event, draft)


def _severity(event: Event, book: Codebook) -> float:
    """Distance from neutral on the Goldstein scale, whichever way: a release of prisoners weighs as much as an arrest."""
    code = book.cameo.get(event.cameo or "")
    value = code.goldstein if code and code.goldstein is not None else None
    if value is None:
        kind = book.types.get(event.event_type.value)
        value = kind.score if kind else 0.0
    return min(abs(value), 10.0) / 10.0


def _prominence(event: Event, draft: Draft) -> float:
    sentences = draft.parsed.sentences
    told = [s for s in sentences for m in event.mentions if s.start <= m.start < s.end]
    kinds = {s.kind for s in told}
    score = 0.4 * bool(kinds & {"title", "bullet"}) + 0.1 * ("heading" in kinds)
    first = next((s.paragraph for s in sentences if s.kind == "body"), 0)
    score += 0.3 * any(s.kind == "body" and s.paragraph == first for s in told)
    return score + min(0.3, 0.1 * (len(told) - 1))
