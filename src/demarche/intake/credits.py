"""Who published a page and who wrote it: as declared, else as its title and byline show."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from demarche.intake.headline import address, titled_site
from demarche.intake.page import Page, html_text, squeeze

BY = re.compile(
    r"^\s*(?:(?:written|posted|submitted|published|reported|reporting|photographs|photos|text|story)\s+)?"
    r"(?:by|von|por|par|di|de|door|av|af|автор)\s*:?\s+",
    re.IGNORECASE,
)
BYLINE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:byline|by|author|authors|auth|autor|autore|auteur|firma|writer|reporter|username|signature)s?(?:$|[\s_-])",
    re.IGNORECASE,
)
NOT_IN = frozenset(("aside", "nav", "footer"))
COMMENTS = re.compile(r"comment|related|bio", re.IGNORECASE)
# Behind a name stand its office, place or day: "Ann Lee in Minsk", "Ann Lee, Kyiv", "Ann Lee • 20 May".
BEHIND = re.compile(
    r"\s+(?:in|on|at)\s+(?=[A-Z\d])|\s*[|•·(\d]|\s+[–—-]\s+|,\s+(?=\d)|,\s+[^,]*\b(?:correspondent|editor|reporter)\b",
    re.IGNORECASE,
)
NAME = re.compile(r"[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){0,4}")
MOST_ELEMENTS = 4_000
SMALL = frozenset(("de", "da", "van", "von", "der", "bin", "al", "el", "di", "la", "and", "y", "e", "et", "und"))


def site(page: Page, url: str | None = None) -> str | None:
    """The publication: its declared name, else what its title has beside the headline, else the host of its address."""
    names = [page.first("og:site_name"), page.linked_text("publisher"), page.first("application-name")]
    declared = [html_text(name) for name in names if name]
    spoken = [name for name in declared if not _is_host(name)]
    return next(iter([*spoken, *filter(None, [titled_site(page)]), *declared]), None) or host(address(page) or url)


def _is_host(name: str) -> bool:
    return "." in name and " " not in name


def host(url: str | None) -> str | None:
    """The host of an address without "www."."""
    try:
        name = urlsplit(url or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def author(page: Page) -> str | None:
    """Who wrote it, as declared or as the byline says; addresses of profile pages are not names."""
    names = [page.linked_text("author"), page.first("author"), page.first("article:author", "og:article:author")]
    names += [page.first("parsely-author"), page.first("sailthru.author"), page.first("byl"), page.first("dc.creator")]
    names += [page.first("dcterms.creator"), page.first("twitter:creator")]
    for name in filter(None, names):
        if not name.startswith("http") and len(name) <= 200:
            return None if _is_publisher(page, name) else BY.sub("", html_text(name))
    return _marked(page) or _byline(page.tree)


def _is_publisher(page: Page, name: str) -> bool:
    return name in (page.first("og:site_name"), page.linked_text("publisher"))


def _marked(page: Page) -> str | None:
    found = page.tree.xpath("//*[@rel='author' or @itemprop='author']")
    names = list(dict.fromkeys(name for element in found[:10] if (name := _name(squeeze(element.text_content())))))
    return ", ".join(names) or None


def _byline(tree: Any) -> str | None:
    """The first element that is named a byline, or begins with "By", and holds a name."""
    for number, element in enumerate(tree.iter("span", "div", "p", "a", "h4", "address", "i", "td", "small")):
        if number >= MOST_ELEMENTS:
            return None
        text = squeeze("".join(element.itertext()) if len(element) <= 6 else "")
        named = BYLINE_CLASS.search(element.get("class") or "") is not None
        if 3 <= len(text) <= 120 and (named or BY.match(text)) and not _is_apart(element) and (name := _name(text)):
            return name
    return None


def _is_apart(element: Any) -> bool:
    """True in comments, sidebars and boxes about the author."""
    return any(a.tag in NOT_IN or COMMENTS.search(a.get("class") or "") for a in (element, *element.iterancestors()))


def _name(text: str) -> str | None:
    """The name or names of a byline; None for what reads like no name."""
    bare = BEHIND.split(BY.sub("", text), maxsplit=1)[0].strip(" ,;:")
    parts = [part.strip() for part in re.split(r",|;|\s+(?:and|und|et|y|e)\s+", bare) if part.strip()]
    if not parts or len(parts) > 5 or not all(NAME.fullmatch(p) and _is_capital(p) for p in parts):
        return None
    return ", ".join(part.title() if part.isupper() else part for part in parts)


def _is_capital(name: str) -> bool:
    words = name.split()
    return len(words) >= 2 and all(w.lower() in SMALL or not w[0].islower() for w in words)
