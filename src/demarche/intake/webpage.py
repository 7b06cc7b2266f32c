"""A saved news page to an article: main text, headline, publication time, author, site and address."""

from __future__ import annotations

import re

from demarche.errors import UnreadableInput
from demarche.intake.body import main_text
from demarche.intake.charset import declared_charset, decode, repair
from demarche.intake.credits import author, site
from demarche.intake.dates import published as iso_date
from demarche.intake.headline import address, headline
from demarche.intake.jsonl import short_id
from demarche.intake.limits import DEFAULT, Limits, check_raw, check_text
from demarche.intake.page import parse_page
from demarche.intake.precheck import check_markup
from demarche.intake.pubtime import publication_time
from demarche.model import Article

LOOKS_LIKE_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|article|meta|title|div|p)[\s>]", re.IGNORECASE)


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
        source=site(page, url),
        url=address(page) or url,
        published=publication_time(page, title, url) or (iso_date(published) if published else None),
        language=None,
        author=author(page),
    )
