"""Helpers for our tests and our users' tests: a coder that needs no model, and small articles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from demarche import __version__
from demarche.model import Article, Span
from demarche.model.record import (
    ActorRecord,
    DateRecord,
    EventRecord,
    PlaceRecord,
    QuantityRecord,
    Record,
    SentenceRecord,
    article_record,
)

SENTENCE = re.compile(r"[^.!?\s][^.!?\n]*[.!?]?")
NUMBER = re.compile(r"\b\d[\d,]*\b")
ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
# Word, event type, CAMEO code, quad class, Goldstein score: enough to make events that differ.
VERBS = {
    "met": ("CONSULT", "040", 1, 1.0),
    "visited": ("CONSULT", "042", 1, 1.9),
    "praised": ("SUPPORT", "051", 1, 3.4),
    "helped": ("AID", "070", 2, 7.0),
    "released": ("RETREAT", "0841", 2, 7.0),
    "accused": ("ACCUSE", "112", 3, -2.0),
    "threatened": ("THREATEN", "130", 3, -4.4),
    "sanctioned": ("SANCTION", "163", 4, -8.0),
    "attacked": ("ASSAULT", "190", 4, -10.0),
    "killed": ("ASSAULT", "190", 4, -10.0),
}
COUNTRIES = {
    "America": "USA", "Washington": "USA", "Belarus": "BLR", "Minsk": "BLR", "Russia": "RUS", "Moscow": "RUS",
    "Ukraine": "UKR", "Kyiv": "UKR", "Poland": "POL", "Warsaw": "POL", "Lithuania": "LTU", "Vilnius": "LTU",
    "China": "CHN", "Beijing": "CHN", "India": "IND", "Delhi": "IND", "Iran": "IRN", "Tehran": "IRN",
}  # fmt: skip
PLACES = {"Minsk": ("BLR", 53.9, 27.57), "Vilnius": ("LTU", 54.69, 25.28), "Kyiv": ("UKR", 50.45, 30.52)}


class KeywordCoder:
    """A coder of one rule: a country, a verb of `VERBS`, another country, in one sentence.

    Deterministic and fast. `version` goes into the records, so that tests can re-code with "another" coder.
    """

    def __init__(self, *, version: str = "1", verbs: dict[str, tuple[str, str, int, float]] | None = None) -> None:
        self.version = version
        self.verbs = VERBS if verbs is None else verbs

    def __call__(self, article: Article) -> Record:
        return self.code(article)

    def code(self, article: Article) -> Record:
        """The record of an article."""
        sentences = [(m.start(), m.end()) for m in SENTENCE.finditer(article.text) if m.group().strip()]
        actors = _actors(article.text)
        events = [event for start, end in sentences for event in self._events(article, start, end, actors)]
        return Record(
            demarche=__version__,
            codebook="keywords",
            models={"engine": f"keywords.{self.version}"},
            article=article_record(article),
            sentences=[SentenceRecord(start=start, end=end, kind="body") for start, end in sentences],
            actors=list(actors.values()),
            events=[_numbered(event, number) for number, event in enumerate(events, start=1)],
        )

    def code_many(self, articles: Iterable[Article]) -> Iterator[Record]:
        """The records of many articles, in their order."""
        return map(self.code, articles)

    def _events(self, article: Article, start: int, end: int, actors: dict[str, ActorRecord]) -> Iterator[EventRecord]:
        text = article.text[start:end]
        for verb, (event_type, cameo, quad, score) in self.verbs.items():
            if found := re.search(rf"\b{verb}\b", text):
                before = [name for name in COUNTRIES if re.search(rf"\b{name}\b", text[: found.start()])]
                after = [name for name in COUNTRIES if re.search(rf"(?<!in )(?<!near )\b{name}\b", text[found.end() :])]
                span = Span.of(article.text, start + found.start(), start + found.end())
                yield EventRecord(
                    id="e",
                    event_type=event_type,
                    cameo=cameo,
                    quad_class=quad,
                    goldstein=score,
                    actors=[actors[name].id for name in before],
                    recipients=[actors[name].id for name in after],
                    date=_date(text, article.published),
                    place=_place(text),
                    quantities=[QuantityRecord(role="size", value=float(n.group().replace(",", ""))) for n in
                                NUMBER.finditer(ISO_DAY.sub("", text))],
                    evidence={"event_type": [span]},
                    mentions=[span],
                    coder=f"keywords.{verb}@{self.version}",
                    confidence=0.5,
                )  # fmt: skip


def article(text: str, *, published: str | None = "2025-09-16", **fields: str | None) -> Article:
    """An article of some words."""
    return Article(id=fields.pop("id", None) or "a", text=text, published=published, **fields)


def _actors(text: str) -> dict[str, ActorRecord]:
    found: dict[str, ActorRecord] = {}
    for name, country in COUNTRIES.items():
        spans = [Span(m.start(), m.end(), name) for m in re.finditer(rf"\b{name}\b", text)]
        if spans:
            found[name] = ActorRecord(
                id=f"a{len(found) + 1}", name=name, kind="country", country=country, sector=None, mentions=spans
            )
    return found


def _date(text: str, published: str | None) -> DateRecord | None:
    found = ISO_DAY.search(text)
    if found:
        return DateRecord(start=found.group(), end=found.group(), granularity="day", basis="explicit")
    if published:
        return DateRecord(start=published[:10], end=published[:10], granularity="day", basis="publication_default")
    return None


def _place(text: str) -> PlaceRecord | None:
    for name, (country, lat, lon) in PLACES.items():
        if re.search(rf"\b(?:in|near) {name}\b", text):
            return PlaceRecord(name=name, country=country, lat=lat, lon=lon, precision="city")
    return None


def _numbered(event: EventRecord, number: int) -> EventRecord:
    import msgspec

    return msgspec.structs.replace(event, id=f"e{number}")
