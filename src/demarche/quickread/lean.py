"""Does a sentence lean on the one before it?  Judged by its words alone, and rather too often than too seldom."""

from __future__ import annotations

import re

from demarche.coding.digest_words import lists

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[.,;:]")
_ONE = frozenset(["he", "she", "him", "his", "her", "hers", "it", "its", "himself", "herself", "itself"])
_MANY = frozenset(["they", "them", "their", "theirs", "themselves", "both"])
_POINTING = frozenset(["the", "this", "that", "these", "those", "such"])
_BOUND = frozenset(
    ["of", "on", "between", "with", "for", "to", "in", "over", "against", "about", "that", "which", "from", "at", "by"]
)
_SMALL = frozenset(
    [
        "the",
        "a",
        "an",
        "in",
        "on",
        "at",
        "after",
        "before",
        "when",
        "as",
        "while",
        "with",
        "for",
        "by",
        "from",
        "two",
        "three",
    ]
)

_ACTS = ("ment", "tion", "sion", "sure")  # "the closure", "the deployment"
_BODIES = frozenset(
    ["government", "parliament", "nation", "constitution", "population", "opposition", "coalition", "commission"]
)


def leans(text: str) -> bool:
    """True for a pronoun without a name before it, and for "the agreement" when nothing says which."""
    words: list[str] = _WORD.findall(text)
    return any(_points_back(words, n) for n in range(len(words)))


def _points_back(words: list[str], n: int) -> bool:
    word, before = words[n].lower(), words[:n]
    if word in _ONE:
        return not any(w[:1].isupper() and w.lower() not in _SMALL for w in before)
    if word in _MANY:
        return not any(w == "and" or (len(w) > 3 and w.endswith("s")) for w in before) and "police" not in before
    if word in ("this", "these", "those") and (n + 1 == len(words) or not words[n + 1][:1].isalpha()):
        return True
    return word in _POINTING and _unsaid(words[n + 1 : n + 3], before)


def _unsaid(after: list[str], before: list[str]) -> bool:
    """True for a noun that needs an earlier sentence, with nothing behind it that says which one is meant."""
    noun = after[0].lower() if after else ""
    act = noun in lists()["leaning"] or (noun.endswith(_ACTS) and noun not in _BODIES)
    if not act or any(w.lower() == noun for w in before):
        return False
    return len(after) == 1 or not (after[1].lower() in _BOUND or after[1].isalpha())
