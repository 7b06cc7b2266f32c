"""Whose people are meant: countries that a sentence tells without an adjective, and parties told in other words."""

from __future__ import annotations

import pytest
from tests.coding.told import event, record, sides

from demarche.pipeline import Pipeline


def test_police_tell_what_happens_at_home(pipeline: Pipeline) -> None:
    """Unnamed people in what the police of a country tell are of that country."""
    text = "Gunmen shot dead two nurses near the market, Kenyan police said."
    assert sides(pipeline, text, "shot") == ([("KEN", "UAF")], [("KEN", "MED")])


@pytest.mark.parametrize(
    "text",
    [
        "Gunmen shot dead two nurses near the market, American diplomats said.",
        "Gunmen shot dead two nurses near the market, the Kenyan army said.",
    ],
)
def test_diplomats_and_soldiers_tell_of_others(pipeline: Pipeline, text: str) -> None:
    """Envoys and armies speak of what happens abroad as well."""
    assert {c for c, _ in sides(pipeline, text, "shot")[0]} == {None}


def test_police_tell_of_foreigners(pipeline: Pipeline) -> None:
    """A place in another country, and people with a country of their own, keep theirs."""
    text = "Gunmen kidnapped two Dutch engineers near the dam, Nigerian police said."
    assert sides(pipeline, text, "kidnapped") == ([("NGA", "UAF")], [("NLD", "LAB")])


def test_based_in(pipeline: Pipeline) -> None:
    """A group is of the country where it is based, if nothing else says whose it is."""
    text = "A militia based in Chad threatened to attack Nigeria."
    assert sides(pipeline, text, "threatened")[0][0][0] == "TCD"


def test_old_foes(pipeline: Pipeline) -> None:
    """Names behind what they are to each other are the parties."""
    text = "Long-time rivals Peru and Chile signed a treaty on fishing."
    assert sides(pipeline, text, "signed")[0] == [("PER", None), ("CHL", None)]


def test_ties_with_a_government(pipeline: Pipeline) -> None:
    """Ties with a state's government are with the government."""
    text = "Finland restored diplomatic ties with Norway's government."
    assert sides(pipeline, text, "restored") == ([("FIN", None)], [("NOR", "GOV")])


def test_whom_a_threat_is_to_move(pipeline: Pipeline) -> None:
    """A threat goes to whoever must not do what the condition names, though the clause hangs on the act threatened."""
    text = "Chile threatened to break off negotiations on copper if Peru goes ahead with the dam."
    assert sides(pipeline, text, "threatened") == ([("CHL", None)], [("PER", None)])


def test_acts_of_those_who_rule(pipeline: Pipeline) -> None:
    """Arrests in a country are its own; an attack there is not."""
    text = "Norway criticised the arrests of journalists in Belarus."
    assert sides(pipeline, text, "criticised")[1] == [("BLR", None)]
    assert sides(pipeline, text.replace("arrests of", "attack on"), "criticised")[1] == []


def test_investigated_in_a_country(pipeline: Pipeline) -> None:
    """Whoever is put under investigation in a country is so by that country."""
    text = "A Greek national has been put under investigation in Italy for his role in the riots."
    assert sides(pipeline, text, "investigation")[0] == [("ITA", None)]


def test_large_town_abroad(pipeline: Pipeline) -> None:
    """A small namesake in a country that is named does not hide a well-known town."""
    text = "American envoys flew to Geneva on Monday for a conference."
    found = record(pipeline, text)
    assert "CHE" in {a.country for a in found.actors}


def test_fired_near_a_ship(pipeline: Pipeline) -> None:
    """Whoever owns a ship near which shells are fired is fired at."""
    text = "North Korea on Monday fired three shells near a freighter from South Korea."
    assert sides(pipeline, text, "fired") == ([("PRK", None)], [("KOR", "BUS")])


@pytest.mark.parametrize("words", ["along with Uganda", "together with Uganda", "alongside Uganda"])
def test_companions_take_part(pipeline: Pipeline, words: str) -> None:
    """Whoever does it along with somebody does it as well."""
    found = sides(pipeline, f"Kenya, {words}, condemned Burundi on Monday.", "condemned")
    assert found == ([("KEN", None), ("UGA", None)], [("BDI", None)])


def test_either_side_of_a_border(pipeline: Pipeline) -> None:
    """ "Near the Afghan border" says of nobody that he is Afghan; "near Chad's border with Niger" is in Chad."""
    text = "Pakistani forces killed four militants near the Afghan border."
    assert sides(pipeline, text, "killed")[1] == [(None, "REB")]
    text = "Bandits killed four farmers near Chad's border with Niger."
    assert sides(pipeline, text, "killed")[1] == [("TCD", "AGR")]


