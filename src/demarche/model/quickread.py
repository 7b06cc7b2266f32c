"""A line of the quick read of many articles: one report's own words, and where they stand."""

from __future__ import annotations

import msgspec

from demarche.model.text import Span


class Bullet(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of a quick read, with the article and the spans that it stands on.

    `says` holds what this report says where the reports of its story disagree.
    """

    text: str
    doc_id: str
    title: str | None = None
    source: str | None = None
    published: str | None = None
    day: str | None = None
    reports: int = 1
    independent: int = 1
    story_id: str | None = None
    events: list[str] = []
    cites: list[Span] = []
    says: dict[str, str] = {}
