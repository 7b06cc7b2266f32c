"""Where an act happened, apart from who acted."""

from __future__ import annotations

import pytest
from tests.coding.fields import coded, pipeline, share

from demarche.coding.where_gazetteer import Places, Setting


def test_country_and_city_floor() -> None:
    """Countries are right in nine of ten check cases, cities in eight of ten."""
    assert share("place", "country") >= 0.9
    assert share("place", "city") >= 0.8


@pytest.mark.parametrize(
    ("text", "trigger", "name", "precision", "relation"),
    [
        ("NATO jets were scrambled over Romanian territory.", "scrambled", "Romania", "country", "over"),
        ("Pirates boarded a tanker off the coast of Somalia.", "boarded", "Somalia", "country", "off"),
        ("Wagner deployed fighters in northern Mali.", "deployed", "northern Mali", "region", None),
        ("Russian forces shelled Kharkiv again.", "shelled", "Kharkiv", "city", None),
        ("The army withdrew from the border with Armenia.", "withdrew", "Armenia", "country", "border"),
        ("The envoy arrived in the Belarusian capital.", "arrived", "Minsk", "city", None),
    ],
)
def test_places_and_relations(text: str, trigger: str, name: str, precision: str, relation: str | None) -> None:
    """The name, how fine it is, and the relation word are kept."""
    place = coded(text, trigger).place
    assert place is not None
    assert (place.value.name, place.value.precision, place.value.relation) == (name, precision, relation)


@pytest.mark.parametrize(
    ("text", "trigger", "kind"),
    [
        ("Minsk said it wanted better relations with Washington.", "said", "REQUEST"),
        ("Moscow held talks with Kyiv.", "held", "CONSULT"),
        ("France condemned the coup in Niger.", "condemned", "ACCUSE"),
        ("Trump advocated for reopening the US Embassy in Minsk.", "advocated", "REQUEST"),
        ("Germany expelled two diplomats of Iran.", "expelled", "COERCE"),
    ],
)
def test_capitals_that_act_and_things_talked_about_are_no_places(text: str, trigger: str, kind: str) -> None:
    """A metonym, a partner and what a statement is about do not say where it was made."""
    assert coded(text, trigger, kind=kind).place is None


def test_coordinates_only_for_cities() -> None:
    """A country has no coordinates, a city has its own."""
    country = coded("Gunmen killed two men in Kenya.", "killed").place
    city = coded("Gunmen killed two men in Mombasa.", "killed").place
    assert country is not None
    assert country.value.lat is None
    assert country.value.lon is None
    assert city is not None
    assert city.value.lat is not None
    assert city.value.geonames is not None


def test_dateline_is_a_marked_fallback() -> None:
    """Only where the lead names no place its dateline stands in, under its own coder."""
    place = coded("NAIROBI, Sept 15 (AP) - Kenyan police killed two protesters.", "killed").place
    assert place is not None
    assert (place.value.name, place.coder) == ("Nairobi", "where.dateline@1")
    abroad = coded("GENEVA, Sept 15 (AP) - Russia shelled Ukrainian positions.", "shelled").place
    assert abroad is None


@pytest.mark.parametrize(
    ("name", "setting", "country"),
    [
        ("Tripoli", Setting(), "LBY"),
        ("Tripoli", Setting(containers=("LBN",)), "LBN"),
        ("Tripoli", Setting(parties=("LBN",), document={"LBN": 1.0}), "LBN"),
        ("Paris", Setting(parties=("USA",), document={"USA": 1.0}), "FRA"),
        ("London", Setting(parties=("CAN",), document={"CAN": 1.0}), "GBR"),
        ("Hyderabad", Setting(containers=("PAK",)), "PAK"),
    ],
)
def test_namesakes(name: str, setting: Setting, country: str) -> None:
    """A named container decides; the article's countries outweigh small capitals, never the great ones."""
    found = Places(pipeline().knowledge).best(name, setting)
    assert found is not None
    assert found.country == country


def test_a_name_is_nowhere_rather_than_elsewhere() -> None:
    """A known name inside a country that has no such place gives nothing."""
    assert Places(pipeline().knowledge).best("Kharkiv", Setting(containers=("PER",))) is None
