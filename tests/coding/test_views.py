"""Who is for and against: holder, stance, and the act it is about."""

from __future__ import annotations

import pytest

from demarche.model import Article, Record
from demarche.pipeline import Pipeline


def views(pipeline: Pipeline, text: str) -> list[tuple[str, str]]:
    record = pipeline.code(Article(id="a", text=text, published="2025-09-16"))
    return [(p.evidence[0].text, p.stance) for p in record.perspectives]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Egypt condemned the raid on the embassy.", [("Egypt", "against")]),
        ("Nepal freed ten fishermen. Dhaka welcomed the release.", [("Dhaka", "for")]),
        ("The truce was met with cautious optimism by Jordan.", [("Jordan", "mixed")]),
        ("Some lawmakers expressed concern that the treaty could provoke Iran.", [("Some lawmakers", "against")]),
        ("Critics say the treaty rewards Iran.", [("Critics", "against")]),
        ("Proponents argue that the visit could weaken the rebels.", [("Proponents", "for")]),
        ("Japan is sceptical of the ceasefire.", [("Japan", "against")]),
        ("Mexico did not endorse the invasion.", [("Mexico", "against")]),
        ("Cuba called the blockade illegal.", [("Cuba", "against")]),
    ],
)
def test_holder_and_stance_are_read(pipeline: Pipeline, text: str, expected: list[tuple[str, str]]) -> None:
    """Verbs, nouns, adjectives, sides and judgements tell who is for and against."""
    assert views(pipeline, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The film won the critics' award in Lima.",
        "Theatre critics praised the new opera.",
        "Fans praised the striker after the match.",
        "Kyiv asked Ankara to condemn the strike.",
        "Egypt is expected to condemn the raid.",
        "Vietnam may welcome the plan.",
        "Madrid declined to condemn the raid.",
        "The army chief backed his car out of the compound.",
        "The minister welcomed his guest at the airport.",
    ],
)
def test_near_misses_hold_no_view(pipeline: Pipeline, text: str) -> None:
    """Art, sport, requests, possibilities and doors are no politics."""
    assert views(pipeline, text) == []


def told(record: Record, view: int) -> set[str]:
    return {m.text for e in record.events if e.id in record.perspectives[view].about for m in e.mentions}


def test_a_definite_noun_takes_up_the_act(pipeline: Pipeline) -> None:
    """ "The move" is what was done before."""
    record = pipeline.code(
        Article(id="a", text="Nepal freed ten fishermen on Monday. Dhaka welcomed the move.", published="2025-09-16")
    )
    assert "freed" in " ".join(told(record, 0))


def test_steps_are_deeds(pipeline: Pipeline) -> None:
    """ "These steps" are what was done, not what somebody asked for."""
    text = (
        "Minsk freed ten men. Oslo lifted its sanctions. Riga urged Oslo to reopen the port. Bern welcomed these steps."
    )
    record = pipeline.code(Article(id="a", text=text, published="2025-09-16"))
    assert told(record, -1) == {"freed", "lifted"}


LONG = " ".join(f"Rain fell in the {n} valley." for n in ("first", "second", "third", "fourth", "fifth", "sixth"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (f"Brazil imposed a tariff on Fiji. {LONG} Fiji recalled its envoy. Farmers welcomed the tariff.", "tariff"),
        (
            f"Uganda reopened the border with Rwanda. {LONG} Kigali freed two men. Kenya welcomed the reopening.",
            "reopened",
        ),
        ("Oslo freed a spy. Critics argued that the release would encourage Iran to take more hostages.", "freed"),
    ],
)
def test_the_same_word_is_the_same_act(pipeline: Pipeline, text: str, word: str) -> None:
    """A noun takes up the act told with its stem, however far; the subject of an argument is what the view is about."""
    record = pipeline.code(Article(id="a", text=text, published="2025-09-16"))
    assert word in " ".join(told(record, 0))


def test_evidence_lies_in_the_text(pipeline: Pipeline) -> None:
    """Every span of a view says what stands there, holder first."""
    text = "Kenya signed a port deal with Ethiopia. Critics say the deal rewards Addis Ababa, while Djibouti backs it."
    record = pipeline.code(Article(id="a", text=text, published="2025-09-16"))
    assert record.perspectives
    assert all(s.holds(text) for p in record.perspectives for s in p.evidence)
    assert all(e in {x.id for x in record.events} for p in record.perspectives for e in p.about)
