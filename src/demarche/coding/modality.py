"""What a predicate says of itself: modals, condition, tense (and negation: negation.py).

"would" inside what somebody said is the future seen from the past; elsewhere it is a condition,
and with "not" a refusal.
A negated subject or object negates the act: "no suspects were arrested", "signed no deal", "neither side fired".
"""

from __future__ import annotations

from demarche.coding.governors import governors, lemmas
from demarche.coding.negation import Own, negations, of_noun
from demarche.coding.tree import Tree

WILL = frozenset(["will", "shall", "'ll", "’ll", "wo", "gonna"])
WOULD = frozenset(["would", "'d", "’d"])
MAY = frozenset(["may", "might"])
CAN = frozenset(["can", "could", "ca"])
OUGHT = frozenset(["should", "must", "ought"])
IF = frozenset(
    ["if", "unless", "whether", "lest", "provided", "supposing", "assuming", "providing", "in case", "as if"]
)
FUTURE_DAYS = frozenset(["tomorrow", "tonight", "next", "coming", "later", "soon", "shortly"])
SAYING = frozenset(
    [
        "say",
        "announce",
        "tell",
        "declare",
        "state",
        "add",
        "warn",
        "vow",
        "insist",
        "confirm",
        "report",
        "claim",
        "note",
        "reveal",
        "disclose",
        "promise",
        "pledge",
        "predict",
        "expect",
        "hope",
        "think",
        "believe",
        "assure",
        "write",
        "explain",
        "stress",
        "indicate",
        "suggest",
        "hint",
        "signal",
        "agree",
        "decide",
        "inform",
        "repeat",
        "reiterate",
        "swear",
        "threaten",
    ]
)

# What these say on a condition is still a threat or a promise.
BINDING = frozenset(["warn", "threaten", "vow", "promise", "pledge", "swear"])


def own(tree: Tree, i: int, words: frozenset[int] = frozenset(), *, skip: int = -1, arguments: bool = True) -> Own:
    """The modality of the word at `i` by itself; words that belong to the trigger say nothing about it.

    The argument `skip` has been asked already; without `arguments` empty subjects and objects do not count.
    """
    token = tree.tokens[i]
    if token.upos in ("NOUN", "PROPN") and tree.sentence.kid(i, "cop", "aux") is None:
        return of_noun(tree, i, words)
    found = [k for k in negations(tree, i, skip, arguments) if k not in words]
    realis, at = _modal(tree, i, words, bool(found))
    if realis == "refused":
        return Own("", True, (at, *found[:1]))
    flat = not (at >= 0 and tree.tokens[at].text.lower() in MAY)
    if realis == "hypothetical" and found and flat and tree.tokens[at].rel == "aux":
        return Own("", True, (at, *found[:1]))  # "could not agree": they did not
    return Own(realis, len(found) == 1, (*((at,) if at >= 0 else ()), *found[:1]), flat)


# -- modals -----------------------------------------------------------------------------------------------------------


def _modal(tree: Tree, i: int, words: frozenset[int], negated: bool) -> tuple[str, int]:
    """Realis and the token that gives it; ("", -1) for plain fact."""
    for c in tree.sentence.children[i]:
        token = tree.tokens[c]
        text = token.text.lower()
        if c in words:
            continue
        if token.rel == "mark" and (text in IF or (text == "in" and "case" in tree.prep(i))):
            return "hypothetical", c
        if text == "due" and c < i and tree.tokens[c + 1].text.lower() == "to" and tree.tokens[i].upos == "VERB":
            return "planned", c  # "is due to visit", however the parser hangs it
        if token.rel == "aux":
            found = _auxiliary(tree, i, c, text, negated)
            if found:
                return found, c
    return _infinitive(tree, i, words) or _present_future(tree, i) or ("", -1)


def _auxiliary(tree: Tree, i: int, c: int, text: str, negated: bool) -> str:
    if text in WILL:
        return "planned"
    if text in WOULD:
        if _would_have(tree, i):
            return "hypothetical"
        if is_reported(tree, i):
            return "planned"
        return "refused" if negated and not _conditions(tree, i) else "hypothetical"
    if text in MAY or text in CAN:
        return "hypothetical"
    if text in OUGHT:
        return "hypothetical" if _inverted(tree, i, c) else "requested"
    if text in ("were", "had") and _inverted(tree, i, c) and tree.tokens[i].rel == "advcl":
        return "hypothetical"
    return ""


def _inverted(tree: Tree, i: int, c: int) -> bool:
    """ "Should the talks fail, …": the auxiliary before the subject."""
    subject = tree.sentence.kid(i, "nsubj", "csubj", "expl")
    return subject is not None and c < subject and tree.tokens[-1].text != "?"


