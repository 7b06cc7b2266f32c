"""Done or not: realis, polarity and background of each event, from the words that govern it.

The governors of a trigger are walked from near to far; the first that decides does.
Modals, conditionals, negation and tense come from grammar, "deny", "refuse", "plan to", "call for" from lists
(data/governors.yaml).
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event, Span
from demarche.ontology.codebook import DATA, read_yaml

NEGATIONS = frozenset(["not", "n't", "n’t", "never", "no", "neither", "nor", "without", "none", "nobody", "cannot"])
HYPOTHETICAL_MODALS = frozenset(["may", "might", "could", "would", "can"])
CONDITIONS = frozenset(["if", "unless", "whether", "should", "lest", "provided", "supposing", "assuming", "until", "before"])


class Governors(msgspec.Struct, frozen=True):
    """Lemma to what it makes of the act below it, apart for verbs, nouns and adjectives."""

    words: dict[str, str]

    def of(self, lemma: str) -> str:
        return self.words.get(lemma, "")


def governors() -> Governors:
    raw = read_yaml(DATA / "governors.yaml")
    return Governors({w: kind for kind, words in raw.items() if kind != "version" for w in words})


class Judge:
    """Decides realis, polarity and background of one event after the other."""

    def __init__(self) -> None:
        self.table = governors()

    def stage(self, draft: Draft, context: Context) -> Draft:
        events = []
        for event in draft.events:
            kind = draft.inner.get((event.sentence, event.trigger), ("", ""))[0]
            events.append(self.judge(event, context.tree(event), kind))
        return msgspec.structs.replace(draft, events=tuple(events))

    def judge(self, event: Event, tree: Tree, inner: str) -> Event:
        realis, polarity = "actual", "positive"
        why: list[int] = []
        if inner in ("planned", "requested", "hypothetical"):
            realis = inner
        elif inner == "negated":
            polarity = "negative"
        i = event.trigger
        for w in event.words:
            r, p, at = self._own(tree, w)
            if r and realis == "actual":
                realis, why = r, [*why, at]
            if p:
                polarity, why = ("positive" if polarity == "negative" else "negative"), [*why, at]
        seen = {i}
        child = i
        while tree.tokens[child].head >= 0 and tree.tokens[child].head not in seen:
            head = tree.tokens[child].head
            seen.add(head)
            r, p = self._governed(tree, child, head, event.words)
            if r and realis == "actual":
                realis, why = r, [*why, head]
            if p:
                polarity, why = "negative", [*why, head]
            if tree.tokens[child].rel in ("ccomp", "advcl", "acl", "parataxis", "xcomp", "obj", "obl", "nmod", "conj", "nsubj", "appos"):
                child = head
            else:
                break
        spans = tuple(tree.sentence.span(k, k) for k in sorted(set(why)))
        return self._written(event, realis, polarity, spans)

    def _written(self, event: Event, realis: str, polarity: str, spans: tuple[Span, ...]) -> Event:
        return msgspec.structs.replace(
            event,
            realis=Coded(realis, spans if realis != "actual" else (), "certainty@1"),
            polarity=Coded(polarity, spans if polarity == "negative" else (), "certainty@1"),
        )

    def _own(self, tree: Tree, i: int) -> tuple[str, bool, int]:
        """Modal, condition and negation on the word itself."""
        realis, negative, at = "", False, i
        for c in tree.sentence.children[i]:
            token = tree.tokens[c]
            lemma, text = token.lemma.lower(), token.text.lower()
            if text in NEGATIONS and token.rel in ("advmod", "det", "cc", "aux"):
                negative, at = True, c
            elif token.rel == "aux" and text in ("will", "shall", "'ll", "’ll"):
                realis, at = "planned", c
            elif token.rel == "aux" and text in ("would", "'d", "’d") and is_reported(tree, i):
                realis, at = "planned", c  # "said it would": the future seen from the past
            elif token.rel == "aux" and text in ("would", "could", "may", "might", "can"):
                realis, at = "hypothetical", c
            elif token.rel == "aux" and text in ("should", "must"):
                realis, at = "requested", c
            elif token.rel == "mark" and lemma in CONDITIONS and lemma not in ("until", "before"):
                realis, at = "hypothetical", c
        return realis, negative, at

    def _governed(self, tree: Tree, child: int, head: int, words: tuple[int, ...]) -> tuple[str, bool]:
        """What the governor `head` makes of `child`."""
        token, governor = tree.tokens[child], tree.tokens[head]
        if head in words:
            return "", False
        below = token.rel in ("xcomp", "ccomp", "obj", "obl", "nmod", "acl", "advcl", "nsubj", "csubj")
        realis, negative, _ = self._own(tree, head) if token.rel in ("xcomp", "ccomp", "obj", "conj") or token.deprel == "nsubj:pass" else ("", False, 0)
        if token.rel == "ccomp":
            realis, negative = "", negative and self.table.of(governor.lemma.lower()) != "negated"
            negative = False
        if token.rel == "conj" and self._own(tree, child)[0] == "" and tree.sentence.kid(child, "aux", "nsubj") is not None:
            realis = ""
        if token.rel == "conj":
            negative = False
        kind = self.table.of(governor.lemma.lower()) if below and not (token.rel == "nsubj" and governor.upos == "VERB" and token.deprel != "nsubj:pass") else ""
        prep = tree.prep(child)
        if token.rel == "xcomp" and prep == "to" and governor.lemma in ("be", "set", "due", "about", "expected", "scheduled", "ready", "poised", "likely"):
            kind = kind or "planned"
        if token.rel == "advcl" and prep == "to":
            kind = "planned"
        if token.rel == "acl" and prep == "to":
            kind = kind or "planned"
        if kind == "negated":
            return realis, not negative
        return (kind or realis), negative


def is_reported(tree: Tree, i: int) -> bool:
    """True when the clause of verb `i` is what somebody said, in the past tense, and hangs on no condition."""
    if any(tree.prep(c) in ("if", "unless") for c in tree.sentence.kids(i, "advcl")):
        return False
    return speech_above(tree, i) is not None


def speech_above(tree: Tree, i: int) -> int | None:
    """The verb of saying that the clause of `i` hangs on, directly or as a later part of a coordination."""
    token = tree.tokens[i]
    while token.rel in ("conj", "xcomp") and token.head >= 0:
        token = tree.tokens[token.head]
    if token.rel in ("ccomp", "parataxis") and token.head >= 0 and tree.tokens[token.head].lemma.lower() in SAYING:
        return token.head
    return next((c for c in tree.sentence.kids(i, "parataxis") if tree.tokens[c].lemma.lower() in SAYING), None)


SAYING = frozenset("say announce tell declare state add warn vow insist confirm report claim note reveal disclose".split())
COOPERATIVE = frozenset(["CONSULT", "SUPPORT", "COOPERATE", "AID"])
HOSTILE = frozenset(["SANCTION", "COERCE", "ASSAULT", "PROTEST"])


def as_plover(draft: Draft, context: Context) -> Draft:
    """PLOVER codes acts announced for the future by what the announcement is (docs/decisions/0001).

    Cooperative acts become AGREE; hostile ones become THREATEN when the one who will act says so himself.
    What is told stays visible as realis `planned`.
    """
    events = tuple(_announced(e, draft, context) for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def _announced(event: Event, draft: Draft, context: Context) -> Event:
    kind = event.event_type.value
    inside = (event.sentence, event.trigger) in draft.inner
    if event.realis.value != "planned" or event.polarity.value == "negative" or inside:
        return event
    if kind in COOPERATIVE:
        return _recoded(event, "AGREE", context.book.complements.get("intend", {}))
    if kind in HOSTILE and _own_word(event, draft, context):
        return _recoded(event, "THREATEN", context.book.complements.get("threaten", {}))
    return event


def _own_word(event: Event, draft: Draft, context: Context) -> bool:
    """True when the actor himself says that he will do it."""
    tree = context.tree(event)
    verb = speech_above(tree, event.trigger)
    if verb is None:
        return False
    speakers = {a for k in tree.verb(verb).subjects for a in context.actors_at(event.sentence, k)}
    return bool(speakers & {c.value for c in event.actors})


def _recoded(event: Event, kind: str, table: dict[str, tuple[str, str]]) -> Event:
    mode = event.modes[0].value if event.modes else ""
    old = event.event_type.value
    keys = [f"{old}.{mode}", *(f"{old}/{c.value}" for c in event.contexts), old, ""]
    cameo, new_mode = next((table[k] for k in keys if k in table), ("", ""))
    coder = f"{event.coder}+future@1"
    return msgspec.structs.replace(
        event,
        event_type=Coded(kind, event.event_type.evidence, coder),
        cameo=cameo or None,
        modes=(Coded(new_mode, event.event_type.evidence, coder),) if new_mode else (),
        coder=coder,
    )
