"""Scores the coder on whole articles that were written and coded by hand, without a look at what it prints.

    python -m quality.articles.score [--half tune|check|all] [--errors missed|extra|party|realis] [--data FOLDER]

Each file `NAME.yaml` holds `title`, `published`, `text` and `events`; an event has `type`, `trigger` (words of the
text), `also` (where it is told again), `actors` and `recipients` (each a name of the text and a country), `realis`,
and `optional` for what a careful coder may leave out: such an event counts neither for nor against.

An event that was coded is *right* when a hand-coded event of its type stands at its words, when each party it gives is
one of that event, and when no side is empty that the hand-coded event fills. Parties compare by country, or by their
words where there is none; both sides count as one for what is done together (CONSULT, COOPERATE, AGREE).
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from demarche.model import Article, Record
from demarche.model.record import EventRecord
from demarche.pipeline import Pipeline

HERE = Path(__file__).parent / "texts"
TOGETHER = frozenset(["CONSULT", "COOPERATE", "AGREE"])
Gold = dict[str, Any]


def files(folder: Path, half: str) -> list[Path]:
    """The articles of a half: those in a folder called "check" are for checking, and nobody looks at their errors."""
    found = sorted(folder.rglob("*.yaml"))
    return [p for p in found if half == "all" or (p.parent.name == "check") == (half == "check")]


def digest(paths: list[Path]) -> str:
    return hashlib.sha256(b"".join(p.read_bytes() for p in paths)).hexdigest()[:16]


def spans(text: str, event: Gold) -> list[tuple[int, int]]:
    """Where the words of a hand-coded event stand."""
    out = []
    for words in (event["trigger"], *(event.get("also") or ())):
        at = text.find(words)
        if at < 0:
            raise ValueError(f"not in the text: {words!r}")
        out.append((at, at + len(words)))
    return out


def meets(event: EventRecord, places: list[tuple[int, int]]) -> bool:
    return any(m.start < end and start < m.end for m in event.mentions for start, end in places)


class Score:
    """Counts over articles, and the lines that show errors."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.errors: list[tuple[str, str]] = []

    def article(self, gold: Gold, record: Record) -> None:
        text = record.article.text
        places = [spans(text, g) for g in gold["events"]]
        taken: dict[int, EventRecord] = {}
        for event in record.events:
            n = self._partner(event, gold["events"], places, record)
            self._emitted(event, gold["events"][n] if n is not None else None, record)
            if n is not None:
                taken.setdefault(n, event)
        for n, g in enumerate(gold["events"]):
            if not g.get("optional"):
                self.count["gold"] += 1
                self.count["found"] += n in taken
                if n not in taken:
                    self._error("missed", g["type"], g["trigger"], record, places[n][0][0])

    def _partner(
        self, event: EventRecord, gold: list[Gold], places: list[list[tuple[int, int]]], record: Record
    ) -> int | None:
        fits = [n for n, g in enumerate(gold) if g["type"] == event.event_type and meets(event, places[n])]
        if not fits:
            here = _sentences(record, [(m.start, m.end) for m in event.mentions])
            fits = [
                n for n, g in enumerate(gold) if g["type"] == event.event_type and here & _sentences(record, places[n])
            ]
        return max(fits, key=lambda n: (_right(event, gold[n], record), not gold[n].get("optional")), default=None)

    def _emitted(self, event: EventRecord, gold: Gold | None, record: Record) -> None:
        told = f"{event.event_type} {_told(event.actors, record)} -> {_told(event.recipients, record)} {event.coder}"
        where = event.mentions[0]
        if gold is not None and gold.get("optional"):
            self.count["optional"] += 1
            return
        self.count["coded"] += 1
        if gold is None:
            self._error("extra", told, where.text, record, where.start)
        elif not _right(event, gold, record):
            self._error("party", f"{told}; hand: {_hand(gold)}", where.text, record, where.start)
        else:
            self.count["right"] += 1
        if gold is not None:
            self.count["typed"] += 1
            self.count["fair"] += _fair(event, gold, record)
            self.count["realis"] += (same := _realis(event, gold))
            if not same:
                wanted = f"{gold.get('realis')} {'historical' if gold.get('historical') else ''}"
                self._error(
                    "realis", f"{event.realis} {event.historical}; hand: {wanted}", where.text, record, where.start
                )

    def _error(self, kind: str, what: str, words: str, record: Record, at: int) -> None:
        found = [s for s in record.sentences if s.start <= at < s.end]
        line = record.article.text[found[0].start : found[0].end] if found else ""
        self.errors.append((kind, f"{kind}: {what} «{words}» [{record.article.id}]\n      {line}"))

    def report(self) -> dict[str, float | int]:
        c = self.count
        precision, recall = c["right"] / max(1, c["coded"]), c["right"] / max(1, c["gold"])
        return {
            "coded": c["coded"],
            "gold": c["gold"],
            "precision": round(precision, 3),
            "recall": round(recall, 3),
            "f1": round(2 * precision * recall / max(1e-9, precision + recall), 3),
            "found": round(c["found"] / max(1, c["gold"]), 3),
            "type_precision": round(c["typed"] / max(1, c["coded"]), 3),
            "lenient_precision": round(c["fair"] / max(1, c["coded"]), 3),
            "realis": round(c["realis"] / max(1, c["typed"]), 3),
        }


