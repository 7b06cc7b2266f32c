"""An article as its page shows it: pieces of text with the marks of every field, and a card for every event."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec

from demarche.console.words import basis
from demarche.model import Record
from demarche.render.page import FIELDS, marks
from demarche.render.text import count

QUAD = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict", 0: "no class"}
LABELS = {field: (label, how) for field, label, how in FIELDS}


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text: its marks, the events that they belong to, and the events that begin here."""

    text: str
    fields: list[str]
    events: list[str]
    begins: list[str]
    breaks: int = 0


def pieces(record: Record) -> list[Piece]:
    """The whole text cut wherever a mark begins or ends, and at the ends of lines."""
    text, found = record.article.text, marks(record)
    lines = [i for i, c in enumerate(text) if c == "\n"]
    cuts = sorted({0, len(text), *(p for m in found for p in m[:2]), *lines, *(i + 1 for i in lines)})
    first = {e.id: min((s.start for s in e.mentions), default=-1) for e in record.events}
    starts: dict[int, list[tuple[int, int, str, str]]] = {}
    for mark in found:
        starts.setdefault(mark[0], []).append(mark)
    active: list[tuple[int, int, str, str]] = []
    out: list[Piece] = []
    for a, b in itertools.pairwise(cuts):
        active = [m for m in active if m[1] > a] + starts.get(a, [])
        if text[a:b] == "\n":
            out.append(Piece("", [], [], [], 1))
            continue
        fields = sorted({m[2] for m in active})
        # The narrowest mark first: a quotation that covers a sentence must not hide the event inside it.
        events = list(dict.fromkeys(m[3] for m in sorted(active, key=lambda m: (m[1] - m[0], m[3])) if m[3]))
        fields += ["begins"] if any(m[0] == a and m[2] == "quotes" for m in active) else []
        out.append(Piece(text[a:b], fields, events, [e for e, at in first.items() if at == a]))
    return out


def cards(record: Record) -> list[dict[str, Any]]:
    """The events with everything in words."""
    actors = {a.id: a for a in record.actors}
    return [_card(record, event, actors) for event in record.events]


def _card(record: Record, event: Any, actors: dict[str, Any]) -> dict[str, Any]:
    flags = [event.realis] if event.realis != "actual" else []
    flags += ["denied or negated"] if event.polarity == "negative" else []
    flags += ["background"] if event.historical else []
    flags += [event.certainty] if event.certainty != "asserted" else []
    return {
        "event": event,
        "flags": flags,
        "quad": QUAD.get(event.quad_class, ""),
        "parties": [(role, [(actors[i], understood(record, event, field, actors[i], actors)) for i in ids
                            if i in actors])
                    for role, field, ids in (("actor", "actors", event.actors),
                                             ("recipient", "recipients", event.recipients),
                                             ("third party", "third_parties", event.third_parties)) if ids],
        "rows": list(_rows(event, actors)),
        "said": " … ".join(" ".join(s.text.split()) for s in event.mentions[:6]),
    }  # fmt: skip


def understood(record: Record, event: Any, field: str, actor: Any, actors: dict[str, Any]) -> str:
    """From what a party is understood that the sentence of its event does not name; empty where it does."""
    given = event.evidence.get(field, [])
    own = [span for span in given if _names(actor, span)]
    if not own:
        others = [a for a in actors.values() if a.id in (*event.actors, *event.recipients, *event.third_parties)]
        meant = [span for span in given if not any(_names(other, span) for other in others)]
        return f"by “{' '.join(meant[0].text.split())}”" if meant else ""
    told = {_sentence_at(record, span.start) for span in event.mentions}
    if told & {_sentence_at(record, span.start) for span in own}:
        return ""
    return f"from “{' '.join(own[-1].text.split())}” in another sentence"


def _names(actor: Any, span: Any) -> bool:
    return any(span.start < mention.end and mention.start < span.end for mention in actor.mentions)


def _sentence_at(record: Record, position: int) -> int | None:
    return next((n for n, s in enumerate(record.sentences) if s.start <= position < s.end), None)


def _rows(event: Any, actors: dict[str, Any]) -> Iterator[tuple[str, str]]:
    if event.date:
        d = event.date
        span = (d.start or "…") + (f" to {d.end or '…'}" if d.end != d.start else "")
        yield "when", f"{span} ({basis(d.basis)})"
    if event.place:
        p = event.place
        yield "where", " ".join(filter(None, [p.relation, p.name, p.country and f"({p.country})", f"· {p.precision}"]))
    if event.quantities:
        yield "numbers", "; ".join(number(q) for q in event.quantities)
    if event.attribution:
        yield "said by", "; ".join(_said(a, actors) for a in event.attribution)
    if event.contexts:
        yield "contexts", ", ".join(event.contexts)
    yield "code", f"CAMEO {event.cameo}" if event.cameo else "no CAMEO code"


def number(q: Any) -> str:
    """ "freed 52 detainees"."""
    return f"{q.role} {count(q.value, q.low, q.high, exact=q.exact)} {q.unit or ''}".strip()


def _said(a: Any, actors: dict[str, Any]) -> str:
    who = actors[a.speaker].name if a.speaker in actors else a.description or a.channel or "unnamed"
    return f"{who} ({a.verb})" if a.verb else str(who)


def exchanges(record: Record) -> list[dict[str, Any]]:
    """The bargains of an article: both legs with their sentences."""
    actors = {a.id: a.name for a in record.actors}
    events = {e.id: e for e in record.events}
    return [
        {
            "id": x.id,
            "status": x.status,
            "legs": [
                {"giver": actors.get(leg.giver or "", "somebody"), "receiver": actors.get(leg.receiver or "",
                 "somebody"),
                 "event": leg.event, "type": events[leg.event].event_type if leg.event in events else "",
                 "modes": events[leg.event].modes if leg.event in events else [],
                 "said": sentence_of(record, leg.event)}
                for leg in x.legs
            ],
            "mediators": [actors.get(m, "") for m in x.mediators],
            "cues": [c.text for c in x.cues],
        }
        for x in record.exchanges
    ]  # fmt: skip


def sentence_of(record: Record, event_id: str) -> str:
    """The sentence in which an event is told first."""
    event = next((e for e in record.events if e.id == event_id), None)
    at = min((s.start for s in event.mentions), default=None) if event else None
    found = next((s for s in record.sentences if at is not None and s.start <= at < s.end), None)
    return " ".join(record.article.text[found.start : found.end].split()) if found else ""


def quotes(record: Record) -> list[dict[str, Any]]:
    """The quotations with their speakers."""
    actors = {a.id: a.name for a in record.actors}
    return [
        {"who": actors.get(q.speaker or "") or q.description or "unnamed", "anonymous": q.anonymous, "kind": q.kind,
         "text": " ".join(q.text.split()), "about": q.about} for q in record.quotes
    ]  # fmt: skip


def issues(record: Record) -> list[tuple[str, str, str]]:
    """What was not coded: stage, reason, words."""
    text = record.article.text
    return [(i.stage, i.reason, " ".join(text[i.start : i.end].split())[:160]) for i in record.issues]
