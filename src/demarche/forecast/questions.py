"""Open questions found in articles, and a forecast beside them where a testable proxy exists."""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import resources
from typing import Any

import msgspec
import yaml

from demarche.errors import NotFound
from demarche.forecast.outlook import Forecast, Reason, forecasts
from demarche.forecast.targets import read_target
from demarche.model.record import Record
from demarche.model.stream import StreamEvent

WORD = re.compile(r"[a-z]+")
CODE = re.compile(r"[A-Z]{3}")
BESIDE = "stands beside an open question"  # how the first reason of a stand-in begins
ASKED = 20  # latest articles of a pair whose open questions are looked at


class Proxy(msgspec.Struct, frozen=True):
    """What is forecast in place of the question."""

    words: tuple[str, ...]
    target: str
    about: str


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A question with its proxy and forecasts in both directions; `said` is how to put it."""

    question: str
    proxy: str
    about: str
    said: str
    forecasts: tuple[Forecast, ...]


@cache
def table() -> dict[str, Any]:
    """The stand-ins, as shipped."""
    text = resources.files("demarche.forecast").joinpath("data/proxies.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def proxy_for(question: str) -> tuple[Proxy, int] | None:
    """The stand-in for a question and its horizon, None where there is none."""
    words = set(WORD.findall(question.lower()))
    for entry in table()["proxies"]:
        if words & set(entry["words"]):
            return msgspec.convert(entry, Proxy), int(table()["horizon"])
    return None


def why_none(question: str, dyad: Sequence[str]) -> str:
    """In words why no forecast can stand beside a question; empty when one can."""
    if proxy_for(question) is None:
        return "no testable proxy: nothing that is counted here stands for this question"
    if not is_pair(dyad):
        return "no testable proxy: the question is not about two countries"
    return ""


def is_pair(dyad: Sequence[str]) -> bool:
    """Whether these are the codes of two countries."""
    return len(dyad) == 2 and dyad[0] != dyad[1] and all(CODE.fullmatch(country) for country in dyad)


def answer(question: str, dyad: Sequence[str], stream: Iterable[StreamEvent], *, as_of: dt.date) -> Answered | None:
    """Forecasts beside an open question about two countries; None without a dyad or a proxy."""
    found = proxy_for(question)
    if found is None or not is_pair(dyad):
        return None
    proxy, horizon = found
    target = read_target(proxy.target)
    directions = [(dyad[0], dyad[1]), (dyad[1], dyad[0])]
    both = forecasts(stream, directions, as_of=as_of, targets=[target], horizons=[horizon])
    chances = ", ".join(f"{f.actor} to {f.recipient} {f.p:.0%}" for f in both)
    said = f"not the question itself, but testable: {proxy.about} within {horizon} days: {chances}"
    return Answered(question=question, proxy=f"{target.name} within {horizon} days", about=proxy.about, said=said,
                    forecasts=tuple(both))  # fmt: skip


def questions_of(
    record: Callable[[str], Record], dyad: tuple[str, str], stream: Iterable[StreamEvent], *, as_of: dt.date
) -> list[str]:
    """What the latest articles of a pair leave open about it; `record` gives the record of a document.

    A question that names no country is about the two that its article tells most of. Events that were imported have
    no article: then `record` raises NotFound.
    """
    told = [e for e in stream if {e.actor, e.recipient} == set(dyad) and e.arrived < as_of and e.document]
    recent = dict.fromkeys(e.document for e in sorted(told, key=lambda e: (e.told, e), reverse=True))
    records = []
    for document in list(recent)[:ASKED]:
        with contextlib.suppress(NotFound):
            records.append(record(document))
    return [
        q.text for one in records for q in one.open_questions if set(q.dyad or leading_pair(one) or ()) == set(dyad)
    ]


def leading_pair(record: Record) -> tuple[str, str] | None:
    """The two countries between which an article tells most events; None when two pairs are level."""
    countries = {actor.id: actor.country for actor in record.actors if actor.country}
    told: Counter[tuple[str, str]] = Counter()
    for event in record.events:
        sides = sorted({countries[i] for i in (*event.actors, *event.recipients) if i in countries})
        told.update(pair for pair in itertools.combinations(sides, 2) if is_pair(pair))
    (first, most), (_, next_most) = [*told.most_common(2), (None, 0), (None, 0)][:2]
    return first if most > next_most else None


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
        words = Reason(f"{BESIDE}, and is not the question itself: {quoted}")
        out += [msgspec.structs.replace(f, reasons=(words, *f.reasons)) for f in found.forecasts]
    return out
