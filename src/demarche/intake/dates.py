"""Publication times as publishers write them, turned into ISO dates and datetimes that keep their zone."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from demarche.errors import BadDate
from demarche.intake.daywords import LONGEST_LINE, day_in

ISO = re.compile(
    r"^(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ]\s*(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$"
)
RFC822 = re.compile(r"^(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\s+\d{4}\s+\d{1,2}:\d{2}")
# Before the first newspapers there is no publication date; a page that says 0001-01-01 means "unknown".
FIRST_YEAR, LAST_YEAR = 1600, 2200


def published(value: str) -> str:
    """`value` as an ISO date ("2025-09-16") or datetime ("2025-09-16T08:30:00+02:00"); BadDate when it is neither."""
    text = value.strip()
    found = read_date(text)
    if found is None:
        raise BadDate(f"{text[:40]!r} is not a date; write it like 2025-09-16 or 2025-09-16T08:30:00+02:00")
    return found


def read_date(value: str, language: str | None = None) -> str | None:
    """Like `published`, but None for what is not a date; dates in words of English and of `language` are understood
    too ("11 de septiembre de 2025"), alone or in a line that says more."""
    text = value.strip()
    if not 8 <= len(text) <= 60:
        return day_in(text, language) if 60 < len(text) <= LONGEST_LINE else None
    try:
        found = _iso(text) or _rfc822(text) or _epoch(text) or _prose(text)
    except (ValueError, OverflowError):
        found = None
    return found or day_in(text, language)


def _iso(text: str) -> str | None:
    m = ISO.match(text)
    if m is None:
        return None
    year, month, day = int(m[1]), int(m[2]), int(m[3])
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    stem = date(year, month, day).isoformat()
    if m[4] is None:
        return stem
    hour, minute, second = int(m[4]), int(m[5]), int(m[6] or 0)
    datetime(year, month, day, hour, minute, min(second, 59))
    return f"{stem}T{hour:02}:{minute:02}:{second:02}{_zone(m[7])}"


def _zone(zone: str | None) -> str:
    if not zone:
        return ""
    if zone in ("Z", "z", "UTC", "GMT"):
        return "+00:00"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    if int(digits[:2]) > 15 or int(digits[2:]) > 59:
        raise ValueError(f"no zone: {zone}")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}"


def _rfc822(text: str) -> str | None:
    if not RFC822.match(text):
        return None
    return _keep(parsedate_to_datetime(text))


def _epoch(text: str) -> str | None:
    """Seconds or milliseconds since 1970, as some pages declare them."""
    if not text.isdigit() or len(text) not in (10, 13):
        return None
    seconds = int(text) if len(text) == 10 else int(text) // 1000
    from datetime import UTC

    return _keep(datetime.fromtimestamp(seconds, UTC))


def _prose(text: str) -> str | None:
    """Dates such as "September 16, 2025 8:30 AM EDT"; both a day and a month name must be there."""
    if not re.search(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", text, re.IGNORECASE):
        return None
    if not re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\b", text) or not re.search(r"\b(?:1[6-9]|20|21)\d\d\b", text):
        return None
    from dateutil import parser

    timed = re.search(r"\d:\d\d|\d\s*[ap]\.?m", text, re.IGNORECASE) is not None
    cleaned = re.sub(r"\b(?:at|on|published|updated|posted)\b:?|[|•·]", " ", text, flags=re.IGNORECASE)
    when = parser.parse(cleaned, tzinfos=ZONES)
    return _keep(when) if timed else _keep(when)[:10]


def _keep(when: datetime) -> str:
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise ValueError(f"no publication year: {when.year}")
    return when.replace(microsecond=0).isoformat()


# Abbreviations that newspapers print; ambiguous ones (IST, CST of China) carry their most printed meaning.
ZONES = {
    "UTC": 0, "GMT": 0, "BST": 3600, "CET": 3600, "CEST": 7200, "EET": 7200, "EEST": 10800, "MSK": 10800,
    "EST": -18000, "EDT": -14400, "ET": -18000, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600,
    "PST": -28800, "PDT": -25200, "PT": -28800, "IST": 19800, "JST": 32400, "KST": 32400, "SGT": 28800,
    "HKT": 28800, "AEST": 36000, "AEDT": 39600, "NZST": 43200, "NZDT": 46800, "GST": 14400, "PKT": 18000,
}  # fmt: skip
