"""The last bullets of a quick read: who is against and who is for, and what is open."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.coding.digest_check import supported
from demarche.coding.digest_cut import Piece, cut
from demarche.coding.digest_desk import LEANING, LEANS, TOO_LONG, Desk, sentence
from demarche.coding.digest_words import words
from demarche.model import Span
from demarche.model.record import BulletRecord, PerspectiveRecord

Found = tuple[BulletRecord, set[int]]  # a bullet and the sentences that it uses up


def sides(desk: Desk) -> Found | None:
    """Who is against and who is for, in one bullet; one side alone when there is no other."""
    views = [v for v in desk.draft.perspectives if v.evidence and _is_opinion(desk, v)]
    chosen = [v for stances in (("against",), ("for", "mixed")) if (v := _first(views, stances))]
    numbers = list(dict.fromkeys(desk.at(v.evidence[0].start) for v in chosen))
    read = [(n, _piece(desk, n, chosen)) for n in sorted(numbers)]
    kept = [(n, p) for n, p in read if p is not None and p.leans < LEANS]
    kept = _introduced(desk, kept)
    if sum(p.words for _, p in kept) > 1.5 * TOO_LONG:
        kept = kept[:1]
    bullet = desk.written([p for _, p in kept]) if kept else None
    return (bullet, {n for n, _ in kept}) if bullet else None


def _introduced(desk: Desk, kept: list[tuple[int, Piece]]) -> list[tuple[int, Piece]]:
    """With the sentence before one that leans on it ("Ministers oppose it"); without it when that cannot be had."""
    out: list[tuple[int, Piece]] = []
    for n, piece in kept:
        if piece.leans >= LEANING and n - 1 not in dict(out):
            before = desk.before(n, dict(out))
            if before is None and piece.leans > LEANING:
                continue
            out.extend([(n - 1, before)] if before else [])
        out.append((n, piece))
    return out


def _first(views: Sequence[PerspectiveRecord], stances: Sequence[str]) -> PerspectiveRecord | None:
    found = [v for s in stances for v in views if v.stance == s]
    return found[0] if found else None


def _piece(desk: Desk, n: int, views: Sequence[PerspectiveRecord]) -> Piece | None:
    return cut(n, desk.draft, desk.need(n, [e for v in views for e in v.evidence]))


def _is_opinion(desk: Desk, view: PerspectiveRecord) -> bool:
    """True when the sentence is about the view: its holder is the subject of the main clause, and nobody is quoted."""
    n = desk.at(view.evidence[0].start)
    s = desk.sentences[n]
    if s.kind != "body" or n == desk.lead or desk.is_quoted(n) or "“" in s.text or '"' in s.text:
        return False
    for token in s.tokens:
        if view.evidence[0].start <= token.start < view.evidence[0].end and token.rel == "nsubj":
            return s.tokens[token.head].rel in ("root", "conj")
    return False


def question(desk: Desk) -> Found | None:
    """The last open question of the body that fits into a bullet."""
    for asked in reversed(desk.draft.questions):
        n = desk.at(asked.start)
        if desk.sentences[n].kind != "body" or desk.is_quoted(n) or len(words(asked.text)) > TOO_LONG:
            continue
        span = Span(asked.start, asked.end, asked.text)
        bullet = BulletRecord(text=sentence(span.text), cites=[span], events=[])
        if supported(bullet, desk.record):
            return bullet, {n}
    return None
