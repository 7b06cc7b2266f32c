"""Frames laid over trees: which reading of a word holds, who fills its roles, and what stays silent."""

from __future__ import annotations

import msgspec
import pytest
from tests.coding.trees import matches

from demarche.ontology import Codebook
from demarche.ontology.codebook import load
from demarche.ontology.frames import build_index, read_frames

FRAMES = {
    "type": "ASSAULT",
    "frames": [
        {"id": "t.fire", "about": "x", "cameo": "190", "patterns": ["A {fire} {rocket|missile} at R"]},
        {"id": "t.down", "about": "x", "cameo": "190", "patterns": ["A shoot_down R"]},
        {"id": "t.shoot", "about": "x", "cameo": "190", "patterns": ["A shoot R"], "not": ["A shoot {film|video}"]},
        {"id": "t.threat", "about": "x", "cameo": "190", "patterns": ["A threaten to {attack|bomb} R"]},
        {"id": "t.talks", "about": "x", "cameo": "190", "patterns": ["the {talks|talk} with R"]},
        {"id": "t.impose", "about": "x", "cameo": "190", "patterns": ["A impose {sanction} on R"]},
        {"id": "t.sanction", "about": "x", "cameo": "190", "patterns": ["the {sanction} on/against R"]},
        {"id": "t.release", "about": "x", "cameo": "190", "patterns": ["the release of R by A"]},
    ],
}


@pytest.fixture(scope="module")
def book() -> Codebook:
    """A codebook of the few frames above."""
    ours = load()
    frames = read_frames(FRAMES, ours.wordsets, where="test")
    return msgspec.structs.replace(ours, frames=frames, index=build_index(frames))


def test_fixed_words_choose_the_frame(book: Codebook) -> None:
    """Firing rockets at a town is the act; firing an aide is not."""
    rockets = (
        "Rebels/NOUN/2/nsubj=rebel fired/VERB/0/root=fire rockets/NOUN/2/obj=rocket at/ADP/5/case Juba/PROPN/2/obl"
    )
    aide = "Kenya/PROPN/2/nsubj fired/VERB/0/root=fire an/DET/4/det aide/NOUN/2/obj"
    assert matches(rockets, book) == [("t.fire", {"A": ["Rebels"], "R": ["Juba"]})]
    assert matches(aide, book) == []


def test_near_misses_veto(book: Codebook) -> None:
    """A near miss of the frame silences it where its fixed words stand."""
    said = "Rebels/NOUN/2/nsubj=rebel shot/VERB/0/root=shoot {}/NOUN/2/obj"
    assert [name for name, _ in matches(said.format("villagers"), book)] == ["t.shoot"]
    assert matches(said.format("video"), book) == []


def test_particles_make_another_verb(book: Codebook) -> None:
    """ "shot down a drone" is the frame with the particle, and only that."""
    said = "Kenya/PROPN/2/nsubj shot/VERB/0/root=shoot down/ADP/2/compound:prt a/DET/5/det drone/NOUN/2/obj"
    assert matches(said, book) == [("t.down", {"A": ["Kenya"], "R": ["drone"]})]


def test_roles_behind_a_fixed_clause_are_of_its_verb(book: Codebook) -> None:
    """ "threatened to attack Sudan": Sudan is the object of the attack, and the recipient of the threat."""
    said = "Kenya/PROPN/2/nsubj threatened/VERB/0/root=threaten to/PART/4/mark attack/VERB/2/xcomp Sudan/PROPN/4/obj"
    assert matches(said, book) == [("t.threat", {"A": ["Kenya"], "R": ["Sudan"]})]


def test_light_verbs_lend_their_subject(book: Codebook) -> None:
    """ "held talks with Togo": who held them takes part in the talks."""
    said = "Ghana/PROPN/2/nsubj held/VERB/0/root=hold talks/NOUN/2/obj=talk with/ADP/5/case Togo/PROPN/3/nmod"
    ((name, fills),) = matches(said, book)
    assert (name, fills["A"], fills["R"]) == ("t.talks", ["Ghana"], ["Togo"])


def test_a_noun_that_a_verb_has_taken_opens_no_event(book: Codebook) -> None:
    """ "imposed sanctions on": one event, that of the verb."""
    said = (
        "Oslo/PROPN/2/nsubj imposed/VERB/0/root=impose sanctions/NOUN/2/obj=sanction on/ADP/5/case Minsk/PROPN/3/nmod"
    )
    assert [name for name, _ in matches(said, book)] == ["t.impose"]


def test_nouns_name_their_parties_behind_prepositions(book: Codebook) -> None:
    """ "the release of the sailors by Minsk": who is behind "of" and "by"."""
    said = (
        "the/DET/2/det release/NOUN/0/root of/ADP/5/case the/DET/5/det sailors/NOUN/2/nmod=sailor by/ADP/7/case "
        "Minsk/PROPN/2/nmod"
    )
    ((_, fills),) = matches(said, book)
    assert (fills["R"], fills["A"]) == (["sailors"], ["Minsk"])


def test_times_take_no_part(book: Codebook) -> None:
    """A day behind a preposition is no recipient."""
    said = (
        "Ghana/PROPN/2/nsubj held/VERB/0/root=hold talks/NOUN/2/obj=talk with/ADP/5/case Togo/PROPN/3/nmod "
        "on/ADP/7/case Monday/PROPN/2/obl"
    )
    assert "Monday" not in str(matches(said, book))
