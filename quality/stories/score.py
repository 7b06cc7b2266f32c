"""Scores stories on our own groups: pairs of reports that tell one event, precision, recall and F1.

`python quality/stories/score.py [--half tune|check|all] [--errors]`; the halves are the odd and the even groups.
Two reports are taken for one when an event coded in the first sentence of each belongs to one story; a report
without such an event stands alone.
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
    found = [
        g for path in sorted(HERE.glob("groups-*.yaml")) for g in yaml.safe_load(path.read_text("utf-8"))["groups"]
    ]
    return {"all": found, "tune": found[::2], "check": found[1::2]}[half]


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


def predicted(store: Store, reports: dict[str, Article], coder: Any) -> dict[str, frozenset[str]]:
    """The stories of the events in each report's first sentence."""
    docs = {}
    for (name, article), record in zip(reports.items(), coder.code_many(reports.values()), strict=True):
        docs[name] = store.add(article, record)[0]
    store.resolve()
    rows = store.sql(
        "SELECT doc_id, story_id FROM events WHERE realis = 'actual' AND sentence_number = 1 ORDER BY event_id",
        limit=10**6,
    )
    found: dict[str, set[str]] = {}
    for row in rows:
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
    parser.add_argument("--half", choices=["tune", "check", "all"], default="all")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--floor", type=float, default=0.0)
    options = parser.parse_args()
    from demarche.pipeline import Pipeline

    found = groups(options.half)
    with Store(":memory:") as store:
        result = score(predicted(store, articles(found), Pipeline()))
    if not options.errors:
        del result["extra"], result["missed"]
    print(json.dumps({"half": options.half, "groups": len(found), "corpus": digest(), **result}, indent=1))
    return 0 if result["f1"] >= options.floor else 1


if __name__ == "__main__":
    sys.exit(main())
