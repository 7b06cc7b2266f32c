"""A server on a copy of the example corpus, in a process of its own, whose memory is watched."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

KEY = "a key that nobody needs to guess"
MOST_RESIDENT = 6_000_000_000  # bytes; a server that takes more is ended before it takes the machine with it


class Served:
    """Where the server is, and what it takes."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process, self.said, self.peak = process, list[str](), 0
        self.port = 0
        self._answers = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()
        threading.Thread(target=self._watch, daemon=True).start()
        assert self._answers.wait(120), "the server did not start"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def resident(self) -> int:
        """Bytes in memory; the process that codes is not counted."""
        try:
            return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except (OSError, ValueError, IndexError):
            return 0

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            if found := re.search(r"http://\S+?:(\d+)/", line):
                self.port = int(found[1])
                self._answers.set()
            self.said.append(line)

    def _watch(self) -> None:
        while self.alive:
            self.peak = max(self.peak, self.resident())
            if self.peak > MOST_RESIDENT:
                self.process.send_signal(signal.SIGKILL)
            time.sleep(0.2)


@contextlib.contextmanager
def served(*, guarded: bool = False) -> Iterator[Served]:
    """A server with the example corpus; `guarded`: on all interfaces, so that it asks for the key."""
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "demo.duckdb"
        subprocess.run([sys.executable, "-m", "demarche", "demo", "--db", str(db)], check=True, capture_output=True)
        command = [sys.executable, "-m", "demarche", "serve", "--db", str(db), "--port", "0", "--host",
                   "0.0.0.0" if guarded else "127.0.0.1"]  # fmt: skip
        settings = {"DEMARCHE_API_KEY": KEY, "DEMARCHE_SERVE_WRITES": "100000"}
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | settings, cwd=folder)
        try:
            yield Served(process)
        finally:
            process.terminate()
            process.wait(timeout=60)
