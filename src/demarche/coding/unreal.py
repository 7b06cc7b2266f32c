"""Acts that nobody has done or means to do: abilities, aims for all time, cases put, advice to the reader.

- "Capable of striking", "the ability to hit": what somebody could do.
- "The group aims to overthrow the government": what it is for, and no plan with a day.
- "If a minister threatens a paper": a case put, in which nobody is meant.
- "Guards will arrest you": said to whoever reads.
- "Opposed the invasion": whoever opposes an attack does not carry it out.
"""

from __future__ import annotations

from collections.abc import Sequence

from demarche.coding.figures import Figure
from demarche.coding.tree import Tree
from demarche.coding.what import Match
from demarche.ontology.grammar import grammar

ABLE = frozenset(["capable", "capability", "capacity", "ability", "incapable"])
AIMING = frozenset(["aim", "seek", "aspire", "strive", "exist"])
BY_FORCE = frozenset(["ASSAULT", "COERCE"])
SUPPOSING = frozenset(["if", "whenever", "unless"])
UNDER = frozenset(["acl", "advcl", "xcomp", "ccomp", "nmod", "obl", "conj"])
READER = frozenset(["you", "your", "yourself"])
QUOTES = grammar()["quotation"]
OPPOSING = frozenset(["oppose"])


def unreal(tree: Tree, match: Match, parties: Sequence[Figure]) -> str:
    """Why the words tell no act; "" when they may."""
    i = match.token
    if _is_ability(tree, i):
        return "what somebody is able to do"
    if match.frame.event_type in BY_FORCE and _is_aim(tree, i):
        return "what somebody is out for, at no time"
    if _is_case_put(tree, i) and all(_is_anybody(f) for f in parties):
        return "a case put, in which nobody is meant"
    if _is_to_reader(tree, match):
        return "said to whoever reads"
    if match.frame.event_type in BY_FORCE and _is_opposed(tree, match):
        return "whoever opposes an attack does not carry it out"
    return ""


def _is_ability(tree: Tree, i: int) -> bool:
    token = tree.tokens[i]
    if token.rel not in UNDER or token.head < 0:
        return False
    if token.rel == "conj":
        return _is_ability(tree, token.head)
    return tree.tokens[token.head].lemma.lower() in ABLE and tree.prep(i) in ("of", "to")


def _is_aim(tree: Tree, i: int) -> bool:
    """ "Aims to overthrow": in the present, with no time named; "is seeking to take the town" is under way."""
    token = tree.tokens[i]
    if token.rel != "xcomp" or token.head < 0:
        return False
    aim = tree.tokens[token.head]
    present = aim.has("Tense=Pres") and aim.has("VerbForm=Fin")
    return present and aim.upos == "VERB" and aim.lemma.lower() in AIMING


def _is_case_put(tree: Tree, i: int) -> bool:
    token = tree.tokens[i]
    verb = i if token.upos == "VERB" else token.head
    if verb < 0:
        return False
    marks = {tree.tokens[c].text.lower() for c in tree.sentence.kids(verb, "mark", "advmod")}
    if not marks and tree.tokens[verb].rel == "conj":  # "if they block a bridge, arrest them"
        return tree.tokens[verb].has("VerbForm=Inf") and _is_case_put(tree, tree.tokens[verb].head)
    return bool(marks & SUPPOSING)


def _is_anybody(figure: Figure) -> bool:
    """ "A minister", "protesters": neither named nor pointed at, and of no country."""
    reading = figure.reading
    unnamed = reading.kind in ("group", "organisation") and reading.entry is None and not reading.definite
    return unnamed and not figure.country


def _is_to_reader(tree: Tree, match: Match) -> bool:
    """Outside quotation marks "you" is whoever reads."""
    if any(t.text in QUOTES and t.upos == "PUNCT" for t in tree.tokens):
        return False
    return tree.tokens[match.token].upos == "VERB" and any(
        tree.tokens[k].text.lower() in READER for k in tree.verb(match.token).objects
    )


def _is_opposed(tree: Tree, match: Match) -> bool:
    token = tree.tokens[match.token]
    verb = token.head if token.rel == "obj" and token.upos == "NOUN" else -1
    if verb < 0 or tree.tokens[verb].lemma.lower() not in OPPOSING:
        return False
    return bool(set(tree.verb(verb).subjects) & set(match.role("A")))
