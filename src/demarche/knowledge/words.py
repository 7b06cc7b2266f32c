"""How names are compared: split at hyphens and apostrophes, without dots and accents, in lower case.

"Al-Qaeda" and "Al Qaeda", "U.S." and "US", "Erdoğan" and "Erdogan" are the same key; "Russia-Belarus" is two
words, so that names inside a hyphenated token are found. The case of the text is checked after the key is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

# Letters that Unicode does not decompose.
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "ə": "a",
     "Ə": "A", "œ": "oe", "Œ": "Oe", "þ": "th", "ð": "d", "ʻ": "'", "’": "'", "‘": "'", "ʼ": "'", "`": "'"}
)  # fmt: skip
# Latin letters with an accent, which most names have: one look-up each instead of taking the text apart.
_PLAIN = {
    code: base
    for code in range(0xC0, 0x250)
    if (base := unicodedata.normalize("NFKD", chr(code))[0]) != chr(code) and base.isascii()
}
_PIECES = re.compile(r"[^\s\-‐‑‒–—/_'’‘ʼ\"“”()\[\],;:!?…]+")
POSSESSIVE = frozenset({"'s", "’s", "'", "’", "s'"})


class Piece(NamedTuple):
    """A part of a word: its key, the word it lies in, and where in that word."""

    key: str
    word: int
    start: int
    end: int


def fold(text: str) -> str:
    """The text without accents and dots, in lower case."""
    if not text.isascii() and not (text := text.translate(_PLAIN)).isascii():
        text = unicodedata.normalize("NFKD", text.translate(_LETTERS))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return text.replace(".", "").lower()


def pieces(words: Sequence[str]) -> list[Piece]:
    """The words cut into comparable pieces; marks and possessive endings give none."""
    out: list[Piece] = []
    for i, word in enumerate(words):
        if word.isascii() and word.isalnum():
            out.append(Piece(word.lower(), i, 0, len(word)))
        elif word not in POSSESSIVE:
            out.extend(_cut(word, i))
    return out


def _cut(word: str, i: int) -> list[Piece]:
    """The pieces of a word that is not plain: a final 's is left out, so "Iran's" is "iran"."""
    if word[-2:] in ("'s", "’s"):
        word = word[:-2]
    found = [Piece(fold(m.group()), i, m.start(), m.end()) for m in _PIECES.finditer(word)]
    return [p for p in found if p.key]


def key(phrase: str) -> str:
    """The key under which a name of the tables is found."""
    phrase = phrase if phrase.isascii() else phrase.translate(_PLAIN)
    if phrase.isascii() and phrase.replace(" ", "").isalnum():
        return " ".join(phrase.lower().split())
    return " ".join(p.key for p in pieces(phrase.split()))


# Nouns whose singular no rule gives.
_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "people": "people",
    "children": "child",
    "police": "police",
    "forces": "forces",
    "troops": "troops",
    "media": "media",
    "wives": "wife",
    "thieves": "thief",
    "chiefs": "chief",
}


@lru_cache(1 << 14)
def singular(word: str) -> str:
    """The singular of a lower-case English noun, by rule; words without a plural ending stay as they are."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for plural, single in (("men", "man"), ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x")):
        if word.endswith(plural) and len(word) > len(plural) + 2:
            return word[: -len(plural)] + single
    numbered = word[:-1].isdigit()  # "two MiG-29s"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and (len(word) > 3 or numbered):
        return word[:-1]
    return word
