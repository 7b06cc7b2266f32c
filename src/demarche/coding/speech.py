"""Where somebody speaks: verbs of saying with speaker and content, "according to", hearsay words, channels."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from demarche.coding.context import Context
from demarche.coding.governors import lemmas
from demarche.coding.tree import RELATIVE, Tree
from demarche.model import Span
from demarche.ontology.codebook import DATA, read_yaml
from demarche.ontology.grammar import grammar

# Infinitives below these are reports, not orders: "claimed to have left".
REPORTING = frozenset(["claim", "say", "report", "allege", "believe", "think", "show", "suspect", "profess"])
LONGEST_TAG = 18  # words of "…, a senior official at the ministry of the interior said"


class Words(msgspec.Struct, frozen=True):
    """The lists of speech.yaml."""

    say: frozenset[str]
    label: frozenset[str]
    address: frozenset[str]
    show: frozenset[str]
    channels: frozenset[str]
    media: frozenset[str]
    hearsay: frozenset[str]
    hearsay_verbs: frozenset[str]
    rumours: frozenset[str]
    nouns: frozenset[str]
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


def speeches(context: Context, n: int) -> list[Speech]:
    """All acts of speaking in sentence `n`, outermost first."""
    tree = context.trees[n]
    out: list[Speech] = []
    for i, token in enumerate(tree.tokens):
        lemma, text = token.lemma.lower(), token.text.lower()
        if token.upos in ("VERB", "AUX") and set(lemmas(tree, i)) & (words().say | words().hearsay_verbs):
            found = _verb(tree, n, i, lemma)
            if found:
                out.append(found)
        elif text == "according":
            out.extend(_according(tree, n, i))
        elif token.upos == "NOUN" and lemma in words().nouns:
            out.extend(_noun(tree, n, i))
        elif lemma in words().hearsay or text in words().hearsay:
            out.extend(_hearsay(tree, n, i))
        if text in ("citing", "quoting"):
            out.extend(_citing(tree, n, i))
    return sorted(out, key=lambda s: (-len(s.scope), s.cue))


# -- verbs of saying --------------------------------------------------------------------------------------------------


def _verb(tree: Tree, n: int, i: int, lemma: str) -> Speech | None:
    if tree.is_passive(i):
        return _impersonal(tree, n, i, lemma)
    if not set(lemmas(tree, i)) & words().say:
        return None
    content = _content(tree, i)
    speakers, tag = _subjects(tree, i)
    content = content - tag
    if not content:
        return None
    speakers = tuple(k for k in speakers if k not in content)
    channel = next((k for k in speakers if _is(tree, k, words().channels)), None)
    if channel is not None:
        speakers = tuple(k for _, k in _sources(tree, channel)) or speakers
    elif lemma in words().show - {"suggest", "indicate", "reveal", "document"}:
        return None
    channel = channel if channel not in speakers else None
    return Speech(
        sentence=n, cue=i, verb=tree.tokens[i].text.lower(), speakers=speakers, scope=content, channel=channel
    )


def _content(tree: Tree, i: int) -> frozenset[int]:
    """The words of what is said: the clause below the verb, or the clause that the verb is put into."""
    heads = [c for c in tree.sentence.kids(i, "ccomp", "parataxis", "xcomp") if not _asks(tree, i, c)]
    heads = [c for c in heads if tree.tokens[c].rel != "parataxis" or not _closed(tree, i, c)]
    out = {k for h in heads for k in tree.sentence.subtree(h)}
    token = tree.tokens[i]
    if out or token.head < 0:
        return frozenset(out)
    own = tree.sentence.kid(i, "xcomp", "ccomp") is not None or _closed(
        tree, token.head, i
    )  # "…; Togo agreed to mediate"
    into = (token.rel == "parataxis" and not own) or (token.rel == "advcl" and tree.prep(i) == "as")
    return frozenset(set(tree.sentence.subtree(token.head)) - set(tree.sentence.subtree(i))) if into else frozenset()


def _closed(tree: Tree, i: int, c: int) -> bool:
    """ "urged both to return; Iran offered help": behind the semicolon the writer speaks again."""
    return any(tree.tokens[k].text == ";" for k in range(i + 1, c))


def _asks(tree: Tree, i: int, c: int) -> bool:
    """ "told them to leave" is an order, not a report; "claimed to have left" is a report."""
    return tree.tokens[c].rel == "xcomp" and tree.tokens[i].lemma.lower() not in REPORTING


def _subjects(tree: Tree, i: int) -> tuple[tuple[int, ...], frozenset[int]]:
    """Who speaks; and the tokens of a tag (", a diplomat close to the talks said"), however they were parsed."""
    if tree.tokens[i].deprel == "acl:relcl":
        return _antecedent(tree, i), frozenset()
    tag = _tag(tree, i)
    found = tuple(tree.verb(i).subjects)
    own = tree.sentence.kid(i, "nsubj") is not None
    if tag and not own:
        head = next(
            (k for k in tag if tree.tokens[k].head not in tag and tree.tokens[k].upos in ("NOUN", "PROPN", "PRON")),
            None,
        )
        if head is not None:
            return tree.conjuncts(head), frozenset((*tag, *range(i, len(tree.tokens))))
    behind = () if own else inverted(tree, i)
    return behind or found, frozenset(k for b in behind for k in tree.sentence.subtree(b))


def inverted(tree: Tree, i: int) -> tuple[int, ...]:
    """ "…," said the mother of one of the protesters": the subject behind the verb, wherever the parser hung it."""
    if i == 0 or tree.tokens[i - 1].upos != "PUNCT" or tree.tokens[i].text.lower().endswith("ing"):
        return ()  # "denied this, saying drones had bombed them": the drones say nothing
    for k in range(i + 1, min(i + LONGEST_TAG, len(tree.tokens))):
        token = tree.tokens[k]
        if token.text in (",", ".", "”", '"') or token.upos == "VERB":
            return ()
        if token.rel == "nsubj" and token.upos in ("NOUN", "PROPN", "PRON"):
            return tree.conjuncts(k)
    return ()


