"""Bargains and reprisals whose two acts stand side by side or with one verb, instead of around a cue.

- "In a swap, A freed X and B freed Y"; "The package has two halves: A does X, and B does Y"; "What each side gives:",
  with the acts in the lines below: gifts of different givers beside a word that announces a bargain.
- "Swapped ten jailed Americans for 252 Venezuelans", "freed the crew for two shiploads of diesel".
- What is coordinated with a leg and done by the same giver is a leg too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from demarche.coding.cue_places import announces
from demarche.coding.governors import lemmas
from demarche.coding.leg_matches import BLOWS
from demarche.coding.leg_words import is_currency, is_people
from demarche.coding.link_words import table
from demarche.coding.tree import Tree
from demarche.model import Event
from demarche.model.record import LinkRecord

BELOW = 3  # lines under an announcement that may tell the legs
THIRD = ("SANCTION", "COERCE", "REJECT")  # "closed its embassy in Tehran in return for a port"
EXCHANGE, REPRISAL = "exchanged_for", "retaliation_for"


def link(a: Event, b: Event, kind: str, tree: Tree, at: int) -> LinkRecord:
    return LinkRecord(from_=a.id, to=b.id, type=kind, cues=[tree.sentence.span(at, at)])


def differ(a: Event, b: Event) -> bool:
    """True for two gifts that are not of one giver."""
    return not {c.value for c in a.actors} & {c.value for c in b.actors}


def is_gift(event: Event) -> bool:
    sent = event.event_type.value == "MOBILIZE" and bool(event.recipients)  # "sends 400 police officers to Haiti"
    return sent or event.event_type.value in table().giving


def side_by_side(tree: Tree, here: list[Event], below: Sequence[list[Event]], taken: set[int]) -> Iterator[LinkRecord]:
    """Gifts of different givers in a sentence that announces a bargain, or in the lines that it opens."""
    cue = next((i for i in range(len(tree.tokens)) if i not in taken and announces(tree, i)), None)
    if cue is None:
        return
    gifts = [e for e in here if cue not in e.words and not makes_deal(tree, e)]
    if not gifts and tree.tokens[-1].text == ":":
        gifts = [e for lines in below[:BELOW] for e in lines[:2] if is_gift(e)]
    named = [e for e in gifts if e.actors or e.recipients or e.coder.startswith("leg.")]
    for a, b in combinations(named, 2):
        if differ(a, b) and (a.actors or b.actors):
            yield link(b, a, EXCHANGE, tree, cue)


def traded(tree: Tree, here: list[Event]) -> Iterator[LinkRecord]:
    """What is given, and what for: with a verb of trading, or for what is used as payment."""
    by_token = {k: e for e in here for k in e.words}
    for i, token in enumerate(tree.tokens):
        if token.upos != "VERB":
            continue
        args = tree.verb(i)
        trades = bool(table().trades & set(lemmas(tree, i)))
        own = by_token.get(i)
        if not trades and (own is None or not is_gift(own)):
            continue
        things = [k for p, k in args.obliques if p in ("for", "against")]
        things += [k for o in args.objects for p, k in tree.phrases(o) if p in ("for", "against")]
        given = next((by_token[k] for k in args.objects if k in by_token), own)
        paid = [k for k in things if trades or _is_payment(tree, k, own, args.objects)]
        gained = next((by_token[k] for k in paid if k in by_token), None)
        if given is not None and gained is not None and given.id != gained.id:
            yield link(given, gained, EXCHANGE, tree, i)


def with_coordinated(found: list[LinkRecord], tree: Tree, here: list[Event]) -> Iterator[LinkRecord]:
    """What is coordinated with a leg or with a reprisal, done by the same party, is done for the same."""
    by_id = {e.id: e for e in here}
    for one in found:
        if one.type not in (EXCHANGE, REPRISAL, "caused_by"):
            continue
        sides = ((one.from_, one.to), (one.to, one.from_)) if one.type == EXCHANGE else ((one.from_, one.to),)
        for leg, other in sides:
            for event in here:
                if leg in by_id and event.id not in (leg, other) and _goes_with(tree, by_id[leg], event, one.type):
                    yield LinkRecord(from_=event.id, to=other, type=one.type, cues=one.cues)


def _goes_with(tree: Tree, leg: Event, event: Event, kind: str) -> bool:
    same = {c.value for c in leg.actors} == {c.value for c in event.actors}
    beside = event.trigger in tree.conjuncts(leg.trigger) or leg.trigger in tree.conjuncts(event.trigger)
    beside = beside or (tree.tokens[event.trigger].rel == "conj" and tree.tokens[event.trigger].head in leg.words)
    fits = is_gift(event) if kind == EXCHANGE else event.event_type.value in BLOWS
    return fits and same and beside


def _is_payment(tree: Tree, k: int, own: Event | None, objects: Sequence[int]) -> bool:
    """True for what an act is done for; money is given for what it is to buy, and buys what is sold."""
    if own is None or any(is_currency(tree, o, only="money") for o in objects):
        return False
    people = any(is_people(tree, o) for o in objects)  # "takes 300 deportees for $400m"
    if own.event_type.value == "COOPERATE" and not people:
        return False
    freed = own.event_type.value == "RETREAT" or people
    return is_currency(tree, k) and (freed or not is_currency(tree, k, only="money"))


def makes_deal(tree: Tree, event: Event) -> bool:
    """ "Accepted the terms", "an accord signed in Doha": nothing is given by that."""
    objects = _objects(tree, event) if event.event_type.value in ("AGREE", "SUPPORT", "COOPERATE") else set()
    return bool(objects & {*table().framed, *table().traded})


def keeps_deal(tree: Tree, event: Event) -> bool:
    """ "Kept its half of the bargain", "honoured the other": what was done is told beside it."""
    token = tree.tokens[event.trigger]
    stems = {token.lemma.lower(), *(token.text.lower().removesuffix(end) for end in ("ed", "s", "ing"))}
    if token.upos != "VERB" or not table().keeps & {*stems, *lemmas(tree, event.trigger)}:
        return False
    return bool(_objects(tree, event) & {*table().word, *table().shares, "other"})


def _objects(tree: Tree, event: Event) -> set[str]:
    args = tree.verb(event.trigger) if tree.tokens[event.trigger].upos == "VERB" else None
    return {tree.tokens[k].lemma.lower() for k in (*args.objects, *args.subjects)} if args else set()
