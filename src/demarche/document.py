"""What `demarche.code` gives back: an article with its events as typed objects that show their evidence."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from demarche.model import Actor, Coded, Draft, Event, Record, Sentence, Span
from demarche.model.names import Name
from demarche.model.record import BulletRecord


class Party:
    """An actor in his part in one event: everything known of him, and the words of this event that name him."""

    def __init__(self, actor: Actor, coded: Coded[str]) -> None:
        self.actor = actor
        self.evidence: tuple[Span, ...] = coded.evidence
        self.coder = coded.coder

    @property
    def id(self) -> str:
        return self.actor.id

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def country(self) -> str | None:
        return self.actor.country

    @property
    def sector(self) -> str | None:
        return self.actor.sector

    def __repr__(self) -> str:
        code = " ".join(filter(None, [self.country, self.sector]))
        return f"<{self.name}{f' [{code}]' if code else ''}>"


class CodedEvent:
    """One event; fields of the model's `Event` are reachable as they are, parties come as `Party`."""

    def __init__(self, event: Event, actors: dict[str, Actor]) -> None:
        self._event = event
        self.actors = tuple(Party(actors[c.value], c) for c in event.actors)
        self.recipients = tuple(Party(actors[c.value], c) for c in event.recipients)
        self.third_parties = tuple(Party(actors[c.value], c) for c in event.third_parties)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._event, name)

    def __repr__(self) -> str:
        who = ", ".join(map(repr, self.actors)) or "?"
        whom = f" → {', '.join(map(repr, self.recipients))}" if self.recipients else ""
        return f"{self._event.id} {self._event.event_type.value}: {who}{whom}"


class Document:
    """An article, coded."""

    def __init__(self, draft: Draft, record: Record) -> None:
        self.draft = draft
        self.record = record

    @property
    def text(self) -> str:
        return self.record.article.text

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return self.draft.parsed.sentences

    @cached_property
    def actors(self) -> tuple[Actor, ...]:
        return self.draft.actors

    @cached_property
    def events(self) -> tuple[CodedEvent, ...]:
        by_id = {a.id: a for a in self.draft.actors}
        return tuple(CodedEvent(e, by_id) for e in self.draft.events)

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names, dates and numbers of the text, each with its class: COUNTRY, FACILITY, EVENT, DATE, …"""
        from demarche.naming import names

        return names(self.sentences)

    @property
    def digest(self) -> tuple[BulletRecord, ...]:
        """The quick read: bullets with the spans they cite."""
        return tuple(self.record.digest)

    def __iter__(self) -> Iterator[CodedEvent]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)

    def to_json(self) -> str:
        """The record as JSON text."""
        return self.record.to_json().decode()

    def to_dict(self) -> dict[str, Any]:
        return self.record.to_dict()

    def __str__(self) -> str:
        from demarche.render.text import render

        return render(self.record)

    def __repr__(self) -> str:
        return f"<Document {self.record.article.id}: {len(self.events)} events>"

    def _repr_html_(self) -> str:
        from demarche.render.page import fragment

        return fragment(self.record)
