"""Datelines are no part of the first sentence: "MINSK, Sept 11 (Reuters) -", "KATHMANDU - ", "KYIV, Ukraine (AP) —".

A treebank has hardly any, and the model takes the place for a subject; so the words before the dash are set aside
while the sentence is read, and put back in front of its tree.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.model.dateline import Word, free_dash, is_shouted
from demarche.model.text import Token
from demarche.parse.tokens import Piece

_SMALL = frozenset(["de", "del", "la", "al", "el", "of", "the", "and", "upon", "do", "da", "di"])
_ARTICLES = frozenset(["la", "el", "al", "le", "as", "da", "ad"])  # "LA PAZ", "EL FASHER", "DA NANG"
_MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"])


def dateline_end(words: Sequence[Word]) -> int:
    """How many words at the beginning are a dateline with its dash; 0 when there is none.

    A dateline is a place in capitals ("NAIROBI"), or a place with an agency or a day; nothing but names, numbers,
    months and brackets stands before the dash, and the dash is set off by a space.
    """
    dash = free_dash(words)
    before = [w.text for w in words[:dash]]
    if not before or len(words) < dash + 4 or not all(_fits(word) for word in before):
        return 0
    dated = any(_is_month(word) for word in before) and any(word.isdigit() for word in before)
    place = before[1] if before[0].lower() in _ARTICLES and before[0].isupper() and before[1:] else before[0]
    return dash + 1 if is_shouted(place) or "(" in before or dated else 0


def _fits(word: str) -> bool:
    return not word[0].isalpha() or word[0].isupper() or word in _SMALL


def _is_month(word: str) -> bool:
    return word.lower().rstrip(".")[:4] in _MONTHS or word.lower()[:3] in _MONTHS


def with_dateline(lead: list[Piece], tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """The tokens of a sentence behind those of its dateline, which hang loosely on the root."""
    k = len(lead)
    if not k:
        return tokens
    moved = tuple(
        msgspec.structs.replace(
            t, head=t.head + k if t.head >= 0 else -1, roles=tuple((i + k, role, p) for i, role, p in t.roles)
        )
        for t in tokens
    )
    root = next((k + i for i, t in enumerate(moved) if t.head < 0), k)
    return (*_loose(lead, root), *moved)


def _loose(lead: list[Piece], root: int) -> list[Token]:
    out: list[Token] = []
    naming = True  # the place comes first; behind a comma or bracket come country, day and agency
    for i, word in enumerate(lead):
        letters = word.text[:1].isalpha()
        naming = naming and letters
        upos = "PROPN" if letters else "NUM" if word.text.isdigit() else "PUNCT"
        name = ("I-PLACE" if i else "B-PLACE") if naming else ""
        first = i == 0
        out.append(
            Token(
                start=word.start,
                end=word.end,
                text=word.text,
                lemma=word.text,
                upos=upos,
                feats="Number=Sing" if upos == "PROPN" else "",
                head=root if first else 0,
                deprel="dep" if first else "punct" if upos == "PUNCT" else "flat",
                name=name,
                entity="place" if first else "",
            )
        )
    return out
