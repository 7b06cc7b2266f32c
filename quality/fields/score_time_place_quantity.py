"""Scores time, place and quantities of events on the case files beside this script.

    python quality/fields/score_time_place_quantity.py [time|place|quantity …] [--half tune|check] [--planted] [-v]

A case marks the word that tells its act; the event whose words hold it, or else lie next to it, is scored.
Cases whose event the coder does not find are counted apart ("no event").
With `--planted` a bare event is set at the marked word, so that the figures do not depend on the frames.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from demarche.coding import certainty, howmany, when, where
from demarche.coding.context import Context
from demarche.model import Article, Coded, Draft, Event, Parsed
from demarche.pipeline import Pipeline

HERE = Path(__file__).parent
NEAR = 1  # words between the marked word and the trigger of an event that still counts as its event
Case = dict[str, Any]


def cases(part: str, half: str | None) -> Iterator[Case]:
    for line in (HERE / f"{part}.jsonl").read_text().splitlines():
        case = json.loads(line)
        if half in (None, case["half"]):
            yield case


def trigger(case: Case) -> int:
    """The offset of the marked word: "freed", or "freed#2" for its second occurrence."""
    word, _, number = case["trigger"].partition("#")
    at = -1
    for _ in range(int(number or 1)):
        at = case["text"].index(word, at + 1)
    return at


def article(case: Case) -> Article:
    return Article(id=case["id"], text=case["text"], published=case.get("published"))


def found(case: Case, pipeline: Pipeline) -> tuple[Draft, Event] | None:
    """The event that the coder made of the marked word."""
    draft = pipeline.draft(article(case))
    at = trigger(case)
    place = _token(draft.parsed, at)
    if place is None:
        return None
    n, i = place
    here = [e for e in draft.events if e.sentence == n or any(m.start <= at < m.end for m in e.mentions)]
    near = [(0 if i in e.words else abs(e.trigger - i), k, e) for k, e in enumerate(here)]
    best = min(near, default=None)
    return (draft, best[2]) if best and best[0] <= NEAR else None


def planted(case: Case, pipeline: Pipeline) -> tuple[Draft, Event] | None:
    """A bare event at the marked word, after our three stages."""
    text = article(case)
    parsed = Parsed(text, pipeline.parser.parse(text.text))
    context = Context(parsed, pipeline.book, pipeline.knowledge)
    for n, (tree, phrases) in enumerate(zip(context.trees, context.phrases, strict=True)):
        context.cast.read(n, tree, phrases)
    place = _token(parsed, trigger(case))
    if place is None:
        return None
    draft = Draft(parsed=parsed, events=(_bare(case, *place, context),), who=context.cast.who)
    for stage in (certainty.Judge().stage, when.stage, where.stage, howmany.stage):
        draft = stage(draft, context)
    return draft, draft.events[0]


def _bare(case: Case, n: int, i: int, context: Context) -> Event:
    tree = context.trees[n]
    args = tree.verb(i)
    roles = [("A", k) for k in args.subjects] + [("R", k) for k in args.objects]
    who = {r: [a for role, k in roles if role == r for a in context.actors_at(n, k)] for r in "AR"}
    return Event(
        id="e1",
        event_type=Coded(case.get("type", "ASSAULT"), (tree.sentence.span(i, i),), "planted"),
        cameo=None,
        coder="planted",
        confidence=1.0,
        sentence=n,
        trigger=i,
        actors=tuple(Coded(a) for a in who["A"]),
        recipients=tuple(Coded(a) for a in who["R"]),
        roles=tuple(roles),
        words=(i,),
    )


def _token(parsed: Parsed, at: int) -> tuple[int, int] | None:
    for n, sentence in enumerate(parsed.sentences):
        for i, token in enumerate(sentence.tokens):
            if token.start <= at < token.end:
                return n, i
    return None


# -- judgement: (right, out of, what was said) for each measure --------------------------------------------------------

Marks = dict[str, tuple[int, int]]


def judge_time(case: Case, event: Event, beside: list[Event]) -> tuple[Marks, str]:
    want, got = case["want"], event.date.value if event.date else None
    said = f"{got.start}..{got.end} {got.granularity} {got.basis}" if got else "none"
    if want is None:
        return {"interval": (int(got is None), 1)}, said
    right = got is not None and (got.start, got.end) == (want["start"], want["end"])
    marks = {"interval": (int(right), 1)}
    for key in ("basis", "granularity"):
        if key in want:
            marks[key] = (int(got is not None and getattr(got, key) == want[key]), 1)
    if "historical" in want:
        marks["historical"] = (int(event.historical.value == want["historical"]), 1)
    return marks, said + (" historical" if event.historical.value else "")


def judge_place(case: Case, event: Event, beside: list[Event]) -> tuple[Marks, str]:
    want, got = case["want"], event.place.value if event.place else None
    said = f"{got.name} {got.country} {got.precision} {got.relation}" if got else "none"
    if want is None:
        return {"country": (int(got is None), 1)}, said
    marks = {"country": (int(got is not None and got.country == want["country"]), 1)}
    city = want.get("city")
    fine = got is not None and got.precision in ("city", "point")
    if city or fine:
        marks["city"] = (int(fine and got is not None and city is not None and got.name == city), 1)
    for key in ("precision", "relation"):
        if key in want:
            marks[key] = (int(got is not None and getattr(got, key) == want[key]), 1)
    return marks, said


def judge_quantity(case: Case, event: Event, beside: list[Event]) -> tuple[Marks, str]:
    """What is wanted may stand with another event of the sentence; what is too much is counted on the marked one."""
    got = [c.value for c in event.quantities]
    near = [c.value for e in beside for c in e.quantities]
    keys = ("role", "value", "low", "high", "currency")
    have = [tuple(getattr(q, k) for k in keys) for q in got]
    want = [tuple(q.get(k) for k in keys) for q in case["want"]]
    others = [tuple(getattr(q, k) for k in keys) for q in near]
    right = sum(w in have or w in others for w in want)
    said = "; ".join(f"{q.role}={q.value} [{q.low},{q.high}] {q.unit} {q.currency or ''}" for q in got) or "none"
    total = len(want) + sum(h not in want for h in have)
    marks = {"value and role": (right, total) if total else (1, 1)}
    for q in case["want"]:
        if "exact" in q:
            fit = any(
                g.role == q["role"] and g.exact == q["exact"] and g.value == q.get("value") for g in [*got, *near]
            )
            old = marks.get("exact", (0, 0))
            marks["exact"] = (old[0] + int(fit), old[1] + 1)
    return marks, said


JUDGES: dict[str, Callable[[Case, Event, list[Event]], tuple[Marks, str]]] = {
    "time": judge_time,
    "place": judge_place,
    "quantity": judge_quantity,
}


def score(part: str, half: str | None, pipeline: Pipeline, *, plant: bool, verbose: bool) -> dict[str, Any]:
    """Shares right for each measure, with the number of cases and of those without an event."""
    sums: Marks = {}
    missing, count = 0, 0
    for case in cases(part, half):
        count += 1
        hit = (planted if plant else found)(case, pipeline)
        if hit is None:
            missing += 1
            continue
        beside = [e for e in hit[0].events if e is not hit[1]]
        marks, said = JUDGES[part](case, hit[1], beside)
        for name, (right, total) in marks.items():
            old = sums.get(name, (0, 0))
            sums[name] = (old[0] + right, old[1] + total)
        if verbose and any(r < t for r, t in marks.values()):
            print(
                f"{case['id']} {marks} {case['text']!r} [{case['trigger']}]\n    want {case['want']}\n    got  {said}",
                file=sys.stderr,
            )
        for coded in (hit[1].date, hit[1].place, *hit[1].quantities):
            assert coded is None or all(s.holds(case["text"]) for s in coded.evidence), case["id"]
    shares = {k: {"right": r, "of": t, "share": round(r / t, 3)} for k, (r, t) in sums.items()}
    return {"cases": count, "no event": missing, **shares}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", default=list(JUDGES))
    parser.add_argument("--half", choices=["tune", "check"])
    parser.add_argument("--planted", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    pipeline = Pipeline()
    for part in options.parts or list(JUDGES):
        result = score(part, options.half, pipeline, plant=options.planted, verbose=options.verbose)
        print(part, json.dumps(result))


if __name__ == "__main__":
    main()
