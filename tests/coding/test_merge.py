"""Tellings of one event become one; a detail that differs keeps two apart."""

from __future__ import annotations

from typing import Any

import msgspec
from tests.coding.trees import sentence

from demarche.coding.merge import joined, merge
from demarche.model import Article, Coded, Draft, Event, Interval, Parsed, Quantity, Span

HEADING = sentence("Kenya/PROPN/2/nsubj frees/VERB/0/root=free sailors/NOUN/2/obj=sailor", kind="heading")
BODY = sentence("Kenya/PROPN/2/nsubj released/VERB/0/root=release the/DET/4/det sailors/NOUN/2/obj=sailor", start=30)
AGAIN = sentence("the/DET/2/det release/NOUN/3/nsubj surprised/VERB/0/root=surprise Sudan/PROPN/3/obj", start=70)
OTHER = sentence("Kenya/PROPN/2/nsubj released/VERB/0/root=release editors/NOUN/2/obj=editor", start=110)
TEXT = "\n".join(s.text.ljust(40) for s in (HEADING, BODY, AGAIN, OTHER))
SENTENCES = (HEADING, BODY, AGAIN, OTHER)


def event(n: int, trigger: int = 1, **more: Any) -> Event:
    """A release by a1 of a2, told in sentence `n`."""
    span = SENTENCES[n].span(trigger, trigger)
    plain: dict[str, Any] = {
        "id": f"e{n + 1}",
        "event_type": Coded("RETREAT", (span,)),
        "cameo": "0841",
        "coder": "t@1",
        "confidence": 0.5,
        "sentence": n,
        "trigger": trigger,
        "actors": (Coded("a1", (span,)),),
        "recipients": (Coded("a2", (span,)),),
        "mentions": (span,),
        "words": (trigger,),
    }
    return Event(**{**plain, **more})


def draft(*events: Event) -> Draft:
    return Draft(parsed=Parsed(Article(id="t", text=TEXT), SENTENCES), events=events)


def count(value: float) -> tuple[Coded[Quantity], ...]:
    return (Coded(Quantity(role="freed", value=value), ()),)


def day(date: str, basis: str = "explicit") -> Coded[Interval]:
    return Coded(Interval(start=date, end=date, basis=basis), ())


def test_a_heading_repeats_its_body() -> None:
    """Heading and body telling one act are one event, led by the body, with both mentions."""
    (found,) = merge(draft(event(0), event(1))).events
    assert (found.id, found.sentence) == ("e1", 1)
    assert [m.text for m in found.mentions] == ["frees", "released"]


def test_a_definite_noun_takes_an_act_up() -> None:
    """ "the release" after "released" is the same act."""
    assert len(merge(draft(event(1), event(2))).events) == 1


def test_another_number_keeps_apart() -> None:
    """52 freed and 14 freed are two events; a number beside none is no contradiction."""
    assert len(merge(draft(event(0, quantities=count(52)), event(1, quantities=count(14)))).events) == 2
    assert len(merge(draft(event(0, quantities=count(52)), event(1))).events) == 1


def test_another_date_keeps_apart() -> None:
    """Two days are two events; a date that is only the day of publication contradicts nothing."""
    may, june = day("2025-05-01"), day("2025-06-01")
    assert len(merge(draft(event(0, date=may), event(1, date=june))).events) == 2
    default = day("2025-06-01", "publication_default")
    (found,) = merge(draft(event(0, date=default), event(1, date=may))).events
    assert found.date == may


def test_other_parties_keep_apart() -> None:
    """The release of others is another event."""
    others = (Coded("a3", ()),)
    assert len(merge(draft(event(1), event(3, recipients=others))).events) == 2


def test_reality_keeps_apart() -> None:
    """What was denied or demanded is not what happened."""
    for field, value in (("polarity", "negative"), ("realis", "requested")):
        assert len(merge(draft(event(0), event(1, **{field: Coded(value)}))).events) == 2, field


def test_links_follow_their_events() -> None:
    """What pointed to a repeated event points to the one that is left."""
    told = draft(event(0), event(1))
    (found,) = merge(msgspec.structs.replace(told, inner={(0, 1): ("requested", "e1")})).inner.values()
    assert found == ("requested", "e1")


def test_merging_twice_changes_nothing() -> None:
    """A merged draft has nothing left to merge."""
    once = merge(draft(event(0), event(1), event(3, recipients=(Coded("a3", ()),))))
    assert merge(once) == once


def test_evidence_of_equal_values_is_kept_together() -> None:
    """The actor of both tellings is one value with the words of both."""
    (actor,) = joined(event(0), event(1)).actors
    assert actor.evidence == (Span(6, 11, "frees"), Span(36, 44, "released"))
