"""An article's text into paragraphs and sentences, with exact offsets and the kind of each.

Rules
- A paragraph is a line, or a run of hard-wrapped lines. Blank lines and line ends count paragraphs up.
- A heading is a short paragraph without a final mark; the first one of an article, if long enough, is its title.
- Bullets begin with a mark; sentences run together without a space ("… drills.The visit …") are bullets too, and so
  is all that stands below a heading such as "Key points".
- Sentences also end inside quotation marks, so a quotation over several sentences gives several sentences, as in the
  treebanks that the parser learned from. (The library sentencex keeps such quotations whole and ends a sentence at
  "5 p.m. | Monday", which is why the rules are our own.)
- Abbreviations, initials and datelines end no sentence; see abbreviations.yaml.

The same text always gives the same sentences, and the work grows linearly with its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from demarche.parse.lexicon import Lexicon

# Fifteen words hold nearly every headline of a newspaper; a sentence that short ends with a mark.
HEADING_WORDS, HEADING_LENGTH = 15, 120
TITLE_WORDS = 4
# Lines at most this long may be hard-wrapped prose.
WRAPPED_LINE = 100

_LINE = re.compile(r"[^\n\r\u2028\u2029\x0b\x0c\x85]+")
_BULLET = re.compile(r"(?:[-–—*]|[•▪‣◦·●■►]|\(?\d{1,2}[.)]|[a-z]\))[ \t\u00a0]+(?=\S)|[•▪‣◦●■►]")
_CLOSERS = "\"'”’)]»›}"
_OPENERS = "\"'“‘([«‹{"
# Possessive, and only at the start of a run of marks: thousands of dots in a row must not cost their square.
_STOP = re.compile(rf"(?<![.!?…。！？])(?P<mark>[.!?…。！？]++)(?P<close>[{re.escape(_CLOSERS)}]*+)(?=\s)")
# A full stop glued to the next sentence: a lower-case letter, a digit or a closing mark before, a capital behind.
_GLUED = re.compile(
    r"(?P<before>[a-z]{2}|[0-9]|[a-z][”\")])(?P<mark>[.!?])(?P<close>[”\"’]?)(?=[“\"]?[A-Z][A-Za-z’']*[\s,])"
)
_NEXT = re.compile(r"\s*(?P<open>[" + re.escape(_OPENERS) + r"]*)(?P<word>[^\s" + re.escape(_OPENERS) + r"]{0,40})")
_SPEECH_LEAD = re.compile(r"\s*((?:[\w.’'-]{1,30}\s+){1,5})")


class Cut(NamedTuple):
    """One sentence: where it stands, what it is, in which paragraph."""

    start: int
    end: int
    kind: str
    paragraph: int


class SentenceSplitter:
    """Cuts texts into sentences."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._not_last = lexicon.before_name

    def split(self, text: str) -> list[Cut]:
        """The sentences of a text in order; every character that is not white space lies in exactly one."""
        out: list[Cut] = []
        in_digest = False
        for number, (start, end, after_blank) in enumerate(_paragraphs(text)):
            kind, begin = self._kind(text, start, end, first=number == 0)
            if kind in ("heading", "title"):
                in_digest = text[start:end].strip(" :").lower() in self._lexicon.digest_headings
                out.append(Cut(start, end, "heading" if in_digest else kind, number))
                continue
            if after_blank and in_digest and out and out[-1].kind == "bullet":
                in_digest = False
            out += self._sentences(text, begin, end, kind="bullet" if in_digest else kind, paragraph=number)
        return out

    def _kind(self, text: str, start: int, end: int, *, first: bool) -> tuple[str, int]:
        """The kind of a paragraph and where its words begin."""
        bullet = _BULLET.match(text, start, end)
        if bullet and bullet.end() < end:
            return "bullet", bullet.end()
        words = text[start:end].split() if end - start <= HEADING_LENGTH else []
        bare = text[start:end].rstrip(_CLOSERS + " ")
        if words and len(words) <= HEADING_WORDS and not bare.endswith((".", "!", "?", "…", ";", ",", "。")):
            digest = bare.strip(" :").lower() in self._lexicon.digest_headings
            if digest or not bare.endswith(":"):
                return ("title" if first and len(words) >= TITLE_WORDS else "heading"), start
        return "body", start

    def _sentences(self, text: str, start: int, end: int, *, kind: str, paragraph: int) -> list[Cut]:
        """The sentences of one paragraph."""
        stops = sorted({*self._stops(text, start, end), *(glued := set(_glued(text, start, end))), end})
        kind = "bullet" if kind == "body" and len(glued) >= 2 else kind
        out = []
        for stop in stops:
            a, b = _trimmed(text, start, stop)
            if a < b:
                out.append(Cut(a, b, kind, paragraph))
            start = stop
        return out

    def _stops(self, text: str, start: int, end: int) -> Iterator[int]:
        begin = start
        for match in _STOP.finditer(text, start, end):
            if self._ends(text, match, begin, end):
                begin = match.end()
                yield begin

    def _ends(self, text: str, match: re.Match[str], begin: int, end: int) -> bool:
        """Whether the marks that `match` found end the sentence that began at `begin`."""
        following = _NEXT.match(text, match.end(), end)
        word = following["word"] if following else ""
        if not word and not (following and following["open"]):
            return False
        if word[:1].islower() or (word[:1] in ",;:" and word):
            return False
        if match["mark"] == ".":
            return self._period_ends(text, match, begin, word)
        if match["close"]:
            return not self._speech_follows(text, match.end(), end)
        return True

    def _period_ends(self, text: str, match: re.Match[str], begin: int, word: str) -> bool:
        before = _last_word(text, begin, match.start())
        bare = word.rstrip(".,;:!?" + _CLOSERS)
        lexicon = self._lexicon
        if before in self._not_last and not match["close"]:
            return False
        if before in lexicon.before_number:
            return not word[:1].isdigit()
        if before.lower() in ("a.m", "p.m"):
            return bare in lexicon.starters or (word[:1].isupper() and bare not in lexicon.after_hour)
        if "." in before and all(len(part) <= 2 for part in before.split(".")):
            return bare in lexicon.starters
        if before in lexicon.anywhere:
            return bare in lexicon.starters
        if len(before) == 1 and before.isupper() and before != "I":
            return bare in lexicon.starters and not _is_initial(text, match.end())
        return True

    def _speech_follows(self, text: str, at: int, end: int) -> bool:
        """After “Why?” comes who asked."""
        lead = _SPEECH_LEAD.match(text, at, min(end, at + 200))
        words = lead[1].split() if lead else []
        return any(word in self._lexicon.speech for word in words[:5])


