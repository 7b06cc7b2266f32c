"""Codes the same articles in one process, in several, and on Ray, and compares the records byte for byte.

The articles are drawn, always in the same way, from paragraphs of the example corpus and examples of the frames, with
odd ones in between: very short, very long, in another language, with characters of every width. Every process is
started anew, so each has a hash seed of its own.
`python bench/engines.py [--articles 2000] [--workers 2] [--ray]` prints one JSON line; exit 1 when a record differs.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import random
import sys
import time
from collections.abc import Iterator
from typing import Any

from demarche.demo import articles as demo_articles
from demarche.engines import BATCH, batched, make_engine
from demarche.intake.language import with_language
from demarche.model import Article
from demarche.model.record import Record
from demarche.ontology import load

ODD = (
    "Police in Lima arrested 14 protesters.",
    "Der Außenminister traf am Freitag in Warschau seinen polnischen Kollegen, um über die Grenze zu sprechen.",
    "“We will not leave,” the envoy\u00a0said 😀; Кyiv’s reply: ‘no’.\r\nRebels shelled Juba\tfor a third day.",
    "Ministers met. " * 400,
)
ONE_IN = 25  # how often an odd article comes
LEFT_OUT = "left out: "


def paragraphs() -> list[str]:
    """What articles are put together from, in a fixed order."""
    told = [p for article in demo_articles() for p in article.text.split("\n\n")]
    return told + [example for frame in load().frames for example in frame.examples]


def made(count: int, *, seed: int = 11) -> Iterator[Article]:
    """Articles of one to fourteen paragraphs, no two the same."""
    rng, pieces = random.Random(seed), paragraphs()
    for n in range(count):
        if n % ONE_IN == ONE_IN - 1:
            text = f"{ODD[n // ONE_IN % len(ODD)]}\n\nCase {n} is open."
        else:
            text = "\n\n".join([*rng.sample(pieces, rng.choice((1, 3, 6, 9, 14))), f"Case {n} is open."])
        yield with_language(Article(id=f"n{n}", text=text, published=f"2025-{n % 12 + 1:02}-{n % 28 + 1:02}"))


def coded(engine: str, workers: int, articles: list[Article], coder: Any) -> tuple[list[bytes], float]:
    """Records, or reasons for having none, of an engine, and the seconds that it took."""
    began = time.perf_counter()
    running = make_engine(engine, coder, workers=workers)
    try:
        found = [answer for answers in running.run(batched(articles, BATCH)) for answer in answers]
    finally:
        running.close()
    return [a if isinstance(a, bytes) else f"no record: {a}".encode() for a in found], time.perf_counter() - began


def compare(count: int, *, workers: int = 2, ray: bool = False, coder: Any = None) -> dict[str, Any]:
    """What each engine gave, and the articles on which one differs from one process."""
    from demarche.pipeline import Pipeline

    articles, ways = list(made(count)), [("process", 1), ("process", workers)]
    report: dict[str, Any] = {"articles": count, "characters": sum(len(a.text) for a in articles), "engines": {}}
    without = why_no_ray(ray)
    if without is None:
        ways.append(("ray", workers))
    first: list[bytes] = []
    differ: set[str] = set()
    for engine, number in ways:
        found, seconds = coded(engine, number, articles, coder or Pipeline())
        first = first or found
        differ |= {a.id for a, one, other in zip(articles, first, found, strict=True) if one != other}
        report["engines"][f"{engine} {number}"] = {"sha256": _digest(found), "seconds": round(seconds, 1)}
    if without is not None:
        report["engines"]["ray"] = LEFT_OUT + without
    records = [Record.from_json(one) for one in first if not one.startswith(b"no record")]
    counted = {"records": len(records), "events": sum(len(r.events) for r in records)}
    return report | counted | {"differ": sorted(differ), "same": not differ}


def why_no_ray(asked: bool) -> str | None:
    """The reason to leave Ray out; None when it takes part."""
    if not asked:
        return "not asked for (--ray)"
    return None if importlib.util.find_spec("ray") else "it is not installed (extra `ray`)"


def _digest(records: list[bytes]) -> str:
    return hashlib.sha256(b"\n".join(records)).hexdigest()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ray", action="store_true", help="also on Ray, when it is installed")
    options = parser.parse_args()
    report = compare(options.articles, workers=options.workers, ray=options.ray)
    print(json.dumps(report))
    return 0 if report["same"] else 1


if __name__ == "__main__":
    sys.exit(main())
