"""The hand-coded articles of quality/articles: well formed, and coded no worse than they were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from quality.articles.score import HERE, Score, files, record_of, spans
from tests.coding.scorers import pipeline

from demarche.ontology import load

PATHS = files(HERE, "all")
REALIS = {"actual", "planned", "threatened", "requested", "hypothetical", "denied"}


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_well_formed(path: Path) -> None:
    """Triggers and names are words of the text, types and realis are known."""
    gold = read(path)
    for event in gold["events"]:
        assert spans(gold["text"], event)
        assert event["realis"] in REALIS
        for party in (*(event.get("actors") or ()), *(event.get("recipients") or ())):
            assert party["name"] in gold["text"]


def test_types_are_those_of_the_codebook() -> None:
    """Every type that was written is one of PLOVER."""
    assert {e["type"] for p in PATHS for e in read(p)["events"]} <= set(load().types)


def test_floor() -> None:
    """Whole articles are coded at least this well; the figures of today are in docs/explanation/errors.md."""
    score = Score()
    for path in files(HERE, "check"):
        gold = read(path)
        score.article(gold, record_of(pipeline(), path, gold))
    report = score.report()
    assert report["type_precision"] >= 0.83
    assert report["precision"] >= 0.49
    assert report["recall"] >= 0.42
