"""Whom a judgement is about when it names an act only: "condemned the bombing", "welcomed the signing", "praised it".

The act was told before, so whoever did it is blamed, backed or refused; his words are quoted beside those of the act.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.themes import POINTING, Themes
from demarche.model import Coded, Draft, Event

SHARED = frozenset(["CONSULT", "AGREE", "COOPERATE"])  # both sides do these
FIRM = frozenset(["actual", "planned"])


def stage(draft: Draft, context: Context) -> Draft:
    """Fills recipients that are empty; nobody is blamed for his own act."""
    judged = frozenset((e.sentence, e.trigger) for e in draft.events if _judges(e))
    themes = Themes(draft, context, judged)
    events = tuple(_filled(e, themes, context) if _is_open(e) else e for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def _judges(event: Event) -> bool:
    """Criticism and approval in words; who signs or ratifies acts."""
    return event.event_type.value == "ACCUSE" or (event.cameo or "").startswith("051")


def _is_open(event: Event) -> bool:
    return _judges(event) and bool(event.actors) and not event.recipients


def _filled(event: Event, themes: Themes, context: Context) -> Event:
    own = {c.value for c in event.actors}
    for k in dict.fromkeys(k for role, k in event.roles if role in "TR"):
        found = [c for act in _acts(event, k, themes) for c in _doers(act)]
        found = [c for c in found if c.value not in own]
        if found:
            words = context.trees[event.sentence].phrase(k)
            span = context.trees[event.sentence].sentence.span(*words)
            parties = {c.value: Coded(c.value, (*c.evidence, span), "spoken_of@1") for c in found}
            return msgspec.structs.replace(event, recipients=tuple(parties.values()))
    return event


def _acts(event: Event, k: int, themes: Themes) -> list[Event]:
    n = event.sentence
    tree = themes.context.trees[n]
    if tree.tokens[k].upos not in ("NOUN", "PRON", "DET"):
        return []
    pronoun = tree.tokens[k].text.lower() in POINTING
    acts = themes.meant(n, k, but=frozenset({event.trigger, *event.words}))
    acts = [a for a in acts if a.realis.value in FIRM and a.polarity.value == "positive" and a is not event]
    return [a for a in acts if not pronoun or n - a.sentence <= 1]


def _doers(act: Event) -> tuple[Coded[str], ...]:
    return (*act.actors, *act.recipients) if act.event_type.value in SHARED else act.actors
