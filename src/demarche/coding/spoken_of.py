"""Whom a judgement is about when it names an act only: "condemned the bombing", "welcomed the signing", "praised it".

The act was told before, so whoever did it is blamed, backed or refused; his words are quoted beside those of the act.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.themes import POINTING, Themes
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event, Span

SHARED = frozenset(["CONSULT", "AGREE", "COOPERATE"])  # both sides do these
COMPLAINT = "frames.accuse.official_complaint"
# These take up what was talked about, and no deed of anybody.
OPEN_WORDS = frozenset(
    ["idea", "view", "issue", "topic", "subject", "cause", "principle", "concept", "question", "outcome", "result"]
)
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
    tree = context.tree(event)
    doers = {k for role, k in event.roles if role == "A"}  # "urged the authorities to investigate the killings"
    named = dict.fromkeys(k for role, k in event.roles if role in "TR" and k not in doers)
    for k in dict.fromkeys(j for i in named for j in (i, *_called(tree, i))):
        makers = _makers(event, k, context)
        found = makers if makers is not None else _others(event, _acts(event, k, themes))
        if found:
            return _blamed(event, found, tree.sentence.span(*tree.phrase(k)))
    if not named and event.coder.startswith(COMPLAINT):  # "Tokyo lodged a protest"
        return _blamed(event, _others(event, themes.blow(event.sentence, event.trigger)), None)
    return event


def _called(tree: Tree, k: int) -> list[int]:
    """What it is called: "protested against what it called a violation"."""
    if tree.tokens[k].text.lower() != "what":
        return []
    return [j for j in tree.sentence.subtree(k) if tree.tokens[j].upos == "NOUN"]


def _makers(event: Event, k: int, context: Context) -> list[Coded[str]] | None:
    """Whose the thing is by the clause behind it: "condemned the law that Niger passed"; None without such a clause."""
    tree, n = context.tree(event), event.sentence
    clauses = tree.sentence.kids(k, "acl:relcl")
    named = [j for c in clauses for j in tree.verb(c).subjects if j > k and tree.tokens[j].upos in ("NOUN", "PROPN")]
    if not named:
        return None
    mine = {c.value for c in event.actors}
    told = {x: tree.sentence.span(*tree.phrase(j)) for j in named for x in context.actors_at(n, j) if x not in mine}
    return [Coded(x, (span,), "spoken_of@1") for x, span in told.items()]


def _others(event: Event, acts: list[Event]) -> list[Coded[str]]:
    own = {c.value for c in event.actors}
    return [c for act in acts for c in _doers(act) if c.value not in own]


def _blamed(event: Event, parties: list[Coded[str]], words: Span | None) -> Event:
    """The event with these recipients; the words that name their act stand beside theirs."""
    more = (words,) if words else ()
    found = {c.value: Coded(c.value, (*c.evidence, *more), "spoken_of@1") for c in parties}
    return msgspec.structs.replace(event, recipients=tuple(found.values())) if found else event


def _acts(event: Event, k: int, themes: Themes) -> list[Event]:
    n = event.sentence
    tree = themes.context.trees[n]
    if tree.tokens[k].upos not in ("NOUN", "PRON", "DET") or tree.tokens[k].lemma.lower() in OPEN_WORDS:
        return []
    pronoun = tree.tokens[k].text.lower() in POINTING
    acts = themes.meant(n, k, but=frozenset({event.trigger, *event.words}))
    acts = [a for a in acts if a.realis.value in FIRM and a.polarity.value == "positive" and a is not event]
    return [a for a in acts if not pronoun or n - a.sentence <= 1]


def _doers(act: Event) -> tuple[Coded[str], ...]:
    return (*act.actors, *act.recipients) if act.event_type.value in SHARED else act.actors
