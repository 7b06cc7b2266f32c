"""The guard in front of every request: host, origin, key, size and time of bodies, headers of replies, the log.

Pure ASGI, so that nothing behind it sees a request that it has refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import time
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import msgspec

from demarche.api.metrics import Metrics
from demarche.api.problems import problem

Scope = dict[str, Any]
LOG = logging.getLogger("demarche.access")
LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")
OPEN = ("/healthz", "/readyz", "/login")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
COOKIE = "demarche_session"
POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    # Nothing goes to other sites. Not "no-referrer": with that, browsers send a form of ours with "Origin: null".
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Access(msgspec.Struct, frozen=True, kw_only=True):
    """Who may come in and how much they may send; `key` None means that none is asked for."""

    key: str | None = None
    hosts: tuple[str, ...] = LOOPBACK  # empty: any, for servers that ask for a key
    most_bytes: int = 5_000_000
    seconds: float = 20.0
    per_second: float | None = None  # writes of one client; None: no limit
    secret: str = msgspec.field(default_factory=lambda: secrets.token_hex(32))

    def session(self) -> str:
        """What a browser that has shown the key carries; worthless after the server has ended."""
        return hmac.new(self.secret.encode(), (self.key or "").encode(), hashlib.sha256).hexdigest()

    def knows(self, key: str) -> bool:
        return self.key is not None and hmac.compare_digest(key.encode("utf-8", "replace"), self.key.encode())


class Refused(Exception):
    """Turned away at the door."""

    def __init__(self, status: int, detail: str, **headers: str) -> None:
        super().__init__(detail)
        self.status, self.detail, self.headers = status, detail, headers


class Guard:
    """The middleware."""

    def __init__(self, app: Any, *, access: Access, metrics: Metrics) -> None:
        self.app, self.access, self.metrics = app, access, metrics
        self._buckets: dict[str, tuple[float, float]] = {}

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def sending(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": dressed(message["headers"])}
            await send(message)

        try:
            await self._admit(scope, receive, sending)
        finally:
            self._note(scope, status, time.perf_counter() - started)

    async def _admit(self, scope: Scope, receive: Any, send: Any) -> None:
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        try:
            self._check(scope, headers)
            body = await asyncio.wait_for(_whole(receive, headers, self.access.most_bytes), self.access.seconds)
        except TimeoutError:
            await problem(408, "the body did not arrive in time", headers={"connection": "close"})(scope, receive, send)
            return
        except Refused as no:
            reply = problem(no.status, no.detail, headers=no.headers)
            if no.status == 401 and "text/html" in headers.get("accept", "") and not scope["path"].startswith("/v1/"):
                from starlette.responses import RedirectResponse

                reply = RedirectResponse("/login", 303)
            await reply(scope, receive, send)
            return
        await self.app(scope, _replay(body, receive), send)

    def _check(self, scope: Scope, headers: dict[str, str]) -> None:
        host = headers.get("host", "")
        if self.access.hosts and host_name(host) not in self.access.hosts:
            raise Refused(421, "this server does not answer for that host name")
        if scope["method"] in UNSAFE:
            self._check_origin(headers, host)
            self._check_rate(scope)
        if self.access.key is not None and not self._open(scope) and not self._has_key(headers):
            raise Refused(401, "a key is needed: Authorization: Bearer …", **{"www-authenticate": "Bearer"})
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or len(length) > 18:
            raise Refused(400, "the length of the body is no number", connection="close")
        if int(length) > self.access.most_bytes:
            raise Refused(413, f"a body has at most {self.access.most_bytes:,} bytes", connection="close")

    @staticmethod
    def _check_origin(headers: dict[str, str], host: str) -> None:
        """A page of another site must not make a browser write here."""
        origin = headers.get("origin")
        try:
            foreign = origin is not None and urlsplit(origin).netloc.lower() != host.lower()
        except ValueError:
            foreign = True
        if foreign or headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            raise Refused(403, "requests from other sites are refused")

    def _check_rate(self, scope: Scope) -> None:
        """A token bucket for each client, as deep as ten seconds."""
        rate = self.access.per_second
        if rate is None:
            return
        client = scope["client"][0] if scope.get("client") else ""
        now = time.monotonic()
        left, last = self._buckets.get(client, (10 * rate, now))
        left = min(10 * rate, left + (now - last) * rate)
        if len(self._buckets) > 10_000:
            self._buckets.clear()
        # What is refused takes nothing, so that whoever asks again and again gets its rate and is not shut out.
        self._buckets[client] = (left - 1 if left >= 1 else left, now)
        if left < 1:
            raise Refused(429, "too many requests; wait a little", **{"retry-after": "1"})

    @staticmethod
    def _open(scope: Scope) -> bool:
        return scope["path"] in OPEN or scope["path"].startswith("/static/")

    def _has_key(self, headers: dict[str, str]) -> bool:
        kind, _, key = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self.access.knows(key.strip()):
            return True
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and hmac.compare_digest(cookie.value.encode(), self.access.session().encode())

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        """One line of JSON a request; never the query or a header, which may hold secrets."""
        self.metrics.note(scope["method"], status, seconds)
        line = {
            "method": scope["method"][:10],
            "path": scope["path"][:300],
            "status": status,
            "ms": round(1000 * seconds, 1),
        }
        LOG.info(msgspec.json.encode({k: _sendable(v) for k, v in line.items()}).decode())


def _sendable(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def dressed(headers: Any) -> list[tuple[bytes, bytes]]:
    """A reply's headers with those that every reply has."""
    have = {name.lower() for name, _ in headers}
    extra = [pair for pair in HEADERS if pair[0] not in have]
    if b"cache-control" not in have:
        extra.append((b"cache-control", b"no-cache, private"))
    return [*headers, *extra]


def host_name(host: str) -> str:
    """The name in a Host header without its port."""
    name = host.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.rpartition(":")[0] if ":" in name else name


async def _whole(receive: Any, headers: dict[str, str], most: int) -> bytes:
    """The body of a request, up to the limit."""
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return b""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(400, "the client went away")
        body += message.get("body", b"")
        if len(body) > most:
            raise Refused(413, f"a body has at most {most:,} bytes", connection="close")
        if not message.get("more_body"):
            return bytes(body)


def _replay(body: bytes, receive: Any) -> Any:
    """Gives the body that was read already, then whatever comes."""
    given = False

    async def again() -> Any:
        nonlocal given
        if not given:
            given = True
            return {"type": "http.request", "body": body, "more_body": False}
        return await receive()

    return again
