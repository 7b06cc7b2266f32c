"""Name labels are made whole."""

from __future__ import annotations

import pytest

from demarche.parse.names import repair


@pytest.mark.parametrize(
    ("labels", "upos", "expected"),
    [
        (["I-ORG", "I-ORG"], ["PROPN"] * 2, ["B-ORG", "I-ORG"]),
        (["B-PLACE", "I-ORG"], ["PROPN"] * 2, ["B-ORG", "I-ORG"]),
        (["B-PERSON", "B-PERSON"], ["PROPN"] * 2, ["B-PERSON", "B-PERSON"]),
        (["", "I-PLACE", ""], ["DET", "PROPN", "VERB"], ["", "B-PLACE", ""]),
        (["B-ORG", ""], ["PUNCT", "VERB"], ["", ""]),
    ],
)
def test_broken_names_are_mended(labels: list[str], upos: list[str], expected: list[str]) -> None:
    """A name begins with B-, holds one kind, and has a word in it."""
    assert repair(labels, upos) == expected
