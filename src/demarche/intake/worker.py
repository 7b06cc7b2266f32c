"""The reading process: takes sources one by one, answers with their articles and problems.

Started by `isolate.Worker` with pipes on standard input and output. It limits its own memory, says which part it
begins before it reads it, and ends when its parent does.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from demarche.errors import DemarcheError
from demarche.intake.language import with_language
from demarche.intake.limits import DEFAULT, Limits
from demarche.intake.parts import Options, Part
from demarche.intake.readers import parts_of, parts_of_path
from demarche.model import Article

# What the libraries themselves map; the limit on memory counts addresses, not pages in use.
OWN_ADDRESSES = 768 << 20
DIE_WITH_PARENT = 1
LENGTH = struct.Struct(">I")


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """A source to read: a file by its path, or bytes; `skip` parts at its start are passed over."""

    path: bytes = b""
    data: bytes | None = None
    name: str = ""
    skip: int = 0
    published: str | None = None
    url: str | None = None
    charset: str | None = None
    limits: Limits = DEFAULT


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """`kind` is begin, article, problem or end."""

    kind: str
    part: str = ""
    article: Article | None = None
    reason: str = ""


def main() -> None:
    """Serve jobs until the input ends."""
    jobs, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    _silence()
    _die_with_parent()
    while (job := receive(jobs, Job)) is not None:
        _limit_memory(job.limits)
        for reply in answers(job):
            send(replies, reply)


def answers(job: Job) -> Iterator[Reply]:
    """A `begin` and a result for every part, then `end`."""
    for number, (name, read) in enumerate(_parts(job)):
        if number < job.skip:
            continue
        yield Reply(kind="begin", part=name)
        yield evaluated(name, read)
    yield Reply(kind="end")


def evaluated(name: str, read: Callable[[], Article]) -> Reply:
    """Read one part; whatever goes wrong is a problem with a reason."""
    try:
        return Reply(kind="article", part=name, article=with_language(read()))
    except DemarcheError as problem:
        return Reply(kind="problem", part=name, reason=str(problem))
    except MemoryError:
        return Reply(kind="problem", part=name, reason="reading the document needs more memory than is allowed")
    except RecursionError:
        return Reply(kind="problem", part=name, reason="the document is nested too deep")
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as problem:
        return Reply(kind="problem", part=name, reason=f"the document is damaged: {str(problem)[:200]}")
    except Exception as problem:  # the last guard: one document of a kind nobody thought of must not stop a batch
        what = f"{type(problem).__name__}: {str(problem)[:200]}"
        return Reply(kind="problem", part=name, reason=f"the reader failed on this document ({what})")


def _parts(job: Job) -> Iterator[Part]:
    options = Options(limits=job.limits, published=job.published, url=job.url, charset=job.charset)
    try:
        if job.data is None:
            yield from parts_of_path(Path(os.fsdecode(job.path)), options)
        else:
            import io

            yield from parts_of(io.BytesIO(job.data), job.name, options)
    except Exception as problem:
        what = f"{type(problem).__name__}: {str(problem)[:200]}"

        def fail() -> Article:
            raise DemarcheError(f"the reader failed on this source ({what})")

        yield "", fail


def send(stream: BinaryIO, message: msgspec.Struct) -> None:
    """Write one message with its length before it."""
    data = msgspec.msgpack.encode(message)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: BinaryIO, kind: type[Job]) -> Job | None:
    """Read one message; None at the end."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return msgspec.msgpack.decode(stream.read(LENGTH.unpack(head)[0]), type=kind)


def _silence() -> None:
    """C libraries complain on file descriptors 1 and 2, which are not theirs."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _limit_memory(limits: Limits) -> None:
    if sys.platform == "linux":
        ceiling = limits.memory_bytes + OWN_ADDRESSES
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (ceiling, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _die_with_parent() -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGKILL)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError, KeyboardInterrupt):
        main()
