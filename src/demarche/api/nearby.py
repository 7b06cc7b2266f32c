"""Parts of the stream that are small however large the store is: for pages that have to come at once.

What is asked about two countries needs their own events, and of all other pairs only how busy pairs are and which kinds
of events are how common. A sample of whole pairs tells that. It is drawn by a digest of their names, so that the same
store gives the same sample.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from demarche.api.flow import DAY, Flow, known
from demarche.api.narrow import OF_PAIRS, rows, stream
from demarche.model.stream import StreamEvent
from demarche.signals.surprise import surprises

Pair = tuple[str, str]
OWN, OTHERS = 4_000, 5_000  # events of the pair itself, the latest ones, and of the sample of others
CURRENT = """coalesce(realis, 'actual') = 'actual' AND coalesce(polarity, 'positive') = 'positive'
AND NOT coalesce(historical, false)"""
HAPPENED = f"{OF_PAIRS} AND {CURRENT}"
SINCE = f"{HAPPENED} AND {DAY} >= ?"
# Of a story that has a report in the period all reports: the first to arrive says when it happened.
OF_STORIES = f"""WITH f AS ({HAPPENED}) SELECT * FROM f WHERE coalesce(story_id, event_id) IN
(SELECT coalesce(story_id, event_id) FROM f WHERE coalesce(event_date_start, published_on) BETWEEN ? AND ?)"""
BEGINNING = """SELECT first_day AS day FROM pairs WHERE (actor = ? AND recipient = ?) OR (actor = ? AND recipient = ?)
ORDER BY first_day DESC LIMIT 1 OFFSET ?"""
# A pair that alone would fill the sample is left out of it, or all others would be.
SAMPLE = """SELECT a, b FROM (SELECT a, b, sum(n) OVER (ORDER BY md5(a || b)) AS so_far FROM
(SELECT least(actor, recipient) AS a, greatest(actor, recipient) AS b, count(*) AS n FROM pairs
WHERE first_day >= ? GROUP BY ALL HAVING n <= ?)) WHERE so_far <= ? ORDER BY a, b"""
FIRST_ARRIVAL = f"SELECT min(coalesce(arrived::DATE, published_on, {DAY})) AS day FROM events"


def near(flow: Flow, dyad: Pair, as_of: dt.date) -> list[StreamEvent]:
    """The latest events of a pair, and those of a sample of other pairs in the same time."""
    a, b = sorted(dyad)
    return flow.remembered(("near", a, b, as_of), lambda: _near(flow, (a, b), as_of))


def surprises_of(flow: Flow, dyad: Pair, as_of: dt.date) -> Any:
    """The surprises of a pair; over a large store they are measured against the sample of other pairs."""
    if not flow.too_large():
        return [s for s in flow.surprises(as_of) if {s.actor, s.recipient} == set(dyad)]
    a, b = sorted(dyad)
    stream = [event for event in near(flow, dyad, as_of) if event.arrived < as_of]
    return flow.remembered(("surprises", "near", a, b, as_of), lambda: surprises(stream, dyad=(a, b)))


def towards(flow: Flow, dyads: Collection[Pair], as_of: dt.date, *, since: dt.date, until: dt.date) -> Any:
    """Everything that decides what happened from one country towards another between two days."""
    found = _read(flow, OF_STORIES, dyads, since, until)
    return known(found, as_of, first=_first_arrival(flow))


def warm(flow: Flow) -> None:
    """Read the sample of other pairs before anybody waits for it."""
    flow.remembered(("others", dt.date.min), lambda: _others(flow, dt.date.min))


def _near(flow: Flow, dyad: Pair, as_of: dt.date) -> list[StreamEvent]:
    a, b = dyad
    earliest = rows(flow.desk.store, BEGINNING, [a, b, b, a, OWN])
    begins = earliest[0]["day"] if earliest else dt.date.min
    others = flow.remembered(("others", begins), lambda: _others(flow, begins))
    own = _read(flow, SINCE, [dyad, (b, a)], begins)
    rest = (event for event in others if {event.actor, event.recipient} != {a, b})
    return known([*own, *rest], as_of, first=_first_arrival(flow))


def _others(flow: Flow, begins: dt.date) -> list[StreamEvent]:
    """The events of the sample, the same for every pair that is asked about."""
    drawn = [(row["a"], row["b"]) for row in rows(flow.desk.store, SAMPLE, [begins, OTHERS // 2, OTHERS])]
    return _read(flow, SINCE, [pair for one in drawn for pair in (one, one[::-1])], begins)


def _read(flow: Flow, query: str, dyads: Iterable[Pair], *values: Any) -> list[StreamEvent]:
    """Events of these directed pairs."""
    names = [list(side) for side in zip(*sorted(set(dyads)), strict=True)] or [[], []]
    return stream(flow.desk.store, query, [*names, *values])


def _first_arrival(flow: Flow) -> dt.date | None:
    found: dt.date | None = flow.remembered("first arrival", lambda: rows(flow.desk.store, FIRST_ARRIVAL)[0]["day"])
    return found
