"""The interval grammar: which words of a sentence tell a time.

`read` tries the forms of when_forms.py and when_relative.py from the most to the least specific, joins ranges and
reads the preposition in front.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache

from msgspec.structs import replace

from demarche.coding.when_calendar import words
from demarche.coding.when_forms import (
    bare_year,
    century,
    day_month,
    decade,
    fiscal,
    holiday,
    month_date,
    numeric,
    part,
    quarter,
    season,
    weekday,
)
from demarche.coding.when_relative import DIRECTIONS, TODAY, back, relative
from demarche.coding.when_words import Expression, Line, When
from demarche.model import Token

Found = tuple[When, int] | None


def read(tokens: Sequence[Token]) -> tuple[Expression, ...]:
    """The time expressions of a sentence, in text order, none overlapping."""
    line = Line(tokens)
    found: list[Expression] = []
    i = 0
    while i < line.n:
        hit = _at(line, i) if _may_start(line, i) else None
        if hit is None:
            i += 1
            continue
        found.append(_placed(line, i, hit[1], hit[0]))
        i = hit[1]
    return tuple(_ranges(line, found)) if len(found) > 1 else tuple(found)


def _may_start(line: Line, i: int) -> bool:
    word = line.low[i]
    return (
        word in _starters()
        or word[:1].isdigit()
        or (word[:1] in "'’" and len(word) > 2)
        or word.startswith(("mid-", "fy"))
    )


@cache
def _starters() -> frozenset[str]:
    """Every word that can begin an expression."""
    t = words()
    numbers = (t.ones, t.tens, t.ordinals, t.named_decades, t.vague)
    return t.starters.union(t.months, t.weekdays, (h[0] for h in t.holidays), DIRECTIONS, TODAY, *numbers)


def _at(line: Line, i: int) -> Found:
    return next((hit for form in _FORMS if (hit := form(line, i)) is not None), None)


# From the most to the least specific.
_FORMS: tuple[Callable[[Line, int], Found], ...] = (
    holiday, part, numeric, weekday, day_month, month_date, relative, decade, century, quarter, fiscal, season,
    bare_year,
)  # fmt: skip


# -- where it stands ------------------------------------------------------------------------------------------------


def _placed(line: Line, first: int, end: int, when: When) -> Expression:
    """The expression with its preposition, and whether it only modifies a noun."""
    last = end - 1
    start = back(line, first)
    before = line.at(start - 1)
    two = f"{line.at(start - 2)} {before}"
    op, width = words().operators.get(two, ""), 2
    if not op:
        op, width = words().operators.get(before, ""), 1
    if before in ("-", "–") and line.at(start - 2) in ("pre", "post"):
        op, width = {"pre": "before", "post": "after"}[line.at(start - 2)], 2
    elif before in words().inside and not op:
        op, width = "", 1
    elif not op:
        width = 0
    owned = line.at(end) in ("'s", "’s") or (line.at(end) in ("'", "’") and line.glued(end))
    modifier = owned or _is_modifier(line, first, last)
    if modifier:
        op, width = "", 0
    return Expression(first=start, last=last, start=max(0, start - width), when=when, op=op, modifier=modifier)


def _is_modifier(line: Line, first: int, last: int) -> bool:
    """True for one that stands before its noun: "the 2022 invasion", "a Thursday meeting"."""
    token = line.tokens[last]
    if last + 1 >= line.n or token.head <= last or token.rel not in ("compound", "nummod", "nmod", "amod", "det"):
        return False
    if line.low[first] in _ADVERBS and (first == 0 or line.tokens[first - 1].rel not in ("det", "amod")):
        return False
    if any(line.tokens[k].rel == "case" and line.tokens[k].head == last for k in range(max(0, first - 2), first)):
        return False
    return line.tokens[token.head].upos in ("NOUN", "PROPN") and all(
        line.at(k) not in (",", "(") for k in range(last + 1, token.head)
    )


# Adverbs of time that the parser may hang on the noun behind them: "Overnight drones struck Kyiv".
_ADVERBS = frozenset(["overnight", "yesterday", "today", "tonight", "tomorrow"])


def _ranges(line: Line, found: list[Expression]) -> list[Expression]:
    """ "from March to June", "between 2014 and 2020", "2014-2015": two expressions become one."""
    out = [found[0]]
    for right in found[1:]:
        left = out[-1]
        gap = line.low[left.last + 1 : right.first]
        if left.when.part == "overnight" and left.last + 1 == right.start and left.when.kind == "day":
            out[-1] = replace(right, start=left.start)  # "overnight on Sunday"
            continue
        if left.to is None and len(gap) == 1 and _joins(left, gap[0], right):
            out[-1] = Expression(
                first=left.first, last=right.last, start=left.start, when=left.when, to=right.when,
                op="", modifier=right.modifier,
            )  # fmt: skip
        else:
            out.append(right)
    return out


def _joins(left: Expression, gap: str, right: Expression) -> bool:
    if gap == "and" and left.when.kind == right.when.kind == "weekday":
        return right.when.weekday == ((left.when.weekday or 0) + 1) % 7
    if gap == "and":
        return left.op == "between"
    if gap in ("to", "until", "till", "through"):
        return left.op == "from" or gap in ("to", "through")
    return gap in ("-", "–", "—") and left.when.kind == right.when.kind == "date"
