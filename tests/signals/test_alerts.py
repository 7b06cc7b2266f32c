"""Alerts: feeds that repeat themselves exactly, and a webhook that is signed, retried and never private."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
from xml.etree import ElementTree

import httpx
import pytest

from demarche.errors import InputError
from demarche.signals.alerts import ATOM, as_atom, as_json, checked, post, sign, signal_id
from demarche.signals.relation import Signal

SIGNAL = Signal(
    actor="USA", recipient="BLR", kind="thaw", channel="contacts", direction="up", alarm=dt.date(2025, 9, 16),
    began=dt.date(2025, 9, 1), before=0.2, since=4.0, bits=9.1, evidence=("d1:e1",), undone_by="about 20 days",
    words="thaw: visits & <talks>",
)  # fmt: skip
PUBLIC = ["93.184.216.34"]


def call(handler: httpx.MockTransport, url: str = "https://example.org/hook", found: list[str] | None = None) -> int:
    return post(url, [SIGNAL], secret="s3", resolve=lambda *_: found or PUBLIC, transport=handler,
                wait=lambda _: None, clock=lambda: 1000.0)  # fmt: skip


def test_feeds_are_the_same_every_time() -> None:
    """Ids come from the signal, dates from the alarm, and markup in words is escaped."""
    feed = ElementTree.fromstring(as_atom([SIGNAL]))
    assert as_atom([SIGNAL]) == as_atom([SIGNAL])
    assert feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}id") == f"urn:demarche:signal:{signal_id(SIGNAL)}"
    assert "visits & <talks>" in (feed.findtext(f"{{{ATOM}}}entry/{{{ATOM}}}summary") or "")
    assert json.loads(as_json([SIGNAL]))[0]["id"] == signal_id(SIGNAL)


def test_an_empty_feed_is_a_feed() -> None:
    """No signals, still well-formed."""
    assert ElementTree.fromstring(as_atom([])).findtext(f"{{{ATOM}}}title") == "demarche signals"


def test_the_receiver_can_check_the_signature() -> None:
    """HMAC-SHA256 over time and body, sent to the checked address under the right name."""
    seen: list[httpx.Request] = []

    def take(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(204)

    assert call(httpx.MockTransport(take)) == 1
    body = seen[0].content
    expected = hmac.new(b"s3", b"1000." + body, hashlib.sha256).hexdigest()
    assert seen[0].headers["Demarche-Signature"] == f"t=1000,v1={expected}" == sign(body, "s3", at=1000)
    assert (seen[0].url.host, seen[0].headers["Host"]) == (PUBLIC[0], "example.org")
    assert seen[0].extensions["sni_hostname"] == "example.org"


def test_failures_are_retried_and_refusals_are_not() -> None:
    """A server error is tried again; a client error is final, and the message says so."""
    replies = iter([503, 429, 200])
    assert call(httpx.MockTransport(lambda _: httpx.Response(next(replies)))) == 3
    with pytest.raises(InputError, match="status 404"):
        call(httpx.MockTransport(lambda _: httpx.Response(404)))


def test_a_dead_receiver_is_given_up() -> None:
    """Network errors are retried four times, then told."""
    tries: list[int] = []

    def fail(request: httpx.Request) -> httpx.Response:
        tries.append(1)
        raise httpx.ConnectError("no route", request=request)

    with pytest.raises(InputError, match="ConnectError"):
        call(httpx.MockTransport(fail))
    assert len(tries) == 4


def test_redirects_are_not_followed() -> None:
    """A redirect to somewhere else is a failure, not a way around the check."""
    reply = httpx.Response(302, headers={"Location": "http://127.0.0.1/"})
    with pytest.raises(InputError, match="status 302"):
        call(httpx.MockTransport(lambda _: reply))


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", 
     "0.0.0.0", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_private_addresses_are_refused(address: str) -> None:
    """Loopback, private, link-local, mapped, multicast and carrier addresses, even beside a public one."""
    with pytest.raises(InputError, match="private or unknown"):
        checked("https://example.org/hook", resolve=lambda *_: [*PUBLIC, address])


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "https://user:pw@example.org/", "example.org", "file:///etc/passwd"]
)
def test_only_plain_web_addresses_are_taken(url: str) -> None:
    """Other schemes and credentials in the address are refused."""
    with pytest.raises(InputError, match="http or https"):
        checked(url, resolve=lambda *_: PUBLIC)
