"""Backup, restore and verify."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from demarche.corpus import Store
from demarche.errors import StoreDamaged, StoreError
from demarche.store import backup, restore
from demarche.store.identity import ledger_path
from demarche.testing import KeywordCoder, article

CODER = KeywordCoder()


def fill(store: Store, count: int) -> None:
    for number in range(count):
        item = article(f"America met Belarus for talk {number}.")
        store.add(item, CODER.code(item))


def test_backup_opens_again(tmp_path: Path) -> None:
    """A backup of an open store holds what was stored, and overwrites nothing."""
    with Store(tmp_path / "a.duckdb") as store:
        fill(store, 3)
        kept = store.backup(tmp_path / "b.duckdb")
        assert (kept.documents, kept.events) == (3, 3)  # events of documents just stored are counted too
        with pytest.raises(StoreError, match="overwrites nothing"):
            store.backup(tmp_path / "b.duckdb")
    with Store(tmp_path / "b.duckdb") as copy:
        assert len(copy.events()) == 3


def test_backup_of_a_store_that_another_process_writes(tmp_path: Path) -> None:
    """Everything acknowledged before the backup began is in it."""
    code = f"""
from demarche.corpus import Store
from demarche.testing import KeywordCoder, article
store, coder = Store({str(tmp_path / "a.duckdb")!r}), KeywordCoder()
for number in range(100_000):
    item = article(f"America met Belarus for talk {{number}}.")
    store.add(item, coder.code(item))
    print(number, flush=True)
"""
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        try:
            acknowledged = [writer.stdout.readline() for _ in range(100)]
            verdict = backup(tmp_path / "a.duckdb", tmp_path / "b.duckdb")
        finally:
            writer.kill()
    assert len(acknowledged) == 100
    assert verdict.sound
    assert verdict.documents >= 100


def test_restore_keeps_what_was_there(tmp_path: Path) -> None:
    """The store that a backup replaces lies beside it under another name."""
    with Store(tmp_path / "a.duckdb") as store:
        fill(store, 2)
        store.backup(tmp_path / "b.duckdb")
        item = article("Moscow threatened Kyiv.")
        store.add(item, CODER.code(item))
    assert restore(tmp_path / "b.duckdb", tmp_path / "a.duckdb").documents == 2
    with Store(tmp_path / "a.duckdb") as store:
        assert len(store.documents()) == 2
    with Store(tmp_path / "a.duckdb.before-restore-1") as aside:
        assert len(aside.documents()) == 3


def test_damaged_backup_is_not_restored(tmp_path: Path) -> None:
    """A store is only replaced by a copy that verifies."""
    with Store(tmp_path / "a.duckdb") as store:
        fill(store, 1)
    (tmp_path / "b.duckdb").write_bytes(b"x" * 20_000)
    with pytest.raises(StoreDamaged):
        restore(tmp_path / "b.duckdb", tmp_path / "a.duckdb")
    with Store(tmp_path / "a.duckdb") as store:
        assert len(store.documents()) == 1


def test_a_database_of_something_else_is_not_restored(tmp_path: Path) -> None:
    """A DuckDB file that holds no store does not verify, and the message says so."""
    import duckdb

    with duckdb.connect(str(tmp_path / "b.duckdb")) as other:
        other.execute("CREATE TABLE t AS SELECT 1 AS x")
    with pytest.raises(StoreDamaged, match="no store: tables are missing"):
        restore(tmp_path / "b.duckdb", tmp_path / "a.duckdb")
    assert not (tmp_path / "a.duckdb").exists()


def keep(db: Path, *lines: bytes) -> None:
    with ledger_path(db).open("ab") as file:
        file.writelines(lines)


def test_kept_forecasts_go_with_the_store(tmp_path: Path) -> None:
    """A backup has the forecasts of its time, a restore brings them back, and what was there keeps another name."""
    store, copy = tmp_path / "a.duckdb", tmp_path / "b-2025-09-16.duckdb"
    with Store(store) as opened:
        fill(opened, 1)
        keep(store, b"one\n", b"two\n", b"torn")
        assert opened.verify().forecasts == 2
        assert opened.backup(copy).forecasts == 2
    assert (tmp_path / "b-2025-09-16.forecasts.jsonl").read_bytes() == b"one\ntwo\n"
    keep(store, b"\nthree\n")
    assert restore(copy, store).forecasts == 2
    assert ledger_path(store).read_bytes() == b"one\ntwo\n"
    assert (tmp_path / "a.forecasts.jsonl.before-restore-1").read_bytes() == b"one\ntwo\ntorn\nthree\n"
    assert not list(tmp_path.glob(".*partial*"))


def test_backup_without_forecasts_leaves_those_that_are_there(tmp_path: Path) -> None:
    """A record is not lost to a backup that was made before there was one."""
    store, copy = tmp_path / "a.duckdb", tmp_path / "b.duckdb"
    with Store(store) as opened:
        fill(opened, 1)
        assert opened.backup(copy).forecasts == 0
    keep(store, b"one\n")
    assert restore(copy, store).forecasts == 1
    assert ledger_path(store).read_bytes() == b"one\n"


def test_backup_does_not_share_or_replace_forecasts(tmp_path: Path) -> None:
    """`a.bak` beside `a.duckdb` would have the same file of forecasts."""
    store = tmp_path / "a.duckdb"
    with Store(store) as opened:
        fill(opened, 1)
        keep(store, b"one\n")
        with pytest.raises(StoreError, match=r"a\.forecasts\.jsonl exists already.*choose another name"):
            opened.backup(tmp_path / "a.bak")
    assert not (tmp_path / "a.bak").exists()


def test_forecasts_of_a_lost_store_are_set_aside(tmp_path: Path) -> None:
    """Where the store is gone and its forecasts are not, a restore replaces neither silently, nor what lies aside."""
    store, copy = tmp_path / "a.duckdb", tmp_path / "b.duckdb"
    with Store(store) as opened:
        fill(opened, 1)
        keep(store, b"one\n")
        opened.backup(copy)
    for number, line in enumerate((b"two\n", b"three\n"), start=1):
        store.unlink()
        keep(store, line)
        assert restore(copy, store).forecasts == 1
        aside = tmp_path / f"a.forecasts.jsonl.before-restore-{number}"
        assert aside.read_bytes() == b"one\n" + line
