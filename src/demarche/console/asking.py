"""Open questions of an article, and what is likely: forecasts of a testable stand-in, or in words why there is none.

A page must come at once, so the forecasts read the latest events of the pair and a sample of others, never the whole
store, and a page holds only a few. Nothing is kept: what is shown to a reader does not enter the record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from demarche.api.flow import Flow
from demarche.api.nearby import near
from demarche.errors import InputError
from demarche.forecast.questions import Answered, answer, proxy_for, why_none
from demarche.model.record import QuestionRecord

MOST = 4  # different forecasts a page
TOO_MANY = "testable, but this page forecasts for its first questions only; see the page of the two countries"


def beside(flow: Flow, questions: Sequence[QuestionRecord]) -> list[dict[str, Any]]:
    """Each question with the forecasts beside it, or with the reason why there are none."""
    if not questions:
        return []
    day, made = flow.as_of(None), set[tuple[str, ...]]()
    return [{"text": q.text, "as_of": day, **_beside(flow, q, day, made)} for q in questions]


def _beside(flow: Flow, question: QuestionRecord, day: dt.date, made: set[tuple[str, ...]]) -> dict[str, Any]:
    dyad, found = question.dyad, proxy_for(question.text)
    if found is None or (why := why_none(question.text, dyad)):
        return {"rows": (), "why": why_none(question.text, dyad) if found is None else why}
    proxy, horizon = found
    key = (*sorted(dyad), proxy.target)
    if key not in made and len(made) >= MOST:
        return {"rows": (), "why": TOO_MANY}
    made.add(key)
    try:
        answered = flow.remembered(("beside", *dyad, proxy.target, day), lambda: _answer(flow, question, day))
    except InputError as why_not:
        return {"rows": (), "why": str(why_not)}
    rows = answered.forecasts if answered else ()
    return {"rows": rows, "why": "", "about": proxy.about, "target": rows[0].target if rows else "", "horizon": horizon}


def _answer(flow: Flow, question: QuestionRecord, day: dt.date) -> Answered | None:
    a, b = question.dyad
    return answer(question.text, (a, b), near(flow, (a, b), day), as_of=day)
