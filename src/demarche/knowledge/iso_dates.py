"""Dates of tables and actor lists: whole ISO dates, months, years, and the digit dates of older lists."""

from __future__ import annotations

import datetime
import re

from demarche.errors import BadDate

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?Z?")


def iso_date(text: str, where: str) -> str | None:
    """The date as ISO text, as exact as it was given; None for an empty field.

    >>> iso_date("2020-05", "here")
    '2020-05'
    """
    text = text.strip().lstrip("+")
    if not text:
        return None
    found = _ISO.fullmatch(text)
    if not found or not _real(found.groups()):
        raise BadDate(f"{where}: {text!r} is no date such as 2020-05-31")
    return "-".join(part for part in found.groups() if part)


def _real(parts: tuple[str | None, ...]) -> bool:
    year, month, day = (int(part) if part else 1 for part in parts)
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def digit_date(text: str, where: str) -> str:
    """An older list's date of six or eight digits; two-digit years up to 30 are of this century.

    >>> digit_date("920101", "here"), digit_date("20010911", "here")
    ('1992-01-01', '2001-09-11')
    """
    if not text.isdigit() or len(text) not in (4, 6, 8):
        raise BadDate(f"{where}: {text!r} is no date of six or eight digits")
    if len(text) == 6:
        text = ("20" if int(text[:2]) <= 30 else "19") + text
    whole = "-".join(filter(None, (text[:4], text[4:6], text[6:])))
    return iso_date(whole, where) or whole
