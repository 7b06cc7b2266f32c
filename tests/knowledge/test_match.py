"""Names in running text: `Knowledge.match`."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from demarche.knowledge import Entry, Knowledge, Match


def found(text: str, *, date: str | None = "2024-06-01") -> list[tuple[str, str, str | None]]:
    matches = Knowledge.load().match(text.split(), date=date)
    return [(m.text, m.entry.kind, m.entry.country) for m in matches]


def test_states_capitals_and_seats_of_power() -> None:
    """Countries, adjectives, capitals and metonyms lead to their state."""
    assert found("Minsk and the Kremlin told the Polish envoy that Ukraine had agreed") == [
        ("Minsk", "capital", "BLR"),
        ("Kremlin", "metonym", "RUS"),
        ("Polish", "nationality", "POL"),
        ("Ukraine", "country", "UKR"),
    ]


def test_longest_name_wins() -> None:
    """A longer name is taken before a shorter one inside it."""
    assert found("the Bank of England and the Democratic Republic of the Congo") == [
        ("Bank of England", "metonym", "GBR"),
        ("Democratic Republic of the Congo", "country", "COD"),
    ]


def test_hyphenated_words_hold_several_names() -> None:
    """A hyphenated word gives part matches with offsets inside the word."""
    one, two = Knowledge.load().match(["US-Belarus", "talks"])
    assert (one.first, one.last, one.start, one.end, one.entry.country) == (0, 0, 0, 2, "USA")
    assert (two.first, two.last, two.start, two.end, two.entry.country) == (0, 0, 3, 10, "BLR")
    (led,) = Knowledge.load().match(["French-led", "troops"])
    assert (led.start, led.end, led.entry.country) == (0, 6, "FRA")


def test_hyphens_as_words_of_their_own() -> None:
    """It does not matter whether the tokenizer splits at hyphens and possessives."""
    assert found("Guinea - Bissau 's president") == [("Guinea - Bissau", "country", "GNB")]
    assert found("Iran's president") == [("Iran", "country", "IRN")]


def test_dots_and_accents_do_not_matter() -> None:
    """U.S. is US, Türkiye is Turkiye, a curly apostrophe an apostrophe."""
    assert [country for _, _, country in found("the U.S. , Turkiye , Türkiye and Côte d’Ivoire")] == [
        "USA",
        "TUR",
        "TUR",
        "CIV",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "they told us who it is",
        "a turkey and some china in a chad",
        "He polished the poles in May",
        "Chad Kowalsky met Michael Jordan and Paris Wuthering",
        "a raw deal to aid the poor in March",
    ],
)
def test_ordinary_words_are_no_actors(text: str) -> None:
    """Words that only look like names stay words."""
    assert found(text) == []


def test_case_decides_for_ambiguous_words() -> None:
    """US is the country and us the pronoun; Turkey the state and turkey the bird."""
    assert found("Turkey told us that the US and Chad agreed") == [
        ("Turkey", "country", "TUR"),
        ("US", "country", "USA"),
        ("Chad", "country", "TCD"),
    ]


def test_headlines_in_capitals() -> None:
    """A headline in capitals gives its names, but no WHO and no IT."""
    assert found("RUSSIA TELLS WHO IT WANTS IN KYIV") == [
        ("RUSSIA", "country", "RUS"),
        ("KYIV", "capital", "UKR"),
    ]


def test_abbreviations_may_be_written_as_words() -> None:
    """Nato and Unicef are NATO and UNICEF."""
    assert [m.entry.id for m in Knowledge.load().match(["Nato", "and", "UNICEF"])] == [
        "organisation:NATO",
        "organisation:UNICEF",
    ]


def holder(name: str, date: str | None) -> Entry:
    (match,) = Knowledge.load().match(name.split(), date=date)
    return match.entry


def test_office_holders_change_with_the_date() -> None:
    """In office a chancellor is government, afterwards a former official."""
    assert (holder("Angela Merkel", "2010-05-05").sector, holder("Angela Merkel", "2010-05-05").country) == (
        "GOV",
        "DEU",
    )
    assert holder("Angela Merkel", "2023-05-05").sector == "ELI"
    assert holder("Angela Merkel", None).sector == "ELI"


def test_before_the_first_office_no_sector() -> None:
    """Who does not hold an office yet has a country but no sector."""
    entry = holder("Emmanuel Macron", "2005-01-01")
    assert (entry.country, entry.sector) == ("FRA", None)


def test_the_office_of_the_day_comes_first() -> None:
    """Who goes from a national office to one of the Union is read by the date."""
    assert (holder("Kaja Kallas", "2022-05-05").country, holder("Kaja Kallas", "2025-05-05").country) == ("EST", "EUR")
    assert holder("Kaja Kallas", "2025-05-05").sector == "GOV"


def test_surnames_are_for_coreference_only() -> None:
    """A surname alone is no match, but can be looked up."""
    assert found("Merkel said no") == []
    assert Knowledge.load().surname("Merkel", "2010-05-05")[0].office == "chancellor"


def test_brussels_is_the_union_first() -> None:
    """Brussels has two readings; as a place it stays Belgian."""
    knowledge = Knowledge.load()
    (match,) = knowledge.match(["Brussels"])
    assert [entry.country for entry in match.entries][:2] == ["EUR", "BEL"]
    assert knowledge.country_of("Brussels") == "BEL"


def test_matches_never_overlap() -> None:
    """Matches come in text order and share no character."""
    text = "The European Union , Russia-Ukraine talks , New York Times and South Korea 's navy"
    places = [(m.first, m.start, m.last, m.end) for m in Knowledge.load().match(text.split())]
    assert places == sorted(places)
    assert all((a[2], a[3]) <= (b[0], b[1]) for a, b in pairwise(places))


def test_matching_is_fast() -> None:
    """A sentence of thirty words takes well under a millisecond."""
    knowledge = Knowledge.load()
    text = (
        "The Belarusian foreign minister said on Tuesday that Washington and Minsk had agreed to reopen the U.S. "
        "embassy and that Russia would not object to it , Reuters reported ."
    )
    words = text.split()
    knowledge.match(words)
    start = time.process_time()
    for _ in range(200):
        knowledge.match(words, date="2025-09-16")
    assert (time.process_time() - start) / 200 < 0.001


def test_match_text_is_what_the_words_say() -> None:
    """The text of a match lies in its words."""
    match: Match = Knowledge.load().match(["pro-Russian", "rebels"])[0]
    assert match.text == "pro-Russian"[match.start : match.end] == "Russian"


def test_names_that_end_in_a_small_syllable() -> None:
    """Korean and Chinese names in hyphens are found as the news writes them."""
    knowledge = Knowledge.load()
    for words, country in ((["Kim", "Jong", "-", "un"], "PRK"), (["Tsai", "Ing-wen"], "TWN")):
        assert [m.entry.country for m in knowledge.match(words)] == [country]


@pytest.mark.parametrize(
    "name", ["Mohamad bin Salman", "Muammar Qadhafi", "Sergey Lavrov", "Volodymyr Zelenskyi", "Bashar Assad"]
)
def test_other_spellings_of_a_full_name(name: str) -> None:
    """A full name in a spelling that no table has is found; a word of it alone is not."""
    assert [kind for _, kind, _ in found(f"and {name} spoke")] == ["person"]
    assert found(f"and {name.split()[0]} spoke") == []


def test_spellings_do_not_join_two_names() -> None:
    """Near misses: words in small letters, and names that only share a first name."""
    assert found("and mohamad bin salman spoke") == []
    assert found("and Mohamad bin Talal Qubur spoke") == []
