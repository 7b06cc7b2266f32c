"""When a page was published, with time of day and zone where the publisher declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from demarche.intake.dates import read_date
from demarche.intake.headline import address
from demarche.intake.page import Page, squeeze

# In the order of trust: names that mean "published" before names that mean "some date".
PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "parsely-pub-date", "sailthru.date", "published_time", "publish-date", "publish_date", "publishdate", "pubdate",
    "pub_date", "publication_date", "published-date", "published_date", "article.published", "dcterms.created",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "originalpublicationdate", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "bt:pubdate", "article_date_original", "rnews:datepublished", "dcterms.date", "dc.date",
    "displaydate", "display-date", "ptime", "article:create_time", "datecreated", "timestamp", "date", "created",
)  # fmt: skip
IN_URL = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|\b)")
PACKED_IN_URL = re.compile(r"[/-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/._-]|$)")
PUBLISHED_CLASS = re.compile(
    r"publi|posted|dateline|timestamp|entry-date|article-?date|date-?time|byline", re.IGNORECASE
)
CHANGED = re.compile(r"updat|modif|edited|changed", re.IGNORECASE)
OTHERS = frozenset(("aside", "nav", "footer", "li"))


def publication_time(page: Page) -> str | None:
    """The ISO date or datetime of first publication, or None.

    Declared values go first; among those of one day the one with a time and a zone wins.
    """
    found = [when for text in _declared(page) if (when := read_date(text))]
    if not found:
        found = [when for text in _shown(page) if (when := read_date(text))]
    if not found:
        return _in_address(page) or _guessed(page)
    day = found[0][:10]
    # The same moment written in another zone may fall on the neighbouring day; the first declared day stays.
    return max((when for when in found if when[:10] == day), key=_detail)


def _declared(page: Page) -> Iterator[str]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        value = page.linked.get(key)
        if isinstance(value, str):
            yield value
    for name in PUBLISHED:
        yield from page.meta.get(name, ())[:1]


def _shown(page: Page) -> Iterator[str]:
    """`<time>` elements and dated blocks: those marked as published first, those of the page head before others."""
    timed = [element for element in page.tree.iter("time", "abbr", "span", "p", "div") if _is_dated(element)]
    timed.sort(key=lambda element: (_is_other(element), "publi" not in _marks(element), element.tag != "time"))
    for element in timed:
        yield element.get("datetime") or element.get("content") or element.get("title") or ""
        text = squeeze(element.text_content())
        if len(text) <= 60:
            yield text


def _is_dated(element: Any) -> bool:
    marks = _marks(element)
    if CHANGED.search(marks):
        return False
    if element.tag == "time":
        return True
    return bool(PUBLISHED_CLASS.search(marks)) and len(element) <= 3


def _marks(element: Any) -> str:
    return " ".join((element.get("itemprop") or "", element.get("class") or "", element.get("id") or "")).lower()


def _is_other(element: Any) -> bool:
    """True inside lists, sidebars and footers, where dates belong to other articles."""
    return any(above.tag in OTHERS for above in element.iterancestors())


def _in_address(page: Page) -> str | None:
    url = address(page) or ""
    found = IN_URL.search(url.lower()) or PACKED_IN_URL.search(url)
    if found is None:
        return None
    month = found[2]
    if month.isalpha():
        return read_date(f"{found[3]} {month} {found[1]}")
    return read_date(f"{found[1]}-{int(month):02}-{int(found[3]):02}")


def _guessed(page: Page) -> str | None:
    """The last resort: htmldate's search through the page's text."""
    from htmldate import find_date

    try:
        return find_date(page.tree, original_date=True, extensive_search=True)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _detail(when: str) -> tuple[bool, bool]:
    return (len(when) > 10, _has_zone(when))


def _has_zone(when: str) -> bool:
    return len(when) > 10 and datetime.fromisoformat(when).tzinfo is not None
