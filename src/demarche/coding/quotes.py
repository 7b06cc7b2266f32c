"""Quotations: direct between quotation marks, indirect as clauses of saying, with speaker, cue and what they are about.

A quotation may run over several sentences, or be split by its cue ("…," said X. "…"); the parts keep one speaker.
Fewer than four words between marks inside a sentence are a mixed quotation (a word taken up, a scare quote).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from demarche.coding.context import Context
from demarche.coding.governors import lemmas
from demarche.coding.speakers import speaker
from demarche.coding.speech import Speech, inverted, words
from demarche.coding.tree import Tree
from demarche.model import Draft, Span
from demarche.model.record import QuoteRecord

OPENING = {"“": "”", "«": "»", "„": "“", '"': '"', "‘": "’", "'": "'"}
MARKS = re.compile("[" + "".join(OPENING) + "]")
SINGLE = frozenset("‘'")
LONGEST = 4000  # characters; a mark without partner must not swallow the article
MIXED = 4  # words
ENDS = ".!?…"


class Quotation(msgspec.Struct, frozen=True):
    """A quotation with the words that name its speaker."""

    record: QuoteRecord
    who: Span | None


def marked(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what stands between quotation marks, without the marks; marks inside others are left alone."""
    after = 0
    for mark in MARKS.finditer(text):
        at = mark.start()
        end = _closing(text, at, OPENING[mark.group()]) if at >= after else None
        if end is None:
            continue
        if text[at + 1 : end].strip():
            yield at + 1, end
        after = end + 1


def _closing(text: str, at: int, closing: str) -> int | None:
    """Where the quotation that opens at `at` ends; None when the mark opens nothing."""
    mark = text[at]
    if not _opens(text, at, mark):
        return None
    if mark in SINGLE:
        return _single(text, at, closing)
    for k in range(at + 1, min(len(text), at + 1 + LONGEST)):
        if text[k] == closing:
            return k
        if text.startswith("\n\n", k):
            again = text[k:].lstrip()[:1]
            if again == mark and mark != closing:
                continue  # a new paragraph that opens with the same mark goes on with the quotation
            # a mark that is never closed holds for its paragraph when it opens it
            return k if at == 0 or text[at - 1] == "\n" or again == mark else None
        if text[k] == mark and mark != closing and text[k - 1] != "\n":
            return None
    return None


def _opens(text: str, at: int, mark: str) -> bool:
    """An opening mark stands at the beginning or behind a space, bracket or dash, and before a word."""
    before = text[at - 1] if at else " "
    after = text[at + 1 : at + 2]
    if mark in ("“", "«", "„"):
        return bool(after.strip())
    return (before.isspace() or before in "([—–-:;“") and bool(after) and not after.isspace()


def _single(text: str, at: int, closing: str) -> int | None:
    """Single marks are apostrophes, too: they close behind a stop, or behind a word when the line holds no other."""
    line = text.find("\n", at)
    stop = line if line >= 0 else len(text)
    for k in range(at + 2, min(stop, at + LONGEST)):
        if text[k] == closing and not text[k + 1 : k + 2].isalnum() and (text[k - 1] in ",.!?…" or text[k - 1] != "s"):
            return k
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
    kind = "direct" if _is_whole(draft, context, start, end) else "mixed"
    if speech is None and last is not None and _goes_on(text, last.record.end, start) and kind == "direct":
        again = msgspec.structs.replace(
            last.record, kind=kind, text=text[start:end], start=start, end=end, about=_about(draft, start, end)
        )
        return Quotation(again, last.who)
    return _record(draft, context, speech, n, kind, start, end)


def _is_whole(draft: Draft, context: Context, start: int, end: int) -> bool:
    """True for a sentence or clause of the speaker, not just words of his taken up."""
    text = draft.parsed.article.text
    if len(text[start:end].split()) >= MIXED or text[end - 1] in ENDS:
        return True
    for tree in context.trees:
        if tree.sentence.start <= start < tree.sentence.end:
            inside = [i for i, t in enumerate(tree.tokens) if start <= t.start < end]
            return any(tree.tokens[i].rel == "nsubj" and tree.tokens[i].head in inside for i in inside)
    return False


