"""Nouns that take up an act told before are its further mentions, and near misses."""

from __future__ import annotations

from tests.coding.told import event, names, record

from demarche.pipeline import Pipeline


def test_a_noun_that_names_nobody(pipeline: Pipeline) -> None:
    """ "The meeting" after "met" is one more mention, and no issue."""
    found = record(
        pipeline, "Kenya's president met the king of Morocco in Rabat on Monday. The meeting lasted four hours."
    )
    assert [m.text for m in event(found, "met").mentions] == ["met", "meeting"]
    assert not [i for i in found.issues if "meeting" in found.article.text[i.start : i.end]]


def test_parties_that_the_noun_adds(pipeline: Pipeline) -> None:
    """Whoever the noun names beside the known parties took part as well."""
    found = record(
        pipeline,
        "Two Chilean officers attended Peru's drills on Monday. "
        "However, the presence of Chilean officers, alongside delegations from nine countries, including Turkey "
        "and Hungary, hints at a thaw.",
    )
    told = names(found, event(found, "attended").actors)
    assert {"Two Chilean officers", "delegations from nine countries"} <= told


def test_another_kind_of_act(pipeline: Pipeline) -> None:
    """ "The strike" takes up no meeting."""
    found = record(pipeline, "Kenya's president met the king of Morocco on Monday. The strike surprised diplomats.")
    assert [m.text for m in event(found, "met").mentions] == ["met"]


def test_too_far_away(pipeline: Pipeline) -> None:
    """A bare noun many sentences later takes up nothing."""
    between = "Rain fell on the hills. " * 6
    found = record(pipeline, f"Kenya's president met the king of Morocco on Monday. {between}The meeting was long.")
    assert [m.text for m in event(found, "met").mentions] == ["met"]


def test_a_lead_without_a_day_of_its_own(pipeline: Pipeline) -> None:
    """What a bullet tells has the day of the dateline by default; the body, which dates it, tells the same act."""
    found = record(
        pipeline,
        "Quick Read\n\nKenya freed 17 Ugandan fishermen.\n\n"
        "NAIROBI, May 9 - Uganda's envoy met Kenya's president last week. "
        "The talks led to the release of the 17 fishermen.",
    )
    assert [e.event_type for e in found.events].count("RETREAT") == 1
