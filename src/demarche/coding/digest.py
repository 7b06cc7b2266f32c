"""The quick read: three to five plain sentences, most important first, in the article's own words.

Sentences are weighed by the events that they tell (digest_weigh.py), cut down (digest_cut.py), and put in order.
A bargain is one bullet with both its legs; who is for and who is against is one bullet; an open question comes last.
What its cited spans do not support is not written (digest_check.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from demarche.coding.digest_check import supported
from demarche.coding.digest_cut import Piece, cut
from demarche.coding.digest_weigh import weight
from demarche.coding.digest_words import lists, words
from demarche.coding.written import to_record
from demarche.model import Draft, Event, Record, Sentence, Span
from demarche.model.record import BulletRecord, PerspectiveRecord
from demarche.ontology import Codebook

MOST = 5
LEG = 13  # words of one leg of a bargain before asides are cut
TOO_LONG = 40  # words of one bullet; those of two parts may have half as many again
LEANS = 0.8  # a piece that leans more on what was said before cannot stand alone
ALIKE = 0.5  # share of content words above which two bullets say the same


class Telling(msgspec.Struct, frozen=True):
    """A sentence that could become a bullet."""

    score: float
    sentence: int
    events: tuple[str, ...]
    piece: Piece


def digest(draft: Draft, book: Codebook) -> list[BulletRecord]:
    """The bullets of an article, checked; none for an article without sentences."""
    body = [s for s in draft.parsed.sentences if s.kind == "body" and s.tokens]
    if not body:
        return []
    return _Writer(draft, book).bullets(_room(len(body)))


def _room(sentences: int) -> int:
    """Short articles get fewer bullets than sentences."""
    return min(MOST, max(1, round(0.6 * sentences)))


class _Writer:
    """The bullets of one article while they are being chosen."""

    def __init__(self, draft: Draft, book: Codebook) -> None:
        self.draft = draft
        self.sentences = draft.parsed.sentences
        self.record: Record = to_record(draft, version="", book=book, models={})
        self.weights = {e.id: weight(e, draft, book) for e in draft.events}
        self.events = {e.id: e for e in draft.events}
        self.used: set[int] = set()
        self.scored: list[tuple[float, BulletRecord]] = []
        self.named: frozenset[str] = frozenset()

    def bullets(self, room: int) -> list[BulletRecord]:
        sides = self._sides() if room > 2 else None
        question = self._question() if room > 2 else None
        left = room - (sides is not None) - (question is not None)
        self._bargains(left)
        self._tell(left)
        last = [b for b in (sides, question) if b is not None and not self._known(b.text)]
        return [b for _, b in sorted(self.scored, key=lambda x: -x[0])] + last

    # -- events ---------------------------------------------------------------------------------------------------------

    def _tell(self, room: int) -> None:
        """The heaviest tellings that say something new, until there is no room."""
        waiting = sorted(self._tellings(), key=lambda t: (-t.score, t.sentence))
        for telling in waiting:
            if len(self.scored) >= room:
                return
            if telling.sentence in self.used or (telling.events and self._is_told(telling.events[0])):
                continue
            piece = cut(telling.sentence, self.draft, self._need(telling.sentence, telling.events[:1]), named=self.named)
            if piece is not None:
                self._add([piece], telling.events, [telling.sentence], score=telling.score)

    def _is_told(self, event: str) -> bool:
        """True when a bullet tells this act, or one so like it that a reader would not know the difference."""
        told = [self.events[e] for _, b in self.scored for e in b.events]
        return any(_one_act(self.events[event], other) for other in told)

    def _tellings(self) -> Iterator[Telling]:
        first = next((n for n, s in enumerate(self.sentences) if s.kind == "body"), 0)
        common = self._common_words()
        for n, sentence in enumerate(self.sentences):
            if sentence.kind not in ("body", "bullet") or self._is_quoted(sentence) or len(sentence.tokens) < 5:
                continue
            events = self._told(n)
            piece = cut(n, self.draft, self._need(n, events[:1]))
            if piece is None or piece.words > TOO_LONG or piece.leans >= LEANS or sentence.text.rstrip().endswith("?"):
                continue
            heavy = [self.weights[e] for e in events[:3]]
            score = heavy[0] + 0.25 * sum(heavy[1:]) if heavy else 0.0
            score += 1.0 if n == first else 0.15 if sentence.paragraph == self.sentences[first].paragraph else 0.0
            score += common.get(n, 0.0) - 0.6 * piece.leans - 0.02 * max(0, piece.words - 24)
            score -= 0.3 * ("“" in sentence.text or '"' in sentence.text)
            score += _tone(sentence)
            yield Telling(score, n, events, piece)

    def _told(self, n: int) -> tuple[str, ...]:
        """Events with a mention in sentence `n`, heaviest first."""
        s = self.sentences[n]
        here = [e.id for e in self.draft.events if any(s.start <= m.start < s.end for m in e.mentions)]
        return tuple(sorted(here, key=lambda e: (-self.weights[e], int(e[1:]) if e[1:].isdigit() else 0)))

    def _need(self, n: int, events: Iterable[str]) -> frozenset[int]:
        """Words of sentence `n` that tell these events."""
        s = self.sentences[n]
        spans = [m for e in events for m in self.events[e].mentions if s.start <= m.start < s.end]
        return frozenset(i for i, t in enumerate(s.tokens) if any(m.start <= t.start < m.end for m in spans) and t.upos != "PUNCT")

    def _common_words(self) -> dict[int, float]:
        """How much each sentence shares with the rest: up to 0.4, so that it decides only where events do not."""
        bags = {n: _content(s.text) for n, s in enumerate(self.sentences) if s.tokens}
        counts: dict[str, int] = {}
        for bag in bags.values():
            for word in bag:
                counts[word] = counts.get(word, 0) + 1
        return {
            n: 0.4 * min(1.0, sum(counts[w] > 1 for w in bag) / max(len(bag), 4)) for n, bag in bags.items()
        }

    def _is_quoted(self, sentence: Sentence) -> bool:
        """True inside a direct quotation whose speaker the sentence does not name."""
        return any(
            q.kind == "direct" and q.start <= sentence.start + 2 and sentence.end - 3 <= q.end for q in self.draft.quotes
        )

    # -- bargains ---------------------------------------------------------------------------------------------------------

    def _bargains(self, room: int) -> None:
        """Each bargain as one bullet: the sentence that tells both legs, else one sentence for each leg."""
        for exchange in self.draft.exchanges:
            legs = [g.event for g in exchange.legs]
            if len(self.scored) >= room or not all(e in self.events for e in legs):
                continue
            both = [t for t in self._tellings() if set(legs) <= set(t.events)]
            if both:
                best = max(both, key=lambda t: (t.score, -t.sentence))
                piece = cut(best.sentence, self.draft, self._need(best.sentence, legs), named=self.named)
                if piece is not None and self._add([piece], best.events, [best.sentence], score=best.score + 0.3):
                    continue
            self._two_legs(legs)

    def _two_legs(self, legs: Sequence[str]) -> None:
        parts = [self._leg(e) for e in sorted(legs, key=lambda e: (self.events[e].sentence, self.events[e].trigger))]
        if len(parts) != 2 or not parts[0] or not parts[1] or parts[0].sentence == parts[1].sentence:
            return
        first, second = parts
        lead = self._introduced(first)
        pieces = [p.piece for p in (lead, first, second) if p]
        if sum(p.words for p in pieces) > 1.5 * TOO_LONG:
            return
        told = dict.fromkeys(e for e in (*legs, *(e for p in (lead, first, second) if p for e in p.events)))
        self._add(pieces, told, [p.sentence for p in (lead, first, second) if p],
                  score=max(first.score, second.score) + 0.3, joints=(["; "] if lead else []) + ["; in return, "])  # fmt: skip

    def _introduced(self, leg: Telling) -> Telling | None:
        """The sentence before a leg that leans on it ("The meeting led to …"), when it tells an event."""
        n = leg.sentence - 1
        if not leg.piece.leans or n < 0 or self.sentences[n].kind != "body" or not self._told(n) or n in self.used:
            return None
        events = self._told(n)[:1]
        piece = cut(n, self.draft, self._need(n, events), limit=20)
        return Telling(0.0, n, events, piece) if piece and not piece.leans else None

    def _leg(self, event: str) -> Telling | None:
        found = [t for t in self._tellings() if any(_one_act(self.events[event], self.events[e]) for e in t.events)]
        best = max(found, key=lambda t: (-t.piece.leans, event in t.events, t.score), default=None)
        if best is None:
            return None
        same = tuple(e for e in best.events if _one_act(self.events[event], self.events[e]))
        piece = cut(best.sentence, self.draft, self._need(best.sentence, same), returning=True, limit=LEG)
        return Telling(best.score, best.sentence, same, piece) if piece else None

    # -- for and against, and what is open -------------------------------------------------------------------------------

    def _sides(self) -> BulletRecord | None:
        """Who is against and who is for, in one bullet; one side alone when there is no other."""
        views = [v for v in self.draft.perspectives if v.evidence and self._is_opinion(v)]
        against = next((v for v in views if v.stance == "against"), None)
        favour = next((v for v in views if v.stance == "for"), None) or next((v for v in views if v.stance == "mixed"), None)
        chosen = sorted((v for v in (against, favour) if v), key=lambda v: v.evidence[0].start)
        numbers = list(dict.fromkeys(self._at(v.evidence[0].start) for v in chosen))
        pieces = [self._view(n, chosen) for n in numbers]
        kept = [(p, n) for p, n in zip(pieces, numbers, strict=True) if p is not None and p.leans < LEANS]
        if not kept:
            return None
        good, numbers = [p for p, _ in kept], [n for _, n in kept]
        if sum(p.words for p in good) > 1.5 * TOO_LONG:
            good, numbers = good[:1], numbers[:1]
        bullet = self._written(good, [])
        if bullet is None:
            return None
        self.used.update(numbers)
        return bullet

    def _view(self, n: int, views: Sequence[PerspectiveRecord]) -> Piece | None:
        s = self.sentences[n]
        spans = [e for v in views for e in v.evidence if s.start <= e.start < s.end]
        need = frozenset(i for i, t in enumerate(s.tokens) if any(e.start <= t.start < e.end for e in spans) and t.upos != "PUNCT")
        return cut(n, self.draft, need)

    def _is_opinion(self, view: PerspectiveRecord) -> bool:
        """True when the sentence is about the view: its holder is the subject of the main clause, and it is no quotation."""
        n = self._at(view.evidence[0].start)
        s = self.sentences[n]
        lead = next((k for k, x in enumerate(self.sentences) if x.kind == "body"), 0)
        if s.kind != "body" or n == lead or self._is_quoted(s) or "“" in s.text or '"' in s.text:
            return False
        for i, token in enumerate(s.tokens):
            if view.evidence[0].start <= token.start < view.evidence[0].end and token.rel == "nsubj":
                head = s.tokens[token.head]
                return head.rel in ("root", "conj")
        return False

    def _question(self) -> BulletRecord | None:
        for question in reversed(self.draft.questions):
            n = self._at(question.start)
            if self.sentences[n].kind != "body" or self._is_quoted(self.sentences[n]):
                continue
            if len(words(question.text)) > TOO_LONG:
                continue
            span = Span(question.start, question.end, question.text)
            bullet = BulletRecord(text=_sentence(span.text), cites=[span], events=[])
            if supported(bullet, self.record):
                self.used.add(n)
                return bullet
        return None

    def _at(self, offset: int) -> int:
        return next((n for n, s in enumerate(self.sentences) if s.start <= offset < s.end), 0)

    # -- writing ----------------------------------------------------------------------------------------------------------

    def _add(self, pieces: Sequence[Piece], events: Iterable[str], numbers: Iterable[int], *, score: float, joints: Sequence[str] = ()) -> bool:
        bullet = self._written(pieces, events, joints=joints)
        if bullet is None or self._known(bullet.text):
            return False
        self.scored.append((score, bullet))
        self.used.update(numbers)
        self.named |= {
            i for (n, k), ids in self.draft.who.items() for i in ids
            if any(c.start <= self.sentences[n].tokens[k].start < c.end for c in bullet.cites)
        }  # fmt: skip
        return True

    def _known(self, text: str) -> bool:
        """True when an earlier bullet says the same in other words."""
        bag = _content(text)
        return any(len(bag & (o := _content(b.text))) / max(1, min(len(bag), len(o))) > ALIKE for _, b in self.scored)

    def _written(self, pieces: Sequence[Piece], events: Iterable[str], *, joints: Sequence[str] = ()) -> BulletRecord | None:
        """The bullet of these pieces, with the events that its cites tell; None when it does not pass the check."""
        parts = [self._text(p) for p in pieces]
        text = parts[0]
        for k, (piece, part) in enumerate(zip(pieces[1:], parts[1:], strict=True)):
            text += (joints[k] if joints else "; ") + self._lowered(piece, part)
        cites = [s for p in pieces for s in p.spans]
        every = dict.fromkeys((*events, *self.events))
        told = [e for e in every if any(c.start <= m.start and m.end <= c.end for m in self.events[e].mentions for c in cites)]
        bullet = BulletRecord(text=_sentence(text), cites=cites, events=told)
        return bullet if supported(bullet, self.record) else None

    def _text(self, piece: Piece) -> str:
        out = piece.spans[0].text
        for span in piece.spans[1:]:
            text = self._mid(span)
            out += text if text[:1] in ",.;:’'”)" else f" {text}"
        return " ".join(out.split())

    def _mid(self, span: Span) -> str:
        """A span in the middle of a sentence: its first letter is small unless it begins a name."""
        return span.text if not self._small(span) else span.text[:1].lower() + span.text[1:]

    def _lowered(self, piece: Piece, text: str) -> str:
        return text[:1].lower() + text[1:] if self._small(piece.spans[0]) else text

    def _small(self, span: Span) -> bool:
        s = self.sentences[self._at(span.start)]
        token = next((t for t in s.tokens if t.start == span.start), None)
        return token is not None and token.upos not in ("PROPN", "NUM") and not token.name and not token.text.isupper()


def _tone(sentence: Sentence) -> float:
    """A denial of what is told matters; "declined to comment" does not."""
    said = " ".join(t.text.lower() for t in sentence.tokens)
    root = sentence.tokens[sentence.root].lemma.lower()
    return (0.4 if root in lists()["denying"] else 0.0) - (0.9 if any(e in said for e in lists()["empty"]) else 0.0)


def _one_act(a: Event, b: Event) -> bool:
    """The same event, or one of the same type with the same party on a side and no number against it."""
    if a.id == b.id:
        return True
    if a.event_type.value != b.event_type.value or a.polarity.value != b.polarity.value:
        return False
    actors = {c.value for c in a.actors} & {c.value for c in b.actors}
    recipients = {c.value for c in a.recipients} & {c.value for c in b.recipients}
    numbers = {q.value.value for q in a.quantities} & {q.value.value for q in b.quantities} - {None}
    return bool(recipients and (actors or not a.actors or not b.actors)) or bool(actors and numbers)


def _content(text: str) -> set[str]:
    """Longer words, cut to six letters so that "sanctions" and "sanctioned" count as one."""
    return {w[:6] for w in words(text) if (len(w) > 3 or w[:1].isdigit()) and w not in lists()["openers"]}


def _sentence(text: str) -> str:
    text = " ".join(text.split()).strip(" ,;:–—")
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "?", "!", "”", '"')) and not text.endswith((".”", "…")) else text + ("" if text.endswith((".”",)) else ".")
