"""Names: what an article names, and of which class each name is."""

from __future__ import annotations

import msgspec

from demarche.model.text import Span

# What `Name.kind` may be.
NAME_KINDS = ("PERSON", "ORG", "COUNTRY", "NATIONALITY", "PLACE", "FACILITY", "EVENT", "DATE", "NUMBER")


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """A name, date or number: its class, its words, the rule or model that said so.

    `sentence` counts from 0; `first` and `last` are the tokens of that sentence that it stands in, both included.
    """

    kind: str
    span: Span
    coder: str
    sentence: int
    first: int
    last: int

    def __repr__(self) -> str:
        return f"<{self.kind} {self.span.text!r}>"
