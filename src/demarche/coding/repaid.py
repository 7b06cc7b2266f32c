"""Acts that one verb calls paid for, bought, earned or punished.

- "Rewarded the break with Taiwan with $100m"; "punished Lithuania for opening an office by banning its beef".
- "By opening its ports, Togo has drawn sanctions".
- "Bought the vote with a cheque"; "to win Lima's vote, Seoul pledged a hospital".
- "The price of Ankara's consent was steep: Stockholm lifted its embargo".
"""

from __future__ import annotations

from collections.abc import Iterator

from demarche.coding.bargains import EXCHANGE, REPRISAL, differ, is_gift, link
from demarche.coding.cue_places import is_price, parts, wooing
from demarche.coding.governors import lemmas
from demarche.coding.link_words import table
from demarche.coding.tree import Tree
from demarche.model import Event
from demarche.model.record import LinkRecord

BOUGHT = ("SUPPORT", "RETREAT", "CONCEDE")  # what cannot be had in a shop


def repaid(tree: Tree, here: list[Event]) -> Iterator[LinkRecord]:
    """ "Rewarded X for doing Y with Z", "punished X for doing Y by doing Z", "is paid for doing Y"."""
    verbs = table().rewards | table().repays | table().punishes
    for i, token in enumerate(tree.tokens):
        if token.upos != "VERB":
            continue
        names = set(lemmas(tree, i))
        paid = bool(names & table().pays) and not names & table().repays
        if not paid and not names & verbs:
            continue
        args = tree.verb(i)
        around = list(args.clauses) if paid else parts(tree, i)
        means = _told(tree, [k for p, k in around if p in ("with", "by")], here)
        purpose = token.rel == "advcl" and "to" in tree.prep(i).split()  # "to punish Oslo for …, Riga expelled …"
        own = means or next((e for e in here if i in e.words and not purpose), None)
        reasons = [k for p, k in around if p in ("for", "over")] + [*(() if paid else args.objects)]
        told = [e for e in _all_told(tree, reasons, here) if own is not None and e.id != own.id]
        if own is not None and told:
            kind = EXCHANGE if paid or names & table().rewards else REPRISAL
            if names & table().repays and told[0].event_type.value in table().giving:
                kind = EXCHANGE
            yield link(own, told[0], kind, tree, i)


def earned(tree: Tree, here: list[Event]) -> Iterator[LinkRecord]:
    """ "By opening its ports, Togo has drawn condemnation and sanctions": what was done, and what it led others to."""
    for i, token in enumerate(tree.tokens):
        if token.upos != "VERB" or token.lemma.lower() not in table().earns:
            continue
        args = tree.verb(i)
        cause = _told(tree, [k for p, k in args.clauses if p == "by"], here)
        reactions = {k for o in args.objects for k in tree.conjuncts(o)}
        for event in here:
            hostile = event.event_type.value in table().hostile
            if cause is not None and hostile and reactions & {event.trigger, *event.words}:
                yield link(event, cause, "caused_by", tree, i)


def bought(tree: Tree, here: list[Event]) -> Iterator[LinkRecord]:
    """ "Bought the vote with a cheque", "won the backing of Cairo with grain"."""
    for i, token in enumerate(tree.tokens):
        if token.upos != "VERB" or not table().buys & set(lemmas(tree, i)):
            continue
        args = tree.verb(i)
        paid = _told(tree, [k for p, k in args.obliques if p == "with"], here)
        got = next((e for k in args.objects for e in here if k in e.words and e.event_type.value in BOUGHT), None)
        if paid is not None and got is not None and paid.id != got.id and is_gift(paid):
            yield link(got, paid, EXCHANGE, tree, i)


def priced(tree: Tree, here: list[Event]) -> Iterator[LinkRecord]:
    """ "The price of its consent was a seat on the board": the act that was bought, and what for."""
    for i in range(len(tree.tokens)):
        if not is_price(tree, i):
            continue
        of = [k for p, k in tree.phrases(i) if p in ("of", "for")]
        bought = _told(tree, of, here)
        if bought is None or not is_gift(bought) or bought.coder.startswith(("leg.aid", "leg.cooperate")):
            continue
        inside = {k for o in of for k in tree.sentence.subtree(o)}
        rest = [e for e in here if e.trigger not in inside and e.id != bought.id and is_gift(e) and differ(e, bought)]
        if rest:
            yield link(bought, rest[0], EXCHANGE, tree, i)


def _told(tree: Tree, heads: list[int], here: list[Event]) -> Event | None:
    return next(iter(_all_told(tree, heads, here)), None)


def _all_told(tree: Tree, heads: list[int], here: list[Event]) -> list[Event]:
    """The acts told in phrases or clauses, those at their heads first."""
    inside = [k for h in heads for k in (h, *(j for j in tree.sentence.subtree(h) if j != h))]
    return [e for k in inside for e in here if e.trigger == k]


def courted(tree: Tree, here: list[Event]) -> Iterator[LinkRecord]:
    """ "To win Lima's vote, Seoul pledged a hospital": what is to be won, and what is done for it."""
    for i in wooing(tree):
        below = set(tree.sentence.subtree(i))
        won = next((e for e in here if e.trigger in below and e.event_type.value in BOUGHT), None)
        paid = next((e for e in here if tree.tokens[i].head in e.words and is_gift(e)), None)
        if won is not None and paid is not None and won.id != paid.id:
            yield link(paid, won, EXCHANGE, tree, i)


LOOKS = (repaid, earned, bought, priced, courted)
