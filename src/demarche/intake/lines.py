"""Which lines of a page's text are no part of the article: its headline and byline again, links to other stories,
rights and offers."""

from __future__ import annotations

import re
from functools import cache

from demarche.intake.boxes import CLOCK, words
from demarche.intake.daywords import day_in
from demarche.intake.labels import is_stamp_line

LONGEST_EXTRA = 300  # a line about the publisher; a longer one that begins like it is a paragraph
BYLINE = re.compile(r"^(?:by|von|par|por|di|de|door|av|af|автор:?)\s+\S+(?:\s+\S+){0,7}$", re.IGNORECASE)
# "6 min read", "4-Minute Listen", alone or in a line with the day.
STAMP = re.compile(r"(?:(?:first|last|originally)\s+)?(?:updated|published|posted|modified)\b", re.IGNORECASE)
LASTS = re.compile(r"(?<!\d)\d{1,3}[ -]?min(?:ute)?s?[ -](?:read|listen|watch)\b", re.IGNORECASE)
MINUTES = re.compile(r"\d{1,3}[ -]?min(?:ute)?s?", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]{2}|[\u3040-\u30ff\u4e00-\u9fff]")
MAIL = re.compile(r"\S+@\S+\.\S+")
# "Press office, phone 555-0142, e-mail: press@example.org".
REACHED = re.compile(r"\b(?:phone|tel|telephone|e-?mail|contact|fax)\b", re.IGNORECASE)
# "Get the day's headlines in your inbox. Sign up here for our newsletter."
LETTER = re.compile(r"\b(?:newsletters?|inbox)\b", re.IGNORECASE)
INVITED = re.compile(r"\b(?:sign up|subscribe|get (?:our|the)|(?:in|to) your inbox)\b", re.IGNORECASE)
# "1 of 3 | A boat off Palawan": pictures that are shown one after the other.
PICTURE = re.compile(r"\d{1,3} (?:of|/) \d{1,3}\s*[|:]")
MORE_ON = re.compile(r"(?:more|related|also) (?:on|in|from|about) [^:.]{1,40}:\s*\S", re.IGNORECASE)
# Signs before a line's first word: "📱 Follow us".
SIGNS = re.compile(r"^(?![#(©])[^\w(]+")
# "[3] https://example.org/report": a note that is an address.
NOTE = re.compile(r"\[?\d{1,3}\]?[.:]?\s*https?://")
# "Contact Ann Lee at alee@example.org. Follow her on X."
REACH = re.compile(
    r"(?:you can )?(?:contact|reach|e-?mail|follow)\b[^.]{3,60}"
    r"(?: at \S+@| on (?:x|twitter|facebook|bluesky|instagram|linkedin)\b)",
    re.IGNORECASE,
)
LONGEST_BYLINE = 80
DAY_WORDS = 6  # of a line that is a day, with hour and weekday
HEAD_LINES = 8  # so far down from the top of a text its headline is looked for


def article_lines(
    text: str, title: str | None, linked: frozenset[str] = frozenset(), language: str | None = None
) -> str:
    """`text` without lines that are no article; `linked` are those that consist of a link, `language` the page's."""
    said = _within().sub("", text)
    lines = _below_headline([line.strip() for line in said.split("\n") if line.strip()], title)
    kept = [line for line in lines if not is_extra(line) and not _is_also(line, linked)]
    return "\n".join(_without_head(kept, language))


def is_extra(line: str) -> bool:
    """True for a line about the publisher, its rights or its offers, or for a mark such as "(END)"."""
    low = SIGNS.sub("", line.casefold()).strip(" *_.:\u2013\u2014")
    if low in _alone() or NOTE.match(line) or CLOCK.fullmatch(low) or MAIL.fullmatch(low) or WORD.search(low) is None:
        return True
    if MINUTES.fullmatch(low) or (len(line) <= LONGEST_BYLINE and LASTS.search(line)) or _is_stamp(line):
        return True
    return len(line) <= LONGEST_EXTRA and (low.startswith(tuple(_listed("about"))) or _is_offer(line))


def _is_offer(line: str) -> bool:
    """True for an invitation to a newsletter, the address of a press office, a picture's number."""
    invites = LETTER.search(line) and INVITED.search(line)
    reached = MAIL.search(line) and REACHED.search(line) and not line.endswith((".", "!", "?"))
    return bool(invites or reached or PICTURE.match(line) or REACH.match(line))


def _is_stamp(line: str) -> bool:
    """True for "Last updated: 6 March 2025, 11:58 PM", wherever it stands."""
    return len(line) <= LONGEST_BYLINE and STAMP.match(line) is not None and day_in(line) is not None


def _is_also(line: str, linked: frozenset[str]) -> bool:
    """True for "Read also: Another story": a lead-in and a link, or a link after a colon or bar."""
    bare = line.lstrip("-•*»>→ ")
    if bare in linked or line in linked:
        return True
    leads = _also().match(bare) or (MORE_ON.match(bare) and not bare.endswith("."))
    return bool(leads) and len(line) <= LONGEST_EXTRA


def _below_headline(lines: list[str], title: str | None) -> list[str]:
    """Lines behind the headline, where that is among the first ones."""
    plain = flat(title or "")
    # The last one: a player or a share box repeats it below the first.
    for n, line in reversed([*enumerate(lines[:HEAD_LINES])]):
        if plain and flat(line) == plain and len(lines) > n + 1:
            above = sum(map(len, lines[:n]))
            return lines[n + 1 :] if above < sum(map(len, lines[n + 1 :])) / 2 else [*lines[:n], *lines[n + 1 :]]
    return lines


def _without_head(lines: list[str], language: str | None) -> list[str]:
    """Bylines and lines that are a date, near the top only."""
    while len(lines) > 1 and _is_byline(lines[0], language):
        lines = lines[1:]
    head, rest = lines[:HEAD_LINES], lines[HEAD_LINES:]
    return [line for line in head if not _is_day_alone(line, language) and not is_stamp_line(line, language)] + rest


def _is_byline(line: str, language: str | None) -> bool:
    if len(line) > LONGEST_BYLINE or not _is_short(line):
        return False
    return BYLINE.match(line) is not None or day_in(line, language) is not None


def _is_day_alone(line: str, language: str | None) -> bool:
    """A day with hour, zone or weekday, and nothing else."""
    return len(line.split()) <= DAY_WORDS and _is_short(line) and day_in(line, language) is not None


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
def _alone() -> frozenset[str]:
    """Whole lines that are no article, among them headings of boxes that stand in no heading element."""
    return _listed("alone") | frozenset(words()["headings"])


@cache
def _within() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(phrase) for phrase in words()["lines"]["within"]))


@cache
def _also() -> re.Pattern[str]:
    entries = sorted((re.escape(" ".join(entry.split())) for entry in words()["lines"]["also"].split("|")), key=len)
    return re.compile(rf"(?:{'|'.join(reversed(entries))})\s*[:|—–]\s*\S", re.IGNORECASE)
