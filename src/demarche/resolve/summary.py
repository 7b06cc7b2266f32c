"""What the reports of a story agree on, where they differ, and how many independent sources stand behind it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from demarche.resolve.copies import Groups
from demarche.resolve.telling import Telling

FIELDS = ("event_type", "actors", "recipients", "date", "place", "realis", "polarity")


class Values:
    """What each telling says about each field, with the events that say it."""

    def __init__(self, tellings: Sequence[Telling], rows: Mapping[str, Mapping[str, Any]]) -> None:
        self.found: dict[str, dict[str, list[str]]] = {}
        for telling in tellings:
            for field, value in _said(telling, rows[telling.event_id]):
                self.found.setdefault(field, {}).setdefault(value, []).append(telling.event_id)

    def agreed(self) -> dict[str, str]:
        return {field: next(iter(values)) for field, values in sorted(self.found.items()) if len(values) == 1}

    def disagreements(self) -> dict[str, dict[str, list[str]]]:
        """Every value that differs, most said first, with who says it."""
        return {
            field: dict(sorted(values.items(), key=lambda item: (-len(item[1]), item[0])))
            for field, values in sorted(self.found.items())
            if len(values) > 1
        }


def _said(telling: Telling, row: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield "event_type", telling.event_type
    for field in ("actors", "recipients"):
        codes = sorted({p.country or " ".join(sorted(p.words)) for p in getattr(telling, field)})
        if codes:
            yield field, ", ".join(codes)
    if telling.sure_day and telling.first_day is not None:
        days = sorted({date.fromordinal(d).isoformat() for d in (telling.first_day, telling.last_day) if d})
        yield "date", "/".join(days)
    if telling.place:
        yield "place", str(row["place_name"])
    yield "polarity", telling.polarity
    for role in sorted({amount.role for amount in telling.amounts}):
        numbers = sorted({(a.low, a.high) for a in telling.amounts if a.role == role})
        yield role, ", ".join(f"{low:g}" if low == high else f"{low:g}–{high:g}" for low, high in numbers)


def story_row(
    story_id: str,
    members: Sequence[Telling],
    rows: Mapping[str, Mapping[str, Any]],
    copies: Mapping[str, str],
    because: Sequence[str],
) -> dict[str, Any]:
    """A row of `stories`; members come with the first report first."""
    values = Values(members, rows)
    first = rows[members[0].event_id]
    days = [t.first_day for t in members if t.first_day is not None and t.sure_day]
    days = days or [day for t in members if (day := t.first_day or t.published) is not None]
    common = min(Counter(days).items(), key=lambda item: (-item[1], item[0]))[0] if days else None
    types = Counter(t.event_type for t in members)
    return {
        "story_id": story_id,
        "event_type": min(types, key=lambda kind: (-types[kind], kind)),
        "day": date.fromordinal(common).isoformat() if common else None,
        "first_published": first["published"],
        "first_event": members[0].event_id,
        "first_source": first["source"],
        "reports": len({t.doc_id for t in members}),
        "independent": independent(members, copies),
        "sources": sorted({t.source for t in members if t.source}),
        "countries": sorted(frozenset().union(*(t.countries for t in members))),
        "agreed": json.dumps(values.agreed(), ensure_ascii=False),
        "disagreements": json.dumps(values.disagreements(), ensure_ascii=False),
        "because": list(because),
        "follows": [],
    }


def independent(members: Sequence[Telling], copies: Mapping[str, str]) -> int:
    """How many sources: copies of one text count once, and so do several articles of one publication."""
    names = {f"doc:{t.doc_id}" for t in members} | {f"copy:{copies.get(t.doc_id, t.doc_id)}" for t in members}
    groups = Groups(names | {f"source:{t.source}" for t in members if t.source})
    for telling in members:
        groups.join(f"doc:{telling.doc_id}", f"copy:{copies.get(telling.doc_id, telling.doc_id)}")
        if telling.source:
            groups.join(f"doc:{telling.doc_id}", f"source:{telling.source}")
    return len({groups.root(f"doc:{t.doc_id}") for t in members})
