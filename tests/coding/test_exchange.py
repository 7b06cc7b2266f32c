"""Bargains, reprisals, conditions, causes and sequences."""

from __future__ import annotations

import msgspec
import pytest
from tests.coding.statements import drafted, score

from demarche.coding.exchange import without_doubles


def linked(text: str, **acts: str) -> list[tuple[str, str]]:
    """(type, cue) of each link."""
    return [(k.type, k.cues[0].text) for k in drafted(text, **acts).links]


@pytest.mark.parametrize("half", ["tune", "check", "fresh"])
def test_floor(half: str) -> None:
    """Exchange and retaliation links reach F1 0.85."""
    assert float(score("links", half)["bargain F1"].split()[0]) >= 0.85


@pytest.mark.parametrize(
    ("text", "acts", "link"),
    [
        (
            "Minsk freed ten men in exchange for Oslo, which lifted sanctions.",
            {"freed": "RETREAT", "lifted": "RETREAT"},
            ("exchanged_for", "in exchange for"),
        ),
        (
            "Minsk freed ten men. In return, Oslo lifted sanctions.",
            {"freed": "RETREAT", "lifted": "RETREAT"},
            ("exchanged_for", "In return"),
        ),
        (
            "Berlin expelled two envoys. Moscow closed a consulate in response.",
            {"expelled": "SANCTION", "closed": "SANCTION"},
            ("retaliation_for", "in response"),
        ),
        (
            "Oslo will lift sanctions if Minsk frees the men.",
            {"lift": "RETREAT", "frees": "RETREAT"},
            ("condition_for", "if"),
        ),
        (
            "The envoys met in Oslo. The meeting led to the release of ten men.",
            {"met": "CONSULT", "release": "RETREAT"},
            ("caused_by", "led"),
        ),
        (
            "By opening its ports to rebels, Togo has drawn condemnation.",
            {"opening": "COOPERATE", "condemnation": "ACCUSE"},
            ("caused_by", "drawn"),
        ),
    ],
)
def test_cues(text: str, acts: dict[str, str], link: tuple[str, str]) -> None:
    """Each kind of cue links the two acts and is quoted."""
    assert linked(text, **acts) == [link]


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Minsk freed ten men. Separately, Oslo eased curbs on Syria.", {"freed": "RETREAT", "eased": "RETREAT"}),
        ("Cuba freed ten men and Vietnam eased curbs.", {"freed": "RETREAT", "eased": "RETREAT"}),
        ("Minsk freed ten men. In return, Oslo shelled the port.", {"freed": "RETREAT", "shelled": "ASSAULT"}),
    ],
)
def test_near_misses(text: str, acts: dict[str, str]) -> None:
    """Neighbouring acts without a cue, and harm, are no bargain."""
    assert linked(text, **acts) == []


def test_legs_and_mediator() -> None:
    """Each side gives what the other receives; the broker is no party."""
    text = "In a swap brokered by Turkey, Russia freed 90 men and Ukraine freed 80."
    draft = drafted(text, freed="RETREAT", freed_2="RETREAT")
    (found,) = draft.exchanges
    names = {a.id: a.name for a in draft.actors}
    assert {(names[leg.giver or ""], names[leg.receiver or ""]) for leg in found.legs} == {
        ("Russia", "Ukraine"),
        ("Ukraine", "Russia"),
    }
    assert [names[m] for m in found.mediators] == ["Turkey"]


def test_a_broker_in_a_compound() -> None:
    """Whose name stands before "-brokered" mediated."""
    draft = drafted(
        "In a Qatari-brokered deal, Iran freed two men and Sweden freed one.", freed="RETREAT", freed_2="RETREAT"
    )
    names = {a.id: a.name for a in draft.actors}
    assert [names[m] for x in draft.exchanges for m in x.mediators] == ["Qatar"]


@pytest.mark.parametrize(
    ("text", "acts", "status"),
    [
        ("Minsk freed ten men. In return, Oslo lifted sanctions.", {"freed": "RETREAT", "lifted": "RETREAT"}, "done"),
        (
            "Minsk freed ten men. In return, Oslo will lift sanctions.",
            {"freed": "RETREAT", "lift": "RETREAT"},
            "partly",
        ),
        (
            "Minsk offered to free ten men in return for the lifting of sanctions by Oslo.",
            {"free": "RETREAT", "lifting": "RETREAT"},
            "proposed",
        ),
        (
            "Minsk freed ten men. Oslo did not lift sanctions in return.",
            {"freed": "RETREAT", "lift": "RETREAT"},
            "broken",
        ),
        (
            "Minsk freed ten men. Oslo, which had pledged to lift sanctions in return, has reneged.",
            {"freed": "RETREAT", "lift": "RETREAT"},
            "broken",
        ),
        (
            "Minsk freed ten men, but Oslo has yet to lift the sanctions it promised to lift in exchange.",
            {"freed": "RETREAT", "lift": "RETREAT"},
            "partly",
        ),
        (
            "Minsk turned down an offer to lift sanctions in return for the release of ten men.",
            {"lift": "RETREAT", "release": "RETREAT"},
            "refused",
        ),
        (
            "Minsk would free ten men in exchange for the lifting of sanctions. Oslo rejected the proposal.",
            {"free": "RETREAT", "lifting": "RETREAT"},
            "refused",
        ),
    ],
)
def test_status(text: str, acts: dict[str, str], status: str) -> None:
    """A bargain is done, half done, only proposed, refused, or broken."""
    (found,) = drafted(text, **acts).exchanges
    assert found.status == status


def test_an_exchange_told_twice_is_one() -> None:
    """Doubles join, with the cues of both tellings."""
    draft = drafted("Minsk freed ten men. In return, Oslo lifted sanctions.", freed="RETREAT", lifted="RETREAT")
    (first,) = draft.exchanges
    other = msgspec.structs.replace(first, id="again", cues=[msgspec.structs.replace(first.cues[0], start=0)])
    twice = msgspec.structs.replace(draft, exchanges=(first, other))
    (joined,) = without_doubles(twice).exchanges
    assert len(joined.legs) == 2
    assert len(joined.cues) == 2
