"""Sentences: where they end, what kind they are, and that nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.parse.lexicon import lexicon
from demarche.parse.sentences import SentenceSplitter

SPLITTER = SentenceSplitter(lexicon())


def cut(text: str) -> list[str]:
    return [text[c.start : c.end] for c in SPLITTER.split(text)]


def kinds(text: str) -> list[str]:
    return [c.kind for c in SPLITTER.split(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "MINSK, Sept 11 (Reuters) - The U.S. Embassy reopened.",
        "Gen. Ana Ruiz met Sen. Bo Lee and Lt. Col. Jan Ek at Ft. Hill.",
        "Envoy J. D. Marlow met E. Smith at the U.N. Security Council.",
        "He left at 5 p.m. Monday for St. Kitts.",
        "Resolution No. 2231 cites Art. 5 and pp. 10 to 12.",
        "The firm, Acme Inc. of Ohio, fined Jones Jr. in Jan. 2024.",
        "He said it was ... complicated.",
        "“Why now?” Marlow asked the committee.",
        "Prices rose 3.5 per cent to $1.25 a litre.",
        "He wrote to example.com and ASP.NET users.",
    ],
)
def test_these_are_one_sentence(sentence: str) -> None:
    """Abbreviations, initials, hours, numbers, datelines and speech after a question end nothing."""
    assert cut(sentence + " Then it rained.") == [sentence, "Then it rained."]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It was the U.S. He went home.", 2),
        ("They met at 5 p.m. The talks failed.", 2),
        ("“We will see. It is late,” he said.", 2),
        ("He resigned. “Enough,” he said.", 2),
        ('He called it "the end." Nobody agreed.', 2),
        ("She left (at last.) The hall was empty.", 2),
        ("Who knew? Nobody! It rained…", 3),
        ("He waited... Then he left.", 2),
        ("It took vitamin C. The rest is known.", 2),
        ("«Oui.» Il part.", 2),
    ],
)
def test_these_are_several(text: str, count: int) -> None:
    """A mark ends a sentence when the next word starts one, inside quotation marks too."""
    assert len(cut(text)) == count


def test_bullets_run_together_are_cut_and_called_bullets() -> None:
    """Copying a summary box loses the spaces between its lines."""
    text = "Quick Read\n\nTwo envoys met in Oslo.The talks were short.UN eased rules on trade."
    assert cut(text)[1:] == ["Two envoys met in Oslo.", "The talks were short.", "UN eased rules on trade."]
    assert kinds(text) == ["heading", "bullet", "bullet", "bullet"]


def test_bullets_lose_their_mark() -> None:
    """The mark of a bullet is no part of the sentence."""
    text = "Agenda items for the day are:\n- Trade with Chile is up.\n• Talks stall.\n2) A vote is due."
    assert cut(text)[1:] == ["Trade with Chile is up.", "Talks stall.", "A vote is due."]
    assert kinds(text)[1:] == ["bullet"] * 3


def test_the_first_heading_is_the_title() -> None:
    """Later headings are headings."""
    text = "Envoys Meet In Oslo After Long Pause\n\nThey met on Monday.\n\nA fragile truce\n\nIt held."
    assert kinds(text) == ["title", "body", "heading", "body"]


def test_paragraphs_count_up() -> None:
    """Blank lines and line ends start paragraphs."""
    cuts = SPLITTER.split("One is here. Two is too.\n\nThree stands alone.\nFour follows it.")
    assert [c.paragraph for c in cuts] == [0, 0, 1, 2]


def test_hard_wrapped_lines_are_joined() -> None:
    """A line end in the middle of wrapped prose is a space."""
    text = (
        "The ministers of both countries met on Tuesday in the old town hall of\n"
        "the capital and agreed, after a long night, to reopen the border bridge\n"
        "within the month. Neither side would say what the other had been given in\n"
        "return for it."
    )
    assert len(cut(text)) == 2
    assert {c.paragraph for c in SPLITTER.split(text)} == {0}


def test_windows_line_ends_change_nothing() -> None:
    """CRLF is one line end."""
    text = "A title of five words\n\nIt rained. It poured.\nIt stopped."
    assert cut(text.replace("\n", "\r\n")) == cut(text)
    assert kinds(text.replace("\n", "\r\n")) == kinds(text)


@pytest.mark.parametrize("text", ["", "   ", "\n\r\n\t", "...", "!!!", "😀", "“”", "- ", "•"])
def test_texts_without_words_do_no_harm(text: str) -> None:
    """Nothing to read gives nothing, or the marks themselves."""
    assert "".join("".join(cut(text)).split()) in ("", "".join(text.split()), text.strip())


@given(st.text(alphabet=st.sampled_from("aB.!? \n\r\u2029“”'’-•1é\u0301😀…,:;()U S"), max_size=200))
def test_every_letter_lies_in_one_sentence(text: str) -> None:
    """Sentences are ordered, do not overlap, and hold every letter and digit except a bullet's own mark."""
    cuts = SPLITTER.split(text)
    assert all(a.end <= b.start for a, b in pairwise(cuts))
    assert all(text[c.start : c.end].strip() == text[c.start : c.end] != "" for c in cuts)
    held = {i for c in cuts for i in range(c.start, c.end)}
    lost = "".join(c for i, c in enumerate(text) if i not in held and not c.isspace())
    assert all(mark in "-•1a.)(" for mark in lost)


def test_the_work_grows_with_the_text_only() -> None:
    """Text made to confuse the patterns is cut in a moment."""
    import time

    for nasty in ("." * 50_000, "A. " * 15_000, "“" * 50_000, "a.A" * 15_000, "x\n" * 15_000, "- " * 20_000):
        begun = time.process_time()
        SPLITTER.split(nasty)
        assert time.process_time() - begun < 1