def _sentences(record: Record, places: list[tuple[int, int]]) -> set[int]:
    return {n for n, s in enumerate(record.sentences) for start, end in places if s.start <= start < s.end}


def _sides(event: EventRecord, gold: Gold) -> list[tuple[list[str], list[Gold]]]:
    actors, recipients = gold.get("actors") or [], gold.get("recipients") or []
    if event.event_type in TOGETHER:
        return [([*event.actors, *event.recipients], [*actors, *recipients])]
    return [(event.actors, actors), (event.recipients, recipients)]


def _right(event: EventRecord, gold: Gold, record: Record) -> bool:
    """Every party given is one of the hand-coded event, and no side is empty that has one there."""
    return _fair(event, gold, record) and all(bool(ids) or not there for ids, there in _sides(event, gold))


def _fair(event: EventRecord, gold: Gold, record: Record) -> bool:
    """Every party given is one of the hand-coded event; a side left empty is no error."""
    return all(_is_one(i, there, record) for ids, there in _sides(event, gold) for i in ids)


def _is_one(name: str, there: list[Gold], record: Record) -> bool:
    actor = next(a for a in record.actors if a.id == name)
    said = {w.lower() for m in actor.mentions for w in m.text.split() if len(w) > 2}
    for party in there:
        if party.get("country") and actor.country:
            if party["country"] == actor.country:
                return True
        elif said & {w.lower() for w in party["name"].split() if len(w) > 2}:
            return True
    return False


def _realis(event: EventRecord, gold: Gold) -> bool:
    wanted = gold.get("realis") or "actual"
    denied = wanted == "denied"
    return (event.polarity == "negative" or event.realis == wanted) if denied else event.realis == wanted


def _told(ids: list[str], record: Record) -> str:
    known = {a.id: f"{a.name} [{a.country or '-'} {a.sector or '-'}]" for a in record.actors}
    return "; ".join(known[i] for i in ids) or "nobody"


def _hand(gold: Gold) -> str:
    def side(name: str) -> str:
        return "; ".join(f"{p['name']} [{p.get('country') or '-'}]" for p in gold.get(name) or []) or "nobody"

    return f"{side('actors')} -> {side('recipients')}"


def record_of(pipeline: Pipeline, path: Path, gold: Gold) -> Record:
    article = Article(id=path.stem, text=gold["text"], title=gold.get("title"), published=str(gold["published"]))
    return pipeline.record(pipeline.draft(article))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("all", "tune", "check"), default="all")
    parser.add_argument("--data", type=Path, default=HERE)
    parser.add_argument("--errors", default="", help="print errors of these kinds, with commas between")
    args = parser.parse_args()
    paths = files(args.data, args.half)
    pipeline, score = Pipeline(), Score()
    for path in paths:
        gold = yaml.safe_load(path.read_text(encoding="utf-8"))
        score.article(gold, record_of(pipeline, path, gold))
    for kind, line in score.errors:
        if kind in args.errors.split(","):
            print(line)
    print(json.dumps({"articles": len(paths), "digest": digest(paths), "half": args.half, **score.report()}))


if __name__ == "__main__":
    main()