def _tag(tree: Tree, i: int) -> tuple[int, ...]:
    """The words between the last comma or quotation mark and a verb of saying."""
    k = i - 1
    while k >= 0 and i - k <= LONGEST_TAG and tree.tokens[k].text not in (",", "”", '"', "’", "—", "–"):
        if tree.tokens[k].upos == "VERB" and tree.tokens[k].rel not in ("acl", "amod"):
            return ()
        k -= 1
    stretch = tuple(range(k + 1, i))
    if k < 1 or not stretch or i - k > LONGEST_TAG or tree.tokens[k + 1].upos in ("CCONJ", "SCONJ", "PUNCT"):
        return ()
    return stretch


def _antecedent(tree: Tree, i: int) -> tuple[int, ...]:
    """ "… by the ministry, which noted that": the noun just before the pronoun."""
    pronoun = next((c for c in tree.sentence.kids(i, "nsubj") if tree.tokens[c].text.lower() in RELATIVE), None)
    if pronoun is None:
        return tree.verb(i).subjects
    for k in range(pronoun - 1, max(-1, pronoun - 6), -1):
        if tree.tokens[k].upos in ("NOUN", "PROPN"):
            while (
                tree.tokens[k].rel in ("flat", "compound")
                and tree.tokens[k].head >= 0
                and tree.tokens[k].head < pronoun
            ):
                k = tree.tokens[k].head
            return (k,)
    return tree.verb(i).subjects


def _sources(tree: Tree, channel: int) -> list[tuple[str, int]]:
    """Whose the channel is: "footage released by the ministry", "the ministry's statement", "a statement from …"."""
    out = [("", k) for k in tree.sentence.kids(channel, "nmod:poss")]
    out += [
        (p, k)
        for p, k in tree.phrases(channel)
        if p in ("by", "from", "of") and tree.tokens[k].upos in ("NOUN", "PROPN")
    ]
    for c in tree.sentence.kids(channel, "acl"):
        out += [("by", k) for k in tree.verb(c).subjects if k != channel]
    return list(dict.fromkeys(out))


def _impersonal(tree: Tree, n: int, i: int, lemma: str) -> Speech | None:
    """ "is said to have fled", "it was reported that …", "is suspected of having …": hearsay without "by"."""
    if lemma not in words().hearsay_verbs:
        return None
    heads = list(tree.sentence.kids(i, "xcomp", "ccomp", "csubj:pass", "csubj"))
    heads += [c for c in tree.sentence.kids(i, "advcl") if tree.prep(c) == "of"]
    scope = frozenset(k for c in heads for k in tree.sentence.subtree(c))
    if not scope:
        return None
    by = tuple(k for c in tree.sentence.kids(i, "obl") if tree.prep(c) == "by" for k in tree.conjuncts(c))
    return Speech(sentence=n, cue=i, verb=tree.tokens[i].text.lower(), speakers=by, scope=scope, hearsay=not by)


def _noun(tree: Tree, n: int, i: int) -> list[Speech]:
    """ "expressed concern that …", "the claim by Riga that …": whoever has or makes it speaks."""
    clauses = [c for c in tree.sentence.kids(i, "acl", "ccomp") if tree.prep(c) == "that"]
    if not clauses:
        return []
    scope = frozenset(k for c in clauses for k in tree.sentence.subtree(c))
    speakers = tuple(k for p, k in tree.phrases(i) if p in ("by", "from", "among")) or tree.owners(i)
    rumour = not speakers and lemmas(tree, i)[0] in words().rumours
    if not speakers and not rumour:
        return []
    verb = tree.tokens[i].text.lower()
    return [Speech(sentence=n, cue=i, verb=verb, speakers=speakers, scope=scope, hearsay=rumour)]


