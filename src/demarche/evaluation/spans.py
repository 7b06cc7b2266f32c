"""How spans of parties are scored: F1, exact and with any overlap, of the event that fits the gold best.

The gold has one event a sentence; further events are counted apart.
It tags sources (S), targets (T), and parties who are both because they act on each other (R: "A met B").
Such a meeting is one event to us, with its parties as actors, or as actors and recipients (decision 0003), so the
parties tagged R are held against both of our sides together.
For many sentences the gold tags the source alone, whoever the target is ("gunmen killed a soldier": no target), and
what is coded there counts as wrong; the figures called `marked` leave out the sides that the gold leaves empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from demarche.evaluation.sets import GoldSet
from demarche.model import Coded, Draft, Event

Place = tuple[int, int]
Sides = dict[str, list[Place]]


def touches(spans: Iterable[Any], place: Place) -> float:
    return float(any(x.start < place[1] and place[0] < x.end for x in spans))


def spans_scored(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    tallies = {name: Counter[str]() for name in ("exact", "partial", "exact_marked", "partial_marked")}
    errors: list[dict[str, Any]] = []
    extra = 0
    for record, draft in zip(gold.records, drafts, strict=True):
        want = gold_sides(record)
        event = max(draft.events, key=lambda e: _agreement(e, want), default=None)
        extra += max(0, len(draft.events) - len(record["events"]))
        for side, asked in want.items():
            got = coded_spans(event, side)
            for name, tally in tallies.items():
                if asked or not name.endswith("marked"):
                    _count(tally, asked, got, _same if name.startswith("exact") else _overlap)
            if set(asked) != set(got):
                text = record["text"]
                words = [[text[a:b] for a, b in spans] for spans in (asked, got)]
                errors.append({"id": record["id"], "text": text, "side": side, "gold": words[0], "coded": words[1]})
    figures: dict[str, Any] = {f"{name}_f1": _f1(tally) for name, tally in tallies.items()}
    return {**figures, "extra_events": extra}, errors


def gold_sides(record: dict[str, Any]) -> Sides:
    """The spans of sources and of targets; of all parties together where they act on each other."""
    mutual = tagged(record, "R")
    text, events = record["text"], record["events"]
    sides = {side: [w for e in events for w in _found(text, e[side])] for side in ("source", "target")}
    return {"parties": sorted([*mutual, *sides["source"], *sides["target"]])} if mutual else sides


def tagged(record: dict[str, Any], letter: str) -> list[Place]:
    """The spans whose words bear the tags B-LETTER, I-LETTER."""
    spans: list[Place] = []
    at = 0
    before = "O"
    for word, tag in zip(record.get("tokens", ()), record.get("tags", ()), strict=True):
        start = record["text"].find(word, at)
        at = start + len(word)
        if tag == f"I-{letter}" and before.endswith(f"-{letter}"):
            spans[-1] = (spans[-1][0], at)
        elif tag.endswith(f"-{letter}"):
            spans.append((start, at))
        before = tag
    return spans


def coded_spans(event: Event | None, side: str) -> list[Place]:
    """The spans of one side of an event, or of all its parties."""
    if event is None:
        return []
    found: list[Coded[str]] = []
    if side != "target":
        found += event.actors
    if side != "source":
        found += event.recipients
    return sorted({(s.start, s.end) for c in found for s in c.evidence})


def _agreement(event: Event, want: Sides) -> float:
    """How well an event's parties overlap the gold ones: the event that the gold is about."""
    value = 0.1 * event.confidence
    for side, asked in want.items():
        places = coded_spans(event, side)
        value += sum(any(_overlap(w, p) for p in places) for w in asked) - 0.2 * max(0, len(places) - len(asked))
    return value


def _found(text: str, phrases: Any) -> list[Place]:
    places = ((at, at + len(p)) for p in phrases or () if (at := text.find(p)) >= 0)
    return list(places)


def _same(a: Place, b: Place) -> bool:
    return a == b


def _overlap(a: Place, b: Place) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _count(
    tally: Counter[str], want: Sequence[Place], got: Sequence[Place], fits: Callable[[Place, Place], bool]
) -> None:
    tally["gold"] += len(want)
    tally["coded"] += len(got)
    tally["recalled"] += sum(any(fits(w, g) for g in got) for w in want)
    tally["precise"] += sum(any(fits(w, g) for w in want) for g in got)


def _f1(tally: Counter[str]) -> float:
    precision = tally["precise"] / max(1, tally["coded"])
    recall = tally["recalled"] / max(1, tally["gold"])
    return round(2 * precision * recall / max(1e-9, precision + recall), 4)
