"""The word lists of digest.yaml, and words as the quick read compares them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from demarche.ontology.codebook import DATA, read_yaml

_WORD = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:['’.-][^\W\d_]+)*|[%$€£¥]")


@cache
def lists() -> Mapping[str, frozenset[str]]:
    raw: dict[str, Any] = read_yaml(DATA / "digest.yaml")
    return {k: frozenset(map(str, v)) for k, v in raw.items() if k != "version"}


@cache
def turning() -> frozenset[str]:
    """Words that may not be cut out of their clause: negation, hedge, modal, saying."""
    every = lists()
    return every["negation"] | every["modal"] | every["speech"] | every["hedge"]


def words(text: str) -> list[str]:
    """Words and numbers, lower case, with plain apostrophes."""
    return [w.lower().replace("’", "'") for w in _WORD.findall(text)]
