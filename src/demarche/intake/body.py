"""The main text of a page: trafilatura's reading, checked against what the page shows and declares."""

from __future__ import annotations

import copy
from typing import Any

from demarche.intake.page import Page, squeeze

OUTSIDE = frozenset(("nav", "footer", "aside", "header", "form", "figure", "figcaption", "script", "style", "noscript"))
# Below this share of the paragraphs that an article element shows, an extraction has lost text.
KEPT = 0.5
FEWEST_WORDS = 25


def main_text(page: Page) -> str | None:
    """The article's paragraphs, one a line; None when the page has no running text."""
    shown = _paragraphs(page.tree)
    declared = _article_body(page)
    found = _extracted(page.tree) or ""
    if _size(found) < KEPT * _size(declared):
        found = declared
    if _size(found) < KEPT * _size(shown):
        found = shown
    return found.strip() or _everything(page.tree)


def _extracted(tree: Any) -> str | None:
    import trafilatura

    # trafilatura prunes the tree that it is given.
    return trafilatura.extract(
        copy.deepcopy(tree), output_format="txt", include_comments=False, include_tables=False, deduplicate=False
    )


def _article_body(page: Page) -> str:
    body = page.linked.get("articleBody")
    if not isinstance(body, str):
        return ""
    from html import unescape

    lines = [squeeze(line) for line in unescape(body).split("\n")]
    text = "\n".join(line for line in lines if line)
    return "" if "<p" in text else text


def _paragraphs(tree: Any) -> str:
    """Paragraphs of the largest `<article>` or `<main>`, or of the whole body when there is neither."""
    roots = [*tree.iter("article"), *tree.iter("main")] or [tree]
    texts = [_running(root) for root in roots[:200]]
    return max(texts, key=len, default="")


def _running(root: Any) -> str:
    lines = [squeeze(p.text_content()) for p in root.iter("p") if not any(a.tag in OUTSIDE for a in p.iterancestors())]
    return "\n".join(line for line in lines if line)


def _everything(tree: Any) -> str | None:
    """All visible text of a page without paragraphs, such as bare lines in a body."""
    lines = [squeeze(text) for text in tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")]
    return "\n".join(line for line in lines if line) or None


def _size(text: str) -> int:
    return len(text) if len(text.split()) >= FEWEST_WORDS else 0
