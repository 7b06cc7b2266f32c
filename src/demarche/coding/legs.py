"""The words at which a clear cue of exchange or reprisal lets us expect an act.

"The Maldives will let the helicopters stay in return for a $400m lifeline": who writes "in return for" tells two acts,
one on each side.  At the words where they must stand the second witness is not asked (events.py), and a word that no
frame holds is read from a table (leg_matches.py).
An act found so is kept only if a link ties it to another one (exchange.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demarche.coding.cue_places import (
    above,
    announces,
    depth,
    found,
    inside,
    is_mark,
    is_price,
    parts,
    takes_up,
    what_for,
    wooing,
)
from demarche.coding.governors import lemmas
from demarche.coding.leg_words import is_currency, is_people, thing
from demarche.coding.leg_words import table as goods
from demarche.coding.link_words import table
from demarche.coding.tree import Arguments, Tree

EXCHANGE, REPRISAL = CLEAR = ("exchanged_for", "retaliation_for")
EITHER = "exchanged_for retaliation_for"  # "repaid", "in a reciprocal step": a favour or a blow
BACK = 2  # sentences in which the act that a cue points back to may stand
BELOW = 3  # lines that a sentence with a colon opens
Expected = dict[int, dict[int, str]]  # sentence, word, type of the link
Places = Iterator[tuple[int, int, str]]


def expected(trees: Sequence[Tree]) -> Expected:
    """For each sentence the words at which a cue lets us expect an act."""
    out: Expected = {}
    for n, tree in enumerate(trees):
        if table().bribes & {t.lemma.lower() for t in tree.tokens}:
            continue
        for m, k, kind in (*_by_cues(trees, n), *_by_words(trees, n)):
            old = out.setdefault(m, {}).setdefault(k, kind)
            out[m][k] = old if old == kind else EITHER
    return out


def _by_cues(trees: Sequence[Tree], n: int) -> Places:
    """Around phrases that stand between two acts, and before those that point back."""
    tree, cues = trees[n], table().cues
    for kind in CLEAR:
        taken: set[int] = set()
        up = []
        for first, last in found(tree, cues[kind].between, taken):
            if takes_up(tree, last):
                up.append((first, last + 1))
            yield from ((n, k, kind) for k in _sides(tree, first, last))
        replies = [i for i in _verbs(tree) if set(lemmas(tree, i)) & cues[kind].replies]
        back = [*found(tree, cues[kind].back, taken), *found(tree, cues[kind].framed, taken)]
        yield from ((n, k, kind) for _, last in back for at in what_for(tree, last) for k in tree.conjuncts(at))
        for first, last in [*back, *up, *((i, i) for i in replies)]:
            yield from ((n, k, kind) for k in _own(tree, first, last))
            yield from ((m, k, kind) for m in range(max(0, n - BACK), n) for k in _predicates(trees[m]))
    for first, last in found(tree, cues["caused_by"].between, set()):
        yield from ((n, k, REPRISAL) for k in _sides(tree, first, last))
    for first, last in found(tree, cues["condition_for"].between, set()):
        if is_mark(tree, first, last):
            yield from ((n, k, EXCHANGE) for k in _sides(tree, first, last) if tree.tokens[k].upos == "VERB")


def _by_words(trees: Sequence[Tree], n: int) -> Places:
    """Around verbs of trading and repaying, prices, and what announces a bargain."""
    tree = trees[n]
    for i in wooing(tree):
        yield from ((n, k, EXCHANGE) for k in (*tree.verb(i).objects, tree.tokens[i].head))
    if tree.tokens and tree.tokens[-1].text == ":" and _is_framed(trees, n):
        below = range(n + 1, min(len(trees), n + 1 + BELOW))
        yield from ((m, k, EXCHANGE) for m in below for k in _predicates(trees[m]))
    for i, token in enumerate(tree.tokens):
        if token.upos == "VERB":
            yield from ((n, k, kind) for k, kind in _with_verb(tree, i))
        elif is_price(tree, i):
            yield from ((n, k, EXCHANGE) for p, k in tree.phrases(i) if p in ("of", "for") and not _is_ware(tree, k))
            yield from ((n, k, EXCHANGE) for k in (*_predicates(tree), *above(tree, i)) if k != i)
        elif token.rel == "nsubj" and token.lemma.lower() in table().answers:  # "its answer to the ambush was …"
            yield from ((n, k, REPRISAL) for p, k in tree.phrases(i) if p in ("to", "for"))
            yield from ((n, k, REPRISAL) for k in _predicates(tree))
        if announces(tree, i):
            yield from ((n, k, EXCHANGE) for k in _predicates(tree) if k != i)


def _is_ware(tree: Tree, k: int) -> bool:
    """ "The price of water": what everybody buys is no favour."""
    kind = thing(tree, k, goods().goods)
    return kind is not None and kind.event_type in ("AID", "COOPERATE")


def _verbs(tree: Tree) -> list[int]:
    return [i for i, t in enumerate(tree.tokens) if t.upos == "VERB"]


def _sides(tree: Tree, first: int, last: int) -> Iterator[int]:
    """The word that a cue opens, with what is coordinated, and the predicate that it hangs on."""
    phrase = inside(tree, first, last)
    if not phrase:
        return
    head = min(phrase, key=lambda k: (depth(tree, k), k))
    yield from tree.conjuncts(head)
    verbs = [k for k in range(first, last + 1) if tree.tokens[k].upos == "VERB"]
    yield from (
        k for v in verbs for p, k in parts(tree, v) if p in ("with", "by")
    )  # "hit back at the curbs with duties"
    yield from (c for c in tree.sentence.kids(head, "xcomp", "acl", "ccomp") if c > last)
    outside = [k for k in above(tree, head) if k not in phrase and not first <= k <= last]
    for k in outside:
        if tree.tokens[k].upos == "NOUN" and not _is_given(tree, k):
            yield k
        if tree.tokens[k].upos == "VERB":
            yield k
            yield from (c for c in tree.sentence.kids(k, "xcomp", "advcl") if not first <= c <= last)
            yield from (j for p, j in tree.verb(k).obliques if p in ("with", "by"))
            if tree.tokens[k].rel != "xcomp":
                return


def _repaid(tree: Tree, i: int) -> str:
    """ "Repaid Oslo for the loan", "for the expulsions": what for says whether it is thanks or revenge."""
    reasons = [*tree.verb(i).objects, *(k for p, k in parts(tree, i) if p in ("for", "over"))]
    blow, favour = (any(thing(tree, k, nouns) for k in reasons) for nouns in (goods().blows, goods().goods))
    return EITHER if blow == favour else REPRISAL if blow else EXCHANGE


def _is_of_people(tree: Tree, args: Arguments) -> bool:
    """ "Take 300 deportees for $400m"."""
    return any(is_people(tree, k) for k in args.objects)


def _is_given(tree: Tree, k: int) -> bool:
    """ "Gave the firm a lease": the giving tells the act."""
    token = tree.tokens[k]
    return token.rel == "obj" and bool(set(lemmas(tree, token.head)) & (goods().gift | goods().gain))


def _own(tree: Tree, first: int, last: int) -> Iterator[int]:
    """The predicate that a cue stands in, with what hangs on it."""
    start = last if tree.texts[last] == "which" else first
    verb = next((k for k in above(tree, start) if tree.tokens[k].upos == "VERB"), None)
    yield from (k for k in above(tree, first) if k > last and tree.sentence.kid(k, "cop") is not None)
    if verb is None:
        yield from _predicates(tree)
        return
    yield verb
    for k in tree.sentence.kids(verb, "xcomp", "ccomp", "advcl", "conj", "parataxis"):
        yield from (k, *tree.sentence.kids(k, "conj"))
    yield from (k for p, k in tree.verb(verb).obliques if p in ("with", "by") and k > last)
    yield from (k for k in _predicates(tree) if k < first)


def _predicates(tree: Tree) -> Iterator[int]:
    """The verbs that tell what happened, but for those of relative clauses and of saying alone."""
    for i, token in enumerate(tree.tokens):
        if token.upos == "VERB" and token.rel in ("root", "conj", "ccomp", "xcomp", "parataxis", "advcl", "acl"):
            yield i


def _is_framed(trees: Sequence[Tree], n: int) -> bool:
    """True where this sentence or the one before it speaks of a bargain."""
    return any(announces(trees[m], i) for m in (n - 1, n) if m >= 0 for i in range(len(trees[m].tokens)))


def _with_verb(tree: Tree, i: int) -> Iterator[tuple[int, str]]:
    """ "Swapped ten jailed Americans for 252 Venezuelans", "freed the crew for diesel", "punished it for …, by …"."""
    names, words = set(lemmas(tree, i)), table()
    if tree.words.keys().isdisjoint(("for", "against")) and not names & words.repaying:
        return
    args = tree.verb(i)
    for_ = [k for p, k in args.obliques if p in ("for", "against")]
    for_ += [k for o in args.objects for p, k in tree.phrases(o) if p in ("for", "against")]
    for_ = [k for k in for_ if tree.tokens[k].entity != "time"]  # "for the first time"
    if names & words.trades and {tree.tokens[k].lemma.lower() for k in args.objects} & words.sold:
        return  # business
    if names & words.trades:
        yield from ((k, EXCHANGE) for k in (*args.objects, *for_) if for_)
    elif names & words.buys:
        yield from ((k, EXCHANGE) for k in (*args.objects, *(k for p, k in args.obliques if p == "with")))
    elif names & (words.rewards | words.punishes | words.repays):
        kind = EXCHANGE if names & words.rewards else REPRISAL if names & words.punishes else _repaid(tree, i)
        things = [k for k in args.objects if not is_people(tree, k)]  # "rewarded its farmers"
        yield from ((k, kind) for k in (*(k for _, k in parts(tree, i)), *things))
    else:
        paid = [k for k in for_ if is_currency(tree, k)]
        yield from ((k, EXCHANGE) for k in (*paid, *(i for _ in paid[:1] if _is_of_people(tree, args))))
