"""What somebody says of others is an accusation: "Kabul said the militants were responsible for the blast".

Only a verb of saying stands there, and a predicate or a misdeed in what is said ("said Manila had provoked the
incident"); so no frame can hold it.
"""

from __future__ import annotations

from functools import cache

from demarche.coding.must import SAYING
from demarche.coding.tree import Tree
from demarche.coding.what import Match
from demarche.ontology import Code, Frame, Pattern
from demarche.ontology.grammar import grammar

_PATTERN = Pattern(text="A say that R be responsible", pos="modal", triggers=())
# With one of these nothing is laid at anybody's door.
UNSURE = frozenset(["not", "n't", "no", "never", "would", "could", "might", "may", "will", "should"])
GUILTY, WRONG = grammar()["guilty"], grammar()["wrong"]
MISDEEDS, HARMED = grammar()["misdeeds"], grammar()["misdeed_objects"]
CRIMES = grammar()["crimes"]
ABETTING, ABETTED = grammar()["abetting"], grammar()["abetted"]
USING, USED = grammar()["using"], grammar()["used"]


@cache
def _frame(mode: str, cameo: str) -> Frame:
    return Frame(
        id="accuse.said",
        event_type="ACCUSE",
        about="Says that somebody is responsible for something, or that what somebody did is wrong.",
        code=Code(mode=mode, cameo=cameo),
        patterns=(),
        needs=("R",) if mode == "allege" else None,  # a pump that is responsible for a flood is nobody
        inner="alleged" if mode == "allege" else "same",
    )


def blames(tree: Tree) -> list[Match]:
    """Accusations made with a predicate in what is said; of nobody, or of the speaker himself, they are none."""
    out = []
    for i, token in enumerate(tree.tokens):
        if token.upos == "VERB" and token.lemma.lower() in SAYING:
            for c in tree.sentence.kids(i, "ccomp", "parataxis"):
                found = _blame(tree, i, c)
                if found is not None:
                    out.append(found)
    return out


def _blame(tree: Tree, i: int, c: int) -> Match | None:
    word = tree.tokens[c].lemma.lower()
    behind = tree.prep(c) == "behind"  # "says Moscow is behind the attack"
    judged = (behind or word in GUILTY | WRONG) and tree.sentence.kid(c, "cop") is not None
    if not judged and not _is_misdeed(tree, c):
        return None
    if UNSURE & {tree.tokens[k].text.lower() for k in tree.sentence.children[c]}:
        return None
    speakers = tree.verb(i).subjects
    blamed = tuple(k for k in tree.verb(c).subjects if tree.tokens[k].upos in ("NOUN", "PROPN"))
    blamed = tuple(k for k in blamed if not _is_own(tree, k))
    if not speakers or not blamed:
        return None
    guilty = word not in WRONG
    frame = _frame("allege", "112") if guilty else _frame("disapprove", "111")
    role = "R" if guilty else "T"
    fills = (*(("A", k) for k in speakers), *((role, k) for k in blamed))
    return Match(token=c, frame=frame, pattern=_PATTERN, code=frame.code, fills=fills, words=(c,), inner=())


def _is_misdeed(tree: Tree, c: int) -> bool:
    """ "had violated the truce": a wrong that was done, by whoever is subject."""
    token = tree.tokens[c]
    crime = token.lemma.lower() in CRIMES and bool(tree.verb(c).objects)
    crime = crime or _abets(tree, c)
    if token.upos != "VERB" or not (crime or token.lemma.lower() in MISDEEDS) or tree.is_passive(c):
        return False
    words = {tree.tokens[k].text.lower() for k in tree.sentence.kids(c, "aux")}
    done = bool(words & {"had", "has", "have", "was", "were", "is", "are"}) or token.has("Tense=Past")
    return done and (crime or any(tree.tokens[k].lemma.lower() in HARMED for k in tree.verb(c).objects))


def _abets(tree: Tree, c: int) -> bool:
    """ "Had been arming insurgents", "had used torture"."""
    word = tree.tokens[c].lemma.lower()
    wrong = ABETTED if word in ABETTING else USED if word in USING else frozenset()
    objects = {
        j for k in tree.verb(c).objects for j in (k, *tree.conjuncts(k), *tree.sentence.kids(k, "amod", "compound"))
    }
    return any(tree.tokens[k].lemma.lower() in wrong for k in objects)


def _is_own(tree: Tree, k: int) -> bool:
    """ "Said its officers had trained rebels": the speaker's own."""
    return any(tree.tokens[c].upos == "PRON" for c in tree.sentence.kids(k, "nmod:poss"))
