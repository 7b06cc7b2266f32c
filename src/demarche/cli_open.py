"""Opening the store that a verb works on: the file itself, or the server that owns it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from demarche.cli_remote import Served
    from demarche.corpus import Store
    from demarche.own import Own


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


def refuse_own(store: Store | Served, db: Path, *, codebook: Path | None, actors: list[Path] | None) -> None:
    """StoreLocked for a codebook or actors other than those that the server codes with."""
    from demarche.cli_remote import Served
    from demarche.errors import StoreLocked
    from demarche.own import own

    if not isinstance(store, Served) or not (codebook or actors):
        return
    mine, theirs = own(codebook, tuple(actors or ())), _own_of_server(db)
    if mine == theirs:
        return
    given = " and ".join(name for name, value in (("--codebook", codebook), ("--actors", actors)) if value)
    if theirs is not None and mine.options == theirs.options:
        raise StoreLocked(f"what {given} names has changed since the server at {store.url} was started with it; "
                          "stop and start the server, then repeat this command")  # fmt: skip
    uses = (theirs.options if theirs else "") or "what is shipped"
    raise StoreLocked(f"the store is served at {store.url}, and the server codes by itself, with {uses}; "
                      f"stop it first, or leave {given} out, or serve with them: "
                      f"demarche serve --db {db} {mine.options}")  # fmt: skip


def _own_of_server(db: Path) -> Own | None:
    """The codebook and actors that the server was started with; None from one that does not say."""
    import msgspec

    from demarche.own import Own
    from demarche.store.database import owner

    try:
        return msgspec.convert(owner(db).get("own"), Own)
    except msgspec.ValidationError:
        return None
