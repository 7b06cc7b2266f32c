"""Where a name begins and ends beside the noun that tells its class: capitals that the tree holds together."""

from __future__ import annotations

import re

from demarche.knowledge.words import POSSESSIVE
from demarche.model.text import Sentence, Token
from demarche.parse.name_tables import word_set

# Words of these kinds are no part of a name, whatever their first letter.
_CLOSED = frozenset(("DET", "ADP", "PRON", "AUX", "CCONJ", "SCONJ", "PART", "INTJ", "PUNCT"))
# How the words of one name hang together.
_INNER = frozenset(("compound", "amod", "flat", "nummod", "nmod", "conj", "cc", "appos", "punct", "dep", "goeswith"))
_HYPHENS = ("-", "–", "‑")
_QUOTES = ('"', "“", "”", "'", "‘", "’", "«", "»")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_COUNT = re.compile(r"\d{1,4}[A-Z]?|[IVX]+")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)", re.IGNORECASE)


def is_naming(token: Token) -> bool:
    """True for a word that can be part of a name: capitalised, and no function word or day of the week."""
    text = token.text
    if not text[:1].isupper() or token.upos in _CLOSED or text.lower() in word_set("calendar"):
        return False
    return token.upos != "VERB" or token.rel in _INNER or bool(token.name)


def is_hyphen(token: Token) -> bool:
    return token.text in _HYPHENS


def is_year(token: Token) -> bool:
    return bool(_YEAR.fullmatch(token.text))


def glued(sentence: Sentence, i: int) -> bool:
    """True when no space stands between token `i` and the one before it."""
    return 0 < i < len(sentence.tokens) and sentence.tokens[i].start == sentence.tokens[i - 1].end


def leftward(sentence: Sentence, first: int, last: int, *, possessive: bool = False) -> int:
    """The first token of the name that ends with tokens `first` to `last`; `first` itself when nothing belongs."""
    tokens = sentence.tokens
    start = i = first
    while i > 0 and _may_precede(sentence, i - 1, possessive):
        i -= 1
        if is_naming(tokens[i]) or _counts(tokens[i]):
            start = i
    while start < first and not (_opens(tokens[start]) and is_joined(sentence, start, last)):
        start += 1
    return start


def _may_precede(sentence: Sentence, i: int, possessive: bool) -> bool:
    token = sentence.tokens[i]
    if is_naming(token) or _counts(token):
        return True
    if is_hyphen(token):
        return glued(sentence, i) and glued(sentence, i + 1)
    return possessive and token.text in POSSESSIVE and i > 0 and not sentence.tokens[i - 1].name


def _counts(token: Token) -> bool:
    return is_year(token) or bool(_ORDINAL.fullmatch(token.text))


def _opens(token: Token) -> bool:
    return is_naming(token) or _counts(token)


def is_joined(sentence: Sentence, first: int, last: int) -> bool:
    """True when tokens `first` to `last` are one piece of the tree, tied as the words of a name are."""
    loose = 0
    for i in range(first, last + 1):
        token = sentence.tokens[i]
        if not first <= token.head <= last:
            loose += 1
        elif token.rel not in _INNER and token.text not in POSSESSIVE:
            return False
    return loose == 1


def rightward(sentence: Sentence, i: int) -> int:
    """The last token of the capitals after token `i`, over hyphens and "of"; `i` itself when there are none."""
    tokens = sentence.tokens
    last, k = i, i + 1
    while k < len(tokens):
        if is_naming(tokens[k]) and not (last > i and tokens[k].name.startswith("B-") and tokens[last].name):
            last = k
        elif not (_is_link(sentence, k) if last > i else _is_particle(sentence, k)):
            break
        k += 1
    return last


def _is_link(sentence: Sentence, k: int) -> bool:
    """A hyphen, particle, "of" or "of the" inside a name ("Swords of Iron")."""
    tokens = sentence.tokens
    word = tokens[k].text
    if is_hyphen(tokens[k]):
        return glued(sentence, k)
    if word == "of":
        return k + 1 < len(tokens) and (is_naming(tokens[k + 1]) or tokens[k + 1].text == "the")
    return _is_particle(sentence, k) or (word == "the" and tokens[k - 1].text == "of")


def _is_particle(sentence: Sentence, k: int) -> bool:
    """ "de" in "Stade de France"."""
    tokens = sentence.tokens
    return tokens[k].text in word_set("particles") and k + 1 < len(tokens) and is_naming(tokens[k + 1])


def of_name(sentence: Sentence, last: int, *links: str) -> int:
    """The last token of "of the Parties", "of 1812" behind token `last`; `last` itself when nothing follows."""
    tokens = sentence.tokens
    k = last + 1
    if k >= len(tokens) or tokens[k].text not in links:
        return last
    k += k + 1 < len(tokens) and tokens[k + 1].text == "the"
    end = rightward(sentence, k)
    if end > k:
        return last if last < tokens[last].head <= end else end  # not "Museum of Flight" in "Museum of Flight CEO"
    return k + 1 if k + 1 < len(tokens) and is_year(tokens[k + 1]) else last


def with_number(sentence: Sentence, last: int) -> int:
    """The token of the number that belongs to a name ("World War II", "Zapad-2025"); `last` when there is none."""
    tokens = sentence.tokens
    k = last + 1
    if k < len(tokens) and is_hyphen(tokens[k]) and glued(sentence, k) and glued(sentence, k + 1):
        k += 1
    if k >= len(tokens) or not _COUNT.fullmatch(tokens[k].text):
        return last
    tied = last - 3 <= tokens[k].head <= last or (glued(sentence, k) and k > last + 1)
    return k if tied or (tokens[k].head == tokens[last].head and is_year(tokens[k])) else last


def unquoted(sentence: Sentence, i: int) -> int:
    """The token after `i`, or the one behind the quotation mark there."""
    k = i + 1
    return k + 1 if k < len(sentence.tokens) and sentence.tokens[k].text in _QUOTES else k


def closed(sentence: Sentence, first: int, last: int) -> int:
    """`last`, or the closing quotation mark behind it when one was opened inside the name."""
    tokens = sentence.tokens
    opened = any(tokens[i].text in _QUOTES for i in range(first, last + 1))
    return last + 1 if opened and last + 1 < len(tokens) and tokens[last + 1].text in _QUOTES else last


def goes_on(sentence: Sentence, last: int) -> bool:
    """True when a capitalised word follows that the tree ties to the name: "Airport Authority", "Bridge Street"."""
    tokens = sentence.tokens
    k = last + 1
    if k >= len(tokens) or not is_naming(tokens[k]):
        return False
    return tokens[last].head == k or (tokens[k].head == last and tokens[k].rel in ("flat", "compound"))


def head_of(sentence: Sentence, first: int, last: int) -> int:
    """The token of a stretch that hangs on a word outside."""
    outside = [i for i in range(first, last + 1) if not first <= sentence.tokens[i].head <= last]
    return outside[0] if outside else last
