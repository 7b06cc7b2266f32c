"""A user's own codebook and actors: which they are, and whether two processes would code with the same."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from demarche.config import load_settings

if TYPE_CHECKING:
    from demarche.pipeline import Pipeline


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """Absolute paths, so that they mean the same in every process, and a digest of what lay there."""

    codebook: str | None = None
    actors: tuple[str, ...] = ()
    digest: str = ""

    def pipeline(self) -> Pipeline:
        """The shipped coder with these."""
        from demarche.pipeline import Pipeline

        codebook = Path(self.codebook) if self.codebook else None
        return Pipeline(codebook=codebook, actors=tuple(map(Path, self.actors)))

    @property
    def options(self) -> str:
        """As they are written on a command line."""
        given = [f"--codebook {self.codebook}"] if self.codebook else []
        return " ".join([*given, *(f"--actors {path}" for path in self.actors)])


def own(codebook: Path | None = None, actors: Sequence[Path] = ()) -> Own:
    """What a command codes with: what it was given, and the settings where it was given nothing."""
    settings = load_settings()
    folder = codebook or settings.codebook
    files = [Path(path).resolve() for path in actors or settings.actors]
    place = Path(folder).resolve() if folder else None
    return Own(
        codebook=str(place) if place else None,
        actors=tuple(map(str, files)),
        digest=_digest([*(_files(place) if place else ()), *files]),
    )


def _files(folder: Path) -> Iterator[Path]:
    """The files of a codebook folder, as the codebook reads them."""
    yield from sorted([*folder.glob("*.yaml"), *folder.glob("*/*.yaml")])


def _digest(paths: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in paths:
        data = b""
        with contextlib.suppress(OSError):  # whoever codes with it says what is wrong with it
            data = path.read_bytes()
        for part in (str(path).encode(), data):
            found.update(len(part).to_bytes(8, "big") + part)
    return found.hexdigest()[:16]
