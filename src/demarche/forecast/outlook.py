"""Forecasts from the user's own stream: "at least one event of this kind from A to B within h days".

A hierarchical Gamma-Poisson pace gives the first probability. Once the stream's own past holds enough outcomes, a
logistic correction, drawn towards "change nothing", is fitted on windows that ended before the day of the forecast.
Each horizon has its own correction; so that a longer window is never less likely than a shorter one inside it, a
forecast says at least what those of the horizons 7, 30 and 90 that are shorter say.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import msgspec
import numpy as np
import numpy.typing as npt

from demarche import __version__
from demarche.errors import InputError
from demarche.forecast.correction import Correction, correction, design_of
from demarche.forecast.counts import holds, interval, largest
from demarche.forecast.logistic import expit, logit
from demarche.forecast.rates import State, StreamArrays, as_arrays, chance, count_mass, state_at
from demarche.forecast.targets import Target
from demarche.model.stream import StreamEvent, known_before, one_per_story

Doubles = npt.NDArray[np.float64]

# v2: intervals of counts nearest to 90 %, a reference that leans; v3: windows that overlap teach less, and longer
# ones are never less likely.
METHOD = "gamma-poisson+logistic.v3"
HORIZONS = (7, 30, 90)
LEAN = 30  # days at the pace of all pairs in the reference: a plain 0 would be no rival, and no certainty either
DRAWS = 4000
SURE = 1e-5  # no forecast claims more certainty than this
SHOWN = 5
LISTED, MOST_LISTED = 0.999, 100  # chances of counts are listed up to this probability, and no more than so many


class Reason(msgspec.Struct, frozen=True):
    """One cause in words, what it adds in log odds (None for context), and the events behind it."""

    words: str
    effect: float | None = None
    events: tuple[str, ...] = ()


class Counts(msgspec.Struct, frozen=True):
    """How many there will be: the mean, the interval nearest to 90 % and what it `holds`, and P(0), P(1), … .

    The last of the chances is that of so many or more.
    """

    mean: float
    low: int
    high: int
    chances: tuple[float, ...]
    holds: float | None = None  # None in records whose intervals held at least 90 %


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """A probability with all that is needed to judge and later score it."""

    id: str
    as_of: dt.date
    actor: str
    recipient: str
    target: str
    horizon: int
    p: float
    low: float
    high: float
    base_rate: float
    reference: float
    reasons: tuple[Reason, ...]
    method: str
    version: str
    inputs: str
    events_known: int
    corrected: bool
    counts: Counts | None = None  # None in records older than counts

    def _repr_html_(self) -> str:
        """How a notebook shows it."""
        reasons = "".join(f"<li>{escape(r.words)}</li>" for r in self.reasons)
        return (
            f"<p><b>{escape(self.actor)} → {escape(self.recipient)}</b>: {escape(self.target)} within {self.horizon} "
            f"days of {self.as_of}: <b>{told(self.p)}</b> ({told(self.low)} to {told(self.high)}); base rate "
            f"{told(self.base_rate)}, 90-day rate {told(self.reference)}</p><ul>{reasons}</ul>"
        )

    @property
    def closes(self) -> dt.date:
        """The first day after the window."""
        return self.as_of + dt.timedelta(days=self.horizon)


@dataclass(frozen=True)
class Fitted:
    """A stream as of a day."""

    events: tuple[StreamEvent, ...]
    stream: StreamArrays
    origin: int
    as_of: dt.date
    state: State


@dataclass(frozen=True)
class Said:
    """What is said of one dyad and target at one horizon before shorter ones are looked at."""

    low: float
    high: float
    mass: Doubles
    design: Doubles


def prepare(stream: Iterable[StreamEvent], *, as_of: dt.date, targets: Sequence[Target]) -> Fitted:
    """What had arrived before `as_of`, one event per story, as arrays."""
    events = tuple(one_per_story(e for e in known_before(stream, as_of) if e.current))
    if not events:
        raise InputError(f"nothing is on record before {as_of}; a forecast needs at least one event")
    arrays = as_arrays(events, tuple(targets))
    origin = (as_of - arrays.first).days
    return Fitted(events, arrays, origin, as_of, state_at(arrays, origin))


def forecast(
    stream: Iterable[StreamEvent],
    dyad: tuple[str, str],
    *,
    as_of: dt.date,
    targets: Sequence[Target],
    horizons: Sequence[int] = HORIZONS,
) -> list[Forecast]:
    """Forecasts for one directed dyad, by horizon and target."""
    return forecasts(stream, [dyad], as_of=as_of, targets=targets, horizons=horizons)


def forecasts(
    stream: Iterable[StreamEvent],
    dyads: Sequence[tuple[str, str]],
    *,
    as_of: dt.date,
    targets: Sequence[Target],
    horizons: Sequence[int] = HORIZONS,
) -> list[Forecast]:
    """The same for several directed dyads, one after the other; the stream is read and fitted once for all of them."""
    fitted = prepare(stream, as_of=as_of, targets=targets)
    digest = _digest(fitted.events)
    levels = {level: [j for j, t in enumerate(targets) if t.level == level] for level in (t.level for t in targets)}
    needed = sorted({*horizons, *(rung for rung in HORIZONS if rung < max(horizons, default=0))})
    models = {
        (horizon, level): correction(fitted.stream, fitted.origin, horizon, columns)
        for horizon in needed
        for level, columns in levels.items()
    }
    return [
        _one(fitted, dyad, j, {h: models[h, target.level] for h in rungs(horizon)}, digest)
        for dyad in dyads
        for horizon in horizons
        for j, target in enumerate(targets)
    ]


def rungs(horizon: int) -> tuple[int, ...]:
    """The horizon, after those of the usual ones that are shorter."""
    return (*(rung for rung in HORIZONS if rung < horizon), horizon)


def _one(
    fitted: Fitted, dyad: tuple[str, str], column: int, models: dict[int, Correction | None], digest: str
) -> Forecast:
    """The forecast for the longest of the horizons of `models`."""
    state, target, horizon = fitted.state, fitted.stream.targets[column], max(models)
    row = fitted.stream.number(dyad)
    at = (row, column)  # -1 is the row of a dyad never seen
    said = {h: _said(state, at, h, model) for h, model in models.items()}
    mass, model = largest([one.mass for one in said.values()]), models[horizon]
    p, reasons = _unsure(1 - float(mass[0, 0])), _reasons(fitted, dyad, row, column, model, said[horizon].design)
    if p > _unsure(1 - float(said[horizon].mass[0, 0])):
        reasons += (Reason("no less likely than within the shorter windows that are part of this one"),)
    low, high = (_unsure(max(getattr(one, end) for one in said.values())) for end in ("low", "high"))
    base = float(chance(state.share[column] * state.activity.mean() * 10, np.array(10.0), horizon))
    seen, everywhere = min(fitted.origin, 90), float(state.share[column] * state.activity.mean())
    reference = float(-np.expm1(-(state.count_90[at] + LEAN * everywhere) / (seen + LEAN) * horizon))
    body = Forecast(
        id="", as_of=fitted.as_of, actor=dyad[0], recipient=dyad[1], target=target.name, horizon=horizon,
        p=p, low=min(low, p), high=max(high, p), base_rate=round(base, 5),
        reference=round(reference, 5), reasons=reasons, method=METHOD, version=__version__, inputs=digest,
        events_known=len(fitted.events), corrected=model is not None, counts=_counts(mass),
    )  # fmt: skip
    return msgspec.structs.replace(body, id=hashlib.sha256(msgspec.json.encode(body)).hexdigest()[:16])


def _said(state: State, at: tuple[int, int], horizon: int, model: Correction | None) -> Said:
    design = design_of(state, np.array([at[0]]), [at[1]], horizon)
    draws = np.random.default_rng(0).gamma(state.shape[at], 1 / state.span[at], size=DRAWS)
    plain = -np.expm1(-draws * horizon)
    p, low, high = float(expit(design[:, 0])[0]), *(float(v) for v in np.quantile(plain, (0.05, 0.95)))
    if model is not None:
        moved = float(model.chance.margin(design)[0] - design[0, 0])
        p, low, high = (float(expit(logit(np.array([v])) + moved)[0]) for v in (p, low, high))
    return Said(low, high, _mass(state, at, horizon, p, model, design), design)


def _unsure(p: float) -> float:
    return round(min(max(p, SURE), 1 - SURE), 5)


def _mass(
    state: State, at: tuple[int, int], horizon: int, p: float, model: Correction | None, design: Doubles
) -> Doubles:
    """How many there may be, as a mass function; P(0) is what the probability leaves."""
    shape, span = np.array([state.shape[at]]), np.array([state.span[at]])
    if model is None:
        return count_mass(np.array([p]), shape, span, horizon)
    return model.mass(np.array([p]), design, shape / span * horizon)


def _counts(mass: Doubles) -> Counts:
    low, high = interval(mass)
    listed = int(np.searchsorted(np.cumsum(mass[0]), LISTED)) + 1
    head = mass[0, : min(listed, MOST_LISTED)]
    chances = (*(round(float(v), 5) for v in head), round(max(1 - float(head.sum()), 0.0), 5))
    mean, held = float(mass[0] @ np.arange(mass.shape[1])), float(holds(mass, low, high)[0])
    return Counts(round(mean, 4), int(low[0]), int(high[0]), chances, round(held, 4))


def _reasons(
    fitted: Fitted, dyad: tuple[str, str], row: int, column: int, model: Correction | None, design: Doubles
) -> tuple[Reason, ...]:
    state, target = fitted.state, fitted.stream.targets[column]
    own = [e for e in fitted.events if (e.actor, e.recipient) == dyad]
    held = [e for e in own if target.holds(e)]
    recent = tuple(e.event_id for e in held[-SHOWN:])
    last = f", last on {held[-1].date}" if held else ""
    out = [
        Reason(f"{len(held)} on record in {fitted.origin} days{last}", None, recent),
        Reason(f"pace taken for the pair, older events fading and a thin record leaning on the prior: "
               f"{plainly(30 * state.activity[row])} events a month", None, tuple(e.event_id for e in own[-SHOWN:])),
    ]  # fmt: skip
    if target.level != "any":
        out.append(Reason(f"{target.name} is {plainly(100 * state.share[column])} % of all events in the stream"))
    if model is not None:
        names = ("pace, as measured on the stream's past", *state.features)
        terms = model.chance.terms(design)[0]
        for name, effect in sorted(zip(names, terms, strict=True), key=lambda pair: -abs(pair[1])):
            out.append(Reason(f"{name}, against an average pair", round(float(effect), 3), recent))
    return tuple(out)


def plainly(value: float) -> str:
    """A positive number in two digits, and never as a power of ten."""
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}" if value >= 0.001 else "under 0.001"


def told(p: float) -> str:
    """A probability in per cent; what rounds to 0 or 100 is not said to be certain."""
    return "under 0.1%" if p < 0.0005 else "over 99.9%" if p > 0.9995 else f"{p:.1%}"


def _digest(events: Sequence[StreamEvent]) -> str:
    return hashlib.sha256(msgspec.json.encode(events)).hexdigest()[:16]
