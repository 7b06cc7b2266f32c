"""Draws a random sample of coded events from open news documents, to be judged by a reader.

    python quality/precision/sample.py [--data DIR] [--size 150] [--seed 1] [--fresh] [--out FILE]

The documents are the news of GUM and the reports of re3d; they are read from the data folder and not kept here.
Printed is one JSON line for each event, with its sentence, in order of document and place; `key` is a digest that
`judgements.csv` uses, so that no text has to be kept with a judgement. With `--fresh` events judged before are left
out, so that a figure after a change does not rest on the events that led to it.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demarche.model import Article, Record
from demarche.model.record import EventRecord
from demarche.pipeline import Pipeline

Row = dict[str, Any]
JUDGED = Path(__file__).with_name("judgements.csv")


def gum_news(folder: Path) -> Iterator[Article]:
    """The news of GUM, paragraphs apart, with their day."""
    for path in sorted(folder.glob("*.conllu")):
        for block in path.read_text(encoding="utf-8").split("# newdoc id = ")[1:]:
            name, _, rest = block.partition("\n")
            if name.startswith("GUM_news_"):
                yield _gum_article(name.strip(), rest.splitlines())


def _gum_article(name: str, lines: list[str]) -> Article:
    text, published = "", None
    for line in lines:
        if line.startswith("# meta::dateCreated = "):
            published = line.partition(" = ")[2].strip()
        elif line.startswith("# newpar") and not line.startswith("# newpar_block"):
            text += "\n\n" if text else ""
        elif line.startswith("# text = "):
            text += (" " if text and not text.endswith("\n") else "") + line.removeprefix("# text = ")
    return Article(id=name, text=text, published=published if published and len(published) == 10 else None)


def re3d(path: Path) -> Iterator[Article]:
    """The reports of re3d."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Article(id=row["id"], text=row["text"], published=row.get("date") or None)


def documents(data: Path) -> Iterator[Article]:
    yield from gum_news(data / "treebanks" / "gum")
    yield from re3d(data / "gold" / "re3d_half.jsonl")


def rows(record: Record) -> Iterator[Row]:
    """Every event of a record as a row to judge."""
    for event in record.events:
        trigger = event.evidence["event_type"][0]
        parts = (record.article.id, str(trigger.start), event.event_type)
        yield {
            "key": hashlib.sha256("\t".join(parts).encode()).hexdigest()[:12],
            "doc": record.article.id,
            "sentence": _sentence(record, trigger.start),
            "trigger": trigger.text,
            "type": event.event_type,
            "modes": event.modes,
            "cameo": event.cameo,
            **_parties(record, event),
            "realis": event.realis,
            "polarity": event.polarity,
            "historical": event.historical,
            "coder": event.coder,
            "confidence": event.confidence,
        }


def _sentence(record: Record, offset: int) -> str:
    found = [s for s in record.sentences if s.start <= offset < s.end]
    return record.article.text[found[0].start : found[0].end] if found else ""


def _parties(record: Record, event: EventRecord) -> Row:
    known = {a.id: a for a in record.actors}
    told = {i: f"{a.name} [{a.country or '-'} {a.sector or '-'}]" for i, a in known.items()}
    return {
        "actors": [told[i] for i in event.actors],
        "recipients": [told[i] for i in event.recipients],
        "third_parties": [told[i] for i in event.third_parties],
    }


def judged() -> set[str]:
    """Keys of the events that have a verdict."""
    with JUDGED.open(encoding="utf-8", newline="") as lines:
        return {row["key"] for row in csv.DictReader(lines)}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--size", type=int, default=150, help="0 for all events")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fresh", action="store_true", help="leave out what has been judged")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    pipeline = Pipeline()
    found = [row for article in documents(args.data) for row in rows(pipeline.record(pipeline.draft(article)))]
    if args.fresh:
        found = [row for row in found if row["key"] not in judged()]
    size = min(args.size or len(found), len(found))
    chosen = sorted(random.Random(args.seed).sample(range(len(found)), size))
    print(f"{size} of {len(found)} events", file=sys.stderr)
    lines = "".join(json.dumps(found[i], ensure_ascii=False) + "\n" for i in chosen)
    if args.out:
        args.out.write_text(lines, encoding="utf-8")
    else:
        sys.stdout.write(lines)


if __name__ == "__main__":
    main()
