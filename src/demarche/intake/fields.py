"""Rows and objects with other names for the fields of an article: "headline", "body", "publishedAt"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from demarche.errors import UnreadableInput

# Names that exports of newsrooms, archives and crawlers use, in lower case.
COLUMNS = {
    "text": ("text", "body", "content", "article", "fulltext", "full_text", "article_text", "maintext", "story",
             "articlebody", "article_body", "plain_text"),
    "id": ("id", "article_id", "doc_id", "docid", "guid", "uid", "uuid"),
    "published": ("published", "date", "published_at", "publication_date", "pub_date", "pubdate", "publish_date",
                  "publishedat", "date_published", "datepublished", "published_date", "date_publish"),
    "title": ("title", "headline", "heading"),
    "source": ("source", "publisher", "publication", "outlet", "site", "newspaper", "source_name", "source_domain"),
    "url": ("url", "link", "href"),
    "language": ("language", "lang"),
    "author": ("author", "byline", "authors"),
}  # fmt: skip
# News services hand out beginnings of texts that end in "… [+2345 chars]".
CUT = re.compile(r"\[\+\d+ char(?:acter)?s\]\s*$")


def columns_of(names: Iterable[str], *, of: str = "table", part: str = "column") -> dict[str, str]:
    """Which name holds which field; UnreadableInput when none holds the text."""
    lower = {name.strip().lower(): name for name in reversed([*names])}
    found = {field: lower[alias] for field, known in COLUMNS.items() for alias in reversed(known) if alias in lower}
    if "text" not in found:
        has = ", ".join(reversed(lower.values()))[:200] or "none"
        raise UnreadableInput(f"the {of} has no {part} called text (or body, content …); it has {has}")
    return found


def values_of(row: Mapping[str, Any]) -> dict[str, str | None]:
    """The fields of an article in an object that calls them otherwise."""
    return {field: plain(row[name]) for field, name in columns_of(row, of="object", part="key").items()}


def plain(value: Any) -> str | None:
    """A value as text: of a thing its name, of a list its entries, of a time its ISO form."""
    if isinstance(value, dict):
        return plain(value.get("name") or value.get("title"))
    if isinstance(value, list):
        return ", ".join(text for item in value if (text := plain(item))) or None
    if value is None or isinstance(value, bool):
        return None
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def check_whole(text: str) -> None:
    """UnreadableInput for a text that says itself that it is only a beginning."""
    if CUT.search(text[-40:]):
        raise UnreadableInput("the text is only a beginning: it ends in a note such as “[+2345 chars]”")
