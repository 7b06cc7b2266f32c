"""What an article leaves open, with the alternatives and the two countries named."""

from __future__ import annotations

import pytest

from demarche.model import Article
from demarche.model.record import QuestionRecord
from demarche.pipeline import Pipeline


def asked(pipeline: Pipeline, text: str) -> list[QuestionRecord]:
    record = pipeline.code(Article(id="a", text=text, published="2025-09-16"))
    assert all(text[q.start : q.end] == q.text for q in record.open_questions)
    return record.open_questions


@pytest.mark.parametrize(
    "text",
    [
        "Whether the truce holds remains to be seen.",
        "It is unclear whether Iran will attend.",
        "It remains unclear who fired the missile.",
        "It is too early to say whether the truce will hold.",
        "Questions remain over the fate of the miners.",
        "The question now is whether the army can hold the city.",
        "No one knows what the junta will do next.",
        "What happens next depends on Beijing.",
        "The court has yet to decide whether the vote was legal.",
        "Will the parliament ratify the treaty this year?",
    ],
)
def test_open_questions_are_found(pipeline: Pipeline, text: str) -> None:
    """The usual ways to leave something open."""
    assert [q.text for q in asked(pipeline, text)] == [text.rstrip(".")]


@pytest.mark.parametrize(
    "text",
    [
        "Whether or not he likes it, the minister will leave on Friday.",
        "Asked whether he would resign, the president said no.",
        "No questions remain over the budget.",
        "The committee settled the question of whether the vote was legal.",
        "“Who will pay for this?” the mayor asked.",
        "It is clear who won the election.",
        "The harvest depends on rain.",
        "How to vote in the election?",
    ],
)
def test_near_misses_ask_nothing(pipeline: Pipeline, text: str) -> None:
    """What is settled, asked by others or part of service is not open."""
    assert asked(pipeline, text) == []


def test_both_sides_of_or_are_alternatives(pipeline: Pipeline) -> None:
    """The two ways it can go are kept apart."""
    found = asked(pipeline, "Whether this is a new start or only a pause remains to be seen.")
    assert found[0].alternatives == ["this is a new start", "only a pause"]


def test_the_two_countries_make_a_dyad(pipeline: Pipeline) -> None:
    """Countries are named in the order of the question; a meeting place is no party."""
    found = asked(pipeline, "It is unclear whether Peru and Chile will meet in Geneva.")
    assert found[0].dyad == ["PER", "CHL"]
    assert asked(pipeline, "It is unclear whether Peru will attend.")[0].dyad == []


def test_an_embassy_stands_between_two_countries(pipeline: Pipeline) -> None:
    """Who hosts it is a party; who hosts a conference is not."""
    found = asked(pipeline, "Whether the Peruvian embassy in Quito will reopen remains to be seen.")
    assert found[0].dyad == ["PER", "ECU"]
    found = asked(pipeline, "Whether the Peruvian delegation will speak in Quito remains to be seen.")
    assert found[0].dyad == []


def test_only_the_asking_clause_is_kept(pipeline: Pipeline) -> None:
    """A statement joined by "but" is left out."""
    found = asked(pipeline, "Talks resume on Monday, but it is unclear whether the rebels will come.")
    assert found[0].text == "it is unclear whether the rebels will come"
