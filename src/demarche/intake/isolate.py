"""Reading in a process of its own, which is killed when one document takes too long or too much memory."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import msgspec

from demarche.intake.limits import DEFAULT, Limits
from demarche.intake.worker import LENGTH, Job, Reply, send
from demarche.model import Article

# A process that has grown to this size is replaced between two sources.
WORN_OUT = 600 << 20
# Starting Python and the parsers on a busy machine must not count as a slow document.
START_SECONDS = 30.0
# The limit is on time of work. By the clock a document may take this many times as long, so that a busy machine
# does not refuse what an idle one reads.
PATIENCE = 2.5


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a source: its article, or the reason why there is none."""

    part: str
    article: Article | None = None
    reason: str = ""


class Stuck(Exception):
    """The process did not answer in time, or is gone; says why in words for the user."""


class Worker:
    """A reading process, started when first needed and again after each kill."""

    def __init__(self, limits: Limits = DEFAULT) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._buffer = b""
        self._fresh = True

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def read(
        self, source: Path | bytes, *, name: str = "", published: str | None = None, url: str | None = None
    ) -> Iterator[Found]:
        """All parts of a file, or of bytes with a name; goes on behind a part that had to be killed."""
        path = os.fsencode(source) if isinstance(source, Path) else b""
        data = source if isinstance(source, bytes) else None
        job = Job(path=path, data=data, name=name, published=published, url=url, limits=self.limits)
        done = 0
        while True:
            begun: str | None = None
            try:
                for reply in self._replies(msgspec.structs.replace(job, skip=done)):
                    if reply.kind == "end":
                        self._replace_when_worn_out()
                        return
                    begun = reply.part if reply.kind == "begin" else None
                    if reply.kind != "begin":
                        done += 1
                        yield Found(part=reply.part, article=reply.article, reason=reply.reason)
            except Stuck as stuck:
                self.stop()
                yield Found(part=begun or "", reason=str(stuck))
                if begun is None:
                    return
                done += 1
            except GeneratorExit:
                self.stop()
                raise

    def stop(self) -> None:
        """End the process at once."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    pipe.close()
        self._process, self._buffer = None, b""

    def _replies(self, job: Job) -> Iterator[Reply]:
        process = self._running()
        assert process.stdin is not None
        try:
            send(process.stdin, job)  # type: ignore[arg-type]
        except BrokenPipeError:
            raise Stuck("the reading process ended before it began") from None
        while True:
            yield self._next(process)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            command = [sys.executable, "-m", "demarche.intake.worker"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            self._fresh = True
        return self._process

    def _next(self, process: subprocess.Popen[bytes]) -> Reply:
        until = Deadline(process.pid, START_SECONDS if self._fresh else self.limits.seconds)
        head = self._take(process, LENGTH.size, until)
        reply = msgspec.msgpack.decode(self._take(process, LENGTH.unpack(head)[0], until), type=Reply)
        self._fresh = False
        return reply

    def _take(self, process: subprocess.Popen[bytes], size: int, until: Deadline) -> bytes:
        assert process.stdout is not None
        descriptor = process.stdout.fileno()
        pieces = [self._buffer]
        have = len(self._buffer)
        while have < size:
            left = until.left()
            ready, _, _ = select.select([descriptor], [], [], left)
            if not ready and left > 0:
                continue
            if not ready:
                raise Stuck(f"reading took longer than {self.limits.seconds:g} seconds")
            data = os.read(descriptor, 1 << 20)
            if not data:
                raise Stuck(f"the reading process ended ({_cause(process)})")
            pieces.append(data)
            have += len(data)
        whole = b"".join(pieces)
        self._buffer = whole[size:]
        return whole[:size]

    def _replace_when_worn_out(self) -> None:
        process = self._process
        if process is not None and _resident(process.pid) > WORN_OUT:
            self.stop()


class Deadline:
    """How long a process may still take: `seconds` of work, and never more than `PATIENCE` times that by the clock."""

    def __init__(self, pid: int, seconds: float) -> None:
        self._pid, self._seconds = pid, seconds
        self._began, self._before = time.monotonic(), _worked(pid)

    def left(self) -> float:
        """Seconds to wait before looking again; 0 when the time is over."""
        passed, now = time.monotonic() - self._began, _worked(self._pid)
        worked = passed if now is None or self._before is None else now - self._before
        return max(0.0, min(self._seconds - worked, PATIENCE * self._seconds - passed))


def _worked(pid: int) -> float | None:
    """Seconds of processor time of a process; None where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return None


def _cause(process: subprocess.Popen[bytes]) -> str:
    code = process.wait(timeout=10)
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _resident(pid: int) -> int:
    """Bytes of memory in use; 0 where the system does not tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0
