"""Where the words of a cue stand in a sentence, and which words lie in the phrase or clause that it opens."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from demarche.coding.governors import lemmas
from demarche.coding.leg_words import hyphenated, is_currency
from demarche.coding.link_words import ANY, END, Phrases, table
from demarche.coding.tree import Tree

DEEPEST = 60
TAKING_UP = ("which", "this", "that", "it", "these")
CALLED = 7  # words between "in what" and the noun that somebody calls it
INSIDE = ("compound", "nummod", "amod")  # "40 million kina in grants": the noun that the phrase is about stands above


def found(tree: Tree, phrases: Phrases, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Places of phrases, the longest first; words that a longer phrase has taken are not used again."""
    places = tree.places.get(id(phrases))  # the lists of the table outlive every tree
    if places is None:
        places = tree.places[id(phrases)] = _places(tree, phrases)
    for i, ends in places:
        for end in ends:
            if not taken & set(range(i, end)):
                taken.update(range(i, end))
                yield i, end - 1


def _places(tree: Tree, phrases: Phrases) -> list[tuple[int, list[int]]]:
    """Each word at which phrases begin, with where they end, the longest first."""
    begun = phrases.keys() & tree.words.keys()
    starts = sorted(i for word in begun for i in tree.words[word])
    readings = [(i, sorted(_ends(tree, i + 1, phrases[tree.texts[i]]), key=lambda r: (-r[0], r[1]))) for i in starts]
    return [(i, [end for end, _ in found_here]) for i, found_here in readings]


def _ends(tree: Tree, k: int, begun: Phrases) -> Iterator[tuple[int, int]]:
    """Where phrases that go on at word `k` end, with the number of words that might have been any."""
    if END in begun:
        yield k, 0
    for step, loose in ((tree.texts[k], 0), (ANY, 1)) if k < len(tree.texts) else ():
        if step in begun:
            yield from ((end, more + loose) for end, more in _ends(tree, k + 1, begun[step]))


def is_mark(tree: Tree, first: int, last: int) -> bool:
    """True for several words, or for one that opens a clause: "once shared a prize" tells no condition."""
    return first != last or tree.tokens[first].rel in ("mark", "case")


def inside(tree: Tree, first: int, last: int) -> frozenset[int]:
    """The tokens of the phrase or clause that a cue introduces."""
    token = tree.tokens[last]
    if token.rel in ("case", "mark", "advmod", "cc") and token.head > last:
        return frozenset(k for k in tree.sentence.subtree(token.head) if k > last)
    promise = token.lemma.lower() in table().word
    if token.upos == "NOUN" and not promise:  # "against the release of": the cue ends with the act itself
        return frozenset(tree.sentence.subtree(last))
    for k in (last, *range(first, last + 1)):
        below = [j for j in tree.sentence.subtree(k) if j > last]
        if below:
            return frozenset(below)
    return frozenset()


def what_for(tree: Tree, last: int) -> list[int]:
    """ "In exchange, officials say, for 40 million kina": what stands behind a cue that other words cut in two."""
    texts = tree.texts
    if texts[last + 1 : last + 2] == [","] and "," in texts[last + 2 :]:
        for_ = texts.index(",", last + 2) + 1
        if texts[for_ : for_ + 1] == ["for"] and tree.tokens[for_].head > for_:
            return [next(k for k in above(tree, tree.tokens[for_].head) if tree.tokens[k].rel not in INSIDE)]
    return [k for p, k in tree.phrases(last) if p in ("for", "to") and k > last + 2]


def takes_up(tree: Tree, last: int) -> bool:
    """ "…, in exchange for which", "in return for this": a word behind the cue stands for the act told before."""
    behind = tree.tokens[last + 1] if last + 1 < len(tree.tokens) else None
    word = behind is not None and behind.text.lower() in TAKING_UP and behind.rel not in ("mark", "det", "nsubj")
    return word and tree.texts[last + 2 : last + 3] != ["which"]


def parts(tree: Tree, i: int) -> list[tuple[str, int]]:
    """(preposition, word) of what stands with a verb, on whatever word beside it the parser has hung it."""
    args = tree.verb(i)
    own = [*args.obliques, *args.clauses, *((tree.prep(k), k) for k in args.objects if tree.prep(k))]
    beside = (*args.objects, *args.indirect, *(k for _, k in args.obliques))
    return list(dict.fromkeys([*own, *(part for k in beside for part in tree.phrases(k))]))


