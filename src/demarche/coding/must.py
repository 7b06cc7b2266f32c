"""What somebody says that others must do is a demand: "Moscow said on Tuesday that Kyiv must withdraw".

No verb of demanding stands there, only a verb of saying and a modal in what is said; so no frame can hold it.
"""

from __future__ import annotations

from functools import cache

from demarche.coding.tree import Tree
from demarche.coding.what import Match
from demarche.ontology import Code, Frame, Pattern

SAYING = frozenset(
    ["add", "announce", "argue", "believe", "conclude", "declare", "emphasise", "emphasize", "insist", "maintain",
     "note", "reiterate", "repeat", "say", "state", "stress", "tell", "tweet", "underline", "underscore", "warn",
     "write"]
)  # fmt: skip
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
    """Demands made with a modal in what is said."""
    out = []
    for i, token in enumerate(tree.tokens):
        if token.upos == "VERB" and token.lemma.lower() in SAYING:
            for c in tree.sentence.kids(i, "ccomp", "parataxis"):
                found = _demand(tree, i, c)
                if found is not None:
                    out.append(found)
    return out


def _demand(tree: Tree, i: int, c: int) -> Match | None:
    modal = _duty(tree, c)
    if modal is None:
        return None
    speakers = tree.verb(i).subjects
    clause = tree.verb(c)
    obliged = clause.subjects or ((clause.objects) if clause.passive else ())
    obliged = tuple(k for k in obliged if tree.tokens[k].upos != "PRON")
    if not speakers or not obliged or clause.passive:
        return None
    fills = (*(("A", k) for k in speakers), *(("R", k) for k in obliged))
    return Match(token=modal, frame=_frame(), pattern=_PATTERN, code=Code(), fills=fills, words=(modal,), inner=(c,))


def _duty(tree: Tree, c: int) -> int | None:
    """The modal of duty on a verb: must, should, ought to, have to, need to."""
    for k in tree.sentence.kids(c, "aux"):
        if tree.tokens[k].text.lower() in DUTY:
            return k
    token = tree.tokens[c]
    if token.lemma.lower() in ("have", "need") and any(tree.prep(x) == "to" for x in tree.sentence.kids(c, "xcomp")):
        return c
    return None
