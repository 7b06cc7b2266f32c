"""Saved pages in the styles of many publishers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from demarche.errors import UnreadableInput
from demarche.intake import Limits, read_path
from demarche.intake.webpage import read_html

HERE = Path(__file__).parent
EXPECTED: dict[str, Any] = yaml.safe_load((HERE / "pages.yaml").read_text("utf-8"))


@pytest.mark.parametrize("name", EXPECTED["pages"])
def test_page_is_read_as_its_publisher_meant_it(name: str) -> None:
    """Headline, time with zone, site, author and paragraphs come out of every style."""
    [article] = read_path(HERE / "pages" / f"{name}.html")
    expected = EXPECTED["pages"][name]
    assert article.title == EXPECTED["title"]
    assert article.published == expected["published"]
    assert (article.source, article.author) == (expected["source"], expected["author"])
    assert " ".join(EXPECTED["text"].split()) in " ".join(article.text.split())
    assert "Copyright" not in article.text
    assert "Another story" not in article.text


def test_given_date_counts_only_where_the_page_has_none() -> None:
    """A date given by the user does not override what the publisher declares."""
    assert read_path(HERE / "pages" / "bare.html", "2025-09-12")[0].published == "2025-09-12"
    assert read_path(HERE / "pages" / "amp.html", "2020-01-01")[0].published == "2025-09-11T08:30:00+00:00"


def test_deep_nesting_is_refused_before_parsing() -> None:
    """A page that a parser would shorten silently is refused with the reason."""
    page = b"<html><body>" + b"<div>" * 300 + b"<p>Lost words.</p>" + b"</div>" * 300
    with pytest.raises(UnreadableInput, match="200 deep"):
        read_html(page)


def test_many_tags_are_refused_before_parsing() -> None:
    """A page of more tags than any news page has is refused."""
    with pytest.raises(UnreadableInput, match="tags"):
        read_html(b"<html><body><p>Words here.</p>" + b"<b></b>" * 50, limits=Limits(tags=40))


@pytest.mark.parametrize("start", ["<p ", '<p x=">" ', "<p x='>' y=\">\" "])
def test_many_attributes_are_refused_before_parsing(start: str) -> None:
    """The parser compares each attribute of a tag with all others; a ">" in quotes does not end the tag."""
    page = f"<html><body>{start}{' '.join(f'a{n}=1' for n in range(5_000))}>Text.</p></body></html>"
    with pytest.raises(UnreadableInput, match="attributes"):
        read_html(page.encode())


def test_long_values_are_no_attributes() -> None:
    """A value of many words, quotes that never close and many ordinary attributes are read as ever."""
    text = "America met Belarus in Minsk on Thursday, the foreign ministry said."
    for odd in (
        f'<p title="{"word " * 9_000}">',
        '<p class="a" it\'s>',
        f"<p {' '.join(f'd{n}' for n in range(500))}>",
    ):
        assert text in read_html(f"<html><body>{odd}{text}</p></body></html>".encode()).text


def test_null_characters_do_not_cut_a_page() -> None:
    """Text behind a null character is still there."""
    page = b"<html><body><p>First words of the page.</p>\x00<p>Last words of the page.</p></body></html>"
    assert "Last words" in read_html(page).text


def test_unclosed_paragraphs_are_no_nest() -> None:
    """Five hundred paragraphs without end tags are read in full."""
    page = "<html><body>" + "".join(f"<p>Sentence number {i} of the page." for i in range(500))
    assert "number 499" in read_html(page.encode()).text
