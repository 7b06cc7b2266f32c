"""The scorer of quality/fields/score_statements.py, for tests of realis, attribution, quotations and links."""

from __future__ import annotations

from typing import Any

from tests.coding.scorers import pipeline, scorer

from demarche.model import Draft, Event

SCORER = "score_statements"


def drafted(text: str, **acts: str) -> Draft:
    """The draft with events set at the marked words: `drafted("Riga freed …", freed="RETREAT")`."""
    marks = {word.replace("_2", "#2"): kind for word, kind in acts.items()}
    found: Draft = scorer(SCORER).planted({"id": "test", "text": text, "acts": marks}, pipeline())
    return found


def judged(text: str, word: str, kind: str = "ASSAULT") -> Event:
    """The one event set at a word."""
    (event,) = drafted(text, **{word: kind}).events
    return event


def score(part: str, half: str) -> dict[str, Any]:
    """The figures of one half of the cases, with events set at the marked words."""
    found: dict[str, Any] = scorer(SCORER).score(part, half, pipeline(), plant=True, verbose=False)
    return found


def share(figure: str) -> float:
    """The share in a figure such as "27/28 = 0.964"."""
    return float(figure.partition("= ")[2])
