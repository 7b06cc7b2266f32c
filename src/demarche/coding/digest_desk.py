"""What the quick read looks things up in while it is written, and how pieces become a checked bullet."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence

from demarche.coding.digest_check import supported
from demarche.coding.digest_cut import Piece, cut
from demarche.coding.digest_weigh import weight
from demarche.coding.digest_words import lists, words
from demarche.coding.written import to_record
from demarche.model import Draft, Sentence, Span
from demarche.model.record import BulletRecord
from demarche.ontology import Codebook

LEANING = 0.5  # a piece that leans as much needs the sentence before it
LEANS = 0.8  # a piece that leans more on what was said before cannot stand alone
TOO_LONG = 40  # words of one bullet; those of several parts may have half as many again
ALIKE = 0.5  # share of content words above which two bullets say the same
_NATIONS = (
    "an",
    "ans",
    "ese",
    "ish",
    "qi",
    "li",
    "ni",
    "ti",
    "ki",
    "ch",
    "zech",
    "eek",
    "ak",
    "wiss",
)  # "Kenyan", "Iraqi", "French"
_ENDS = (".", "?", "!", "”", '"')


class Desk:
    """One article laid out: its record, events by sentence with their weights, quoted sentences, the lead."""

    def __init__(self, draft: Draft, book: Codebook) -> None:
        self.draft = draft
        self.sentences = draft.parsed.sentences
        self.record = to_record(draft, version="", book=book, models={})
        self.events = {e.id: e for e in draft.events}
        self._starts = [s.start for s in self.sentences]
        self.lead = next((n for n, s in enumerate(self.sentences) if s.kind == "body"), 0)
        told = {e.id: sorted({self.at(m.start) for m in e.mentions}) for e in draft.events}
        self.weights = {
            e.id: weight(e, [self.sentences[n] for n in told[e.id]], self.lead_paragraph, book) for e in draft.events
        }
        self._told: dict[int, list[str]] = {}
        for e in draft.events:
            for n in told[e.id]:
                self._told.setdefault(n, []).append(e.id)
        self._quoted = {n for q in draft.quotes if q.kind == "direct" for n in self._covered(q.start, q.end)}

    @property
    def lead_paragraph(self) -> int:
        return self.sentences[self.lead].paragraph

    def at(self, offset: int) -> int:
        """The sentence in which, or behind which, an offset lies."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def _covered(self, start: int, end: int) -> Iterable[int]:
        """Sentences that lie inside a quotation and so do not name its speaker."""
        for n in range(self.at(start), self.at(end) + 1):
            if start <= self.sentences[n].start + 2 and self.sentences[n].end - 3 <= end:
                yield n

    def is_quoted(self, n: int) -> bool:
        return n in self._quoted

    def told(self, n: int) -> tuple[str, ...]:
        """Events with a mention in sentence `n`, heaviest first."""
        here = self._told.get(n, [])
        return tuple(sorted(here, key=lambda e: (-self.weights[e], self.events[e].trigger, e)))

    def need(self, n: int, spans: Iterable[Span]) -> frozenset[int]:
        """The words of sentence `n` inside these spans."""
        s = self.sentences[n]
        here = [m for m in spans if s.start <= m.start < s.end]
        return frozenset(
            i for i, t in enumerate(s.tokens) if t.upos != "PUNCT" and any(m.start <= t.start < m.end for m in here)
        )

    def telling(self, n: int, events: Iterable[str]) -> frozenset[int]:
        """The words of sentence `n` that tell these events."""
        return self.need(n, [m for e in events for m in self.events[e].mentions])

    def before(self, n: int, used: Container[int]) -> Piece | None:
        """The sentence before `n`, cut short, when a piece that leans on it can follow it in one bullet."""
        k = n - 1
        if k < 0 or k in used or self.is_quoted(k) or self.sentences[k].kind != "body" or "“" in self.sentences[k].text:
            return None
        if self.sentences[k].paragraph != self.sentences[n].paragraph:
            return None
        piece = cut(k, self.draft, self.telling(k, self.told(k)[:1]), limit=20)
        return piece if piece and piece.leans < LEANING else None

    # -- writing ---------------------------------------------------------------------------------------------

    def written(self, pieces: Sequence[Piece], *, joints: Sequence[str] = ()) -> BulletRecord | None:
        """The bullet of these pieces, with the events that its cites tell; None when it does not pass the check."""
        text = self._text(pieces[0])
        for k, piece in enumerate(pieces[1:]):
            part = self._text(piece)
            small = self._small(piece.spans[0])
            text += (joints[k] if joints else "; ") + (part[:1].lower() + part[1:] if small else part)
        cites = [s for p in pieces for s in p.spans]
        bullet = BulletRecord(text=sentence(text), cites=cites, events=self._inside(cites))
        return bullet if supported(bullet, self.record) else None

    def _inside(self, cites: Sequence[Span]) -> list[str]:
        """Events with a mention in these spans, in text order."""
        near = dict.fromkeys(
            e for c in cites for n in range(self.at(c.start), self.at(c.end - 1) + 1) for e in self.told(n)
        )
        told = [
            e
            for e in near
            if any(c.start <= m.start and m.end <= c.end for m in self.events[e].mentions for c in cites)
        ]
        return sorted(told, key=lambda e: (self.events[e].sentence, self.events[e].trigger))

    def _text(self, piece: Piece) -> str:
        out = piece.spans[0].text
        for span in piece.spans[1:]:
            text = span.text[:1].lower() + span.text[1:] if self._small(span) else span.text
            out += text if text[:1] in ",.;:’'”)" else f" {text}"
        return " ".join(out.split())

    def _small(self, span: Span) -> bool:
        """True when the first letter is large only because a sentence began there."""
        s = self.sentences[self.at(span.start)]
        token = next((t for t in s.tokens if t.upos != "PUNCT"), None)
        if token is None or token.start != span.start or token.name or token.upos in ("PROPN", "NUM"):
            return False
        nation = (
            token.upos in ("ADJ", "NOUN")
            and token.text.endswith(_NATIONS)
            and token.text.lower() not in lists()["common"]
        )
        return not nation and (not token.text.isupper() or token.text == "A")


def sentence(text: str) -> str:
    """With a large first letter and a full stop."""
    text = " ".join(text.split()).strip(" ,;:–—")
    text = text[:1].upper() + text[1:]
    return text if text.endswith(_ENDS) else f"{text}."


def content(text: str) -> set[str]:
    """Longer words, cut to six letters so that "sanctions" and "sanctioned" count as one."""
    return {w[:6] for w in words(text) if (len(w) > 3 or w[:1].isdigit()) and w not in lists()["openers"]}


def tone(said: Sentence) -> float:
    """A denial of what is told matters, and so do lives; "declined to comment" does not."""
    text = " ".join(t.text.lower() for t in said.tokens)
    root = said.tokens[said.root].lemma.lower()
    deadly = any(t.upos == "NUM" for t in said.tokens) and any(
        t.lemma.lower() in lists()["deadly"] for t in said.tokens
    )
    empty = any(e in text for e in lists()["empty"])
    return 0.4 * (root in lists()["denying"]) + 0.5 * deadly - 0.9 * empty
