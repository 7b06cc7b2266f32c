"""Decompression that never loses its place: bounded, and able to go on behind a damaged member."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import BinaryIO

from demarche.errors import UnreadableInput
from demarche.intake.limits import Limits

MAGIC = b"\x1f\x8b\x08"
CHUNK = 1 << 16


class Damage(UnreadableInput):
    """A compressed member that ends too early or is not what it says; reading may go on behind it."""


def chunks(stream: BinaryIO, limits: Limits) -> Iterator[bytes | Damage]:
    """Decompressed bytes of all gzip members; a damaged member gives a `Damage` in its place."""
    raw, total, seen = b"", 0, 0
    while raw or (raw := stream.read(CHUNK)):
        member, fed = zlib.decompressobj(31), raw
        try:
            while not member.eof:
                for data in _inflate(member, raw):
                    total += len(data)
                    check_ratio(total, seen + len(raw), limits)
                    yield data
                seen += len(raw)
                raw = b"" if member.eof else stream.read(CHUNK)
                fed = raw or fed
                if not raw and not member.eof:
                    yield Damage("the compressed data ends too early")
                    return
            raw = member.unused_data.lstrip(b"\x00")
        except zlib.error as problem:
            yield Damage(f"the compressed data is damaged: {problem}")
            raw = _next_member(stream, fed[1:])


def check_ratio(total: int, read: int, limits: Limits) -> None:
    """UnreadableInput for what unpacks to more than any honest archive."""
    if total > limits.container_bytes:
        raise UnreadableInput(f"the archive unpacks to more than {limits.container_bytes:,} bytes")
    if total > limits.decoded_bytes and total > limits.ratio * max(read, 1):
        raise UnreadableInput(f"the archive unpacks to more than {limits.ratio} times its size; it looks like a bomb")


def _inflate(member: zlib._Decompress, raw: bytes) -> Iterator[bytes]:
    data = member.decompress(raw, 1 << 20)
    while data:
        yield data
        data = member.decompress(member.unconsumed_tail, 1 << 20) if member.unconsumed_tail else b""


def _next_member(stream: BinaryIO, raw: bytes) -> bytes:
    """The bytes from the next gzip header on, or nothing."""
    while True:
        found = raw.find(MAGIC)
        if found >= 0:
            return raw[found:]
        more = stream.read(CHUNK)
        if not more:
            return b""
        raw = raw[-len(MAGIC) :] + more


class Gunzip:
    """A readable stream of decompressed bytes that raises `Damage` where the data is damaged."""

    def __init__(self, stream: BinaryIO, limits: Limits) -> None:
        self._chunks, self._buffer = chunks(stream, limits), b""
        self._deferred: Damage | None = None

    def read(self, size: int = -1) -> bytes:
        while size < 0 or len(self._buffer) < size:
            if not self._more():
                break
        size = len(self._buffer) if size < 0 else size
        data, self._buffer = self._buffer[:size], self._buffer[size:]
        return data

    def readline(self, size: int = -1) -> bytes:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if (0 <= size <= searched) or not self._more():
                break
        length = end + 1 if end >= 0 else len(self._buffer)
        return self.read(min(length, size) if size >= 0 else length)

    def seekable(self) -> bool:
        return False

    def push_back(self, data: bytes) -> None:
        """Put bytes back that were read too early."""
        self._buffer = data + self._buffer

    def defer(self, damage: Damage) -> None:
        """Raise this damage again when more data is asked for."""
        self._deferred = damage

    def _more(self) -> bool:
        found, self._deferred = self._deferred or next(self._chunks, None), None
        if isinstance(found, Damage):
            # What lies before the damage belongs to the damaged member.
            self._buffer = b""
            raise found
        self._buffer += found or b""
        return found is not None


class Plain(Gunzip):
    """The same interface over bytes that are not compressed."""

    def __init__(self, stream: BinaryIO) -> None:
        self._chunks, self._buffer = iter(lambda: stream.read(CHUNK) or None, None), b""
        self._deferred = None