def _is_initial(text: str, at: int) -> bool:
    return bool(re.compile(r"\s*[A-Z]\.").match(text, at))


def _last_word(text: str, begin: int, end: int) -> str:
    """The word before `end`, without brackets and quotation marks; at most 20 characters are looked at."""
    window = text[max(begin, end - 20) : end]
    return window.split()[-1].lstrip(_OPENERS + "-–—/") if window.split() else ""


def _glued(text: str, start: int, end: int) -> Iterator[int]:
    """Places where one sentence touches the next."""
    for match in _GLUED.finditer(text, start, end):
        chunk = _last_word(text, start, match.start("mark"))
        if not any(mark in chunk for mark in "/@\\_") and not chunk.lower().startswith("www") and "." not in chunk:
            yield match.end("close")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _paragraphs(text: str) -> Iterator[tuple[int, int, bool]]:
    """(start, end, stands after a blank line) of every paragraph."""
    block: list[tuple[int, int]] = []
    last = 0
    for match in _LINE.finditer(text):
        start, end = _trimmed(text, match.start(), match.end())
        blank_before = start >= end or _breaks(text[last : match.start()]) > 1
        if blank_before and block:
            yield from _of_block(text, block)
            block = []
        if start < end:
            block.append((start, end))
        last = match.end()
    yield from _of_block(text, block)


def _breaks(gap: str) -> int:
    """How many line ends a gap between two lines holds; CRLF is one."""
    return len(gap.replace("\r\n", "\n"))


def _of_block(text: str, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int, bool]]:
    """The paragraphs in a run of lines without a blank one."""
    first = True
    start = -1
    wrapped = _is_wrapped(text, lines)
    for i, (a, b) in enumerate(lines):
        start = a if start < 0 else start
        joined = (
            i + 1 < len(lines)
            and not _BULLET.match(text, lines[i + 1][0])
            and (wrapped or (text[lines[i + 1][0]].islower() and text[b - 1] not in ".!?:;"))
        )
        if not joined:
            yield start, b, first
            first, start = False, -1


def _is_wrapped(text: str, lines: list[tuple[int, int]]) -> bool:
    """True for prose broken at a fixed width: lines of like length, most of them ending in mid-sentence."""
    lengths = [b - a for a, b in lines]
    inner = lengths[:-1]
    if not inner or max(lengths) > WRAPPED_LINE or min(inner) < 0.6 * max(inner) or max(inner) < 40:
        return False
    open_ends = sum(text[b - 1] not in '.!?:;”"' for _, b in lines[:-1])
    return open_ends * 2 >= len(inner)
