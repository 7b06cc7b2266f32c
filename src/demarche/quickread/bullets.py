"""Bullets for an event that several reports tell: the reports' own, or one whole sentence, best first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from demarche.coding.digest_check import supported
from demarche.coding.digest_desk import ALIKE, content
from demarche.model import Record, Span
from demarche.model.quickread import Bullet
from demarche.model.record import BulletRecord
from demarche.store.store import Base

Row = dict[str, Any]
TRIED = 4  # reports of an event that are looked through


class Records:
    """The records of a store, each read once."""

    def __init__(self, store: Base) -> None:
        self.store, self._read = store, dict[str, Record]()

    def of(self, doc_id: str) -> Record:
        if doc_id not in self._read:
            self._read[doc_id] = self.store.record(doc_id)
        return self._read[doc_id]


def candidates(records: Records, rows: Iterable[Row]) -> Iterator[Bullet]:
    """Bullets that tell one of these events: the reports' own first, then whole sentences."""
    tried = sorted(rows, key=_order)[:TRIED]
    for find in (_own, _sentence):
        for row in tried:
            record = records.of(row["doc_id"])
            if (found := find(record, row)) is not None:
                yield bullet_of(records.store, record, found, row["doc_id"], row)


def _order(row: Row) -> tuple[Any, ...]:
    """The report that says most comes first, then the earliest."""
    said = [row["actor_names"], row["recipient_names"], row["place_name"], row["quantities"]]
    dated = row["date_basis"] not in (None, "publication_default")
    return -sum(map(bool, [*said, dated])), row["published"] or "~", row["event_id"]


def _own(record: Record, row: Row) -> BulletRecord | None:
    """The bullet of the report's quick read that tells the event, and little before it."""
    local = row["event_id"].partition(":")[2]
    found = [b for b in record.digest if b.cites and local in b.events]
    return min(found, key=lambda b: b.events.index(local), default=None)


def _sentence(record: Record, row: Row) -> BulletRecord | None:
    """The sentence of the event, whole, when it says by itself how sure the event is and who says so."""
    number = row["sentence_number"]
    if number is None or record.sentences[number - 1].kind not in ("body", "bullet"):
        return None
    place = record.sentences[number - 1]
    span = Span.of(record.article.text, place.start, place.end)
    bullet = BulletRecord(text=" ".join(span.text.split()), cites=[span], events=[row["event_id"].partition(":")[2]])
    return bullet if supported(bullet, record) else None


def bullet_of(store: Base, record: Record, found: BulletRecord, doc_id: str, row: Row | None) -> Bullet:
    """A bullet of a record, with the event that it is given for and the reports behind that event's story."""
    article = record.article
    live = {event.id for event in record.events}  # a rejected event is told of no more
    story = row["story_id"] if row else None
    reports, independent = _behind(store, story)
    return Bullet(
        text=found.text, doc_id=doc_id, title=article.title, source=article.source, published=article.published,
        day=_day(row) or (article.published or "")[:10] or None, reports=reports, independent=independent,
        story_id=story, events=[f"{doc_id}:{e}" for e in found.events if e in live], cites=list(found.cites),
    )  # fmt: skip


def _day(row: Row | None) -> str | None:
    found = (row["event_date_start"] or row["published_on"]) if row else None
    return found.isoformat() if found else None


def _behind(store: Base, story: str | None) -> tuple[int, int]:
    query = "SELECT reports, independent FROM stories WHERE story_id = ?"
    found = store.database.kept(query, [story]) if story else []
    return (int(found[0][0]), int(found[0][1])) if found else (1, 1)


def alike(bullet: Bullet, others: Iterable[Bullet], *, elsewhere: float = ALIKE) -> bool:
    """True when another bullet says the same in other words.

    `elsewhere` is the share of words in common for bullets of other articles: where these tell other events between
    the same parties, names alone make them alike.
    """
    bag = content(bullet.text)
    for other in others:
        words = content(other.text)
        share = len(bag & words) / max(1, min(len(bag), len(words)))
        if share > (ALIKE if other.doc_id == bullet.doc_id else elsewhere):
            return True
    return False
