"""One file to articles, in this process: what `demarche code FILE` reads."""

from __future__ import annotations

from pathlib import Path

from demarche.errors import InputError, UnreadableInput
from demarche.intake.limits import DEFAULT, Limits, check_raw
from demarche.intake.plain import read_text
from demarche.intake.webpage import is_html, read_html
from demarche.model import Article

PAGES = frozenset((".html", ".htm", ".xhtml"))


def read_path(path: str | Path, published: str | None = None, *, limits: Limits = DEFAULT) -> list[Article]:
    """The articles of a text file or saved page.

    `published` is the date of a file that declares none.
    UnreadableInput when the file is missing, empty, binary, too large or not text.
    """
    data = read_bytes(Path(path), limits)
    if Path(path).suffix.lower() in PAGES or is_html(data):
        return [read_html(data, published=published, limits=limits)]
    return [read_text(data, published=published, limits=limits)]


def read_bytes(path: Path, limits: Limits = DEFAULT) -> bytes:
    """The file's bytes; never reads more than the limit into memory."""
    try:
        if path.is_dir():
            raise UnreadableInput(f"{path} is a folder, not a document")
        with path.open("rb") as file:
            data = file.read(limits.raw_bytes + 1)
    except FileNotFoundError:
        raise InputError(f"there is no file {path}") from None
    except OSError as problem:
        raise UnreadableInput(f"{path} cannot be read: {problem.strerror or problem}") from None
    check_raw(len(data), limits)
    return data
