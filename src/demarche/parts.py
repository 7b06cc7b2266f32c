"""The seams: what can be replaced, one Protocol and one registry each.

Names carry a version ("frames.v1").
Other packages join through the entry point groups `demarche.parsers` and `demarche.coders`; our own parts register the
same way.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from demarche.errors import UnknownPart
from demarche.model import Draft, Sentence

T = TypeVar("T")


@runtime_checkable
class Parser(Protocol):
    """Text to sentences with words, tags, trees and names."""

    @property
    def name(self) -> str: ...

    def parse(self, text: str) -> tuple[Sentence, ...]: ...

    def parse_many(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]: ...


@runtime_checkable
class Coder(Protocol):
    """A parsed article to a draft with actors, events and all that hangs on them."""

    @property
    def name(self) -> str: ...

    def code(self, draft: Draft) -> Draft: ...


class Registry(Generic[T]):
    """Named makers of parts; those of other packages are found through entry points on first use."""

    def __init__(self, kind: str, group: str) -> None:
        self.kind = kind
        self.group = group
        self._makers: dict[str, Callable[..., T]] = {}

    def register(self, name: str, maker: Callable[..., T]) -> None:
        self._makers[name] = maker

    def names(self) -> list[str]:
        return sorted({*self._makers, *(e.name for e in entry_points(group=self.group))})

    def make(self, name: str, **options: Any) -> T:
        """A part of that name; UnknownPart names those that exist."""
        if name in self._makers:
            return self._makers[name](**options)
        for entry in entry_points(group=self.group):
            if entry.name == name:
                maker: Callable[..., T] = entry.load()
                return maker(**options)
        raise UnknownPart(self.kind, name, self.names())
