"""Records to rows: the drawn tables follow from documents, records and corrections alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from demarche.model.record import ActorRecord, EventRecord, ExchangeRecord, QuoteRecord, Record

Row = dict[str, Any]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A stored document with its corrected record, as the drawing needs it."""

    doc_id: str
    arrived: Any
    record: Record
    reviewed: Mapping[str, str] = {}
    origin: str | None = None


def rows_of(document: Document) -> dict[str, list[Row]]:
    """The rows of all drawn tables that come from one document."""
    record, doc = document.record, document.doc_id
    actors = {actor.id: actor for actor in record.actors}
    return {
        "events": [event_row(document, event, actors) for event in record.events],
        "mentions": [_mention_row(doc, actor) for actor in record.actors],
        "quotes": [_quote_row(document, n, quote, actors) for n, quote in enumerate(record.quotes, start=1)],
        "exchanges": [_exchange_row(document, exchange, actors) for exchange in record.exchanges],
        "links": [
            {"doc_id": doc, "from_event": f"{doc}:{link.from_}", "to_event": f"{doc}:{link.to}", "type": link.type}
            for link in record.links
        ],
    }


def event_row(document: Document, event: EventRecord, actors: Mapping[str, ActorRecord]) -> Row:
    """One row of `events`."""
    article, doc = document.record.article, document.doc_id
    first = event.mentions[0] if event.mentions else None
    row: Row = {
        "event_id": f"{doc}:{event.id}",
        "doc_id": doc,
        "published": article.published,
        "published_on": day(article.published),
        "arrived": document.arrived,
        "source": article.source,
        "url": article.url,
        "sentence": None,
        "sentence_number": None,
        "start_char": first.start if first else None,
        "end_char": first.end if first else None,
        "review": document.reviewed.get(event.id),
        "origin": document.origin,
    }
    for name in PLAIN:
        row[name] = getattr(event, name)
    if first and (number := _sentence_number(document.record, first.start)) is not None:
        sentence = document.record.sentences[number]
        row |= {"sentence": article.text[sentence.start : sentence.end], "sentence_number": number + 1}
    row["parties"] = _all_parties(event, actors)
    row |= _parties("actor", event.actors, actors) | _parties("recipient", event.recipients, actors)
    row["third_names"] = _names(event.third_parties, actors)
    row["speakers"] = sorted({a.speaker for a in event.attribution if a.speaker and (a.speaker in actors)})
    row["speakers"] = [actors[speaker].name for speaker in row["speakers"]]
    row["quantities"] = msgspec.json.encode(event.quantities).decode() if event.quantities else None
    return row | _when(event) | _where(event)


PLAIN = (
    "event_type", "modes", "contexts", "cameo", "quad_class", "goldstein", "realis", "polarity", "historical",
    "certainty", "coder", "confidence",
)  # fmt: skip


def day(value: str | None) -> str | None:
    """The day of an ISO date or datetime, where it is a whole day."""
    return value[:10] if value and len(value) >= 10 else None


def _when(event: EventRecord) -> Row:
    date = event.date
    return {
        "event_date_start": day(date.start) if date else None,
        "event_date_end": day(date.end) if date else None,
        "date_granularity": date.granularity if date else None,
        "date_basis": date.basis if date else None,
    }


def _where(event: EventRecord) -> Row:
    place = event.place
    return {
        "place_name": place.name if place else None,
        "place_country": place.country if place else None,
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "place_precision": place.precision if place else None,
        "geonames": place.geonames if place else None,
    }


def _parties(role: str, ids: Iterable[str], actors: Mapping[str, ActorRecord]) -> Row:
    known = [actors[i] for i in ids if i in actors]
    return {
        f"{role}_names": [actor.name for actor in known],
        f"{role}_countries": list(dict.fromkeys(actor.country for actor in known if actor.country)),
        f"{role}_sectors": list(dict.fromkeys(actor.sector for actor in known if actor.sector)),
    }


def _names(ids: Iterable[str], actors: Mapping[str, ActorRecord]) -> list[str]:
    return [actors[i].name for i in ids if i in actors]


def _all_parties(event: EventRecord, actors: Mapping[str, ActorRecord]) -> str:
    """Everybody in the event with role, name, country, sector and kind, as JSON."""
    roles = (("actor", event.actors), ("recipient", event.recipients), ("third", event.third_parties))
    found = [
        {"role": role, "name": a.name, "country": a.country, "sector": a.sector, "kind": a.kind}
        for role, ids in roles
        for a in (actors[i] for i in ids if i in actors)
    ]
    return msgspec.json.encode(found).decode()


def _sentence_number(record: Record, position: int) -> int | None:
    return next((n for n, s in enumerate(record.sentences) if s.start <= position < s.end), None)


def _mention_row(doc: str, actor: ActorRecord) -> Row:
    return {
        "doc_id": doc,
        "actor_id": actor.id,
        "name": actor.name,
        "kind": actor.kind,
        "country": actor.country,
        "sector": actor.sector,
        "mentions": len(actor.mentions),
    }


def _quote_row(document: Document, number: int, quote: QuoteRecord, actors: Mapping[str, ActorRecord]) -> Row:
    speaker = actors.get(quote.speaker or "")
    return {
        "quote_id": f"{document.doc_id}:q{number}",
        "doc_id": document.doc_id,
        "published": document.record.article.published,
        "source": document.record.article.source,
        "kind": quote.kind,
        "text": quote.text,
        "start_char": quote.start,
        "end_char": quote.end,
        "speaker": speaker.name if speaker else None,
        "speaker_country": speaker.country if speaker else None,
        "anonymous": quote.anonymous,
        "addressees": _names(quote.addressees, actors),
        "about": [f"{document.doc_id}:{event}" for event in quote.about],
    }


def _exchange_row(document: Document, exchange: ExchangeRecord, actors: Mapping[str, ActorRecord]) -> Row:
    givers = [leg.giver for leg in exchange.legs if leg.giver]
    receivers = [leg.receiver for leg in exchange.legs if leg.receiver]
    return {
        "exchange_id": f"{document.doc_id}:{exchange.id}",
        "doc_id": document.doc_id,
        "published": document.record.article.published,
        "source": document.record.article.source,
        "status": exchange.status,
        "givers": _names(givers, actors),
        "receivers": _names(receivers, actors),
        "giver_countries": _parties("x", givers, actors)["x_countries"],
        "receiver_countries": _parties("x", receivers, actors)["x_countries"],
        "events": [f"{document.doc_id}:{leg.event}" for leg in exchange.legs],
        "mediators": _names(exchange.mediators, actors),
    }
