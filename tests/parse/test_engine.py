"""The engine on small texts: places, trees, and the same answer every time."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from demarche.errors import DemarcheError
from demarche.parse import EngineParser, bench
from demarche.parse.engine import BATCH_PIECES, LONGEST_WORDS, batches
from demarche.parse.labels import Labels
from demarche.parse.trees import is_tree

TEXT = "Kenya freed 12 fishermen on Monday. Their boats, seized in May, were returned to Somalia by the navy."


@pytest.fixture(scope="module")
def parser() -> EngineParser:
    return EngineParser()


def test_a_plain_sentence_is_read(parser: EngineParser) -> None:
    """Who freed whom stands in the tree."""
    sentence = parser.parse(TEXT)[0]
    root = sentence.tokens[sentence.root]
    assert (root.text, root.lemma, root.upos) == ("freed", "free", "VERB")
    assert sentence.tokens[sentence.kid(sentence.root, "nsubj") or 0].name == "B-PLACE"
    assert sentence.tokens[sentence.kid(sentence.root, "obj") or 0].text == "fishermen"


def test_a_passive_names_its_agent(parser: EngineParser) -> None:
    """Voice is marked on subject and agent."""
    sentence = parser.parse(TEXT)[1]
    assert sentence.kid(sentence.root, "nsubj:pass") is not None
    assert sentence.kid(sentence.root, "obl:agent") is not None


def test_the_same_text_gives_the_same_bytes(parser: EngineParser) -> None:
    """What else is parsed before or beside a text never shows in it."""
    alone = parser.parse(TEXT)
    others = ["Short one.", TEXT, "A longer text about something else, with many words, that fills a batch." * 5]
    assert parser.parse_many(others)[1] == alone
    assert EngineParser().parse(TEXT) == alone


def test_no_text_gives_no_sentences(parser: EngineParser) -> None:
    """An empty article is no error."""
    assert parser.parse("") == () == parser.parse(" \n ")
    assert parser.parse_words([]) == []


def test_words_given_are_kept(parser: EngineParser) -> None:
    """Gold words are neither cut nor joined."""
    words = [["He", "can't", "go", "."], ["No"]]
    assert [[t.text for t in s.tokens] for s in parser.parse_words(words)] == words


def test_a_very_long_sentence_is_cut(parser: EngineParser) -> None:
    """No stretch is longer than the model can take, and no word is lost."""
    text = ", ".join(f"village {i} burned" for i in range(100)) + "."
    sentences = parser.parse(text)
    assert max(len(s.tokens) for s in sentences) <= LONGEST_WORDS
    assert "".join(t.text for s in sentences for t in s.tokens) == text.replace(" ", "")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.sampled_from("abC .,!?\n\r“”'’-1é\u0301😀…€中مд\u200d\u0000"), max_size=80))
def test_any_text_gives_exact_places_and_trees(parser: EngineParser, text: str) -> None:
    """Every token says what the text says at its place, and every sentence is one tree."""
    for sentence in parser.parse(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert all(text[t.start : t.end] == t.text for t in sentence.tokens)
        assert is_tree([t.head + 1 for t in sentence.tokens])
        assert [t.deprel for t in sentence.tokens if t.head < 0] == ["root"]


def test_batches_hold_every_sentence_once() -> None:
    """Batches are small, and depend on lengths and order alone."""
    lengths = [5, 100, 7, 300, 7, 90, 12]
    found = list(batches(lengths))
    assert sorted(i for b in found for i in b) == list(range(7))
    assert all(len(b) == 1 or max(lengths[i] for i in b) * len(b) <= BATCH_PIECES for b in found)


def test_labels_survive_their_file(tmp_path: Path) -> None:
    """Labels are written and read as they are."""
    labels = Labels(version="t", deprels=("root",), feats=("_",))
    labels.write(tmp_path / "labels.json")
    assert Labels.read(tmp_path / "labels.json") == labels


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    """The message says what is missing and what makes it."""
    with pytest.raises(DemarcheError, match=r"training\.make"):
        EngineParser(tmp_path)


def test_speed_is_measured_as_a_ratio(parser: EngineParser) -> None:
    """The parse cannot be faster than the model inside it."""
    speed = bench(parser, [TEXT * 4], rounds=1)
    assert speed.sentences == len(parser.parse(TEXT * 4))
    assert 0 < speed.ratio < 1.5
