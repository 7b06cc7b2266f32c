"""The word lists of sentence splitting and tokenising, read from abbreviations.yaml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import yaml


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """See abbreviations.yaml for what each list means."""

    version: int
    before_name: frozenset[str]
    before_number: frozenset[str]
    anywhere: frozenset[str]
    starters: frozenset[str]
    after_hour: frozenset[str]
    speech: frozenset[str]
    digest_headings: frozenset[str]
    prefixes: tuple[str, ...]


@cache
def lexicon() -> Lexicon:
    """The lists; read once."""
    raw = yaml.safe_load((Path(__file__).parent / "abbreviations.yaml").read_text(encoding="utf-8"))
    # YAML reads No, On and Off as booleans, as it has since 1.1.
    lists = {k: [_word(w) for w in v] if isinstance(v, list) else v for k, v in raw.items()}
    return msgspec.convert(lists, Lexicon)


def _word(value: object) -> str:
    return {True: "On", False: "No"}[value] if isinstance(value, bool) else str(value)
