"""Acts that a verb or a copula ties: "the talks led to the release", "the shelling was Delhi's answer to the raid"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from demarche.coding.governors import lemmas
from demarche.coding.link_words import TYPES, table
from demarche.coding.tree import Tree
from demarche.model import Event
from demarche.model.record import LinkRecord

MEASURES = ("SANCTION", "COERCE")  # what a state does about what another one has done to it
Before = Sequence[Sequence[Event]]  # the acts of the sentences before, the nearest sentence first


def of_kind(kind: str, outer: Event, inner: Event, *, mirrored: bool = False) -> str:
    """A friendly act in response to something is no retaliation; a sanction after a blow of its target answers it."""
    if kind == "follows" and mirrored and outer.event_type.value in MEASURES and _is_harm(inner, outer):
        return "caused_by"
    if kind == "retaliation_for" and outer.event_type.value not in table().hostile:
        return "caused_by"
    return kind


def led_to(tree: Tree, here: list[Event], before: Before) -> Iterator[LinkRecord]:
    """ "The talks led to the release", "jets flattened a camp, prompting gunners to shell the port"."""
    by_token = {k: e for e in here for k in e.words}
    for i, token in enumerate(tree.tokens):
        if token.upos != "VERB":
            continue
        lemma = token.lemma.lower()
        args = tree.verb(i)
        names = {lemma, *lemmas(tree, i), *(f"{lemma}_{p}" for p, _ in args.obliques if p)}
        kind = next((t for t in TYPES if names & table().cues[t].verbs), None)
        harm = kind is None and lemma in table().earns  # "the murder drew air raids"
        if kind is None and not harm:
            continue
        verbs = table().earns if harm else table().cues[kind or ""].verbs
        targets = [k for p, k in args.obliques if f"{lemma}_{p}" in verbs] + list(args.objects)
        targets += [k for p, k in args.clauses if p == "to" and tree.tokens[k].rel in ("xcomp", "ccomp")]
        cause = _cause(tree, i, by_token, before)
        effect = next((by_token[k] for k in targets if k in by_token), None)
        if cause is None or effect is None or cause.id == effect.id or (harm and not _is_harm(cause, effect)):
            continue
        if kind == "follows":
            cause, effect = effect, cause
        yield LinkRecord(from_=effect.id, to=cause.id, type=kind or "caused_by", cues=[tree.sentence.span(i, i)])


def _cause(tree: Tree, i: int, by_token: dict[int, Event], before: Before) -> Event | None:
    """The act that is the subject; for a participle without one, the act of its clause."""
    token, subjects = tree.tokens[i], tree.verb(i).subjects
    if token.rel == "advcl" and token.text.lower().endswith("ing") and tree.sentence.kid(i, "nsubj") is None:
        return by_token.get(token.head)
    return next((by_token[k] for k in subjects if k in by_token), None) or taken_up(tree, subjects, before)


def _is_harm(cause: Event, effect: Event) -> bool:
    return all(e.event_type.value in table().hostile for e in (cause, effect))


def called_answer(tree: Tree, here: list[Event], before: Before) -> Iterator[LinkRecord]:
    """ "The shelling was Delhi's answer to the killing", "the step was a reply to the expulsion"."""
    by_token = {k: e for e in here for k in e.words}
    for i, token in enumerate(tree.tokens):
        if token.lemma.lower() not in table().answers:
            continue
        if token.rel == "nsubj":
            yield from _answer_below(tree, i, here)
        if tree.sentence.kid(i, "cop") is None:
            continue
        subjects = tree.verb(i).subjects
        told = next((by_token[k] for k in subjects if k in by_token), None) or taken_up(tree, subjects, before)
        to = [k for p, k in tree.phrases(i) if p in ("to", "for")]
        other = next((by_token[k] for k in to if k in by_token), None)
        if told is not None and other is not None and told.id != other.id:
            kind = of_kind("retaliation_for", told, other)
            yield LinkRecord(from_=told.id, to=other.id, type=kind, cues=[tree.sentence.span(i, i)])


def _answer_below(tree: Tree, i: int, here: list[Event]) -> Iterator[LinkRecord]:
    """ "Delhi's answer to the ambush was swift: its gunners pounded four posts"."""
    to = {k for p, k in tree.phrases(i) if p in ("to", "for")}
    other = next((e for e in here if to & set(e.words)), None)
    blows = [e for e in here if e.trigger > tree.tokens[i].head and e.event_type.value in table().hostile]
    if other is not None and other.event_type.value in table().hostile and blows and blows[0].id != other.id:
        yield LinkRecord(from_=blows[0].id, to=other.id, type="retaliation_for", cues=[tree.sentence.span(i, i)])


def taken_up(tree: Tree, subjects: Sequence[int], before: Before) -> Event | None:
    """ "The meeting led to …": the act of that type told before."""
    for k in subjects:
        kinds = table().taken_up.get(tree.tokens[k].lemma.lower())
        if kinds is None or not any(tree.tokens[c].rel in ("det", "nmod") for c in tree.sentence.children[k]):
            continue
        for events in before:
            for event in reversed(events):
                if not kinds or event.event_type.value in kinds:
                    return event
    return None
