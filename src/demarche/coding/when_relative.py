"""Time expressions that lean on today or on another date: "last week", "three days ago", "the following month"."""

from __future__ import annotations

from demarche.coding.when_calendar import words
from demarche.coding.when_words import UNITS, Line, When

Found = tuple[When, int] | None
DIRECTIONS = {
    "last": -1, "past": -1, "previous": -1, "preceding": -1, "recent": -1, "this": 0, "current": 0, "next": 1,
    "coming": 1, "following": 1, "upcoming": 1,
}  # fmt: skip
TODAY = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "overnight": 0}


def relative(line: Line, i: int) -> Found:
    """Any of these forms at `i`."""
    word = line.at(i)
    if word in TODAY:
        return _today(line, i, word)
    if word in ("earlier", "later"):
        return _earlier(line, i, word)
    if word == "the":
        return _definite(line, i + 1)
    if word in ("that", "same"):
        return _same(line, i)
    if word in DIRECTIONS and (hit := _directed(line, i, definite=False)):
        return hit
    return _counted(line, i)


def _today(line: Line, i: int, word: str) -> Found:
    if word == "today" and line.at(i + 1) in ("'s", "’s") and line.at(i + 2) in ("world", "standards", "terms"):
        return None
    end = i + 1 + (line.at(i + 1) in words().day_parts)
    return When(kind="day", n=TODAY[word], part="overnight" if word == "overnight" else ""), end


def _earlier(line: Line, i: int, word: str) -> Found:
    """ "earlier this month", "later in the day", "earlier in 2025", "later today"."""
    which = "before" if word == "earlier" else "after"
    k = i + 1
    if line.at(k) in ("in", "on") and line.at(k + 1) == "the" and UNITS.get(line.at(k + 2)):
        unit = UNITS[line.at(k + 2)]
        return When(kind="unit", unit=unit, direction=0, part=which if unit != "day" else ""), k + 3
    if line.at(k) == "in" and (number := line.year(k + 1)):
        return When(kind="date", year=number, part=which), k + 2
    if line.at(k) in ("this", "last", "next") and UNITS.get(line.at(k + 1), "") not in ("", "time"):
        unit, direction = UNITS[line.at(k + 1)], DIRECTIONS[line.at(k)]
        return When(kind="unit", unit=unit, direction=direction, part=which if direction == 0 else ""), k + 2
    return None


def _definite(line: Line, k: int) -> Found:
    """What follows "the": the past three days, the weekend, the same day, the day after, the day before yesterday."""
    word = line.at(k)
    if word == "day" and line.at(k + 1) == "before" and line.at(k + 2) == "yesterday":
        return When(kind="day", n=-2), k + 3
    if word == "day" and line.at(k + 1) == "after" and line.at(k + 2) == "tomorrow":
        return When(kind="day", n=2), k + 3
    if word == "weekend":
        return When(kind="unit", unit="weekend"), k + 1
    if word in ("same", "very"):
        return _same(line, k)
    if word in ("day", "week", "month", "year", "night", "weekend") and line.at(k + 1) in ("after", "before"):
        return When(kind="shift", n=1 if line.at(k + 1) == "after" else -1, unit=UNITS[word]), k + 2
    return _directed(line, k, definite=True) if word in DIRECTIONS else None


def _same(line: Line, i: int) -> Found:
    unit = UNITS.get(line.at(i + 1), "")
    if line.at(i + 1) == "time" and line.at(i) == "same" and line.at(i - 2) == "at":
        return When(kind="same", unit="day"), i + 2
    if unit in ("day", "week", "month", "year", "decade") and line.at(i + 1)[-1] != "s":
        if line.at(i) == "that" and line.tokens[i].upos not in ("DET", "PRON"):
            return None
        return When(kind="same", unit=unit), i + 2
    return None


