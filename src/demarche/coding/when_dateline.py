"""Datelines: "MINSK, Sept 11 (Reuters) -", "KYIV, Ukraine (AP) —", "Nairobi – ".

They say where the reporter sat and on which day; they are no part of the sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import msgspec

from demarche.coding.when_grammar import read
from demarche.coding.when_resolve import Setting, interval
from demarche.model import Sentence, Span
from demarche.model.dateline import free_dash, is_shouted


class Dateline(msgspec.Struct, frozen=True, kw_only=True):
    """Where a dateline stands (tokens up to `last` of a sentence), its place name and its day."""

    sentence: int
    last: int
    place: tuple[int, int]
    span: Span
    day: date | None = None
    country: tuple[int, int] | None = None


def dateline(sentences: Sequence[Sentence], published: date | None) -> Dateline | None:
    """The dateline of the first body sentence that has one; only the first three are looked at."""
    body = [n for n, s in enumerate(sentences) if s.kind == "body"][:3]
    return next((d for n in body if (d := _read(n, sentences[n], published)) is not None), None)


def _read(n: int, sentence: Sentence, published: date | None) -> Dateline | None:
    tokens = sentence.tokens
    dash = free_dash(tokens)
    if not dash or not tokens[0].text[:1].isupper():
        return None
    words = tokens[:dash]
    agency = any(t.text == "(" for t in words)
    inside = [t if t.head < dash else msgspec.structs.replace(t, head=-1) for t in words]
    times = [e for e in read(inside) if e.when.kind == "date"]
    if not (agency or is_shouted(words[0].text) or times):
        return None
    end = _place_end(sentence, dash)
    if end is None or any(t.upos in ("VERB", "AUX", "PRON") and not t.text.isupper() for t in words):
        return None
    country = _after_comma(sentence, end, dash, times[0].first if times else dash)
    day = None
    if times:
        found = interval(times[0], Setting(today=published, tense="past"))
        day = date.fromisoformat(found.start) if found.start and found.start == found.end else None
    return Dateline(sentence=n, last=dash, place=(0, end), span=sentence.span(0, dash - 1), day=day, country=country)


def _place_end(sentence: Sentence, dash: int) -> int | None:
    """The last word of the place name at the beginning."""
    end = -1
    for i in range(dash):
        token = sentence.tokens[i]
        if token.text in (",", "(", "/", ".") or not token.text[:1].isalpha():
            break
        if not token.text[:1].isupper() and token.text.lower() not in ("de", "del", "la", "al", "el", "of", "the"):
            return None
        end = i
    return end if 0 <= end <= 4 else None


def _after_comma(sentence: Sentence, end: int, dash: int, stop: int) -> tuple[int, int] | None:
    """The country in "KYIV, Ukraine (AP) —"."""
    first = end + 2
    if end + 1 >= dash or sentence.tokens[end + 1].text != ",":
        return None
    last = first - 1
    while last + 1 < min(dash, stop) and sentence.tokens[last + 1].text[:1].isupper():
        last += 1
    return (first, last) if last >= first else None
