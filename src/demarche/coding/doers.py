"""Acts that are of another kind because of who does or who tells them.

Captives handed to police or a court are held on (COERCE); by one country to another one's police it is COOPERATE.
Who has no aircraft bombs with explosives.
Goods called European are those of the European Union where the text names it.
What an opponent calls a surrender is no surrender, but blame.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from demarche.coding.certainty import speech_above
from demarche.coding.context import Context
from demarche.coding.recode import told_as
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event
from demarche.ontology.grammar import grammar

HANDED_OVER = "frames.coerce.handed_over"
# PLOVER sectors that fight without aircraft: rebels, unidentified armed people, criminals.
GROUND = frozenset(["REB", "UAF", "CRM"])
BOMBING = frozenset(["bomb", "bombing"])
GIVING_WAY = frozenset(["RETREAT", "CONCEDE"])
OPPONENTS = frozenset(["OPP", "PTY"])
# Words that say of others that they gave way, and blame them for it.
BETRAYING = frozenset(["surrender", "capitulate", "cave", "cave_in", "cede", "abandon", "give_up", "give_in", "kneel"])
CROWDS = "crowd-control"
MARKS = grammar()["quotation"]


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with every act coded as what its doer or teller makes of it."""
    events = []
    for event in draft.events:
        for rule in (_over_the_border, _exploding, _reproached, _of_the_union):
            event = rule(event, context)
        events.append(event)
    kept = tuple(e for e in events if not _is_interview(e, context) and not _is_part(e, events, context))
    return msgspec.structs.replace(draft, events=kept)


def _is_interview(event: Event, context: Context) -> bool:
    """ "Told the agency by telephone": who speaks to reporters speaks to the public."""
    heard = [context.cast.figure(c.value).sector for c in event.recipients]
    phoned = event.event_type.value == "CONSULT" and any(m.value == "phone" for m in event.modes)
    return phoned and bool(heard) and all(sector == "JRN" for sector in heard)


def _is_part(event: Event, events: list[Event], context: Context) -> bool:
    """True for what another act of the same actors consists in.

    "Deported 84 men, flying them home": no release; "used gas to break up the march": one act of force.
    """
    tree = context.tree(event)
    token = tree.tokens[event.trigger]
    if token.rel not in ("advcl", "xcomp") or token.head < 0:
        return False
    for other in events:
        same = other.sentence == event.sentence and token.head in (other.trigger, *other.words) and other is not event
        if not same or {c.value for c in other.actors} != {c.value for c in event.actors}:
            continue
        sent_off = _has_mode(other, "deport") and _has_mode(event, "release")
        if sent_off or (_has_mode(other, CROWDS) and _has_mode(event, CROWDS)):
            return True
    return False


def _has_mode(event: Event, mode: str) -> bool:
    return any(m.value == mode for m in event.modes)


def _over_the_border(event: Event, context: Context) -> Event:
    """ "Chad handed two suspects over to Sudanese police": one country helps the justice of another."""
    if not event.coder.startswith(HANDED_OVER):
        return event
    givers = {context.cast.figure(c.value).country for c in event.actors} - {None}
    takers = {context.cast.figure(c.value).country for c in event.third_parties} - {None}
    if not givers or not takers or givers & takers:
        return event
    abroad = told_as(event, "COOPERATE", "063", "", "border")
    return msgspec.structs.replace(abroad, recipients=event.third_parties, third_parties=event.recipients)


def _of_the_union(event: Event, context: Context) -> Event:
    """ "Opened an inquiry into European pork": in a text that speaks of the union, the goods are those of the union."""
    if event.recipients or not event.actors or event.event_type.value not in ("SANCTION", "ACCUSE"):
        return event
    tree = context.tree(event)
    below = [k for k in tree.sentence.subtree(event.trigger) if k > event.trigger]
    goods = [k for k in below if tree.tokens[k].text == "European" and tree.tokens[k].rel == "amod"]
    goods = [k for k in goods if tree.tokens[tree.tokens[k].head].entity in ("", "substance", "object", None)]
    bodies = [f for f in context.cast.figures if f.country == "EUR"]
    union = sorted(bodies, key=lambda f: f.sector is not None)  # before its commission and its court
    if not goods or not union or any(context.cast.figure(c.value).country == "EUR" for c in event.actors):
        return event
    owner = Coded(union[0].id, (tree.sentence.span(goods[0], tree.tokens[goods[0]].head),), "who.union@1")
    return msgspec.structs.replace(event, recipients=(owner,))


def _exploding(event: Event, context: Context) -> Event:
    """ "The rebels bombed a pipeline": with explosives, for they have nothing that flies."""
    sectors = {context.cast.figure(c.value).sector for c in event.actors}
    aerial = event.event_type.value == "ASSAULT" and any(m.value == "aerial" for m in event.modes)
    lemma = context.tree(event).tokens[event.trigger].lemma.lower()
    if not aerial or lemma not in BOMBING or not sectors or not sectors <= GROUND:
        return event
    return told_as(event, "ASSAULT", "183", "explosives", "ground")


def _reproached(event: Event, context: Context) -> Event:
    """ "The opposition said the government had 'surrendered' the waters": who says so blames it."""
    if event.event_type.value not in GIVING_WAY or not event.actors:
        return event
    tree = context.tree(event)
    verb = speech_above(tree, event.trigger)
    if verb is None:
        return event
    speakers = {
        a: tree.sentence.span(*tree.phrase(k))
        for k in tree.verb(verb).subjects
        for a in context.actors_at(event.sentence, k)
    }
    if not speakers or set(speakers) & {c.value for c in event.actors}:
        return event
    opposed = all(context.cast.figure(s).sector in OPPONENTS for s in speakers)
    scorned = opposed and tree.tokens[event.trigger].lemma.lower() in BETRAYING
    if not scorned and not (_is_in_quotes(tree, event.trigger) and not _is_own_side(event, speakers, context)):
        return event
    blame = told_as(event, "ACCUSE", "111", "disapprove", "reproach")
    return msgspec.structs.replace(
        blame,
        actors=tuple(Coded(s, (span,), "who@1") for s, span in speakers.items()),
        recipients=event.actors,
        third_parties=(),
        trigger=verb,
        words=(verb,),
        realis=Coded("actual"),
        polarity=Coded("positive"),
    )


def _is_own_side(event: Event, speakers: Iterable[str], context: Context) -> bool:
    """ "The general said his men had 'withdrawn'": it is his own side, and he quotes its order."""
    theirs = [context.cast.figure(c.value) for c in event.actors]
    ours = [context.cast.figure(s) for s in speakers]
    return any(a.country == b.country and a.country and b.sector not in OPPONENTS for a in theirs for b in ours)


def _is_in_quotes(tree: Tree, i: int) -> bool:
    """True for a word that stands in quotation marks by itself."""
    beside = (i - 1, i + 1)
    return all(0 <= k < len(tree.tokens) and tree.tokens[k].text in MARKS for k in beside)
