"""Alerts from signals: an Atom feed, JSON, and a signed webhook call.

Identities are made from the signal itself, so that polling twice gives the same entries. The webhook refuses private
addresses: the name is resolved once, every address is checked, and the call goes to the address that was checked.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
import socket
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
import msgspec

from demarche.errors import InputError
from demarche.signals.relation import Signal

ATOM = "http://www.w3.org/2005/Atom"
ATTEMPTS = 4
TIMEOUT = 10.0
Resolve = Callable[[str, int], list[str]]


def signal_id(signal: Signal) -> str:
    """The same signal has the same id, whenever it is computed: what, where, and since when."""
    parts = (signal.actor, signal.recipient, signal.channel, signal.direction, signal.began.isoformat())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def as_json(signals: Iterable[Signal]) -> bytes:
    """A JSON list of signals with their ids."""
    return msgspec.json.encode([{"id": signal_id(s), **msgspec.to_builtins(s)} for s in signals])


def as_atom(signals: Iterable[Signal], *, title: str = "demarche signals") -> bytes:
    """An Atom feed, newest first; dates are those of the alarms, so equal signals give equal bytes."""
    found = sorted(signals, key=lambda s: (s.alarm, signal_id(s)), reverse=True)
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed")
    _text(feed, "title", title)
    _text(feed, "id", "urn:demarche:signals")
    _text(feed, "updated", _moment(found[0].alarm if found else dt.date(1970, 1, 1)))
    author = ElementTree.SubElement(feed, f"{{{ATOM}}}author")
    _text(author, "name", "demarche")
    for signal in found:
        entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
        _text(entry, "title", f"{signal.actor}-{signal.recipient}: {signal.kind} ({signal.channel})")
        _text(entry, "id", f"urn:demarche:signal:{signal_id(signal)}")
        _text(entry, "updated", _moment(signal.alarm))
        _text(entry, "summary", f"{signal.words}. Undone by {signal.undone_by}. Events: {', '.join(signal.evidence)}.")
    body: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}{tag}").text = text


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def sign(body: bytes, secret: str, *, at: int) -> str:
    """The value of the signature header: time and HMAC-SHA256 over "time.body"."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={digest}"


def post(
    url: str,
    signals: Iterable[Signal],
    *,
    secret: str,
    resolve: Resolve | None = None,
    transport: httpx.BaseTransport | None = None,
    wait: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
) -> int:
    """Send signals to a webhook and return how many attempts it took; InputError when it cannot be done.

    Retried on network errors, 429 and 5xx, one, two and four seconds apart; redirects are not followed.
    """
    host, name, target = checked(url, resolve=resolve or addresses)
    body = as_json(signals)
    last = ""
    with httpx.Client(timeout=TIMEOUT, transport=transport, follow_redirects=False, trust_env=False) as client:
        for attempt in range(1, ATTEMPTS + 1):
            headers = {
                "Host": host, "Content-Type": "application/json",
                "Demarche-Signature": sign(body, secret, at=int(clock())),
            }  # fmt: skip
            try:
                reply = client.post(target, content=body, headers=headers, extensions={"sni_hostname": name})
            except httpx.TransportError as why:
                last = f"{type(why).__name__}: {why}"
            else:
                if reply.is_success:
                    return attempt
                last = f"status {reply.status_code}"
                if reply.status_code != 429 and reply.status_code < 500:
                    break
            if attempt < ATTEMPTS:
                wait(2.0 ** (attempt - 1))
    raise InputError(f"the webhook at {host} did not take the alert: {last}")


def check_webhook(url: str) -> None:
    """InputError when alerts could never be sent there; asked before the work, not after it."""
    checked(url, resolve=addresses)


def checked(url: str, *, resolve: Resolve) -> tuple[str, str, str]:
    """Host header, name for TLS, and the URL with a checked address in place of the name."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise InputError("a webhook is an http or https address without user name, such as https://example.org/hook")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = resolve(parts.hostname, port)
    if not found or not all(_public(address) for address in found):
        raise InputError(f"{parts.hostname} is a private or unknown address; webhooks go to public ones only")
    literal = f"[{found[0]}]" if ":" in found[0] else found[0]
    query = f"?{parts.query}" if parts.query else ""
    host = parts.netloc.rpartition("@")[2]
    return host, parts.hostname, f"{parts.scheme}://{literal}:{port}{parts.path or '/'}{query}"


def addresses(host: str, port: int) -> list[str]:
    """Every address that a name has, none when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return []
    return sorted({str(entry[4][0]) for entry in found})


def _public(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return bool(mapped.is_global and not mapped.is_multicast and not mapped.is_reserved)
