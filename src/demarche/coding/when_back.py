"""Acts from which the text counts on: "the climbdown came a day after crowds stormed parliament".

The act behind "a day after" lies that long before what the main clause tells, which has a day of its own in the
sentence or else is the news of the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from demarche.coding import when_calendar as calendar
from demarche.coding.tree import Tree
from demarche.coding.when_anchor import Dated
from demarche.coding.when_resolve import Setting, interval
from demarche.coding.when_words import Expression
from demarche.model import Event, Interval

UNITS = frozenset(["day", "week", "month", "year"])
OWN_DAY = frozenset(["weekday", "date", "day"])


def counted_back(event: Event, tree: Tree, told: Sequence[Expression], today: date | None) -> Dated | None:
    """The date of an act that stands right behind "two days after"; None when it does not."""
    for expression in told:
        if _counts(expression, tree) and tree.tokens[expression.last].head in (event.trigger, *event.words):
            base = _day(tree, expression, told, today)
            if base is None:
                return None
            first, last = _before(base, expression)
            when = Interval(
                start=first.isoformat(), end=last.isoformat(), granularity=expression.when.unit, basis="anchored"
            )
            return Dated(event, when, tree.sentence.span(expression.start, expression.last))
    return None


def is_counted_from(event: Event, tree: Tree, expression: Expression) -> bool:
    """True when the expression counts from the act itself, and so does not say when the act was."""
    return _counts(expression, tree) and event.trigger in tree.sentence.subtree(tree.tokens[expression.last].head)


def _counts(expression: Expression, tree: Tree) -> bool:
    when = expression.when
    after = tree.tokens[expression.last].text.lower() == "after"
    return when.kind == "shift" and after and bool(when.n) and when.unit in UNITS


def _before(base: date, expression: Expression) -> tuple[date, date]:
    when = expression.when
    return calendar.around(calendar.shift(base, -int(when.n or 0), when.unit), when.unit)


def _day(tree: Tree, counting: Expression, told: Sequence[Expression], today: date | None) -> date | None:
    """The day that the main clause tells: the one that stands outside the clause behind "after", else today."""
    inside = set(tree.sentence.subtree(tree.tokens[counting.last].head))
    for other in told:
        if other.when.kind in OWN_DAY and other.first not in inside:
            when = interval(other, Setting(today=today, tense="past"))
            if when.start and when.start == when.end:
                return date.fromisoformat(when.start)
    return today
