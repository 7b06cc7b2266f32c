"""What the user names (files, folders, globs, standard input, addresses) as a list of single sources."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

STDIN = "-"


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to read: `kind` is file, url or stdin; `reason` says why a path cannot be read at all."""

    kind: str
    name: str
    path: Path | None = None
    reason: str = ""


def expand(patterns: Iterable[str | Path]) -> Iterator[Source]:
    """Sources in the order of the arguments; folders and globs in the order of their names."""
    for pattern in patterns:
        text = os.fspath(pattern)
        if text == STDIN:
            yield Source(kind="stdin", name=STDIN)
        elif not text:
            yield Source(kind="file", name="", reason="the name is empty")
        elif text.startswith(("http://", "https://")):
            yield Source(kind="url", name=text)
        else:
            yield from _paths(text)


def _paths(text: str) -> Iterator[Source]:
    path = Path(text)
    if path.is_dir():
        found = _folder(path)
        first = next(found, Source(kind="file", name=printable(text), reason="the folder holds no files"))
        yield first
        yield from found
    elif os.path.lexists(path) or not glob.has_magic(text):
        yield _file(path)
    else:
        names = sorted(glob.glob(text, recursive=True))
        if not names:
            yield Source(kind="file", name=printable(text), reason="no file has such a name")
        for name in names:
            yield from _folder(Path(name)) if Path(name).is_dir() else _unless_store(Path(name))


def _folder(folder: Path) -> Iterator[Source]:
    for where, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            yield from _unless_store(Path(where) / name)


def _unless_store(path: Path) -> Iterator[Source]:
    """A file that was found, unless it is part of a store that is open now, most likely the one read into."""
    base = path.with_name(path.name.removesuffix(".owner").removesuffix(".wal"))
    if not base.with_name(f"{base.name}.owner").exists():
        yield _file(path)


def _file(path: Path) -> Source:
    """A regular file; pipes and devices could block for ever."""
    reason = ""
    if not os.path.lexists(path):
        reason = "there is no such file"
    elif not path.exists():
        reason = "the link leads nowhere"
    elif not path.is_file():
        reason = "this is a pipe or device, not a file"
    return Source(kind="file", name=printable(os.fspath(path)), path=path, reason=reason)


def printable(name: str) -> str:
    """A name that can be written as UTF-8, whatever bytes the file system holds."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
