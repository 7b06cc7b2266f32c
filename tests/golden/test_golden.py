"""Golden cases: each file's `about` is the behaviour that is tested."""

from __future__ import annotations

from typing import Any

import pytest

from demarche.model import Article, Record
from tests.golden.cases import complaints, load_cases

CASES = load_cases()
LATER = [name for name, case in CASES if case.get("wants") == "later"]


@pytest.fixture(scope="session")
def records() -> dict[str, Record]:
    """All cases coded in one go."""
    from demarche.pipeline import Pipeline

    articles = [Article(id=name, text=case["text"], published=_date(case)) for name, case in CASES]
    return {r.article.id: r for r in Pipeline().code_many(articles)}


def _date(case: dict[str, Any]) -> str | None:
    return str(case["published"]) if case.get("published") else None


def _marks(case: dict[str, Any]) -> list[pytest.MarkDecorator]:
    later = case.get("wants") == "later"
    return [pytest.mark.xfail(reason=case.get("because", "not yet"), strict=False)] if later else []


PARAMS = [pytest.param(name, case, id=name, marks=_marks(case)) for name, case in CASES]


@pytest.mark.parametrize(("name", "case"), PARAMS)
def test_case(name: str, case: dict[str, Any], records: dict[str, Record]) -> None:
    """The record does what the case wants."""
    found = complaints(case, records[name])
    assert not found, f"{case['about']}\n  {case['text']}\n  " + "\n  ".join(found)


def test_few_cases_wait() -> None:
    """At most one case in eight is put off, and each says why."""
    print(f"\n{len(LATER)} of {len(CASES)} golden cases wait")
    assert len(LATER) * 8 <= len(CASES)
    assert all(case.get("because") for name, case in CASES if name in LATER)
