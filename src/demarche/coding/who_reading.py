"""What one noun phrase says about who is meant."""

from __future__ import annotations

import msgspec

from demarche.knowledge.types import Entry
from demarche.model import Span


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one noun phrase says about who is meant.

    `kind` is person, organisation, country, group, place or thing (a thing stands for its owner).
    `key` is equal for phrases that surely mean the same; `head` is the lemma of the head noun.
    `span` is the whole phrase; where a thing stands for its owner, `own` are the words that name him.
    """

    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    why: str = ""
    key: tuple[str, ...] = ()
    head: str = ""
    span: Span
    own: Span | None = None
    definite: bool = False
    entry: Entry | None = None

    @property
    def mention(self) -> Span:
        """The words that name who is meant: of "Moscow's orbit" the first."""
        return self.own or self.span

    @property
    def acts(self) -> bool:
        """True when this can be an actor: it has a country or sector, or it is a person, a body or a group."""
        return bool(self.country or self.sector) or self.kind in ("person", "organisation", "group")

    @property
    def known(self) -> bool:
        """True when more than the kind is known: country, sector or a name."""
        return bool(self.country or self.sector or self.entry) or self.kind in ("person", "organisation")
