"""What only the whole article tells: whose government it is, whom a judgement hits, which two states are meant."""

from __future__ import annotations

from tests.coding.told import event, record, states

from demarche.pipeline import Pipeline

STRIKE = """LIMA, May 8 (Reuters) - Teachers in Peru's public schools walked off the job on Monday.

Peru's education minister urged them to return. The government has refused to raise salaries, and police in Lima fired
tear gas at strikers. The union secretary, Rosa Quispe, accused the authorities of bad faith. Western governments
urged restraint."""


def test_bodies_of_the_country_of_the_story(pipeline: Pipeline) -> None:
    """The government, the police and the union of a story from Peru are Peruvian; Western governments are not."""
    found = record(pipeline, STRIKE)
    assert states(found, event(found, "refused").actors) == {"PER"}
    assert states(found, event(found, "accused").actors) == {"PER"}
    calm = [e for e in found.events if e.event_type == "REQUEST" and "PER" not in states(found, e.actors)]
    assert [states(found, e.actors) for e in calm] == [{None}]


def test_no_country_without_a_leading_one(pipeline: Pipeline) -> None:
    """Where two countries are told alike, "the government" stays nobody's."""
    found = record(
        pipeline, "Chile and Bolivia met in Arica. Bolivia and Chile disagree. The government refused a deal."
    )
    assert states(found, event(found, "refused").actors) <= {None}


def test_a_judgement_on_an_act_told_before(pipeline: Pipeline) -> None:
    """Who condemns the bombing aims at the bomber, across sentences."""
    found = record(
        pipeline,
        "Boko Haram fighters bombed a market in Niger on Monday. Cold winds blew. Algeria condemned the bombing.",
    )
    judged = event(found, "condemned")
    assert judged.recipients == event(found, "bombed").actors
    assert judged.evidence["recipients"][0].text == "the bombing"


def test_a_judgement_on_an_act_without_doer(pipeline: Pipeline) -> None:
    """Where nobody is said to have done it, nobody is aimed at."""
    found = record(pipeline, "Nine people were killed by a bomb in Niamey on Monday. Algeria condemned the bombing.")
    assert event(found, "condemned").recipients == []


def test_both_governments(pipeline: Pipeline) -> None:
    """ "both governments" are the two states that were told."""
    found = record(pipeline, "Kenya and Tanzania quarrel over rice. The United Nations criticised both governments.")
    assert states(found, event(found, "criticised").recipients) == {"KEN", "TZA"}


def test_a_name_behind_its_description(pipeline: Pipeline) -> None:
    """The description and the name behind it are one actor."""
    found = record(pipeline, "The Kremlin spokesman, Dmitry Peskov, criticised Sweden on Friday.")
    (actor,) = event(found, "criticised").actors
    assert [a.name for a in found.actors if a.id == actor] == ["Dmitry Peskov"]


def test_two_subjects_are_one(pipeline: Pipeline) -> None:
    """A name that the parser makes a second subject joins its description."""
    found = record(pipeline, "In Geneva the UN rights chief, Volker Türk, accused the RSF of slaughter.")
    assert len(event(found, "accused").actors) == 1


def test_growers_loyal_to_somebody(pipeline: Pipeline) -> None:
    """Who only describes the actors is no party."""
    found = record(pipeline, "Coca growers loyal to former president Evo Morales blocked a highway in Bolivia.")
    assert all(a.name != "Evo Morales" for a in found.actors if a.id in event(found, "blocked").recipients)


def test_what_is_refused_is_told_once(pipeline: Pipeline) -> None:
    """A refusal, and no second event for what did not happen."""
    found = record(pipeline, "Latvia refused to reopen the border crossing with Belarus.")
    assert [e.event_type for e in found.events] == ["REJECT"]


def test_towns_lie_in_the_country_that_is_told(pipeline: Pipeline) -> None:
    """Santa Cruz in a story from Bolivia is no place in California or Chile."""
    found = record(
        pipeline, "Bolivia is short of medicine. Argentina flew 20 tonnes of medicine to Santa Cruz, Bolivia said."
    )
    assert states(found, event(found, "flew").recipients) <= {"BOL", None}


def test_arrest_needs_no_second_witness(pipeline: Pipeline) -> None:
    """A plain word stands although the head is unsure."""
    found = record(pipeline, "The rector, herself arrested as an undergraduate in May 1998, visited the detainees.")
    assert any(e.event_type == "COERCE" for e in found.events)


def test_congress_of_the_story(pipeline: Pipeline) -> None:
    """Congress in a story from Peru is the Peruvian one, and the American one where no other country is told."""
    found = record(pipeline, "Peru's president asked Congress to approve the budget. Congress in Peru rejected it.")
    assert states(found, event(found, "asked").recipients) == {"PER"}
    found = record(pipeline, "Congress rejected the budget of President Joe Biden on Monday.")
    assert states(found, event(found, "rejected").actors) == {"USA"}


def test_a_party_that_many_countries_have(pipeline: Pipeline) -> None:
    """The Unity Party of a story from Nepal is not the Liberian one."""
    found = record(pipeline, "KATHMANDU - The opposition Unity Party boycotted Nepal's parliament on Monday.")
    assert states(found, event(found, "boycotted").actors) == {"NPL"}


def test_harm_and_bomb_are_one_act(pipeline: Pipeline) -> None:
    """Who was killed and what killed them is told once."""
    text = "Two Turkish soldiers were killed when a roadside bomb planted by PKK militants exploded near Hakkari."
    found = record(pipeline, text)
    assert event(found, "killed") is event(found, "bomb planted")


def test_barred_and_charged(pipeline: Pipeline) -> None:
    """Behind a passive verb a second one is passive too."""
    found = record(pipeline, "The opposition leader was barred from leaving Tanzania and charged with treason.")
    charged = event(found, "charged")
    assert charged.actors == []
    assert charged.recipients == event(found, "barred").recipients


def test_what_led_to_a_state_has_no_day(pipeline: Pipeline) -> None:
    """ "By lending …, Minsk has drawn sanctions": nobody says when, so no day is filled in."""
    found = record(pipeline, "By allowing Russian troops to use its territory, Belarus has drawn sanctions.")
    assert all(e.date is None for e in found.events if e.event_type == "COOPERATE")
    assert any(e.event_type == "COOPERATE" for e in found.events)


def test_a_result_is_of_the_day_of_its_cause(pipeline: Pipeline) -> None:
    """What a meeting led to is dated by the meeting, not by the day of publication."""
    text = "Coale met Lukashenko on Monday. The meeting resulted in the release of 52 detainees."
    date = event(record(pipeline, text), "release").date
    assert date is not None
    assert (date.start, date.basis) == ("2024-05-06", "anchored")
