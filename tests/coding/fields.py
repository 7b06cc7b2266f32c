"""The scorer of the case files in quality/fields, for tests of time, place and quantities."""

from __future__ import annotations

from typing import Any

from tests.coding.scorers import pipeline, scorer

from demarche.model import Draft, Event

SCORER = "score_time_place_quantity"


def coded(text: str, trigger: str, *, published: str | None = "2025-09-16", kind: str = "ASSAULT") -> Event:
    """The event set at the marked word, after the three stages."""
    return drafted(text, trigger, published=published, kind=kind)[1]


def drafted(text: str, trigger: str, *, published: str | None, kind: str = "ASSAULT") -> tuple[Draft, Event]:
    case = {"id": "test", "text": text, "trigger": trigger, "published": published, "type": kind}
    found: tuple[Draft, Event] = scorer(SCORER).planted(case, pipeline())
    return found


def share(part: str, measure: str) -> float:
    """The share right on the check half, with events set at the marked words."""
    result: dict[str, Any] = scorer(SCORER).score(part, "check", pipeline(), plant=True, verbose=False)
    return float(result[measure]["share"])
