"""Words to the numbers the encoder reads: word pieces, case shapes and the first piece of every word.

Training and run time share this file, so that the model sees the same numbers in both.
The word pieces are uncased; the case of a word reaches the model as one of eight shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

CLS, SEP, UNK = 101, 102, 100
SHAPES = 8
# A word longer than this is an address or a checksum; its first pieces say all the model can use.
MAX_PIECES_OF_WORD = 12
# Typographic quotes and dashes are rarer in the training text than plain ones and mean the same.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "`": "'"})
# Words that are kept; beyond the frequent ones most are names that never come again, in a long run without end, so that
# a larger cache only takes memory. Numbers, of which there is no end either, are not kept at all.
_CACHE_LIMIT = 20_000
NUMBERS = (6, 7)  # shapes


def shape(word: str) -> int:
    """The case shape of a word: 1 no letter, 2 lower, 3 Title, 4 UPPER, 5 miXed, 6 digits, 7 letters and digits."""
    if word.isdigit():
        return 6
    if not any(c.isalpha() for c in word):
        return 1
    if any(c.isdigit() for c in word):
        return 7
    if word.islower():
        return 2
    if word.isupper():
        return 4 if len(word) > 1 else 3
    return 3 if word[0].isupper() and word[1:].islower() else 5


class Pieces(NamedTuple):
    """One encoded sentence; `first[0]` is 0 (the root) and `first[i + 1]` the first piece of word i."""

    ids: list[int]
    shapes: list[int]
    first: list[int]


class PieceEncoder:
    """Turns words into pieces; words seen before come from a bounded cache."""

    def __init__(self, tokenizer: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._cache: dict[str, tuple[list[int], int]] = {}

    def encode(self, words: Sequence[str], *, limit: int = 500) -> Pieces:
        """Pieces of one sentence; words beyond `limit` pieces share the last piece that fits."""
        ids, shapes, first = [CLS], [0], [0]
        for word in words:
            pieces, form = self.word(word)
            room = limit - len(ids)
            first.append(len(ids) if room > 0 else len(ids) - 1)
            ids += pieces[:room] if room < len(pieces) else pieces
            shapes += [form] * (len(ids) - len(shapes))
        return Pieces([*ids, SEP], [*shapes, 0], first)

    def word(self, word: str) -> tuple[list[int], int]:
        """The pieces and the shape of one word."""
        known = self._cache.get(word)
        if known is not None:
            return known
        plain, form = word.translate(_PLAIN), shape(word)
        ids = self._tokenizer.encode(plain, add_special_tokens=False).ids[:MAX_PIECES_OF_WORD]
        found = (ids or [UNK], form)
        if form not in NUMBERS:
            if len(self._cache) >= _CACHE_LIMIT:
                self._cache.clear()
            self._cache[word] = found
        return found


class Batch(NamedTuple):
    """The four arrays that the encoder takes, padded with zeros."""

    ids: NDArray[np.int64]
    shapes: NDArray[np.int64]
    mask: NDArray[np.float32]
    first: NDArray[np.int64]


def pad(sentences: Sequence[Pieces]) -> Batch:
    """One batch of the sentences, in their order."""
    return Batch(
        _rows(sentences, lambda s: s.ids),
        _rows(sentences, lambda s: s.shapes),
        _rows(sentences, lambda s: [1] * len(s.ids)).astype(np.float32),
        _rows(sentences, lambda s: s.first),
    )


def _rows(sentences: Sequence[Pieces], field: Callable[[Pieces], list[int]]) -> NDArray[np.int64]:
    rows = [field(s) for s in sentences]
    width = max(map(len, rows))
    return np.array([row + [0] * (width - len(row)) for row in rows], dtype=np.int64)
