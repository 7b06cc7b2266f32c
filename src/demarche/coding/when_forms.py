"""The forms of absolute dates: feasts, days, months, years, decades, seasons, quarters, fiscal years.

Each form takes a line and a position and gives the meaning with the position after it, or None.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from demarche.coding.when_calendar import words
from demarche.coding.when_relative import relative
from demarche.coding.when_words import Line, When, is_inside_name

Found = tuple[When, int] | None
_DECADE = re.compile(r"(?:\d{3}0|['’]\d0)s")
_NUMERIC = re.compile(r"(\d{1,2})[./](\d{1,2})[./](\d{4})")


def holiday(line: Line, i: int) -> Found:
    if not line.capital(i):
        return None
    for name, rule in words().holidays.items():
        end = i + len(name)
        if line.at(i) == name[0] and tuple(line.low[i:end]) == name and line.at(end) not in words().not_holiday:
            if line.at(end) in words().day_parts:
                end += 1
            k = end + (line.at(end) == ",")
            number = line.year(k)
            return When(kind="holiday", holiday=rule, year=number), k + 1 if number else end
    return None


def part(line: Line, i: int) -> Found:
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
    for form in (decade, century, month_date, relative, season, weekday):
        if (hit := form(line, k)) is not None:
            return hit
    return None


def numeric(line: Line, i: int) -> Found:
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


def month_date(line: Line, i: int) -> Found:
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


def day_month(line: Line, i: int) -> Found:
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


def weekday(line: Line, i: int) -> Found:
    """ "Thursday", "Thursday morning", "Thursday, Sept. 11"."""
    found = line.weekday(i)
    if found is None or _titled(line, i):
        return None
    k = i + 1
    if line.at(k) in words().day_parts:
        k += 1
    j = k + (line.at(k) in (",", "."))
    j += line.at(j) == "the"
    dated = month_date(line, j) or day_month(line, j)
    if dated is not None and dated[0].day:
        return dated
    return When(kind="weekday", weekday=found), k


def _titled(line: Line, i: int) -> bool:
    """ "Bloody Sunday", "The Sunday Times", "Good Friday Agreement"."""
    if line.at(i - 1) in ("bloody", "good", "black", "cyber", "super", "holy", "palm", "easter"):
        return line.capital(i - 1)
    if line.at(i - 1) == "the" and line.capital(i + 1):
        return True
    token = line.tokens[i]
    return bool(token.name) and line.at(i - 1) != "on" and not line.at(i + 1).startswith(("'", "’"))


def decade(line: Line, i: int) -> Found:
    """ "the 1990s", "the '90s", "the nineties"."""
    k = i + (line.at(i) == "the")
    word = line.at(k)
    if k > i and word in words().named_decades:
        return When(kind="decade", year=words().named_decades[word]), k + 1
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


def century(line: Line, i: int) -> Found:
    k = i + (line.at(i) == "the")
    number = words().ordinals.get(line.at(k)) or (
        line.integer(k) if line.at(k)[-1:] == "h" or line.at(k)[-2:] in ("st", "nd", "rd") else None
    )
    if number is None:
        return None
    k += 1 + (line.at(k + 1) in ("-", "–"))
    return (When(kind="century", n=number), k + 1) if line.at(k) in ("century", "centuries") else None


def season(line: Line, i: int) -> Found:
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


def quarter(line: Line, i: int) -> Found:
    """ "the first quarter of 2025", "Q1", "the first half of the year", "the first three months of 2024"."""
    k = i + (line.at(i) == "the")
    word = line.at(k)
    if len(word) == 2 and word[0] == "q" and word[1] in "1234":
        return _of_year(line, k + 1, When(kind="quarter", n=int(word[1])))
    number = words().ordinals.get(word)
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


def fiscal(line: Line, i: int) -> Found:
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


def bare_year(line: Line, i: int) -> Found:
    """A year by itself; numbers of names and counts are left alone."""
    number = line.year(i)
    if number is None or line.at(i + 1) in words().clock or is_inside_name(line, i):
        return None
    token = line.tokens[i]
    counted = token.deprel == "nummod" and token.head > i and line.tokens[token.head].has("Number=Plur")
    before = line.at(i - 1)
    listed = before in ("and", "or", ",", "-", "–", "&") and line.year(i - 2) is not None
    if (
        before in words().year_prepositions
        or listed
        or (before == "-" and line.at(i - 2) in ("mid", "early", "late", "pre", "post"))
    ):
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
