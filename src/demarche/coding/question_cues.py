"""Where a sentence leaves something open, and the words of the clause that asks it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from demarche.coding.stance import lemma, negated
from demarche.coding.tree import Tree
from demarche.ontology.codebook import DATA, read_yaml

# the ending tells it, however the parser hung the clause
_OPEN = r"unclear|uncertain|unknown|far from clear|not (?:yet )?clear|anyone's guess"
_SEEN = re.compile(rf"\b(?:remains? to be seen|(?:is|was|remains?) (?:still )?(?:{_OPEN}))\W*$")
Open = tuple[list[int], list[int]]  # the words of the whole question, and of the clause that asks


@cache
def words() -> dict[str, frozenset[str]]:
    raw: dict[str, Any] = read_yaml(DATA / "questions.yaml")
    return {k: frozenset(map(str, v)) for k, v in raw.items() if k != "version"}


def left_open(tree: Tree) -> Open | None:
    """What this sentence leaves open, or None."""
    return _asked(tree) or _cued(tree) or _plain(tree)


def _asked(tree: Tree) -> Open | None:
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


def _plain(tree: Tree) -> Open | None:
    """ "Whether … remains to be seen" from end to end."""
    tokens, text = tree.tokens, tree.sentence.text.replace("’", "'")
    found = _SEEN.search(text)
    if tokens[0].text.lower() != "whether" or found is None or tokens[1].text.lower() == "or":
        return None
    clause = [i for i, t in enumerate(tokens) if t.end - tree.sentence.start <= found.start()]
    return (list(range(len(tokens))), clause) if clause else None


def _cued(tree: Tree) -> Open | None:
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


def _lingering(tree: Tree, i: int) -> Open | None:
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


def _depends(tree: Tree, i: int) -> Open | None:
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
