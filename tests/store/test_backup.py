"""Backup, restore and verify."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from demarche.corpus import Store
from demarche.errors import StoreDamaged, StoreError
from demarche.store import backup, restore
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
        assert store.backup(tmp_path / "b.duckdb").documents == 3
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
