"""Whom a judgement is about that hangs on a noun for the whole clause before it: "…, a charge that Oslo brushed aside".

The noun behind the comma takes up what the clause has just told, so whoever acts there is blamed, backed or refused.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.gates import is_public
from demarche.coding.stance import stances
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event
from demarche.ontology.grammar import called, grammar

JUDGED = frozenset(["ACCUSE", "REJECT", "SUPPORT"])
CODER = "who.apposed@1"


def stage(draft: Draft, context: Context) -> Draft:
    """Fills the empty recipients of judgements in a clause behind such a noun."""
    events = tuple(_aimed(e, draft, context) for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def _aimed(event: Event, draft: Draft, context: Context) -> Event:
    if event.event_type.value not in JUDGED or event.recipients or not event.actors:
        return event
    tree = context.tree(event)
    noun = _noun(tree, event.trigger)
    if noun is None:
        return event
    own = {c.value for c in event.actors}
    span = tree.sentence.span(noun, noun)
    doers = [name for name in _doers(event, noun, draft, context) if name not in own]
    return msgspec.structs.replace(event, recipients=tuple(Coded(x, (span,), CODER) for x in doers)) if doers else event


def _noun(tree: Tree, verb: int) -> int | None:
    """The noun behind a comma, with "a" or nothing before it, whose relative clause the verb tells."""
    token = tree.tokens[verb]
    while token.rel in ("conj", "ccomp", "xcomp") and token.head >= 0:
        verb, token = token.head, tree.tokens[token.head]
    k = token.head
    if token.deprel != "acl:relcl" or k < 0 or tree.tokens[k].lemma.lower() not in TAKING_UP:
        return None
    first, _ = tree.phrase(k)
    old = any(tree.tokens[c].text.lower() not in ("a", "an") for c in tree.sentence.kids(k, "det"))
    comma = first > 0 and tree.tokens[first - 1].text in (",", "-", "–", "—")
    return k if comma and not old else None


def _doers(event: Event, noun: int, draft: Draft, context: Context) -> list[str]:
    """Who does what the clause before the noun tells: of an act that the noun may mean, or of its main verb."""
    tree = context.tree(event)
    told = [e for e in draft.events if e.sentence == event.sentence and e.trigger < noun and e is not event]
    lemma = tree.tokens[noun].lemma.lower()
    fits = [e for e in told if lemma in called().get(e.event_type.value, ())] or told[:1]
    if fits:
        return [c.value for c in fits[-1].actors]
    root = next((i for i, t in enumerate(tree.tokens) if t.rel == "root"), noun)
    args = tree.verb(root)
    subjects = () if args.passive else args.subjects
    ids = [x for k in subjects for x in context.cast.who.get((event.sentence, k), ())]
    return [x for x in dict.fromkeys(ids) if is_public(context.cast, x)]


TAKING_UP = frozenset(w for words in called().values() for w in words) | stances()["deeds"] | grammar()["remarks"]
