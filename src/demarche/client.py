"""A client for the API of `demarche serve`: pages are walked for you, records come as the types of this package.

>>> with Client("http://127.0.0.1:8000") as client:          # doctest: +SKIP
...     stored = client.add(text="Minsk released 52 detainees on Thursday.", published="2025-09-11")
...     for event in client.events(dyad="USA-BLR", since="2025-09-01"):
...         print(event["event_type"], event["sentence"])
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from demarche.errors import DemarcheError
from demarche.model.record import Record

Row = dict[str, Any]
URL = "http://127.0.0.1:8000"
PAGE = 500
BATCH = 100  # documents a request; most articles are far below 50,000 bytes, the limit is 5 MB


class Stored(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a document: `new` is False when it was stored before."""

    doc_id: str
    status: str
    events: int = 0
    documents: list[str] = []

    @property
    def new(self) -> bool:
        return self.status == "stored"


class ApiError(DemarcheError):
    """The server refused: `status`, and `fields` with what is wrong with each."""

    def __init__(self, status: int, detail: str, fields: dict[str, str]) -> None:
        super().__init__(f"{status}: {detail}")
        self.status, self.fields = status, fields


class Paging(Iterator[Row]):
    """All rows of a list, page after page; `total` is known once the first page is there."""

    def __init__(self, client: Client, path: str, params: Row) -> None:
        self._client, self._next = client, path
        self._params: Row | None = params
        self._rows: Iterator[Row] = iter(())
        self._total: int | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Row:
        for row in self._rows:
            return row
        if not self._next:
            raise StopIteration
        self._turn()
        return next(self)

    def __len__(self) -> int:
        return self.total

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        if self._total is None:
            self._turn()
        return self._total or 0

    def _turn(self) -> None:
        page = self._client.get(self._next, params=self._params).json()
        self._rows = iter([*self._rows, *page["items"]])
        self._total, self._params = int(page["total"]), None
        self._next = page["next"] or ""


