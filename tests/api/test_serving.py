"""A server in a process of its own: it starts, and it ends without leaving anything open."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from demarche.api import create_app
from tests.api.conftest import make_desk


@contextlib.contextmanager
def started(db: Path, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running server and its address."""
    command = [sys.executable, "-m", "demarche", "serve", "--db", str(db), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | environment) as process:
        try:
            assert process.stderr is not None
            found = re.search(r"http://\S+", process.stderr.readline())
            assert found is not None
            yield process, found[0]
        finally:
            process.terminate()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_server_closes_its_store(tmp_path: Path, end: signal.Signals) -> None:
    """Whichever way it is stopped, the server lets go of the file and leaves no log behind that would be replayed."""
    db = tmp_path / "news.duckdb"
    with started(db) as (process, url):
        assert httpx.get(f"{url}readyz", timeout=30).json()["status"] == "ready"
        process.send_signal(end)
        process.wait(timeout=30)
    assert [path.name for path in tmp_path.iterdir()] == ["news.duckdb"]


def test_the_limits_of_a_server_are_settings(tmp_path: Path) -> None:
    """How large a body may be is what the settings say."""
    with started(tmp_path / "news.duckdb", DEMARCHE_SERVE_BYTES="300") as (_, url):
        reply = httpx.post(f"{url}v1/documents", content=b"x" * 400, timeout=30)
    assert (reply.status_code, "300 bytes" in reply.json()["detail"]) == (413, True)


def test_ready_is_told_after_warming() -> None:
    """Whoever wants to know is told once the pages are prepared, though nobody has asked for any."""
    desk, told = make_desk(), threading.Event()
    with desk.store, TestClient(create_app(desk, ready=told.set)):
        assert told.wait(30)
