"""Opening the store that a verb works on: the file itself, or the server that owns it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.cli_remote import Served
    from demarche.corpus import Store


def existing(db: Path) -> Store:
    """An existing store; a query never makes an empty one."""
    from demarche.errors import StoreError

    if not db.exists():
        raise StoreError(f"there is no store {db}; make one with `demarche ingest`")
    return owned(db)


def owned(db: Path) -> Store:
    """The store itself, new or not; when a server owns it, the message says that this verb cannot go through it."""
    from demarche.corpus import Store
    from demarche.errors import StoreLocked
    from demarche.store.database import owner

    try:
        return Store(db)
    except StoreLocked as why:
        if not owner(db).get("url"):
            raise
        raise StoreLocked(f"{why}; this verb needs the store to itself and cannot go through the server") from None


def asked(db: Path) -> Store | Served:
    """The store, or the server that owns it."""
    from demarche.corpus import Store
    from demarche.errors import StoreLocked

    if not db.exists():
        return existing(db)
    try:
        return Store(db)
    except StoreLocked as why:
        from demarche.cli_remote import served

        return served(db, why)