# -- prepositions and adverbs -----------------------------------------------------------------------------------------


def _according(tree: Tree, n: int, i: int) -> list[Speech]:
    """ "according to two officials": the whole clause that it hangs on."""
    token = tree.tokens[i]
    inside = token.rel in ("case", "mark", "fixed")
    who = token.head if inside else tree.sentence.kid(i, "obl", "nmod", "obj", "fixed")
    if who is None or who < 0:
        return []
    top = tree.tokens[who].head if inside else token.head
    if top < 0:
        return []
    mine = set(tree.sentence.subtree(who)) | set(tree.sentence.subtree(i))
    scope = frozenset(set(tree.sentence.subtree(_clause(tree, top))) - mine)
    channel = who if _is(tree, who, words().channels) else None
    speakers = tuple(k for _, k in _sources(tree, who)) if channel is not None else tree.conjuncts(who)
    rumour = not speakers and _is_rumour(tree, who)
    return [
        Speech(sentence=n, cue=i, verb="according to", speakers=speakers, scope=scope, channel=channel, hearsay=rumour)
    ]


def _is_rumour(tree: Tree, k: int) -> bool:
    """ "unconfirmed reports", "reports", "media accounts": nobody's word."""
    if any(tree.tokens[c].text.lower() in words().hearsay for c in tree.sentence.kids(k, "amod")):
        return True
    return tree.tokens[k].lemma.lower() in words().rumours and tree.tokens[k].has("Number=Plur")


def _can_tell(tree: Tree, k: int) -> bool:
    """False for a reason: "banned the imports, citing hygiene" cites nobody."""
    token = tree.tokens[k]
    return (
        token.entity not in ("abstract", "event") or token.lemma.lower() in grammar()["documents"] or bool(token.name)
    )


def _citing(tree: Tree, n: int, i: int) -> list[Speech]:
    """ "the agency reported, citing two diplomats": the diplomats are the speakers, the agency is the channel."""
    case = tree.tokens[i].rel in ("case", "mark")
    speakers = [k for c in tree.sentence.kids(i, "obj", "nmod", "obl") for k in tree.conjuncts(c)]
    if not speakers and case:
        speakers = list(tree.conjuncts(tree.tokens[i].head))
    speakers = [k for k in speakers if _can_tell(tree, k)]
    top = tree.tokens[speakers[0]].head if speakers and case else tree.tokens[i].head
    if not speakers or top < 0:
        return []
    mine = set(tree.sentence.subtree(i)) | {k for s in speakers for k in tree.sentence.subtree(s)}
    said = [k for k in range(i) if tree.tokens[k].upos == "VERB" and tree.tokens[k].lemma.lower() in words().say]
    above = [k for v in (top, *reversed(said)) if tree.tokens[v].upos == "VERB" for k in tree.verb(v).subjects]
    channel = next((k for k in above if _is(tree, k, words().media)), None)
    scope = frozenset(set(tree.sentence.subtree(tree.sentence.root)) - mine)
    return [Speech(sentence=n, cue=i, verb="citing", speakers=tuple(speakers), scope=scope, channel=channel)]


def _hearsay(tree: Tree, n: int, i: int) -> list[Speech]:
    """ "reportedly": the clause of the word it stands with; "alleged": the noun."""
    token = tree.tokens[i]
    if token.head < 0 or (token.upos == "VERB" and token.rel != "amod"):
        return []
    scope = frozenset(tree.sentence.subtree(token.head, skip=frozenset(["acl:relcl", "conj", "parataxis"])))
    return [Speech(sentence=n, cue=i, verb=token.text.lower(), scope=scope, hearsay=True)]


def _clause(tree: Tree, i: int) -> int:
    """The head of the clause that word `i` stands in."""
    while tree.tokens[i].head >= 0 and tree.tokens[i].rel in (
        "nmod",
        "obj",
        "obl",
        "nsubj",
        "appos",
        "acl",
        "amod",
        "conj",
        "xcomp",
    ):
        i = tree.tokens[i].head
    return i


def _is(tree: Tree, k: int, names: frozenset[str]) -> bool:
    return tree.tokens[k].lemma.lower() in names or tree.tokens[k].text.lower() in names


def phrase_span(tree: Tree, k: int) -> Span:
    """The whole description of a speaker, with its relative clause: "a senior US official familiar with the talks"."""
    below = tree.sentence.subtree(k, skip=frozenset(["appos", "conj", "cc", "parataxis"]))
    first, last = tree.phrase(k)
    run = {j for j in below if j >= first and tree.tokens[j].text not in (",", "”", '"', "“", "–", "—")}
    end = last
    while end + 1 in run:
        end += 1
    return tree.sentence.span(first, max(last, end))
