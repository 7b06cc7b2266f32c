"""Events as rows of GDELT, ICEWS and POLECAT.

These formats know one actor and one recipient a row, so an event of several parties gives several rows, and a
meeting of equals one row for each pair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec

from demarche.store.formats.tables import columns, countries, country_name

Event = dict[str, Any]
Party = dict[str, Any]
NOBODY: Party = {"name": None, "country": None, "sector": None}
QUADS = {1: "VERBAL COOPERATION", 2: "MATERIAL COOPERATION", 3: "VERBAL CONFLICT", 4: "MATERIAL CONFLICT"}
# GDELT's resolutions of a place: 1 country, 2 US state, 3 US city, 4 city elsewhere, 5 state elsewhere.
GEO_TYPES = {"country": (1, 1), "region": (2, 5), "city": (3, 4), "point": (3, 4)}


def pairs(event: Event) -> Iterator[tuple[Party, Party]]:
    """Every actor with every recipient; without recipients every actor with the later ones."""
    parties = msgspec.json.decode(event["parties"]) if event["parties"] else []
    actors = [party for party in parties if party["role"] == "actor"]
    recipients = [party for party in parties if party["role"] == "recipient"]
    if not recipients and len(actors) > 1:
        yield from ((a, b) for i, a in enumerate(actors) for b in actors[i + 1 :])
        return
    yield from ((a, r) for a in actors or [NOBODY] for r in recipients or [NOBODY])


def number(event: Event, actor: Party, recipient: Party) -> int:
    """A whole number below 2^53 for an event and a pair, the same in every export."""
    words = f"{event['event_id']}\0{actor['name']}\0{recipient['name']}"
    return int.from_bytes(hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()[:8], "big") >> 11


def day_of(event: Event) -> date | None:
    """The event's own day, else that of publication."""
    found: date | None = event["event_date_start"] or event["event_date_end"] or event["published_on"]
    return found


def gdelt(event: Event) -> Iterator[tuple[Any, ...]]:
    """Rows of 61 columns."""
    for actor, recipient in pairs(event):
        row: dict[str, Any] = dict.fromkeys(columns("gdelt"))
        row["GLOBALEVENTID"] = number(event, actor, recipient)
        row |= _gdelt_dates(event) | _gdelt_actor(1, actor) | _gdelt_actor(2, recipient) | _gdelt_code(event)
        row |= {f"ActionGeo_{key}": value for key, value in _gdelt_place(event).items()}
        row["SOURCEURL"] = event["url"]
        yield tuple(row.values())


def _gdelt_dates(event: Event) -> dict[str, Any]:
    day = day_of(event)
    added = _moment(event["published"])
    if day is None:
        return {"DATEADDED": added}
    # GDELT's codebook: the fraction of a year is (month * 30 + day) / 365.
    fraction = day.year + (day.month * 30 + day.day) / 365
    return {
        "SQLDATE": int(day.strftime("%Y%m%d")),
        "MonthYear": int(day.strftime("%Y%m")),
        "Year": day.year,
        "FractionDate": round(fraction, 4),
        "DATEADDED": added,
    }


def _moment(published: str | None) -> int | None:
    """Publication time in UTC as one number; exports hold no time of ours."""
    if not published:
        return None
    when = datetime.fromisoformat(published)
    when = when.astimezone(UTC) if when.tzinfo else when
    return int(when.strftime("%Y%m%d%H%M%S"))


def _gdelt_actor(place: int, party: Party) -> dict[str, Any]:
    return {
        f"Actor{place}Code": f"{party['country'] or ''}{party['sector'] or ''}" or None,
        f"Actor{place}Name": party["name"].upper() if party["name"] else None,
        f"Actor{place}CountryCode": party["country"],
        f"Actor{place}Type1Code": party["sector"],
    }


