"""Whose plan it is that somebody judges: "The cabinet proposed a levy. The unions rejected the plan."

To propose is no event, so nothing is told that a judgement could take up; here the verbs of proposing are read with
their subjects. A definite noun for a plan, the noun that was proposed itself ("the levy"), or a pronoun in the next
sentence means the last proposal, and whoever made it is the one backed, blamed or refused.
"""

from __future__ import annotations

import msgspec

from demarche.coding.cast_words import is_definite
from demarche.coding.context import Context
from demarche.coding.gates import is_public
from demarche.coding.themes import POINTING
from demarche.model import Coded, Draft, Event

JUDGED = frozenset(["ACCUSE", "REJECT", "SUPPORT"])
PROPOSING = frozenset(
    ["propose", "unveil", "present", "float", "table", "announce", "introduce", "publish", "submit", "suggest",
     "outline", "draft", "moot", "circulate"]
)  # fmt: skip
PLANS = frozenset(
    ["plan", "proposal", "idea", "bill", "draft", "reform", "scheme", "package", "initiative", "measure", "blueprint",
     "budget", "roadmap", "text", "amendment"]
)  # fmt: skip
BACK = 10  # sentences that a plan is remembered
CODER = "who.authors@1"


class Proposal(msgspec.Struct, frozen=True):
    """Who proposed something at word `verb` of sentence `sentence`, and the nouns for it."""

    sentence: int
    verb: int
    authors: tuple[str, ...]
    nouns: frozenset[str]


def stage(draft: Draft, context: Context) -> Draft:
    """Fills the empty recipients of judgements that pass on a plan."""
    told = _proposals(context)
    events = tuple(_aimed(e, told, context) for e in draft.events) if told else draft.events
    return msgspec.structs.replace(draft, events=events)


def _proposals(context: Context) -> list[Proposal]:
    out = []
    for n, tree in enumerate(context.trees):
        for i, token in enumerate(tree.tokens):
            if token.upos == "VERB" and token.lemma.lower() in PROPOSING:
                args = tree.verb(i)
                ids = dict.fromkeys(x for k in args.subjects for x in context.cast.who.get((n, k), ()))
                authors = tuple(x for x in ids if is_public(context.cast, x))
                nouns = frozenset(tree.tokens[k].lemma.lower() for k in args.objects)
                if authors and nouns:
                    out.append(Proposal(n, i, authors, nouns))
    return out


def _aimed(event: Event, told: list[Proposal], context: Context) -> Event:
    if event.event_type.value not in JUDGED or event.recipients or not event.actors:
        return event
    tree = context.tree(event)
    found = [k for r, k in event.roles if r in "RT"]
    found += tree.verb(event.trigger).objects if tree.tokens[event.trigger].upos == "VERB" else ()
    for k in dict.fromkeys(found):
        meant = next((p for p in reversed(told) if _means(event, k, p, context)), None)
        own = {c.value for c in event.actors}
        if meant is not None and not own & set(meant.authors):
            span = tree.sentence.span(*tree.phrase(k))
            parties = tuple(Coded(x, (span,), CODER) for x in meant.authors)
            return msgspec.structs.replace(event, recipients=parties)
    return event


def _means(event: Event, k: int, plan: Proposal, context: Context) -> bool:
    """Whether the word at `k` takes up the plan."""
    tree, away = context.tree(event), event.sentence - plan.sentence
    before = (plan.sentence, plan.verb) < (event.sentence, k)
    token = tree.tokens[k]
    if not before or away > BACK:
        return False
    if token.upos in ("PRON", "DET"):
        return token.text.lower() in POINTING and away <= 1
    lemma = token.lemma.lower()
    owned = tree.sentence.kid(k, "nmod:poss", "nmod") is not None
    return is_definite(tree.sentence, k) and not owned and (lemma in plan.nouns or lemma in PLANS)
