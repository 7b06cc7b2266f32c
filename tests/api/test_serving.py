"""A server in a process of its own: it starts, and it ends without leaving anything open."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_a_stopped_server_closes_its_store(tmp_path: Path, end: signal.Signals) -> None:
    """Whichever way it is stopped, the server lets go of the file and leaves no log behind that would be replayed."""
    db = tmp_path / "news.duckdb"
    command = [sys.executable, "-m", "demarche", "serve", "--db", str(db), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        found = re.search(r"http://\S+", process.stderr.readline())
        assert found is not None
        assert httpx.get(f"{found[0]}readyz", timeout=30).json()["status"] == "ready"
        process.send_signal(end)
        process.wait(timeout=30)
    assert [path.name for path in tmp_path.iterdir()] == ["news.duckdb"]
