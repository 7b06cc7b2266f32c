"""Verbs on a store that `demarche serve` owns: the same questions, asked over its API; changes are in `cli_second`.

One process owns a store (docs/how-to/keep-a-store.md), so a second command goes through the first one. Answers come
as Parquet, which keeps every type, and so a verb prints the same bytes with and without a server in between.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import httpx
import typer

from demarche.cli_second import Changes, key_said, may_change, same_version
from demarche.client import Client
from demarche.errors import StoreError, StoreLocked

if TYPE_CHECKING:
    import pyarrow as pa

    from demarche.quickread import QuickRead
    from demarche.store import Rows

PAGE = 10_000
MOST_ROWS = 100_000  # as many as the API gives in one table
API_NAMES = {"event_type": "type"}


class Served(Changes):
    """A store behind a server, with the methods of `demarche.Store` that verbs use."""

    def __init__(self, url: str, *, client: Client | None = None) -> None:
        self.url = url
        self._client = client or Client(url)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def events(self, **filters: Any) -> Rows:
        return self._rows("events", filters)

    def stories(self, **filters: Any) -> Rows:
        return self._rows("stories", filters)

    def quotes(self, **filters: Any) -> Rows:
        return self._rows("quotes", filters)

    def exchanges(self, **filters: Any) -> Rows:
        return self._rows("exchanges", filters)

    def actors(self, **filters: Any) -> Rows:
        return self._rows("actors", filters)

    def reviews(self) -> Rows:
        return self._rows("reviews", {})

    def sql(self, query: str, *, limit: int, seconds: float = 10.0) -> Rows:
        from demarche.store import Rows

        asked = {"q": query, "limit": limit, "seconds": seconds, "format": "parquet"}
        found = _table(self._client.get("/v1/sql", params=asked).content)
        if found.num_rows == MOST_ROWS < limit:
            typer.echo(f"the server gives at most {MOST_ROWS} rows; there may be more", err=True)
        return Rows(found, what="rows")

    def digest(self, **chosen: Any) -> QuickRead:
        import msgspec

        from demarche.quickread import QuickRead

        reply = self._client.digest(**chosen)
        return msgspec.convert({"about": reply["about"], "bullets": reply["items"]}, QuickRead)

    def quarantined(self) -> Rows:
        from demarche.store import Rows

        found = self.sql("SELECT * FROM quarantine ORDER BY source, part, id", limit=MOST_ROWS)
        return Rows(found.to_arrow(), what="inputs")

    def review(self, event_id: str, action: str, **more: Any) -> int:
        return self._client.review(event_id, action, **{k: v for k, v in more.items() if v is not None})

    def undo(self, review_id: int) -> None:
        self._client.undo(review_id)

    def export(self, what: str, format: str, path: Path | None = None, *, everything: bool = False) -> bytes | int:
        """The bytes of an export; with a path its size in rows is not known, so the number of bytes."""
        if path is not None:
            return self._client.export(path, what=what, format=format, everything=everything)
        with tempfile.TemporaryDirectory() as place:
            out = Path(place) / "export"
            self._client.export(out, what=what, format=format, everything=everything)
            return out.read_bytes()

    def golden_cases(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._client.get("/v1/golden").json()["items"]
        return found

    def _rows(self, what: str, filters: dict[str, Any]) -> Rows:
        """All rows up to the limit, page after page."""
        import pyarrow as pa

        from demarche.store import Rows

        limit = filters.pop("limit", None)
        params = {API_NAMES.get(name, name): value for name, value in filters.items() if value is not None}
        tables, count, total = list[pa.Table](), 0, 0
        path, asked = f"/v1/{what}", params | {"format": "parquet", "limit": min(limit or PAGE, PAGE)}
        while path:
            reply = self._client.get(path, params=asked or None)
            tables.append(_table(reply.content))
            count += tables[-1].num_rows
            total = int(reply.headers.get("x-total-count", count))
            path = reply.links.get("next", {}).get("url", "") if limit is None or count < limit else ""
            asked = {}
        return Rows(pa.concat_tables(tables).slice(0, limit), what=what, total=total)


def _table(data: bytes) -> pa.Table:
    import pyarrow.parquet as parquet

    return parquet.read_table(io.BytesIO(data))


def served(db: Path, why: StoreLocked, *, change: bool = False) -> Served:
    """The server that owns a locked store, for reading or also to `change` it; the lock's own error when none does."""
    from demarche.store.database import owner

    url = owner(db).get("url")
    if not isinstance(url, str):
        raise why
    found = Served(may_change(db, url) if change else url)
    try:
        version = found._client.get("/healthz").json()["version"]
        with key_said(url):
            found._client.get("/v1/sql", params={"q": "SELECT 1"})
    except (httpx.HTTPError, ValueError, KeyError, TypeError) as trouble:
        raise StoreError(f"{why}; it does not answer ({type(trouble).__name__})") from None
    if change:
        same_version(db, url, version)
    return found
