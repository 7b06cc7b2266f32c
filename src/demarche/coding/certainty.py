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


def as_plover(draft: Draft, context: Context) -> Draft:
    """PLOVER codes cooperative acts in the future tense as AGREE; what is told stays visible as realis `planned`."""
    table = context.book.complements.get("intend", {})
    events = []
    for event in draft.events:
        kind = event.event_type.value
        bare = (event.sentence, event.trigger) not in draft.inner
        if event.realis.value == "planned" and bare and kind in ("CONSULT", "SUPPORT", "COOPERATE", "AID") and event.polarity.value == "positive":
            mode = event.modes[0].value if event.modes else ""
            context_names = [c.value for c in event.contexts]
            keys = [f"{kind}.{mode}", *(f"{kind}/{c}" for c in context_names), kind, ""]
            cameo = next(table[k][0] for k in keys if k in table)
            event = msgspec.structs.replace(
                event,
                event_type=Coded("AGREE", event.event_type.evidence, f"{event.coder}+future@1"),
                cameo=cameo,
                modes=(),
            )
        events.append(event)
    return msgspec.structs.replace(draft, events=tuple(events))
