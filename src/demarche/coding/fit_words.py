"""Single words and phrases held against the words of a pattern: forms, particles, prepositions, times."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

import msgspec

from demarche.coding.taken_for import taken_for
from demarche.coding.tree import Arguments, Tree
from demarche.coding.when_calendar import words as calendar
from demarche.ontology import Slot
from demarche.ontology.grammar import grammar
from demarche.ontology.patterns import PERSON

Acts = Callable[[int], bool]
# Nouns that only measure what stands behind "of": "25,000 tons of food aid", "a series of air strikes".
MEASURES = grammar()["measures"]
# Nouns that say when; they take no part in an act.
TIME_NOUNS = grammar()["time_nouns"]
# People live or stay there: these are attacked and never attack.
SETTLEMENTS = grammar()["settlements"]
WITHIN = frozenset(["in", "across", "throughout", "inside"])
# "Fighter jets" are no fighters, nor are "attack helicopters" an attack.
MACHINES = grammar()["machines"]
OF_MACHINES = frozenset(["attack", "fighter", "passenger", "strike"])
YEAR = re.compile(r"(?:19|20)\d\d(?:['’]?s)?")  # "2015", "the 1990s"
PARTIES = frozenset("ARBQ")
SETTINGS = grammar()["settings"]


class Fit(msgspec.Struct):
    """What has been found for one pattern so far."""

    fills: list[tuple[str, int]]
    words: list[int]
    inner: list[int]
    filled: int = 0
    particle: int = 0

    def take(self, slot: Slot, tokens: Iterable[int]) -> None:
        tokens = tuple(tokens)
        if slot.role == "V":
            self.inner.extend(tokens)
        elif slot.role and slot.role != "X":
            self.fills.extend((slot.role, i) for i in tokens)
        if slot.words is not None and not slot.role:
            self.words.extend(tokens[:1])
        self.filled += bool(tokens) and slot.role != "X"


def base_forms(text: str) -> tuple[str, ...]:
    """What an inflected verb may come from, for verbs that the lemmatiser does not know: "boycotted", "razed"."""
    out: list[str] = []
    for ending in ("ed", "ing", "es", "s", "d"):
        if text.endswith(ending) and len(text) > len(ending) + 2:
            stem = text[: -len(ending)]
            out += [stem, stem + "e"]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                out.append(stem[:-1])
            if ending in ("ed", "es") and stem.endswith("i"):
                out.append(stem[:-1] + "y")
    return tuple(out)


def says(tree: Tree, i: int, words: frozenset[str] | None) -> bool:
    """True when the phrase headed at `i` is one of `words`: its head, a modifier of it, or several words in a row."""
    if words is None:
        return True
    token = tree.tokens[i]
    if token.lemma.lower() in words or token.text.lower() in words:
        return True
    if token.upos == "PRON":
        return any(says(tree, k, words) for k in taken_for(tree, i))
    if PERSON in words and token.name.endswith("PERSON"):
        return True
    if _hyphenated(tree, i) in words:
        return True
    if token.upos in ("NOUN", "PROPN", "VERB") and any(form in words for form in base_forms(token.text.lower())):
        return True
    for c in tree.sentence.children[i]:
        child = tree.tokens[c]
        word = child.text if child.upos == "VERB" else child.lemma  # "a planned visit" is no plan
        if token.lemma.lower() in MACHINES and word.lower() in OF_MACHINES:
            continue
        if child.rel in ("compound", "amod", "flat", "appos", "nmod") and word.lower() in words and c < i:
            return True
    if counts(tree, i) and any(p == "of" and says(tree, k, words) for p, k in tree.phrases(i) if k > i):
        return True
    if several := _several(words):
        first, last = tree.phrase(i)
        text = " ".join(t.text.lower() for t in tree.tokens[first : last + 1])
        lemmas = " ".join(t.lemma.lower() for t in tree.tokens[first : last + 1])
        return any(w in text or w in lemmas for w in several)
    return False


@cache
def _several(words: frozenset[str]) -> tuple[str, ...]:
    """Those of a pattern's words that are several words in a row."""
    return tuple(w for w in words if " " in w)


def counts(tree: Tree, i: int) -> bool:
    """True for a word that only measures or counts: "tons of food", "two of the captives", "the last of its tanks"."""
    return tree.tokens[i].lemma.lower() in MEASURES or tree.tokens[i].upos in ("NUM", "SYM")


