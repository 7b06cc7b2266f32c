"""Open questions found in articles, and a forecast beside them where a testable proxy exists."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from importlib import resources

import msgspec
import yaml

from demarche.forecast.outlook import Forecast, Reason, forecast
from demarche.forecast.targets import read_target
from demarche.model.stream import StreamEvent

WORD = re.compile(r"[a-z]+")


class Proxy(msgspec.Struct, frozen=True):
    """What is forecast in place of the question."""

    words: tuple[str, ...]
    target: str
    about: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its proxy and forecasts in both directions; `said` is how to put it."""

    question: str
    proxy: str
    said: str
    forecasts: tuple[Forecast, ...]


def proxy_for(question: str) -> tuple[Proxy, int] | None:
    """The stand-in for a question and its horizon, None where there is none."""
    text = resources.files("demarche.forecast").joinpath("data/proxies.yaml").read_text(encoding="utf-8")
    table = yaml.safe_load(text)
    words = set(WORD.findall(question.lower()))
    for entry in table["proxies"]:
        if words & set(entry["words"]):
            return msgspec.convert(entry, Proxy), int(table["horizon"])
    return None


def answer(question: str, dyad: Sequence[str], stream: Iterable[StreamEvent], *, as_of: dt.date) -> Answered | None:
    """Forecasts beside an open question about two countries; None without a dyad or a proxy."""
    found = proxy_for(question)
    if found is None or len(dyad) != 2 or dyad[0] == dyad[1]:
        return None
    proxy, horizon = found
    events = list(stream)
    target = read_target(proxy.target)
    both = [
        f
        for pair in ((dyad[0], dyad[1]), (dyad[1], dyad[0]))
        for f in forecast(events, pair, as_of=as_of, targets=[target], horizons=[horizon])
    ]
    chances = ", ".join(f"{f.actor} to {f.recipient} {f.p:.0%}" for f in both)
    said = f"not the question itself, but testable: {proxy.about} within {horizon} days: {chances}"
    return Answered(question=question, proxy=f"{target.name} within {horizon} days", said=said, forecasts=tuple(both))


def beside(
    questions: Iterable[str], dyad: tuple[str, str], stream: Sequence[StreamEvent], *, as_of: dt.date
) -> list[Forecast]:
    """One forecast per direction and stand-in; its first reason names the questions that it stands beside."""
    asked: dict[str, tuple[Answered, list[str]]] = {}
    for question in dict.fromkeys(questions):
        found = answer(question, dyad, stream, as_of=as_of)
        if found is not None:
            asked.setdefault(found.proxy, (found, []))[1].append(question)
    out = []
    for found, same in asked.values():
        quoted = "; ".join(f"“{question}”" for question in same)
        words = Reason(f"stands beside an open question, and is not the question itself: {quoted}")
        out += [msgspec.structs.replace(f, reasons=(words, *f.reasons)) for f in found.forecasts]
    return out
