"""Whom a judgement is aimed at when it is passed on an act told elsewhere: "Turkey condemned the bombing".

Who condemns, rejects or welcomes an act that the article tells with its doer is coded as aiming at that doer. The act
is found by the noun ("the bombing" after "bombed", "the accord" after "signed an accord"), nearest first, or by "it"
behind an act of the same sentence. Nothing is filled in where the doer is not known.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from demarche.coding.cast_words import is_definite
from demarche.coding.context import Context
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event, Span
from demarche.ontology.grammar import called

JUDGED = frozenset(["ACCUSE", "REJECT", "SUPPORT"])
TOGETHER = frozenset(["CONSULT", "AGREE", "COOPERATE"])
CODER = "who.answered@1"
STEM = 5  # letters that the noun and the word of the act share
BACK = 8  # sentences that are looked back
AWAY = 0.05  # what a sentence between the act and the judgement weighs
LEADING = {0: 0.5, 1: 0.3}  # what an act gains that is told in the title or lead
LEAD = 1  # the last sentence of the lead: what it tells is known throughout the article


def answered(draft: Draft, context: Context) -> Draft:
    """The draft with recipients for judgements that named only an act."""
    events = tuple(_aimed(e, draft, context) for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def _aimed(event: Event, draft: Draft, context: Context) -> Event:
    if event.event_type.value not in JUDGED or _is_signed(event):
        return event
    if _has_somebody(event, context):
        return _by_noun(event, draft, context)
    tree = context.tree(event)
    for k in _spoken_of(event, context):
        told = [d for act in _acts(event, k, draft, context) if (d := _doers(act, event, context))]
        others = _of_another(told, context) if _is_both(tree, k) else []
        doers = [name for d in (*told[:1], *others[:1]) for name in d]
        if doers:
            span = tree.sentence.span(*tree.phrase(k))
            return msgspec.structs.replace(event, recipients=tuple(Coded(name, (span,), CODER) for name in doers))
    return event


def _of_another(told: list[list[str]], context: Context) -> list[list[str]]:
    """The doers of other acts that are of another country than those of the first."""
    homes = [{context.cast.figure(name).country or name for name in doers} for doers in told]
    return [d for d, home in zip(told, homes, strict=True) if not home & homes[0]]


def _is_both(tree: Tree, k: int) -> bool:
    """ "condemned both attacks": two acts of two doers."""
    return any(tree.tokens[c].lemma.lower() == "both" for c in tree.sentence.children[k])


def _by_noun(event: Event, draft: Draft, context: Context) -> Event:
    """ "Both defended the deal. The UN welcomed it": an act is welcomed sooner than a country is."""
    tree, n = context.tree(event), event.sentence
    told = [k for r, k in event.roles if r in "RT"]
    if not told or any(tree.tokens[k].text.lower() != "it" for k in told):
        return event
    found = _last_act_noun(tree, told[0]) or (n > 0 and _last_act_noun(context.trees[n - 1], None))
    if not found:
        return event
    noun, span = found
    for act in _acts_called(event, noun, draft, context):
        if not _is_view(act) and (doers := _doers(act, event, context)):
            return msgspec.structs.replace(event, recipients=tuple(Coded(name, (span,), CODER) for name in doers))
    return event


def _is_view(act: Event) -> bool:
    """True for words about an act; what several sign together is an act."""
    return act.event_type.value in JUDGED and not _is_signed(act)


def _is_signed(act: Event) -> bool:
    """True for a treaty that its sides sign together."""
    return act.coder.startswith("frames.support.sign") and len(act.actors) > 1


def _last_act_noun(tree: Tree, before: int | None) -> tuple[str, Span] | None:
    """The last definite noun that takes up an act: "the deal"."""
    for k in range((len(tree.tokens) if before is None else before) - 1, -1, -1):
        lemma = tree.tokens[k].lemma.lower()
        act = tree.tokens[k].upos == "NOUN" and any(lemma in nouns for nouns in called().values())
        if act and is_definite(tree.sentence, k):
            return lemma, tree.sentence.span(*tree.phrase(k))
    return None


def _acts_called(event: Event, noun: str, draft: Draft, context: Context) -> list[Event]:
    """The acts before this judgement that the noun may mean, the likeliest first."""
    told = [a for a in draft.events if a is not event and (a.sentence, a.trigger) < (event.sentence, event.trigger)]
    fits = [a for a in told if a.polarity.value != "negative" and _is_called(noun, a, context)]
    near = [a for a in fits if event.sentence - a.sentence <= BACK or a.sentence <= LEAD]
    return sorted(near, key=lambda a: (_weight(a, event, noun, context), a.trigger), reverse=True)


def _has_somebody(event: Event, context: Context) -> bool:
    return any(context.cast.figure(c.value).reading.kind != "thing" for c in event.recipients)


def _spoken_of(event: Event, context: Context) -> list[int]:
    """Words for the act that is judged: what fills the recipient or theme, and the object of the verb."""
    tree = context.tree(event)
    found = [k for r, k in event.roles if r in "RT"]
    if tree.tokens[event.trigger].upos == "VERB":
        found += tree.verb(event.trigger).objects
    nouns = [k for k in dict.fromkeys(found) if tree.tokens[k].upos in ("NOUN", "PROPN", "PRON")]
    return [k for k in nouns if not _is_new(tree, k)]


def _is_new(tree: Tree, k: int) -> bool:
    """True for "an accord": it is told here for the first time."""
    return any(tree.tokens[c].lemma.lower() in ("a", "an", "another") for c in tree.sentence.kids(k, "det"))


def _acts(event: Event, k: int, draft: Draft, context: Context) -> Iterator[Event]:
    """Events that the word at `k` may mean: those told with its stem first, then those of the lead, then near ones."""
    word = context.tree(event).tokens[k]
    lemma, plural = word.lemma.lower(), word.text.lower()
    for act in sorted(draft.events, key=lambda a: (_weight(a, event, lemma, context), a.trigger), reverse=True):
        if act is event or act.polarity.value == "negative" or act.sentence > event.sentence:
            continue
        if act.realis.value in ("hypothetical", "generic"):
            continue  # "ruled out no sanctions … praised the expulsions": what is only possible is not judged
        near = act.sentence == event.sentence
        if word.upos == "PRON":
            if plural in ("it", "this", "that") and near and act.trigger < k and act.event_type.value not in JUDGED:
                yield act
        elif (event.sentence - act.sentence <= BACK or act.sentence <= LEAD) and not (
            near and act.trigger == event.trigger
        ):
            yield from [act] if _is_called(lemma, act, context) else []


def _is_called(lemma: str, act: Event, context: Context) -> bool:
    """True when the noun is one for acts of this type, or shares its stem with the words of the act."""
    return _is_kin(lemma, act, context) or lemma in called().get(act.event_type.value, ())


def _is_kin(lemma: str, act: Event, context: Context) -> bool:
    words = [context.trees[act.sentence].tokens[w].lemma.lower() for w in act.words]
    return any(len(lemma) >= STEM and w[:STEM] == lemma[:STEM] for w in words) or lemma in words


def _weight(act: Event, event: Event, lemma: str, context: Context) -> float:
    back = event.sentence - act.sentence
    return 1.0 * _is_kin(lemma, act, context) + LEADING.get(act.sentence, 0.0) - AWAY * back


def _doers(act: Event, event: Event, context: Context) -> list[str]:
    sides = [*act.actors, *act.recipients] if act.event_type.value in TOGETHER else list(act.actors)
    own = {c.value for c in (*event.actors, *event.recipients)}
    home = {context.cast.figure(c.value).country for c in event.actors} - {None}
    if len(sides) > 1:  # a union that condemns an accord condemns its government for it
        sides = [c for c in sides if context.cast.figure(c.value).country in home] or sides
    found = [c.value for c in sides if context.cast.figure(c.value).reading.kind != "thing"]
    mine = {f.country for c in event.actors if (f := context.cast.figure(c.value)).sector == "GOV" and f.country}
    ours = [name for name in found if context.cast.figure(name).country in mine]  # no state answers itself
    return [] if ours or any(name in own for name in found) else list(dict.fromkeys(found))
