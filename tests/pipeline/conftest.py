"""One pipeline for all tests of this folder, and the check that every span holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from demarche.model import Record
from demarche.pipeline import Pipeline


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    return Pipeline()


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a record that has start, end and text."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= set(value):
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from spans(inner)


@pytest.fixture(scope="session")
def lying() -> Callable[[Record], list[dict[str, Any]]]:
    """The spans of a record that do not say what the text says there."""

    def found(record: Record) -> list[dict[str, Any]]:
        text, data = record.article.text, record.to_dict()
        out = [s for s in spans(data) if text[s["start"] : s["end"]] != s["text"]]
        for part in (*record.sentences, *record.issues):
            if not 0 <= part.start <= part.end <= len(text):
                out.append({"start": part.start, "end": part.end})
        return out

    return found
