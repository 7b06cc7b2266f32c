"""Open questions of an article, and what is likely: forecasts of a testable stand-in, or in words why there is none.

A page must come at once, so the forecasts read the latest events of the pair and a sample of others, never the whole
store, and a page holds only a few. Nothing is kept: what is shown to a reader does not enter the record.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from demarche.api.flow import Flow
from demarche.api.nearby import Pair, near
from demarche.errors import InputError
from demarche.forecast.questions import Answered, answer, is_pair, leading_pair, proxy_for, why_none
from demarche.model.record import Record

MOST = 4  # different forecasts a page
TOO_MANY = "testable, but this page forecasts for its first questions only; see the page of the two countries"


def beside(flow: Flow, record: Record) -> list[dict[str, Any]]:
    """Each open question with the forecasts beside it, or with the reason why there are none.

    A question that does not name two countries is read for the two that the article tells most of, and that is said.
    """
    if not record.open_questions:
        return []
    day, lead = flow.as_of(None), leading_pair(record)
    made: set[tuple[str, ...]] = set()
    out = []
    for question in record.open_questions:
        own = is_pair(question.dyad)
        dyad = (question.dyad[0], question.dyad[1]) if own else lead if not question.dyad else None
        shown = _beside(flow, question.text, dyad, day, made)
        out.append({"text": question.text, "as_of": day, "lead": () if own else lead, **shown})
    return out


def _beside(flow: Flow, question: str, dyad: Pair | None, day: dt.date, made: set[tuple[str, ...]]) -> dict[str, Any]:
    """What stands beside a question; `made` holds the forecasts of this page so far."""
    found = proxy_for(question)
    if found is None or dyad is None:
        return {"rows": (), "why": why_none(question, dyad or ())}
    proxy, horizon = found
    key = (*sorted(dyad), proxy.target)
    if key not in made and len(made) >= MOST:
        return {"rows": (), "why": TOO_MANY}
    made.add(key)
    try:
        answered = flow.remembered(("beside", *dyad, proxy.target, day), lambda: _answer(flow, question, dyad, day))
    except InputError as why_not:
        return {"rows": (), "why": str(why_not)}
    rows = answered.forecasts if answered else ()
    return {"rows": rows, "why": "", "about": proxy.about, "target": rows[0].target if rows else "", "horizon": horizon}


def _answer(flow: Flow, question: str, dyad: Pair, day: dt.date) -> Answered | None:
    return answer(question, dyad, near(flow, dyad, day), as_of=day)
