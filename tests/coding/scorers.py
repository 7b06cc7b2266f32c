"""The scorers of `quality/fields` as modules, and one pipeline, for tests that plant events and look at one stage."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

from demarche.pipeline import Pipeline

FOLDER = Path(__file__).parents[2] / "quality" / "fields"


@cache
def scorer(name: str) -> ModuleType:
    """The script `quality/fields/NAME.py`."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def pipeline() -> Pipeline:
    return Pipeline()
