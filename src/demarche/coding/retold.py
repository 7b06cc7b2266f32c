"""Nouns that only name again what was told before: "their visit", "the easing of sanctions", "such attacks".

They are further mentions of the act and add nothing to it.  Whoever the noun names has to be one of its parties; where
it names nobody, the act must have been told shortly before.  "The second raid" and "the 2014 raid" are other acts.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from demarche.coding.context import Context
from demarche.coding.merge import takes_up
from demarche.coding.tree import Tree
from demarche.model import Draft, Event, Span
from demarche.ontology.grammar import called, grammar

NEAR = 4  # sentences back in which an act must have been told that is named again with no party …
FAR = 15  # … and when it says of what, in a story with no other act of that kind
VISITS, WORDS, OTHER = grammar()["visits_again"], grammar()["told_again"], grammar()["another"]
PARTIES = frozenset(["by", "of", "on", "against", "between", "with", "to", "from"])


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with nouns that name an act again among its mentions, and without the issues at those nouns."""
    events = {e.id: e for e in draft.events}
    taken = {(e.sentence, k) for e in draft.events for k in (e.trigger, *e.words)}
    spans: set[tuple[int, int]] = set()
    for n, tree in enumerate(context.trees):
        if tree.sentence.kind != "body":
            continue
        for i in range(len(tree.tokens)):
            if (n, i) in taken or not _points_back(tree, i):
                continue
            found = _which(events.values(), n, i, context)
            if found is not None:
                span = tree.sentence.span(i, i)
                spans.add((span.start, span.end))
                events[found.id] = _with(found, span)
    issues = tuple(x for x in draft.issues if (x.start, x.end) not in spans)
    return msgspec.structs.replace(draft, events=tuple(events.values()), issues=issues)


def _with(event: Event, span: Span) -> Event:
    known = any(m.start < span.end and span.start < m.end for m in event.mentions)
    return event if known else msgspec.structs.replace(event, mentions=tuple(sorted((*event.mentions, span))))


def _points_back(tree: Tree, i: int) -> bool:
    token = tree.tokens[i]
    if token.upos != "NOUN" or not _kinds(token.lemma.lower()) or token.entity == "organization":
        return False
    kids = [tree.tokens[c] for c in tree.sentence.children[i]]
    such = any(k.text.lower() == "such" for k in kids)
    if not (such or takes_up(tree.sentence, i)):
        return False
    return not any(k.rel in ("nummod", "compound") or k.lemma.lower() in OTHER or k.text[:1].isdigit() for k in kids)


def _kinds(lemma: str) -> frozenset[str]:
    """The PLOVER types that the noun may name again."""
    if lemma in VISITS | WORDS:
        return frozenset(["CONSULT"])
    return frozenset(kind for kind, nouns in called().items() if lemma in nouns)


def _which(events: Iterable[Event], n: int, i: int, context: Context) -> Event | None:
    """The act that was told last before word `i` of sentence `n`, of those that the noun fits."""
    tree = context.trees[n]
    named = _named(tree, n, i, context)
    told = [(last, e) for e in events if (last := _last(e, tree.tokens[i].start)) >= 0 and _fits(e, n, i, tree)]
    full = tree.sentence.kid(i, "nmod") is not None  # "the easing of sanctions", the only one of the story
    far = FAR if full and len(told) == 1 else NEAR
    since = context.trees[max(0, n - far)].sentence.start
    near = [(last, e) for last, e in told if named or last >= since]
    meant = [(last, e) for last, e in near if all(_takes_part(name, e, context) for name in named)]
    return max(meant, key=lambda pair: pair[0])[1] if meant else None


def _last(event: Event, before: int) -> int:
    """Where the act was told last before that place, -1 when it was not."""
    return max((m.start for m in event.mentions if m.start < before), default=-1)


def _fits(event: Event, n: int, i: int, tree: Tree) -> bool:
    """Whether the noun can name that act: its type, and for "visit" and "meeting" the mode."""
    lemma = tree.tokens[i].lemma.lower()
    if event.event_type.value not in _kinds(lemma) or event.polarity.value == "negative":
        return False
    visit = any(m.value == "visit" for m in event.modes)
    return (event.sentence, event.trigger) != (n, i) and (visit == (lemma in VISITS) or (visit and lemma in WORDS))


def _named(tree: Tree, n: int, i: int, context: Context) -> list[str]:
    """Ids of whoever the noun names: its owner, and the parties in phrases behind it."""
    words = list(tree.sentence.kids(i, "nmod:poss"))
    words += [k for p, k in tree.phrases(i) if p in PARTIES]
    return [name for k in words for name in context.actors_at(n, k)[:1]]


def _takes_part(name: str, event: Event, context: Context) -> bool:
    cast = context.cast
    country = cast.figure(name).country
    return any(
        c.value == name or (country is not None and cast.figure(c.value).country == country)
        for c in (*event.actors, *event.recipients)
    )
