"""The nouns: text and its parts, coded values and events, and the record they are written to."""

from demarche.model.coded import (
    Actor,
    Attribution,
    Coded,
    Event,
    Interval,
    Issue,
    Parsed,
    Place,
    Quantity,
)
from demarche.model.draft import Draft
from demarche.model.record import Record
from demarche.model.text import ROOT, Article, Sentence, Span, Token

__all__ = [
    "ROOT",
    "Actor",
    "Article",
    "Attribution",
    "Coded",
    "Draft",
    "Event",
    "Interval",
    "Issue",
    "Parsed",
    "Place",
    "Quantity",
    "Record",
    "Sentence",
    "Span",
    "Token",
]