class Client:
    """A connection to a server; `key` is taken from DEMARCHE_API_KEY when it is not given."""

    def __init__(
        self,
        url: str = URL,
        *,
        key: str | None = None,
        timeout: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        key = key or os.environ.get("DEMARCHE_API_KEY")
        headers = {"authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def add(self, **document: str) -> Stored:
        """Hand in a document: `text` with what is known of it, or `url`."""
        return msgspec.convert(self.post("/v1/documents", document).json(), Stored)

    def add_many(self, documents: Iterable[Row]) -> list[str]:
        """Hand in documents, many in one request, to be coded after the answer; returns the names of the batches."""
        rows, batches = iter(documents), []
        while some := list(itertools.islice(rows, BATCH)):
            reply = self._http.post("/v1/documents", json={"documents": some}, headers={"prefer": "respond-async"})
            batches.append(str(_checked(reply).json()["batch"]))
        return batches

    def batch(self, name: str) -> Row:
        """How far a batch is: its state, and how many documents were stored, known already or quarantined."""
        return self._object(f"/v1/batches/{name}", {})

    def record(self, doc_id: str) -> Record:
        """The record of a document."""
        return Record.from_json(self.get(f"/v1/documents/{doc_id}").content)

    def events(self, **filters: Any) -> Paging:
        """Events: dyad, since, until, type, realis, country, text, …"""
        return self._pages("events", filters)

    def documents(self, **filters: Any) -> Paging:
        return self._pages("documents", filters)

    def stories(self, **filters: Any) -> Paging:
        return self._pages("stories", filters)

    def quotes(self, **filters: Any) -> Paging:
        return self._pages("quotes", filters)

    def exchanges(self, **filters: Any) -> Paging:
        return self._pages("exchanges", filters)

    def actors(self, **filters: Any) -> Paging:
        return self._pages("actors", filters)

    def reviews(self, **filters: Any) -> Paging:
        return self._pages("reviews", filters)

    def event(self, event_id: str) -> Row:
        return self._object(f"/v1/events/{event_id}", {})

    def story(self, story_id: str) -> Row:
        return self._object(f"/v1/stories/{story_id}", {})

    def series(self, a: str, b: str, **options: Any) -> Row:
        """Stories of a pair per day, week or month."""
        return self._object(f"/v1/dyads/{a}/{b}/series", options)

    def signals(self, **options: Any) -> Row:
        return self._object("/v1/signals", options)

    def forecasts(self, **options: Any) -> Row:
        """Probabilities of a pair, from the record as it is; nothing is kept."""
        return self._object("/v1/forecasts", options)

    def forecast(self, dyad: str | tuple[str, str], **options: Any) -> Row:
        """Make forecasts and keep them: as_of, events, horizons, both; `new` says how many were not kept before."""
        plain = dyad if isinstance(dyad, str) else "-".join(dyad)
        if isinstance(day := options.get("as_of"), dt.date):
            options["as_of"] = day.isoformat()
        found: Row = self.post("/v1/forecasts", {"dyad": plain, **options}).json()
        return found

    def track(self, **filters: Any) -> Paging:
        """Every kept forecast with what came of it: dyad, state, as_of."""
        return self._pages("forecasts/record", filters)

    def evaluation(self, **options: Any) -> Row:
        """How good the kept forecasts were, beside the references."""
        return self._object("/v1/forecasts/evaluation", options)

    def digest(self, **options: Any) -> Row:
        return self._object("/v1/digest", options)

    def review(self, event_id: str, action: str, **more: Any) -> int:
        """Accept, edit, reject, merge or split; returns the review's number."""
        reply = self.post("/v1/reviews", {"event_id": event_id, "action": action, **more}).json()
        return int(reply["review_id"])

    def undo(self, review_id: int) -> None:
        _checked(self._http.delete(f"/v1/reviews/{review_id}"))

    def export(self, path: str | Path, *, what: str = "events", format: str = "jsonl", everything: bool = False) -> int:
        """Write a table to a file; returns its size in bytes."""
        params = {"what": what, "format": format, "everything": str(everything).lower()}
        size = 0
        with self._http.stream("GET", "/v1/export", params=params) as reply, Path(path).open("wb") as out:
            if reply.is_error:
                reply.read()
                _checked(reply)
            for chunk in reply.iter_bytes():
                size += out.write(chunk)
        return size

    def stream(self, *, after: int | None = None, limit: int | None = None) -> Iterator[Row]:
        """New events as they come in; `after` is a number of the stream to begin behind."""
        params = {k: v for k, v in (("after", after), ("limit", limit)) if v is not None}
        with self._http.stream("GET", "/v1/stream", params=params, timeout=None) as reply:
            if reply.is_error:
                reply.read()
                _checked(reply)
            for line in reply.iter_lines():
                if line.startswith("data: "):
                    yield msgspec.json.decode(line[6:])

    def get(self, path: str, *, params: Row | None = None) -> httpx.Response:
        return _checked(self._http.get(path, params=None if params is None else _plain(params)))

    def post(self, path: str, body: Row) -> httpx.Response:
        return _checked(self._http.post(path, json=body))

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """Any request, with what httpx knows (params, json, content, timeout); ApiError when it is refused."""
        return _checked(self._http.request(method, path, **more))

    def _pages(self, what: str, filters: Row) -> Paging:
        return Paging(self, f"/v1/{what}", {"limit": PAGE, **filters})

    def _object(self, path: str, params: Row) -> Row:
        found: Row = self.get(path, params=params).json()
        return found


def _plain(params: Row) -> Row:
    """Parameters as text: a pair of countries as a dyad, truth in lower case, nothing for None."""
    out: Row = {}
    for name, value in params.items():
        if isinstance(value, tuple):
            value = "-".join(value)
        if value is not None:
            out[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return out


def _checked(reply: httpx.Response) -> httpx.Response:
    """The reply itself; ApiError when it is a refusal."""
    if reply.is_success:
        return reply
    try:
        problem = reply.json()
        fields = {e["field"]: e["detail"] for e in problem.get("errors", [])}
        raise ApiError(reply.status_code, str(problem.get("detail", reply.reason_phrase)), fields)
    except (ValueError, AttributeError, KeyError):
        raise ApiError(reply.status_code, reply.reason_phrase, {}) from None