def _directed(line: Line, i: int, *, definite: bool) -> Found:
    """ "last week", "next Monday", "this summer", "the past three days", "the following week"."""
    word, direction = line.at(i), DIRECTIONS[line.at(i)]
    k = i + 1
    if word in ("this", "the") and line.at(k) in ("coming", "past", "last"):
        word, direction, k = line.at(k), DIRECTIONS[line.at(k)], k + 1
    follow = line.at(k)
    if follow in words().day_parts and not definite:
        return When(kind="day", n=-1 if direction < 0 else 0), k + 1
    if (weekday := line.weekday(k)) is not None:
        return When(kind="weekday", weekday=weekday, direction=None if word == "past" else direction), k + 1 + (
            line.at(k + 1) in words().day_parts
        )
    if (month := line.month(k)) is not None and line.year(k + 1) is None:
        return When(kind="date", month=month, direction=direction), k + 1
    if follow in words().seasons and line.tokens[k].upos in ("NOUN", "PROPN"):
        return When(kind="season", month=words().seasons[follow], direction=direction), k + 1
    if (feast := _feast(line, k)) is not None:
        return When(kind="holiday", holiday=words().holidays[feast], direction=direction), k + len(feast)
    if (unit := UNITS.get(follow)) and not (follow.endswith("s") and unit != "time"):
        return _one_unit(line, word, direction, unit, k + 1, definite)
    return _rolling(line, word, direction, k)


def _feast(line: Line, k: int) -> tuple[str, ...] | None:
    if not line.capital(k):
        return None
    return next((name for name in words().holidays if tuple(line.low[k : k + len(name)]) == name), None)


def _one_unit(line: Line, word: str, direction: int, unit: str, end: int, definite: bool) -> Found:
    if unit == "time":
        return None
    if word in ("following", "previous", "preceding") or (definite and word == "next"):
        return When(kind="shift", n=direction, unit=unit), end
    if word == "past" or (definite and word == "last" and unit not in ("weekend", "century")):
        return When(kind="rolling", n=1, unit=unit, direction=-1), end
    if word == "recent":
        return None
    if (definite and word == "current") or word in ("this", "last", "next", "coming", "current", "upcoming"):
        return When(kind="unit", unit=unit, direction=direction), end
    return None


def _rolling(line: Line, word: str, direction: int, k: int) -> Found:
    """ "the past three days", "recent weeks", "the coming months"."""
    if word in ("this", "current", "following", "preceding", "previous"):
        return None
    count = line.count(k)
    n, end = count if count else (None, k)
    unit = UNITS.get(line.at(end), "")
    if (
        not unit
        or line.glued(end)
        or (not count and line.at(end)[-1] != "s")
        or (not count and word in ("last", "next"))
    ):
        return None
    return When(kind="rolling", n=n, unit=unit, direction=direction), end + 1


def _counted(line: Line, i: int) -> Found:
    """ "three days ago", "a year earlier", "two weeks after", "in three days", "within 48 hours"."""
    count = line.count(i)
    bare = count is None
    n, k = count if count else (None, i)
    unit = UNITS.get(line.at(k), "")
    if not unit or line.glued(k) or (bare and line.at(k)[-1] != "s"):
        return None
    follow = line.at(k + 1)
    if follow == "ago":
        return When(kind="ago", n=n, unit=unit), k + 2
    if follow in ("earlier", "later", "after", "before", "prior"):
        sign = 1 if follow in ("later", "after") else -1
        if follow in ("after", "before") and unit == "time" and n is None:
            return None
        return When(kind="shift", n=sign * n if n is not None else None, unit=unit, direction=sign), k + 2
    if bare or n is None:
        return None
    if line.at(i - 1) == "within":
        return When(kind="rolling", n=n, unit=unit, direction=1), k + 1
    if (
        line.at(i - 1) == "in"
        and line.at(i - 2) not in ("time", "first", "worst", "once", "twice")
        and line.at(k)[-1] == "s"
    ):
        return When(kind="ahead", n=n, unit=unit), k + 1
    return None


_LEFT = frozenset(["morning", "night", "evening", "afternoon", "hours"])


def back(line: Line, first: int) -> int:
    """Where an expression really begins: "in the early hours of Monday", "more than three years ago"."""
    i = first
    if line.at(i - 1) in ("of", "on") and line.at(i - 2) in _LEFT:
        i -= 2
        while line.at(i - 1) in ("early", "late", "the", "small"):
            i -= 1
    while line.at(i - 1) in (
        "about",
        "around",
        "nearly",
        "almost",
        "roughly",
        "some",
        "just",
        "early",
        "late",
        "later",
        "earlier",
    ):
        i -= 1
    if line.at(i - 1) == "than" and line.at(i - 2) in ("more", "less"):
        i -= 2
    return i