def wooing(tree: Tree) -> Iterator[int]:
    """Verbs of clauses of purpose in which somebody's favour is won: "to win Lima's vote"."""
    for i, token in enumerate(tree.tokens):
        to = token.upos == "VERB" and token.rel == "advcl" and "to" in tree.prep(i).split()
        if to and table().buys & set(lemmas(tree, i)) and any(_owned(tree, k) for k in tree.verb(i).objects):
            yield i


def _owned(tree: Tree, k: int) -> bool:
    return bool(tree.sentence.kids(k, "nmod:poss")) or any(p in ("of", "from") for p, _ in tree.phrases(k))


def is_price(tree: Tree, i: int) -> bool:
    """ "The price of its consent was …"; "agreed a price for the striker" is business."""
    token = tree.tokens[i]
    return token.upos == "NOUN" and token.rel in ("nsubj", "root") and token.lemma.lower() in table().prices


def depth(tree: Tree, k: int) -> int:
    steps = 0
    while tree.tokens[k].head >= 0 and steps < DEEPEST:
        k, steps = tree.tokens[k].head, steps + 1
    return steps


def above(tree: Tree, k: int) -> Iterator[int]:
    """The word at `k` and all above it, up to the root."""
    steps = 0
    while k >= 0 and steps < DEEPEST:
        yield k
        k, steps = tree.tokens[k].head, steps + 1


def announces(tree: Tree, i: int) -> bool:
    """True for the noun of a bargain, "in a swap", "under a deal", "the package has two halves:", or for its verb."""
    token = tree.tokens[i]
    if token.upos == "VERB":
        return _swaps(tree, i)
    if token.upos not in ("NOUN", "PROPN"):
        return False
    lemma = token.lemma.lower()
    if {lemma, *hyphenated(tree, i)} & table().swap or (lemma in table().traded and _is_brokered(tree, i)):
        return not {tree.tokens[k].lemma.lower() for k in tree.modifiers(i)} & table().sold
    return lemma in table().framed and (_is_frame(tree, i) or _opens(tree, i) or _stipulates(tree, i))


def _swaps(tree: Tree, i: int) -> bool:
    """ "The two have exchanged prisoners": who gave whom is told beside it."""
    if tree.tokens[i].lemma.lower() not in table().trades:
        return False
    return any(is_currency(tree, k, only="captives") for k in tree.verb(i).objects)


def _is_frame(tree: Tree, i: int) -> bool:
    """ "Under the accord", "in a compromise", "as part of a deal", "two halves of a pact", "an accord under which"."""
    token, prep = tree.tokens[i], tree.prep(i)
    part = token.head >= 0 and prep == "of" and tree.tokens[token.head].lemma.lower() in table().shares
    which = any(
        t.text.lower() == "whereby"
        or (t.text.lower() in ("which", "whose") and tree.tokens[k - 1].text.lower() in ("under", "by", "in"))
        for k, t in enumerate(tree.tokens)
        if k > i
    )
    made = token.lemma.lower() in table().made and _is_in(tree, i)
    called = tree.sentence.kid(i, "cop") is not None and any(
        tree.texts[k] in ("this", "that", "such") for k in tree.sentence.kids(i, "nsubj")
    )  # "that was the arrangement"
    return prep in ("under", "out of", "out") or part or which or made or called


def _is_in(tree: Tree, i: int) -> bool:
    """ "In a compromise", "in what aides called a trade-off"."""
    if tree.sentence.kid(i, "det") is None:
        return False
    words = [t.text.lower() for t in tree.tokens[max(0, i - CALLED) : i]]
    return tree.prep(i) == "in" or ("in", "what") in pairwise(words)


def _stipulates(tree: Tree, i: int) -> bool:
    """ "The deal calls for A to do X and for B to do Y"."""
    token = tree.tokens[i]
    above_ = tree.tokens[token.head] if token.rel == "nsubj" and token.head >= 0 else None
    return above_ is not None and above_.lemma.lower() in table().stipulates


def _opens(tree: Tree, i: int) -> bool:
    """ "The deal is simple: A does X, and B does Y", "The bargain:"."""
    colon = next((k for k, t in enumerate(tree.tokens) if k > i and t.text in (":", "–", "—")), None)
    if colon is None:
        return False
    words = {t.lemma.lower() for t in tree.tokens[:colon]}
    return bool(words & table().halves) or colon == i + 1 or colon == len(tree.tokens) - 1


def _is_brokered(tree: Tree, i: int) -> bool:
    """ "Switzerland brokered the trade", "a trade arranged by Oman", "suggested a trade"."""
    token = tree.tokens[i]
    above = [token.head] if token.head >= 0 and token.rel in ("obj", "nsubj") else []
    near = [*above, *tree.sentence.kids(i, "acl")]
    return any(set(lemmas(tree, k)) & (table().mediation | table().closing) for k in near)
