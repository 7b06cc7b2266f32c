"""Corrections: written down with author and time, applied at once, undone at will, kept through re-coding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from demarche.config import load_settings
from demarche.errors import InputError, NotFound
from demarche.model.record import Record
from demarche.ontology import Codebook, load
from demarche.store import drawing
from demarche.store.corrections import ACTIONS, anchor_of
from demarche.store.edits import whole_patch
from demarche.store.filters import Where

if TYPE_CHECKING:
    from demarche.store.database import Database
    from demarche.store.result import Rows


class Reviews:
    """Correcting methods of the store."""

    database: Database

    clock: Callable[[], datetime]

    if TYPE_CHECKING:

        def record(self, document: str, *, corrected: bool = True) -> Record: ...
        def redraw(self, doc_ids: Sequence[str]) -> None: ...
        def fresh(self) -> None: ...
        def ask(self, table: str, where: Where, order: str, *, what: str, limit: int | None, offset: int) -> Rows: ...

    def review(
        self,
        event_id: str,
        action: str,
        *,
        author: str,
        patch: dict[str, Any] | None = None,
        other: str | None = None,
        note: str = "",
    ) -> int:
        """Accept, edit or reject an event, or merge it with or split it from `other`; returns the review's number.

        An edit needs `patch` with new values by field. The event's row changes at once, and the correction is
        applied again whenever the document is coded anew.
        """
        if action not in ACTIONS:
            raise InputError(f"{action!r} is no review; known: {', '.join(ACTIONS)}")
        if action == "edit" and not patch:
            raise InputError("an edit needs new values, like {'event_type': 'CONSULT'}")
        if action in ("merge", "split"):
            return self._judge(event_id, action, other, author, note)
        document, _, local = event_id.partition(":")
        record = self.record(document)
        event = next((event for event in record.events if event.id == local), None)
        if event is None:
            raise NotFound(f"there is no event {event_id!r}")
        anchor = msgspec.json.encode(anchor_of(record, local)).decode()
        whole = whole_patch(patch, event, _codebook()) if patch else {}
        number = self._write(action, document, event_id, anchor, whole, note, author)
        self.redraw([document])
        return number

    def undo(self, review_id: int) -> None:
        """Take a review back; it stays on record as undone."""
        with self.database.write() as connection:
            row = connection.execute("SELECT doc_id, action, event_id, patch FROM reviews WHERE review_id = ? AND NOT "
                                     "undone", [review_id]).fetchone()  # fmt: skip
            if row is None:
                raise NotFound(f"there is no review {review_id} in force")
            connection.execute("UPDATE reviews SET undone = true WHERE review_id = ?", [review_id])
            if row[1] in ("merge", "split"):
                pair = sorted((row[2], msgspec.json.decode(row[3])["other"]))
                connection.execute("DELETE FROM judgements WHERE a = ? AND b = ? AND author <> 'resolver'", pair)
        self.redraw([row[0]])
        self.resolve_again()

    def resolve_again(self) -> None:
        """Hook for the store that resolves stories; called after a judgement on them has changed."""

    def reviews(self, *, author: str | None = None, limit: int | None = None, offset: int = 0) -> Rows:
        """All reviews, oldest first, also those that were undone."""
        where = Where([], [])
        if author:
            where.add("author = ?", author)
        return self.ask("reviews", where, "review_id", what="reviews", limit=limit, offset=offset)

    def golden_cases(self) -> list[dict[str, Any]]:
        """Accepted and edited events as golden cases for a codebook's tests."""
        docs = [str(row[0]) for row in self.database.rows("SELECT DISTINCT doc_id FROM reviews WHERE NOT undone "
                                                         "ORDER BY doc_id")]  # fmt: skip
        with self.database.read() as cursor:
            found = [(document.record, dict(document.reviewed)) for document in drawing.documents(cursor, docs)]
        return golden_cases(found)

    def _judge(self, event_id: str, action: str, other: str | None, author: str, note: str) -> int:
        """Somebody's word on whether two events are one outweighs the resolver's."""
        self.fresh()
        known = {str(row[0]) for row in self.database.rows("SELECT event_id FROM events WHERE event_id IN (?, ?)",
                                                          [event_id, other or ""])}  # fmt: skip
        if other is None or event_id == other:
            raise NotFound(f"a {action} needs two different events, the second one behind `{action}`")
        missing = next((i for i in (event_id, other) if i not in known), None)
        if missing is not None:
            raise NotFound(f"there is no event {missing!r}")
        number = self._write(action, event_id.partition(":")[0], event_id, "{}", {"other": other}, note, author)
        a, b = sorted((event_id, other))
        row = [a, b, action == "merge", 1.0, [f"{author}: {note}" if note else author], author, self.clock()]
        with self.database.write() as connection:
            connection.execute("DELETE FROM judgements WHERE a = ? AND b = ?", [a, b])
            connection.execute("INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        self.resolve_again()
        return number

    def _write(
        self, action: str, document: str, event_id: str, anchor: str, patch: dict[str, Any], note: str, author: str
    ) -> int:
        patched = msgspec.json.encode(patch).decode()
        with self.database.write() as connection:
            found = connection.execute("SELECT coalesce(max(review_id), 0) + 1 FROM reviews").fetchall()
            number = int(found[0][0])
            row = [number, action, document, event_id, anchor, patched, note, author, self.clock(), False]
            connection.execute("INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        return number


def _codebook() -> Codebook:
    """Ours, or the user's own of the settings."""
    folder = load_settings().codebook
    return load(Path(folder) if folder else None)


def golden_cases(records: Sequence[tuple[Record, dict[str, str]]]) -> list[dict[str, Any]]:
    """Corrected events as golden cases: the sentence, and each field with the words that it was read from."""
    return [
        _golden(record, local)
        for record, reviewed in records
        for local, what in sorted(reviewed.items())
        if what in ("accepted", "edited")
    ]


def _golden(record: Record, local: str) -> dict[str, Any]:
    event = next(event for event in record.events if event.id == local)
    names = {actor.id: actor.name for actor in record.actors}
    says = {field: spans[0].text for field, spans in event.evidence.items() if spans}
    fields: dict[str, Any] = {"event_type": event.event_type, "mode": event.modes, "realis": event.realis,
                              "actor": [names[i] for i in event.actors if i in names],
                              "recipient": [names[i] for i in event.recipients if i in names]}  # fmt: skip
    evidence = {"event_type": "event_type", "mode": "modes", "actor": "actors", "recipient": "recipients"}
    coded = {
        field: {"value": value, **({"says": says[key]} if (key := evidence.get(field, field)) in says else {})}
        for field, value in fields.items()
        if value not in (None, [])
    }
    first = event.mentions[0] if event.mentions else None
    inside = [s for s in record.sentences if first and s.start <= first.start < s.end]
    text = record.article.text[inside[0].start : inside[0].end] if inside else record.article.text[:500]
    return {"about": f"Checked by hand: {event.event_type}.", "published": record.article.published, "text": text,
            "events": [coded]}  # fmt: skip
