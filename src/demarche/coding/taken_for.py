"""What word a pronoun stands for within its sentence: "imposed sanctions on Oslo and later lifted them".

Only words of the clauses above it are asked, and a pattern that wants certain words takes a pronoun that may stand for
one of them: nobody lifts anything but the sanctions there.  Who the pronoun names is told in references.py.
"""

from __future__ import annotations

from demarche.coding.tree import Tree
from demarche.model import Token

MANY = frozenset(["they", "them", "those", "these"])
ONE = frozenset(["it", "this"])
PEOPLE = frozenset(["he", "she", "him", "her"])
# Through these a clause hangs on the one that it goes on with.
GOING_ON = frozenset(["ccomp", "xcomp", "advcl", "conj", "parataxis"])
STEPS = 4  # clauses upward


def taken_for(tree: Tree, i: int) -> tuple[int, ...]:
    """The nouns before pronoun `i`, subjects and objects of the clauses above, that it may stand for; nearest clause
    first.
    """
    word = tree.tokens[i].text.lower()
    if tree.tokens[i].upos != "PRON" or word not in MANY | ONE | PEOPLE:
        return ()
    out: list[int] = []
    verb, steps = tree.tokens[i].head, 0
    while verb >= 0 and tree.tokens[verb].rel in GOING_ON and steps < STEPS:
        verb, steps = tree.tokens[verb].head, steps + 1
        args = tree.verb(verb)
        out += [k for k in (*args.subjects, *args.objects) if k < i and _agrees(tree, k, word)]
    return tuple(dict.fromkeys(out))


def _agrees(tree: Tree, k: int, word: str) -> bool:
    """Whether noun `k` may be called so: "they" a plural, "it" a singular, "he" one person."""
    token: Token = tree.tokens[k]
    if token.upos not in ("NOUN", "PROPN"):
        return False
    many = token.has("Number=Plur") or tree.sentence.kid(k, "conj") is not None
    return many if word in MANY else not many
