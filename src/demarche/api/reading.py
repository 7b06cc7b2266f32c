"""The quick read over many articles: the bullets of their records, once for each story, weightiest first."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from demarche.corpus import Store
from demarche.model.record import Record
from demarche.store.filters import EventFilter, pair, where_events

DAYS = 7  # of the last week on record, unless told otherwise
MOST_DOCUMENTS = 60


class Bullet(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of the quick read, with the spans that it stands on and where they are."""

    text: str
    doc_id: str
    title: str | None
    source: str | None
    published: str | None
    reports: int
    story_id: str | None
    events: list[str]
    cites: list[Any]


def quick_read(
    store: Store,
    *,
    doc_id: str | None = None,
    story_id: str | None = None,
    dyad: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int = 12,
) -> list[Bullet]:
    """Bullets of a document, a story, a dyad, a period, or the last week on record."""
    if not (doc_id or story_id or dyad or since or until):
        since = _last_week(store)
    chosen = EventFilter(doc_id=doc_id, story_id=story_id, dyad=pair(dyad) if dyad else None)
    where = where_events(chosen)
    if since:
        where.add("published_on >= CAST(? AS DATE)", since)
    if until:
        where.add("published_on <= CAST(? AS DATE)", until)
    order = "(SELECT count(*) FROM events o WHERE o.story_id = events.story_id) DESC, published_on DESC, event_id"
    if doc_id:
        order = "start_char, event_id"
    rows = store.ask("events", where, order, what="events", limit=20 * limit, offset=0).to_list()
    return _bullets(store, rows, limit)


def _last_week(store: Store) -> str | None:
    last: dt.date | None = store.database.rows("SELECT max(published_on) FROM events")[0][0]
    return (last - dt.timedelta(days=DAYS - 1)).isoformat() if last else None


def _bullets(store: Store, rows: list[dict[str, Any]], limit: int) -> list[Bullet]:
    """A bullet for each story whose articles have one, in the order of the rows."""
    records: dict[str, Record] = {}
    out: list[Bullet] = []
    told: set[str] = set()
    by_id = {row["event_id"]: row for row in rows}
    for row in rows:
        document = row["doc_id"]
        if len(out) >= limit or row["origin"] or row["event_id"] in told:
            continue
        if document not in records:
            if len(records) >= MOST_DOCUMENTS:
                break
            records[document] = store.record(document)
        bullet = _bullet(records[document], row, by_id)
        if bullet is not None and not (told & set(_stories(bullet, by_id))):
            told |= {*bullet.events, *_stories(bullet, by_id)}
            out.append(bullet)
    return out


def _stories(bullet: Bullet, rows: dict[str, dict[str, Any]]) -> list[str]:
    return [rows[e]["story_id"] for e in bullet.events if e in rows and rows[e]["story_id"]]


def _bullet(record: Record, row: dict[str, Any], rows: dict[str, dict[str, Any]]) -> Bullet | None:
    document, _, local = row["event_id"].partition(":")
    found = next((b for b in record.digest if local in b.events), None)
    if found is None:
        return None
    article = record.article
    same = {r["doc_id"] for r in rows.values() if r["story_id"] and r["story_id"] == row["story_id"]}
    return Bullet(
        text=found.text, doc_id=document, title=article.title, source=article.source, published=article.published,
        reports=max(len(same), 1), story_id=row["story_id"],
        events=[f"{document}:{e}" for e in found.events], cites=list(found.cites),
    )  # fmt: skip
