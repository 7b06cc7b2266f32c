"""What a reader gives: named parts of a source, each read only when it is called.

A part that hangs or kills its process can be skipped by its number, because reading is put off until the call.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Protocol

import msgspec

from demarche.errors import UnreadableInput
from demarche.intake.limits import DEFAULT, Limits
from demarche.model import Article


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the user said about a source: limits, a date and an address for documents that declare none."""

    limits: Limits = DEFAULT
    published: str | None = None
    url: str | None = None
    charset: str | None = None


Part = tuple[str, Callable[[], Article]]


class Reader(Protocol):
    """Named parts of a stream; one document alone has the part name ""."""

    def __call__(self, stream: BinaryIO, name: str, options: Options) -> Iterator[Part]: ...


def failing(reason: str) -> Callable[[], Article]:
    """A part that is known to be unreadable."""

    def fail() -> Article:
        raise UnreadableInput(reason)

    return fail


def under(parent: str, part: str) -> str:
    """The name of a part inside a part."""
    return "/".join(name for name in (parent, part) if name)


def limited(stream: BinaryIO, limits: Limits) -> bytes:
    """The whole stream, but never more than one byte above the limit for a document."""
    data = stream.read(limits.raw_bytes + 1)
    if len(data) > limits.raw_bytes:
        raise UnreadableInput(f"the document has more than {limits.raw_bytes:,} bytes")
    return data


class _Rewound(io.RawIOBase):
    """Bytes that were already read from a stream, then the rest of it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def rewound(head: bytes, stream: BinaryIO) -> io.BufferedReader:
    """`stream` as if `head` had not been read from it yet."""
    return io.BufferedReader(_Rewound(head, stream))
