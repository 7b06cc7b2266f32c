"""What somebody says that others must do is a demand: "Moscow said on Tuesday that Kyiv must withdraw".

No verb of demanding stands there, only a verb of saying and a modal in what is said; so no frame can hold it.
"""

from __future__ import annotations

from functools import cache

import msgspec

from demarche.coding.tree import Tree
from demarche.coding.what import Match
from demarche.ontology import Code, Frame, Pattern
from demarche.ontology.grammar import grammar

SAYING = frozenset(
    ["add", "allege", "announce", "argue", "believe", "claim", "complain", "conclude",
     "declare", "emphasise", "emphasize", "insist", "maintain",
     "note", "reiterate", "repeat", "say", "state", "stress", "tell", "tweet", "underline", "underscore", "warn",
     "write"]
)  # fmt: skip
# These say something to somebody, and a reminder or a warning does too.
TELLING = frozenset(["tell", "remind", "inform", "notify", "advise"])
MESSAGES = frozenset(["reminder", "warning", "message", "notice", "statement", "declaration"])
TOLD = frozenset(["it", "they", "you"])  # whoever is spoken to
PUNDITS = grammar()["pundits"]
DUTY = frozenset(["must", "should", "ought"])
_PATTERN = Pattern(text="A say that R must V", pos="modal", triggers=())


@cache
def _frame() -> Frame:
    return Frame(
        id="request.must",
        event_type="REQUEST",
        about="Says that somebody else has to do something.",
        code=Code(),
        patterns=(),
        inner="requested",
        family="demand",
    )


def demands(tree: Tree) -> list[Match]:
    """Demands made with a modal in what is said, or in a reminder or warning."""
    found = (_demand(tree, i, c) for i in range(len(tree.tokens)) for c in _said(tree, i))
    return [match for match in found if match is not None]


def _said(tree: Tree, i: int) -> list[int]:
    """The clauses of what a verb or noun says."""
    token = tree.tokens[i]
    if token.upos == "VERB" and token.lemma.lower() in SAYING | TELLING:
        return list(tree.sentence.kids(i, "ccomp", "parataxis"))
    if token.upos == "NOUN" and token.lemma.lower() in MESSAGES:
        return [c for c in tree.sentence.kids(i, "acl", "ccomp") if tree.prep(c) == "that"]
    return []


def _demand(tree: Tree, i: int, c: int) -> Match | None:
    modal = _duty(tree, c)
    if modal is None:
        return None
    speakers = tree.verb(i).subjects if tree.tokens[i].upos == "VERB" else tree.owners(i)
    clause = tree.verb(c)
    obliged = clause.subjects or ((clause.objects) if clause.passive else ())
    if modal == c and clause.objects:  # "people need this government to act"
        obliged = tuple(k for k in clause.objects if tree.tokens[k].entity in ("person", "organization", "place"))
    if any(tree.tokens[k].text.lower() in TOLD for k in obliged):
        obliged = _addressed(tree, i)  # "told Oslo that it must leave"
    obliged = tuple(k for k in obliged if tree.tokens[k].upos != "PRON" and k not in speakers)
    speakers = tuple(k for k in speakers if tree.tokens[k].lemma.lower() not in PUNDITS)  # they foresee, and ask nobody
    if not speakers or not obliged or clause.passive:
        return None
    fills = (*(("A", k) for k in speakers), *(("R", k) for k in obliged))
    return Match(token=modal, frame=_frame(), pattern=_PATTERN, code=Code(), fills=fills, words=(modal,), inner=(c,))


def as_told(tree: Tree, match: Match, outer: Match | None) -> Match:
    """The match of what must be done, by whoever is told so: "told Chad that it must withdraw"."""
    if outer is None or outer.pattern is not _PATTERN:
        return match
    theirs = {k for k in match.role("A") if tree.tokens[k].text.lower() in TOLD}
    if not theirs or theirs != set(match.role("A")):
        return match
    fills = tuple((r, k) for r, k in match.fills if k not in theirs)
    return msgspec.structs.replace(match, fills=(*fills, *(("A", k) for k in outer.role("R"))))


def _addressed(tree: Tree, i: int) -> tuple[int, ...]:
    """To whom a verb or noun says something."""
    token = tree.tokens[i]
    if token.upos == "NOUN":
        beside = tree.verb(token.head).obliques if token.rel == "obj" else ()
        return tuple(k for p, k in (*tree.phrases(i), *beside) if p == "to")
    args = tree.verb(i)
    to = tuple(k for p, k in args.obliques if p == "to")
    return args.indirect or (args.objects if token.lemma.lower() in TELLING else ()) or to


def _duty(tree: Tree, c: int) -> int | None:
    """The modal of duty on a verb: must, should, ought to, have to, need to."""
    for k in tree.sentence.kids(c, "aux"):
        if tree.tokens[k].text.lower() in DUTY:
            return k
    token = tree.tokens[c]
    if token.lemma.lower() in ("have", "need") and any(tree.prep(x) == "to" for x in tree.sentence.kids(c, "xcomp")):
        return c
    return None
