"""Writing verbs on a store that `demarche serve` owns: what the server does for a second command.

Changes go over loopback only, to a server of this very version, with the key that the server asks for; whatever the
server codes, it codes with the codebook and actors it was started with, so options that differ are refused.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

import httpx
import msgspec

from demarche.client import ApiError, Client
from demarche.errors import StoreError, StoreLocked

if TYPE_CHECKING:
    from demarche.intaking import AnyCoder
    from demarche.reading import Fetch
    from demarche.sending import Sending
    from demarche.store import Rows, Verdict

PIECE = 1_000_000  # bytes of an import that go in one request, far beneath what a server takes (`serve_bytes`)
SECONDS = 3_600.0  # verifying a large store takes its time; a server that has ended is noticed at once
# A server with a key bounds the writes a second of every client (`serve_writes`), which a folder of bad files reaches.
TOO_MANY, PAUSE, PATIENCE = 429, 1.0, 60
UNLESS = "stop the server first"


class Changes:
    """The writing methods of `demarche.Store` that verbs use, asked of a server."""

    url: str
    _client: Client

    def ingesting(
        self,
        patterns: str | Path | Iterable[str | Path],
        *,
        published: str | None = None,
        stdin: BinaryIO | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Read here, file there; an outcome for every document, each given after its commit."""
        from demarche.reading import as_dict

        chosen = [patterns] if isinstance(patterns, str | Path) else patterns
        sending = self.ingestion(published=published, stdin=stdin)
        yield from (as_dict(outcome) for outcome in sending.run(chosen))

    def ingestion(
        self,
        *,
        coder: AnyCoder | None = None,
        fetch: Fetch | None = None,
        published: str | None = None,
        stdin: BinaryIO | None = None,
    ) -> Sending:
        """One run of ingest; there is no coder to choose, because the server has its own."""
        from demarche.sending import Sending

        return Sending(self._post, published=published, stdin=stdin, fetch=fetch)

    def retrying(self, case: str | None = None) -> Iterator[dict[str, Any]]:
        from demarche.retrying import retry

        return retry(self, case, ingest=self.ingesting)

    def quarantined(self) -> Rows:
        raise NotImplementedError

    def release(self, case: str) -> None:
        self._asked("DELETE", f"/v1/quarantine/{case}")

    def recoding(self) -> Iterator[dict[str, Any]]:
        """Changes, some documents at a time, each given after its commit."""
        last: str | None = None
        while True:
            found = self._post("/v1/recode", {"after": last})
            yield from found["changes"]
            if (last := found["last"]) is None:
                return

    def verify(self) -> Verdict:
        from demarche.store import Verdict

        return msgspec.convert(self._post("/v1/verify", {}), Verdict)

    def import_events(self, path: str | Path, format: str) -> tuple[int, list[Any]]:
        """Send the events of a file piece by piece; how many were new, and the lines that do not fit."""
        from demarche.store.formats.imports import BadLine, pieces

        new, problems = 0, list[BadLine]()
        for first, data in pieces(Path(path), format, size=PIECE):
            asked = {"format": format, "first": first}
            found = self._asked("POST", "/v1/import", params=asked, content=data).json()
            new += found["new"]
            problems += msgspec.convert(found["refused"], list[BadLine])
        return new, problems

    @property
    def clock(self) -> Callable[[], datetime]:
        from demarche.store.store import utc_now

        return utc_now

    def noted(self, name: str) -> str | None:
        from demarche.watching import NOTES

        state = self._asked("GET", "/v1/watched", params={"name": name.removeprefix(NOTES)}).json()["state"]
        return None if state is None else msgspec.json.encode(state).decode()

    def note(self, name: str, value: str) -> None:
        from demarche.watching import NOTES

        sent = {"name": name.removeprefix(NOTES), "state": msgspec.json.decode(value)}
        self._asked("PUT", "/v1/watched", json=sent)

    def resolve(self) -> int:
        """Nothing to do: a server resolves stories by itself."""
        return 0

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = self._asked("POST", path, json=body).json()
        return found

    def _asked(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer; a server that ends meanwhile is an error that says what to do."""
        try:
            return self._in_time(method, path, **more)
        except httpx.HTTPError as why:
            raise StoreError(f"the server at {self.url} went away ({type(why).__name__}); what was answered is stored, "
                             "and the same command goes on from there") from None  # fmt: skip

    def _in_time(self, method: str, path: str, **more: Any) -> httpx.Response:
        """The answer; asked again a little later while the server says that these are too many requests."""
        for _ in range(PATIENCE):
            try:
                return self._client.ask(method, path, timeout=SECONDS, **more)
            except ApiError as why:
                if why.status != TOO_MANY:
                    raise
            time.sleep(PAUSE)
        return self._client.ask(method, path, timeout=SECONDS, **more)


def by_loopback(url: str) -> str | None:
    """The address at which this machine reaches a server without leaving itself; None when there is none."""
    from demarche.serving import is_loopback

    host = urlsplit(url).hostname or ""
    anywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host)
    if anywhere is not None:
        return f"http://{anywhere}:{urlsplit(url).port}/"
    return url if is_loopback(host) else None


def may_change(db: Path, url: str) -> str:
    """The address for changes of a served store; StoreLocked says why there is none."""
    near = by_loopback(url)
    if near is None:
        raise StoreLocked(f"{db} is served at {url}, and changes go through a server over loopback only; {UNLESS}, or "
                          "serve on 127.0.0.1 or 0.0.0.0")  # fmt: skip
    return near


def same_version(db: Path, url: str, theirs: str) -> None:
    """StoreLocked when the server is of another version, which would read or code otherwise."""
    from demarche import __version__

    if theirs != __version__:
        raise StoreLocked(f"{db} is served at {url} by demarche {theirs}, this is {__version__}; restart the server")


@contextlib.contextmanager
def key_said(url: str) -> Iterator[None]:
    """A refusal for want of the key, with what to do."""
    try:
        yield
    except ApiError as why:
        if why.status != 401:
            raise
        raise StoreError(f"the server at {url} asks for its key: set DEMARCHE_API_KEY to the one that it has") from None
