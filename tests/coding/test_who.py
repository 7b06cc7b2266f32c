"""Noun phrases to actors: country and sector from the words of the phrase itself."""

from __future__ import annotations

from tests.coding.trees import readings


def codes(written: str, word: str, *, date: str | None = None) -> list[tuple[str | None, str | None]]:
    return [(r.country, r.sector) for r in readings(written, word, date=date)]


def test_nationality_and_role() -> None:
    """ "Belarusian officers" are Belarus's military."""
    assert codes("Belarusian/ADJ/2/amod officers/NOUN/0/root=officer+Number=Plur", "officers") == [("BLR", "MIL")]


def test_two_nationalities_are_two_actors() -> None:
    """ "French and Egyptian officers" are two groups, one of each country."""
    said = "French/ADJ/4/amod and/CCONJ/3/cc Egyptian/ADJ/1/conj officers/NOUN/0/root=officer+Number=Plur"
    assert codes(said, "officers") == [("FRA", "MIL"), ("EGY", "MIL")]


def test_a_hyphenated_pair_is_both_countries() -> None:
    """ "Russia-Belarus drills" belong to both."""
    said = "Russia/PROPN/4/compound -/PUNCT/3/punct Belarus/PROPN/{}/{} drills/NOUN/0/root=drill"
    for hung in (("4", "compound"), ("1", "flat")):
        assert {c for c, _ in codes(said.format(*hung), "drills")} == {"RUS", "BLR"}, hung


def test_several_countries_behind_one_preposition() -> None:
    """ "lawmakers in Kenya and Chad" are lawmakers of each."""
    said = (
        "lawmakers/NOUN/0/root=lawmaker+Number=Plur in/ADP/3/case Kenya/PROPN/1/nmod and/CCONJ/5/cc Chad/PROPN/3/conj"
    )
    assert codes(said, "lawmakers") == [("KEN", "LEG"), ("TCD", "LEG")]


def test_a_thing_stands_for_its_owner() -> None:
    """ "Kenyan trucks" act for Kenya, and the reading says why."""
    (found,) = readings("Kenyan/ADJ/2/amod trucks/NOUN/0/root=truck", "trucks")
    assert (found.country, found.span.text) == ("KEN", "Kenyan trucks")
    assert found.why.startswith("owner of truck")


def test_a_thing_without_owner_never_acts() -> None:
    """ "the bridge" is a thing: it may be hit, but nobody's country is guessed."""
    (found,) = readings("the/DET/2/det bridge/NOUN/0/root", "bridge")
    assert (found.kind, found.acts, found.country) == ("thing", False, None)


def test_a_title_before_a_name() -> None:
    """ "Belarusian defense minister Viktor Khrenin" is a person of Belarus's government, with his full name."""
    said = (
        "Belarusian/ADJ/3/amod defense/NOUN/3/compound minister/NOUN/4/nmod:desc Viktor/PROPN/0/root#B-PERSON "
        "Khrenin/PROPN/4/flat#I-PERSON"
    )
    (found,) = readings(said, "Viktor")
    assert (found.name, found.kind, found.country) == ("Viktor Khrenin", "person", "BLR")
    assert found.sector in ("GOV", "MIL")


def test_an_office_in_apposition() -> None:
    """ "Ana Moro, the Kenyan ambassador": the apposition tells country and sector of a name that no table knows."""
    said = (
        "Ana/PROPN/0/root#B-PERSON Moro/PROPN/1/flat#I-PERSON ,/PUNCT/6/punct the/DET/6/det Kenyan/ADJ/6/amod "
        "ambassador/NOUN/1/appos"
    )
    assert codes(said, "Ana") == [("KEN", "GOV")]


def test_a_body_in_a_country() -> None:
    """ "a court in Minsk" is Belarus's judiciary."""
    said = "a/DET/2/det court/NOUN/0/root in/ADP/4/case Minsk/PROPN/2/nmod#B-PLACE"
    assert codes(said, "court") == [("BLR", "JUD")]


def test_collectives_are_what_they_collect() -> None:
    """ "thousands of Kenyan farmers" are farmers of Kenya, and the whole phrase is the evidence."""
    said = "thousands/NOUN/0/root=thousand of/ADP/4/case Kenyan/ADJ/4/amod farmers/NOUN/1/nmod=farmer+Number=Plur"
    (found,) = readings(said, "thousands")
    assert (found.country, found.span.text) == ("KEN", "thousands of Kenyan farmers")


def test_nouns_of_time_are_nobody() -> None:
    """ "Monday" is no actor, whatever stands beside it."""
    assert not any(r.acts for r in readings("on/ADP/2/case Monday/PROPN/0/root", "Monday"))