def _goes_on(text: str, end: int, start: int) -> bool:
    """True when only a cue of a sentence or less lies between two quotations, or a new paragraph that goes on."""
    between = text[end:start]
    return (len(between) < 160 and "\n\n" not in between) or between.strip(' \n"“') == ""


def _cue(context: Context, spoken: Sequence[Sequence[Speech]], start: int, end: int) -> tuple[int, Speech | None]:
    """The act of speaking nearest to a quotation, outside its marks and in a sentence that touches it."""
    best: tuple[tuple[int, int], int, Speech] | None = None
    for n, tree in enumerate(context.trees):
        s = tree.sentence
        if s.end < start - 2 or s.start > end + 1:
            continue
        touches = s.start < end and start < s.end + 1
        for speech in [*spoken[n], *_bare_cues(context, n)]:
            token = tree.tokens[speech.cue]
            if start <= token.start < end or speech.hearsay or not speech.speakers:
                continue
            if any(start <= tree.tokens[k].start < end for k in speech.speakers):
                continue
            distance = min(abs(token.start - end), abs(start - token.end))
            rank = (_rank(tree, speech.cue, start, end, touches=touches, near=distance < 120), distance)
            if best is None or rank < best[0]:
                best = (rank, n, speech)
    return (best[1], best[2]) if best else (-1, None)


def _rank(tree: Tree, cue: int, start: int, end: int, *, touches: bool, near: bool) -> int:
    """The verb that governs the quoted words first, then one behind the quotation, then one before it."""
    first = next((i for i, t in enumerate(tree.tokens) if start <= t.start < end), None)
    seen = 0
    while first is not None and first >= 0 and seen < 40:
        if first == cue:
            return 0
        first, seen = tree.tokens[first].head, seen + 1
    if touches:
        return 1 if tree.tokens[cue].start >= end and near else 2
    return 3


def _bare_cues(context: Context, n: int) -> Iterator[Speech]:
    """Verbs of saying whose clause the parser did not hang on them: good enough beside quotation marks."""
    tree = context.trees[n]
    for i, token in enumerate(tree.tokens):
        if token.upos == "VERB" and set(lemmas(tree, i)) & (words().say | words().label) - words().show:
            own = tree.sentence.kid(i, "nsubj") is not None
            speakers = (() if own else inverted(tree, i)) or tree.verb(i).subjects
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
        addressees = [i for k in _addressed(tree, speech.cue) for i in context.actors_at(n, k)]
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


def _addressed(tree: Tree, cue: int) -> list[int]:
    """To whom: "told the officers", "said to reporters"."""
    args = tree.verb(cue)
    to = [k for p, k in args.obliques if p == "to"]
    direct = [*args.indirect, *args.objects] if tree.tokens[cue].lemma.lower() in words().address else []
    return [*direct, *to]


def _about(draft: Draft, start: int, end: int) -> list[str]:
    return [e.id for e in draft.events if any(start <= m.start < end for m in e.mentions)]


def _indirect(
    draft: Draft, context: Context, spoken: Sequence[Sequence[Speech]], taken: list[tuple[int, int]]
) -> Iterator[Quotation]:
    """Clauses of saying outside quotation marks."""
    for n, found in enumerate(spoken):
        tree = context.trees[n]
        for speech in found:
            shown = tree.tokens[speech.cue].lemma.lower() in words().show and speech.channel is not None
            if speech.hearsay or not speech.speakers or not speech.scope or speech.verb == "citing" or shown:
                continue
            first, last = min(speech.scope), max(speech.scope)
            start, end = tree.tokens[first].start, tree.tokens[last].end
            if any(a < end and start < b for a, b in taken) or last - first < 2:
                continue
            yield _record(draft, context, speech, n, "indirect", start, end)