def _gdelt_code(event: Event) -> dict[str, Any]:
    code = event["cameo"] or ""
    return {
        "IsRootEvent": int(not event["historical"]),
        "EventCode": code or None,
        "EventBaseCode": code[:3] or None,
        "EventRootCode": code[:2] or None,
        "QuadClass": event["quad_class"],
        "GoldsteinScale": event["goldstein"],
        "NumMentions": event["reports"] or 1,
        "NumSources": event["independent"] or 1,
        "NumArticles": event["reports"] or 1,
    }


def _gdelt_place(event: Event) -> dict[str, Any]:
    if not event["place_name"]:
        return {}
    at_home, abroad = GEO_TYPES.get(event["place_precision"] or "", (1, 1))
    country = countries().get(event["place_country"] or "")
    names = [event["place_name"], country.name if country and country.name != event["place_name"] else None]
    return {
        "Type": at_home if event["place_country"] == "USA" else abroad,
        "FullName": ", ".join(filter(None, names)),
        "CountryCode": country.fips if country else None,
        "Lat": event["lat"],
        "Long": event["lon"],
        "FeatureID": str(event["geonames"]) if event["geonames"] else None,
    }


def icews(event: Event) -> Iterator[tuple[Any, ...]]:
    """Rows of 20 columns."""
    day = day_of(event)
    for actor, recipient in pairs(event):
        yield (
            number(event, actor, recipient),
            day.isoformat() if day else None,
            actor["name"],
            actor["sector"],
            country_name(actor["country"]),
            " ".join(filter(None, (event["event_type"], *event["modes"]))).capitalize(),
            event["cameo"],
            event["goldstein"],
            recipient["name"],
            recipient["sector"],
            country_name(recipient["country"]),
            int(hashlib.sha256((event["story_id"] or event["doc_id"]).encode()).hexdigest()[:12], 16),
            event["sentence_number"],
            event["source"],
            event["place_name"] if event["place_precision"] in ("city", "point") else None,
            None,
            event["place_name"] if event["place_precision"] == "region" else None,
            country_name(event["place_country"]),
            event["lat"],
            event["lon"],
        )


def polecat(event: Event) -> Iterator[tuple[Any, ...]]:
    """Rows of 40 columns."""
    for actor, recipient in pairs(event):
        row: dict[str, Any] = dict.fromkeys(columns("polecat"))
        row |= _polecat_event(event, f"{event['event_id']}:{number(event, actor, recipient)}")
        row |= _polecat_party("Actor", actor) | _polecat_party("Recipient", recipient) | _polecat_place(event)
        yield tuple(row.values())


def _polecat_event(event: Event, name: str) -> dict[str, Any]:
    day = day_of(event)
    return {
        "Event ID": name,
        "Event Date": day.isoformat() if day else None,
        "Event Type": event["event_type"],
        "Event Mode": ", ".join(event["modes"]) or None,
        "Intensity": event["goldstein"],
        "Quad Code": QUADS.get(event["quad_class"]),
        "Contexts": ", ".join(event["contexts"]) or None,
        "Source": event["source"],
        "Publication Date": event["published_on"].isoformat() if event["published_on"] else None,
        "Language": event["language"],
        "Version": event["codebook"],
    }


def _polecat_party(role: str, party: Party) -> dict[str, Any]:
    country = countries().get(party["country"] or "")
    return {
        f"{role} Name": party["name"],
        f"{role} Country": party["country"],
        f"{role} COW": country.cow or None if country else None,
        f"Primary {role} Sector": party["sector"],
        f"{role} Sectors": party["sector"],
        f"{role} Name Raw": party["name"],
    }


def _polecat_place(event: Event) -> dict[str, Any]:
    precision = event["place_precision"]
    return {
        "Placename": event["place_name"],
        "City": event["place_name"] if precision in ("city", "point") else None,
        "Province": event["place_name"] if precision == "region" else None,
        "Country": event["place_country"],
        "Latitude": event["lat"],
        "Longitude": event["lon"],
        "GeoNames ID": event["geonames"],
        "Raw Placename": event["place_name"],
        "Feature Type": precision,
    }
