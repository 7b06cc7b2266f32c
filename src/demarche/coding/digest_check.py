"""Does the article say what a bullet says?  Every bullet is checked again before it is written.

A bullet is supported when
- each cited span says in the article what it claims to say, and the bullet repeats the words of its spans, all of
  them and in their order, with nothing added but a few connectors (so no number, name, negation or hedge can change,
  vanish or move to the other side of a verb);
- no word that turns the meaning (not, reportedly, would, said) was cut out between or beside the cited spans, unless
  punctuation closes it off together with what it turns;
- where an event is denied, not actual, or only said by somebody, the spans hold the words that say so;
- "in return" stands only between the legs of a coded exchange.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from demarche.coding.digest_words import lists, turning, words
from demarche.model import Record, Span
from demarche.model.record import BulletRecord, EventRecord, SentenceRecord

_CLOSED = re.compile(r"[,;:()–—\-\n]\s*$")
_OPENED = re.compile(r"^\s*[,;:()–—\-.!?]")
SHORT = 8  # words; "…, the ministry said" is no aside but says whose word it is


def supported(bullet: BulletRecord, record: Record) -> bool:
    """True when the cited spans say everything that the bullet says, and nothing was cut that would turn it."""
    text = record.article.text
    if not bullet.cites or not all(c.holds(text) for c in bullet.cites):
        return False
    if not repeats(bullet.text, bullet.cites):
        return False
    return _nothing_turned(bullet, record) and _fields_kept(bullet, record) and _return_is_coded(bullet, record)


def repeats(text: str, cites: Sequence[Span]) -> bool:
    """True when `text` is the words of the cites in their order, plus connectors."""
    said = [w for c in cites for w in words(c.text)]
    at = 0
    for word in words(text):
        if at < len(said) and word == said[at]:
            at += 1
        elif word not in lists()["connectors"]:
            return False
    return at == len(said)


def _nothing_turned(bullet: BulletRecord, record: Record) -> bool:
    cites = _without_names(bullet, record)
    for sentence in record.sentences:
        inside = sorted(c for c in cites if sentence.start <= c.start and c.end <= sentence.end + 1)
        for before, gap, after in _gaps(sentence, inside, record.article.text):
            if _turns(before, gap, after):
                return False
    return True


def _without_names(bullet: BulletRecord, record: Record) -> list[Span]:
    """The cites without those that only name an actor for a pronoun."""
    events = {e.id: e for e in record.events}
    told = [m for e in bullet.events if e in events for m in events[e].mentions]
    names = {m for a in record.actors for m in a.mentions}
    plain = [c for c in bullet.cites if c not in names or any(c.start <= m.start < c.end for m in told)]
    spans = [s for s in record.sentences if any(s.start <= c.start < s.end + 1 for c in plain)]
    return [c for c in bullet.cites if c in plain or any(s.start <= c.start < s.end for s in spans)]


def _gaps(sentence: SentenceRecord, cites: Sequence[Span], text: str) -> Iterator[tuple[str, str, str]]:
    """(text before, what is left out, text after) for every stretch of a cited sentence that is not cited."""
    if not cites:
        return
    at = sentence.start
    for start, end in [*((c.start, c.end) for c in cites), (sentence.end, sentence.end)]:
        if start > at:
            yield text[sentence.start : at], text[at:start], text[start : sentence.end]
        at = max(at, end)


def _turns(before: str, gap: str, after: str) -> bool:
    """True when leaving out `gap` turns what stays."""
    inside = words(gap)
    if not set(inside) & turning():
        return False
    closed_left = not before.strip() or _CLOSED.search(before) or _OPENED.match(gap)
    closed_right = not after.strip(" .!?\n") or _OPENED.match(after) or _CLOSED.search(gap)
    if not (closed_left and closed_right):
        return True
    return len(inside) <= SHORT and bool(set(inside) & lists()["speech"]) and len(inside) > 1


def _fields_kept(bullet: BulletRecord, record: Record) -> bool:
    events = {e.id: e for e in record.events}
    return all(e in events and _kept(events[e], bullet.cites) for e in bullet.events)


def _kept(event: EventRecord, cites: Sequence[Span]) -> bool:
    """The words that deny an event, make it a plan or put it into somebody's mouth are cited."""
    fields = []
    if event.polarity == "negative":
        fields.append("polarity")
    if event.realis != "actual":
        fields.append("realis")
    if event.certainty in ("attributed", "reported"):
        fields.append("certainty")
    for field in fields:
        spans = event.evidence.get(field, [])
        if spans and not any(c.start <= s.start and s.end <= c.end for s in spans for c in cites):
            return False
    return True


def _return_is_coded(bullet: BulletRecord, record: Record) -> bool:
    """ "In return" of our own needs an exchange whose legs the bullet tells."""
    added = words(bullet.text).count("return") - sum(words(c.text).count("return") for c in bullet.cites)
    told = set(bullet.events)
    return added <= 0 or any(len({g.event for g in x.legs} & told) >= 2 for x in record.exchanges)
