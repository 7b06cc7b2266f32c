"""Events as JSON objects: PLOVER, GeoJSON features and FollowTheMoney entities."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec

from demarche.store.formats.rows import Event, day_of
from demarche.store.formats.tables import countries

Json = dict[str, Any]


def plover(event: Event) -> Iterator[Json]:
    """One object an event, with the fields of the PLOVER manual."""
    day = day_of(event)
    parties = _parties(event)
    yield {
        "id": event["event_id"],
        "has_event": True,
        "date": day.isoformat() if day else None,
        "enddate": event["event_date_end"].isoformat() if event["event_date_end"] else None,
        "actor": [_plover_party(party) for party in parties if party["role"] == "actor"],
        "recipient": [_plover_party(party) for party in parties if party["role"] == "recipient"],
        "event": [event["event_type"]],
        "mode": event["modes"],
        "context": event["contexts"],
        "quad_code": str(event["quad_class"]),
        "event_scale": event["goldstein"],
        "event_loc": _plover_place(event),
        "text": event["sentence"],
        "text_info": {"start": event["start_char"], "end": event["end_char"], "sequence": event["sentence_number"]},
        "size": _sizes(event),
        "cite_info": {
            "url": event["url"],
            "title": event["title"],
            "language": event["language"],
            "publication": event["source"],
            "date": event["published"],
            "coder": event["coder"],
            "codebook": event["codebook"],
            "version": event["demarche"],
        },
        # Not in the manual, which has no place for what has not happened.
        "realis": event["realis"],
        "polarity": event["polarity"],
        "historical": event["historical"],
        "certainty": event["certainty"],
    }


def _parties(event: Event) -> list[Json]:
    found: list[Json] = msgspec.json.decode(event["parties"]) if event["parties"] else []
    return found


def _plover_party(party: Json) -> Json:
    return {"code": party["country"], "sector": party["sector"], "entity_text": party["name"]}


def _plover_place(event: Event) -> Json | None:
    if not event["place_name"]:
        return None
    return {
        "name": event["place_name"],
        "country": event["place_country"],
        "lat": event["lat"],
        "lon": event["lon"],
        "precision": event["place_precision"],
        "geonames": event["geonames"],
    }


def _sizes(event: Event) -> list[Json]:
    found = msgspec.json.decode(event["quantities"]) if event["quantities"] else []
    return [
        {
            "category": q["role"],
            "value": q.get("value"),
            "low": q.get("low"),
            "high": q.get("high"),
            "unit": q.get("unit"),
        }
        for q in found
    ]


def feature(event: Event) -> Iterator[Json]:
    """A GeoJSON feature; longitude first, no geometry where the place has no coordinates."""
    point = None
    if event["lat"] is not None and event["lon"] is not None:
        point = {"type": "Point", "coordinates": [event["lon"], event["lat"]]}
    day = day_of(event)
    yield {
        "type": "Feature",
        "id": event["event_id"],
        "geometry": point,
        "properties": {
            "event_type": event["event_type"],
            "modes": "; ".join(event["modes"]),
            "date": day.isoformat() if day else None,
            "actors": "; ".join(event["actor_names"]),
            "recipients": "; ".join(event["recipient_names"]),
            "realis": event["realis"],
            "polarity": event["polarity"],
            "place": event["place_name"],
            "country": event["place_country"],
            "precision": event["place_precision"] or "none",
            "sentence": event["sentence"],
            "url": event["url"],
        },
    }


def entities(event: Event) -> Iterator[Json]:
    """FollowTheMoney entities: the event, everybody in it, the article with who is mentioned there, and sanctions."""
    parties = _parties(event)
    ids = {role: [_entity_id(party) for party in parties if party["role"] == role] for role in ("actor", "recipient")}
    for party in parties:
        yield _entity(_entity_id(party), _schema_of(party), name=party["name"],
                      country=_iso2(party["country"]))  # fmt: skip
    day = day_of(event)
    yield _entity(
        event["event_id"].replace(":", "-"),
        "Event",
        name=" ".join(filter(None, (event["event_type"], *event["modes"]))),
        summary=event["sentence"],
        date=day.isoformat() if day else None,
        location=event["place_name"],
        country=_iso2(event["place_country"]),
        organizer=ids["actor"],
        involved=ids["recipient"],
        sourceUrl=event["url"],
    )
    if event["event_type"] == "SANCTION" and _happened(event):
        yield from _sanctions(event, parties)
    if event["origin"] is None:
        yield from _mentions(event, parties)


def _happened(event: Event) -> bool:
    return bool(event["realis"] == "actual" and event["polarity"] == "positive")


def _sanctions(event: Event, parties: list[Json]) -> Iterator[Json]:
    """A sanction on each recipient, by the actors; only what was done, not what was planned or denied."""
    day = day_of(event)
    actors = [party for party in parties if party["role"] == "actor"]
    for party in parties:
        if party["role"] == "recipient":
            yield _entity(
                f"sanction-{_digest(event['event_id'], _entity_id(party))}",
                "Sanction",
                entity=_entity_id(party),
                authority=[actor["name"] for actor in actors],
                country=list(dict.fromkeys(filter(None, (_iso2(actor["country"]) for actor in actors)))),
                date=day.isoformat() if day else None,
                summary=event["sentence"],
                sourceUrl=event["url"],
            )


def _mentions(event: Event, parties: list[Json]) -> Iterator[Json]:
    """The article, and for each party of the event that it is named there; once an article, however often."""
    article = f"doc-{event['doc_id']}"
    yield _entity(article, "Article", title=event["title"] or event["doc_id"], sourceUrl=event["url"],
                  publisher=event["source"], publishedAt=event["published"],
                  language="eng" if event["language"] == "en" else None)  # fmt: skip
    for party in parties:
        yield _entity(
            f"mention-{_digest(article, _entity_id(party))}",
            "Mention",
            document=article,
            resolved=_entity_id(party),
            name=party["name"],
            detectedSchema=_schema_of(party),
        )


def _schema_of(party: Json) -> str:
    return SCHEMATA.get(party["kind"], "LegalEntity")


def _digest(*words: str) -> str:
    return hashlib.sha256("\0".join(words).encode("utf-8", "surrogatepass")).hexdigest()[:20]


SCHEMATA = {"person": "Person", "organisation": "Organization", "group": "Organization", "country": "PublicBody"}


def _entity(entity_id: str, /, schema: str, **properties: str | list[str] | None) -> Json:
    lists = {key: value if isinstance(value, list) else [value] for key, value in properties.items() if value}
    return {"id": entity_id, "schema": schema, "properties": lists}


def _entity_id(party: Json) -> str:
    words = f"{party['kind']}\0{party['name']}\0{party['country']}"
    return "actor-" + hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def _iso2(iso3: str | None) -> str | None:
    """FollowTheMoney writes countries in two lower-case letters; non-state codes have none."""
    found = countries().get(iso3 or "")
    return found.iso2.lower() if found else None
