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
# Hyphens that show only at the end of a line, and spaces of no width: they cut words in two for a reader of text.
SOFT = re.compile("&shy;|&#173;|&#x0*ad;|&ZeroWidthSpace;|&#8203;|[\u00ad\u200b\u2060\ufeff]", re.IGNORECASE)
# JSON-LD beyond this size or depth is not read; real blocks stay below 200 kB and eight levels.
MAX_JSON, MAX_NODES, MAX_LEVELS, MOST_VALUES = 1_000_000, 5_000, 12, 50
BETWEEN = re.compile(r"[\s,;]*")
# Comment marks that publishers put around a block, as pages for very old browsers needed them.
BEFORE, BEHIND = ("<!--", "//", "/*", "<![CDATA[", "*/"), ("-->", "*/", "]]>", "//", "/*", ";")
# What browsers write at the head of a page that they save.
SAVED_FROM, HEAD = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)"), 4_000
SHORTEST_HEADLINE = 12  # letters; shorter names are those of sections, and part of many titles


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
    clean = SOFT.sub("", UNSAFE.sub(" ", markup))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(clean.encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    meta = _meta(tree)
    if saved := SAVED_FROM.search(markup[:HEAD]):
        meta["saved from"] = [saved[1]]
    return Page(tree, meta, _linked(tree, meta))


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


def _linked(tree: Any, meta: dict[str, list[str]]) -> dict[str, Any]:
    """The JSON-LD node that describes the article.

    One that names another page's address goes behind all others, an article before a web page, one with the page's
    headline and a date before one without. Its author and publisher are filled in where it only refers to them.
    """
    nodes = [node for script in tree.iter("script") if _is_linked(script) for node in _nodes(script.text or "")]
    articles = [node for node in nodes if any(ARTICLE_KIND.match(kind) for kind in _types(node))]
    title = _bare(" ".join([*meta.get("og:title", [])[:1], tree.findtext(".//title") or ""]))
    path = _path(_own_address(tree, meta))

    def doubts(node: dict[str, Any]) -> tuple[bool, ...]:
        titled = _is_titled(node, title)
        other = not titled and _is_elsewhere(node, path)
        return other, "WebPage" in _types(node), not titled, "datePublished" not in node, "headline" not in node

    if not articles:
        return {}
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and "name" in node}
    return {key: _referred(value, named) for key, value in min(articles, key=doubts).items()}


def _own_address(tree: Any, meta: dict[str, list[str]]) -> str:
    links = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return next(iter([*links, *meta.get("og:url", [])]), "").strip()


def _is_elsewhere(node: dict[str, Any], path: str) -> bool:
    """True for a node that names an address, but not that of this page."""
    main = node.get("mainEntityOfPage")
    named = [node.get("url"), node.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    paths = {_path(address) for address in named if isinstance(address, str)} - {""}
    return bool(path and paths) and path not in paths


def _path(address: str) -> str:
    """The part of an address behind the host: hosts, queries and the slash at the end differ for one page."""
    return re.sub(r"^(?:https?:)?//[^/]*", "", re.split(r"[?#]", address, maxsplit=1)[0]).rstrip("/").lower()


def _is_titled(node: dict[str, Any], title: str) -> bool:
    headline = _bare(str(node.get("headline") or node.get("name") or ""))
    return len(headline) > SHORTEST_HEADLINE and headline in title


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", html_text(text).casefold())


def _referred(value: Any, named: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_referred(item, named) for item in value[:50]]
    if isinstance(value, dict) and "name" not in value and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    return value


def _is_linked(script: Any) -> bool:
    return "ld+json" in (script.get("type") or "").lower()


def _nodes(source: str) -> Iterator[dict[str, Any]]:
    """All objects of a JSON-LD block, outer ones first; of a block that is no JSON, the plain values of its article."""
    if len(source) > MAX_JSON:
        return
    data = _json(_unwrapped(source))
    if data is None:
        yield from _salvaged(source)
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


def _unwrapped(source: str) -> str:
    """A block without the comment marks at its ends."""
    text = source.strip()
    for _ in range(len(BEFORE)):
        for mark in BEFORE:
            text = text.removeprefix(mark).lstrip()
        for mark in BEHIND:
            text = text.removesuffix(mark).rstrip()
    return text


def _json(source: str) -> Any:
    """The value of a block, or the list of those that stand behind each other in it; None for what is no JSON."""
    # Publishers leave raw newlines inside strings; strict=False reads them.
    decoder = json.JSONDecoder(strict=False)
    found: list[Any] = []
    at = 0
    while at < len(source) and len(found) < MOST_VALUES:
        try:
            value, at = decoder.raw_decode(source, at)
        except (ValueError, RecursionError):
            return None
        found.append(value)
        at = BETWEEN.match(source, at).end()  # type: ignore[union-attr]
    return found[0] if len(found) == 1 else found or None


def _salvaged(source: str) -> Iterator[dict[str, Any]]:
    """What can be read of a broken block: its first kind, headline and dates, each on its own."""
    node = {}
    for key in ("@type", "headline", "datePublished", "dateModified", "dateCreated"):
        found = re.search(rf'"{key}"\s*:\s*\[?\s*"([^\n]{{1,400}}?)"\s*[,\]}}\n]', source)
        if found is not None:
            node[key] = found[1]
    if node:
        yield node


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
