"""Shorter sentences out of the article's own words: openers, asides and long additions are left out.

Nothing else is changed.

Conditions, negations, hedges and the words of who said it always stay.
A pronoun or short form that leans on an earlier sentence is replaced by a mention that names the actor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import msgspec

from demarche.coding.digest_names import spans
from demarche.coding.digest_words import lists, words
from demarche.model import Draft, Sentence, Span

LONG = 30  # words; below that a sentence is left whole
_ASIDE = ("acl:relcl", "appos", "acl", "advcl", "parataxis", "advcl:relcl")
_MARKS = frozenset([",", "–", "—", "-", ";", "(", ")", ":"])
_DATELINE = re.compile(r"^[A-Z][\w.,'’/() ]{1,60}?\s?[-–—]{1,2}\s")


class Piece(msgspec.Struct, frozen=True):
    """A sentence cut down: its stretches of article text in order, and how much it leans on what was said before."""

    spans: tuple[Span, ...]
    leans: float
    words: int


def cut(n: int, draft: Draft, need: Iterable[int], *, returning: bool = False, named: frozenset[str] = frozenset(),
        limit: int = LONG) -> Piece | None:  # fmt: skip
    """Sentence `n` with what must stay around the words in `need`; None when nothing readable is left.

    Asides are left out, the least needed first, until `limit` words are left or no aside is.
    """
    sentence = draft.parsed.sentences[n]
    need = frozenset(need)
    keep = set(range(len(sentence.tokens))) - _opening(sentence, returning=returning) - _parentheses(sentence)
    keep = _clause(sentence, keep, need, limit)
    for aside in _asides(sentence, need):
        if _count(sentence, keep) <= limit:
            break
        if aside & keep and len(keep - aside) > 3:
            keep -= aside
    order = _tidy(sentence, sorted(keep))
    if len(order) < 3 or not _balanced(sentence, order):
        return None
    kept, leans = spans(n, draft, order, named)
    if any(sentence.text.lower().startswith(f"{o},") for o in lists()["returning"]) and not returning:
        leans += 0.6
    return Piece(tuple(kept), leans, sum(len(words(s.text)) for s in kept))


def _count(sentence: Sentence, keep: set[int]) -> int:
    return sum(sentence.tokens[k].upos != "PUNCT" for k in keep)


def _opening(sentence: Sentence, *, returning: bool) -> set[int]:
    """Dateline and openers: "MINSK, Sept 9 - ", "However, ", "But "."""
    tokens = sentence.tokens
    out: set[int] = set()
    line = _DATELINE.match(sentence.text)
    if line and sum(c.isupper() for c in line.group()) >= 3:
        out |= {i for i, t in enumerate(tokens) if t.end - sentence.start <= line.end()}
    start = len(out)
    known = lists()["openers"] | (lists()["returning"] if returning else frozenset())
    for size in (5, 4, 3, 2, 1):
        said = " ".join(t.text.lower() for t in tokens[start : start + size])
        after = tokens[start + size].text if start + size < len(tokens) else ""
        if said in known and (after == "," or tokens[start].upos == "CCONJ"):
            return out | set(range(start, start + size + (after == ",")))
    return out | _framing(sentence, start)


def _framing(sentence: Sentence, start: int) -> set[int]:
    """ "In a striking display of unity, ": how the writer sees it, with no name, number or day in it."""
    tokens = sentence.tokens
    end = next((i for i in range(start, min(start + 12, len(tokens))) if tokens[i].text == ","), None)
    if end is None or tokens[start].text.lower() not in ("in", "as", "with"):
        return set()
    inside = tokens[start:end]
    plain = all(not t.name and (t.upos not in ("PROPN", "NUM", "VERB", "PRON") or t.rel == "amod") for t in inside)
    return set(range(start, end + 1)) if plain and any(t.lemma.lower() in lists()["framing"] for t in inside) else set()


def _parentheses(sentence: Sentence) -> set[int]:
    out: set[int] = set()
    opened: int | None = None
    for i, token in enumerate(sentence.tokens):
        if token.text in ("(", "["):
            opened = i
        elif token.text in (")", "]") and opened is not None:
            out |= set(range(opened, i + 1))
            opened = None
    return out


def _clause(sentence: Sentence, keep: set[int], need: frozenset[int], limit: int) -> set[int]:
    """Of several coordinated clauses, those that tell what is needed; a short sentence stays whole."""
    if _count(sentence, keep) <= limit:
        return keep
    root = sentence.root
    for c in sentence.kids(root, "conj", "parataxis"):
        token = sentence.tokens[c]
        if token.upos not in ("VERB", "AUX", "ADJ") or sentence.kid(c, "nsubj", "nsubj:pass", "csubj") is None:
            continue
        below = set(sentence.subtree(c))
        if _is_said(sentence, below):
            continue
        if need and need <= below and token.rel == "conj":
            return keep & (below - _joint(sentence, c))
        if not need & below:
            keep = keep - below
    return keep


def _joint(sentence: Sentence, c: int) -> set[int]:
    """The "and" and the comma before a coordinated clause."""
    return {k for k in sentence.kids(c, "cc", "punct") if k < c}


def _is_said(sentence: Sentence, below: set[int]) -> bool:
    return any(sentence.tokens[k].text.lower() in lists()["speech"] for k in below)


def _asides(sentence: Sentence, need: frozenset[int]) -> list[set[int]]:
    """Additions closed off by punctuation that can be left out, the longest first within each kind."""
    found: list[tuple[int, int, set[int]]] = []
    for i, token in enumerate(sentence.tokens):
        if token.deprel not in _ASIDE and not (token.rel in ("obl", "nmod") and token.head >= 0):
            continue
        below = sentence.subtree(i)
        inside = [k for k in below if sentence.tokens[k].upos != "PUNCT"]
        if not inside or need & set(below) or not _closed(sentence, inside) or _binds(sentence, i, inside):
            continue
        rank = _ASIDE.index(token.deprel) if token.deprel in _ASIDE else len(_ASIDE)
        found.append((rank, -len(inside), set(range(inside[0], inside[-1] + 1))))
    return [words for _, _, words in sorted(found, key=lambda f: f[:2])]


def _closed(sentence: Sentence, inside: list[int]) -> bool:
    """True when punctuation or the edge of the sentence stands on both sides, and the stretch has no holes."""
    tokens = sentence.tokens
    first, last = inside[0], inside[-1]
    left = first == 0 or tokens[first - 1].text in _MARKS
    right = last + 1 >= len(tokens) or tokens[last + 1].text in _MARKS or tokens[last + 1].text in (".", "!", "?")
    holes = sum(k not in inside and tokens[k].upos != "PUNCT" for k in range(first, last + 1))
    return left and right and holes == 0 and not (first == 0 and last + 2 >= len(tokens))


def _binds(sentence: Sentence, i: int, inside: list[int]) -> bool:
    """Conditions stay, and so do short clauses of saying."""
    said = {sentence.tokens[k].text.lower() for k in inside[:2]}
    if said & lists()["binding"]:
        return True
    everything = {sentence.tokens[k].text.lower() for k in inside}
    return bool(everything & lists()["speech"]) and (sentence.tokens[i].rel == "parataxis" or len(inside) <= 8)


def _tidy(sentence: Sentence, order: list[int]) -> list[int]:
    """Without the commas and dashes that stood around what was left out, nor any at the ends."""
    drop: set[int] = set()
    for a, b in pairwise(order):
        if b - a > 1:
            drop |= {k for k in (a, b) if sentence.tokens[k].text in _MARKS}
    out = [k for k in order if k not in drop]
    while out and sentence.tokens[out[0]].upos == "PUNCT" and sentence.tokens[out[0]].text not in '“"‘':
        out.pop(0)
    while out and sentence.tokens[out[-1]].text in (*_MARKS, ".", "…"):
        out.pop()
    return out


def _balanced(sentence: Sentence, order: list[int]) -> bool:
    text = "".join(sentence.tokens[k].text for k in order)
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")
