"""When a page was published, with time of day and zone where the publisher declares them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from lxml import etree

from demarche.intake.dates import read_date
from demarche.intake.headline import address
from demarche.intake.labels import is_changed, published_part, published_rank
from demarche.intake.lines import flat
from demarche.intake.page import Page, squeeze

# In the order of trust: names that mean "published" before names that mean "some date".
PUBLISHED = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "article:published",
    "parsely-pub-date", "sailthru.date", "published_time", "publish-date", "publish_date", "publishdate", "pubdate",
    "pub_date", "publication_date", "published-date", "published_date", "article.published", "dc.date.issued",
    "dcterms.issued", "dcterms.created", "dc.date.created", "originalpublicationdate", "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime", "bt:pubdate", "article_date_original", "rnews:datepublished", "dcterms.date", "dc.date",
    "displaydate", "display-date", "ptime", "article:create_time", "datecreated", "timestamp", "date", "created",
)  # fmt: skip
IN_URL = re.compile(r"/((?:19|20)\d\d)[/-](0?[1-9]|1[0-2]|[a-z]{3})[/-](0?[1-9]|[12]\d|3[01])(?=[/-]|\b)")
PACKED_IN_URL = re.compile(r"[/-]((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=[/._-]|$)")
PUBLISHED_CLASS = re.compile(
    r"publi|posted|dateline|timestamp|(?:^|[\s_-])(?:date|fecha|datum|data|time|when|submitted)(?:$|[\s_-])|"
    r"entry-date|article-?date|date-?time|byline",
    re.IGNORECASE,
)
OTHERS = frozenset(("aside", "nav", "footer", "li"))
# Menus, bars with today's date, other stories and what readers wrote.
ASIDE = re.compile(
    r"(?:^|[\s_-])(?:menu|navbar|topbar|top-bar|ticker|weather|today|current-?date|date-?(?:now|today|show)|related|recirc|"
    r"recommended|teasers?|latest|most-?(?:read|viewed)|sidebar|trending|comments?|commentlist)(?:$|[\s_-])"
)
CHANGED_NAME = re.compile(r"updat|modif|edited|changed|corrected|last\s+review")
PAGE_WIDE = frozenset(("html", "body", "main", "article"))
LEAD = 250  # letters in paragraphs with which the running text has begun
STAMPED = (
    "datetime", "data-timestamp", "data-datetime", "data-published", "data-epoch", "data-unix", "data-utc", "data-ts",
    "time",
)  # fmt: skip
STAMPS = (*STAMPED, "content", "data-date", "data-time", "title")
# Pages that are drawn by scripts, and site builders, tell the day in the data for their scripts alone.
IN_SCRIPT = re.compile(
    r'"(?:date_?published|published_?(?:at|on|date|time)|publish_?(?:on|date|time)|first_?published(?:_?at)?|'
    r'publication_?date|pub_?date)"\s*:\s*"?([\d][\dTZ :.+-]{7,34})',
    re.IGNORECASE,
)
SHOWN_IN = (
    "h1",
    "time",
    "abbr",
    "span",
    "p",
    "div",
    "td",
    "dd",
    "small",
    "font",
    "i",
    "em",
    "b",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
)
# A date without any name counts only as part of a short line, so many elements below the headline at most.
LONGEST_LINE, NEAR, LONGEST_HEADING = 120, 30, 600
# A caption ends in its credit: "(AP Photo/Ann Lee)".
CREDIT = re.compile(r"\([^()]*(?:/|photo|image|courtesy)[^()]*\)\s*$", re.IGNORECASE)
MOST_LETTERS = 50
# Elements of a page that are looked at for dates.
MOST_ELEMENTS = 8_000
MOST_SCRIPT = 1_000_000  # letters of a script that are looked at


class Dated(msgspec.Struct, frozen=True):
    """An element that shows a date, and how little speaks for its being that of publication.

    The first two doubts, that it is another article's or today's and that it is of a change, are grave: the date in
    the address goes before such a date.
    """

    doubts: tuple[bool | int, ...]
    texts: tuple[str, ...]

    @property
    def is_grave(self) -> bool:
        return any(self.doubts[:2])


def publication_time(page: Page, title: str | None = None, url: str | None = None) -> str | None:
    """The ISO date or datetime of first publication, or None; `url` is where the page was found.

    Declared values go first; among those of one day the one with a time and a zone wins. Then dates that the page
    shows, below the headline before others; then the date in its address.
    """
    found = [when for text in _declared(page) if (when := read_date(text))]
    doubtful: list[str] = []
    if not found:
        found, doubtful = _shown(page, title)
    if not found:
        hidden = _in_address(page, url) or _in_scripts(page)
        found = [hidden] if hidden else doubtful
    if not found:
        return _guessed(page)
    day = _in_own_zone(found[0], found)[:10]
    # The same moment written in another zone may fall on the neighbouring day; the first declared day stays.
    return max((when for when in found if when[:10] == day), key=_detail)


def _in_own_zone(first: str, found: list[str]) -> str:
    """A moment that machines wrote in UTC, as the page declares it in the zone of its publisher, where it does."""
    if not _has_zone(first) or not first.endswith("+00:00"):
        return first
    moment = datetime.fromisoformat(first)
    alike = (when for when in found if _has_zone(when) and not when.endswith("+00:00"))
    return next((when for when in alike if datetime.fromisoformat(when) == moment), first)


def _declared(page: Page) -> Iterator[str]:
    for key in ("datePublished", "dateCreated", "uploadDate"):
        value = page.linked.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, str):
            yield value
    for name in PUBLISHED:
        yield from page.meta.get(name, ())[:1]


def _shown(page: Page, title: str | None) -> tuple[list[str], list[str]]:
    """Days that the page shows, those of which little is doubtful and the others: in each list those called
    "published" first, then those near the headline."""
    language = page.tree.get("lang") or page.first("og:locale", "language", "content-language")
    found = [
        (dated, when)
        for dated in sorted(_dated(page.tree, title), key=lambda dated: dated.doubts)
        for text in dated.texts
        if (when := read_date(published_part(text), language))
    ]
    return [when for dated, when in found if not dated.is_grave], [when for dated, when in found if dated.is_grave]


def _dated(tree: Any, title: str | None) -> Iterator[Dated]:
    headline = flat(title or "")
    since: int | None = None
    read = LEAD  # letters in paragraphs since the headline
    for number, element in enumerate(itertools.islice(_candidates(tree), MOST_ELEMENTS)):
        text = _line(element)
        if headline and text and flat(text) == headline:
            since, read = number, 0
            continue
        read += len(element.text_content()) if element.tag == "p" else 0
        marks, near = _marks(element), since is not None and number - since <= NEAR
        near = near or (_is_stamped(element) and _is_in_heading(element, headline))
        stamps = [element.get(name) or "" for name in STAMPS]
        named = element.tag == "time" or bool(PUBLISHED_CLASS.search(marks)) or _is_stamped(element)
        if not named and not (near and _is_date_line(text) and not _is_caption(element)):
            continue
        said = _said_before(element, text)
        doubts = (
            _is_other(element, in_head=read < LEAD),
            _is_changed(marks, said),
            1 if "publi" in marks else published_rank(said),
            not near,
            element.tag != "time",
            number,
        )
        yield Dated(doubts, (*stamps, text) if named else (text,))


def _is_in_heading(element: Any, headline: str) -> bool:
    """True for a time above the headline, in the same small box: so agencies put it."""
    for above in itertools.islice(element.iterancestors(), 2):
        if headline and headline in flat(_line(above, LONGEST_HEADING)):
            return True
    return False


def _is_date_line(text: str) -> bool:
    """True for a line with digits and few words, as "Ann Lee, Kyiv, 3 May 2024" is and a caption is not."""
    return any(map(str.isdigit, text)) and not CREDIT.search(text) and sum(map(str.isalpha, text)) <= MOST_LETTERS


def _is_caption(element: Any) -> bool:
    return any(above.tag in ("figure", "figcaption") or "caption" in _marks(above) for above in element.iterancestors())


def _candidates(tree: Any) -> Iterator[Any]:
    """Elements that may show a date: those of text, and any that carries a time for scripts."""
    return (e for e in tree.iter(etree.Element) if e.tag in SHOWN_IN or _is_stamped(e))


def _is_stamped(element: Any) -> bool:
    return any(name in element.attrib for name in STAMPED)


def _line(element: Any, longest: int = LONGEST_LINE) -> str:
    """The element's text, or nothing when it is longer than a line with a date."""
    parts, size = [], 0
    for part in element.itertext():
        parts.append(part)
        size += len(part)
        if size > 2 * longest:
            return ""
    text = squeeze(" ".join(parts))
    return text if len(text) <= longest else ""


