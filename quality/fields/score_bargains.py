"""Scores bargains and reprisals end to end on bargains.jsonl: acts, the link between them, and who gives.

    python -m quality.fields.score_bargains [--half tune|check|tune2|check2|tune3|check3] [-v]

Unlike score_statements, an act that the coder does not find counts as a missed link, and any bargain or reprisal in a
text that tells none counts as a wrong one.  "A|B" in a case means that either type is right.
tune2 and check2, tune3 and check3 are halves of later lists; their cases also say, where it matters, the words of the
cue and the status, mediator and number of the bargains.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import Any

from quality.fields.score_statements import BARGAINS, NEAR, Case, Tally, article_of, cases, offset, token_at

from demarche.model import Draft
from demarche.model.record import LinkRecord
from demarche.pipeline import Pipeline

HALVES = ("tune", "check", "tune2", "check2", "tune3", "check3")
DIRECTED = ("retaliation_for", "caused_by")


def acts_at(draft: Draft, text: str, mark: str, kinds: str) -> dict[str, bool]:
    """Ids of the events at the marked word, with whether they are of one of the types."""
    at = offset(text, mark)
    n, i = token_at(draft.parsed, at)
    out = {}
    for event in draft.events:
        inside = any(m.start <= at < m.end for m in event.mentions)
        near = event.sentence == n and (i in event.words or abs(event.trigger - i) <= NEAR)
        if inside or near:
            out[event.id] = event.event_type.value in kinds.split("|") or "+future" in event.coder
    return out


def judge(case: Case, draft: Draft, tally: Tally) -> list[str]:
    text, out = case["text"], []
    found = {m: acts_at(draft, text, m, kinds) for m, kinds in case["acts"].items()}
    types = {t for want in case["want"] for t in want["type"].split("|")}
    rest = [x for x in draft.links if x.type in {*BARGAINS, *types}]
    for want in case["want"]:
        hit = next((x for x in rest if _is_meant(x, want, found)), None)
        tally["hit" if hit else "missed"] += 1
        if hit is None:
            cause = _cause(found[want["from"]], found[want["to"]])
            tally[cause] += 1
            out.append(f"missed {want['from']} - {want['to']} ({want['type']}): {cause}")
        else:
            rest.remove(hit)
            out += _givers(case, draft, hit, found, tally)
            out += _told(case, draft, hit, tally)
    for wrong in (x for x in rest if x.type in BARGAINS):
        tally["wrong"] += 1
        told = {e.id: e.mentions[0].text for e in draft.events}
        out.append(f"wrong {wrong.type}: {told[wrong.from_]} - {told[wrong.to]}")
    return out


def _is_meant(link: LinkRecord, want: dict[str, str], found: dict[str, dict[str, bool]]) -> bool:
    a, b = ({name for name, right in found[want[side]].items() if right} for side in ("from", "to"))
    if link.type not in want["type"].split("|"):
        return False
    back = link.type not in DIRECTED and link.from_ in b and link.to in a
    return back or (link.from_ in a and link.to in b)


def _cause(a: dict[str, bool], b: dict[str, bool]) -> str:
    if not a or not b:
        return "no act"
    return "not tied" if any(a.values()) and any(b.values()) else "another type"


def _givers(case: Case, draft: Draft, link: LinkRecord, found: dict[str, dict[str, bool]], tally: Tally) -> list[str]:
    names = {a.id: " / ".join([a.name, *(m.text for m in a.mentions)]) for a in draft.actors}
    out = []
    for mark, giver in case.get("givers", {}).items():
        events = [e for e in draft.events if e.id in {link.from_, link.to} & set(found[mark])]
        if events:
            right = any(giver in names[a.value] for a in events[0].actors)
            tally["giver"] += right
            tally["giver of"] += 1
            out += [] if right else [f"giver of {mark}: want {giver}"]
    return out


def _told(case: Case, draft: Draft, link: LinkRecord, tally: Tally) -> list[str]:
    """What the case says of the cue of a link that was found, and of the bargain that it belongs to."""
    names = {a.id: " / ".join([a.name, *(m.text for m in a.mentions)]) for a in draft.actors}
    legs = {link.from_, link.to}
    bargain = next((x for x in draft.exchanges if legs <= {leg.event for leg in x.legs}), None)
    got = {
        "cue": link.cues[0].text.lower(),
        "status": bargain.status if bargain else "",
        "mediator": " / ".join(names[m] for m in bargain.mediators) if bargain else "",
        "bargains": len(draft.exchanges),
    }
    out = []
    for key in got.keys() & case.keys():
        right = case[key] in got[key] if key == "mediator" else case[key] == got[key]
        tally[key] += right
        tally[f"{key} of"] += 1
        out += [] if right else [f"{key}: want {case[key]}, got {got[key]}"]
    return out


def score(half: str | None, pipeline: Pipeline, *, verbose: bool = False) -> dict[str, Any]:
    tally: Tally = Counter()
    for case in cases("bargains", half):
        tally["cases"] += 1
        wrong = judge(case, pipeline.draft(article_of(case)), tally)
        if wrong and verbose:
            print(f"{case['id']} {case['text']}\n    {'; '.join(wrong)}", file=sys.stderr)
    hit, missed, bad = (tally[x] for x in ("hit", "missed", "wrong"))
    return {**tally, "f1": round(2 * hit / max(1, 2 * hit + missed + bad), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    pipeline = Pipeline()
    for half in (options.half,) if options.half else HALVES:
        print(half, json.dumps(score(half, pipeline, verbose=options.verbose)))


if __name__ == "__main__":
    main()
