"""Fetching a page or feed from the web: only from public addresses, within limits, as robots.txt allows.

Every connection, also after a redirect, goes to an address that was looked up and checked here, so neither a
redirect nor a name server that changes its mind leads to a private address.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpcore
import msgspec

from demarche import __version__
from demarche.errors import InputError

AGENT = f"demarche/{__version__} (news reader; respects robots.txt)"
REDIRECTS, SECONDS, BYTES = 5, 20.0, 5_000_000
ROBOTS_BYTES = 500_000
MOVED = (301, 302, 303, 307, 308)


class Refused(InputError):
    """An address that is not fetched: private, forbidden by robots.txt, too large, too slow or no web address."""


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What an address answered; `status` 304 means that nothing has changed."""

    url: str
    status: int
    body: bytes = b""
    content_type: str = ""
    etag: str | None = None
    modified: str | None = None


def is_public(address: str) -> bool:
    """True for an IP address of the open internet; addresses that wrap another one are unwrapped first."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or _nat64(ip)
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def _nat64(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return None


def check_address(url: str) -> str:
    """The address itself when it is a plain web address."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as why:
        raise Refused(f"{url[:200]!r} is no web address: {why}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise Refused(f"{url[:200]!r} is no web address; it must begin with http:// or https://")
    if parts.username or parts.password:
        raise Refused("addresses with a user name or password are not fetched")
    if port is not None and not 0 < port < 65536:
        raise Refused(f"{port} is no port")
    return url


class Checked(httpcore.NetworkBackend):
    """Connects only to addresses that `allowed` accepts."""

    def __init__(self, allowed: Callable[[str], bool]) -> None:
        self._allowed, self._inner = allowed, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as why:
            raise Refused(f"there is no host {host[:200]!r}: {why}") from None
        private = [address for address in found if not self._allowed(address)]
        if private or not found:
            raise Refused(f"{host[:200]} is a private address and is not fetched")
        return self._inner.connect_tcp(found[0], port, timeout, local_address, socket_options)

    def connect_unix_socket(self, *args: Any, **kwargs: Any) -> httpcore.NetworkStream:
        raise Refused("sockets of this machine are not fetched")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


class Fetcher:
    """Fetches addresses; keeps the robots.txt of each host for as long as it lives."""

    def __init__(
        self, *, allowed: Callable[[str], bool] = is_public, most_bytes: int = BYTES, seconds: float = SECONDS
    ) -> None:
        backend = Checked(allowed)
        self._pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), network_backend=backend)
        self._robots: dict[str, RobotFileParser] = {}
        self._most, self._seconds = most_bytes, seconds

    def close(self) -> None:
        self._pool.close()

    def get(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Fetched:
        """The answer of an address; Refused when it must or can not be fetched."""
        known = {b"If-None-Match": etag, b"If-Modified-Since": modified}
        headers = {name: value.encode("latin-1", "ignore") for name, value in known.items() if value}
        until = time.monotonic() + self._seconds
        for _ in range(REDIRECTS + 1):
            self._check_robots(check_address(url), until)
            found, target = self._once(url, headers, self._most, until)
            if target is None:
                return found
            url = urljoin(url, target)
        raise Refused(f"more than {REDIRECTS} redirects")

    def _check_robots(self, url: str, until: float) -> None:
        parts = urlsplit(url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._robots:
            rules = RobotFileParser()
            rules.parse(self._robots_lines(f"{root}/robots.txt", until))
            self._robots[root] = rules
        if not self._robots[root].can_fetch(AGENT, url):
            raise Refused(f"robots.txt of {parts.netloc} forbids fetching this address")

    def _robots_lines(self, url: str, until: float) -> list[str]:
        """The rules of a host; a host without the file allows everything (RFC 9309, 2.3.1.3)."""
        for _ in range(REDIRECTS):
            found, target = self._once(url, {}, ROBOTS_BYTES, until)
            if target is None:
                if found.status >= 500:
                    return ["User-agent: *", "Disallow: /"]  # RFC 9309, 2.3.1.4: unreachable means forbidden.
                return found.body.decode("utf-8", "replace").splitlines() if found.status == 200 else []
            url = check_address(urljoin(url, target))
        return []

    def _once(self, url: str, headers: dict[bytes, bytes], most: int, until: float) -> tuple[Fetched, str | None]:
        sent = [(b"User-Agent", AGENT.encode()), (b"Accept-Encoding", b"gzip"), *headers.items()]
        left = until - time.monotonic()
        if left <= 0:
            raise Refused(f"the address took longer than {self._seconds:g} seconds")
        timeout = {"connect": left, "read": left, "write": left, "pool": left}
        try:
            with self._pool.stream("GET", url, headers=sent, extensions={"timeout": timeout}) as answer:
                named = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in answer.headers}
                if answer.status in MOVED and "location" in named:
                    return Fetched(url=url, status=answer.status), named["location"]
                body = self._body(answer, named, most, until)
        except httpcore.TimeoutException:
            raise Refused(f"the address took longer than {self._seconds:g} seconds") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.UnsupportedProtocol, OSError) as why:
            raise Refused(f"the address cannot be fetched: {why}") from None
        return Fetched(url=url, status=answer.status, body=body, content_type=named.get("content-type", ""),
                       etag=named.get("etag"), modified=named.get("last-modified")), None  # fmt: skip

    def _body(self, answer: httpcore.Response, named: dict[str, str], most: int, until: float) -> bytes:
        packed = "gzip" in named.get("content-encoding", "").lower()
        unpacker = zlib.decompressobj(47) if packed else None
        body = bytearray()
        for chunk in answer.iter_stream():
            try:
                body += unpacker.decompress(chunk, most + 1 - len(body)) if unpacker else chunk
            except zlib.error as why:
                raise Refused(f"the answer is damaged: {why}") from None
            if len(body) > most or (unpacker and unpacker.unconsumed_tail):
                raise Refused(f"the answer has more than {most:,} bytes")
            if time.monotonic() > until:
                raise Refused(f"the address took longer than {self._seconds:g} seconds")
        return bytes(body)
