"""Quotations: direct between quotation marks, indirect as clauses of saying, with speaker, cue and what they are about.

A quotation may run over several sentences, or be split by its cue ("…," said X. "…"); the parts keep one speaker.
Fewer than four words between marks inside a sentence are a mixed quotation (a word taken up, a scare quote).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from demarche.coding.context import Context
from demarche.coding.speech import Speech, speaker, words
from demarche.coding.tree import Arguments
from demarche.model import Draft, Span
from demarche.model.record import QuoteRecord

OPENING = {"“": "”", "«": "»", "„": "“", '"': '"', "‘": "’"}
LONGEST = 4000  # characters; a mark without partner must not swallow the article
MIXED = 4  # words


class Quotation(msgspec.Struct, frozen=True):
    """A quotation with the words that name its speaker."""

    record: QuoteRecord
    who: Span | None


def marked(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what stands between double quotation marks, without the marks."""
    at = 0
    while at < len(text):
        mark = text[at]
        closing = OPENING.get(mark)
        if closing is None or mark == "‘":
            at += 1
            continue
        end = _closing(text, at + 1, mark, closing)
        if end is None:
            at += 1
            continue
        if end > at + 1:
            yield at + 1, end
        at = end + 1


def _closing(text: str, start: int, mark: str, closing: str) -> int | None:
    """Where the quotation ends; a new paragraph that opens with the same mark goes on with it."""
    limit = min(len(text), start + LONGEST)
    for at in range(start, limit):
        if text[at] == closing:
            return at
        if text[at] == mark and mark != closing and "\n" not in text[max(start, at - 3) : at]:
            return None
        if mark == closing and text.startswith("\n\n", at):
            return None
    return None


def quotations(draft: Draft, context: Context, spoken: Sequence[Sequence[Speech]]) -> list[Quotation]:
    """All quotations of the article in text order."""
    text = draft.parsed.article.text
    out: list[Quotation] = []
    for start, end in marked(text):
        out.append(_direct(draft, context, spoken, start, end, out[-1] if out else None))
    out.extend(_indirect(draft, context, spoken, [(q.record.start, q.record.end) for q in out]))
    return sorted(out, key=lambda q: (q.record.start, q.record.end))


def _direct(
    draft: Draft, context: Context, spoken: Sequence[Sequence[Speech]], start: int, end: int, last: Quotation | None
) -> Quotation:
    text = draft.parsed.article.text
    n, speech = _cue(context, spoken, start, end)
    kind = "mixed" if len(text[start:end].split()) < MIXED else "direct"
    if speech is None and last is not None and _goes_on(text, last.record.end, start) and kind == "direct":
        r = last.record
        again = QuoteRecord(kind=kind, text=text[start:end], start=start, end=end, speaker=r.speaker, anonymous=r.anonymous,
                            addressees=r.addressees, about=_about(draft, start, end), cue=r.cue, description=r.description)  # fmt: skip
        return Quotation(again, last.who)
    return _record(draft, context, speech, n, kind, start, end)


def _goes_on(text: str, end: int, start: int) -> bool:
    """True when only a cue of a sentence or less lies between two quotations of one paragraph."""
    between = text[end:start]
    return len(between) < 160 and "\n\n" not in between


def _cue(context: Context, spoken: Sequence[Sequence[Speech]], start: int, end: int) -> tuple[int, Speech | None]:
    """The act of speaking nearest to a quotation, outside its marks and in a sentence that touches it."""
    best: tuple[int, int, Speech] | None = None
    for n, tree in enumerate(context.trees):
        s = tree.sentence
        if s.end < start - 2 or s.start > end + 3:
            continue
        for speech in [*spoken[n], *_bare_cues(context, n)]:
            token = tree.tokens[speech.cue]
            if start <= token.start < end or speech.hearsay or not speech.speakers:
                continue
            if any(start <= tree.tokens[k].start < end for k in speech.speakers):
                continue
            distance = min(abs(token.start - end), abs(start - token.end))
            if best is None or distance < best[0]:
                best = (distance, n, speech)
    return (best[1], best[2]) if best else (-1, None)


def _bare_cues(context: Context, n: int) -> Iterator[Speech]:
    """Verbs of saying whose clause the parser did not hang on them: good enough beside quotation marks."""
    tree = context.trees[n]
    for i, token in enumerate(tree.tokens):
        if token.upos == "VERB" and token.lemma.lower() in words().say - words().show:
            speakers = tree.verb(i).subjects
            if speakers:
                yield Speech(sentence=n, cue=i, verb=token.text.lower(), speakers=speakers)


def _record(
    draft: Draft, context: Context, speech: Speech | None, n: int, kind: str, start: int, end: int
) -> Quotation:
    text = draft.parsed.article.text
    who: Span | None = None
    name, anonymous, addressees, cue = None, False, [], None
    if speech is not None:
        name, anonymous, who = speaker(context, n, speech.speakers[0])
        tree = context.trees[n]
        cue = tree.sentence.span(speech.cue, speech.cue)
        addressees = [i for k in _addressed(tree.verb(speech.cue)) for i in context.actors_at(n, k)]
    return Quotation(
        QuoteRecord(
            kind=kind,
            text=text[start:end],
            start=start,
            end=end,
            speaker=name,
            anonymous=anonymous,
            addressees=list(dict.fromkeys(a for a in addressees if a != name)),
            about=_about(draft, start, end),
            cue=cue,
            description=who.text if who and (anonymous or name is None) else None,
        ),
        who,
    )


def _addressed(args: Arguments) -> list[int]:
    return [*args.indirect, *args.objects, *(k for p, k in args.obliques if p == "to")]


def _about(draft: Draft, start: int, end: int) -> list[str]:
    return [e.id for e in draft.events if any(start <= m.start < end for m in e.mentions)]


def _indirect(
    draft: Draft, context: Context, spoken: Sequence[Sequence[Speech]], taken: list[tuple[int, int]]
) -> Iterator[Quotation]:
    """Clauses of saying outside quotation marks."""
    for n, found in enumerate(spoken):
        tree = context.trees[n]
        for speech in found:
            if speech.hearsay or not speech.speakers or not speech.scope or speech.verb in ("citing",):
                continue
            first, last = min(speech.scope), max(speech.scope)
            start, end = tree.tokens[first].start, tree.tokens[last].end
            if any(a < end and start < b for a, b in taken) or last - first < 2:
                continue
            yield _record(draft, context, speech, n, "indirect", start, end)
