"""Acts that a speaker does by saying so: "I would like to thank the envoy", "let me condemn", "we must thank".

The wish or leave in front of them is politeness: whoever says so has thanked or condemned.
"""

from __future__ import annotations

from demarche.coding.first_person import FIRST
from demarche.coding.negation import negations
from demarche.coding.tree import Tree
from demarche.ontology.grammar import grammar

PERFORMED = grammar()["performed"]
PREFACED = grammar()["prefaced"]
BELOW = frozenset(["xcomp", "ccomp", "advcl", "acl", "conj", "csubj"])
OBLIGING = frozenset(["must", "should", "can", "would", "'d", "’d"])  # "I must thank", "I would urge"


def is_performed(tree: Tree, i: int) -> bool:
    """Whether the act at word `i` is done in the first person by the words themselves."""
    if tree.tokens[i].lemma.lower() not in PERFORMED or tree.tokens[-1].text == "?":
        return False
    if _subject(tree, i) is not None:
        return _is_first(tree, _subject(tree, i)) and _is_polite(tree, i) and not _is_open(tree, i)
    at = i
    while tree.tokens[at].rel in BELOW and tree.tokens[at].head >= 0:
        at = tree.tokens[at].head
        if tree.tokens[at].lemma.lower() in PREFACED and _speaks(tree, at):
            return not _is_open(tree, at)
    return False


def _is_open(tree: Tree, i: int) -> bool:
    """Denied, or said on a condition."""
    marks = {tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "mark")}
    return any(negations(tree, i, -1, True)) or bool(marks & {"if", "whether", "unless"})


def _is_polite(tree: Tree, i: int) -> bool:
    auxiliaries = [tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "aux")]
    return len(auxiliaries) == 1 and auxiliaries[0] in OBLIGING


def _subject(tree: Tree, i: int) -> int | None:
    return tree.sentence.kid(i, "nsubj")


def _is_first(tree: Tree, k: int | None) -> bool:
    return k is not None and tree.tokens[k].text.lower() in FIRST


def _speaks(tree: Tree, at: int) -> bool:
    """ "I would like …", "allow me …", "it is my pleasure …"."""
    return any(
        tree.tokens[c].text.lower() in FIRST for c in tree.sentence.kids(at, "nsubj", "obj", "iobj", "nmod:poss")
    ) or any(_is_first(tree, s) for o in tree.sentence.kids(at, "xcomp", "ccomp") for s in [_subject(tree, o)])
