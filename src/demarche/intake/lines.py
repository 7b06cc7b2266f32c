"""Which lines of a page's text are no part of the article: its headline and byline again, links to other stories,
rights and offers."""

from __future__ import annotations

import re
from functools import cache

from demarche.intake.boxes import words
from demarche.intake.daywords import day_in

LONGEST_EXTRA = 300  # a line about the publisher; a longer one that begins like it is a paragraph
BYLINE = re.compile(r"^(?:by|von|par|por|di|de|door|av|af|автор:?)\s+\S+(?:\s+\S+){0,7}$", re.IGNORECASE)
CLOCK = re.compile(
    r"(?:\d{1,2}[:.h]\d\d)(?:\s*[ap]\.?m\.?)?(?:\s*[a-z]{2,4})?(?:,?\s+\d{1,2}\s+\w{3,9}\.?)?", re.IGNORECASE
)
MAIL = re.compile(r"\S+@\S+\.\S+")
LONGEST_BYLINE = 80
HEAD_LINES = 8  # so far down from the top of a text its headline is looked for


def article_lines(text: str, title: str | None, linked: frozenset[str] = frozenset()) -> str:
    """`text` without lines that are no article; `linked` are the lines that consist of a link."""
    lines = _below_headline([line.strip() for line in text.split("\n") if line.strip()], title)
    kept = [line for line in lines if not is_extra(line) and not _is_also(line, linked)]
    return "\n".join(_without_head(kept))


def is_extra(line: str) -> bool:
    """True for a line about the publisher, its rights or its offers, or for a mark such as "(END)"."""
    low = line.casefold().strip(" *_.:\u2013\u2014")
    if low in _listed("alone") or CLOCK.fullmatch(low) or MAIL.fullmatch(low) or not any(map(str.isalpha, low)):
        return True
    return len(line) <= LONGEST_EXTRA and low.startswith(tuple(_listed("about")))


def _is_also(line: str, linked: frozenset[str]) -> bool:
    """True for "Read also: Another story": a lead-in and a link, or a link after a colon or bar."""
    bare = line.lstrip("-•*»>→ ")
    if bare in linked or line in linked:
        return True
    found = _also().match(bare)
    return found is not None and len(line) <= LONGEST_EXTRA


def _below_headline(lines: list[str], title: str | None) -> list[str]:
    """Lines behind the headline, where that is among the first ones."""
    plain = flat(title or "")
    for n, line in enumerate(lines[:HEAD_LINES]):
        if plain and flat(line) == plain and len(lines) > n + 1:
            above = sum(map(len, lines[:n]))
            return lines[n + 1 :] if above < sum(map(len, lines[n + 1 :])) / 2 else [*lines[:n], *lines[n + 1 :]]
    return lines


def _without_head(lines: list[str]) -> list[str]:
    """Bylines and lines that are a date, at the top only."""
    while len(lines) > 1 and len(lines[0]) <= LONGEST_BYLINE and _is_byline(lines[0]):
        lines = lines[1:]
    return lines


def _is_byline(line: str) -> bool:
    return _is_short(line) and (BYLINE.match(line) is not None or day_in(line) is not None)


def _is_short(line: str) -> bool:
    """No sentence: few words and no full stop at its end."""
    return len(line.split()) <= 10 and not line.endswith((".", "!", "?", "”", '"'))


def flat(text: str) -> str:
    """Letters and digits only, for comparing."""
    return re.sub(r"[\W_]+", "", text.casefold())


@cache
def _listed(kind: str) -> frozenset[str]:
    return frozenset(" ".join(entry.split()).strip(" .:") for entry in words()["lines"][kind].split("|"))


@cache
def _also() -> re.Pattern[str]:
    entries = sorted((re.escape(" ".join(entry.split())) for entry in words()["lines"]["also"].split("|")), key=len)
    return re.compile(rf"(?:{'|'.join(reversed(entries))})\s*[:|—–]\s*\S", re.IGNORECASE)