def test_in_the_capital_of(pipeline: Pipeline) -> None:
    """Police and students in "the Peruvian capital" are of Peru."""
    text = "Students clashed with police in the Peruvian capital."
    assert sides(pipeline, text, "clashed") == ([("PER", "EDU")], [("PER", "COP")])


def test_government_troops(pipeline: Pipeline) -> None:
    """Government troops are of the country where they fight; other soldiers may be guests there."""
    text = "Government troops killed nine rebels in northern Uganda."
    assert sides(pipeline, text, "killed")[0] == [("UGA", "MIL")]
    assert sides(pipeline, text.replace("Government troops", "Troops"), "killed")[0] == [(None, "MIL")]


def test_rebels_who_face_guests(pipeline: Pipeline) -> None:
    """Rebels who attack diplomats or officials of the United Nations are not of theirs."""
    assert sides(pipeline, "Rebels attacked a convoy of American diplomats.", "attacked")[0] == [(None, "REB")]
    assert sides(pipeline, "Rebels attacked UN officials on Monday.", "attacked")[0] == [(None, "REB")]


def test_whoever_a_letter_is_sent_to(pipeline: Pipeline) -> None:
    """What a letter threatens, it threatens to whoever gets it."""
    text = "Chad sent a letter to Niger threatening to close the border."
    assert sides(pipeline, text, "threatening") == ([("TCD", None)], [("NER", None)])


def test_two_halves_of_a_country(pipeline: Pipeline) -> None:
    """ "North and South Korea" are two countries, and their soldiers are of both."""
    assert sides(pipeline, "North and South Korea resumed talks on trade.", "resumed")[0] == [
        ("PRK", None),
        ("KOR", None),
    ]
    text = "North and South Korean soldiers exchanged fire."
    assert sides(pipeline, text, "exchanged")[0] == [("PRK", "MIL"), ("KOR", "MIL")]


def test_rebels_who_sign(pipeline: Pipeline) -> None:
    """Unnamed rebels who sign with one state and nobody else are of it; with two states nobody knows."""
    text = "The Philippines and Muslim rebels signed a peace accord."
    assert sides(pipeline, text, "signed")[0] == [("PHL", None), ("PHL", "REB")]
    text = "The Philippines, Malaysia and Muslim rebels signed a peace accord."
    assert (None, "REB") in sides(pipeline, text, "signed")[0]


def test_rebels_fight_at_home(pipeline: Pipeline) -> None:
    """Rebels are of the country where they fight; soldiers and mercenaries fight abroad."""
    text = "Rebels fighting for independence in the Indonesian province of Aceh killed four guards."
    assert sides(pipeline, text, "killed")[0] == [("IDN", "REB")]
    assert sides(pipeline, "Mercenaries fighting in Libya killed two farmers.", "killed")[0] == [(None, "UAF")]


def test_whose_ministry_summons(pipeline: Pipeline) -> None:
    """An envoy who is summoned to a ministry is summoned by its country."""
    text = "Syria's ambassador was summoned to the foreign ministry in Amman."
    assert sides(pipeline, text, "summoned") == ([("JOR", "GOV")], [("SYR", "GOV")])


def test_envoys_who_meet_abroad(pipeline: Pipeline) -> None:
    """Envoys of two countries who go to a third for talks meet each other and not their host."""
    text = "American and Russian negotiators return to Geneva this week for talks on missiles."
    assert sides(pipeline, text, "return")[1] == []


def test_what_aid_is_for(pipeline: Pipeline) -> None:
    """Aid to help people goes to them, and not to the helping."""
    text = "Norway announced additional aid of 60 million euros to help people in Somalia and Kenya."
    assert "SOM" in [country for country, _ in sides(pipeline, text, "announced")[1]]


def test_whose_offer_is_accepted(pipeline: Pipeline) -> None:
    """Who accepts a state's offer agrees with that state."""
    text = "The Chilean offer of mediation was accepted by Bolivia."
    assert sides(pipeline, text, "accepted") == ([("BOL", None)], [("CHL", None)])


def test_a_newspaper_is_nobodys_name(pipeline: Pipeline) -> None:
    """A newspaper that is called like a person is a body, and at home where the government that orders it is."""
    text = "Nicaragua's government ordered the opposition newspaper La Gaceta to suspend publication."
    assert sides(pipeline, text, "ordered") == ([("NIC", "GOV")], [("NIC", "JRN")])


def test_what_a_road_is_blocked_for(pipeline: Pipeline) -> None:
    """Who blocks a bridge to press his demands presses them."""
    text = "Farmers blocked a bridge to press their demands on the Polish government."
    assert event(record(pipeline, text), "press").polarity == "positive"
