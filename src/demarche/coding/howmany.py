"""How many: the numbers of a sentence as quantities of its events, each with a role, bounds and its words.

A number belongs to the event whose party, theme or object it counts; parts ("including three children") stay
quantities of their own and are never added to the whole.
The role follows from what is done to those counted ("killed 12 soldiers"), else from what they are ("12 drones"),
else, on a party of the event, it is their size.
"""

from __future__ import annotations

import msgspec

from demarche.coding.clauses import Reach, is_predicate, links
from demarche.coding.context import Context
from demarche.coding.howmany_numbers import Number, numbers, units
from demarche.coding.howmany_roles import NO_COUNT, Counted, counted
from demarche.coding.tree import Tree
from demarche.coding.when import expressions
from demarche.model import Coded, Draft, Event, Quantity

CASUALTIES = frozenset(["killed", "wounded", "missing", "displaced"])


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with the quantities of its events."""
    found: dict[str, list[Coded[Quantity]]] = {}
    by_sentence: dict[int, list[Event]] = {}
    for event in draft.events:
        by_sentence.setdefault(event.sentence, []).append(event)
    for n, events in by_sentence.items():
        for event, coded in _sentence(n, events, context):
            found.setdefault(event.id, []).append(coded)
    if not found:
        return draft
    return msgspec.structs.replace(
        draft,
        events=tuple(msgspec.structs.replace(e, quantities=tuple(found.get(e.id, e.quantities))) for e in draft.events),
    )


def _sentence(n: int, events: list[Event], context: Context) -> list[tuple[Event, Coded[Quantity]]]:
    tree = context.trees[n]
    told = numbers(tree.tokens)
    if not told:
        return []
    dates = {k for e in expressions(context, n) for k in range(e.first, e.last + 1)}
    reach = Reach(tree, events)
    out: list[tuple[Event, Coded[Quantity]]] = []
    for number in told:
        if number.core in dates and not number.symbol:
            continue
        count = counted(tree, number)
        event = _owner(tree, reach, events, count)
        if event is None:
            continue
        role = _role(event, count, tree)
        if count.part and out and count.by_noun | (role in (None, "size")):
            role = out[-1][1].value.role  # a part shares what the whole says
        if role:
            out.append((event, _coded(tree, number, count, role)))
    return out


def _owner(tree: Tree, reach: Reach, events: list[Event], count: Counted) -> Event | None:
    """The event that a number is about: the first one on the way up from it, else the one that shares its clause."""
    node = count.node
    for _ in range(7):
        own = [e for e in events if node == e.trigger or node in e.words]
        if own:
            return own[0]
        if _closed(tree, node):
            break
        node = tree.tokens[node].head
    for event in events:
        args = tree.verb(event.trigger) if is_predicate(tree, event.trigger) else None
        if args is not None and (count.node in args.objects or count.node in args.subjects):
            return event
        pair = tree.tokens[event.trigger]  # "saw 250 people killed", "left 12 dead"
        if pair.rel == "xcomp" and tree.tokens[count.node].rel == "obj" and pair.head == tree.tokens[count.node].head:
            return event
    ranked = []
    target = reach.holder(count.node)
    for event in events:
        cost = reach.cost(event, target)
        if cost is None and count.role in CASUALTIES:
            cost = _beside(tree, target, event)
        if cost is not None:
            ranked.append((cost, abs(event.trigger - count.node), event.id, event))
    return min(ranked)[3] if ranked else None


def _closed(tree: Tree, node: int) -> bool:
    """True where a clause of its own ends."""
    token = tree.tokens[node]
    if token.head < 0 or token.deprel == "acl:relcl" or token.rel == "parataxis":
        return True
    if token.rel == "nsubj" and is_predicate(tree, token.head):
        return False
    if token.rel == "conj" and tree.sentence.kid(node, "nsubj", "nsubj:pass") is not None:
        return True
    if token.rel == "conj" and token.upos in ("VERB", "AUX") and is_predicate(tree, node):
        return True
    return token.rel == "advcl" and tree.prep(node).split(" ")[0] in links().uncounted


def _beside(tree: Tree, target: int, event: Event) -> int | None:
    """Losses told in a coordinated clause: "shells hit the market and 12 people died"."""
    for _ in range(3):
        token = tree.tokens[target]
        if token.rel not in ("conj", "parataxis"):
            return None
        if token.head in (event.trigger, *event.words):
            return 4
        target = token.head
    return None


def _role(event: Event, count: Counted, tree: Tree) -> str | None:
    if count.role == NO_COUNT:
        return None
    if count.role:
        above = tree.tokens[tree.tokens[count.noun].head].lemma.lower() if tree.tokens[count.noun].head >= 0 else ""
        if count.by_noun and above in ("body", "remains", "corpse"):
            return "size"  # "the bodies of four hostages" frees nobody
        if count.role == "detained" and count.by_noun and event.event_type.value in ("RETREAT", "CONCEDE"):
            return "freed"
        return count.role
    kind = units().people_of_event.get(event.event_type.value)
    fillers = {k: letter for letter, k in event.roles}
    on_party = count.node in fillers or count.noun in fillers
    if (
        kind
        and count.is_person
        and (fillers.get(count.node) in (None, "A", "B") or fillers.get(count.noun) in ("A", "B"))
    ):
        return kind
    told = on_party or count.part or _is_theme(tree, count.node, event)
    if told and count.is_person and "release" in {m.value for m in event.modes}:
        return "freed"
    return "size" if told else None


# Prepositions of those at whom an act aims: "sanctions on 29 companies".
_AIMS = frozenset(["on", "against", "for", "of", "to", "with", "from"])


def _is_theme(tree: Tree, node: int, event: Event) -> bool:
    """True for the object of the act, and for what the act or its object aims at."""
    own = (event.trigger, *event.words)
    for _ in range(3):
        token = tree.tokens[node]
        if token.head < 0:
            return False
        bare = token.rel in ("obj", "nsubj", "iobj", "nummod", "xcomp", "conj")
        if not bare and not (token.rel in ("obl", "nmod") and tree.prep(node) in _AIMS):
            return False
        if token.head in own:
            return True
        node = token.head
        if is_predicate(tree, node):
            return False
    return False


def _coded(tree: Tree, number: Number, count: Counted, role: str) -> Coded[Quantity]:
    value = Quantity(
        role=role,
        value=number.value,
        low=number.low,
        high=number.high,
        exact=number.exact,
        unit=count.unit,
        currency=count.currency,
    )
    last = max(number.last, count.last)
    return Coded(value, (tree.sentence.span(number.first, last),), f"howmany.{count.coder}@1")
