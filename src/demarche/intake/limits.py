"""How much one input may cost, and the check that says so in words a person understands."""

from __future__ import annotations

import msgspec

from demarche.errors import UnreadableInput


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds for any single input; a document beyond one of them is quarantined, never shortened."""

    raw_bytes: int = 5_000_000
    decoded_bytes: int = 5_000_000
    characters: int = 200_000
    seconds: float = 10.0
    memory_bytes: int = 1 << 30
    # lxml silently drops what lies deeper than about 255 elements; news pages stay below 60.
    depth: int = 200
    tags: int = 60_000
    # A container (archive, feed, WARC) may be larger than one document: it is read as a stream.
    container_bytes: int = 2_000_000_000
    parts: int = 1_000_000
    # Decompressed size over compressed size of one archive member; text compresses about 3 to 10 times.
    ratio: int = 200


DEFAULT = Limits()


def check_raw(size: int, limits: Limits = DEFAULT) -> None:
    """UnreadableInput when a document has more bytes than allowed, or none."""
    if size == 0:
        raise UnreadableInput("the document is empty")
    if size > limits.raw_bytes:
        raise UnreadableInput(f"the document has {size:,} bytes; the limit is {limits.raw_bytes:,}")


def check_text(text: str, limits: Limits = DEFAULT) -> str:
    """`text` itself when it can be coded; UnreadableInput when it is blank or too long."""
    if not text.strip():
        raise UnreadableInput("the document holds no text")
    if len(text) > limits.characters:
        raise UnreadableInput(f"the text has {len(text):,} characters; the limit is {limits.characters:,}")
    return text
