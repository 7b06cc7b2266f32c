"""Real news runs through without an exception, every span on its words; skipped where the data folder is not there."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demarche.model import Article, Record
from demarche.pipeline import Pipeline

DATA = Path(__file__).parents[3] / "shared" / "data"
GUM = DATA / "treebanks" / "gum"
RE3D = DATA / "gold" / "re3d_half.jsonl"
Lying = Callable[[Record], list[dict[str, Any]]]


def gum_news() -> Iterator[str]:
    """The news documents of GUM, one paragraph a sentence."""
    for path in sorted(GUM.rglob("*.conllu")):
        name, lines = "", []
        for line in path.open(encoding="utf-8"):
            if line.startswith("# newdoc id"):
                if "_news_" in name:
                    yield "\n".join(lines)
                name, lines = line, []
            elif line.startswith("# text ="):
                lines.append(line.removeprefix("# text =").strip())
        if "_news_" in name:
            yield "\n".join(lines)


def re3d() -> Iterator[str]:
    for line in RE3D.open(encoding="utf-8"):
        yield json.loads(line)["text"]


@pytest.mark.skipif(not GUM.is_dir(), reason="no treebanks here")
def test_gum_news(pipeline: Pipeline, lying: Lying) -> None:
    """Documents of GUM news give events with spans that hold."""
    check(pipeline, lying, itertools.islice(gum_news(), 12))


@pytest.mark.skipif(not RE3D.is_file(), reason="no gold records here")
def test_conflict_reports(pipeline: Pipeline, lying: Lying) -> None:
    """Conflict reports do."""
    check(pipeline, lying, itertools.islice(re3d(), 25))


def check(pipeline: Pipeline, lying: Lying, texts: Iterator[str]) -> None:
    articles = (Article(id=str(i), text=text, published="2017-06-01") for i, text in enumerate(texts))
    records = list(pipeline.code_many(articles))
    assert [lying(r) for r in records] == [[]] * len(records)
    assert sum(len(r.events) for r in records) > len(records)
