"""Two witnesses: the frame that was found and the event head of the engine (docs/explanation/witnesses.md).

The head gives each word the probability of each event type; what is missing to one is "no event here".
- Frame and head agree: coded, with a confidence that grows with the head's.
- The head sees another type: the frame's type stands, with less confidence.
- The head sees no event: only a frame marked `sure` stands, and only with its fixed words ("scrambled jets"), with
  less confidence.
- Words that mean one kind of act ("arrest", "veto": data/plain.yaml) need no second witness.
- Where no party is public, the head must see at least a trace of the frame's own type, unless the frame is `sure` or
  its word plain.
- Between parties of two different countries a frame needs no second witness unless it is `weak`.
- Beside a clear cue of exchange or reprisal the cue is the second witness (legs.py, leg_matches.py).
- The head is sure and no frame holds: an event by the head alone, with the arguments that the head and tree give.
The bounds were set on the tuning halves of the gold sets and on the held-out part of our own corpus.
"""

from __future__ import annotations

from functools import cache

import msgspec

from demarche.coding.tree import Tree
from demarche.coding.what import Match
from demarche.ontology import Code, Frame, Pattern
from demarche.ontology.grammar import grammar


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """Probabilities at which the head decides."""

    weak: float = 0.40  # a weak frame needs this much for its own type
    bare: float = 0.13  # a frame without fixed words needs this much for its own type
    single: float = 0.18  # … and this much when one party alone is known
    private: float = 0.40  # … and this much when no party has a country
    worded: float = 0.11  # a frame with fixed words needs this much for any event
    telling: int = 2  # … and one with so many fixed words needs none
    elsewhere: float = 0.55  # what any frame needs for its own type in a sentence about sport, weather, culture, …
    alone: float = 0.87  # the head alone makes an event from here on
    clause: float = 0.55  # … and here where the whole clause of a verb tells no other act


BOUNDS = Bounds()


def cues(tree: Tree, words: tuple[int, ...]) -> dict[str, float]:
    """The best probability of each type over the words of a trigger."""
    out: dict[str, float] = {}
    for k in words:
        for name, p in tree.tokens[k].cues:
            out[name] = max(out.get(name, 0.0), p)
    return out


# The head tells giving in from other acts; which of the two it is, is the frame's word.
YIELDING = frozenset(["CONCEDE", "RETREAT"])


def hyphened(tree: Tree, i: int) -> tuple[int, ...]:
    """The words joined by hyphens in front of word `i`: the head may see the act in any part of "cease-fire"."""
    out = []
    while i >= 2 and tree.tokens[i - 1].text == "-" and tree.tokens[i - 1].start == tree.tokens[i - 2].end:
        i -= 2
        out.append(i)
    return tuple(out)


def confidence(
    kind: str,
    fixed: int,
    *,
    weak: bool,
    seen: dict[str, float],
    sure: bool = False,
    elsewhere: bool = False,
    public: bool = True,
    between: bool = False,
    plain: bool = False,
    single: bool = False,
    bounds: Bounds = BOUNDS,
) -> float | None:
    """How sure both witnesses are together; None when they do not make an event."""
    own, event = seen.get(kind, 0.0), max(seen.values(), default=0.0)
    if kind in YIELDING and between:
        own = min(1.0, sum(seen.get(k, 0.0) for k in YIELDING))
    if elsewhere and own < bounds.elsewhere:
        return None
    if weak and fixed < 2 and own < bounds.weak:
        return None
    if (
        not fixed
        and not between
        and not plain
        and own < (bounds.private if not public else bounds.single if single else bounds.bare)
    ):
        return None
    telling = between or plain or (sure and fixed) or fixed >= bounds.telling
    if event < bounds.worded and not telling:
        return None
    if not public and not own and not plain and not sure:
        return None
    base = 0.40 + 0.10 * min(fixed, 2)
    return round(min(0.98, base + 0.40 * own + 0.10 * event), 3)


# The least special CAMEO code of each type, for events that the head alone has seen.
ROOTS = {
    "AGREE": "030", "CONSULT": "040", "SUPPORT": "050", "CONCEDE": "080", "COOPERATE": "060", "AID": "070",
    "RETREAT": "080", "REQUEST": "100", "ACCUSE": "110", "REJECT": "120", "THREATEN": "130", "PROTEST": "140",
    "SANCTION": "160", "MOBILIZE": "150", "COERCE": "170", "ASSAULT": "190",
}  # fmt: skip
ROLE = 0.5  # probability from which a word that the head names takes part in the act
_LETTER = {"actor": "A", "recipient": "R"}


def head_roles(tree: Tree, i: int) -> tuple[tuple[str, int], ...]:
    """The words that the head takes for actor and recipient of the act at word `i`, if they stand near in the tree.

    A place is no recipient: what stands behind "in" or "over" is where.
    """
    return tuple(
        (_LETTER[role], k)
        for k, role, p in tree.tokens[i].roles
        if p >= ROLE and k != i and near(tree, i, k) and not _is_place(tree, i, k) and not _is_source(tree, k)
    )


