"""Private people: those whom a paper introduces with nothing but their age.

"Margaret Tull, 71, told the court": of a politician the paper says what he is; of a neighbour, how old he is.
What such people say against each other is no politics.
"""

from __future__ import annotations

from collections.abc import Sequence

from demarche.coding.context import Context
from demarche.coding.figures import Figure
from demarche.coding.tree import Tree

QUARRELS = frozenset(["ACCUSE", "THREATEN", "REQUEST", "REJECT", "AGREE", "CONCEDE", "SUPPORT"])
NOBODY = frozenset([None, "CVL", "UNK"])
DIGITS = 2  # of an age
LONGEST = 5  # words of a name


def aged(context: Context) -> frozenset[str]:
    """Ids of the people whose age stands behind their name, between commas."""
    found: set[str] = set()
    for n, tree in enumerate(context.trees):
        for j in range(2, len(tree.tokens) - 1):
            if _is_age(tree, j):
                named = (context.cast.who.get((n, i), ()) for i in range(max(0, j - 1 - LONGEST), j - 1))
                found |= {x for ids in named for x in ids}
    return frozenset(x for x in found if context.cast.figure(x).reading.kind == "person")


def _is_age(tree: Tree, j: int) -> bool:
    text = tree.tokens[j].text
    between = tree.tokens[j - 1].text == "," and tree.tokens[j + 1].text in (",", ".")
    return text.isdigit() and len(text) == DIGITS and between and tree.tokens[j - 2].upos == "PROPN"


def among_private(parties: Sequence[Figure], private: frozenset[str]) -> bool:
    """Whether nobody but named people without country, office or cause takes part, and one is told by his age."""
    plain = all(f.reading.kind == "person" and not f.country and f.sector in NOBODY for f in parties)
    return bool(parties) and plain and any(f.id in private for f in parties)
