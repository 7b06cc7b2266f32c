"""Open questions: "whether … remains to be seen", "it is unclear who", "questions remain over", headlines that ask.

A question keeps the clause that asks it; both sides of its "or" are its alternatives, and the two countries named in
it are its dyad.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demarche.coding.context import Context
from demarche.coding.question_cues import left_open
from demarche.coding.tree import Tree
from demarche.model import Token
from demarche.model.record import QuestionRecord

_PLACES = frozenset(["country", "nationality", "capital", "metonym"])
_WHERE = frozenset(["in", "at", "near", "outside", "around"])
# Whoever houses one of these is a party to it: the embassy of one country stands in another.
_POSTED = frozenset(["embassy", "consulate", "legation", "ambassador", "consul", "envoy", "diplomat"])


def questions(context: Context) -> Iterator[QuestionRecord]:
    """The open questions of an article in text order, at most one for each sentence."""
    for n, tree in enumerate(context.trees):
        if not tree.tokens:
            continue
        found = left_open(tree)
        if found:
            yield _record(n, *found, context)


def _record(n: int, whole: list[int], clause: list[int], context: Context) -> QuestionRecord:
    tree = context.trees[n]
    first, last = _trimmed(tree, whole)
    span = tree.sentence.span(first, last)
    return QuestionRecord(
        text=span.text,
        start=span.start,
        end=span.end,
        alternatives=_alternatives(tree, clause),
        dyad=_dyad(n, first, last, context),
    )


def _trimmed(tree: Tree, keep: list[int]) -> tuple[int, int]:
    """Without "but", "still" and commas at its ends; the question mark stays."""
    first, last = 0, len(keep) - 1
    while first < last and tree.tokens[keep[first]].rel in ("punct", "cc"):
        first += 1
    while last > first and tree.tokens[keep[last]].upos == "PUNCT" and tree.tokens[keep[last]].text != "?":
        last -= 1
    return keep[first], keep[last]


def _is_where(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "in Geneva" is where, "in US-Belarus relations" and "the US embassy in Minsk" are who."""
    if first == 0 or tokens[first - 1].text.lower() not in _WHERE or tokens[last].rel not in ("obl", "nmod"):
        return False
    return tokens[last].head < 0 or tokens[tokens[last].head].lemma.lower() not in _POSTED


def _alternatives(tree: Tree, clause: list[int]) -> list[str]:
    """Both sides of the topmost "or" of the clause; none for "whether or not" and for plain questions."""
    for i in sorted(clause, key=lambda k: _depth(tree, k)):
        if tree.tokens[i].text.lower() != "or" or i + 1 not in clause or tree.tokens[i + 1].text.lower() == "not":
            continue
        joined = tree.tokens[i].head
        right = (
            [k for k in clause if k > i]
            if joined >= 0 and _runs_to_end(tree, joined, clause)
            else tree.sentence.subtree(max(joined, 0))
        )
        right = [k for k in right if k > i]
        asking = [k for k in range(clause[0], i) if tree.tokens[k].text.lower() in ("whether", "if")]
        left = list(range(asking[0] if asking else clause[0], i))
        if joined >= 0 and not _runs_to_end(tree, joined, clause) and tree.tokens[joined].head >= 0:
            left = [k for k in tree.sentence.subtree(tree.tokens[joined].head) if k < i]
        while left and tree.tokens[left[0]].text.lower() in ("whether", "if", "either", ","):
            left = left[1:]
        while right and tree.tokens[right[0]].text.lower() in ("or", "whether", "if", ","):
            right = right[1:]
        texts = [_text(tree, side) for side in (left, right)]
        return texts if all(texts) else []
    return []


def _runs_to_end(tree: Tree, k: int, clause: list[int]) -> bool:
    last = max(j for j in clause if tree.tokens[j].upos != "PUNCT")
    return last in tree.sentence.subtree(k)


def _depth(tree: Tree, k: int) -> tuple[int, int]:
    depth, j = 0, k
    while j >= 0 and depth < len(tree.tokens):
        j = tree.tokens[j].head
        depth += 1
    return depth, k


def _text(tree: Tree, side: list[int]) -> str:
    while side and tree.tokens[side[-1]].upos == "PUNCT":
        side = side[:-1]
    while side and tree.tokens[side[0]].upos == "PUNCT":
        side = side[1:]
    return " ".join(tree.sentence.span(side[0], side[-1]).text.split()) if side else ""


def _dyad(n: int, first: int, last: int, context: Context) -> list[str]:
    """The first two different countries among the parties named in the question."""
    tokens = context.trees[n].tokens
    matches = sorted(context.phrases[n].matches, key=lambda m: m.first)
    found = [
        m.entry.country
        for m in matches
        if first <= m.first <= last and m.entry.kind in _PLACES and not _is_where(tokens, m.first, m.last)
    ]
    figures = [context.cast.figure(x) for i in range(first, last + 1) for x in context.cast.who.get((n, i), ())]
    found.extend(f.country for f in figures if f.reading.kind != "place" and f.reading.kind != "country")
    states = [c for c in dict.fromkeys(found) if c and c in context.knowledge.countries]
    return states[:2] if len(states) >= 2 else []
