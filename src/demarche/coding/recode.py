"""Types that change with what surrounds an act (docs/decisions/0001-future-acts.md, 0004-joint-exercises.md).

An act announced for the future is coded by what the announcement is: cooperative acts and concessions become AGREE;
hostile ones, and any act announced with "unless", become THREATEN when the one who will act says so himself.
A cooperative act or concession that somebody says he will not do is REJECT.
A government that protests against something complains (ACCUSE).
An exercise held by forces of several countries is COOPERATE; who attends it as an observer pays a visit (CONSULT).
Talks in a city known for them are held on the ground of a third party only where that is neither side's.
What is told stays visible: realis `planned`, the words of the act as evidence, "+future@1" in the coder.
"""

from __future__ import annotations

import msgspec

from demarche.coding.certainty import speech_above
from demarche.coding.context import Context
from demarche.coding.negation import negations
from demarche.coding.tree import Tree
from demarche.model import Coded, Draft, Event
from demarche.ontology.grammar import grammar

COOPERATIVE = frozenset(["CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT"])
REFUSABLE = COOPERATIVE | {"AGREE"}
HOSTILE = frozenset(["SANCTION", "COERCE", "ASSAULT", "PROTEST"])
UNLESS = HOSTILE | {"REJECT"}  # "will veto the talks unless"
WITHDRAWALS = frozenset(["withdraw", "resign"])  # what one can threaten with although it is a retreat
EXERCISES = grammar()["manoeuvres"] | {"game", "games"}


def stage(draft: Draft, context: Context) -> Draft:
    events = []
    for event in draft.events:
        event = _announced(event, draft, context)
        for rule in (_joint, _watching, _fighting, _complaining, _on_own_ground):
            event = rule(event, context)
        events.append(_menacing(event, draft, context))
    kept = tuple(e for e in events if not _only_refused(e, draft) and not _keeps_out(e, draft, context))
    return msgspec.structs.replace(draft, events=kept)


# Who is so inclined has promised nothing yet.
WILLING = frozenset(["ready", "prepared", "prepare", "willing", "readiness", "willingness"])


def _on_own_ground(event: Event, context: Context) -> Event:
    """Riyadh is a third place for others than Saudis: who receives a guest at home has met him there."""
    if event.cameo != "044" or event.place is None:
        return event
    parties = [context.cast.figure(c.value) for c in (*event.actors, *event.recipients)]
    if event.place.value.country not in {figure.country for figure in parties}:
        return event
    return msgspec.structs.replace(event, cameo="040", modes=())


def _menacing(event: Event, draft: Draft, context: Context) -> Event:
    """ "Ready to delay the grant", "prepared to seize the island": who is ready to do harm threatens it."""
    if event.event_type.value != "AGREE" or context.tree(event).tokens[event.trigger].lemma.lower() not in WILLING:
        return event
    acts = [e for e in draft.events if draft.inner.get((e.sentence, e.trigger), ("", ""))[1] == event.id]
    if not acts or any(e.event_type.value not in HOSTILE or e.polarity.value == "negative" for e in acts):
        return event
    cameo, mode = complement(context.book.complements["threaten"], acts[0])
    menace = told_as(event, "THREATEN", cameo or None, mode, "menace")
    return msgspec.structs.replace(menace, recipients=event.recipients or acts[0].recipients)


def _keeps_out(event: Event, draft: Draft, context: Context) -> bool:
    """ "Said it would not interfere": harm that one says one will not do is none."""
    tree = context.tree(event)
    denied = event.polarity.value == "negative" and event.event_type.value in HOSTILE and not event.historical.value
    inside = (event.sentence, event.trigger) in draft.inner
    return denied and not inside and _will_not(event, tree, inside=inside) and not _is_joining(event, tree)


def _only_refused(event: Event, draft: Draft) -> bool:
    """True for what is refused inside a refusal that is coded itself: "refused to reopen the railway"."""
    kind, outer = draft.inner.get((event.sentence, event.trigger), ("", ""))
    if event.polarity.value != "negative" or kind != "negated" or event.event_type.value not in REFUSABLE:
        return False
    return any(e.id == outer and e.event_type.value == "REJECT" for e in draft.events)


def _announced(event: Event, draft: Draft, context: Context) -> Event:
    kind = event.event_type.value
    tree = context.tree(event)
    inside = (event.sentence, event.trigger) in draft.inner
    if (
        (kind in REFUSABLE or _is_joining(event, tree))
        and event.polarity.value == "negative"
        and event.actors
        and _will_not(event, tree, inside=inside)
    ):
        refused = _recoded(event, "REJECT", context.book.complements["refuse"])
        return msgspec.structs.replace(refused, polarity=Coded("positive"), realis=Coded("actual"))
    if event.coder == "head.reject@1" and _will_not(event, tree, inside=inside):
        return msgspec.structs.replace(event, polarity=Coded("positive"), realis=Coded("actual"))
    promised = event.realis.value == "planned" or (
        event.realis.value == "hypothetical" and _conditional_word(event, tree)
    )
    if not promised or event.polarity.value == "negative" or inside:
        return event
    if event.realis.value == "planned" and (_is_aim(tree, event.trigger) or _is_decided(event, tree)):
        return event
    own = _own_word(event, tree, context)
    if own and _under(tree, event.trigger, "unless") and (kind in UNLESS or _modes(event) & WITHDRAWALS):
        return _recoded(event, "THREATEN", context.book.complements["threaten"])
    if kind in COOPERATIVE:
        return _recoded(event, "AGREE", context.book.complements["intend"])
    if kind in HOSTILE and own:
        return _recoded(event, "THREATEN", context.book.complements["threaten"])
    return event


