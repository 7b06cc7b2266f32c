"""A sentence into words, as the English Universal Dependencies treebanks cut them.

Rules (checked against EWT and GUM):
- clitics are words: do|n't, Trump|'s, we|'ll, can|not;
- hyphens are words, Russia|-|Belarus, except after the prefixes in abbreviations.yaml (pro-Russian) and in numbers
  that look like telephone numbers; slashes too, except between digits (9/11);
- currency signs, per cent signs and units after a number are words: $|1.5|bn, 7|%, 5|pm;
- an abbreviation keeps its period; runs of one punctuation mark stay together;
- addresses of the web and of mail are one word.

All patterns run in time linear in the length of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from demarche.parse.lexicon import Lexicon

# Letters with the combining marks that may follow them.
_MARK = r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u200d"
_LETTER = r"[^\W\d_]"
_WORD = rf"{_LETTER}[^\W_{_MARK}]*(?:[{_MARK}][^\W_]*)*"
_PICTURE = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff"
_UNITS = [
    "am",
    "pm",
    "bn",
    "mn",
    "tn",
    "m",
    "k",
    "b",
    "km",
    "kg",
    "cm",
    "mm",
    "ft",
    "lb",
    "lbs",
    "mph",
    "kph",
    "mw",
    "kw",
    "gw",
    "hz",
    "mins",
    "min",
    "hrs",
    "hr",
    "c",
    "f",
    "x",
    "tr",
]
_ORDINAL = r"(?:st|nd|rd|th|s)(?!\w)"


class Piece(NamedTuple):
    """A word: offsets into the text it was cut from."""

    start: int
    end: int
    text: str


class Tokenizer:
    """Cuts sentences into words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._pattern = re.compile(_pattern(lexicon))
        self._numbered = lexicon.before_number

    def cut(self, text: str, offset: int = 0) -> list[Piece]:
        """The words of one sentence; `offset` is added to their places."""
        out: list[Piece] = []
        for match in self._pattern.finditer(text):
            word, start = match.group(), match.start() + offset
            if match.lastgroup == "word":
                out += _clitics(word, start)
            elif match.lastgroup == "abbreviation" and not self._keeps_period(word, text, match.end()):
                out += [
                    Piece(start, start + len(word) - 1, word[:-1]),
                    Piece(start + len(word) - 1, start + len(word), "."),
                ]
            else:
                out.append(Piece(start, start + len(word), word))
        return out

    def _keeps_period(self, word: str, text: str, end: int) -> bool:
        """ "No." and "J." keep their period only where something follows that they can belong to."""
        rest = text[end : end + 2].strip()
        if word[:-1] in self._numbered:
            return rest[:1].isdigit()
        return bool(rest) or len(word) != 2


def _pattern(lexicon: Lexicon) -> str:
    known = sorted(lexicon.before_name | lexicon.anywhere | lexicon.before_number, key=lambda w: (-len(w), w))
    abbreviations = "|".join(re.escape(w) for w in known)
    prefixes = "|".join(sorted(lexicon.prefixes, key=len, reverse=True))
    units = "|".join(sorted(_UNITS, key=len, reverse=True))
    parts = [
        r"(?P<address>(?:https?://|www\.)[^\s<>\"“”]*[\w/]|[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+"
        r"|[^\W_][\w-]{0,63}(?:\.[\w-]{1,63}){0,4}\.(?:com|org|net|gov|edu|pdf|docx?|xlsx?|html?)(?!\w))",
        rf"(?P<tag>[@#]{_LETTER}\w*)",
        rf"(?P<initials>(?:{_LETTER}\.){{2,}}(?![^\W\d_]))",
        rf"(?P<abbreviation>\b(?:{abbreviations}|[A-Z])\.(?!\.)(?!\w))",
        r"(?P<ellipsis>\.{2,}|…\.?)",
        r"(?P<phone>\+?\d{1,4}(?:[-.]\d{3,4}){1,2}-\d{4}(?!\d)|\d{3}-\d{4}(?!\d))",
        rf"(?P<number>\d+(?:(?:[.,:]|/(?=\d))\d+)*(?:(?i:{_ORDINAL})|(?=(?i:{units})(?!\w))|(?:(?!(?i:{units})(?!\w))[^\W_]+)?))",
        r"(?P<decade>['’]\d{2}s?(?!\w))",
        r"(?P<money>[A-Z]{1,3}\$|[$€£¥₽₴₪₹₩])",
        r"(?P<ampersand>[A-Za-z]{1,4}&[A-Za-z]{1,4}(?!\w)|(?<!\w)(?i:[a-z]/[a-z])(?!\w))",
        rf"(?P<prefixed>(?<![\w-])(?i:{prefixes})-{_WORD})",
        rf"(?P<word>{_WORD}(?:['’]{_WORD})*)",
        r"(?P<clitic>['’](?i:s|m|d|re|ve|ll|em)(?!\w))",
        rf"(?P<picture>[{_PICTURE}][{_PICTURE}\ufe0f\u200d]*)",
        r"(?P<run>(?P<mark>[-=_*~#+!?])(?:(?P=mark)|(?<=[!?])[!?])*)",
        r"(?P<other>\S)",
    ]
    return "|".join(parts)


_NEGATION = re.compile(r"(?i)n['’]t$")
_ENDING = re.compile(r"(?i)['’](?:s|m|d|re|ve|ll)$")
_FUSED = {"cannot": 3, "gonna": 3, "wanna": 3, "gotta": 3, "gimme": 3, "lemme": 3, "dunno": 2}


def _clitics(word: str, start: int) -> list[Piece]:
    """A word and the clitics at its end."""
    if "'" not in word and "’" not in word:
        cut = _FUSED.get(word.lower())
        return _at(word, start, cut) if cut else [Piece(start, start + len(word), word)]
    match = _NEGATION.search(word) or _ENDING.search(word)
    if match is None or match.start() == 0:
        return [Piece(start, start + len(word), word)]
    return [*_clitics(word[: match.start()], start), *_at(word, start, match.start())[1:]]


def _at(word: str, start: int, cut: int) -> list[Piece]:
    middle = start + cut
    return [Piece(start, middle, word[:cut]), Piece(middle, start + len(word), word[cut:])]
