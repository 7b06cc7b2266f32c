"""Where somebody speaks: verbs of saying with their speaker and what is said, "according to", hearsay words, channels."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from demarche.coding.context import Context
from demarche.coding.tree import Tree
from demarche.model import Span
from demarche.ontology.codebook import DATA, read_yaml


class Words(msgspec.Struct, frozen=True):
    """The lists of speech.yaml."""

    say: frozenset[str]
    show: frozenset[str]
    channels: frozenset[str]
    media: frozenset[str]
    hearsay: frozenset[str]
    hearsay_verbs: frozenset[str]
    unnamed: frozenset[str]
    on_record: frozenset[str]


@cache
def words() -> Words:
    raw: dict[str, Any] = read_yaml(DATA / "speech.yaml")
    return Words(**{k: frozenset(map(str, v)) for k, v in raw.items() if k != "version"})


class Speech(msgspec.Struct, frozen=True, kw_only=True):
    """One act of speaking in one sentence.

    `scope` are the tokens of what is said; `speakers` head tokens of who says it; `cue` the token of the verb or
    preposition; `channel` the token of a medium; `hearsay` when the writer does not stand behind it.
    """

    sentence: int
    cue: int
    verb: str
    speakers: tuple[int, ...] = ()
    scope: frozenset[int] = frozenset()
    channel: int | None = None
    hearsay: bool = False
    inverted: bool = False


def speeches(context: Context, n: int) -> list[Speech]:
    """All acts of speaking in sentence `n`, outermost first."""
    tree = context.trees[n]
    out: list[Speech] = []
    for i, token in enumerate(tree.tokens):
        lemma = token.lemma.lower()
        if token.upos in ("VERB", "AUX") and lemma in words().say:
            found = _verb(tree, n, i, lemma)
            if found:
                out.append(found)
        elif lemma in ("accord", "according") and token.text.lower() == "according":
            out.extend(_according(tree, n, i))
        elif token.text.lower() in ("citing", "quoting"):
            out.extend(_citing(tree, n, i))
        elif lemma in words().hearsay or token.text.lower() in words().hearsay:
            out.extend(_hearsay(tree, n, i))
    return sorted(out, key=lambda s: (-len(s.scope), s.cue))


def _verb(tree: Tree, n: int, i: int, lemma: str) -> Speech | None:
    args = tree.verb(i)
    content = _content(tree, i)
    if tree.is_passive(i):
        return _impersonal(tree, n, i, lemma)
    if not content:
        return None
    speakers = tuple(k for k in args.subjects if k not in content)
    channel = next((k for k in speakers if _is(tree, k, words().channels)), None)
    if channel is not None:
        speakers = tuple(k for p, k in _sources(tree, channel))
    elif lemma in words().show - {"suggest", "indicate", "reveal"}:
        return None
    return Speech(sentence=n, cue=i, verb=tree.tokens[i].text.lower(), speakers=speakers, scope=content, channel=channel)


def _content(tree: Tree, i: int) -> frozenset[int]:
    """The words of what is said: the clause below the verb, or the clause that the verb is put into."""
    heads = [c for c in tree.sentence.kids(i, "ccomp", "parataxis", "xcomp") if not _asks(tree, i, c)]
    out = {k for h in heads for k in tree.sentence.subtree(h)}
    token = tree.tokens[i]
    if token.rel == "parataxis" and token.head >= 0 and not out:
        mine = set(tree.sentence.subtree(i))
        out = set(tree.sentence.subtree(token.head)) - mine
    if token.rel == "advcl" and not out and token.head >= 0 and tree.prep(i) == "as":
        out = set(tree.sentence.subtree(token.head)) - set(tree.sentence.subtree(i))
    return frozenset(out)


def _asks(tree: Tree, i: int, c: int) -> bool:
    """ "told them to leave" is an order, not a report; "claimed to have left" is a report."""
    token = tree.tokens[c]
    return token.rel == "xcomp" and tree.tokens[i].lemma.lower() not in ("claim", "say", "report", "allege", "believe", "think", "show")


def _sources(tree: Tree, channel: int) -> list[tuple[str, int]]:
    """Whose the channel is: "footage released by the ministry", "the ministry's statement", "a statement from …"."""
    out = [("", k) for k in tree.sentence.kids(channel, "nmod:poss")]
    out += [(p, k) for p, k in tree.phrases(channel) if p in ("by", "from", "of")]
    for c in tree.sentence.kids(channel, "acl"):
        out += [("by", k) for k in tree.verb(c).subjects if k != channel]
    return out


def _impersonal(tree: Tree, n: int, i: int, lemma: str) -> Speech | None:
    """ "is said to have fled", "it was reported that …": hearsay, unless somebody is named with "by"."""
    if lemma not in words().hearsay_verbs:
        return None
    scope = frozenset(k for c in tree.sentence.kids(i, "xcomp", "ccomp", "csubj:pass", "csubj") for k in tree.sentence.subtree(c))
    if not scope:
        return None
    by = tree.verb(i).subjects
    return Speech(sentence=n, cue=i, verb=tree.tokens[i].text.lower(), speakers=by, scope=scope, hearsay=not by)


def _according(tree: Tree, n: int, i: int) -> list[Speech]:
    """ "according to two officials": the whole clause that it hangs on."""
    token = tree.tokens[i]
    speaker = token.head if token.rel in ("case", "mark", "fixed") else next(tree.sentence.kids(i, "obl", "nmod", "obj", "fixed"), None)
    if speaker is None or speaker < 0:
        return []
    top = tree.tokens[speaker].head if token.rel == "case" else token.head
    if top < 0:
        return []
    mine = set(tree.sentence.subtree(speaker)) | set(tree.sentence.subtree(i))
    scope = frozenset(set(tree.sentence.subtree(_clause(tree, top))) - mine)
    channel = speaker if _is(tree, speaker, words().channels) else None
    speakers = tuple(k for _, k in _sources(tree, speaker)) if channel is not None else tree.conjuncts(speaker)
    return [Speech(sentence=n, cue=i, verb="according to", speakers=speakers, scope=scope, channel=channel)]


def _citing(tree: Tree, n: int, i: int) -> list[Speech]:
    """ "the agency reported, citing two diplomats": the diplomats are the speakers, the agency is the channel."""
    speakers = [k for c in tree.sentence.kids(i, "obj", "nmod", "obl") for k in tree.conjuncts(c)]
    if not speakers and tree.tokens[i].rel == "case":
        speakers = list(tree.conjuncts(tree.tokens[i].head))
    if not speakers:
        return []
    top = tree.tokens[i].head if tree.tokens[i].rel != "case" else tree.tokens[speakers[0]].head
    if top < 0:
        return []
    mine = set(tree.sentence.subtree(i)) | {k for s in speakers for k in tree.sentence.subtree(s)}
    above = tree.verb(top).subjects
    channel = next((k for k in above if _is(tree, k, words().media)), None)
    scope = frozenset(set(tree.sentence.subtree(tree.sentence.root)) - mine)
    return [Speech(sentence=n, cue=i, verb="citing", speakers=tuple(speakers), scope=scope, channel=channel)]


def _hearsay(tree: Tree, n: int, i: int) -> list[Speech]:
    """ "reportedly": the clause of the word it stands with; "alleged": the noun."""
    token = tree.tokens[i]
    if token.head < 0 or token.upos == "VERB":
        return []
    scope = frozenset(tree.sentence.subtree(token.head, skip=frozenset(["acl:relcl", "conj", "parataxis"])))
    return [Speech(sentence=n, cue=i, verb=token.text.lower(), scope=scope, hearsay=True)]


def _clause(tree: Tree, i: int) -> int:
    """The head of the clause that word `i` stands in."""
    while tree.tokens[i].head >= 0 and tree.tokens[i].rel in ("nmod", "obj", "obl", "nsubj", "appos", "acl", "amod", "conj"):
        i = tree.tokens[i].head
    return i


def _is(tree: Tree, k: int, lemmas: frozenset[str]) -> bool:
    return tree.tokens[k].lemma.lower() in lemmas or tree.tokens[k].text.lower() in lemmas


def phrase_span(tree: Tree, k: int) -> Span:
    """The whole description of a speaker, with its relative clause: "a senior US official familiar with the talks"."""
    below = tree.sentence.subtree(k, skip=frozenset(["punct", "appos", "conj", "cc", "parataxis", "case"]))
    first, last = tree.phrase(k)
    run = {j for j in below if j >= first}
    end = last
    while end + 1 in run:
        end += 1
    return tree.sentence.span(first, max(last, end))


def is_anonymous(tree: Tree, k: int, *, named: bool) -> bool:
    """True for a person who is only described; bodies, offices of one holder and spokespeople are on the record."""
    token = tree.tokens[k]
    lemma = token.lemma.lower()
    if named or token.name:
        return False
    if lemma in words().on_record:
        definite = any(tree.tokens[c].lemma.lower() in ("the", "his", "its", "their") for c in tree.sentence.children[k])
        return not (definite or lemma.startswith("spokes") or lemma in ("president", "premier", "chancellor"))
    return lemma in words().unnamed


def speaker(context: Context, n: int, k: int) -> tuple[str | None, bool, Span]:
    """Actor id, whether he is anonymous, and the words that name or describe him."""
    tree = context.trees[n]
    ids = context.actors_at(n, k)
    named = bool(ids) and context.cast.figure(ids[0]).reading.kind == "person"
    pronoun = tree.tokens[k].upos == "PRON"
    anonymous = not pronoun and is_anonymous(tree, k, named=named)
    if pronoun and ids:
        anonymous = context.cast.figure(ids[0]).anonymous
    elif ids and anonymous:
        context.cast.figure(ids[0]).anonymous = True
    return (ids[0] if ids else None), anonymous, phrase_span(tree, k)
