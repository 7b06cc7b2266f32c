"""What makes a dateline, before anything is parsed: a dash set off from the words, behind a place in capitals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

_DASHES = frozenset(["-", "–", "—", "--", "―"])
LONGEST = 16  # words that a dateline has at most


class Word(Protocol):
    """A word with its place in the text: a piece or a token."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...


def free_dash(words: Sequence[Word]) -> int:
    """Where the first dash stands that is set off by a space or behind a bracket; 0 when none is near the beginning."""
    return next((i for i, w in enumerate(words[:LONGEST]) if w.text in _DASHES and _set_off(words, i)), 0)


def is_shouted(word: str) -> bool:
    """True for a place in capitals, as datelines have it."""
    return word.isupper() and len(word) > 2


def _set_off(words: Sequence[Word], i: int) -> bool:
    """A dash with a space on at least one side, or behind a closing bracket."""
    if i == 0 or i + 1 >= len(words):
        return False
    before, after = words[i - 1], words[i + 1]
    return before.end < words[i].start or words[i].end < after.start or before.text == ")"
