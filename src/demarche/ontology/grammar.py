"""Closed word lists of English grammar (data/grammar.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

PATH = Path(__file__).parent / "data" / "grammar.yaml"


@cache
def grammar() -> dict[str, frozenset[str]]:
    """Name of a list to its words."""
    raw = yaml.load(PATH.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return {name: frozenset(map(str, words)) for name, words in raw.items() if name != "version"}
