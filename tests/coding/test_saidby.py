"""Who says that an act happened, and how sure that makes it."""

from __future__ import annotations

import pytest
from tests.coding.statements import drafted, judged, score, share

from demarche.model import Attribution


def said(text: str, word: str) -> tuple[str, list[Attribution]]:
    event = judged(text, word)
    return event.certainty.value, [a.value for a in event.attribution]


@pytest.mark.parametrize("half", ["tune", "check", "fresh"])
def test_floor(half: str) -> None:
    """Speaker and anonymity are right in at least 88 of a hundred cases."""
    figures = score("attribution", half)
    assert min(share(figures[k]) for k in ("speaker", "anonymous")) >= 0.88


def test_plain_telling_is_asserted() -> None:
    """Without a speaker the writer himself vouches for the act."""
    assert said("Jets bombed the port of Nyala.", "bombed") == ("asserted", [])


def test_described_speakers_are_anonymous_with_their_description() -> None:
    """Whoever is only described keeps the whole description."""
    certainty, (who,) = said("Jets bombed the port, said a senior US official familiar with the talks.", "bombed")
    assert (certainty, who.anonymous) == ("attributed", True)
    assert who.description == "a senior US official familiar with the talks"


def test_a_chain_names_the_source_and_the_channel() -> None:
    """ "The agency reported, citing two diplomats": the diplomats speak, through the agency."""
    _, found = said("Jets bombed the port, the agency reported, citing two diplomats.", "bombed")
    chain = next(a for a in found if a.verb == "citing")
    assert (chain.anonymous, chain.description, chain.channel) == (True, "two diplomats", "the agency")


def test_the_owner_of_footage_speaks_through_it() -> None:
    """Footage released by a ministry is its channel."""
    draft = drafted(
        "Footage released by the Syrian defence ministry showed that jets bombed the port.", bombed="ASSAULT"
    )
    (found,) = draft.events[0].attribution
    assert found.value.channel == "Footage"
    assert "ministry" in next(a.name for a in draft.actors if a.id == found.value.speaker)


@pytest.mark.parametrize(
    "text",
    [
        "Jets reportedly bombed the port.",
        "Jets are said to have bombed the port.",
        "According to unconfirmed reports, jets bombed the port.",
    ],
)
def test_hearsay(text: str) -> None:
    """What nobody stands behind is reported."""
    assert said(text, "bombed")[0] == "reported"


def test_conflicting_claims_keep_their_holders() -> None:
    """A claim and its denial stand side by side, each with who makes it."""
    text = "Kyiv said that jets bombed the port. Moscow denied that its jets bombed the port."
    draft = drafted(text, bombed="ASSAULT", bombed_2="ASSAULT")
    holders = [e.attribution[0].value.speaker for e in draft.events]
    assert len(set(holders)) == 2
    assert [e.polarity.value for e in draft.events] == ["positive", "negative"]


def test_what_is_asked_for_is_no_report() -> None:
    """ "told them to leave" attributes nothing."""
    assert said("The captain told them to leave the port.", "leave")[0] == "asserted"


def test_whoever_is_told_of_behind_saying_does_not_speak() -> None:
    """ "Kyiv denied this, saying drones had bombed": Kyiv says so; behind a semicolon the writer speaks again."""
    text = "Kyiv denied this, saying Syrian drones had bombed two villages."
    draft = drafted(text, bombed="ASSAULT")
    speaker = draft.events[0].attribution[0].value.speaker
    assert next(a.name for a in draft.actors if a.id == speaker) in ("Kyiv", "Ukraine")
    assert said("Kyiv urged both sides to return; Syrian jets bombed the port.", "bombed")[0] == "asserted"
