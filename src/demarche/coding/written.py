"""From draft to record: the JSON contract, in a fixed order, with nothing lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from demarche.model import Actor, Coded, Draft, Event, Record, Span
from demarche.model.record import (
    ActorRecord,
    AttributionRecord,
    BulletRecord,
    DateRecord,
    EventRecord,
    IssueRecord,
    PlaceRecord,
    QuantityRecord,
    SentenceRecord,
    article_record,
)
from demarche.ontology import Codebook


def to_record(
    draft: Draft, *, version: str, book: Codebook, models: dict[str, str], digest: Sequence[BulletRecord] = ()
) -> Record:
    """The record of a finished draft."""
    return Record(
        demarche=version,
        codebook=book.version,
        models=models,
        article=article_record(draft.parsed.article),
        sentences=[SentenceRecord(start=s.start, end=s.end, kind=s.kind) for s in draft.parsed.sentences],
        actors=[_actor(a) for a in draft.actors],
        events=[_event(e, book) for e in draft.events],
        links=list(draft.links),
        exchanges=list(draft.exchanges),
        quotes=list(draft.quotes),
        perspectives=list(draft.perspectives),
        open_questions=list(draft.questions),
        digest=list(digest),
        issues=[
            IssueRecord(stage=i.stage, reason=i.reason, start=i.start, end=i.end)
            for i in sorted(draft.issues, key=lambda i: (i.start, i.end, i.stage, i.reason))
        ],
    )


def _actor(actor: Actor) -> ActorRecord:
    return ActorRecord(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        country=actor.country,
        sector=actor.sector,
        member_of=list(actor.member_of),
        mentions=list(actor.mentions),
        why=actor.why,
    )


def _event(event: Event, book: Codebook) -> EventRecord:
    kind = book.types.get(event.event_type.value)
    return EventRecord(
        id=event.id,
        event_type=event.event_type.value,
        modes=[m.value for m in event.modes],
        contexts=[c.value for c in event.contexts],
        cameo=event.cameo,
        quad_class=kind.quad if kind else 0,
        goldstein=book.goldstein(event.cameo),
        actors=[a.value for a in event.actors],
        recipients=[r.value for r in event.recipients],
        third_parties=[t.value for t in event.third_parties],
        date=_date(event),
        place=_place(event),
        quantities=[_quantity(q) for q in event.quantities],
        realis=event.realis.value,
        polarity=event.polarity.value,
        historical=event.historical.value,
        certainty=event.certainty.value,
        attribution=[_attribution(a) for a in event.attribution],
        evidence=_evidence(event),
        mentions=list(event.mentions),
        coder=event.coder,
        confidence=event.confidence,
    )


def _date(event: Event) -> DateRecord | None:
    if event.date is None:
        return None
    d = event.date.value
    return DateRecord(start=d.start, end=d.end, granularity=d.granularity, basis=d.basis)


def _place(event: Event) -> PlaceRecord | None:
    if event.place is None:
        return None
    p = event.place.value
    return PlaceRecord(
        name=p.name,
        country=p.country,
        lat=p.lat,
        lon=p.lon,
        precision=p.precision,
        geonames=p.geonames,
        relation=p.relation,
    )


def _quantity(coded: Coded[Any]) -> QuantityRecord:
    q = coded.value
    return QuantityRecord(
        role=q.role, value=q.value, low=q.low, high=q.high, exact=q.exact, unit=q.unit, currency=q.currency
    )


def _attribution(coded: Coded[Any]) -> AttributionRecord:
    a = coded.value
    return AttributionRecord(
        speaker=a.speaker, anonymous=a.anonymous, channel=a.channel, verb=a.verb, description=a.description
    )


def _evidence(event: Event) -> dict[str, list[Span]]:
    single: dict[str, Coded[Any] | None] = {
        "event_type": event.event_type,
        "date": event.date,
        "place": event.place,
        "realis": event.realis,
        "polarity": event.polarity,
        "historical": event.historical,
        "certainty": event.certainty,
    }
    many: dict[str, Iterable[Coded[Any]]] = {
        "modes": event.modes,
        "contexts": event.contexts,
        "actors": event.actors,
        "recipients": event.recipients,
        "third_parties": event.third_parties,
        "quantities": event.quantities,
        "attribution": event.attribution,
    }
    out = {name: _spans([coded] if coded else []) for name, coded in single.items()}
    out |= {name: _spans(values) for name, values in many.items()}
    always = ("event_type", "actors", "recipients", "date", "place", "quantities", "attribution")
    return {name: out[name] for name in sorted(out) if out[name] or name in always}


def _spans(values: Iterable[Coded[Any]]) -> list[Span]:
    return sorted({s for v in values for s in v.evidence})
