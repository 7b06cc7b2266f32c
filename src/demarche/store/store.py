"""The store: documents with their records, corrections and stories, in one DuckDB file or in memory."""

from __future__ import annotations

import contextlib
import hashlib
import io
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import msgspec

from demarche.errors import NoMemory, NotFound, StoreError
from demarche.model import Article
from demarche.model.record import Record
from demarche.store import cluster, drawing, schema, sql
from demarche.store.backup import Verdict, backup, verify
from demarche.store.database import Database
from demarche.store.identity import doc_id, text_digest
from demarche.store.queries import Queries
from demarche.store.result import Rows
from demarche.store.reviews import Reviews

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


class Base(Queries, Reviews):
    """Everything about a store that needs neither intake nor coder; `demarche.Store` adds these."""

    def __init__(self, path: str | Path = "demarche.duckdb", *, memory: str = "1GB", clock: Clock = utc_now) -> None:
        self.database = Database(path, memory=memory)
        self.clock = clock
        self._drawer: int | None = None
        try:
            with self.database.quiet() as connection:
                schema.migrate(connection)
            self._next = 1 + int(self.database.rows("SELECT coalesce(max(seq), 0) FROM documents")[0][0])
            self._undrawn = int(self.database.rows("SELECT count(*) FROM documents WHERE seq > "
                                "(SELECT CAST(value AS BIGINT) FROM meta WHERE key = 'drawn')")[0][0])  # fmt: skip
        except BaseException:
            self.database.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> str:
        return self.database.path

    def close(self) -> None:
        """Draw what is not drawn yet, and let go of the file."""
        try:
            self.fresh()
        finally:
            self.database.close()

    def has(self, article: Article) -> str | None:
        """The id of this article when it is stored, else None."""
        known = doc_id(article)
        return known if self.database.rows("SELECT 1 FROM documents WHERE doc_id = ?", [known]) else None

    def known(self, doc_ids: Sequence[str]) -> set[str]:
        """Those of some documents that are stored already."""
        if not doc_ids:
            return set()
        return {str(row[0]) for row in self.database.rows(KNOWN, [list(doc_ids)])}

    def add(self, article: Article, record: Record, *, origin: str | None = None) -> tuple[str, bool]:
        """Store an article with its record in one transaction; returns its id and whether it was new.

        When this returns, the document survives the death of the process.
        """
        known = doc_id(article)
        filed = filed_record(article, record, known)
        with self.database.write() as connection:
            if connection.execute("SELECT 1 FROM documents WHERE doc_id = ?", [known]).fetchone():
                return known, False
            connection.execute(ADD_DOCUMENT, self._document_row(known, article, origin))
            connection.execute("INSERT INTO records VALUES (?, ?, ?)", [known, self.run_of(connection, record), filed])
        self._next += 1
        self._undrawn += 1
        if self._undrawn >= drawing.BATCH:
            self.fresh()
        return known, True

    def add_many(self, pairs: Sequence[tuple[Article, Record]]) -> int:
        """Store many articles with their records in one transaction; returns how many were new."""
        if not pairs:
            return 0
        unique = {doc_id(article): (article, record) for article, record in pairs}
        filed = {known: filed_record(article, record, known) for known, (article, record) in unique.items()}
        with self.database.write() as connection:
            stored = connection.execute(KNOWN, [list(unique)]).fetchall()
            new = sorted(set(unique) - {str(row[0]) for row in stored})
            now = self.clock()
            runs = self._runs_of(connection, {known: unique[known][1] for known in new})
            rows = [dict(zip(DOCUMENT, self._document_row(known, unique[known][0], None), strict=True))
                    | {"arrived": now, "seq": self._next + n} for n, known in enumerate(new)]  # fmt: skip
            drawing.insert(connection, "documents", rows)
            drawing.insert(connection, "records",
                           [{"doc_id": k, "run_id": runs[k], "record": filed[k]} for k in new])  # fmt: skip
        self._next += len(new)
        self._undrawn += len(new)
        if self._undrawn >= drawing.BATCH:
            self.fresh()
        return len(new)

    @contextlib.contextmanager
    def drawing_alone(self) -> Iterator[None]:
        """While it lasts, only this thread draws: others read what is drawn already and do not wait for the rest."""
        self._drawer = threading.get_ident()
        try:
            yield
        finally:
            self._drawer = None

    def fresh(self) -> None:
        """Draw the rows of all documents that have none yet."""
        if not self._undrawn or self._drawer not in (None, threading.get_ident()):
            return
        drawing.draw_pending(self.database)
        self._undrawn = 0
        self.tidy()

    def tidy(self) -> None:
        """Put the event tables in order where many events have come since the last time."""
        with self.database.read() as cursor:
            needed = cluster.due(cursor)
        if not needed:
            return
        try:
            with self.database.sparing():
                self._put_in_order()
        except NoMemory:  # very wide rows
            self._put_in_order()

    def _put_in_order(self) -> None:
        with self.database.write() as connection:
            cluster.put_in_order(connection)

    def redraw(self, doc_ids: Sequence[str]) -> None:
        """Draw the rows of some documents anew, after a correction or a re-coding."""
        with self.database.write() as connection:
            drawing.draw(connection, doc_ids)

    def record(self, document: str, *, corrected: bool = True) -> Record:
        """The record of a document, with corrections unless told otherwise; NotFound when there is none."""
        with self.database.read() as cursor:
            if corrected:
                found = next(iter(drawing.documents(cursor, [document])), None)
                if found is not None:
                    return found.record
            else:
                row = cursor.execute(RAW_RECORD, [document]).fetchone()
                if row is not None:
                    return drawing.whole_record(row[0], row[1])
        raise NotFound(f"there is no document {document!r} in {self.path}")

    def article(self, document: str) -> Article:
        """The article of a document as it was read."""
        columns = "external_id, text, title, source, url, published, language, author"
        rows = self.database.rows(f"SELECT {columns} FROM documents WHERE doc_id = ?", [document])
        if not rows:
            raise NotFound(f"there is no document {document!r} in {self.path}")
        names = ("id", "text", "title", "source", "url", "published", "language", "author")
        return Article(**dict(zip(names, rows[0], strict=True)))

    def quarantine(self, *, source: str, part: str, reason: str, digest: str, size: int = 0) -> str:
        """Remember an input that gives no article; the same bytes under another name are the same case."""
        case = hashlib.sha256(f"{digest}\0{part}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
        with self.database.write() as connection:
            known = connection.execute("SELECT 1 FROM quarantine WHERE id = ?", [case]).fetchone()
            if known is None:
                row = [case, source, part, reason, digest, size, 1, self.clock()]
                connection.execute("INSERT INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        return case

    def release(self, case: str) -> None:
        """Take a case out of quarantine, because its input could be read after all."""
        with self.database.write() as connection:
            connection.execute("DELETE FROM quarantine WHERE id = ?", [case])

    def sql(self, query: str, *, limit: int = 10_000, seconds: float = 10.0) -> Rows:
        """One SELECT over the store's tables, bounded in rows and time."""
        self.fresh()
        return sql.select(self.database, query, limit=limit, seconds=seconds)

    def verify(self) -> Verdict:
        """Whether every block, text, record and row is what it should be."""
        self.fresh()
        return verify(self.database)

    def backup(self, target: str | Path) -> Verdict:
        """Copy this store to a new file while no document is being written."""
        self.fresh()
        with self.database.quiet():
            return backup(self.path, target)

    def export(
        self, what: str, format: str, path: str | Path | None = None, *, everything: bool = False
    ) -> bytes | int:
        """Write events, documents, quarantine, stories, quotes or exchanges; the same store gives the same bytes.

        With a path returns the number of rows, without one the bytes. GDELT, ICEWS and POLECAT files hold what
        happened; `everything` adds what was planned, denied or is background.
        """
        from demarche.store.formats.export import export

        self.fresh()
        if path is None:
            out = io.BytesIO()
            export(self.database, out, what=what, format=format, everything=everything)
            return out.getvalue()
        partial = Path(f"{path}.partial")
        try:
            with partial.open("wb") as file:
                count = export(self.database, file, what=what, format=format, everything=everything)
            partial.replace(path)
        except OSError as why:
            raise StoreError(f"{path} cannot be written: {why.strerror or why}") from None
        finally:
            with contextlib.suppress(OSError):
                partial.unlink(missing_ok=True)
        return count

    def import_events(self, path: str | Path, format: str) -> tuple[int, list[Any]]:
        """Add the events of an ICEWS, POLECAT or GDELT file; returns how many were new, and the lines that do not fit.

        Importing a file again adds nothing.
        """
        from demarche.store.formats.imports import read

        return self.import_rows(read(Path(path), format))

    def import_rows(self, found: Iterable[Any]) -> tuple[int, list[Any]]:
        """Add the events that were read from such a file, or from a part of it; see `import_events`."""
        from demarche.store.formats.imports import BadLine

        problems, new, rows = [], 0, []
        for row in found:
            if isinstance(row, BadLine):
                problems.append(row)
                continue
            rows.append(row | {"arrived": self.clock()})
            if len(rows) >= IMPORT_BATCH:
                new += self._import(rows)
                rows = []
        new += self._import(rows)
        self.tidy()
        return new, problems

    def _import(self, rows: list[dict[str, Any]]) -> int:
        unique = {row["event_id"]: row for row in rows}
        with self.database.write() as connection:
            known = connection.execute(
                "SELECT event_id FROM imported WHERE event_id IN (SELECT unnest(?::VARCHAR[]))", [list(unique)]
            ).fetchall()
            for (event_id,) in known:
                del unique[event_id]
            for table in ("imported", "events"):
                drawing.insert(connection, table, list(unique.values()))
            drawing.draw_countries(connection, "event_id", list(unique))
        return len(unique)

    def documents_in_order(self, *, batch: int = 200) -> Iterator[list[str]]:
        """All document ids in a fixed order, in batches."""
        ids = [str(row[0]) for row in self.database.rows(IN_ORDER)]
        for start in range(0, len(ids), batch):
            yield ids[start : start + batch]

    def documents_after(self, document: str | None, *, batch: int) -> list[str]:
        """The documents that come next behind one, in the same order; from the first on behind None."""
        if document is None:
            return [str(row[0]) for row in self.database.rows(f"{IN_ORDER} LIMIT ?", [batch])]
        rows = self.database.rows(BEHIND, [document, batch])
        return [str(row[0]) for row in rows]

    def noted(self, name: str) -> str | None:
        """What was noted under a name, by whoever keeps something in this store between two runs."""
        rows = self.database.rows("SELECT value FROM meta WHERE key = ?", [name])
        return str(rows[0][0]) if rows else None

    def note(self, name: str, value: str) -> None:
        """Note something under a name, in the place of what was noted before."""
        with self.database.write() as connection:
            connection.execute("DELETE FROM meta WHERE key = ?", [name])
            connection.execute("INSERT INTO meta VALUES (?, ?)", [name, value])

    def _document_row(self, known: str, article: Article, origin: str | None) -> list[Any]:
        when = article.published
        return [known, self._next, article.id, article.title, article.source, article.url, when,
                when[:10] if when else None, article.language, article.author, article.text,
                text_digest(article.text), origin, self.clock()]  # fmt: skip

    def _runs_of(self, connection: duckdb.DuckDBPyConnection, records: dict[str, Record]) -> dict[str, str]:
        """The run of each of many records; the store is asked once for each run, not for each record."""
        asked: dict[tuple[str, str, str], str] = {}
        out = {}
        for known, record in records.items():
            key = (record.demarche, record.codebook, repr(sorted(record.models.items())))
            if key not in asked:
                asked[key] = self.run_of(connection, record)
            out[known] = asked[key]
        return out

    def run_of(self, connection: duckdb.DuckDBPyConnection, record: Record) -> str:
        """The run that a record belongs to: version, codebook and models, in `runs` once each."""
        models = msgspec.json.encode(dict(sorted(record.models.items()))).decode()
        run = hashlib.sha256(f"{record.demarche}\0{record.codebook}\0{models}".encode()).hexdigest()[:12]
        if connection.execute("SELECT 1 FROM runs WHERE run_id = ?", [run]).fetchone() is None:
            row = [run, record.demarche, record.codebook, models, self.clock()]
            connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?)", row)
        return run


DOCUMENT = (
    "doc_id", "seq", "external_id", "title", "source", "url", "published", "published_on", "language", "author",
    "text", "sha256", "origin", "arrived",
)  # fmt: skip
KNOWN = "SELECT doc_id FROM documents WHERE doc_id IN (SELECT unnest(?::VARCHAR[]))"
IMPORT_BATCH = 5_000
# Documents without a day come last, as in `documents_in_order`.
IN_ORDER = "SELECT doc_id FROM documents ORDER BY published_on, doc_id"
BEHIND = """
SELECT d.doc_id FROM documents d, (SELECT published_on, doc_id FROM documents WHERE doc_id = ?) l
WHERE d.published_on > l.published_on OR (d.published_on IS NULL AND l.published_on IS NOT NULL)
   OR (d.published_on IS NOT DISTINCT FROM l.published_on AND d.doc_id > l.doc_id)
ORDER BY d.published_on, d.doc_id LIMIT ?
"""
ADD_DOCUMENT = "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, TRY_CAST(? AS DATE), ?, ?, ?, ?, ?, ?)"
RAW_RECORD = "SELECT r.record, d.text FROM records r JOIN documents d USING (doc_id) WHERE doc_id = ?"


def filed_record(article: Article, record: Record, known: str) -> str:
    """The record as it is kept; StoreError when the coder has changed or cut the text."""
    if record.article.text != article.text:
        raise StoreError(f"the coder returned another text for {article.id}; nothing is stored shortened")
    own = msgspec.structs.replace(record.article, id=known, text="")
    return msgspec.structs.replace(record, article=own).to_json().decode("utf-8")
