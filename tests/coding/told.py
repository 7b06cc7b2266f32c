"""What the pipeline makes of a text: its record, and the parties of the event that some words tell."""

from __future__ import annotations

from demarche.model import Article, Record
from demarche.model.record import EventRecord
from demarche.pipeline import Pipeline

Side = list[tuple[str | None, str | None]]


def record(pipeline: Pipeline, text: str, published: str | None = "2024-05-09") -> Record:
    return pipeline.record(pipeline.draft(Article(id="x", text=text, published=published)))


def event(found: Record, words: str) -> EventRecord:
    return next(e for e in found.events if any(words in m.text for m in e.mentions))


def names(found: Record, ids: list[str]) -> set[str]:
    return {a.name for a in found.actors if a.id in ids}


def states(found: Record, ids: list[str]) -> set[str | None]:
    return {a.country for a in found.actors if a.id in ids}


def sides(pipeline: Pipeline, text: str, words: str) -> tuple[Side, Side]:
    """(country, sector) of the actors and of the recipients of the event told by `words`."""
    found = record(pipeline, text)
    known = {a.id: (a.country, a.sector) for a in found.actors}
    one = event(found, words)
    return [known[i] for i in one.actors], [known[i] for i in one.recipients]
