"""Lemmas by table, irregular verbs and spelling rules."""

from __future__ import annotations

import pytest

from demarche.parse.lemmas import LemmaTable, Lemmatizer, read_irregular

PAST, PART, GER, THIRD = "Tense=Past|VerbForm=Fin", "Tense=Past|VerbForm=Part", "VerbForm=Ger", "Number=Sing|Person=3"


@pytest.mark.parametrize(
    ("form", "upos", "feats", "lemma"),
    [
        ("met", "VERB", PAST, "meet"),
        ("withdrew", "VERB", PAST, "withdraw"),
        ("shot", "VERB", PART, "shoot"),
        ("held", "VERB", PART, "hold"),
        ("eased", "VERB", PAST, "ease"),
        ("escalated", "VERB", PAST, "escalate"),
        ("signed", "VERB", PAST, "sign"),
        ("banned", "VERB", PAST, "ban"),
        ("called", "VERB", PAST, "call"),
        ("carried", "VERB", PAST, "carry"),
        ("deploying", "VERB", GER, "deploy"),
        ("imposing", "VERB", GER, "impose"),
        ("pledges", "VERB", THIRD, "pledge"),
        ("denies", "VERB", THIRD, "deny"),
        ("crushes", "VERB", THIRD, "crush"),
        ("countries", "NOUN", "Number=Plur", "country"),
        ("boxes", "NOUN", "Number=Plur", "box"),
        ("sanctions", "NOUN", "Number=Plur", "sanction"),
        ("gunmen", "NOUN", "Number=Plur", "gunman"),
        ("crisis", "NOUN", "Number=Sing", "crisis"),
        ("aides", "NOUN", "Number=Plur", "aide"),
        ("Russians", "PROPN", "Number=Plur", "Russian"),
        ("Minsk", "PROPN", "Number=Sing", "Minsk"),
        ("heavier", "ADJ", "Degree=Cmp", "heavy"),
    ],
)
def test_rules_alone_find_ordinary_lemmas(form: str, upos: str, feats: str, lemma: str) -> None:
    """Words that no table holds are spelled back by rule."""
    assert Lemmatizer(LemmaTable()).lemma(form, upos, feats) == lemma


def test_the_table_comes_first() -> None:
    """What the treebanks say wins over the rules."""
    table = LemmaTable(exceptions={"NOUN": {"media": "medium"}})
    assert Lemmatizer(table).lemma("Media", "NOUN", "Number=Plur") == "medium"


def test_a_known_verb_decides_the_spelling() -> None:
    """ "tied" could be spelled back in two ways; a known verb settles it."""
    assert Lemmatizer(LemmaTable(verbs=frozenset({"fuel"}))).lemma("fuelling", "VERB", GER) == "fuel"


def test_irregular_verbs_are_there() -> None:
    """The verbs of the news are on the list."""
    irregular = read_irregular()
    expected = {"sought": "seek", "struck": "strike", "fled": "flee", "overthrew": "overthrow", "slain": "slay"}
    assert {form: irregular[form] for form in expected} == expected
