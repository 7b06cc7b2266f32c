"""Text and its parts: articles, spans, tokens, sentences.

Offsets are Unicode code points into `Article.text`, end exclusive, and an article's text never changes.
Token indices are positions in `Sentence.tokens`; a head of -1 is the root.
"""

from __future__ import annotations

import msgspec

ROOT = -1


class Span(msgspec.Struct, frozen=True, order=True, gc=False):
    """A half-open range of code points in an article, with its exact words."""

    start: int
    end: int
    text: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span of `text` from `start` to `end`; ValueError when it does not lie inside."""
        if not 0 <= start <= end <= len(text):
            raise ValueError(f"span {start}:{end} lies outside a text of {len(text)} characters")
        return cls(start, end, text[start:end])

    def holds(self, text: str) -> bool:
        """True when this span says exactly what `text` says there."""
        return text[self.start : self.end] == self.text


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One document as it was read; `published` is an ISO date or datetime, or None when unknown."""

    id: str
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    author: str | None = None

    def span(self, start: int, end: int) -> Span:
        return Span.of(self.text, start, end)


class Token(msgspec.Struct, frozen=True, gc=False):
    """One word as the engine read it.

    `upos`, `feats`, `deprel` are Universal Dependencies; `head` is an index into the sentence, -1 for the root.
    `name` is a BIO label: B-PERSON, I-ORG, B-PLACE, …, or "" outside names.
    `entity` is the kind of thing that a noun phrase headed here denotes (GUM: person, organization, place,
    event, time, object, abstract, animal, plant, substance), or "".
    `factuality` runs from -3 (did not happen) to 3 (happened), None for words that are no predicates.
    `cues` are (event type, probability) pairs of the event head, best first, and `realis` is what the model takes
    that event to be (actual, planned, requested, hypothetical, generic); "" where there is no cue.
    `roles` are (token index, "actor" or "recipient", probability) of the words that take part in that event.
    `rel` is the relation without its subtype, "nsubj" for "nsubj:pass"; it always follows from `deprel`.
    """

    start: int
    end: int
    text: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str
    name: str = ""
    entity: str = ""
    factuality: float | None = None
    cues: tuple[tuple[str, float], ...] = ()
    realis: str = ""
    roles: tuple[tuple[int, str, float], ...] = ()
    rel: str = ""

    def has(self, feature: str) -> bool:
        """True when a feature such as "Tense=Past" is set."""
        return feature in self.feats.split("|")

    def __post_init__(self) -> None:
        # Asked for a hundred times for every word: reckoned once.
        msgspec.structs.force_setattr(self, "rel", self.deprel.partition(":")[0])


class Sentence(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence with its tree. `kind` is title, heading, bullet or body; `paragraph` counts from 0."""

    start: int
    end: int
    text: str
    kind: str = "body"
    paragraph: int = 0
    tokens: tuple[Token, ...] = ()
    children: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def build(
        cls,
        *,
        start: int,
        end: int,
        text: str,
        tokens: tuple[Token, ...],
        kind: str = "body",
        paragraph: int = 0,
    ) -> Sentence:
        """A sentence whose `children` table is derived from the heads."""
        below: list[list[int]] = [[] for _ in tokens]
        for i, token in enumerate(tokens):
            if token.head >= 0:
                below[token.head].append(i)
        return cls(
            start=start,
            end=end,
            text=text,
            kind=kind,
            paragraph=paragraph,
            tokens=tokens,
            children=tuple(tuple(c) for c in below),
        )

    @property
    def root(self) -> int:
        return next((i for i, t in enumerate(self.tokens) if t.head == ROOT), 0)

    def kids(self, i: int, *rels: str) -> list[int]:
        """Children of token `i`; with `rels`, only those whose relation (or its part before ":") is named."""
        below = self.children[i]
        if not below or not rels:
            return list(below)
        tokens = self.tokens
        return [c for c in below if tokens[c].deprel in rels or tokens[c].rel in rels]

    def kid(self, i: int, *rels: str) -> int | None:
        """The first such child, or None."""
        tokens = self.tokens
        for c in self.children[i]:
            if not rels or tokens[c].deprel in rels or tokens[c].rel in rels:
                return c
        return None

    def subtree(self, i: int, *, skip: frozenset[str] = frozenset()) -> list[int]:
        """Indices below and including `i`, in text order; branches whose relation is in `skip` are left out."""
        out: list[int] = []
        todo = [i]
        while todo:
            j = todo.pop()
            out.append(j)
            if not skip:
                todo.extend(self.children[j])
                continue
            todo.extend(
                c for c in self.children[j] if self.tokens[c].rel not in skip and self.tokens[c].deprel not in skip
            )
        return sorted(out)

    def span(self, first: int, last: int) -> Span:
        """The words from token `first` to token `last`, both included."""
        a, b = self.tokens[first].start, self.tokens[last].end
        return Span(a, b, self.text[a - self.start : b - self.start])