PROMISES = grammar()["promises"]


def _is_aim(tree: Tree, i: int) -> bool:
    """ "efforts to provide aid", "opened the bridge to let food in": an aim announces nothing."""
    token = tree.tokens[i]
    if token.deprel == "advcl":
        return True
    head = tree.tokens[token.head] if token.head >= 0 else token
    return token.deprel == "acl" and head.upos == "NOUN" and head.lemma.lower() not in PROMISES


def _is_decided(event: Event, tree: Tree) -> bool:
    """ "has decided to lift the ban", "decided to let him stand": who may grant it has granted it."""
    token = tree.tokens[event.trigger]
    if event.event_type.value not in ("CONCEDE", "RETREAT") or token.rel != "xcomp":
        return False
    governor = tree.tokens[token.head]
    return governor.lemma.lower() == "decide" and not governor.has("VerbForm=Inf")


def _will_not(event: Event, tree: Tree, *, inside: bool) -> bool:
    """ "will not lift", "would never accept", "declined to extradite": a refusal in so many words."""
    token = tree.tokens[event.trigger]
    if token.rel == "xcomp" and not inside and tree.tokens[token.head].lemma.lower() in ("refuse", "decline"):
        return True
    kids = [tree.tokens[c].text.lower() for c in tree.sentence.children[_verb(event, tree)]]
    modal = any(k in ("will", "would", "wo", "shall", "'ll") for k in kids)
    modal = modal or (token.lemma.lower() in STANCES and any(k in ("do", "does") for k in kids))
    modal = modal or _is_going(tree, event.trigger)
    return modal and (any(k in NEVER for k in (*kids, *_above(tree, event.trigger))) or _none_will(event, tree))


def _none_will(event: Event, tree: Tree) -> bool:
    """ "Not a single licence will be given", "no prisoners will be freed": whoever could do it will not."""
    verb = _verb(event, tree)
    return tree.is_passive(verb) and any(True for _ in negations(tree, verb, -1, arguments=True))


JOINING = frozenset(["join", "participate", "take", "go", "sign", "support", "follow"])


def _is_joining(event: Event, tree: Tree) -> bool:
    """ "Will not be joining the sanctions": no act of one's own against anybody is refused."""
    return event.event_type.value in HOSTILE and tree.tokens[_verb(event, tree)].lemma.lower() in JOINING


def _verb(event: Event, tree: Tree) -> int:
    """The word that tells whether it happens: the act's own, or the verb that governs its noun."""
    token = tree.tokens[event.trigger]
    return event.trigger if token.upos == "VERB" or token.head < 0 else token.head


NEVER = frozenset(["not", "n't", "n’t", "never"])
# "Does not recognise the vote": what is so refused is refused now.
STANCES = frozenset(["accept", "acknowledge", "back", "endorse", "recognise", "recognize", "support"])


def _is_going(tree: Tree, i: int) -> bool:
    """ "Is not going to sign", "is not about to give in"."""
    above = tree.tokens[i].head
    return tree.tokens[i].rel == "xcomp" and above >= 0 and tree.tokens[above].lemma.lower() in ("go", "about")


def _above(tree: Tree, i: int) -> list[str]:
    """The words beside the "going" of "is not going to sign"."""
    return (
        [tree.tokens[c].text.lower() for c in tree.sentence.children[tree.tokens[i].head]] if _is_going(tree, i) else []
    )


def _modes(event: Event) -> frozenset[str]:
    return frozenset(m.value for m in event.modes)


def _under(tree: Tree, i: int, mark: str) -> bool:
    return any(tree.prep(c).startswith(mark) for c in tree.sentence.kids(i, "advcl"))


def _conditional_word(event: Event, tree: Tree) -> bool:
    """ "said they would meet him if he …": a promise on a condition."""
    return _will(tree, event.trigger) and speech_above(tree, event.trigger) is not None


def _will(tree: Tree, i: int) -> bool:
    return any(tree.tokens[c].text.lower() in ("will", "would") for c in tree.sentence.kids(i, "aux"))


def _own_word(event: Event, tree: Tree, context: Context) -> bool:
    """True when the actor himself says that he will do it."""
    inside = [w for w in event.words if tree.tokens[w].rel == "ccomp" and tree.tokens[w].head == event.trigger]
    if any(_will(tree, w) for w in inside):
        return True  # "announced that it would boycott"
    verb = speech_above(tree, event.trigger)
    if verb is None:
        return False
    speakers = {a for k in tree.verb(verb).subjects for a in context.actors_at(event.sentence, k)}
    actors = {c.value for c in event.actors}
    return bool(speakers & actors) or any(_speaks_for(s, a, context) for s in speakers for a in actors)


