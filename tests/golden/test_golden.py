"""Golden cases: each file's `about` is the behaviour that is tested."""

from __future__ import annotations

from typing import Any

import pytest

from demarche.model import Article, Record
from tests.golden.cases import complaints, load_cases

CASES = load_cases()


@pytest.fixture(scope="session")
def records() -> dict[str, Record]:
    """All cases coded in one go."""
    from demarche.pipeline import Pipeline

    articles = [Article(id=name, text=case["text"], published=_date(case)) for name, case in CASES]
    return {r.article.id: r for r in Pipeline().code_many(articles)}


def _date(case: dict[str, Any]) -> str | None:
    return str(case["published"]) if case.get("published") else None


@pytest.mark.parametrize(("name", "case"), CASES, ids=[n for n, _ in CASES])
def test_case(name: str, case: dict[str, Any], records: dict[str, Record]) -> None:
    """The record does what the case wants."""
    found = complaints(case, records[name])
    assert not found, f"{case['about']}\n  {case['text']}\n  " + "\n  ".join(found)