def _said_before(element: Any, text: str) -> str:
    """The words before an element's date: the end of what stands before it, and its own up to the first digit."""
    before, above = element.getprevious(), element.getparent()
    if before is not None:
        said = before.tail if squeeze(before.tail or "") else before.text_content()
    else:
        said = above.text or "" if above is not None else ""
    return re.split(r"\d", f"{squeeze(said)[-30:]} {published_part(text)}", maxsplit=1)[0]


def _is_changed(marks: str, said: str) -> bool:
    """True for a date that is called that of a change, by its name or by the words before it."""
    # Themes name the only date of a story "entry-date updated".
    named = CHANGED_NAME.search(marks) and "publi" not in marks and "entry-date" not in marks
    return bool(named) or is_changed(said)


def _marks(element: Any) -> str:
    return " ".join((element.get("itemprop") or "", element.get("class") or "", element.get("id") or "")).lower()


def _is_other(element: Any, *, in_head: bool) -> bool:
    """True inside lists, menus, sidebars and footers, where dates belong to other articles or are today's.

    Between headline and text a list is one of day, author and place.
    """
    outside = OTHERS - {"li"} if in_head else OTHERS
    around = (above for above in (element, *element.iterancestors()) if above.tag not in PAGE_WIDE)
    return any(above.tag in outside or ASIDE.search(_marks(above)) for above in around)


def _in_address(page: Page, found_at: str | None) -> str | None:
    url = address(page) or found_at or ""
    found = IN_URL.search(url.lower()) or PACKED_IN_URL.search(url)
    if found is None:
        return None
    month = found[2]
    if month.isalpha():
        return read_date(f"{found[3]} {month} {found[1]}")
    return read_date(f"{found[1]}-{int(month):02}-{int(found[3]):02}")


def _in_scripts(page: Page) -> str | None:
    """The first day that a script's data calls that of publication."""
    found = (IN_SCRIPT.search((script.text or "")[:MOST_SCRIPT]) for script in page.tree.iter("script"))
    days = (read_date(named[1].strip()) for named in found if named)
    return next((day for day in days if day), None)


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
