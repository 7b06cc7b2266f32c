"""Every error that demarche raises on purpose.

    DemarcheError
    ├── InputError        a file, date or option that cannot be used; says what would be right
    │   ├── UnreadableInput   the document itself is empty, binary, too large or not text
    │   └── BadDate           a date that is none
    ├── ConfigError       settings, actor lists and paths that contradict themselves
    │   └── UnknownPart       a part name that no registry knows
    ├── CodebookError     a frame, word list or crosswalk that does not lint
    ├── ModelError        the folder of the language engine holds no model
    └── StoreError        the store is locked, damaged or of a newer schema
        ├── StoreLocked
        ├── StoreDamaged
        ├── NoMemory      there is none just now; asking again helps
        └── NotFound

Bad text inside an article is never an exception: it becomes an `Issue` in the record.
"""

from __future__ import annotations


class DemarcheError(Exception):
    """Base of all errors of this package; the message is meant for the user."""


class InputError(DemarcheError):
    """The user's input cannot be used."""


class UnreadableInput(InputError):
    """A document is empty, binary, too large or in no known encoding."""


class BadDate(InputError):
    """Not a calendar date."""


class ConfigError(DemarcheError):
    """Settings or side files that cannot be used."""


class UnknownPart(ConfigError):
    """No part of that name is registered."""

    def __init__(self, kind: str, name: str, known: list[str]) -> None:
        super().__init__(f"no {kind} called {name!r}; known: {', '.join(sorted(known)) or 'none'}")


class CodebookError(DemarcheError):
    """A codebook file breaks a rule; names file, entry and what would be right."""


class ModelError(DemarcheError):
    """The folder of the language engine holds no model."""


class StoreError(DemarcheError):
    """The store cannot do what was asked."""


class StoreLocked(StoreError):
    """Another process owns the store."""


class StoreDamaged(StoreError):
    """The store file does not verify."""


class NoMemory(StoreError):
    """The store may not use more memory just now; asking again helps."""


class NotFound(StoreError):
    """No such document, event or story."""
