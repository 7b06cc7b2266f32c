"""Open questions: "whether … remains to be seen", "it is unclear who", "questions remain over", headlines that ask.

A question keeps the clause that asks it; both sides of its "or" are its alternatives, and the two countries named in
it are its dyad.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from demarche.coding.context import Context
from demarche.coding.stance import lemma, negated
from demarche.coding.tree import Tree
from demarche.model import Token
from demarche.model.record import QuestionRecord
from demarche.ontology.codebook import DATA, read_yaml

_PLACES = frozenset(["country", "nationality", "capital", "metonym"])
# the ending tells it, however the parser hung the clause
_SEEN = re.compile(
    r"\b(?:remains? to be seen|(?:is|was|remains?) (?:still |far from )?(?:unclear|uncertain|unknown|clear|anyone's guess))\W*$"
)
_WHERE = frozenset(["in", "at", "near", "outside", "around"])


@cache
def words() -> dict[str, frozenset[str]]:
    raw: dict[str, Any] = read_yaml(DATA / "questions.yaml")
    return {k: frozenset(map(str, v)) for k, v in raw.items() if k != "version"}


def questions(context: Context) -> Iterator[QuestionRecord]:
    """The open questions of an article in text order, at most one for each sentence."""
    for n, tree in enumerate(context.trees):
        if not tree.tokens:
            continue
        found = _asked(tree) or _left_open(tree) or _plain(tree)
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


# -- where a question is left open ---------------------------------------------------------------------------


def _asked(tree: Tree) -> tuple[list[int], list[int]] | None:
    """A sentence of the writer that ends in a question mark and does not serve the reader's household."""
    tokens = tree.tokens
    marks = [i for i, t in enumerate(tokens) if t.text == "?"]
    if not marks or any(t.text in '“”"«»„' for t in tokens) or marks[-1] < len(tokens) - 2:
        return None
    said = tree.sentence.text.lower().lstrip("‘'- ")
    if any(said == s or said.startswith(s + " ") for s in words()["service"]) or len(tokens) < 5:
        return None
    everything = list(range(marks[-1] + 1))
    return everything, everything


def _plain(tree: Tree) -> tuple[list[int], list[int]] | None:
    """ "Whether … remains to be seen" from end to end."""
    tokens, text = tree.tokens, tree.sentence.text.replace("’", "'")
    found = _SEEN.search(text)
    if tokens[0].text.lower() != "whether" or found is None or tokens[1].text.lower() == "or":
        return None
    clause = [i for i, t in enumerate(tokens) if t.end - tree.sentence.start <= found.start()]
    return (list(range(len(tokens))), clause) if clause else None


def _left_open(tree: Tree) -> tuple[list[int], list[int]] | None:
    for i, token in enumerate(tree.tokens):
        word = token.text.lower()
        if (word in words()["asking"] and word != "if") or (word == "if" and token.rel == "mark"):
            head = _clause_of(tree, i)
            if head is not None:
                cue = _opener(tree, head, word)
                if cue is not None and not _in_quotes(tree, cue):
                    return _around(tree, cue, head), _below(tree, head)
        elif token.lemma.lower() in words()["nouns"] and token.upos == "NOUN":
            found = _lingering(tree, i)
            if found:
                return found
        elif token.lemma.lower() in words()["depend"] and token.upos == "VERB":
            found = _depends(tree, i)
            if found:
                return found
    return None


def _clause_of(tree: Tree, i: int) -> int | None:
    """The predicate of the clause that the question word opens."""
    token = tree.tokens[i]
    k = token.head if token.head >= 0 else i
    while (
        tree.tokens[k].rel in ("nsubj", "obj", "obl", "det", "amod", "nmod", "advmod", "case")
        and tree.tokens[k].head > i
    ):
        k = tree.tokens[k].head
    if (
        tree.tokens[k].deprel == "acl:relcl"
        and tree.tokens[k].head < i
        and tree.tokens[i].text.lower() in ("who", "whom", "whose", "which")
    ):
        return None
    return k


def _opener(tree: Tree, head: int, word: str) -> int | None:
    """The predicate that leaves the clause open, or None."""
    token = tree.tokens[head]
    above = token.head
    while above >= 0 and tree.tokens[above].rel in ("fixed",):
        above = tree.tokens[above].head
    candidates = [above] if above >= 0 else []
    if above >= 0 and tree.tokens[above].head >= 0:
        candidates.append(tree.tokens[above].head)
    if above < 0 and tree.sentence.kid(head, "csubj", "nsubj") is not None:
        candidates.append(head)
    subjects = [c for k in (head, *candidates[:1]) for c in tree.sentence.kids(k, "nsubj", "nsubj:outer")]
    if any(lemma(tree, c) == "question" for c in subjects):
        return head
    for k in candidates:
        if _leaves_open(tree, k, head):
            return k
    return None


def _leaves_open(tree: Tree, k: int, clause: int) -> bool:
    word = lemma(tree, k)
    w = words()
    if word in w["unclear"]:
        if word == "question":
            return _is_the_question(tree, k)
        return not negated(tree, k)
    if word in w["not_clear"]:
        return negated(tree, k) or _far(tree, k)
    if word in w["hard"]:
        return any(
            tree.tokens[c].rel in ("advcl", "xcomp", "ccomp", "csubj") for c in tree.sentence.children[k]
        ) and _has_too(tree, k)
    if word == "remain":
        return any(lemma(tree, c) in (*w["seen"], *w["unclear"]) for c in tree.sentence.subtree(k) if c != clause)
    if word in w["seen"]:
        return _yet(tree, k)
    if word in w["know"]:
        return _nobody(tree, k)
    return word in w["depend"]


