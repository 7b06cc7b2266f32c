"""The coder: stages that each take the draft and return the next, in the order in which they need each other."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from demarche.coding import (
    apposed,
    authors,
    certainty,
    doers,
    exchange,
    first_person,
    holders,
    homes,
    howmany,
    inferred,
    promised,
    recode,
    reporters,
    retold,
    saidby,
    spoken_of,
    understood,
    views,
    when,
    when_results,
    where,
)
from demarche.coding.answered import answered
from demarche.coding.context import Context, Stage
from demarche.coding.events import Builder, Found
from demarche.coding.kinds import kind_of
from demarche.coding.legs import expected
from demarche.coding.merge import merge
from demarche.coding.taken_up import with_mentions
from demarche.coding.topics import off_topic
from demarche.coding.tree import Tree
from demarche.coding.what import Laid, Match, refined
from demarche.knowledge import Knowledge
from demarche.model import Coded, Draft, Event, Sentence
from demarche.ontology import Codebook

DEMAND = "request.demand"


class FrameCoder:
    """Frames over the dependency tree; `name` goes into every record."""

    name = "frames.v1"

    def __init__(self, book: Codebook, knowledge: Knowledge, *, witnesses: str = "both") -> None:
        self.witnesses = witnesses
        self.book = book
        self.knowledge = knowledge
        self.stages: tuple[Stage, ...] = (
            certainty.Judge().stage,
            doers.stage,
            exchange.tried,
            when.stage,
            when_results.stage,
            where.stage,
            howmany.stage,
            recode.stage,
            promised.stage,
            homes.rulers,
            inferred.stage,
            homes.stage,
            authors.stage,
            spoken_of.stage,
            holders.stage,
            apposed.stage,
            understood.stage,
            retold.stage,
            saidby.stage,
            reporters.stage,
            exchange.stage,
            views.stage,
        )

    def code(self, draft: Draft) -> Draft:
        """Actors, events and everything that hangs on them."""
        context = Context(draft.parsed, self.book, self.knowledge)
        draft = self._events(draft, context)
        for stage in self.stages:
            draft = stage(draft, context)
        cast = context.cast
        merged = merge(draft, lambda name: cast.figure(name).country, cast.stands_for)
        final = when_results.answers(exchange.without_doubles(answered(merged, context)))
        return self._cast(final, context)

    def _events(self, draft: Draft, context: Context) -> Draft:
        for n, (tree, phrases) in enumerate(zip(context.trees, context.phrases, strict=True)):
            context.cast.read(n, tree, phrases)
        first_person.resolve(draft, context)
        builder = Builder(self.book, context.cast, witnesses=self.witnesses)
        builder.kind = kind_of(context)
        builder.elsewhere = off_topic(draft.parsed.sentences, self.book)
        builder.expected = expected(context.trees) if self.witnesses == "both" else {}
        events: list[Event] = []
        inner: dict[tuple[int, int], tuple[str, str]] = {}
        for n, (tree, phrases) in enumerate(zip(context.trees, context.phrases, strict=True)):
            laid = Laid(self.book, tree, phrases.acts)
            matches = laid.matches()
            found = builder.build(n, tree, phrases, matches, laid.silenced(matches))
            for f in found:
                if f.match is not None:
                    inner |= _scopes(n, f, found, context)
            events.extend(_family(f, found, self.book, context) for f in found)
        nouns, cast = [noun for noun, _ in builder.nouns], context.cast
        sentences = draft.parsed.sentences
        events, left = with_mentions(events, nouns, sentences, lambda name: cast.figure(name).country, cast.stands_for)
        builder.unclaimed(left)
        return msgspec.structs.replace(
            draft,
            events=tuple(events),
            inner=inner,
            who=context.cast.who,
            issues=(*draft.issues, *builder.issues),
            on_trial=frozenset(builder.on_trial),
        )

    def _cast(self, draft: Draft, context: Context) -> Draft:
        """Only actors that something refers to, and every named one."""
        used = {c.value for e in draft.events for c in (*e.actors, *e.recipients, *e.third_parties)}
        used |= {a.value.speaker for e in draft.events for a in e.attribution if a.value.speaker}
        used |= {q.speaker for q in draft.quotes if q.speaker} | {p.holder for p in draft.perspectives if p.holder}
        used |= {m for q in draft.quotes for m in q.addressees} | {m for x in draft.exchanges for m in x.mediators}
        used |= {f.id for f in context.cast.figures if f.reading.kind in ("person", "organisation", "country")}
        return msgspec.structs.replace(draft, actors=context.cast.actors(used), who=dict(context.cast.who))


def _scopes(n: int, found: Found, all_found: list[Found], context: Context) -> dict[tuple[int, int], tuple[str, str]]:
    """The events that lie in the V slot of this one, with what they are there ("requested", "planned", …)."""
    match = found.match
    assert match is not None
    if not match.frame.inner or match.frame.inner == "same":
        return {}
    sentence = context.trees[n].sentence
    scope = {k for v in match.inner for k in _below(sentence, v)}
    return {
        (n, other.event.trigger): (match.frame.inner, found.event.id)
        for other in all_found
        if other is not found and other.event.trigger in scope
    }


def _below(sentence: Sentence, i: int) -> Iterator[int]:
    """Words below and including `i`, but for what tells of the past: "urged it to free the men arrested in August"."""
    yield i
    for c in sentence.children[i]:
        token = sentence.tokens[c]
        if not (token.rel == "acl" and token.upos == "VERB" and token.has("Tense=Past")):
            yield from _below(sentence, c)


def _family(found: Found, all_found: list[Found], book: Codebook, context: Context) -> Event:
    """CAMEO code and mode of asking, promising, refusing and threatening follow from what is asked or threatened."""
    match, event = found.match, found.event
    if match is None or not match.frame.family:
        return event
    inner = _closest(match, all_found)
    table = book.complements[match.frame.family]
    cameo, mode = recode.complement(table, inner)
    if inner is None and match.pattern.pos == "modal":
        cameo, mode = _demanded(match, book, context.trees[event.sentence]) or (cameo, mode)
    if inner is None and event.cameo:
        return event
    modes = event.modes or (
        (Coded(mode, event.event_type.evidence, event.coder),)
        if mode and mode in book.types[event.event_type.value].modes
        else ()
    )
    return msgspec.structs.replace(
        event, cameo=cameo if not event.cameo or inner is not None else event.cameo, modes=modes
    )


def _demanded(match: Match, book: Codebook, tree: Tree) -> tuple[str, str] | None:
    """Code and mode of a demand made with a modal, from the words of what must be done, as in `request.demand`."""
    code = refined(book.frame(DEMAND).refine, tree, match.inner[0], ())
    return (code.cameo, code.mode) if code is not None and code.cameo else None


def _closest(match: Match, all_found: list[Found]) -> Event | None:
    """The act that is asked for, promised or refused: "must be ready to mediate" asks for the mediation."""
    others = [f for f in all_found if f.match is not match]
    for token in match.inner:
        for other in others:
            if other.match is not None and token in other.match.words:
                deeper = _closest(other.match, others) if other.match.frame.family == "intend" else None
                return deeper or other.event
    return None
