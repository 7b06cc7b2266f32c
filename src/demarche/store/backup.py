"""Copies of a store that open again, and proof that a store is whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path
from typing import Any

import duckdb
import msgspec

from demarche.errors import StoreDamaged, StoreError
from demarche.store.database import MEMORY, Database
from demarche.store.drawing import draw_pending
from demarche.store.identity import ledger_path, text_digest

# DuckDB keeps its file header in the first three blocks of 4 kB and writes it last.
HEADER = 3 * 4096
TRIES, PAUSE = 40, 0.1


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What `verify` found: counts, and every fault in words. No faults means that the store is whole."""

    documents: int = 0
    events: int = 0
    quarantined: int = 0
    forecasts: int = 0
    faults: list[str] = []

    @property
    def sound(self) -> bool:
        return not self.faults


def verify(database: Database) -> Verdict:
    """Read everything once: block checksums, text digests, records of documents, events of documents."""
    try:
        return _verify(database)
    except StoreDamaged as why:
        return Verdict(faults=[str(why)])
    except duckdb.CatalogException:
        return Verdict(faults=["it is a DuckDB file, but no store: tables are missing"])


def _verify(database: Database) -> Verdict:
    faults: list[str] = []
    with database.read() as cursor:
        for (table,) in cursor.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall():
            # Hashing all columns reads every block, so that a checksum that does not fit is found.
            cursor.execute(f'SELECT count(hash(t)) FROM "{table}" t').fetchall()
        found = cursor.execute("SELECT doc_id, text, sha256 FROM documents ORDER BY doc_id")
        while rows := found.fetchmany(500):
            faults += [
                f"the text of {doc} is not what was stored" for doc, text, sha in rows if text_digest(text) != sha
            ]
        faults += [
            f"{count} {what}" for what, query in CHECKS for (count,) in cursor.execute(query).fetchall() if count
        ]
        counts = [int(cursor.execute(f"SELECT count(*) FROM {t}").fetchall()[0][0])
                  for t in ("documents", "events", "quarantine")]  # fmt: skip
    kept = 0 if database.path == MEMORY else _whole_lines(ledger_path(Path(database.path))).count(b"\n")
    return Verdict(documents=counts[0], events=counts[1], quarantined=counts[2], forecasts=kept, faults=faults)


CHECKS = (
    ("documents have no record", "SELECT count(*) FROM documents ANTI JOIN records USING (doc_id)"),
    ("records have no document", "SELECT count(*) FROM records ANTI JOIN documents USING (doc_id)"),
    ("documents have several records",
     "SELECT count(*) FROM (SELECT doc_id FROM records GROUP BY doc_id HAVING count(*) > 1)"),
    ("events are stored twice", "SELECT count(*) - count(DISTINCT event_id) FROM events"),
    ("events have no document",
     "SELECT count(*) FROM (SELECT * FROM events WHERE origin IS NULL) ANTI JOIN documents USING (doc_id)"),
)  # fmt: skip


def backup(source: str | Path, target: str | Path) -> Verdict:
    """Copy a store and its kept forecasts to `target`, from this or another process, also while they are written.

    The copy holds everything that was acknowledged before it began, and is opened and verified before it counts.
    """
    origin, copy = Path(source), Path(target)
    if not origin.is_file():
        raise StoreError(f"there is no store {origin}")
    if copy.exists():
        raise StoreError(f"{copy} exists already; a backup overwrites nothing")
    _room_for_forecasts(origin, copy)
    for _ in range(TRIES):
        with _partial(copy) as partial:
            if not _copied_unchanged(origin, partial):
                time.sleep(PAUSE)
                continue
            verdict = _settled(partial)
            if verdict.sound:
                # The store gets its name last: a backup that is there is whole.
                kept = _copy_forecasts(origin, copy)
                os.replace(partial, copy)
                return msgspec.structs.replace(verdict, forecasts=kept)
            fault = verdict.faults[0]
            if not _wal(origin).exists():
                raise StoreDamaged(f"the copy does not verify: {fault}")
    raise StoreError(f"{origin} changed too fast to be copied; try again")


