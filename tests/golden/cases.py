"""Read golden cases and hold them against records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from demarche.model.record import ActorRecord, EventRecord, Record

FOLDER = Path(__file__).parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_cases() -> list[tuple[str, dict[str, Any]]]:
    """(name, case) of every YAML file below this folder, in name order; a file may hold several documents."""
    out = []
    for path in sorted(FOLDER.rglob("*.yaml")):
        documents = [d for d in yaml.load_all(path.read_text(encoding="utf-8"), Loader=LOADER) if d]
        for n, case in enumerate(documents):
            name = str(path.relative_to(FOLDER).with_suffix(""))
            out.append((name if len(documents) == 1 else f"{name}-{n + 1}", case))
    return out


def complaints(case: dict[str, Any], record: Record) -> list[str]:
    """What a record does not do that the case wants, one line each."""
    shown = "; ".join(_shown(e, record) for e in record.events) or "nothing"
    out = [f"no event is {want}; coded: {shown}" for want in case.get("events") or () if not _met(want, record)]
    out += [f"an event is {bad}; coded: {shown}" for bad in case.get("never") or () if _met(bad, record)]
    if case.get("silent") and record.events:
        out.append(f"should be silent; coded: {shown}")
    if case.get("only") and len(record.events) > len(case.get("events") or ()):
        out.append(f"codes more than it should: {shown}")
    return out


def _shown(event: EventRecord, record: Record) -> str:
    names = {a.id: f"{a.name}[{a.country or ''} {a.sector or ''}]" for a in record.actors}
    who, whom = ",".join(names[i] for i in event.actors), ",".join(names[i] for i in event.recipients)
    what = f"{event.event_type}.{'/'.join(event.modes)} {event.cameo}"
    return f"{what} {who} -> {whom} {event.realis} {event.polarity} by {event.coder}"


def _met(want: dict[str, Any], record: Record) -> bool:
    actors = {a.id: a for a in record.actors}
    return any(all(_field(k, v, e, actors) for k, v in want.items()) for e in record.events)


def _field(name: str, want: Any, event: EventRecord, actors: dict[str, ActorRecord]) -> bool:
    value, says = (
        (want.get("value"), want.get("says")) if isinstance(want, dict) and name != "quantity" else (want, None)
    )
    checks = {"actor": "actors", "recipient": "recipients", "third_party": "third_parties"}
    if name in checks:
        return _party(value, says, getattr(event, checks[name]), event.evidence.get(checks[name], []), actors)
    if name == "quantity":
        return any(q.role == want["role"] and want["value"] in (q.value, q.low, q.high) for q in event.quantities)
    if name == "date":
        return event.date is not None and (str(want.get("start")), str(want.get("end"))) == (
            event.date.start,
            event.date.end,
        )
    if name == "place":
        return (event.place.name if event.place else None) == value
    if name == "country":
        return (event.place.country if event.place else None) == value
    if name == "speaker":
        return any(a.speaker and actors[a.speaker].name == value for a in event.attribution)
    if name == "anonymous":
        return any(a.anonymous for a in event.attribution) == value
    field, got = _plain(name, event)
    where = event.mentions if field == "event_type" else event.evidence.get(field, [])
    return (value in got if isinstance(got, list) else got == value) and _said(says, where)


def _plain(name: str, event: EventRecord) -> tuple[str, Any]:
    lists = {"mode": "modes", "context": "contexts"}
    if name in lists:
        return lists[name], getattr(event, lists[name])
    return name, getattr(event, name)


def _party(value: Any, says: str | None, ids: list[str], spans: list[Any], actors: dict[str, ActorRecord]) -> bool:
    if value is None:
        return not ids
    found = [actors[i] for i in ids]
    forms = [(a.name, a.country, a.sector, f"{a.country} {a.sector}") for a in found]
    return any(value in f for f in forms) and _said(says, spans)


def _said(says: str | None, spans: list[Any]) -> bool:
    return says is None or any(says in " ".join(s.text.split()) for s in spans)
