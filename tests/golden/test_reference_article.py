"""The article that the project began with: its acts, each once, and nothing that it does not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from demarche.model import Article, Record
from demarche.pipeline import Pipeline

PATH = Path(__file__).parents[2].parent / "shared" / "data" / "reference-article.txt"
pytestmark = pytest.mark.skipif(not PATH.exists(), reason="the article lies outside the project")

# type, countries that act, countries that it is directed at, realis
WANTED: list[tuple[str, set[str | None], set[str | None], str]] = [
    ("CONSULT", {"USA", None}, {"BLR", "RUS"}, "actual"),  # officers and delegations watch the drills
    ("CONSULT", {"USA"}, {"BLR"}, "actual"),  # the officers greet the minister
    ("COOPERATE", {"BLR", "RUS"}, set(), "actual"),  # the drills themselves
    ("ASSAULT", {"POL"}, {"RUS"}, "actual"),  # drones shot down
    ("MOBILIZE", {"RUS"}, {"POL"}, "actual"),  # drones in Polish airspace
    ("MOBILIZE", {"IGO"}, set(), "actual"),  # jets scrambled
    ("ASSAULT", {"RUS"}, {"UKR"}, "actual"),  # the invasion, as background
    ("COOPERATE", {"BLR"}, {"RUS"}, "actual"),  # territory lent to troops
    ("ACCUSE", set(), {"BLR"}, "actual"),  # condemned for it …
    ("SANCTION", set(), {"BLR"}, "actual"),  # … and under sanctions
    ("CONSULT", {"USA"}, {"BLR"}, "actual"),  # the envoy meets the president
    ("RETREAT", {"BLR"}, {None}, "actual"),  # detainees released
    ("RETREAT", {"USA"}, {"BLR"}, "actual"),  # sanctions eased
    ("REQUEST", {"USA"}, set(), "actual"),  # Trump argues for the embassy …
    ("SUPPORT", {"USA"}, {"BLR"}, "requested"),  # … whose reopening is only asked for
    ("SANCTION", set(), {"BLR"}, "actual"),  # the closing of the embassy, as background
]


@pytest.fixture(scope="module")
def record() -> Record:
    pipeline = Pipeline()
    text = PATH.read_text(encoding="utf-8")
    return pipeline.record(pipeline.draft(Article(id="reference", text=text, published="2025-09-16")))


def _told(kind: str, actors: set[str | None], recipients: set[str | None], realis: str) -> tuple[str, ...]:
    return kind, *("+".join(sorted(c or "-" for c in side)) for side in (actors, recipients)), realis


def test_every_act_once_and_no_other(record: Record) -> None:
    """The events are those that a careful reader finds, in the text, whatever their order."""
    country = {a.id: a.country for a in record.actors}
    found = [
        _told(e.event_type, {country[i] for i in e.actors}, {country[i] for i in e.recipients}, e.realis)
        for e in record.events
    ]
    assert sorted(found) == sorted(_told(*wanted) for wanted in WANTED)


def test_the_bargain(record: Record) -> None:
    """Sanctions eased for detainees released: one exchange with both legs, the meeting as its cause."""
    (exchange,) = record.exchanges
    country = {a.id: a.country for a in record.actors}
    assert {(country[leg.giver], country[leg.receiver]) for leg in exchange.legs} == {("USA", "BLR"), ("BLR", "USA")}
    assert {link.type for link in record.links} >= {"exchanged_for", "caused_by"}


def test_spans_equal_their_text(record: Record) -> None:
    """Every span of evidence is its words."""
    text = record.article.text
    spans = [s for e in record.events for found in e.evidence.values() for s in found]
    assert spans
    assert all(text[s.start : s.end] == s.text for s in spans)
