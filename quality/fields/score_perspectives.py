"""Scores who is for and against what, on the cases beside this script.

    python quality/fields/score_perspectives.py [--half tune|check] [-v]

A case lists the views that a reader finds: head word of the holder, stance, and the word that tells the act.
A found view is right when holder and stance agree and one of its acts is told by the marked word; where the coder
has no act at that word, the view's own evidence must hold the word.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demarche.model import Article, Record
from demarche.model.record import PerspectiveRecord
from demarche.pipeline import Pipeline

HERE = Path(__file__).parent
NEAR = 12  # characters between the marked word and the words of an act that still tell it
Case = dict[str, Any]


def cases(half: str | None) -> Iterator[Case]:
    for line in (HERE / "perspectives.jsonl").read_text().splitlines():
        case = json.loads(line)
        if half in (None, case["half"]):
            yield case


def holder_fits(view: PerspectiveRecord, word: str) -> bool:
    """The first span of evidence names the holder; its head is its last word, or the word before "of" or "in"."""
    words = view.evidence[0].text.replace("’s", "").replace("'s", "").split()
    return word in words


def about_fits(view: PerspectiveRecord, word: str, record: Record) -> bool:
    at = record.article.text.index(word)
    spans = [s for e in record.events for s in e.mentions]
    if any(s.start < at + len(word) and at < s.end for s in spans):
        told = [s for e in record.events if e.id in view.about for s in e.mentions]
        return any(s.start - NEAR < at + len(word) and at < s.end + NEAR for s in told)
    told = [*view.evidence, *(s for e in record.events if e.id in view.about for s in e.mentions)]
    return any(s.start - NEAR < at + len(word) and at < s.end + NEAR for s in told)


def right(view: PerspectiveRecord, want: dict[str, str], record: Record) -> bool:
    return (
        view.stance == want["stance"] and holder_fits(view, want["holder"]) and about_fits(view, want["about"], record)
    )


def score(chosen: list[Case], *, verbose: bool) -> dict[str, float]:
    pipeline = Pipeline()
    hits = found = wanted = 0
    for case in chosen:
        record = pipeline.code(Article(id=case["id"], text=case["text"], published=case["published"]))
        open_wants = list(case["want"])
        for view in record.perspectives:
            hit = next((w for w in open_wants if right(view, w, record)), None)
            if hit is not None:
                open_wants.remove(hit)
        ok = len(case["want"]) - len(open_wants)
        hits, found, wanted = hits + ok, found + len(record.perspectives), wanted + len(case["want"])
        if verbose and (open_wants or ok != len(record.perspectives)):
            print(case["id"], case["half"], case["text"], file=sys.stderr)
            print("   want", case["want"], file=sys.stderr)
            for v in record.perspectives:
                told = [s.text for e in record.events if e.id in v.about for s in e.mentions]
                print("   got ", v.stance, [s.text for s in v.evidence], v.about, told, file=sys.stderr)
    precision, recall = hits / max(found, 1), hits / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return {"cases": len(chosen), "precision": round(precision, 3), "recall": round(recall, 3), "f1": round(f1, 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("tune", "check"))
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    for half in (options.half,) if options.half else ("tune", "check"):
        print(json.dumps({"half": half, **score(list(cases(half)), verbose=options.verbose)}))


if __name__ == "__main__":
    main()
