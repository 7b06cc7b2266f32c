"""The record of the forecaster as a server keeps it: forecasts made on request, kept beside the store, and scored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import msgspec

from demarche.api.flow import Flow
from demarche.api.nearby import towards
from demarche.api.problems import Refusal
from demarche.forecast.ledger import Report, Scored, report, scores
from demarche.forecast.outlook import Forecast
from demarche.forecast.questions import questions_of
from demarche.forecast.targets import read_target
from demarche.forecast.track import Line, lines


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """All kept forecasts with what came of them, and the figures over those that have closed."""

    report: Report
    lines: list[Line]

    @property
    def hindsight(self) -> int:
        """How many closed ones were made when their window was over: honest sums, but nobody waited for them."""
        return sum(one.hindsight for one in self.lines if one.state == "closed")


class Track:
    """Making, keeping and scoring forecasts over the store of a flow."""

    def __init__(self, flow: Flow) -> None:
        self.flow, self.ledger = flow, flow.desk.ledger

    def make(
        self,
        dyad: tuple[str, str],
        as_of: dt.date,
        *,
        events: Sequence[str] = (),
        horizons: Sequence[int] = (7, 30, 90),
        both: bool = False,
    ) -> list[Forecast]:
        """Forecasts as the command line makes them: without `events` also beside what articles leave open."""
        if dyad[0] == dyad[1]:
            raise Refusal(422, "a dyad has two different countries", field="dyad")
        for event in events:
            read_target(event)
        dyads = (dyad, dyad[::-1]) if both else (dyad,)
        with self.flow.desk.exactly():
            asked = () if events else self._asked(dyad, as_of)
            return self.flow.made(dyads, as_of, horizons=horizons, events=events, asked=asked)

    def _asked(self, dyad: tuple[str, str], as_of: dt.date) -> Sequence[str]:
        """What recent articles of a pair leave open."""
        return questions_of(self.flow.desk.store.record, dyad, self.flow.of(dyad, as_of), as_of=as_of)

    def keep(self, found: Sequence[Forecast]) -> int:
        """Write forecasts down; how many were not there before."""
        return self.ledger.add(found, made=dt.datetime.now(dt.UTC))

    def judged(self, as_of: dt.date) -> Judged:
        """The record as of a day."""
        self.flow.desk.settle()
        return self.flow.remembered(("track", as_of, self.ledger.stamp), lambda: self._judge(as_of))

    def _judge(self, as_of: dt.date) -> Judged:
        entries = self.ledger.entries()
        scored = self._scored([e.forecast for e in entries if e.forecast.closes <= as_of], as_of)
        found = report(scored, still_open=len(entries) - len(scored), as_of=as_of)
        return Judged(report=found, lines=lines(entries, scored))

    def _scored(self, closed: list[Forecast], as_of: dt.date) -> list[Scored]:
        if not closed:
            return []
        since, until = min(f.as_of for f in closed), max(f.closes for f in closed)
        stream = towards(self.flow, {(f.actor, f.recipient) for f in closed}, as_of, since=since, until=until)
        return scores(closed, stream, as_of=as_of)