def restore(source: str | Path, target: str | Path) -> Verdict:
    """Put a backup where a store should be; a store that is there already is kept under another name.

    Forecasts come with it; beside a backup that has none, those that were kept here stay.
    """
    origin, place = Path(source), Path(target)
    if not origin.is_file():
        raise StoreError(f"there is no backup {origin}")
    with _partial(place) as partial:
        shutil.copyfile(origin, partial)
        verdict = _settled(partial)
        if not verdict.sound:
            raise StoreDamaged(f"the backup does not verify: {verdict.faults[0]}")
        _set_aside(place, forecasts=_own_forecasts(origin, place))
        kept = _copy_forecasts(origin, place)
        os.replace(partial, place)
    return msgspec.structs.replace(verdict, forecasts=kept)


def _room_for_forecasts(origin: Path, copy: Path) -> None:
    """StoreError when the forecasts of a backup would lie where others are."""
    if ledger_path(origin).exists() and ledger_path(copy).exists():
        raise StoreError(f"{ledger_path(copy)} exists already, and the kept forecasts of {copy.name} would lie there; "
                         "choose another name for the backup")  # fmt: skip


def _own_forecasts(origin: Path, copy: Path) -> bool:
    """True when a store has kept forecasts, in a file that is not the copy's too (`news.bak` beside `news.duckdb`)."""
    file = ledger_path(origin)
    return file.exists() and file.resolve() != ledger_path(copy).resolve()


def _copy_forecasts(origin: Path, copy: Path) -> int:
    """Copy the kept forecasts of a store, where it has any; returns how many lie beside the copy."""
    file = ledger_path(copy)
    if _own_forecasts(origin, copy):
        with _partial(file) as partial:
            with partial.open("wb") as out:
                out.write(_whole_lines(ledger_path(origin)))
                out.flush()
                os.fsync(out.fileno())
            os.replace(partial, file)
    return _whole_lines(file).count(b"\n")


def _whole_lines(file: Path) -> bytes:
    """What a file of lines holds; one that is being written just now, or was torn by a crash, is not among them."""
    data = file.read_bytes() if file.exists() else b""
    return data[: data.rfind(b"\n") + 1]


def _copied_unchanged(origin: Path, partial: Path) -> bool:
    """Copy file and log; False when DuckDB moved the log into the file meanwhile, so that they do not fit."""
    before = _state(origin)
    shutil.copyfile(origin, partial)
    with contextlib.suppress(FileNotFoundError):
        shutil.copyfile(_wal(origin), _wal(partial))
    return _state(origin) == before


def _state(path: Path) -> tuple[bytes, bool]:
    with path.open("rb") as file:
        return file.read(HEADER), _wal(path).exists()


def _settled(partial: Path) -> Verdict:
    """Open the copy, which replays its log, draw what was not drawn yet, and verify it."""
    try:
        database = Database(partial)
    except StoreError as why:
        return Verdict(faults=[str(why)])
    try:
        with database.quiet() as connection:
            connection.execute("CHECKPOINT")
        with contextlib.suppress(duckdb.CatalogException):  # `verify` says what is missing
            draw_pending(database)
        verdict = verify(database)
    except StoreError as why:
        return Verdict(faults=[str(why)])
    finally:
        database.close()
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    return verdict


def _set_aside(place: Path, *, forecasts: bool) -> None:
    """Keep a store, and its forecasts if others come in their place, under another name."""
    kept = ledger_path(place)
    number = 1
    while any(_aside(file, number).exists() for file in (place, kept)):
        number += 1
    if place.exists():
        # Opening it first makes sure that no other process owns it; a damaged one cannot be opened and is moved too.
        with contextlib.suppress(StoreDamaged):
            Database(place).close()
        os.replace(place, _aside(place, number))
        if _wal(place).exists():
            os.replace(_wal(place), _wal(_aside(place, number)))
    if forecasts and kept.exists():
        os.replace(kept, _aside(kept, number))


def _aside(file: Path, number: int) -> Path:
    return file.with_name(f"{file.name}.before-restore-{number}")


@contextlib.contextmanager
def _partial(target: Path) -> Any:
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        yield partial
    finally:
        for leftover in (partial, _wal(partial), Path(f"{partial}.owner")):
            leftover.unlink(missing_ok=True)


def _wal(path: Path) -> Path:
    return Path(f"{path}.wal")
