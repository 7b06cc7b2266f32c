"""What a date on a page is called: that of publication, that of a change, or today's.

The words are those of many languages (`data/pages.yaml`, `dates`). A line may have both: "Published 6 March 2025,
updated 7 March 2025".
"""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from demarche.intake.boxes import words
from demarche.intake.daywords import day_in

LONGEST_STAMP = 200  # a line longer than this that speaks of publishing is a sentence


def is_changed(text: str) -> bool:
    """True for words such as "last updated" or "modifié le"."""
    return _said("changed").search(text) is not None


def published_rank(text: str) -> int:
    """0 for "first published", 1 for "published" or "posted", 2 for neither."""
    found = _said("published").search(text)
    if found is None:
        return 2
    return 0 if _said("first").search(text[: found.end()]) else 1


def published_part(line: str) -> str:
    """`line` without what is said about changes, where a day stands beside that."""
    cuts = sorted({0, len(line), *(m.start() for kind in ("published", "changed") for m in _said(kind).finditer(line))})
    parts = [line[a:b] for a, b in pairwise(cuts)]
    kept = " ".join(part.strip() for part in parts if not _said("changed").match(part))
    return kept if any(map(str.isdigit, kept)) else line


def is_stamp_line(line: str, language: str | None = None) -> bool:
    """True for a line that says when the page was published or changed, and is no sentence."""
    if len(line) > LONGEST_STAMP or line.endswith((".", "!", "?", "”", '"')):
        return False
    marks = [found for kind in ("published", "changed") for found in _said(kind).finditer(line)]
    return any(day_in(line[mark.start() :][:LONGEST_STAMP], language) for mark in marks)


@cache
def _said(kind: str) -> re.Pattern[str]:
    stems = sorted((re.escape(" ".join(stem.split())) for stem in words()["dates"][kind].split("|")), key=len)
    return re.compile(rf"(?<!\w)(?:{'|'.join(reversed(stems))})", re.IGNORECASE)
