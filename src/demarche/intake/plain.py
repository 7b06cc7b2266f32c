"""A plain text file to an article."""

from __future__ import annotations

from demarche.intake.charset import decode, repair
from demarche.intake.dates import published as iso_date
from demarche.intake.jsonl import short_id
from demarche.intake.limits import DEFAULT, Limits, check_raw, check_text
from demarche.model import Article


def read_text(
    data: bytes, *, published: str | None = None, charset: str | None = None, limits: Limits = DEFAULT
) -> Article:
    """The article of a text file; newlines become "\\n" and wrongly decoded letters are repaired."""
    check_raw(len(data), limits)
    text = check_text(repair(decode(data, declared=charset)), limits)
    return Article(id=short_id(text), text=text, published=iso_date(published) if published else None)
