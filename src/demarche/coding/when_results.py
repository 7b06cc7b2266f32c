"""The date of a result: "The meeting resulted in the release" happened no earlier than the meeting.

A result that its own words do not date has the interval of its cause, when the text dates that and it was short.
An answer to a dated act ("In a reciprocal move, …") lies between that act and the day of the text.
What a dated act answers was done by then ("bombed a base on Monday in response to a raid").
"""

from __future__ import annotations

import msgspec

from demarche.coding.clauses import links
from demarche.coding.context import Context
from demarche.coding.governors import lemmas
from demarche.coding.themes import Themes
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event, Interval, Span

SHORT = frozenset(["day", "time", "week", "weekend"])
TOLD = frozenset(["explicit", "relative", "anchored"])
NAMED_BY = frozenset(["in", "to"])  # "resulted in", "led to"
ANSWERS = frozenset(["exchanged_for", "retaliation_for"])


def stage(draft: Draft, context: Context) -> Draft:
    open_ones = [e for e in draft.events if _is_open(e)]
    if not open_ones:
        return draft
    themes = Themes(draft, context)
    dated = {e.id: d for e in open_ones if (d := _from_cause(e, themes, context)) is not None}
    if not dated:
        return draft
    events = tuple(msgspec.structs.replace(e, date=dated[e.id]) if e.id in dated else e for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def answers(draft: Draft) -> Draft:
    """The draft in which an answer that only the day of the text dates begins with the act that it answers."""
    by_id = {e.id: e for e in draft.events}
    since: dict[str, Coded[Interval]] = {}
    for link in draft.links:
        answer, act = by_id.get(link.from_), by_id.get(link.to)
        if link.type == "retaliation_for" and answer is not None and act is not None and _is_open(act):
            found = _until(act.date, answer.date, tuple(link.cues))
            if found is not None:
                since.setdefault(act.id, found)
    for link in draft.links:
        answer, act = by_id.get(link.from_), by_id.get(link.to)
        if link.type in ANSWERS and answer is not None and act is not None and _is_open(answer):
            found = _since(answer.date, act.date, tuple(link.cues))
            if found is not None:
                since.setdefault(answer.id, found)
    if not since:
        return draft
    events = tuple(msgspec.structs.replace(e, date=since.get(e.id, e.date)) for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def _until(
    today: Coded[Interval] | None, answer: Coded[Interval] | None, cues: tuple[Span, ...]
) -> Coded[Interval] | None:
    """Open before, up to the last day of the answer, when that is earlier than the day of the text."""
    if today is None or answer is None or not _is_told_short(answer.value):
        return None
    last, now = answer.value.end, today.value.end
    if last is None or now is None or last >= now:
        return None
    when = Interval(start=None, end=last, granularity="unknown", basis="anchored")
    return Coded(when, (*cues, *answer.evidence[:1]), "when.answered@1")


def _since(
    today: Coded[Interval] | None, act: Coded[Interval] | None, cues: tuple[Span, ...]
) -> Coded[Interval] | None:
    """From the first day of the act to the day of the text, when that is later."""
    if today is None or act is None or not _is_told_short(act.value):
        return None
    first, last = act.value.start, today.value.end
    if first is None or last is None or first >= last:
        return None
    when = Interval(start=first, end=last, granularity=act.value.granularity, basis="anchored")
    return Coded(when, (*cues, *act.evidence[:1]), "when.answer@1")


def _is_told_short(when: Interval) -> bool:
    return when.basis in TOLD and when.granularity in SHORT


def _is_open(event: Event) -> bool:
    """True for what happened, on a day that only the publication gives."""
    default = event.date is None or event.date.value.basis in ("publication_default", "dateline")
    return default and event.realis.value == "actual" and not event.historical.value


def _from_cause(event: Event, themes: Themes, context: Context) -> Coded[Interval] | None:
    tree = context.tree(event)
    verb = _led(tree, event.trigger)
    if verb is None:
        return None
    for k in tree.verb(verb).subjects:
        for cause in themes.meant(event.sentence, k, but=frozenset({event.trigger, *event.words})):
            when = cause.date
            if cause is not event and when is not None and _is_told_short(when.value):
                told = msgspec.structs.replace(when.value, basis="anchored")
                return Coded(told, (tree.sentence.span(*tree.phrase(k)), *when.evidence[:1]), "when.result@1")
    return None


def _led(tree: Tree, i: int) -> int | None:
    """The verb that makes the act at word `i` a result: "resulted in the release"."""
    token = tree.tokens[i]
    if token.head < 0 or tree.tokens[token.head].upos != "VERB" or token.rel not in ("obj", "obl"):
        return None
    if token.rel == "obl" and tree.prep(i) not in NAMED_BY:
        return None
    named = {name for lemma in lemmas(tree, token.head) for name in (lemma, f"{lemma}_{tree.prep(i)}")}
    return token.head if named & links().results else None
