"""What the cast asks of words: are they definite, a main subject, short for a name, the name of another?"""

from __future__ import annotations

from collections.abc import Iterable

from demarche.coding.tree import Tree
from demarche.coding.who_reading import Reading
from demarche.model import Sentence, Span

NEUTRAL = frozenset(
    ["the", "two", "three", "four", "five", "both", "all", "some", "several", "same", "former", "these", "those"]
)


def no_other_name(reading: Reading, mentions: Iterable[Span]) -> bool:
    """False when the words before the head say another: "the interior minister" is no foreign minister."""
    known = " ".join(m.text for m in mentions).lower()
    own = reading.name.lower().split()[:-1]
    return all(w in NEUTRAL or w.isdigit() or w in known for w in own)


def is_main_subject(tree: Tree, i: int) -> bool:
    """True for the subject of the main clause: what the next sentence goes on about."""
    token = tree.tokens[i]
    if token.deprel == "nmod:poss" and tree.tokens[token.head].entity not in ("person", "organization"):
        return is_main_subject(tree, token.head)  # "Ankara's answer was swift: it …"
    if token.rel != "nsubj" or token.head < 0:
        return False
    above = tree.tokens[token.head].rel
    return above in ("root", "conj", "parataxis", "ccomp")


def is_definite(sentence: Sentence, i: int) -> bool:
    return any(
        sentence.tokens[c].lemma.lower() in ("the", "this", "that", "these", "those", "both")
        for c in sentence.kids(i, "det", "det:predet")
    )


def is_expletive(tree: Tree, i: int) -> bool:
    return tree.tokens[i].rel == "expl"


def is_short_for(short: str, long: str) -> bool:
    """True for an acronym or a last word: "RSF" for "Rapid Support Forces"."""
    words = [w for w in long.split() if w[:1].isupper()]
    return len(words) > 1 and short.replace(".", "") == "".join(w[0] for w in words).lower()


def tellers(tree: Tree, i: int) -> tuple[int, ...]:
    """The subjects of the verb in whose clause word `i` is told: "the minister denied that the government had …"."""
    while i >= 0 and tree.tokens[i].rel != "ccomp":
        i = tree.tokens[i].head
    return tree.verb(tree.tokens[i].head).subjects if i >= 0 and tree.tokens[i].head >= 0 else ()