def _is_the_question(tree: Tree, k: int) -> bool:
    """ "The question is whether", "whether … is an open question"; not "the question of whether … was settled"."""
    if tree.tokens[k].rel == "nsubj" and tree.tokens[k].head >= 0:
        return True
    return tree.sentence.kid(k, "cop") is not None or any(
        tree.tokens[c].rel == "nsubj" for c in tree.sentence.children[k]
    )


def _far(tree: Tree, k: int) -> bool:
    """ "is far from clear", "less than certain", "has yet to be decided"."""
    near = {tree.tokens[c].text.lower() for c in tree.sentence.subtree(k, skip=frozenset(["csubj", "ccomp", "nsubj"]))}
    return "far" in near or "less" in near or _yet(tree, k)


def _has_too(tree: Tree, k: int) -> bool:
    near = {tree.tokens[c].text.lower() for c in tree.sentence.kids(k, "advmod")}
    return "too" in near or lemma(tree, k) in ("hard", "difficult", "impossible", "tricky")


def _yet(tree: Tree, k: int) -> bool:
    """ "remains to be seen", "has yet to decide", "is still to be settled"."""
    token = tree.tokens[k]
    if token.rel in ("xcomp", "ccomp", "advcl") and token.head >= 0:
        above = tree.tokens[token.head]
        if above.lemma.lower() == "remain":
            return True
        if above.lemma.lower() in ("have", "be") and any(
            tree.tokens[c].text.lower() in ("yet", "still") for c in tree.sentence.subtree(token.head)
        ):
            return True
    words_near = {tree.tokens[c].text.lower() for c in tree.sentence.kids(k, "advmod", "aux")}
    return "yet" in words_near and not token.has("Tense=Past")


def _nobody(tree: Tree, k: int) -> bool:
    for c in tree.sentence.kids(k, "nsubj"):
        text = tree.tokens[c].text.lower()
        if text in words()["nobody"] or any(
            tree.tokens[d].text.lower() in ("no", "few") for d in tree.sentence.kids(c, "det", "amod")
        ):
            return True
    return False


def _lingering(tree: Tree, i: int) -> tuple[list[int], list[int]] | None:
    """ "questions remain over", "raises questions about", "it left open the question of whether"."""
    token = tree.tokens[i]
    if token.head < 0 or any(tree.tokens[c].text.lower() in ("no", "any") for c in tree.sentence.kids(i, "det")):
        return None
    above = lemma(tree, token.head)
    about = [c for p, c in tree.phrases(i) if p in words()["over"]] + list(tree.sentence.kids(i, "acl"))
    about += [c for p, c in tree.verb(token.head).obliques if p in words()["over"]]
    plural = token.has("Number=Plur") or lemma(tree, i) == "uncertainty"
    if token.rel == "nsubj" and above in words()["remain"] and about:
        return _around(tree, token.head, i), []
    if token.rel == "obj" and above in words()["raise"] and about and plural and not negated(tree, token.head):
        return _around(tree, token.head, i), []
    return None


def _depends(tree: Tree, i: int) -> tuple[list[int], list[int]] | None:
    """ "what happens next depends on", "much will depend on"; "the harvest depends on rain" leaves nothing open."""
    subject = tree.sentence.kid(i, "csubj", "nsubj")
    if subject is None:
        return None
    first = tree.tokens[tree.sentence.subtree(subject)[0]].text.lower()
    if first in words()["asking"] or tree.tokens[subject].text.lower() in ("much", "everything"):
        return _around(tree, i, i), []
    return None


def _in_quotes(tree: Tree, k: int) -> bool:
    """True inside quotation marks: that is the question of whoever speaks."""
    opened = 0
    for token in tree.tokens[:k]:
        opened += token.text in ("“", "«", "„")
        opened -= token.text in ("”", "»")
        if token.text == '"':
            opened = 1 - min(opened, 1)
    return opened > 0


# -- the words of a question ---------------------------------------------------------------------------------


def _below(tree: Tree, head: int) -> list[int]:
    return tree.sentence.subtree(head, skip=frozenset(["parataxis"]))


def _around(tree: Tree, cue: int, head: int) -> list[int]:
    """The clause of the cue with the question; clauses coordinated with it are left out."""
    top = cue
    while (
        tree.tokens[top].rel in ("xcomp", "ccomp", "advcl", "nsubj")
        and tree.tokens[top].head >= 0
        and not _own_subject(tree, top)
    ):
        top = tree.tokens[top].head
    keep = set(tree.sentence.subtree(top))
    inner = set(_below(tree, head))
    for c in tree.sentence.children[top]:
        token = tree.tokens[c]
        own = token.rel == "conj" and tree.sentence.kid(c, "nsubj", "csubj", "expl") is not None
        if (
            (own or token.rel == "parataxis")
            and cue not in (below := set(tree.sentence.subtree(c)))
            and not below & inner
        ):
            keep -= below
    return sorted(keep)


def _own_subject(tree: Tree, k: int) -> bool:
    return tree.sentence.kid(k, "nsubj", "csubj", "expl") is not None and tree.tokens[k].rel in ("ccomp", "advcl")


def _trimmed(tree: Tree, keep: list[int]) -> tuple[int, int]:
    """Without "but", "still" and commas at its ends; the question mark stays."""
    first, last = 0, len(keep) - 1
    while first < last and tree.tokens[keep[first]].rel in ("punct", "cc"):
        first += 1
    while last > first and tree.tokens[keep[last]].upos == "PUNCT" and tree.tokens[keep[last]].text != "?":
        last -= 1
    return keep[first], keep[last]


def _is_where(tokens: Sequence[Token], first: int, last: int) -> bool:
    """ "in Geneva" is where, "in US-Belarus relations" is who."""
    return first > 0 and tokens[first - 1].text.lower() in _WHERE and tokens[last].rel in ("obl", "nmod")


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
