"""Reading quarantined inputs again: what can be read now is stored and leaves quarantine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from demarche.errors import NotFound
from demarche.store import Rows


class Ward(Protocol):
    """Where the cases lie: a store, or the server that owns it."""

    def quarantined(self) -> Rows: ...
    def release(self, case: str) -> None: ...


def retry(
    ward: Ward, case: str | None, *, ingest: Callable[[str], Iterator[dict[str, Any]]]
) -> Iterator[dict[str, Any]]:
    """Outcomes of reading one case again, or all of them; NotFound when there is no such case."""
    cases = [row for row in ward.quarantined() if case in (None, row["id"])]
    if not cases and case is not None:
        raise NotFound(f"there is no case {case!r} in quarantine")
    for source in sorted({row["source"] for row in cases}):
        mine = {row["part"]: row["id"] for row in cases if row["source"] == source}
        for outcome in ingest(source):
            part = outcome["source"].removeprefix(source).removeprefix("#")
            if outcome["status"] != "quarantined" and part in mine:
                ward.release(mine[part])
            yield outcome
