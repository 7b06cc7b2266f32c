"""JSON lines as a stream of articles."""

from __future__ import annotations

from io import BytesIO

from demarche.intake import Limits, Problem, read_jsonl
from demarche.model import Article


def read(text: str, **limits: int) -> list[Article | Problem]:
    return list(read_jsonl(BytesIO(text.encode()), limits=Limits(**limits)))


def test_lines_become_articles_in_order() -> None:
    """Ids, dates and optional fields are kept, numbers as ids too."""
    one, two = read('{"id":"a","text":"One.","published":"2025-09-16","title":"T"}\n\n{"id":7,"text":"Two."}\n')
    assert isinstance(one, Article)
    assert (one.id, one.published, one.title) == ("a", "2025-09-16", "T")
    assert isinstance(two, Article)
    assert (two.id, two.published) == ("7", None)


def test_bad_line_is_a_problem_in_its_place() -> None:
    """A broken line between two good ones changes nothing for them."""
    rows = read(
        '{"id":"a","text":"One."}\nnot json\n{"id":"b"}\n'
        '{"id":"c","text":"Three.","published":"soon"}\n{"text":"Four."}'
    )
    assert [type(row).__name__ for row in rows] == ["Article", "Problem", "Problem", "Problem", "Article"]
    assert [row.part for row in rows if isinstance(row, Problem)] == ["line 2", "line 3", "line 4"]


def test_problem_keeps_the_id_and_the_line() -> None:
    """A refused row can be found again."""
    [problem] = read('{"id":"x","text":"  "}')
    assert isinstance(problem, Problem)
    assert (problem.id, problem.reason) == ("x", "the document holds no text")
    assert problem.raw == b'{"id":"x","text":"  "}'


def test_endless_line_is_skipped_without_holding_it() -> None:
    """What follows a line beyond the limit is still read."""
    rows = read('{"text":"' + "x" * 500 + '"}\n{"text":"Short."}', raw_bytes=100)
    assert [type(row).__name__ for row in rows] == ["Problem", "Article"]


def test_text_is_kept_to_the_letter() -> None:
    """Spaces, null characters and line ends in JSON text stay as they are."""
    [article] = read(r'{"text":" a\r\nb\u0000c "}')
    assert isinstance(article, Article)
    assert article.text == " a\r\nb\x00c "
