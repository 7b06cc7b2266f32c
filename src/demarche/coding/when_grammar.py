"""The interval grammar: which words of a sentence tell a time.

One function for each form of expression; each takes a position and gives the meaning with the position after it.
`read` tries the forms from the most to the least specific, joins ranges and reads the preposition in front.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from demarche.coding.when_calendar import words
from demarche.coding.when_relative import RELATIVE, back, relative
from demarche.coding.when_words import DAY_PARTS, ORDINALS, Expression, Line, When, is_inside_name
from demarche.model import Token

Found = tuple[When, int] | None
_DECADE = re.compile(r"(?:\d{3}0|['’]\d0)s")
_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")
_NAMED_DECADES = {
    w: 1920 + 10 * n
    for n, w in enumerate(
        ["twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"]
    )
}
_YEAR_PREPS = frozenset(
    [
        "in",
        "since",
        "by",
        "until",
        "till",
        "from",
        "before",
        "after",
        "during",
        "to",
        "through",
        "throughout",
        "between",
        "of",
        "around",
        "circa",
        "early",
        "late",
        "mid",
        "year",
        "spring",
        "summer",
        "autumn",
        "fall",
        "winter",
        "for",
        "back",
    ]
)


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


_STARTERS: frozenset[str] = frozenset(
    ["early", "late", "mid", "the", "beginning", "start", "end", "middle", "q1", "q2", "q3", "q4", "fiscal", "first", "second", "third", "fourth", "spring", "summer", "autumn", "fall", "winter", "century", "day"]
) | RELATIVE | frozenset(ORDINALS) | frozenset(_NAMED_DECADES)  # fmt: skip


def _starters() -> frozenset[str]:
    """Every word that can begin an expression."""
    tables = words()
    return _STARTERS.union(tables.months, tables.weekdays, (h[0] for h in tables.holidays))


def _at(line: Line, i: int) -> Found:
    return next((hit for form in _FORMS if (hit := form(line, i)) is not None), None)


# -- forms ----------------------------------------------------------------------------------------------------------


def _holiday(line: Line, i: int) -> Found:
    if not line.capital(i):
        return None
    for name, rule in words().holidays.items():
        end = i + len(name)
        if line.at(i) == name[0] and tuple(line.low[i:end]) == name and line.at(end) not in words().not_holiday:
            if line.at(end) in DAY_PARTS:
                end += 1
            k = end + (line.at(end) == ",")
            number = line.year(k)
            return When(kind="holiday", holiday=rule, year=number), k + 1 if number else end
    return None


def _part(line: Line, i: int) -> Found:
    """ "early 2000s", "mid-March", "late last year", "the end of this month"."""
    word, k = line.at(i), i + 1
    if word == "the":
        word, k = line.at(i + 1), i + 2
    if word.startswith("mid-") and len(word) > 4:
        number = words().months.get(word[4:])
        if number is None:
            return None
        inner: Found = (When(kind="date", month=number, year=line.year(k)), k + bool(line.year(k)))
        which = "mid"
    else:
        which = words().parts.get(word, "")
        if not which:
            return None
        if line.at(k) in ("-", "–"):
            k += 1
        if word in ("early", "late", "mid"):
            k += line.at(k) in ("in", "on") and line.at(k + 1) != "the"
            k += line.at(k) == "the"
        elif line.at(k) == "of":
            k += 1 + (line.at(k + 1) == "the" and line.at(k + 2) in ("year", "month", "week", "decade", "century"))
        else:
            return None
        inner = _inner(line, k)
    if inner is None or inner[0].part or inner[0].day:
        return None
    return replace(inner[0], part=which), inner[1]


def _inner(line: Line, k: int) -> Found:
    if (number := line.year(k)) and not line.at(k + 1).startswith("-"):
        return When(kind="date", year=number), k + 1
    if line.at(k) in ("year", "month", "week", "decade", "century"):
        return When(kind="unit", unit=line.at(k), direction=0), k + 1
    for form in (_decade, _century, _month_date, relative, _season, _weekday):
        if (hit := form(line, k)) is not None:
            return hit
    return None


def _numeric(line: Line, i: int) -> Found:
    """2025-09-11 and 13/09/2025; a date that could be read both ways is none."""
    number = line.year(i)
    if number and line.at(i + 1) == "-" == line.at(i + 3) and len(line.at(i + 2)) == 2 and line.glued(i + 4):
        month, day = line.integer(i + 2), line.day(i + 4)
        return (When(kind="date", year=number, month=month, day=day), i + 5) if month and day and month <= 12 else None
    hit = _NUMERIC.fullmatch(line.at(i))
    if hit is None:
        return None
    a, b, number = (int(g) for g in hit.groups())
    if "." in hit.group() or a > 12 or a == b:
        a, b = b, a
    elif b <= 12:
        return None
    return (When(kind="date", year=number, month=a, day=b), i + 1) if a <= 12 and 0 < b <= 31 else None


def _month_date(line: Line, i: int) -> Found:
    """ "Sept. 11", "September 11-14, 2025", "March 2022"."""
    month = line.month(i)
    if month is None:
        return None
    k = i + 1
    day = line.day(k) if line.year(k) is None else None
    last = None
    if day:
        k += 1
        if line.at(k) in ("-", "–", "to", "and", "through") and line.day(k + 1) and _closes(line, k + 2):
            last, k = line.day(k + 1), k + 2
    number, k = _year_after(line, k)
    return When(kind="date", month=month, day=day, last_day=last, year=number), k


def _closes(line: Line, k: int) -> bool:
    """A second day number is none when it counts what follows: "on Sept 11 and 12 soldiers"."""
    return k >= line.n or line.tokens[k].upos not in ("NOUN", "ADJ", "PROPN") or line.at(k) == ","


def _year_after(line: Line, k: int) -> tuple[int | None, int]:
    j = k + (line.at(k) in (",", "of"))
    number = line.year(j)
    return (number, j + 1) if number and line.at(j + 1) not in words().clock else (None, k)


def _day_month(line: Line, i: int) -> Found:
    """ "11 September 2025", "the 11th of September", "11-14 September"."""
    k = i + (line.at(i) == "the")
    day = line.day(k)
    if day is None:
        return None
    k += 1
    last = None
    if line.at(k) in ("-", "–", "to", "and") and line.day(k + 1):
        last, k = line.day(k + 1), k + 2
    k += line.at(k) == "of"
    month = line.month(k)
    if month is None:
        return None
    number, end = _year_after(line, k + 1)
    return When(kind="date", month=month, day=day, last_day=last, year=number), end


def _weekday(line: Line, i: int) -> Found:
    """ "Thursday", "Thursday morning", "Thursday, Sept. 11"."""
    found = line.weekday(i)
    if found is None or _titled(line, i):
        return None
    k = i + 1
    if line.at(k) in DAY_PARTS:
        k += 1
    j = k + (line.at(k) in (",", "."))
    j += line.at(j) == "the"
    dated = _month_date(line, j) or _day_month(line, j)
    if dated is not None and dated[0].day:
        return dated
    return When(kind="weekday", weekday=found), k


def _titled(line: Line, i: int) -> bool:
    """ "Bloody Sunday", "The Sunday Times", "Good Friday Agreement"."""
    if line.at(i - 1) in ("bloody", "good", "black", "cyber", "super", "holy", "palm", "easter"):
        return line.capital(i - 1)
    token = line.tokens[i]
    return bool(token.name) and line.at(i - 1) != "on" and not line.at(i + 1).startswith(("'", "’"))


def _decade(line: Line, i: int) -> Found:
    """ "the 1990s", "the '90s", "the nineties"."""
    k = i + (line.at(i) == "the")
    word = line.at(k)
    if k > i and word in _NAMED_DECADES:
        return When(kind="decade", year=_NAMED_DECADES[word]), k + 1
    if not _DECADE.fullmatch(word):
        number = line.year(k)
        if not (
            number
            and number % 10 == 0
            and line.at(k + 1) in ("'s", "’s")
            and k > i
            and line.at(k + 2) in ("", ",", ".", "and")
        ):
            return None
        return When(kind="decade", year=number), k + 2
    digits = re.sub(r"\D", "", word)
    number = int(digits) if len(digits) == 4 else 1900 + int(digits) if int(digits) > 20 else 2000 + int(digits)
    return When(kind="decade", year=number), k + 1


def _century(line: Line, i: int) -> Found:
    k = i + (line.at(i) == "the")
    number = ORDINALS.get(line.at(k)) or (
        line.integer(k) if line.at(k)[-1:] == "h" or line.at(k)[-2:] in ("st", "nd", "rd") else None
    )
    if number is None:
        return None
    k += 1 + (line.at(k + 1) in ("-", "–"))
    return (When(kind="century", n=number), k + 1) if line.at(k) in ("century", "centuries") else None


def _season(line: Line, i: int) -> Found:
    """ "the summer of 2024", "spring 2023", "in the spring"."""
    k = i + (line.at(i) == "the")
    first = words().seasons.get(line.at(k))
    if first is None or line.tokens[k].upos not in ("NOUN", "PROPN"):
        return None
    j = k + 1 + (line.at(k + 1) == "of")
    number = line.year(j)
    if number:
        return When(kind="season", month=first, year=number), j + 1
    timed = line.at(i - 1) in ("in", "by", "during", "since", "until", "before", "early", "late", "mid", "of") and k > i
    return (When(kind="season", month=first), k + 1) if timed and line.at(k + 1) != "of" else None


def _quarter(line: Line, i: int) -> Found:
    """ "the first quarter of 2025", "Q1", "the first half of the year", "the first three months of 2024"."""
    k = i + (line.at(i) == "the")
    word = line.at(k)
    if len(word) == 2 and word[0] == "q" and word[1] in "1234":
        return _of_year(line, k + 1, When(kind="quarter", n=int(word[1])))
    number = ORDINALS.get(word)
    if number is None or number > 4:
        return None
    j = k + 1 + (line.at(k + 1) in ("-", "–"))
    if line.at(j) == "quarter":
        return _of_year(line, j + 1, When(kind="quarter", n=number))
    if line.at(j) == "half" and number < 3:
        hit = _of_year(line, j + 1, When(kind="half", n=number))
        return hit if hit and hit[1] > j + 1 else None
    count = line.count(j)
    if number == 1 and count and count[0] and line.at(count[1]) == "months":
        hit = _of_year(line, count[1] + 1, When(kind="months", n=count[0]))
        return hit if hit and hit[1] > count[1] + 1 else None
    return None


def _of_year(line: Line, k: int, when: When) -> Found:
    j = k + (line.at(k) in ("of", ","))
    if number := line.year(j):
        return replace(when, year=number), j + 1
    if line.at(j) in ("this", "last", "next", "the") and line.at(j + 1) == "year":
        return replace(when, direction={"last": -1, "next": 1}.get(line.at(j), 0)), j + 2
    return when, k


def _fiscal(line: Line, i: int) -> Found:
    k = i + (line.at(i) == "the")
    word = line.at(k)
    if word.startswith("fy") and word[2:].isdigit():
        number = int(word[2:]) + (2000 if len(word) == 4 else 0)
        return When(kind="fiscal", year=number), k + 1
    if word not in ("fiscal", "financial"):
        return None
    j = k + 1 + (line.at(k + 1) == "year")
    number2 = line.year(j) or (int(line.at(j)[:4]) if re.fullmatch(r"\d{4}/\d{2,4}", line.at(j)) else None)
    if number2 is None:
        return None
    j += 1
    if line.at(j) in ("-", "–") and line.integer(j + 1, 4):
        j += 2
        return When(kind="fiscal", year=number2, part="starts"), j
    return When(kind="fiscal", year=number2, part="starts" if "/" in line.at(j - 1) else ""), j


def _bare_year(line: Line, i: int) -> Found:
    """A year by itself; numbers of names and counts are left alone."""
    number = line.year(i)
    if number is None or line.at(i + 1) in words().clock or is_inside_name(line, i):
        return None
    token = line.tokens[i]
    counted = token.deprel == "nummod" and token.head > i and line.tokens[token.head].has("Number=Plur")
    before = line.at(i - 1)
    listed = before in ("and", "or", ",", "-", "–", "&") and line.year(i - 2) is not None
    if before in _YEAR_PREPS or listed or (before == "-" and line.at(i - 2) in ("mid", "early", "late", "pre", "post")):
        return (
            None
            if counted and before not in ("since", "until", "early", "late")
            else (When(kind="date", year=number), i + 1)
        )
    if line.at(i + 1) in ("'s", "’s") or _before_noun(line, i, counted):
        return When(kind="date", year=number), i + 1
    return None


def _before_noun(line: Line, i: int, counted: bool) -> bool:
    """ "the 2022 invasion", "Russia's 2014 annexation", "a disputed 2020 election"."""
    token = line.tokens[i]
    if token.head <= i or line.tokens[token.head].upos not in ("NOUN", "PROPN"):
        return False
    head = line.tokens[token.head]
    determined = any(
        line.tokens[k].rel in ("det", "case") or line.tokens[k].deprel == "nmod:poss" for k in range(max(0, i - 4), i)
    )
    return determined or (not counted and head.has("Number=Sing"))


_FORMS: tuple[Callable[[Line, int], Found], ...] = (
    _holiday, _part, _numeric, _weekday, _day_month, _month_date, relative, _decade, _century, _quarter, _fiscal, _season,
    _bare_year,
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
