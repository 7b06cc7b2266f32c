"""Fetching from the web, against a server of the test on the loopback address."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from demarche.intake.fetch import Fetcher, Refused, check_address, is_public


class Site(BaseHTTPRequestHandler):
    """A few pages."""

    def do_GET(self) -> None:
        pages = {
            "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /secret\n"),
            "/page": (200, {"ETag": '"1"', "Content-Type": "text/html"}, b"<p>Words</p>"),
            "/moved": (302, {"Location": "/page"}, b""),
            "/loop": (302, {"Location": "/loop"}, b""),
            "/inside": (302, {"Location": "http://127.0.0.2/page"}, b""),
            "/file": (302, {"Location": "file:///etc/passwd"}, b""),
            "/large": (200, {}, b"x" * 5000),
            "/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 100_000)),
            "/packed": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"Words")),
        }
        status, headers, body = pages.get(self.path, (404, {}, b""))
        if self.path == "/page" and self.headers.get("If-None-Match") == '"1"':
            status, body = 304, b""
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    """Allowed to reach the test's own server, and no other private address."""
    made = Fetcher(allowed=lambda address: address == "127.0.0.1", most_bytes=1000)
    yield made
    made.close()


def test_pages_are_fetched_with_redirects_and_packing(fetcher: Fetcher, site: str) -> None:
    """The body, its type, and where it came from in the end."""
    found = fetcher.get(f"{site}/moved")
    assert (found.url, found.body, found.content_type) == (f"{site}/page", b"<p>Words</p>", "text/html")
    assert fetcher.get(f"{site}/packed").body == b"Words"


def test_unchanged_pages_are_not_sent_again(fetcher: Fetcher, site: str) -> None:
    """The ETag of the last answer is sent along."""
    assert fetcher.get(f"{site}/page", etag='"1"').status == 304


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/secret/x", "robots"),
        ("/loop", "redirects"),
        ("/inside", "private address"),
        ("/file", "no web address"),
        ("/large", "more than 1,000 bytes"),
        ("/bomb", "more than 1,000 bytes"),
    ],
)
def test_what_must_not_be_fetched_is_refused(fetcher: Fetcher, site: str, path: str, reason: str) -> None:
    """Each refusal says why."""
    with pytest.raises(Refused, match=reason):
        fetcher.get(site + path)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://0/",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data/", "http://10.0.0.1/",
        "http://192.168.1.1/", "http://[fd00::1]/", "http://100.64.0.1/",
    ],
)  # fmt: skip
def test_private_addresses_are_never_reached(url: str) -> None:
    """In any spelling."""
    fetcher = Fetcher(seconds=2)
    with pytest.raises(Refused, match=r"private|no host"):
        fetcher.get(url)
    fetcher.close()


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "javascript:alert(1)", "http://u:p@a.example/", "http://", "http://a:99999/"]
)
def test_other_addresses_are_refused(url: str) -> None:
    """Only plain web addresses are."""
    with pytest.raises(Refused):
        check_address(url)


def test_wrapped_addresses_are_unwrapped() -> None:
    """An IPv6 address that stands for a private IPv4 one is private."""
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    for address in ("::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "224.0.0.1", "fe80::1%eth0"):
        assert not is_public(address)
