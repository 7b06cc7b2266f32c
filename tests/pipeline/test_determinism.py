"""Same input and version, same bytes out, whatever stands before, beside or around an article."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from demarche.model import Article
from demarche.pipeline import Pipeline

TEXTS = (
    "Kenya's foreign minister met his Sudanese counterpart in Addis Ababa on Tuesday. They will reopen the border.",
    "Police in Lima arrested 14 protesters.\n\nThe arrests followed a strike by bus drivers, a union leader said.",
    "Oslo said it would send 200 tents to Haiti, where a quake killed at least 30 people in May 2021.",
    "The central bank left its rate unchanged.",
    "Rebels shelled Juba for a third day; the army denied that its troops had withdrawn. “We will not leave,” it said.",
    "Two ministers resigned in Quito. Ecuador's president thanked them, and accused Peru of meddling.",
)
ARTICLES = [Article(id=f"n{i}", text=text, published="2025-09-16") for i, text in enumerate(TEXTS)]


@pytest.fixture(scope="module")
def alone(pipeline: Pipeline) -> dict[str, bytes]:
    """Each article coded by itself."""
    return {a.id: pipeline.code(a).to_json() for a in ARTICLES}


@pytest.mark.parametrize("size", [1, 2, 5, 6])
def test_batches_change_nothing(pipeline: Pipeline, alone: dict[str, bytes], size: int) -> None:
    """However a stream is cut, each record is the one of its article alone."""
    cut = [ARTICLES[i : i + size] for i in range(0, len(ARTICLES), size)]
    assert {r.article.id: r.to_json() for part in cut for r in pipeline.code_many(part)} == alone


def test_neighbours_change_nothing(pipeline: Pipeline, alone: dict[str, bytes]) -> None:
    """The other way round, and each article twice, give the same records."""
    turned = [*reversed(ARTICLES), *ARTICLES]
    assert all(r.to_json() == alone[r.article.id] for r in pipeline.code_many(turned))


def test_processes_and_hash_seeds_change_nothing(tmp_path: Path, alone: dict[str, bytes]) -> None:
    """One process or two, with another hash seed: the same bytes in the same order."""
    path = tmp_path / "news.jsonl"
    rows = [{"id": a.id, "text": a.text, "published": a.published} for a in ARTICLES]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for workers, seed in (("1", "3"), ("2", "11")):
        done = subprocess.run(
            [sys.executable, "-m", "demarche", "code", str(path), "--workers", workers],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        )
        assert done.stdout.splitlines() == list(alone.values()), workers
