"""What the cast asks of words: are they definite, a main subject, short for a name, the name of another?"""

from __future__ import annotations

from collections.abc import Iterable

from demarche.coding.figures import Figure
from demarche.coding.tree import Tree
from demarche.coding.who_reading import Reading
from demarche.knowledge.surnames import surnames
from demarche.model import Sentence, Span

NEUTRAL = frozenset(
    ["the", "two", "three", "four", "five", "both", "all", "some", "several", "same", "former", "these", "those"]
)
# Of these a state has several, told apart by the words before them …
OFFICES = frozenset(
    ["minister", "secretary", "governor", "president", "premier", "chief", "commissioner", "prosecutor", "judge",
     "ministry", "court", "council", "assembly", "parliament"]
)  # fmt: skip
LESSER = frozenset(
    ["vice", "deputy", "former", "ex", "acting", "junior"]
)  # … and these are others than the bare office


def is_title(tree: Tree, i: int) -> bool:
    """True for the office before a name: in "Prime Minister Abiy Ahmed" one person is named, not two."""
    token = tree.tokens[i]
    return token.deprel == "nmod:desc" and i < token.head and tree.tokens[token.head].name.endswith("PERSON")


def is_other_office(reading: Reading, mentions: Iterable[Span], country: frozenset[str]) -> bool:
    """True where the words before an office tell it apart from the one that was named: task, region or rank.

    `country` are the words for its state, which both may have.
    """
    if reading.head not in OFFICES:
        return False
    known = frozenset(_words(" ".join(m.text for m in mentions)))
    own = frozenset(_words(reading.name)) - {reading.head}
    told_apart = {w for w in own if w not in NEUTRAL | country | known and not w.isdigit()}
    return bool(told_apart) or bool(LESSER & (own ^ known))


def _words(text: str) -> list[str]:
    return [w.removesuffix("'s").removesuffix("\u2019s").strip("'\u2019-") for w in text.lower().split()]


def fit_together(reading: Reading, figure: Figure) -> bool:
    """True when a person's name, or his family name alone, may be the figure's, and their countries agree."""
    if reading.country and figure.country and reading.country != figure.country:
        return False
    parts, other = reading.name.lower().split(), figure.reading.name.lower().split()
    if len(parts) == 1 and len(other) > 1:
        return parts[0] in surnames(figure.reading.name, figure.country)
    return parts[-1] == other[-1] and (len(other) == 1 or parts[0][0] == other[0][0])


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
