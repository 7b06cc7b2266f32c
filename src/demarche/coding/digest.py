"""The quick read: three to five plain sentences, most important first, in the article's own words.

Sentences are weighed by the events that they tell (digest_weigh.py), cut down (digest_cut.py), and put in order.
A bargain is one bullet with both its legs; who is for and who is against is one bullet, an open question comes last
(digest_sides.py).
What its cited spans do not support is not written (digest_check.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import msgspec

from demarche.coding.digest_cut import Piece, cut
from demarche.coding.digest_desk import ALIKE, LEANING, LEANS, TOO_LONG, Desk, content, tone
from demarche.coding.digest_sides import question, sides
from demarche.coding.digest_words import lists
from demarche.model import Draft, Event
from demarche.model.record import BulletRecord, ExchangeRecord
from demarche.ontology import Codebook

MOST = 5
LEG = 13  # words of one leg of a bargain before asides are cut
OUR_RETURN = "; in return, "


class Telling(msgspec.Struct, frozen=True):
    """A sentence that could become a bullet, or part of one."""

    score: float
    sentence: int
    events: tuple[str, ...]
    piece: Piece


def digest(draft: Draft, book: Codebook) -> list[BulletRecord]:
    """The bullets of an article, checked; none for an article without sentences."""
    body = sum(s.kind == "body" and len(s.tokens) > 0 for s in draft.parsed.sentences)
    if not body:
        return []
    return _Chooser(Desk(draft, book)).bullets(_room(body))


def _room(sentences: int) -> int:
    """Short articles get fewer bullets than sentences."""
    return min(MOST, max(1, round(0.6 * sentences)))


class _Chooser:
    """The bullets of one article while they are being chosen."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.used: set[int] = set()
        self.scored: list[tuple[float, BulletRecord]] = []
        self.named: frozenset[str] = frozenset()

    def bullets(self, room: int) -> list[BulletRecord]:
        last = [found for find in (sides, question) if room > 2 and (found := find(self.desk))]
        for _, used in last:
            self.used |= used
        self._bargains(room - len(last))
        self._tell(room - len(last))
        ending = [b for b, _ in last if not self._known(b.text)]
        return [b for _, b in sorted(self.scored, key=self._order)] + ending

    def _order(self, scored: tuple[float, BulletRecord]) -> tuple[bool, float]:
        """The lead first, then by weight."""
        lead = self.desk.sentences[self.desk.lead]
        return not any(lead.start <= c.start < lead.end for c in scored[1].cites), -scored[0]

    # -- events ----------------------------------------------------------------------------------------------

    def _tell(self, room: int) -> None:
        """The heaviest tellings that say something new, until there is no room."""
        for telling in sorted(self.tellings, key=lambda t: (-t.score, t.sentence)):
            if len(self.scored) >= room:
                return
            if telling.sentence in self.used or (telling.events and self._is_told(telling.events[0])):
                continue
            self._add_sentence(telling, telling.events[:1], telling.score)

    def _add_sentence(self, telling: Telling, events: Sequence[str], score: float) -> bool:
        n = telling.sentence
        piece = cut(n, self.desk.draft, self.desk.telling(n, events), named=self.named)
        if piece is None:
            return False
        before = self.desk.before(n, self.used) if piece.leans >= LEANING else None
        if piece.leans > LEANING and before is None:
            return False
        return self._add([before, piece] if before else [piece], [n - 1, n] if before else [n], score=score)

    def _is_told(self, event: str) -> bool:
        """True when a bullet tells this act, or one so like it that a reader would not know the difference."""
        told = [self.desk.events[e] for _, b in self.scored for e in b.events]
        return any(_one_act(self.desk.events[event], other) for other in told)

    @cached_property
    def tellings(self) -> list[Telling]:
        """Every sentence that could stand as a bullet, with what speaks for it."""
        found = []
        for n, sentence in enumerate(self.desk.sentences):
            if sentence.kind not in ("body", "bullet") or self.desk.is_quoted(n) or len(sentence.tokens) < 5:
                continue
            events = self.desk.told(n)
            piece = cut(n, self.desk.draft, self.desk.telling(n, events[:1]))
            if piece is None or piece.words > TOO_LONG or piece.leans >= LEANS or sentence.text.rstrip().endswith("?"):
                continue
            found.append(Telling(self._score(n, events, piece), n, events, piece))
        return found

    def _score(self, n: int, events: Sequence[str], piece: Piece) -> float:
        desk, sentence = self.desk, self.desk.sentences[n]
        heavy = [desk.weights[e] for e in events[:3]]
        score = heavy[0] + 0.25 * sum(heavy[1:]) if heavy else 0.0
        score += 1.6 if n == desk.lead else 0.15 if sentence.paragraph == desk.lead_paragraph else 0.0
        score += self._shared.get(n, 0.0) - 0.6 * piece.leans - 0.02 * max(0, piece.words - 24)
        score -= 0.3 * ("“" in sentence.text or '"' in sentence.text)
        return score + tone(sentence)

    @cached_property
    def _shared(self) -> dict[int, float]:
        """How much each sentence shares with the rest: up to 0.4, so that it decides only where events do not."""
        bags = {n: content(s.text) for n, s in enumerate(self.desk.sentences) if s.tokens}
        counts: dict[str, int] = {}
        for bag in bags.values():
            for word in bag:
                counts[word] = counts.get(word, 0) + 1
        return {n: 0.4 * min(1.0, sum(counts[w] > 1 for w in bag) / max(len(bag), 4)) for n, bag in bags.items()}

    # -- bargains --------------------------------------------------------------------------------------------

    def _bargains(self, room: int) -> None:
        """Each bargain as one bullet: a sentence that tells both legs, or one clause for each leg."""
        for exchange in self.desk.draft.exchanges:
            if len(self.scored) < room:
                any(self._bargain(legs) for legs in self._pairs(exchange))

    def _bargain(self, legs: Sequence[str]) -> bool:
        """A sentence of the body first: it says more than the article's own summary."""
        both = [t for t in self.tellings if set(legs) <= set(t.events) and t.sentence not in self.used]
        body = [t for t in both if self.desk.sentences[t.sentence].kind == "body"]
        return self._one_sentence(body, legs) or self._two_legs(legs) or self._one_sentence(both, legs)

    def _one_sentence(self, found: Sequence[Telling], legs: Sequence[str]) -> bool:
        best = max(found, key=lambda t: (t.score, -t.sentence), default=None)
        return best is not None and self._add_sentence(best, legs, best.score + 0.3)

    def _pairs(self, exchange: ExchangeRecord) -> list[list[str]]:
        """Pairs of legs, those that go opposite ways first, the heaviest first."""
        legs = [g for g in exchange.legs if g.event in self.desk.events]
        pairs = [(g, h) for k, g in enumerate(legs) for h in legs[k + 1 :]]
        back = {(g.event, h.event) for g, h in pairs if g.giver and g.giver == h.receiver and h.giver == g.receiver}
        weights = self.desk.weights
        found = sorted({(g.event, h.event) for g, h in pairs if g.event != h.event})
        return [list(p) for p in sorted(found, key=lambda p: (p not in back, -weights[p[0]] - weights[p[1]]))]

    def _two_legs(self, legs: Sequence[str]) -> bool:
        """Both legs, each in its own clause, with the sentence before when the first leans on it."""
        events = self.desk.events
        one, other = sorted(legs, key=lambda e: (events[e].sentence, events[e].trigger))
        first, second = self._leg(one, other), self._leg(other, one)
        if first is None or second is None or first.sentence == second.sentence:
            return False
        parts = [p for p in (self._introduced(first), first, second) if p]
        if sum(p.piece.words for p in parts) > 1.5 * TOO_LONG:
            return False
        told_so = any(r in s.text.lower() for s in second.piece.spans for r in lists()["returning"])
        joints = ["; "] * (len(parts) - 2) + ["; " if told_so else OUR_RETURN]
        score = max(first.score, second.score) + 0.3
        return self._add([p.piece for p in parts], [p.sentence for p in parts], score=score, joints=joints)

    def _leg(self, event: str, other: str) -> Telling | None:
        """The best telling of one leg and not the other, cut short: leaning on nothing, from the body."""
        events, sentences = self.desk.events, self.desk.sentences
        same = {e for e in events if _one_act(events[event], events[e])}
        back = {e for e in events if _one_act(events[other], events[e])}
        found = []
        for t in self.tellings:
            if (
                same & set(t.events)
                and not back & set(t.events) - same
                and t.sentence not in self.used
                and "“" not in sentences[t.sentence].text
            ):
                need = self.desk.telling(t.sentence, same & set(t.events))
                piece = cut(t.sentence, self.desk.draft, need, returning=True, limit=LEG)
                found.extend([msgspec.structs.replace(t, piece=piece)] if piece else [])
        return max(found, key=lambda t: _fitness(t, event, sentences[t.sentence].kind), default=None)

    def _introduced(self, leg: Telling) -> Telling | None:
        """The sentence before a leg that leans on it ("The meeting led to …"), when it tells an event."""
        piece = self.desk.before(leg.sentence, self.used) if leg.piece.leans else None
        return Telling(0.0, leg.sentence - 1, (), piece) if piece and self.desk.told(leg.sentence - 1) else None

    # -- taking in -------------------------------------------------------------------------------------------

    def _add(
        self, pieces: Sequence[Piece], numbers: Sequence[int], *, score: float, joints: Sequence[str] = ()
    ) -> bool:
        """Take a bullet in, unless it fails its check or an earlier one says the same."""
        bullet = self.desk.written(pieces, joints=joints)
        if bullet is None or self._known(bullet.text):
            return False
        self.scored.append((score, bullet))
        self.used.update(numbers)
        told = [self.desk.events[e] for e in bullet.events]
        self.named |= {c.value for e in told for c in (*e.actors, *e.recipients)}
        return True

    def _known(self, text: str) -> bool:
        """True when an earlier bullet says the same in other words."""
        bag = content(text)
        others = [content(b.text) for _, b in self.scored]
        return any(len(bag & other) / max(1, min(len(bag), len(other))) > ALIKE for other in others)


def _fitness(telling: Telling, event: str, kind: str) -> tuple[float, bool, bool, float]:
    return -telling.piece.leans, kind == "body", event in telling.events, telling.score


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