def _speaks_for(speaker: str, actor: str, context: Context) -> bool:
    """ "the minister said Oslo would boycott", "… its government would": an official announces what his state does."""
    first, second = context.cast.figure(speaker), context.cast.figure(actor)
    state = second.reading.kind == "country" or second.sector == "GOV"
    return bool(first.country) and first.country == second.country and first.sector == "GOV" and state


ROOT = 2  # digits of a CAMEO root, which names a type and no kind of it


def _recoded(event: Event, kind: str, table: dict[str, tuple[str, str]]) -> Event:
    cameo, mode = complement(table, event) if table else ("", "")
    return told_as(event, kind, cameo or None, mode, "future")


def complement(table: dict[str, tuple[str, str]], inner: Event | None) -> tuple[str, str]:
    """CAMEO code and mode of asking, promising, refusing or threatening an act: by its code, else by its type."""
    if inner is None:
        return table[""]
    code, kind = inner.cameo or "", inner.event_type.value
    mode = inner.modes[0].value if inner.modes else ""
    keys = [code[:n] for n in range(len(code), ROOT, -1)]  # 0832, then 083
    keys += [f"{kind}.{mode}", *(f"{kind}/{c.value}" for c in inner.contexts), kind, ""]
    return next(table[k] for k in keys if k in table)


def told_as(event: Event, kind: str, cameo: str | None, mode: str, rule: str) -> Event:
    """The event as one of another type; the coder tells by which rule."""
    coder = f"{event.coder}+{rule}@1"
    return msgspec.structs.replace(
        event,
        event_type=Coded(kind, event.event_type.evidence, coder),
        cameo=cameo,
        modes=(Coded(mode, event.event_type.evidence, coder),) if mode else (),
        coder=coder,
    )


ARMED = frozenset(["MIL", "REB", "PRM", "UAF"])


def _fighting(event: Event, context: Context) -> Event:
    """Taking territory by force, and blockades by armed forces, are fighting (docs/decisions/0005)."""
    if event.event_type.value != "COERCE" or event.cameo not in ("191", "192"):
        return event
    armed = any(context.cast.figure(c.value).sector in ARMED for c in event.actors)
    if event.cameo == "191" and not armed:
        return event
    return told_as(event, "ASSAULT", event.cameo, "", "force")


WATCHERS = frozenset(["observer", "spectator", "onlooker", "guest"])


def _watching(event: Event, context: Context) -> Event:
    """ "took part in the drills as observers": watching is a visit, not cooperation (docs/decisions/0002)."""
    if event.event_type.value not in ("COOPERATE", "MOBILIZE"):
        return event
    tree = context.tree(event)
    verb = tree.tokens[event.trigger].head if tree.tokens[event.trigger].upos == "NOUN" else event.trigger
    below = set(tree.sentence.subtree(event.trigger)) | set(tree.sentence.subtree(max(verb, 0)))
    seen = [k for k in below if tree.tokens[k].lemma.lower() in WATCHERS and "as" in tree.prep(k).split()]
    if not seen:
        return event
    coder = f"{event.coder}+watching@1"
    return msgspec.structs.replace(
        event,
        event_type=Coded("CONSULT", event.event_type.evidence, coder),
        cameo="042",
        modes=(Coded("visit", (tree.sentence.span(seen[0], seen[0]),), coder),),
        coder=coder,
    )


ALLIED = frozenset(["ally", "partner", "neighbour", "neighbor"])


def _joint(event: Event, context: Context) -> Event:
    """ "French and Egyptian warships began war games": together, so COOPERATE."""
    if event.event_type.value != "MOBILIZE":
        return event
    tree = context.tree(event)
    told = [*event.words, *(k for role, k in event.roles if role == "T")]
    told += [k for o in tree.verb(event.trigger).objects for k in tree.sentence.subtree(o)]
    if not any(tree.tokens[k].lemma.lower() in EXERCISES for k in told):
        return event
    everyone = (*event.actors, *event.recipients)
    countries = {context.cast.figure(c.value).country for c in event.actors}
    allied = any(context.cast.figure(c.value).reading.head in ALLIED for c in event.actors)
    if len(countries - {None}) < 2 and not allied:
        return event
    coder = f"{event.coder}+joint@1"
    return msgspec.structs.replace(
        event,
        event_type=Coded("COOPERATE", event.event_type.evidence, coder),
        cameo="062",
        modes=(),
        actors=tuple(c for c in everyone if c in event.actors),
        coder=coder,
    )


def _complaining(event: Event, context: Context) -> Event:
    """A state that protests does not march: "Baghdad protested against the strikes" is an official complaint."""
    word = context.tree(event).tokens[event.trigger].lemma.lower()
    figures = [context.cast.figure(c.value) for c in event.actors]
    states = bool(figures) and all(f.country and (f.reading.kind == "country" or f.sector == "GOV") for f in figures)
    if event.event_type.value != "PROTEST" or word != "protest" or not states:
        return event
    return told_as(event, "ACCUSE", "114", "disapprove", "state")
