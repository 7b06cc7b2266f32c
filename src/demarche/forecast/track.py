"""The track record line by line: every forecast that was kept, and what came of it once its window had closed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec
import pyarrow as pa

from demarche.forecast.ledger import Entry, Scored
from demarche.forecast.questions import BESIDE

UTC_SECONDS = "%Y-%m-%dT%H:%M:%SZ"


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One kept forecast. While it is `open` nothing has been scored; `hindsight` means made after its window."""

    id: str
    made: str
    as_of: dt.date
    closes: dt.date
    actor: str
    recipient: str
    target: str
    horizon: int
    p: float
    low: float
    high: float
    base_rate: float
    reference: float
    expected: float | None
    state: str
    hindsight: bool
    happened: bool | None
    count: int | None
    brier: float | None
    bits: float | None
    crps: float | None
    events: tuple[str, ...]
    reasons: tuple[str, ...]
    method: str
    version: str
    inputs: str
    events_known: int
    corrected: bool

    @property
    def question(self) -> str:
        """The reason that names the open question beside which it stands; empty for all others."""
        return next((words for words in self.reasons if words.startswith(BESIDE)), "")


# The columns of a table of lines; an empty one has them too.
KINDS = {
    str: pa.string(), str | None: pa.string(), dt.date: pa.date32(), float: pa.float64(), float | None: pa.float64(),
    int: pa.int64(), int | None: pa.int64(), bool: pa.bool_(), bool | None: pa.bool_(),
    tuple[str, ...]: pa.list_(pa.string()),
}  # fmt: skip


def lines(entries: Iterable[Entry], scored: Iterable[Scored]) -> list[Line]:
    """All kept forecasts in the order they were made, each with its score where there is one."""
    outcomes = {s.forecast.id: s for s in scored}
    return [_line(entry, outcomes.get(entry.forecast.id)) for entry in entries]


def table(chosen: Iterable[Line]) -> pa.Table:
    """Lines as a table."""
    schema = pa.schema([(field.name, KINDS[field.type]) for field in msgspec.structs.fields(Line)])
    return pa.Table.from_pylist([msgspec.structs.asdict(one) for one in chosen], schema=schema)


def _line(entry: Entry, outcome: Scored | None) -> Line:
    f = entry.forecast
    return Line(
        id=f.id, made=entry.made.astimezone(dt.UTC).strftime(UTC_SECONDS), as_of=f.as_of, closes=f.closes,
        actor=f.actor, recipient=f.recipient, target=f.target, horizon=f.horizon,
        p=f.p, low=f.low, high=f.high, base_rate=f.base_rate, reference=f.reference,
        expected=f.counts.mean if f.counts else None,
        state="closed" if outcome else "open", hindsight=entry.made.astimezone(dt.UTC).date() >= f.closes,
        happened=outcome.happened if outcome else None, count=outcome.count if outcome else None,
        brier=outcome.brier if outcome else None, bits=outcome.bits if outcome else None,
        crps=outcome.crps if outcome else None, events=outcome.events if outcome else (),
        reasons=tuple(r.words for r in f.reasons),
        method=f.method, version=f.version, inputs=f.inputs, events_known=f.events_known, corrected=f.corrected,
    )  # fmt: skip
