"""What a time expression says, before anybody knows the day on which it was said.

`When` is the meaning of some words ("last Thursday", "early 2000s"); `Expression` is where it stands and what the
preposition before it makes of it ("since", "by", "from … to").
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.coding.when_calendar import Holiday, words
from demarche.model import Token

UNITS = {
    "second": "time", "seconds": "time", "minute": "time", "minutes": "time", "hour": "time", "hours": "time",
    "day": "day", "days": "day", "night": "day", "nights": "day", "week": "week", "weeks": "week",
    "fortnight": "fortnight", "month": "month", "months": "month", "quarter": "quarter", "quarters": "quarter",
    "year": "year", "years": "year", "decade": "decade", "decades": "decade", "century": "century",
    "centuries": "century", "weekend": "weekend", "weekends": "weekend",
}  # fmt: skip


class When(msgspec.Struct, frozen=True, kw_only=True):
    """The meaning of a time expression.

    `kind`: date, weekday, day (offset from today), unit ("last week"), ago, ahead ("in three days"), rolling ("the past
    three days"), season, quarter, half, fiscal, holiday, decade, century, shift ("the day after"), same ("that day").
    `direction` is -1 for last, 0 for this, 1 for next, None when not said.
    """

    kind: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    last_day: int | None = None
    weekday: int | None = None
    unit: str = ""
    n: float | None = None
    part: str = ""
    direction: int | None = None
    holiday: Holiday | None = None


class Expression(msgspec.Struct, frozen=True, kw_only=True):
    """A time expression in its sentence, tokens `first` to `last`; `start` is where its preposition stands.

    `to` is the far end of a range. `modifier` is True for one inside a noun phrase ("Sunday's vote", "the 2022 war").
    """

    first: int
    last: int
    start: int
    when: When
    to: When | None = None
    op: str = ""
    modifier: bool = False


class Line:
    """The words of a sentence as the grammar wants them: lower case, without the period of abbreviations."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.low = [t.text.lower().rstrip(".") or t.text for t in tokens]
        self.n = len(self.low)

    def at(self, i: int) -> str:
        """The word at `i`, or "" outside the sentence."""
        return self.low[i] if 0 <= i < self.n else ""

    def glued(self, i: int) -> bool:
        """True when no space stands between word `i` and the one before it."""
        return 0 < i < self.n and self.tokens[i].start == self.tokens[i - 1].end

    def capital(self, i: int) -> bool:
        return 0 <= i < self.n and self.tokens[i].text[:1].isupper()

    def integer(self, i: int, digits: int = 2) -> int | None:
        """A plain number of at most `digits` digits; "11th" counts."""
        word = self.at(i)
        if word[-2:] in ("st", "nd", "rd", "th"):
            word = word[:-2]
        return int(word) if word.isascii() and word.isdigit() and len(word) <= digits else None

    def year(self, i: int) -> int | None:
        word = self.at(i)
        if len(word) == 4 and word.isascii() and word.isdigit() and 1000 <= int(word) <= 2100:
            return int(word)
        return None

    def day(self, i: int) -> int | None:
        found = self.integer(i)
        return found if found and found <= 31 else None

    def month(self, i: int) -> int | None:
        """A month name; one that is also another word needs a capital."""
        found = words().months.get(self.at(i))
        if found is None or not self.capital(i) or (self.at(i) in words().doubtful and not self._month_like(i)):
            return None
        return found

    def _month_like(self, i: int) -> bool:
        if self.tokens[i].upos == "AUX":
            return False
        after = self.day(i + 1) or self.year(i + 1) or (self.at(i + 1) == "," and self.year(i + 2))
        if after or self.integer(i - 1) or (self.at(i - 1) == "of" and self.integer(i - 2)):
            return True
        before = self.at(i - 1)
        tables = words()
        return before in tables.inside or before in tables.operators or before in tables.before_month

    def weekday(self, i: int) -> int | None:
        """A weekday; short forms only before a date or after "on"."""
        word = self.at(i)
        found = words().weekdays.get(word)
        if found is None or not self.capital(i):
            return None
        if len(word) > 5 or self.at(i - 1) == "on":
            return found
        k = i + 1 + (self.at(i + 1) in (",", "."))
        return found if self.month(k) or self.month(k + 1) else None

    def count(self, i: int) -> tuple[float | None, int] | None:
        """A small number in digits or words and the position after it; None as number when it is vague."""
        word = self.at(i)
        if word in ("a", "an", "one"):
            follow = self.at(i + 1)
            if follow == "few":
                return None, i + 2
            if follow == "couple":
                return 2, i + 2 + (self.at(i + 2) == "of")
            if follow == "dozen":
                return 12, i + 2
            return 1, i + 1
        if word == "half" and self.at(i + 1) in ("a", "an"):
            return 0.5, i + 2
        if word in words().vague:
            return None, i + 1
        tens, ones = words().tens, words().ones
        if word in tens:
            if self.at(i + 1) == "-" and self.at(i + 2) in ones:
                return tens[word] + ones[self.at(i + 2)], i + 3
            return tens[word], i + 1
        if word in ones:
            return ones[word], i + 1
        if word.isascii() and word.isdigit() and len(word) <= 4:
            return int(word), i + 1
        return None


def is_inside_name(line: Line, i: int) -> bool:
    """True for the number of a name: "Zapad-2025", "Resolution 2231", "Agenda 2030"."""
    before = line.at(i - 1)
    if before in ("-", "–", "/") and line.glued(i):
        return line.at(i - 2) not in ("mid", "early", "late", "pre", "post") and line.year(i - 2) is None
    return line.capital(i - 1) and line.tokens[i - 1].upos in ("PROPN", "NOUN") and line.month(i - 1) is None
