"""The names of an article with their classes, beside them dates and numbers after the grammars of the coder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demarche.coding.howmany_numbers import numbers, units
from demarche.coding.when_grammar import read
from demarche.knowledge import Knowledge
from demarche.model import Sentence
from demarche.model.names import Name
from demarche.parse.name_classes import classify

# "the day after", "that day" point at a date and name none.
_POINTING = frozenset(("same", "shift"))


def names(sentences: Sequence[Sentence], knowledge: Knowledge | None = None) -> tuple[Name, ...]:
    """All names, dates and numbers in text order, none overlapping."""
    tables = knowledge or Knowledge.load()
    return tuple(name for n, sentence in enumerate(sentences) for name in _of(sentence, n, tables))


def _of(sentence: Sentence, n: int, knowledge: Knowledge) -> list[Name]:
    dates = list(_dates(sentence, n))
    kept: list[Name] = []
    for name in classify(sentence, n, knowledge):
        rival = next((d for d in dates if _overlap(d, name)), None)
        if rival is None:
            kept.append(name)
        elif _is_firm(name) or len(rival.span.text) < len(name.span.text):
            dates.remove(rival)
            kept.append(name)
    for late in (*dates, *_numbers(sentence, n)):
        if not any(_overlap(late, other) for other in kept):
            kept.append(late)
    return sorted(kept, key=lambda name: name.span)


def _is_firm(name: Name) -> bool:
    """True for a class that stands on a rule or table and not on the model alone."""
    return name.coder != "engine"


def _overlap(a: Name, b: Name) -> bool:
    return a.span.start < b.span.end and b.span.start < a.span.end


def _dates(sentence: Sentence, n: int) -> Iterator[Name]:
    for found in read(sentence.tokens):
        if found.when.kind not in _POINTING:
            yield _name(sentence, n, "DATE", found.first, found.last)


def _numbers(sentence: Sentence, n: int) -> Iterator[Name]:
    for found in numbers(sentence.tokens):
        few = sentence.tokens[found.core].text.lower() in units().few or (
            found.value is None and sentence.tokens[found.core].text.lower() == "a"
        )
        if not few:
            yield _name(sentence, n, "NUMBER", found.core, found.last)


def _name(sentence: Sentence, n: int, kind: str, first: int, last: int) -> Name:
    coder = "when.grammar@1" if kind == "DATE" else "howmany.numbers@1"
    return Name(kind=kind, span=sentence.span(first, last), coder=coder, sentence=n, first=first, last=last)
