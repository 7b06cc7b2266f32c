"""Opening the store that a verb works on: the file itself, or the server that owns it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.cli_remote import Served
    from demarche.corpus import Store


def asked(db: Path) -> Store | Served:
    """An existing store to read, or the server that owns it; a query never makes an empty one."""
    _must_exist(db)
    return _opened(db, change=False)


def changed(db: Path) -> Store | Served:
    """The same, to change it."""
    _must_exist(db)
    return _opened(db, change=True)


def owned(db: Path) -> Store | Served:
    """A store, new or not, to add to; or the server that owns it."""
    return _opened(db, change=True)


def _opened(db: Path, *, change: bool) -> Store | Served:
    from demarche.corpus import Store
    from demarche.errors import StoreLocked

    try:
        return Store(db)
    except StoreLocked as why:
        from demarche.cli_remote import served

        return served(db, why, change=change)


def _must_exist(db: Path) -> None:
    from demarche.errors import StoreError

    if not db.exists():
        raise StoreError(f"there is no store {db}; make one with `demarche ingest`")


def refuse_own(store: Store | Served, **options: object) -> None:
    """StoreLocked for options that a server cannot follow, because it codes with what it was started with."""
    from demarche.cli_remote import Served
    from demarche.errors import StoreLocked

    given = " and ".join(f"--{name}" for name, value in options.items() if value)
    if given and isinstance(store, Served):
        raise StoreLocked(f"the store is served at {store.url}, and the server codes by itself, with its own settings; "
                          f"stop it first, or leave {given} out")  # fmt: skip
