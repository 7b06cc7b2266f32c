"""Who may come in, and how much they may send."""

from __future__ import annotations

import logging

import pytest
from starlette.testclient import TestClient

from demarche.api import Access
from demarche.errors import ConfigError
from demarche.serving import is_loopback, key_for
from tests.api.conftest import serving

KEY = {"authorization": "Bearer a-key-of-some-length"}


def test_no_key_on_loopback(shared: TestClient) -> None:
    """On this machine nobody is asked."""
    assert shared.get("/v1/events").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"},
                                     {"authorization": "Basic a-key-of-some-length"},
                                     {"authorization": "Bearer ä"}, {"cookie": "demarche_session=forged"}])  # fmt: skip
def test_a_key_is_needed_elsewhere(guarded: TestClient, headers: dict[str, str]) -> None:
    """Without the key everything but health is refused."""
    raw = {k: v.encode("latin-1") for k, v in headers.items()}
    for path in ("/v1/events", "/", "/metrics", "/openapi.json", "/v1/stream"):
        reply = guarded.get(path, headers=raw, follow_redirects=False)
        assert (reply.status_code, "bearer" in reply.headers["www-authenticate"].lower()) == (401, True)
    assert guarded.get("/healthz").status_code == guarded.get("/readyz").status_code == 200


def test_the_key_opens(guarded: TestClient) -> None:
    """With the key it is as on this machine."""
    assert guarded.get("/v1/events", headers=KEY).json()["total"] == 6


def test_a_browser_shows_the_key_once(guarded: TestClient) -> None:
    """A browser is led to the key page, and comes in with the session that it gets there."""
    assert guarded.get("/", headers={"accept": "text/html"}, follow_redirects=False).headers["location"] == "/login"
    assert guarded.post("/login", data={"key": "guess"}).status_code == 403
    reply = guarded.post("/login", data={"key": "a-key-of-some-length"}, follow_redirects=False)
    assert "HttpOnly" in reply.headers["set-cookie"]
    assert "a-key" not in reply.headers["set-cookie"]
    assert guarded.get("/events").status_code == 200


def test_the_key_is_never_logged(guarded: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    """Neither key nor query is in the log."""
    access = logging.getLogger("demarche.access")
    access.setLevel(logging.INFO)
    access.propagate = True
    with caplog.at_level(logging.INFO):
        guarded.get("/v1/events?text=secret", headers=KEY)
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("demarche"))
    assert '"path":"/v1/events"' in ours
    assert "a-key" not in ours
    assert "secret" not in ours


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "localhost.evil:8000"])
def test_foreign_host_names(shared: TestClient, host: str) -> None:
    """A name that is led to this machine by somebody else is not answered."""
    assert shared.get("/v1/events", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"origin": "null"},
                                     {"sec-fetch-site": "cross-site"},
                                     {"origin": "http://127.0.0.1:9999"}, {"origin": "http://["}])  # fmt: skip
def test_other_sites_cannot_write(shared: TestClient, headers: dict[str, str]) -> None:
    """A page of another site cannot make a browser store or correct anything."""
    assert shared.post("/v1/documents", json={"text": "Minsk met Kyiv."}, headers=headers).status_code == 403
    assert shared.post("/reviews", data={"event": "x"}, headers=headers).status_code == 403


def test_the_own_site_can_write(web: TestClient) -> None:
    """The console's own forms are let in."""
    headers = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert web.post("/v1/documents", json={"text": "Minsk met Kyiv."}, headers=headers).status_code == 201


def test_large_bodies(shared: TestClient) -> None:
    """A body beyond five megabytes is refused, whether it says its size or not."""
    assert shared.post("/v1/documents", content=b"x" * 5_000_001).status_code == 413
    chunks = (b"x" * 1_000_000 for _ in range(8))
    assert shared.post("/v1/documents", content=chunks).status_code == 413
    assert shared.post("/v1/documents", content=b"{}", headers={"content-length": "many"}).status_code == 400


def test_every_page_has_a_policy(shared: TestClient) -> None:
    """Every reply, also a refusal, forbids script that is not ours."""
    for path in ("/", "/v1/events", "/nowhere", "/static/console.css", "/v1/events?limit=x"):
        headers = shared.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'")
        assert headers["x-content-type-options"] == "nosniff"


def test_too_many_writes() -> None:
    """A client that writes without end is asked to wait."""
    with serving(Access(per_second=0.5), "http://localhost") as web:
        found = [web.post("/v1/reviews", json={}).status_code for _ in range(10)]
    assert found[0] == 422
    assert found[-1] == 429


def test_health_and_counters(shared: TestClient) -> None:
    """The server says that it lives, is ready, and how much it did."""
    assert shared.get("/healthz").json()["status"] == "alive"
    assert shared.get("/readyz").json() == {"status": "ready", "documents": 3}
    text = shared.get("/metrics").text
    assert 'demarche_requests_total{method="GET",status="200"}' in text
    assert "demarche_documents 3" in text


@pytest.mark.parametrize(("host", "answer"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0",
                                              False),
                                              ("192.168.1.4", False), ("news.example", False)])  # fmt: skip
def test_loopback(host: str, answer: bool) -> None:
    """Only addresses of this machine count as loopback."""
    assert is_loopback(host) is answer


def test_no_server_for_others_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listening beyond this machine without a key, or with a short one, is refused."""
    monkeypatch.delenv("DEMARCHE_API_KEY", raising=False)
    with pytest.raises(ConfigError, match="DEMARCHE_API_KEY"):
        key_for("0.0.0.0")
    monkeypatch.setenv("DEMARCHE_API_KEY", "short")
    with pytest.raises(ConfigError, match="too short"):
        key_for("0.0.0.0")
    monkeypatch.setenv("DEMARCHE_API_KEY", "long-enough-to-be-a-secret")
    assert key_for("0.0.0.0") == "long-enough-to-be-a-secret"
    assert key_for("127.0.0.1") is None