def _would_have(tree: Tree, i: int) -> bool:
    return any(tree.tokens[c].text.lower() == "have" for c in tree.sentence.kids(i, "aux"))


def _infinitive(tree: Tree, i: int, words: frozenset[int]) -> tuple[str, int] | None:
    """ "is to fly", "are due to meet", "is set to sign": an infinitive as predicate with a form of "be"."""
    kids = {tree.tokens[c].text.lower(): c for c in tree.sentence.children[i]}
    if "to" not in kids or kids["to"] in words or tree.tokens[kids["to"]].rel not in ("mark", "aux"):
        return None
    between = [c for c in tree.sentence.kids(i, "mark", "aux", "cop") if c < kids["to"]]
    for c in between:
        kind = governors().kind("clause", lemmas(tree, c))
        if kind in ("planned", "hypothetical"):
            return kind, c
    if any(tree.tokens[c].lemma.lower() == "be" for c in between):
        return "planned", kids["to"]
    if tree.tokens[i].rel == "root" and tree.sentence.kid(i, "nsubj", "nsubj:pass") is not None:
        return "planned", kids["to"]  # a headline: "Oslo to send envoy"
    return None


def _present_future(tree: Tree, i: int) -> tuple[str, int] | None:
    """ "meet on Friday", "is arriving tomorrow": present tense with a day to come, in running text."""
    token = tree.tokens[i]
    progressive = token.text.lower().endswith("ing") and _auxiliary_be(tree, i)
    if not progressive and not (token.upos == "VERB" and token.has("Tense=Pres") and token.has("VerbForm=Fin")):
        return None
    if any(tree.tokens[c].lemma.lower() in ("have", "do") for c in tree.sentence.kids(i, "aux")):
        return None
    for c in tree.sentence.kids(i, "obl", "obl:tmod", "advmod", "nmod:unmarked", "obl:unmarked"):
        texts = {tree.tokens[k].text.lower() for k in (c, *tree.sentence.children[c])}
        day = "DATE" in tree.tokens[c].name or tree.tokens[c].lemma.lower() in WEEKDAYS
        if texts & FUTURE_DAYS or (day and "on" in texts and token.lemma.lower() in SCHEDULED):
            return "planned", c
    return None


WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
# What is fixed in a diary is told in the present tense: "The ministers meet in Lima on Friday".
SCHEDULED = frozenset(
    [
        "meet",
        "visit",
        "travel",
        "arrive",
        "fly",
        "begin",
        "start",
        "open",
        "hold",
        "host",
        "depart",
        "leave",
        "vote",
        "sign",
        "gather",
        "return",
        "resume",
        "convene",
    ]
)


def _auxiliary_be(tree: Tree, i: int) -> bool:
    return any(
        tree.tokens[c].text.lower() in ("is", "are", "'s", "’s", "'re", "am") for c in tree.sentence.kids(i, "aux")
    )


def is_reported(tree: Tree, i: int) -> bool:
    """True when the clause of verb `i` is what somebody said, and hangs on no condition (a threat or promise may)."""
    verb = speech_above(tree, i)
    if verb is None:
        return _assured(tree, i)
    return tree.tokens[verb].lemma.lower() in BINDING or not _conditions(tree, i)


def _assured(tree: Tree, i: int) -> bool:
    """ "gave assurances that it would ratify"."""
    token = tree.tokens[i]
    if token.rel not in ("ccomp", "acl") or token.head < 0 or tree.tokens[token.head].upos != "NOUN":
        return False
    return governors().kind("noun", lemmas(tree, token.head)) == "planned"


def _conditions(tree: Tree, i: int) -> bool:
    if any(tree.prep(c).split(" ")[0] in ("if", "unless", "should") for c in tree.sentence.kids(i, "advcl")):
        return True
    return any(_modal_should(tree, c) for c in tree.sentence.kids(i, "advcl"))


def _modal_should(tree: Tree, c: int) -> bool:
    return any(tree.tokens[k].text.lower() == "should" and _inverted(tree, c, k) for k in tree.sentence.kids(c, "aux"))


def speech_above(tree: Tree, i: int) -> int | None:
    """The verb of saying that the clause of `i` hangs on, directly or as a later part of a coordination."""
    token = tree.tokens[i]
    at = i
    while token.rel in ("conj", "xcomp") and token.head >= 0:
        at = token.head
        token = tree.tokens[at]
    if token.rel in ("ccomp", "parataxis") and token.head >= 0 and tree.tokens[token.head].lemma.lower() in SAYING:
        return token.head
    for k in (i, at):
        for c in tree.sentence.kids(k, "parataxis"):
            if tree.tokens[c].lemma.lower() in SAYING:
                return c
    return None
