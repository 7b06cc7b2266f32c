"""The main text of a page: trafilatura's reading of the page without its boxes, filled up and checked against what the
page shows and declares.

1. Boxes that are no article (`boxes.py`) are taken out.
2. What trafilatura finds is the first reading. Blocks of the page between two that it found, in the same container,
   belong to it: they are put back.
3. A reading of less than half of the words that the page's largest article, or its declared `articleBody`, has is
   replaced by that.
4. Lines that repeat the headline, name other stories or speak of the publisher (`lines.py`) go.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import msgspec
from lxml import etree

from demarche.intake.boxes import clear
from demarche.intake.lines import article_lines, flat
from demarche.intake.page import Page, html_text, squeeze

BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
))  # fmt: skip
HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
OUTSIDE = frozenset((
    "head", "nav", "footer", "aside", "form", "figure", "script", "style", "noscript", "select", "button",
    "textarea", "template", "svg", "iframe",
))  # fmt: skip
# Below this share of the paragraphs that an article element shows, an extraction has lost text.
KEPT = 0.5
FEWEST_WORDS = 25
# A block of which links make up more than this is a list of links.
MOST_LINKED = 0.7
# A lead is a sentence of this length, and stands so many lines below the headline at most.
LEAD_LETTERS, LEAD_WITHIN = 80, 8
SENTENCE_ENDS = (".", "!", "?", "…", "”", '"', "»")
MOST_ARTICLES = 50
# So much of what trafilatura found must lie in the container whose gaps are filled.
CONTAINED = 0.8


class Block(msgspec.Struct, frozen=True):
    """A line of the page, the block element that it stands in, and whether it is a link."""

    owner: Any
    text: str
    is_link: bool


def main_text(page: Page, title: str | None = None) -> str | None:
    """The article's paragraphs, one a line; None when the page has no running text."""
    tree = copy.deepcopy(page.tree)
    _drop_others(tree, title)
    clear(tree)
    blocks = _blocks(tree)
    linked = frozenset(block.text for block in blocks if block.is_link)
    found = _filled(tree, blocks, _extracted(tree) or "", title)
    declared, shown = _article_body(page), _paragraphs(tree, blocks)
    if _size(found) < KEPT * _size(declared):
        found = declared
    if _size(found) < KEPT * _size(shown):
        found = shown
    language = page.tree.get("lang") or page.first("og:locale", "language", "content-language")
    return article_lines(found, title, linked, language) or found.strip() or _everything(page.tree)


def _drop_others(tree: Any, title: str | None) -> None:
    """Drop articles with headlines of their own, which pages without end load below the one that was asked for."""
    heads = [(article, article.find(".//h1")) for article in [*tree.iter("article")][:MOST_ARTICLES]]
    named = [(article, flat(head.text_content())) for article, head in heads if head is not None]
    own = next((article for article, head in named if title and head == flat(title)), None)
    if own is None:
        return
    kin = {own, *own.iterancestors(), *own.iterdescendants()}
    for article, head in named:
        if head and article not in kin:
            article.drop_tree()


def _extracted(tree: Any) -> str | None:
    import trafilatura

    # trafilatura prunes the tree that it is given.
    return trafilatura.extract(
        copy.deepcopy(tree), output_format="txt", include_comments=False, include_tables=False, deduplicate=False
    )


def _blocks(tree: Any) -> list[Block]:
    """The page's lines as a reader sees them: the text between the begin or end of one block element and the next."""
    found: list[Block] = []
    parts: list[str] = []
    links = 0
    for owner, text, is_link in _runs(tree):
        if text is not None:
            parts.append(text)
            links += len(text) if is_link else 0
            continue
        line = squeeze("".join(parts))
        if line:
            found.append(Block(owner, line, links > MOST_LINKED * len(line)))
        parts, links = [], 0
    return found


