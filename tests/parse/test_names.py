"""Name labels are made whole."""

from __future__ import annotations

import pytest

from demarche.parse.names import repair


@pytest.mark.parametrize(
    ("words", "labels", "upos", "expected"),
    [
        ("The United Nations", ["", "I-ORG", "I-ORG"], ["DET", "PROPN", "PROPN"], ["", "B-ORG", "I-ORG"]),
        ("Minsk Works", ["B-PLACE", "I-ORG"], ["PROPN"] * 2, ["B-ORG", "I-ORG"]),
        ("Ana Bo", ["B-PERSON", "B-PERSON"], ["PROPN"] * 2, ["B-PERSON", "B-PERSON"]),
        ("He , Bo", ["", "B-ORG", ""], ["PRON", "PUNCT", "PROPN"], ["", "", ""]),
        ("Bo left the market", ["B-PERSON", "", "", "B-PLACE"], ["PROPN", "VERB", "DET", "NOUN"], None),
        ("ana left oslo", ["B-PERSON", "", "B-PLACE"], ["PROPN", "VERB", "PROPN"], ["B-PERSON", "", "B-PLACE"]),
        ("Write Bo@x.org", ["", "B-ORG"], ["VERB", "X"], ["", ""]),
    ],
)
def test_broken_names_are_mended(words: str, labels: list[str], upos: list[str], expected: list[str] | None) -> None:
    """A name begins with B-, holds one kind, and is written like a name."""
    # "Bo" opens the sentence, so its capital tells nothing; "market" has none either: no capital inside, all is kept.
    assert repair(labels, upos, words.split()) == (labels if expected is None else expected)


def test_small_letters_make_no_name_beside_capitals() -> None:
    """In edited text a name has a capital."""
    words = ["Then", "Bo", "left", "the", "market"]
    labels = ["", "B-PERSON", "", "", "B-PLACE"]
    assert repair(labels, ["ADV", "PROPN", "VERB", "DET", "NOUN"], words) == ["", "B-PERSON", "", "", ""]
