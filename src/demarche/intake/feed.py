"""RSS and Atom feeds: one part an entry, with the text that the feed itself carries."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO

from lxml import etree, html

from demarche.errors import UnreadableInput
from demarche.intake.credits import host
from demarche.intake.dates import read_date
from demarche.intake.jsonl import short_id
from demarche.intake.limits import check_text
from demarche.intake.page import UNSAFE, squeeze
from demarche.intake.parts import Options, Part, limited
from demarche.model import Article

BLOCKS = ("p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "br", "tr")
MARKUP = re.compile(r"<[a-zA-Z/!]")


def read_feed(stream: BinaryIO, name: str, options: Options) -> Iterator[Part]:
    """The entries of a feed, oldest places first in the order of the file."""
    import feedparser

    data = limited(stream, options.limits)
    if b"<!ENTITY" in data:
        # Feed makers declare none; they serve only to expand without end or to reach files.
        raise UnreadableInput("the feed declares XML entities, which no publisher's feed does")
    feed = feedparser.parse(data, sanitize_html=True, resolve_relative_uris=False)
    if not feed.entries:
        raise UnreadableInput(f"the feed has no entries{_complaint(feed)}")
    site = squeeze(feed.feed.get("title", "")) or host(options.url)
    for number, entry in enumerate(feed.entries, start=1):
        yield f"entry-{number}", _entry_reader(entry, site, options)


def _entry_reader(entry: Any, site: str | None, options: Options) -> Callable[[], Article]:
    def read() -> Article:
        text = check_text(_text(entry), options.limits)
        return Article(
            id=short_id(text),
            text=text,
            title=squeeze(plain_text(entry.get("title", ""))) or None,
            source=site,
            url=entry.get("link") or None,
            published=_published(entry) or options.published,
            author=squeeze(entry.get("author", "")) or None,
        )

    return read


def _text(entry: Any) -> str:
    """The longest of content and summary; a bare headline counts as text when there is nothing else."""
    bodies = [plain_text(content.get("value", "")) for content in entry.get("content", ())]
    bodies.append(plain_text(entry.get("summary", "")))
    return max(bodies, key=len) or plain_text(entry.get("title", ""))


def _published(entry: Any) -> str | None:
    for key in ("published", "created", "updated"):
        if entry.get(key) and (when := read_date(entry[key])):
            return when
        if parsed := entry.get(f"{key}_parsed"):
            return datetime.fromtimestamp(calendar.timegm(parsed), UTC).isoformat()
    return None


def plain_text(markup: str) -> str:
    """The text of an HTML fragment, one line a block; text without markup stays as it is."""
    clean = UNSAFE.sub(" ", markup).strip()
    if not clean or not (MARKUP.search(clean) or "&" in clean):
        return clean
    try:
        tree = html.fragment_fromstring(clean, create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    for element in tree.iter(*BLOCKS):
        element.tail = "\n" + (element.tail or "")
    lines = [squeeze(line) for line in tree.text_content().split("\n")]
    return "\n".join(line for line in lines if line)


def _complaint(feed: Any) -> str:
    problem = feed.get("bozo_exception")
    return f": {str(problem)[:200]}" if problem else ""
