"""Judgements: what somebody calls an act, and what he says of it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from demarche.coding.stance import judgement, lemma, stances
from demarche.coding.tree import Tree


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """Who (head words), which stance, told by which word, about what (head words), with which argument (words)."""

    holders: tuple[int, ...]
    stance: str
    cue: int
    targets: tuple[int, ...] = ()
    argument: tuple[int, ...] = ()
    strict: bool = False  # the cue has everyday meanings: its target must be an act or something abstract


def calling(tree: Tree, i: int) -> Opinion | None:
    """ "called the strike a crime", "described it as illegal"."""
    args = tree.verb(i)
    s = tree.sentence
    named = [c for c in s.kids(i, "xcomp", "obj", "advcl") if c not in args.objects[:1]]
    named += [k for p, k in args.obliques if p == "as"]
    words = [k for c in named for k in s.subtree(c, skip=frozenset(["acl:relcl"]))]
    stance = judgement(tree, words)
    targets = tuple(k for k in args.objects if k not in words and tree.tokens[k].text.lower() != "what")
    if not targets and len(named) > 1:  # "called the strike a crime" with "strike" read as a verb
        targets, stance = (named[0],), judgement(tree, s.subtree(named[-1]))
    elif not targets and named:  # "called the plan blackmail" read as one phrase
        targets = tuple(c for c in s.kids(named[0], "compound") if lemma(tree, c) in stances().themes)
    if stance and targets and args.subjects:
        return Opinion(holders=args.subjects, stance=stance, cue=i, targets=targets, argument=tuple(sorted(words)))
    return None


def said(tree: Tree, i: int, word: str) -> Iterator[Opinion]:
    """A judgement in what somebody says: its subject must be an act, or the speaker is named by his side."""
    s = tree.sentence
    args = tree.verb(i)
    heads = [c for c in s.kids(i, "ccomp", "parataxis") if c not in args.subjects]
    if not heads or not args.subjects:
        return
    content = tuple(sorted(k for h in heads for k in s.subtree(h) if (k < i) == (h < i) and k not in args.subjects))
    side = next((stances().holders[lemma(tree, h)] for h in args.subjects if lemma(tree, h) in stances().holders), None)
    if side:
        sided = tuple(
            k
            for h in args.subjects
            for p, k in tree.phrases(h)
            if p in ("of", "to") and lemma(tree, h) in stances().holders
        )
        yield Opinion(holders=args.subjects, stance=side, cue=i, targets=sided, argument=content)
        return
    for head in heads:
        found = judged(tree, head)
        if found:
            stance, subjects = found
            stance = "against" if word in stances()["complaining"] else stance
            yield Opinion(holders=args.subjects, stance=stance, cue=i, targets=subjects, argument=content, strict=True)
            return
    griped = tuple(s.kids(heads[0], "nsubj", "nsubj:pass"))
    if word in stances()["griping"] and griped:
        yield Opinion(holders=args.subjects, stance="against", cue=i, targets=griped, argument=content, strict=True)


def judged(tree: Tree, head: int) -> tuple[str, tuple[int, ...]] | None:
    """Stance of a clause and the words that it judges; None when it passes no judgement."""
    s = tree.sentence
    subjects = tuple(s.kids(head, "nsubj", "nsubj:pass", "csubj"))
    below: set[int] = set()
    for c in subjects:
        below |= set(s.subtree(c))
    predicate = [k for k in s.subtree(head, skip=frozenset(["acl:relcl", "parataxis"])) if k not in below]
    stance = judgement(tree, predicate)
    if stance is None or not subjects:
        return None
    return stance, subjects
