"""One actor while the article is being read: what its mentions have told so far."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from demarche.coding.who_described import MISSIONS
from demarche.coding.who_reading import Reading
from demarche.model import Actor, Span


class Figure:
    """One actor while the article is being read."""

    def __init__(self, name: str, reading: Reading) -> None:
        self.id = name
        self.reading = reading
        self.mentions: list[Span] = []
        self.phrases: set[Span] = set()  # in which it was seen, those of its things included
        self.heads: set[str] = set()
        self.last: tuple[int, int] = (-1, -1)
        self.subject_at: int = -1
        self.stood = False  # whether it was subject, of whatever clause, where it was named last
        self.aside = False  # whether only an adjective named it last: "a French raid" leaves no "it"
        self.country = reading.country
        self.sector = reading.sector
        self.plural = False
        self.human = reading.kind == "person"
        self.anonymous = False
        self.owner: Figure | None = None  # whose it is, where the owner's country was not known yet
        self.names = {reading.name.lower()}  # what it was called, for those whom several names mean
        self.why = reading.why

    def see(
        self, reading: Reading, where: tuple[int, int], *, subject: bool, stood: bool, words: Iterable[str]
    ) -> None:
        self.mentions.append(reading.mention)
        self.phrases.add(reading.span)
        self.heads.update(words)
        self.names.add(reading.name.lower())
        self.last = where
        if _is_country_name(reading) and self.reading.key == reading.key and not _is_country_name(self.reading):
            self.reading = msgspec.structs.replace(self.reading, name=reading.name)  # "Astana" is Kazakhstan
        if subject:
            self.subject_at = where[0]
        self.stood, self.aside = stood, False
        surname_only = reading.kind == "person" and " " not in reading.name and " " in self.reading.name
        if self.country is None and reading.country and not surname_only:
            self.country, self.why = reading.country, reading.why
        namesake = surname_only and reading.entry is not None  # the tables know another of that family name
        if self.sector is None and reading.sector and not namesake:
            self.sector = reading.sector
        if len(reading.name) > len(self.reading.name) and reading.kind == self.reading.kind == "person":
            self.reading = msgspec.structs.replace(self.reading, name=reading.name)

    def named_again(self, span: Span, where: tuple[int, int], *, subject: bool) -> None:
        """Another mention, by a short form that tells nothing new."""
        self.mentions.append(span)
        self.last = where
        if subject:
            self.subject_at = where[0]
        self.stood, self.aside = subject, False

    @property
    def is_mission(self) -> bool:
        """True for an embassy or envoy: not of the country where it stands, nor are its besiegers of its own."""
        commission = "high commission" in self.reading.name.lower()
        return commission or not MISSIONS.isdisjoint((self.reading.head, *self.heads))

    def actor(self, members: tuple[str, ...], name: str | None = None) -> Actor:
        """The finished actor, called `name` where its own first name says too little."""
        kind = {"place": "country", "thing": "object"}.get(self.reading.kind, self.reading.kind)
        return Actor(
            id=self.id,
            name=name or self.reading.name,
            kind=kind,
            country=self.country,
            sector=self.sector,
            member_of=members,
            mentions=tuple(dict.fromkeys(sorted(self.mentions))),
            why=self.why,
        )


def _is_country_name(reading: Reading) -> bool:
    return reading.entry is not None and reading.entry.kind == "country"
