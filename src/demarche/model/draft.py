"""A record in the making: what the stages of the coder hand on to each other."""

from __future__ import annotations

import msgspec

from demarche.model.coded import Actor, Event, Issue, Parsed
from demarche.model.record import ExchangeRecord, LinkRecord, PerspectiveRecord, QuestionRecord, QuoteRecord


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known so far about one article.

    `who` maps (sentence, head token) of a noun phrase or pronoun to the ids of the actors it denotes.
    `inner` maps (sentence, token) of a clause or noun to (kind, event id): what it is in another event's scope
    ("requested", "planned", …), so that later stages know that "urged Minsk to free them" frees nobody yet.
    `on_trial` are ids of events that stand only if a link ties them to another one.
    """

    parsed: Parsed
    actors: tuple[Actor, ...] = ()
    who: dict[tuple[int, int], tuple[str, ...]] = {}
    events: tuple[Event, ...] = ()
    inner: dict[tuple[int, int], tuple[str, str]] = {}
    on_trial: frozenset[str] = frozenset()
    links: tuple[LinkRecord, ...] = ()
    exchanges: tuple[ExchangeRecord, ...] = ()
    quotes: tuple[QuoteRecord, ...] = ()
    perspectives: tuple[PerspectiveRecord, ...] = ()
    questions: tuple[QuestionRecord, ...] = ()
    issues: tuple[Issue, ...] = ()

    def actor(self, name: str) -> Actor:
        """The actor with this id; KeyError when there is none."""
        for actor in self.actors:
            if actor.id == name:
                return actor
        raise KeyError(name)
