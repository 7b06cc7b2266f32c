"""Coding stored documents anew, and saying what that changed: events gained, lost and changed, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from demarche.intaking import AnyCoder, as_coder, coded
from demarche.model import Article
from demarche.model.record import EventRecord, Record
from demarche.store import drawing

if TYPE_CHECKING:
    from demarche.corpus import Store

BATCH = 32
# What may differ without the event being another one.
IGNORED = frozenset(("id", "evidence", "confidence"))


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to one event between two runs."""

    change: str
    doc_id: str
    event_id: str
    fields: list[str] = []
    before: str | None = None
    after: str | None = None


def recode(store: Store, coder: AnyCoder) -> Iterator[dict[str, Any]]:
    """Code every document again; stores what differs, and yields each change after its document is committed."""
    chosen = as_coder(coder)
    for ids in store.documents_in_order(batch=BATCH):
        articles = articles_of(store, ids)
        yield from replaced(store, articles, coded(chosen, articles))


def articles_of(store: Store, ids: Iterable[str]) -> list[Article]:
    """Stored articles under their ids in the store, as they are coded."""
    return [msgspec.structs.replace(store.article(doc), id=doc) for doc in ids]


def replaced(store: Store, articles: Iterable[Article], records: Iterable[Record | str]) -> Iterator[dict[str, Any]]:
    """Store the records that differ from those on file; a reason in the place of a record leaves the old one."""
    for article, record in zip(articles, records, strict=True):
        if isinstance(record, Record):
            yield from _replaced(store, article, record)


def _replaced(store: Store, article: Article, record: Record) -> Iterator[dict[str, Any]]:
    from demarche.store.store import filed_record

    doc = article.id
    before = store.record(doc, corrected=False)
    filed = filed_record(article, record, doc)
    if filed == filed_record(article, before, doc):
        return
    changes = list(differences(before, record, doc))
    with store.database.write() as connection:
        old = connection.execute("SELECT run_id FROM records WHERE doc_id = ?", [doc]).fetchall()[0][0]
        run = store.run_of(connection, record)
        connection.execute("UPDATE records SET record = ?, run_id = ? WHERE doc_id = ?", [filed, run, doc])
        for c in changes:
            row = [run, old, doc, c.event_id, c.change, c.fields, c.before, c.after]
            connection.execute("INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        drawing.draw(connection, [doc])
    yield from (msgspec.to_builtins(change) for change in changes)


def differences(before: Record, after: Record, doc: str) -> Iterator[Change]:
    """Events matched by their words; those without a partner were lost or gained."""
    left = list(after.events)
    for old in before.events:
        new = next((e for e in left if _same_words(old, e)), None)
        if new is None:
            yield Change(change="lost", doc_id=doc, event_id=f"{doc}:{old.id}", before=old.event_type)
            continue
        left.remove(new)
        fields = sorted(_different(old, new, before, after))
        if fields:
            yield Change(change="changed", doc_id=doc, event_id=f"{doc}:{new.id}", fields=fields,
                         before=old.event_type, after=new.event_type)  # fmt: skip
    for new in left:
        yield Change(change="gained", doc_id=doc, event_id=f"{doc}:{new.id}", after=new.event_type)


def _same_words(a: EventRecord, b: EventRecord) -> bool:
    return any(p.start < q.end and q.start < p.end for p in a.mentions for q in b.mentions)


def _different(a: EventRecord, b: EventRecord, before: Record, after: Record) -> Iterator[str]:
    """Fields that differ; actors are compared by name and code, for their ids are numbers of one record."""
    for field in a.__struct_fields__:
        if field in IGNORED:
            continue
        one, two = getattr(a, field), getattr(b, field)
        if field in ("actors", "recipients", "third_parties"):
            one, two = _people(one, before), _people(two, after)
        if field == "coder":
            one, two = one.partition("@")[0], two.partition("@")[0]
        if field == "mentions":
            one, two = [(s.start, s.end) for s in one], [(s.start, s.end) for s in two]
        if one != two:
            yield field


def _people(ids: list[str], record: Record) -> list[tuple[str, str | None, str | None]]:
    return sorted((a.name, a.country, a.sector) for a in record.actors if a.id in ids)
