"""The scorer of the case files in quality/fields, for tests of time, place and quantities."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from demarche.model import Draft, Event
from demarche.pipeline import Pipeline

SCORER = Path(__file__).parents[2] / "quality" / "fields" / "score_time_place_quantity.py"


@cache
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_time_place_quantity", SCORER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def pipeline() -> Pipeline:
    return Pipeline()


def coded(text: str, trigger: str, *, published: str | None = "2025-09-16", kind: str = "ASSAULT") -> Event:
    """The event set at the marked word, after the three stages."""
    return drafted(text, trigger, published=published, kind=kind)[1]


def drafted(text: str, trigger: str, *, published: str | None, kind: str = "ASSAULT") -> tuple[Draft, Event]:
    case = {"id": "test", "text": text, "trigger": trigger, "published": published, "type": kind}
    found: tuple[Draft, Event] = scorer().planted(case, pipeline())
    return found


def share(part: str, measure: str) -> float:
    """The share right on the check half, with events set at the marked words."""
    result: dict[str, Any] = scorer().score(part, "check", pipeline(), plant=True, verbose=False)
    return float(result[measure]["share"])
