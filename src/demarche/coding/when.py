"""When: one interval for each event, from the time expression that belongs to it.

Order of the readings: an expression of the act's own clause, an act of the article that it is tied to ("after the
attack on Monday"), the dateline, and last the day of publication, which is marked as a default.
An act without any of these has no date.
"""

from __future__ import annotations

from datetime import date, timedelta

import msgspec

from demarche.coding import clauses
from demarche.coding.clauses import Reach
from demarche.coding.context import Context
from demarche.coding.tree import Tree
from demarche.coding.when_anchor import LASTING, Dated, anchored
from demarche.coding.when_back import counted_back, is_counted_from
from demarche.coding.when_calendar import Days
from demarche.coding.when_dateline import Dateline, dateline
from demarche.coding.when_grammar import read
from demarche.coding.when_resolve import Setting, interval
from demarche.coding.when_words import Expression
from demarche.model import Coded, Draft, Event, Interval

# Older than this, an act is told as background and is no news.
NEWS_AGE = timedelta(183)
MEETINGS = frozenset(["CONSULT", "AGREE"])  # these are called "for" the day on which they are to be
_SHORT = ("day", "time", "week", "weekend")


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with the dates of its events, and with old events marked as background."""
    if not draft.events:
        return draft
    return msgspec.structs.replace(draft, events=_Dating(draft, context).events())


def expressions(context: Context, n: int) -> tuple[Expression, ...]:
    """The time expressions of sentence `n`, read once for each article."""
    if n not in context.times:
        context.times[n] = read(context.trees[n].tokens)
    return context.times[n]


def is_background(event: Event, when: Interval | None, published: str | None, *, marked: bool = False) -> bool:
    """True when the interval ends clearly before the news.

    Half a year is clear by itself; the year before is when the words mark it: `marked` stands for a past perfect
    ("had closed") or a dated noun ("the 2024 vote").
    """
    if when is None or when.end is None or not published or event.realis.value in ("planned", "requested"):
        return False
    end, day = date.fromisoformat(when.end), date.fromisoformat(published[:10])
    return end < day - NEWS_AGE or (marked and end.year < day.year)


def day_of(published: str | None) -> date | None:
    """The day of an ISO date or datetime; None when there is none or it is no date."""
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


def _is_wide(expression: Expression) -> bool:
    """True for a year or decade: what led to an act of 2015 was mostly done in 2015."""
    when = expression.when
    return when.kind == "decade" or (when.kind == "date" and when.month is None and when.day is None)


class _Dating:
    """The dates of one article while they are being found."""

    def __init__(self, draft: Draft, context: Context) -> None:
        self.draft = draft
        self.context = context
        self.published = day_of(context.published)
        self.line: Dateline | None = dateline(draft.parsed.sentences, self.published)
        self.today = self.line.day if self.line and self.line.day else self.published
        self.reach: dict[int, Reach] = {}
        for n in {e.sentence for e in draft.events}:
            self.reach[n] = Reach(context.trees[n], [e for e in draft.events if e.sentence == n])
        self.dated: dict[str, Dated] = {}
        self.last: Days | None = None

    def events(self) -> tuple[Event, ...]:
        order = sorted(self.draft.events, key=lambda e: (e.sentence, e.trigger, e.id))
        for event in order:
            self._own(event)
        for event in order:
            if event.id not in self.dated:
                self._tied(event)
        return tuple(self._written(e) for e in self.draft.events)

    # -- from the clause --------------------------------------------------------------------------------------------

    def _own(self, event: Event) -> None:
        found = self._choose(event)
        if found is None:
            return
        expression, target = found
        tree = self.context.tree(event)
        setting = self._setting(event, expression, target)
        when = interval(expression, setting)
        span = tree.sentence.span(expression.start, expression.last)
        self.dated[event.id] = Dated(event, when, span, expression.modifier)
        if when.start and when.end and when.granularity in _SHORT:
            self.last = (date.fromisoformat(when.start), date.fromisoformat(when.end))

    def _choose(self, event: Event) -> tuple[Expression, int] | None:
        """The nearest expression that reaches the event, with the word that it hangs on."""
        reach = self.reach[event.sentence]
        best: tuple[tuple[int, int, int], Expression, int] | None = None
        for expression in expressions(self.context, event.sentence):
            if self._is_dateline(event.sentence, expression) or is_counted_from(event, reach.tree, expression):
                continue
            if expression.op == "until" and event.event_type.value not in LASTING:
                continue  # "banned rallies until Friday" says how long, not when
            cost, target = self._cost(event, expression, reach)
            if cost is None:
                continue
            key = (cost, expression.when.kind in ("same", "shift", "rolling"), abs(expression.first - event.trigger))
            if best is None or key < best[0]:
                best = (key, expression, target)
        return (best[1], best[2]) if best else None

    def _cost(self, event: Event, expression: Expression, reach: Reach) -> tuple[int | None, int]:
        tree = reach.tree
        head = clauses.head_of(tree, expression.first, expression.last)
        if expression.modifier:
            noun = _modified(tree, head)
            return (0 if noun in event.words or noun == event.trigger else None), noun
        if tree.tokens[head].rel == "nmod" and tree.prep(head) == "of":
            noun = tree.tokens[head].head  # "a veteran of the 1990s" dates the veteran
            return (0 if noun in event.words or noun == event.trigger else None), noun
        target = reach.holder(head)
        initial = clauses.is_initial(tree, expression.first)
        cost = reach.cost(event, target, initial=initial, wide=_is_wide(expression))
        return cost, target

    def _setting(self, event: Event, expression: Expression, target: int) -> Setting:
        tree = self.context.tree(event)
        heading = tree.sentence.kind in ("title", "heading")
        told = clauses.tense(tree, target, heading=heading)
        own = target == event.trigger or target in event.words
        if own and event.realis.value in ("planned", "requested"):
            told = "future"
        ahead = (
            tree.prep(clauses.head_of(tree, expression.first, expression.last)) == "for"
            and event.event_type.value in MEETINGS
        )
        future = ahead or told == "future" or (told == "present" and event.realis.value != "actual")
        future = future or (told == "present" and tree.sentence.kind == "body" and _is_verb(tree, target))
        return Setting(
            today=self.today,
            tense="future" if future else "past",
            reference=self._reference(event, expression),
            country=self._country(event),
        )

    def _reference(self, event: Event, expression: Expression) -> Days | None:
        """What "the day after" counts from: the act named behind it, else the last date told."""
        if expression.when.kind not in ("same", "shift"):
            return None
        tree = self.context.tree(event)
        follow = tree.tokens[expression.last + 1] if expression.last + 1 < len(tree.tokens) else None
        if (
            tree.tokens[expression.last].text.lower() in ("after", "before")
            and follow
            and follow.upos not in ("PUNCT", "CCONJ")
        ):
            return self._named(event, expression.last + 1)
        return self._told_before(event.sentence, expression) or self.last

    def _told_before(self, n: int, expression: Expression) -> Days | None:
        """The last date that the text tells before an expression, at most three sentences back."""
        for k in range(n, max(-1, n - 4), -1):
            for other in reversed(expressions(self.context, k)):
                if (k == n and other.first >= expression.first) or other.when.kind in ("same", "shift", "rolling"):
                    continue
                when = interval(other, Setting(today=self.today))
                if when.start and when.end and when.granularity in _SHORT:
                    return date.fromisoformat(when.start), date.fromisoformat(when.end)
        return None

    def _named(self, event: Event, first: int) -> Days | None:
        """The days of a dated act or of a date in the words that follow "the day after"."""
        for other in self.dated.values():
            if other.event.sentence == event.sentence and first <= other.event.trigger <= first + 8:
                return other.days
        for expression in expressions(self.context, event.sentence):
            if first <= expression.first <= first + 8 and expression.when.kind != "shift":
                when = interval(expression, Setting(today=self.today, tense="past"))
                if when.start and when.end:
                    return date.fromisoformat(when.start), date.fromisoformat(when.end)
        return None

    def _country(self, event: Event) -> str | None:
        for coded in (*event.actors, *event.recipients):
            country = self.context.cast.figure(coded.value).country
            if country:
                return country
        return None

    def _is_dateline(self, n: int, expression: Expression) -> bool:
        return self.line is not None and self.line.sentence == n and expression.last <= self.line.last

    # -- tied to another act, or by default --------------------------------------------------------------------------

    def _tied(self, event: Event) -> None:
        found = anchored(
            event,
            self.context,
            [d for d in self.dated.values() if d.event.id != event.id],
            expressions(self.context, event.sentence),
            self.today,
        )
        found = found or self._counted_back(event)
        if found is not None:
            self.dated[event.id] = found

    def _counted_back(self, event: Event) -> Dated | None:
        told = expressions(self.context, event.sentence)
        return counted_back(event, self.context.tree(event), told, self.today)

    def _written(self, event: Event) -> Event:
        found = self.dated.get(event.id)
        if found is None:
            return self._default(event)
        coder = f"when.{_coder(found.when)}@1"
        event = msgspec.structs.replace(event, date=Coded(found.when, (found.span,), coder))
        tree = self.context.tree(event)
        marked = found.modifier or clauses.is_perfect(tree, event.trigger)
        if not event.historical.value and is_background(event, found.when, self.context.published, marked=marked):
            event = msgspec.structs.replace(event, historical=Coded(True, (found.span,), "when.background@1"))
        return event

    def _default(self, event: Event) -> Event:
        """The day of the text for what it tells as its news; nothing for plans, background and habits."""
        if not self._is_news(event):
            return event
        if self.line is not None and self.line.day is not None:
            when = _single(self.line.day, "dateline")
            return msgspec.structs.replace(event, date=Coded(when, (self.line.span,), "when.dateline@1"))
        if self.published is None:
            return event
        return msgspec.structs.replace(
            event, date=Coded(_single(self.published, "publication_default"), (), "when.default@1")
        )

    def _is_news(self, event: Event) -> bool:
        if event.realis.value != "actual" or event.historical.value or event.polarity.value != "positive":
            return False
        tree = self.context.tree(event)
        if clauses.is_predicate(tree, event.trigger) and clauses.tense(tree, event.trigger) == "future":
            return False
        return not _is_told_as_old(tree, event)


def _is_told_as_old(tree: Tree, event: Event) -> bool:
    """Background signs: past perfect, "used to", "previously", or a definite noun that takes something known up."""
    i = event.trigger
    if clauses.is_perfect(tree, i):
        return True
    if _led_to_a_state(tree, i):
        return True
    below = {tree.tokens[c].lemma.lower() for c in tree.sentence.kids(i, "advmod", "aux", "amod")}
    if below & clauses.links().former or (
        tree.tokens[i].head >= 0 and tree.tokens[tree.tokens[i].head].lemma == "use" and tree.tokens[i].rel == "xcomp"
    ):
        return True
    token = tree.tokens[i]
    if (
        token.rel == "nmod"
        and token.head >= 0
        and tree.tokens[token.head].lemma in ("week", "month", "year", "decade", "day")
    ):
        return True  # "after weeks of protests"
    if any(tree.tokens[c].lemma.lower() in clauses.links().ongoing for c in tree.sentence.kids(i, "amod", "advmod")):
        return False
    above = tree.tokens[token.head].lemma.lower() if token.head >= 0 else ""
    known = above not in clauses.links().bringing and token.upos in ("NOUN", "PROPN") and clauses.is_definite(tree, i)
    return known and token.rel not in ("nsubj", "root") and len(event.words) < 2


def _led_to_a_state(tree: Tree, i: int) -> bool:
    """ "By lending its soil to troops, Minsk has drawn sanctions": of what has led to a state nobody says when."""
    token = tree.tokens[i]
    means = tree.prep(i).split(" ")[0] in ("by", "in", "through", "after", "since", "without")
    if token.rel != "advcl" or token.head < 0 or not means or not token.text.lower().endswith("ing"):
        return False
    return any(tree.tokens[c].lemma.lower() == "have" for c in tree.sentence.kids(token.head, "aux"))


def _single(day: date, basis: str) -> Interval:
    return Interval(start=day.isoformat(), end=day.isoformat(), granularity="day", basis=basis)


def _coder(when: Interval) -> str:
    return {"explicit": "date", "anchored": "anchor"}.get(when.basis, when.granularity)


def _modified(tree: Tree, head: int) -> int:
    """The noun that a time modifier stands before: "Sunday's vote"."""
    above = tree.tokens[head].head
    return above if above >= 0 else head


def _is_verb(tree: Tree, i: int) -> bool:
    return tree.tokens[i].upos in ("VERB", "AUX")
