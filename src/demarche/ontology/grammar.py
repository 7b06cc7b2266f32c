"""Closed word lists of English grammar (data/grammar.yaml)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from demarche.ontology import yamls

PATH = Path(__file__).parent / "data" / "grammar.yaml"


PLAIN = PATH.with_name("plain.yaml")


@cache
def plain_words() -> dict[str, frozenset[str]]:
    """PLOVER type to the lemmas that mean it without a second witness (data/plain.yaml)."""
    return _lists(PLAIN)


@cache
def called() -> dict[str, frozenset[str]]:
    """PLOVER type to the nouns that take such an act up again (data/called.yaml)."""
    return _lists(PATH.with_name("called.yaml"))


@cache
def bystanders() -> dict[str, frozenset[str]]:
    """Name of a list to its words: who and what takes no part in politics (data/bystanders.yaml)."""
    return _lists(PATH.with_name("bystanders.yaml"))


@cache
def grammar() -> dict[str, frozenset[str]]:
    """Name of a list to its words."""
    return _lists(PATH)


def _lists(path: Path) -> dict[str, frozenset[str]]:
    return {name: frozenset(map(str, words)) for name, words in yamls.read(path).items() if name != "version"}