SETTLEMENTS = grammar()["settlements"]
# Behind these stands where something happens.
PLACES = frozenset(["in", "over", "at", "near", "above", "off", "across", "around", "inside", "outside"])


def _is_place(tree: Tree, i: int, k: int) -> bool:
    while k >= 0 and (tree.tokens[k].rel in ("amod", "compound", "nmod:poss", "flat", "conj") or _named_by(tree, k)):
        k = tree.tokens[k].head
    return k >= 0 and tree.prep(k) in PLACES


def _is_source(tree: Tree, k: int) -> bool:
    """True for whoever only reports: "according to the Canadian Press"."""
    while k >= 0 and tree.tokens[k].rel in ("amod", "compound", "flat", "conj", "nmod:poss", "appos"):
        k = tree.tokens[k].head
    return k >= 0 and tree.prep(k).startswith("according")


def _named_by(tree: Tree, k: int) -> bool:
    """ "the town of Mubi", "the towns of Goma and Bukavu"."""
    while tree.tokens[k].rel == "conj":
        k = tree.tokens[k].head
    above = tree.tokens[k].head
    return above >= 0 and tree.prep(k) == "of" and tree.tokens[above].lemma.lower() in SETTLEMENTS


STEPS = 3  # how far in the tree a participant may stand from its act
# Between an act and its participants no other clause begins.
BARRIERS = frozenset(["acl:relcl", "parataxis", "advcl:relcl", "ccomp"])


def near(tree: Tree, i: int, k: int) -> bool:
    """True when the way through the tree from `i` to `k` is short and leads down into no other clause."""
    above: dict[int, int] = {}
    at, steps = i, 0
    while at >= 0 and steps <= STEPS:
        above[at] = steps
        at, steps = tree.tokens[at].head, steps + 1
    at, down = k, 0
    while at >= 0 and at not in above:
        beside = tree.tokens[at].rel == "conj" and at != k  # of another act that is coordinated with this one
        aside = tree.tokens[at].rel == "advcl" and tree.prep(at) not in ("to", "")  # "when …", "after …"
        if tree.tokens[at].deprel in BARRIERS or beside or aside or down > STEPS:
            return False
        at, down = tree.tokens[at].head, down + 1
    return at >= 0 and above[at] + down <= STEPS


def head_matches(tree: Tree, taken: frozenset[int], bounds: Bounds = BOUNDS) -> list[Match]:
    """Acts that the head is sure of at words that no frame has taken."""
    out = []
    for i, token in enumerate(tree.tokens):
        kind, sure = seen_act(tree, i)
        if (
            i in taken
            or sure < (bounds.clause if _is_free(tree, i, taken) else bounds.alone)
            or token.upos not in ("VERB", "NOUN", "PROPN")
            or token.rel in ("compound", "amod", "flat")  # "a roadside bomb": a word that only describes
            or _only_names(tree, i)
        ):
            continue
        if token.upos == "VERB":
            args = tree.verb(i)
            fills = [("A", k) for k in args.subjects] + [("R", k) for k in args.objects]
        else:
            fills = [("A", k) for k in tree.sentence.kids(i, "nmod:poss")]
        named = {r for r, _ in fills}
        fills += [(r, k) for r, k in head_roles(tree, i) if r not in named]
        out.append(
            Match(
                token=i,
                frame=_frame(kind),
                pattern=_PATTERN,
                code=Code(cameo=ROOTS[kind]),
                fills=tuple(dict.fromkeys(fills)),
                words=(i,),
            )
        )
    return out


NAMING = frozenset(["call", "describe", "term", "dub", "label", "deem"])


def _only_names(tree: Tree, i: int) -> bool:
    """ "Called the raid necessary": whether that is blame the frames know from the predicate."""
    return tree.tokens[i].lemma.lower() in NAMING and tree.sentence.kid(i, "xcomp") is not None


def seen_act(tree: Tree, i: int) -> tuple[str, float]:
    """The type that the head sees at word `i`, and how surely; a refusal may be seen at the "won't" of its verb."""
    seen = [
        c for k in (i, *tree.sentence.kids(i, "aux")) for c in tree.tokens[k].cues[:1] if k == i or c[0] == "REJECT"
    ]
    return max(seen, key=lambda c: c[1], default=("", 0.0))


def _is_free(tree: Tree, i: int, taken: frozenset[int]) -> bool:
    """True for a finite verb with subject and object in whose clause no frame has found anything."""
    token = tree.tokens[i]
    if token.upos != "VERB" or token.rel not in ("root", "ccomp", "conj", "parataxis"):
        return False
    args = tree.verb(i)
    near = (*args.objects, *args.others, *(k for _, k in (*args.obliques, *args.clauses)))
    return bool(args.subjects and args.objects) and not taken & {*near, *args.subjects}


_PATTERN = Pattern(text="", pos="head", triggers=())


@cache
def _frame(kind: str) -> Frame:
    return Frame(
        id=f"head.{kind.lower()}", event_type=kind, about="seen by the event head alone", code=Code(), patterns=()
    )
