"""What a news page declares about itself: JSON-LD, Open Graph, `article:` properties and other meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
from lxml import etree, html

ARTICLE_KIND = re.compile(r"^(?:\w*Article|BlogPosting|LiveBlogPosting|Report|SocialMediaPosting|WebPage)$")
UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# JSON-LD beyond this size or depth is not read; real blocks stay below 200 kB and eight levels.
MAX_JSON, MAX_NODES, MAX_LEVELS = 1_000_000, 5_000, 12


class Page(msgspec.Struct, frozen=True):
    """A parsed page: its tree, its meta values by lower-cased name, and the JSON-LD node of the article."""

    tree: Any
    meta: dict[str, list[str]]
    linked: dict[str, Any]

    def first(self, *names: str) -> str | None:
        """The first non-empty meta value among `names`, in their order."""
        return next((value for name in names for value in self.meta.get(name, ())), None)

    def linked_text(self, key: str) -> str | None:
        """A JSON-LD value as text: the string itself, or the name of the thing or first thing."""
        return _text_of(self.linked.get(key))


def parse_page(markup: str) -> Page | None:
    """The page, or None when there is no element in it at all."""
    clean = UNSAFE.sub(" ", markup)
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(clean.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return Page(tree, _meta(tree), _linked(tree))


def squeeze(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def _meta(tree: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = squeeze(element.get("content") or "")
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _linked(tree: Any) -> dict[str, Any]:
    """The JSON-LD node that describes the article; articles before web pages, dated ones first."""
    nodes = [node for script in tree.iter("script") if _is_linked(script) for node in _nodes(script.text or "")]
    articles = [node for node in nodes if any(ARTICLE_KIND.match(kind) for kind in _types(node))]
    articles.sort(key=lambda node: ("WebPage" in _types(node), "datePublished" not in node, "headline" not in node))
    return articles[0] if articles else {}


def _is_linked(script: Any) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _nodes(source: str) -> Iterator[dict[str, Any]]:
    """All objects of a JSON-LD block, outer ones first; broken blocks give none."""
    if len(source) > MAX_JSON:
        return
    try:
        # Publishers leave raw newlines inside strings; strict=False reads them.
        data = json.loads(source.strip().removeprefix("<!--").removesuffix("-->").rstrip(";\n "), strict=False)
    except (ValueError, RecursionError):
        return
    todo: list[tuple[Any, int]] = [(data, 0)]
    for _ in range(MAX_NODES):
        if not todo:
            return
        value, level = todo.pop(0)
        if isinstance(value, dict):
            yield value
        if level < MAX_LEVELS:
            below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
            todo.extend((item, level + 1) for item in below if isinstance(item, dict | list))


def _types(node: dict[str, Any]) -> set[str]:
    kind = node.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return {name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)}


def _text_of(value: Any) -> str | None:
    if isinstance(value, str):
        return squeeze(html_text(value)) or None
    if isinstance(value, list):
        texts = [text for item in value if (text := _text_of(item))]
        return ", ".join(texts) or None
    if isinstance(value, dict):
        return _text_of(value.get("name") or value.get("@value"))
    return None


def html_text(value: str) -> str:
    """Character references resolved; publishers escape once too often."""
    from html import unescape

    return unescape(unescape(value)) if "&" in value else value
