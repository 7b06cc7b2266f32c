"""A saved news page to an article: main text, headline, publication time, author, site and address."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from demarche.errors import UnreadableInput
from demarche.intake.body import main_text
from demarche.intake.charset import declared_charset, decode, repair
from demarche.intake.dates import published as iso_date
from demarche.intake.headline import address, headline
from demarche.intake.jsonl import short_id
from demarche.intake.limits import DEFAULT, Limits, check_raw, check_text
from demarche.intake.page import Page, parse_page, squeeze
from demarche.intake.precheck import check_markup
from demarche.intake.pubtime import publication_time
from demarche.model import Article

LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|meta|title|div|p)[\s>]", re.IGNORECASE)
BYLINE = re.compile(r"^\s*by\s+", re.IGNORECASE)


def is_html(data: bytes) -> bool:
    """True when the first bytes look like a web page."""
    return LOOKS_LIKE_HTML.search(data[:2048]) is not None


def read_html(
    data: bytes,
    *,
    published: str | None = None,
    url: str | None = None,
    charset: str | None = None,
    limits: Limits = DEFAULT,
) -> Article:
    """The article of a page; `published` and `url` count where the page itself declares none.

    UnreadableInput when the page is too large, too deep, binary or without text.
    """
    check_raw(len(data), limits)
    markup = repair(decode(data, declared=charset or declared_charset(data)))
    check_markup(markup, limits)
    page = parse_page(markup)
    if page is None:
        raise UnreadableInput("the page holds no elements")
    title = headline(page)
    text = check_text(main_text(page, title) or "", limits)
    return Article(
        id=short_id(text),
        text=text,
        title=title,
        source=site(page) or host(url),
        url=address(page) or url,
        published=publication_time(page) or (iso_date(published) if published else None),
        language=None,
        author=author(page),
    )


def site(page: Page) -> str | None:
    """The publication: its declared name, else the host of its address."""
    declared = page.first("og:site_name") or page.linked_text("publisher") or page.first("application-name")
    return declared or host(address(page))


def host(url: str | None) -> str | None:
    """The host of an address without "www."."""
    try:
        name = urlsplit(url or "").hostname
    except ValueError:
        return None
    return name.removeprefix("www.") if name else None


def author(page: Page) -> str | None:
    """Who wrote it, as declared; addresses of profile pages are not names."""
    found = page.linked_text("author") or page.first("author", "article:author", "parsely-author", "sailthru.author")
    found = found or page.first("byl", "dc.creator", "dcterms.creator", "twitter:creator")
    if found is None:
        marked = page.tree.xpath("//*[@rel='author' or @itemprop='author']")
        found = squeeze(marked[0].text_content()) if marked else None
    if not found or found.startswith("http") or len(found) > 200:
        return None
    return BYLINE.sub("", found)
