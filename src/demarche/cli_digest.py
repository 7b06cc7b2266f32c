"""What `demarche digest` does: the quick read of files or of the store, as text, JSON, Markdown or HTML."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from demarche.errors import ConfigError
from demarche.intake import read_path
from demarche.intake.dates import published as checked_date
from demarche.intake.limits import DEFAULT, check_raw
from demarche.intake.plain import read_text
from demarche.model import Article, Record
from demarche.pipeline import Pipeline
from demarche.render.digest import as_html, as_markdown, as_text

FORMATS = ("text", "json", "markdown", "html")


def digest_command(files: Sequence[str], *, published: str | None = None, format: str = "text") -> int:
    """Write the quick read of every article in `files` ("-" is stdin) to stdout; 0 when done."""
    _check(format)
    day = checked_date(published) if published is not None else None
    out = sys.stdout.buffer
    for k, record in enumerate(Pipeline().code_many(_articles(files, day))):
        if k and format in ("text", "markdown"):
            out.write(b"\n")
        out.write(shown(record, format).encode("utf-8", "replace"))
    out.flush()
    return 0


def store_digest_command(db: Path, chosen: Mapping[str, Any], *, format: str = "text") -> int:
    """Write the quick read of what is `chosen` from a store, or from the server that owns it; 0 when done."""
    from demarche.cli_open import asked
    from demarche.render import quickread

    _check(format)
    with asked(db) as store:
        found = store.digest(**{name: value for name, value in chosen.items() if value is not None})
    if format == "json":
        text = msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"
    else:
        shape = {"text": quickread.as_text, "markdown": quickread.as_markdown, "html": quickread.as_html}[format]
        text = shape(found.about, found.bullets)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
    return 0


def _check(format: str) -> None:
    if format not in FORMATS:
        raise ConfigError(f"no format called {format!r}; known: {', '.join(FORMATS)}")


def _articles(files: Sequence[str], day: str | None) -> Iterator[Article]:
    for name in files:
        if name == "-":
            data = sys.stdin.buffer.read(DEFAULT.raw_bytes + 1)
            check_raw(len(data))
            yield read_text(data, published=day)
        else:
            yield from read_path(name, day)


def shown(record: Record, format: str) -> str:
    """The quick read of one record in a format of `FORMATS`."""
    if format == "json":
        found = {"article": record.article.id, "title": record.article.title, "digest": record.digest}
        return msgspec.json.format(msgspec.json.encode(found), indent=2).decode() + "\n"
    return {"text": as_text, "markdown": as_markdown, "html": as_html}[format](record)
