"""Where somebody takes sides in a sentence: by verb, noun, adjective, name of his side, or judgement in what he says.

Each reader yields `Opinion`s: word indices only; who is meant and which act is about is settled in views.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from demarche.coding.judgements import Opinion, calling, said
from demarche.coding.stance import flipped, lemma, negated, stances
from demarche.coding.tree import Tree

_MAYBE = frozenset(["may", "might", "could", "can"])
_CONTRAST = frozenset(["while", "whereas", "although", "though", "when", "after", "before"])


def opinions(tree: Tree) -> Iterator[Opinion]:
    """All opinions of one sentence, in text order of their cues."""
    table = stances()
    for i, token in enumerate(tree.tokens):
        word = token.lemma.lower()
        if token.text.lower() in table.adjectives and token.upos == "VERB" and _like_adjective(tree, i):
            yield from _adjective(tree, i, token.text.lower())
        elif token.upos in ("VERB", "AUX"):
            yield from _verb(tree, i, word)
        elif token.upos == "ADJ" and word in table.adjectives:
            yield from _adjective(tree, i, word)
        elif token.upos in ("NOUN", "PROPN"):
            if word in table.nouns:
                yield from _noun(tree, i, word)
            if word in ("favour", "favor") and tree.prep(i).startswith("in"):
                yield from _in_favour(tree, i)


def _verb(tree: Tree, i: int, word: str) -> Iterator[Opinion]:
    table = stances()
    mode = _mode(tree, i)
    if mode is None:
        return
    args = tree.verb(i)
    if word in table["calling"]:
        found = calling(tree, i)
        if found:
            yield found
            return
    if word in table.verbs and args.objects:
        stance = _graded(tree, i, _turned(table.verbs[word], mode))
        if stance:
            yield Opinion(holders=args.subjects, stance=stance, cue=i, targets=args.objects,
                          argument=_argument(tree, i), strict=word in table["abstract_only"])  # fmt: skip
            return
    if word in table.verbs and not args.objects:
        clauses = [
            c
            for p, c in args.clauses
            if tree.tokens[c].rel in ("xcomp", "ccomp") and tree.tokens[c].text.endswith("ing")
        ]
        stance = _turned(table.verbs[word], mode)
        if clauses and stance and args.subjects:
            yield Opinion(
                holders=args.subjects, stance=stance, cue=i, targets=tuple(clauses), argument=_argument(tree, i)
            )
            return
    yield from _phrasal(tree, i, word, mode)
    yield from _greeted(tree, i, word)
    if word in table["saying"] and mode == "yes":
        yield from said(tree, i, word)


def _mode(tree: Tree, i: int) -> str | None:
    """ "yes", "no" (not, refuses to) or None when the view is not held: asked for, possible, expected."""
    s = tree.sentence
    if any(tree.tokens[c].text.lower() in _MAYBE for c in s.kids(i, "aux")):
        return None
    if any(tree.tokens[c].text.lower() in ("neither", "nor") for c in s.kids(i, "cc", "cc:preconj", "advmod")):
        return None
    if any(tree.tokens[c].text.lower() in ("if", "whether", "unless") for c in s.kids(i, "mark")):
        return None
    token = tree.tokens[i]
    yes = "no" if negated(tree, i) else "yes"
    if token.rel == "xcomp" and token.head >= 0:
        above = lemma(tree, token.head)
        if above in stances()["refusing"]:
            return None if yes == "no" else "no"
        if above not in stances()["holding"] or tree.is_passive(token.head):
            return None
    if token.rel == "conj" and token.head >= 0 and tree.tokens[token.head].rel == "xcomp" and s.kid(i, "nsubj") is None:
        return _mode(tree, token.head)
    if token.deprel == "acl" and not token.has("VerbForm=Part") and not token.text.endswith("ing"):
        return None  # "a plan to condemn"
    return yes


def _turned(stance: str, mode: str) -> str | None:
    return stance if mode == "yes" else flipped(stance)


def _graded(tree: Tree, i: int, stance: str | None) -> str | None:
    """ "welcomed with caution", "cautiously backed" are mixed."""
    if stance == "for":
        near = [k for c in tree.sentence.kids(i, "advmod", "obl") for k in (c, *tree.sentence.kids(c, "amod"))]
        if any(lemma(tree, k) in stances()["cautious"] for k in near):
            return "mixed"
    return stance


def _argument(tree: Tree, i: int) -> tuple[int, ...]:
    """The clause that gives the reason: "saying that …", "because …", "as …", "for …"."""
    for c in tree.sentence.kids(i, "advcl", "ccomp"):
        if not {tree.tokens[m].text.lower() for m in tree.sentence.kids(c, "mark")} & _CONTRAST:
            return tuple(tree.sentence.subtree(c))
    return ()


def _phrasal(tree: Tree, i: int, word: str, mode: str) -> Iterator[Opinion]:
    table = stances().phrasal
    args = tree.verb(i)
    particles = [tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "compound", "advmod")]
    marks = [(p, c) for p, c in args.clauses if tree.tokens[c].rel == "advcl"]
    for prep, k in (*args.obliques, *marks):
        keys = [prep, *(f"{p} {prep}" for p in particles)]
        stance = next((table[word, p] for p in keys if (word, p) in table), None)
        turned = _turned(stance, mode) if stance else None
        if turned and args.subjects:
            yield Opinion(holders=args.subjects, stance=turned, cue=i, targets=(k,), argument=_argument(tree, i))
            return


def _greeted(tree: Tree, i: int, word: str) -> Iterator[Opinion]:
    """ "was met with scepticism by": the agent holds the view."""
    if word not in stances()["greeted"]:
        return
    args = tree.verb(i)
    for prep, k in args.obliques:
        if prep != "with":
            continue
        for noun in tree.conjuncts(k):
            stance = stances().nouns.get(lemma(tree, noun))
            if stance:
                holders = args.subjects if args.passive or args.objects else _from(tree, noun, i)
                targets = args.objects or args.subjects
                holders = tuple(h for h in holders if h not in targets) or _from(tree, noun, i)
                yield Opinion(holders=holders, stance=_tempered(tree, noun, stance), cue=noun, targets=targets)
                return


def _tempered(tree: Tree, noun: int, stance: str) -> str:
    near = [c for c in tree.sentence.kids(noun, "amod", "advmod", "compound")]
    cautious = any(lemma(tree, k) in stances()["cautious"] for k in near)
    return "mixed" if cautious and stance == "for" else stance


def _noun(tree: Tree, i: int, word: str) -> Iterator[Opinion]:
    """ "expressed concern that", "drew criticism from", "their opposition to", "condemnation of X by Y"."""
    stance = _tempered(tree, i, stances().nouns[word])
    if negated(tree, i) or any(lemma(tree, c) == "no" for c in tree.sentence.kids(i, "det")):
        return
    token = tree.tokens[i]
    head = token.head
    if token.rel in ("obj", "conj", "obl") and head >= 0:
        while tree.tokens[head].upos == "NOUN" and tree.tokens[head].head >= 0 and token.rel == "conj":
            head = tree.tokens[head].head
        if tree.tokens[head].upos in ("VERB", "AUX") and _mode(tree, head) == "yes":
            yield from _light(tree, i, head, stance)
            return
    holders = tree.owners(i) if token.rel not in ("obj", "obl") else tuple(tree.sentence.kids(i, "nmod:poss"))
    holders = holders or tuple(k for p, k in tree.phrases(i) if p in ("by", "from", "among", "amongst"))
    targets = _about(tree, i)
    if holders and targets:
        yield Opinion(holders=holders, stance=stance, cue=i, targets=targets)


def _light(tree: Tree, i: int, verb: int, stance: str) -> Iterator[Opinion]:
    table = stances()
    word, args = lemma(tree, verb), tree.verb(verb)
    content = _content(tree, i) or _content(tree, verb)
    targets = _about(tree, i) or tuple(
        k for p, k in args.obliques if p in ("over", "about", "at", "for", "on", "to", "against")
    )
    if word in table["draw"]:
        holders = _from(tree, i, verb)
        if holders and args.subjects:
            yield Opinion(holders=holders, stance=stance, cue=i, targets=args.subjects)
            return
    if word in table["show"] and args.subjects and (targets or content):
        targets = targets or _subject_of(tree, content)
        yield Opinion(holders=args.subjects, stance=stance, cue=i, targets=targets, argument=content)


def _content(tree: Tree, i: int) -> tuple[int, ...]:
    for c in tree.sentence.kids(i, "acl", "ccomp"):
        if any(tree.tokens[m].text.lower() in ("that", "whether", "if") for m in tree.sentence.kids(c, "mark")):
            return tuple(tree.sentence.subtree(c))
    return ()


def _subject_of(tree: Tree, content: tuple[int, ...]) -> tuple[int, ...]:
    """What a clause is about: its subject, when that is a noun."""
    found = [k for k in content if tree.tokens[k].rel == "nsubj" and tree.tokens[k].upos == "NOUN"]
    return tuple(found[:1])


def _from(tree: Tree, noun: int, verb: int) -> tuple[int, ...]:
    found = [k for p, k in tree.phrases(noun) if p in stances()["from"]]
    found += [k for p, k in tree.verb(verb).obliques if p in ("from", "by", "among", "in", "across")]
    return tuple(dict.fromkeys(found))


def _about(tree: Tree, i: int) -> tuple[int, ...]:
    return tuple(k for p, k in tree.phrases(i) if p in stances()["about"] and p not in ("by", "in"))


def _adjective(tree: Tree, i: int, word: str) -> Iterator[Opinion]:
    """ "is sceptical of the plan", "remains opposed to lifting sanctions", "is concerned that …"."""
    token = tree.tokens[i]
    if token.rel == "amod" or negated(tree, i):
        return
    subjects = tree.verb(i).subjects or tree.verb(i).objects
    if token.rel == "xcomp" and token.head >= 0 and not subjects:
        subjects = tree.verb(token.head).subjects
    elif token.rel == "acl" and token.head >= 0:
        subjects = (token.head,)
    s = tree.sentence
    targets = [k for c in s.kids(i, "obl", "nmod") if tree.prep(c) in stances()["about"] for k in tree.conjuncts(c)]
    targets += [
        c for c in s.kids(i, "advcl", "ccomp", "xcomp", "csubj") if tree.prep(c) in (*stances()["about"], "that", "")
    ]
    if subjects and targets:
        content = tuple(k for c in s.kids(i, "ccomp", "advcl") for k in s.subtree(c))
        yield Opinion(
            holders=subjects, stance=stances().adjectives[word], cue=i, targets=tuple(targets), argument=content
        )


def _like_adjective(tree: Tree, i: int) -> bool:
    """ "is opposed to", "were alarmed that": a passive without an agent tells how its subject feels."""
    args = tree.verb(i)
    return tree.describes(i) or (args.passive and not args.subjects and bool(args.objects))


def _in_favour(tree: Tree, i: int) -> Iterator[Opinion]:
    token = tree.tokens[i]
    subjects = tree.verb(i).subjects or (tree.verb(token.head).subjects if token.head >= 0 else ())
    targets = tuple(k for p, k in tree.phrases(i) if p == "of") + tuple(tree.sentence.kids(i, "acl", "advcl"))
    if subjects and targets:
        yield Opinion(holders=subjects, stance="for", cue=i, targets=targets)
