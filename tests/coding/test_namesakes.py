"""Names that the tables give to somebody else than the article does."""

from __future__ import annotations

from tests.coding.told import event, names, record, sides, states

from demarche.pipeline import Pipeline


def test_a_last_name_that_is_a_city(pipeline: Pipeline) -> None:
    """ "Paris", who was named in full before, is no capital."""
    found = record(
        pipeline, "Valeska Paris, an Australian lawyer, fled in May. Paris accused the police in Perth of torture."
    )
    assert names(found, event(found, "accused").actors) == {"Valeska Paris"}


def test_the_city_stays_a_city(pipeline: Pipeline) -> None:
    """Where something happens is the place, whoever bears its name."""
    found = record(
        pipeline, "Valeska Paris, an Australian envoy, left on Monday. She met the king of Morocco in Paris."
    )
    assert event(found, "met").place is not None
    assert event(found, "met").place.country == "FRA"  # type: ignore[union-attr]


def test_a_party_name_that_many_bear(pipeline: Pipeline) -> None:
    """Nobody of a Labour Party far away, where the story names another country."""
    found = record(
        pipeline, "HONG KONG - Lee Wing of the Labour Party accused the Hong Kong government of fraud in Hong Kong."
    )
    assert states(found, event(found, "accused").actors) <= {None, "HKG"}


def test_a_new_place(pipeline: Pipeline) -> None:
    """New Ireland is not in Ireland."""
    found = record(pipeline, "The premier of New Ireland accused the government of Papua New Guinea of fraud.")
    assert states(found, event(found, "accused").actors) != {"IRL"}


def test_the_body_behind_its_kind(pipeline: Pipeline) -> None:
    """ "The West African bloc ECOWAS" is the body that is named."""
    assert sides(pipeline, "The West African bloc ECOWAS condemned the mutiny in Bissau.", "condemned")[0] == [
        ("IGO", None)
    ]


def test_each_and_the_two(pipeline: Pipeline) -> None:
    """Those who stand together before are meant by "each" and "the two"."""
    fire = "Ethiopia and Eritrea exchanged artillery fire near Tsorona on Monday, and each blamed the other."
    assert states(record(pipeline, fire), event(record(pipeline, fire), "blamed").actors) == {"ETH", "ERI"}
