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
# "Updated" in names and in the words before a date, in the languages of many publishers.
CHANGED = re.compile(
    r"updat|modif|edited|changed|corrected|last\s+review|actualiz|atualiz|aktualis|aktualiz|aggiornat|mis à jour|"
    r"bijgewerkt|oppdatert|opdateret|uppdaterad|päivitetty|обновл|изменен|оновлен|güncell|diperbarui|更新|تحديث",
    re.IGNORECASE,
)
OTHERS = frozenset(("aside", "nav", "footer", "li"))
MENU = re.compile(r"(?:^|[\s_-])(?:menu|navbar|topbar|top-bar|ticker|weather)(?:$|[\s_-])")
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
    """An element that shows a date, and how little speaks for its being that of publication."""

    doubts: tuple[bool | int, ...]
    texts: tuple[str, ...]


def publication_time(page: Page, title: str | None = None) -> str | None:
    """The ISO date or datetime of first publication, or None.

    Declared values go first; among those of one day the one with a time and a zone wins. Then dates that the page
    shows, below the headline before others; then the date in its address.
    """
    found = [when for text in _declared(page) if (when := read_date(text))]
    if not found:
        found = _shown(page, title)
    if not found:
        return _in_address(page) or _in_scripts(page) or _guessed(page)
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


def _shown(page: Page, title: str | None) -> list[str]:
    """Days that the page shows: those called "published", then those near the headline, then others."""
    language = page.tree.get("lang") or page.first("og:locale", "language", "content-language")
    found = [
        (dated.doubts, when)
        for dated in _dated(page.tree, title)
        for text in dated.texts
        if (when := read_date(text, language))
    ]
    return [when for _, when in sorted(found, key=lambda pair: pair[0])]


def _dated(tree: Any, title: str | None) -> Iterator[Dated]:
    headline = flat(title or "")
    since: int | None = None
    for number, element in enumerate(itertools.islice(_candidates(tree), MOST_ELEMENTS)):
        text = _line(element)
        if headline and text and flat(text) == headline:
            since = number
            continue
        marks, near = _marks(element), since is not None and number - since <= NEAR
        near = near or (_is_stamped(element) and _is_in_heading(element, headline))
        stamps = [element.get(name) or "" for name in STAMPS]
        named = element.tag == "time" or bool(PUBLISHED_CLASS.search(marks)) or _is_stamped(element)
        if not named and not (near and _is_date_line(text) and not _is_caption(element)):
            continue
        doubts = (
            _is_changed(element, marks, text),
            _is_other(element),
            "publi" not in marks and not text.casefold().startswith("publi"),
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


def _is_changed(element: Any, marks: str, text: str) -> bool:
    """True for a date that is called that of a change, by its name or by the words before it."""
    before, above = element.getprevious(), element.getparent()
    if before is not None:
        said = before.tail or squeeze(before.text_content())
    else:
        said = above.text or "" if above is not None else ""
    early = re.split(r"\d", f"{said[-30:]} {text}", maxsplit=1)[0]
    # Themes name the only date of a story "entry-date updated".
    named = CHANGED.search(marks) and "publi" not in marks and "entry-date" not in marks
    return bool(named or CHANGED.search(early))


def _marks(element: Any) -> str:
    return " ".join((element.get("itemprop") or "", element.get("class") or "", element.get("id") or "")).lower()


def _is_other(element: Any) -> bool:
    """True inside lists, menus, sidebars and footers, where dates belong to other articles or are today's."""
    return any(above.tag in OTHERS or MENU.search(_marks(above)) for above in (element, *element.iterancestors()))


def _in_address(page: Page) -> str | None:
    url = address(page) or ""
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
