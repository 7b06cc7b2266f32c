"""Scores stories on our own groups: pairs of reports that tell one event, precision, recall and F1.

`python quality/stories/score.py [--half tune|check|all|fresh|late] [--errors]`; the halves are the odd and the even
groups; `fresh` and then `late` were written when all else was finished, and belong to no half.
Two rules. "first sentence": two reports are taken for one when an event coded in the first sentence of each belongs
to one story. "whole report": when any event of each does. A report without such an event stands alone, and its pairs
count as missed under both.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from itertools import combinations
from pathlib import Path
from typing import Any

import yaml

from demarche.corpus import Store
from demarche.model import Article

HERE = Path(__file__).parent


def groups(half: str = "all") -> list[dict[str, Any]]:
    """The groups of a half; "check" is the one that is never looked at while tuning."""
    if half in ("fresh", "late"):
        return _read(f"groups-{half}.yaml")
    found, more = _read("groups-[0-9].yaml"), _read("groups-tune.yaml")
    return {"all": found + more, "tune": found[::2] + more, "check": found[1::2]}[half]


def _read(pattern: str) -> list[dict[str, Any]]:
    return [g for path in sorted(HERE.glob(pattern)) for g in yaml.safe_load(path.read_text("utf-8"))["groups"]]


def digest() -> str:
    """What the figures hang on: the groups as they are."""
    data = b"".join(path.read_bytes() for path in sorted(HERE.glob("groups-*.yaml")))
    return hashlib.sha256(data).hexdigest()[:16]


def articles(found: list[dict[str, Any]]) -> dict[str, Article]:
    """All reports by a name that says group, event and place in the group."""
    return {
        f"{group['id']}/{event}/{number}": Article(
            id=f"{group['id']}-{number}", text=text, source=source, published=str(day), language="en"
        )
        for group in found
        for number, (event, source, day, text) in enumerate(group["reports"])
    }


def predicted(store: Store, reports: dict[str, Article], coder: Any) -> dict[str, dict[str, frozenset[str]]]:
    """The stories of the events in each report's first sentence, and in the whole report."""
    docs = {}
    for (name, article), record in zip(reports.items(), coder.code_many(reports.values()), strict=True):
        docs[name] = store.add(article, record)[0]
    store.resolve()
    return {rule: _stories(store, docs, condition) for rule, condition in RULES.items()}


RULES = {"first sentence": "sentence_number = 1", "whole report": "true"}


def _stories(store: Store, docs: dict[str, str], condition: str) -> dict[str, frozenset[str]]:
    query = f"SELECT doc_id, story_id FROM events WHERE realis = 'actual' AND {condition} ORDER BY event_id"
    found: dict[str, set[str]] = {}
    for row in store.sql(query, limit=10**6):
        found.setdefault(row["doc_id"], set()).add(row["story_id"])
    return {name: frozenset(found.get(doc, ())) for name, doc in docs.items()}


def score(stories: dict[str, frozenset[str]]) -> dict[str, Any]:
    """Pairwise figures, and the pairs that are wrong."""
    hit, extra, missed = [], [], []
    for a, b in combinations(sorted(stories), 2):
        same = a.rsplit("/", 1)[0] == b.rsplit("/", 1)[0]
        together = bool(stories[a] & stories[b])
        if same or together:
            (hit if same and together else extra if together else missed).append(f"{a} {b}")
    precision, recall = len(hit) / max(len(hit) + len(extra), 1), len(hit) / max(len(hit) + len(missed), 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    coded_missed = [pair for pair in missed if all(stories[name] for name in pair.split())]
    silent = sum(not story for story in stories.values())
    return {"reports": len(stories), "without_event": silent, "precision": round(precision, 4),
            "recall": round(recall, 4), "f1": round(f1, 4),
            "recall_where_both_are_coded": round(len(hit) / max(len(hit) + len(coded_missed), 1), 4),
            "extra": extra, "missed": missed}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=["tune", "check", "all", "fresh", "late"], default="all")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--floor", type=float, default=0.0)
    options = parser.parse_args()
    from demarche.pipeline import Pipeline

    found = groups(options.half)
    with Store(":memory:") as store:
        results = {rule: score(stories) for rule, stories in predicted(store, articles(found), Pipeline()).items()}
    for result in results.values():
        if not options.errors:
            del result["extra"], result["missed"]
    print(json.dumps({"half": options.half, "groups": len(found), "corpus": digest(), **results}, indent=1))
    return 0 if results["first sentence"]["f1"] >= options.floor else 1


if __name__ == "__main__":
    sys.exit(main())
