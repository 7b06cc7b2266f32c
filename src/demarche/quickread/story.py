"""One story from its reports: what happened, then each value on which the reports disagree, then what others add."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from demarche.errors import NotFound
from demarche.model.quickread import Bullet
from demarche.quickread.bullets import Records, Row, alike, candidates
from demarche.quickread.lean import leans
from demarche.store.store import Base

Disputed = Mapping[str, Mapping[str, Sequence[str]]]  # field, value, events that say so; most said first
MOST_REPORTS = 60


def about(store: Base, story_id: str) -> str:
    """Type, countries, day and reports in a line."""
    story = _story(store, story_id)
    reports = f"{story['reports']} report{'' if story['reports'] == 1 else 's'}, {story['independent']} independent"
    parts = (story["event_type"], ", ".join(story["countries"]), story["day"], reports)
    return " · ".join(str(part) for part in parts if part)


def of_story(store: Base, story_id: str, limit: int) -> list[Bullet]:
    """The bullets of a story."""
    disputed: Disputed = json.loads(_story(store, story_id)["disagreements"])
    # Differences of type are those of a coder, not of the reports.
    disputed = {field: values for field, values in disputed.items() if field != "event_type"}
    rows = store.events(story_id=story_id, limit=MOST_REPORTS).to_list()
    out, records = list[Bullet](), Records(store)
    for chosen, must in _wanted(rows, disputed):
        bullet = _first(records, chosen)
        if (
            bullet is None
            or len(out) >= limit
            or any(bullet.cites == b.cites for b in out if b.doc_id == bullet.doc_id)
        ):
            continue
        if must or not alike(bullet, out):
            out.append(msgspec.structs.replace(bullet, says=_says(bullet, disputed)))
    return out


def _story(store: Base, story_id: str) -> dict[str, Any]:
    found = Base.stories(store, story_id=story_id)
    if not len(found):
        raise NotFound(f"there is no story {story_id!r}")
    return found[0]


def _wanted(rows: Sequence[Row], disputed: Disputed) -> Iterator[tuple[list[Row], bool]]:
    """Events of which one is to be told; True where it is told even in words like those of another."""
    most_said = {event for values in disputed.values() for event in next(iter(values.values()))}
    yield [row for row in rows if row["event_id"] in most_said] or list(rows), True
    for values in disputed.values():
        for events in values.values():
            yield [row for row in rows if row["event_id"] in events], True
    for row in rows:
        yield [row], False


def _first(records: Records, rows: Sequence[Row]) -> Bullet | None:
    """The best bullet that leans on nothing; else the best."""
    found = list(candidates(records, rows))
    return next((b for b in found if not leans(b.text)), next(iter(found), None))


def _says(bullet: Bullet, disputed: Disputed) -> dict[str, str]:
    return {
        field: value
        for field, values in disputed.items()
        for value, events in values.items()
        if set(events) & set(bullet.events)
    }
