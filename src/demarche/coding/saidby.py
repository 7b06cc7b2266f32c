"""Said by whom: attribution and certainty of every event, and the quotations of the article.

An event inside what somebody says is `attributed` to him; one inside hearsay is `reported`.
What somebody is accused of is attributed to the accuser.
Conflicting claims stay side by side: nothing is merged here.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.quotes import Quotation, quotations
from demarche.coding.speakers import channel_span, speaker
from demarche.coding.speech import Speech, speeches
from demarche.model import Attribution, Coded, Draft, Event, Span

CODER = "saidby@1"


def stage(draft: Draft, context: Context) -> Draft:
    """The draft with attribution and certainty on its events, and with quotations."""
    spoken = [speeches(context, n) for n in range(len(context.trees))]
    quotes = quotations(draft, context, spoken)
    events = []
    for event in draft.events:
        found = [s for s in spoken[event.sentence] if event.trigger in s.scope and s.cue not in event.words]
        event = _attributed(event, found, context)
        event = _accused(event, draft, context)
        events.append(_quoted(event, quotes, context))
    return msgspec.structs.replace(draft, events=tuple(events), quotes=tuple(q.record for q in quotes))


def _attributed(event: Event, found: list[Speech], context: Context) -> Event:
    if not found:
        return event
    out: list[Coded[Attribution]] = []
    for speech in found:
        out.extend(attributions(speech, context))
    certainty = "reported" if any(s.hearsay for s in found) else "attributed"
    tree = context.trees[event.sentence]
    cues = tuple(tree.sentence.span(s.cue, s.cue) for s in found)
    return msgspec.structs.replace(
        event, attribution=(*event.attribution, *_unique(out)), certainty=Coded(certainty, cues, CODER)
    )


def attributions(speech: Speech, context: Context) -> list[Coded[Attribution]]:
    """One for each speaker; one without speaker for a channel or hearsay alone."""
    tree = context.trees[speech.sentence]
    cue = tree.sentence.span(speech.cue, speech.cue)
    channel = channel_span(tree, speech.channel) if speech.channel is not None else None
    out = []
    for k in speech.speakers:
        who, anonymous, span = speaker(context, speech.sentence, k)
        about = Attribution(
            speaker=who,
            anonymous=anonymous,
            channel=channel.text if channel else None,
            verb=speech.verb,
            description=span.text if anonymous or who is None else None,
        )
        out.append(Coded(about, tuple(x for x in (span, cue, channel) if x), CODER))
    if not out and (channel or speech.hearsay):
        about = Attribution(speaker=None, anonymous=False, channel=channel.text if channel else None, verb=speech.verb)
        out.append(Coded(about, tuple(x for x in (channel, cue) if x), CODER))
    return out


def _accused(event: Event, draft: Draft, context: Context) -> Event:
    """What A says that R has done is A's word."""
    kind, outer_id = draft.inner.get((event.sentence, event.trigger), ("", ""))
    if kind != "alleged":
        return event
    outer = next((e for e in draft.events if e.id == outer_id), None)
    if outer is None:
        return event
    tree = context.tree(outer)
    verb = tree.tokens[outer.trigger].text.lower()
    cue = tree.sentence.span(outer.trigger, outer.trigger)
    said = tuple(Coded(Attribution(speaker=c.value, verb=verb), (*c.evidence, cue), CODER) for c in outer.actors)
    certainty = event.certainty if event.certainty.value == "reported" else Coded("attributed", (cue,), CODER)
    return msgspec.structs.replace(event, attribution=_unique([*event.attribution, *said]), certainty=certainty)


def _quoted(event: Event, quotes: list[Quotation], context: Context) -> Event:
    """An event inside a quotation is its speaker's word; in scare quotes without speaker it is hearsay."""
    if event.attribution:
        return event
    at = context.tree(event).tokens[event.trigger].start
    quote = next((q for q in quotes if q.record.kind != "indirect" and q.record.start <= at < q.record.end), None)
    if quote is None:
        return event
    q = quote.record
    if quote.who is None and q.speaker is None:
        if q.kind != "mixed":
            return event
        marks = Span(q.start, q.end, q.text)
        return msgspec.structs.replace(event, certainty=Coded("reported", (marks,), CODER))
    about = Attribution(
        speaker=q.speaker, anonymous=q.anonymous, verb=q.cue.text if q.cue else None, description=q.description
    )
    evidence = tuple(x for x in (quote.who, q.cue) if x)
    return msgspec.structs.replace(
        event, attribution=(Coded(about, evidence, CODER),), certainty=Coded("attributed", evidence[-1:], CODER)
    )


def _unique(found: list[Coded[Attribution]]) -> tuple[Coded[Attribution], ...]:
    out: dict[Attribution, Coded[Attribution]] = {}
    for coded in found:
        out.setdefault(coded.value, coded)
    return tuple(out.values())
