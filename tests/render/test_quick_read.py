"""The quick read as text, Markdown, HTML, and at the top of the evidence page."""

from __future__ import annotations

import re

import pytest

from demarche.cli_digest import digest_command, shown
from demarche.errors import ConfigError
from demarche.model import Record, Span
from demarche.model.record import ArticleRecord, BulletRecord, SentenceRecord
from demarche.render.digest import stretches
from demarche.render.page import page

TEXT = "Chad <b>freed</b> two men. Niger, *too*, freed one."


@pytest.fixture
def record() -> Record:
    cites = [Span.of(TEXT, 0, 24), Span.of(TEXT, 27, 32), Span.of(TEXT, 40, 49)]
    return Record(
        demarche="",
        codebook="",
        models={},
        article=ArticleRecord(id="a", title="Two & one", text=TEXT, sha256=""),
        sentences=[SentenceRecord(start=0, end=26, kind="body"), SentenceRecord(start=27, end=50, kind="body")],
        digest=[BulletRecord(text="Chad <b>freed</b> two men; Niger freed one.", cites=cites, events=["e1"])],
    )


def test_text_names_events_and_places(record: Record) -> None:
    """Each bullet says where its words stand."""
    assert "• Chad" in shown(record, "text")
    assert "e1 · 0–24" in shown(record, "text")


def test_markdown_does_not_take_over_markup(record: Record) -> None:
    """Article text stays text."""
    assert r"\<b\>freed" in shown(record, "markdown")


def test_html_escapes_the_article_and_runs_nothing(record: Record) -> None:
    """No tag of the article reaches the page, and there is no script."""
    html = shown(record, "html")
    assert "<b>" not in html
    assert "<script" not in html
    assert "Two &amp; one" in html


def test_evidence_page_links_bullets_to_the_text(record: Record) -> None:
    """Every link of the quick read has its place in the text."""
    html = page([record])
    targets = re.findall(r'class="cite" href="#([^"]+)"', html)
    assert targets
    assert all(f'id="{t}"' in html for t in targets)


def test_neighbouring_cites_are_one_stretch() -> None:
    """Only spaces and punctuation between: one link is enough."""
    bullet = BulletRecord(text="Chad freed", cites=[Span.of(TEXT, 27, 32), Span.of(TEXT, 34, 39)])
    assert [s.text for s in stretches(bullet, TEXT)] == ["Niger, *too*"]


def test_command_reads_a_file(tmp_path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:  # type: ignore[no-untyped-def]
    """`demarche digest FILE` prints the bullets."""
    path = tmp_path / "a.txt"
    path.write_text("Peru freed six Chilean fishermen on Monday. The fishermen had been held since May.")
    assert digest_command([str(path)], published="2025-09-16") == 0
    assert b"Peru freed six Chilean fishermen" in capfdbinary.readouterr().out


def test_an_unknown_format_is_wrong_use() -> None:
    """The message names the formats."""
    with pytest.raises(ConfigError, match="markdown"):
        digest_command(["a.txt"], format="pdf")
