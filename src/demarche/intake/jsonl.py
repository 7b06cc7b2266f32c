"""One JSON object a line, `{"id","text","published","title"?,"source"?,"url"?}`, read as a stream of articles.

A line that cannot be used becomes a `Problem` in its place, so the order and number of lines survive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from demarche.errors import BadDate, UnreadableInput
from demarche.intake.dates import published
from demarche.intake.fields import check_whole, values_of
from demarche.intake.limits import DEFAULT, Limits, check_text
from demarche.model import Article


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """An input that gives no article: where it stands, why, and the id it carried, when it had one."""

    part: str
    reason: str
    id: str | None = None
    raw: bytes = b""


class Line(msgspec.Struct, kw_only=True):
    """What a line may say; other keys are ignored."""

    text: str
    id: str | int | None = None
    published: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    language: str | None = None
    author: str | None = None


DECODER = msgspec.json.Decoder(Line)
OBJECT = msgspec.json.Decoder(dict[str, Any])
JSON_SPACE = 3  # An escaped text can be up to six times its size; three covers what real exports write.


def read_jsonl(stream: BinaryIO, *, limits: Limits = DEFAULT) -> Iterator[Article | Problem]:
    """Articles in the order of their lines; blank lines are skipped, bad ones come as `Problem`."""
    for number, line in numbered_lines(stream, limits.raw_bytes * JSON_SPACE):
        if line is None:
            yield Problem(
                part=f"line {number}", reason=f"the line is longer than {limits.raw_bytes * JSON_SPACE:,} bytes"
            )
        elif line.strip():
            yield read_line(line, number, limits=limits)


def read_line(line: bytes, number: int, *, limits: Limits = DEFAULT) -> Article | Problem:
    """The article of one line, or the problem with it."""
    part = f"line {number}"
    try:
        row = line_of(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, UnreadableInput) as problem:
        return Problem(part=part, reason=f"not a usable JSON object: {problem}", raw=line[:2000])
    try:
        return article_of(row, limits)
    except (UnreadableInput, BadDate) as problem:
        return Problem(part=part, reason=str(problem), id=None if row.id is None else str(row.id), raw=line[:2000])


def line_of(data: bytes) -> Line:
    """What a JSON object says of an article, whatever common names it has for it."""
    try:
        return DECODER.decode(data)
    except msgspec.ValidationError:
        found = values_of(OBJECT.decode(data))
        return Line(text=found.pop("text") or "", **found)


def article_of(row: Line, limits: Limits = DEFAULT) -> Article:
    """The article that a line or table row describes; its text is kept to the letter."""
    text = check_text(row.text, limits)
    check_whole(text)
    when = published(row.published) if row.published else None
    return Article(
        id=str(row.id) if row.id not in (None, "") else short_id(text),
        text=text,
        title=row.title or None,
        source=row.source or None,
        url=row.url or None,
        published=when,
        language=row.language or None,
        author=row.author or None,
    )


def short_id(text: str) -> str:
    """An id for an article that brings none: the same text gives the same id."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def numbered_lines(stream: BinaryIO, longest: int) -> Iterator[tuple[int, bytes | None]]:
    """Lines with their number from 1; None stands for a line beyond `longest`, which is never held in memory."""
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) > longest and not line.endswith(b"\n"):
            while (rest := stream.readline(1 << 20)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        else:
            yield number, line