def _runs(tree: Any) -> Iterator[tuple[Any, str | None, bool]]:
    """Pieces of text in the order of the page, and whether each is linked; None where a line ends, and whose it is."""
    in_link = 0
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        begins, tag = event == "start", element.tag
        if tag in BLOCKS:
            yield (element.getparent() if begins else element), None, False
        if begins and (tag in OUTSIDE or not isinstance(tag, str)):
            walk.skip_subtree()
            continue
        in_link += 0 if tag != "a" else 1 if begins else -1
        if tag == "br" and begins:
            yield element, " ", False
        yield element, (element.text if begins else element.tail) or "", in_link > 0


def _filled(tree: Any, blocks: list[Block], found: str, title: str | None) -> str:
    """`found` with the blocks of its container that stand between those it has, and with the lead before them."""
    lines = {flat(line.lstrip("-| ")) for line in found.split("\n")} - {""}
    have = [n for n, block in enumerate(blocks) if flat(block.text) in lines]
    if not have or sum(len(blocks[n].text) for n in have) < CONTAINED * len(found):
        return found
    root = _container([blocks[n] for n in have], tree)
    known = set(have)
    inside = {n for n in range(have[0], have[-1] + 1) if n in known or _belongs(blocks[n], root)}
    inside |= {n for n in range(have[0]) if _is_lead(blocks, n, title)}
    kept = [n for n in sorted(inside) if blocks[n].owner.tag not in HEADINGS or n + 1 in inside]
    return "\n".join(blocks[n].text for n in kept)


def _is_lead(blocks: list[Block], n: int, title: str | None) -> bool:
    """True for a sentence between the headline and the text."""
    block, above = blocks[n], blocks[max(0, n - LEAD_WITHIN) : n]
    if block.is_link or len(block.text) < LEAD_LETTERS or not block.text.endswith(SENTENCE_ENDS):
        return False
    return bool(title) and any(flat(other.text) == flat(title or "") for other in above)


def _belongs(block: Block, root: Any) -> bool:
    return not block.is_link and (block.owner is root or any(above is root for above in block.owner.iterancestors()))


def _container(blocks: list[Block], tree: Any) -> Any:
    """The innermost element that holds most of these blocks."""
    weight: dict[Any, int] = {}
    for block in blocks:
        for above in (block.owner, *block.owner.iterancestors()):
            weight[above] = weight.get(above, 0) + len(block.text)
    enough = CONTAINED * sum(len(block.text) for block in blocks)
    # Dictionaries keep the order of insertion: of elements that hold enough, the innermost came first.
    return next((element for element, size in weight.items() if size >= enough), tree)


def _article_body(page: Page) -> str:
    body = page.linked.get("articleBody")
    if not isinstance(body, str):
        return ""
    text = html_text(body)
    if "</p>" in text or "<br" in text:
        from lxml import html

        parts = html.fragments_fromstring(text)
        text = "\n".join(part if isinstance(part, str) else part.text_content() for part in parts)
    lines = [squeeze(line) for line in text.split("\n")]
    return "\n".join(line for line in lines if line)


def _paragraphs(tree: Any, blocks: list[Block]) -> str:
    """Paragraphs of the largest `<article>` or `<main>`, or of the whole body when there is neither."""
    roots = {*[*tree.iter("article"), *tree.iter("main")][:200]} or {tree}
    texts: dict[Any, list[str]] = {}
    for block in blocks:
        if block.owner.tag == "p" and not block.is_link:
            for above in block.owner.iterancestors():
                if above in roots:
                    texts.setdefault(above, []).append(block.text)
    return max(("\n".join(lines) for lines in texts.values()), key=len, default="")


def _everything(tree: Any) -> str | None:
    """All visible text of a page without paragraphs, such as bare lines in a body."""
    lines = [squeeze(text) for text in tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]")]
    return "\n".join(line for line in lines if line) or None


def _size(text: str) -> int:
    return len(text) if len(text.split()) >= FEWEST_WORDS else 0