def measured(tree: Tree, i: int) -> tuple[int, ...]:
    """Word `i`, and what it measures: "part of the aid", "25,000 tons of food"."""
    if not counts(tree, i):
        return (i,)
    return (i, *(k for p, k in tree.phrases(i) if p == "of"))


def _hyphenated(tree: Tree, i: int) -> str:
    """The whole word where the parser cuts it at its hyphen: "the pull-out of its soldiers"."""
    near = [t.text.lower() for t in tree.tokens[i : i + 3]]
    return "".join(near) if len(near) == 3 and near[1] == "-" else ""


def is_time(tree: Tree, i: int) -> bool:
    """True for a phrase that says when; it takes no part in an act."""
    token = tree.tokens[i]
    if token.lemma.lower() in TIME_NOUNS:
        return not token.name
    if token.upos == "NUM" and any(
        tree.tokens[c].text.rstrip(".").lower() in calendar().months for c in tree.sentence.kids(i, "nmod", "compound")
    ):
        return True  # "called him on October 3"
    return token.upos in ("NUM", "NOUN") and YEAR.fullmatch(token.text) is not None


def first_of(tree: Tree, k: int) -> int:
    """The first part of a coordination, which bears the preposition: "in Syria and Iraq"."""
    while tree.tokens[k].rel == "conj" and tree.tokens[k].head >= 0 and not tree.prep(k):
        k = tree.tokens[k].head
    return k


def is_setting(tree: Tree, i: int) -> bool:
    """True for the noun of "in support of", "in response to": it says why or how, and names nobody."""
    bare = tree.sentence.kid(i, "det", "nmod:poss") is None
    return bare and tree.prep(i) == "in" and tree.tokens[i].lemma.lower() in SETTINGS


def is_purpose(tree: Tree, i: int) -> bool:
    """True for the infinitive of "aid to help the poor": what it is for, and nobody who gets it."""
    return tree.tokens[i].upos == "VERB" and tree.tokens[i].rel == "acl" and tree.prep(i) == "to"


def is_settlement(tree: Tree, i: int) -> bool:
    """True for a place where people live or stay, named or not: "the town of Mubi", "Camp Zaatari"."""
    words = [tree.tokens[k].lemma.lower() for k in (i, *tree.sentence.kids(i, "compound", "flat", "nmod:desc"))]
    return any(word in SETTLEMENTS for word in words[:1]) or "camp" in words


def is_ground(tree: Tree, i: int) -> bool:
    """True for a part of a country that only says where: "suspended operations in eleven municipalities"."""
    return tree.tokens[i].upos == "NOUN" and tree.tokens[i].lemma.lower() in SETTLEMENTS and tree.prep(i) in WITHIN


def has_particle(tree: Tree, i: int, particle: str) -> bool:
    wanted = particle.split()
    near = [tree.tokens[k].text.lower() for k in range(i + 1, min(i + 5, len(tree.tokens)))]
    if near[: len(wanted)] == wanted:
        return True
    below = {tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "compound:prt", "advmod", "obl", "case")}
    return len(wanted) == 1 and wanted[0] in below


def particles(tree: Tree, i: int, particle: str) -> tuple[int, ...]:
    """The tokens of a particle near its verb."""
    wanted = set(particle.split())
    return tuple(k for k in range(i + 1, min(i + 5, len(tree.tokens))) if tree.tokens[k].text.lower() in wanted)


def other_particle(tree: Tree, i: int) -> bool:
    return tree.sentence.kid(i, "compound:prt") is not None


def prep_fits(prep: str, wanted: tuple[str, ...]) -> bool:
    return prep in wanted or (" " in prep and prep.split()[0] in wanted)


def with_means(tree: Tree, args: Arguments) -> tuple[tuple[str, int], ...]:
    """The phrases of a verb, and whom its means go against: "strikes using jets against the militia"."""
    means = [k for _, k in args.clauses if tree.tokens[k].text.lower() in ("using", "employing")]
    beside = [p for m in means for p in tree.verb(m).obliques]
    beside += [p for m in means for o in tree.verb(m).objects for p in tree.phrases(o)]
    return (*args.obliques, *(p for p in beside if p[0] == "against"))
