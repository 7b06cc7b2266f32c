"""A record as text: one line an event, its words quoted below, colours only on a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from demarche.model import Record, Span
from demarche.model.record import ActorRecord, EventRecord

_COLOUR = {1: "36", 2: "32", 3: "33", 4: "31"}
_QUAD = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}


def render(record: Record, *, colour: bool = False) -> str:
    """The whole record as text, ending in a newline."""
    actors = {a.id: a for a in record.actors}
    lines = [_title(record), ""]
    for event in record.events:
        lines.extend(_event(event, actors, colour=colour))
    if not record.events:
        lines.append("No event found.")
    lines.extend(_links(record))
    lines.extend(_issues(record))
    return "\n".join(lines).rstrip() + "\n"


def _title(record: Record) -> str:
    a = record.article
    about = [a.title or a.id, a.source, a.published]
    return " · ".join(x for x in about if x) + f" · {len(record.events)} events, {len(record.actors)} actors"


def _event(event: EventRecord, actors: dict[str, ActorRecord], *, colour: bool) -> Iterable[str]:
    kind = event.event_type + (f" ({', '.join(event.modes)})" if event.modes else "")
    if colour:
        kind = f"\x1b[1;{_COLOUR.get(event.quad_class, '0')}m{kind}\x1b[0m"
    who = _names(event.actors, actors) or "?"
    arrow = f" → {_names(event.recipients, actors)}" if event.recipients else ""
    yield f"{event.id:>4}  {kind}: {who}{arrow}{_reality(event)}"
    details = [_date(event), _place(event), _quantities(event), f"CAMEO {event.cameo}" if event.cameo else ""]
    yield "      " + " · ".join(d for d in details if d) + f" · confidence {event.confidence:.2f}"
    yield "      “" + "” … “".join(_quoted(event)) + "”"
    said = _said(event, actors)
    if said:
        yield f"      {said}"
    yield ""


def _names(ids: list[str], actors: dict[str, ActorRecord]) -> str:
    return ", ".join(_name(actors[i]) for i in ids if i in actors)


def _name(actor: ActorRecord) -> str:
    code = " ".join(filter(None, [actor.country, actor.sector]))
    return f"{actor.name} [{code}]" if code else actor.name


def _reality(event: EventRecord) -> str:
    marks = [event.realis] if event.realis != "actual" else []
    marks += ["negated"] if event.polarity == "negative" else []
    marks += ["background"] if event.historical else []
    marks += [event.certainty] if event.certainty != "asserted" else []
    return f"  ({', '.join(marks)})" if marks else ""


def _date(event: EventRecord) -> str:
    d = event.date
    if d is None:
        return ""
    when = d.start or "…"
    if d.end != d.start:
        when += f" to {d.end or '…'}"
    return when + (" (date of publication)" if d.basis == "publication_default" else "")


def _place(event: EventRecord) -> str:
    p = event.place
    if p is None:
        return ""
    relation = f"{p.relation} " if p.relation else ""
    return f"{relation}{p.name}" + (f" ({p.country})" if p.country and p.name != p.country else "")


def _quantities(event: EventRecord) -> str:
    out = []
    for q in event.quantities:
        number = count(q.value, q.low, q.high, exact=q.exact)
        out.append(f"{q.role}: {number} {q.unit or q.currency or ''}".rstrip())
    return "; ".join(out)


def count(value: float | None, low: float | None, high: float | None, *, exact: bool = True) -> str:
    """A number as people write it: 52, about 300, 10–15, 1,000 or more, up to 20."""
    if value is not None and not exact and low == value and high is None:
        return f"{_figure(value)} or more"
    if value is not None and not exact and high == value and low is None:
        return f"up to {_figure(value)}"
    if value is not None:
        return _figure(value) if exact else f"about {_figure(value)}"
    if low is not None and high is not None:
        return f"{_figure(low)}–{_figure(high)}"
    return f"{_figure(low)} or more" if low is not None else f"up to {_figure(high)}" if high is not None else "?"


def _figure(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"


def _quoted(event: EventRecord) -> list[str]:
    spans: list[Span] = [*event.evidence.get("actors", []), *event.mentions, *event.evidence.get("recipients", [])]
    return list(dict.fromkeys(" ".join(s.text.split()) for s in sorted(spans)))[:8]


def _said(event: EventRecord, actors: dict[str, ActorRecord]) -> str:
    out = []
    for a in event.attribution:
        name = actors[a.speaker].name if a.speaker in actors else a.description or a.channel or "unnamed"
        out.append(f"{a.verb or 'according to'}: {name}" + (" (anonymous)" if a.anonymous else ""))
    return "; ".join(out)


def _links(record: Record) -> list[str]:
    names = {"exchanged_for": "in exchange for", "retaliation_for": "in retaliation for", "caused_by": "caused by"}
    return [f"{x.from_} {names.get(x.type, x.type.replace('_', ' '))} {x.to}" for x in record.links]


def _issues(record: Record) -> list[str]:
    if not record.issues:
        return []
    text = record.article.text
    shown = [f"  {i.stage}: {i.reason}: “{' '.join(text[i.start : i.end].split())}”" for i in record.issues[:20]]
    more = [f"  … and {len(record.issues) - 20} more"] if len(record.issues) > 20 else []
    return ["", f"Not coded ({len(record.issues)}):", *shown, *more]
