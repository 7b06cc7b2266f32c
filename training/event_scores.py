"""How well the engine finds the marked events of the held-out corpus sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from demarche.model.text import Token
from demarche.parse.engine import EngineParser
from demarche.parse.lexicon import lexicon
from demarche.parse.tokens import Piece, Tokenizer
from training.corpus_format import MarkedEvent, MarkedSentence, read_corpus
from training.event_examples import covered, held_out, trigger_words

# A word counts as a trigger when its best event type is at least as probable as this.
THRESHOLD = 0.5


def score_events(parser: EngineParser, paths: Sequence[Path]) -> Iterator[str]:
    """Lines with type precision, recall and F1 per trigger, realis and participants."""
    sentences = [s for s in read_corpus(paths) if held_out(s.text)]
    tokenizer = Tokenizer(lexicon())
    counts: Counter[tuple[str, str]] = Counter()
    for sentence in sentences:
        words = tokenizer.cut(sentence.text)
        tokens = parser.parse_words([[w.text for w in words]])[0].tokens
        _count(counts, sentence, words, tokens)
    yield f"{len(sentences)} held-out corpus sentences, threshold {THRESHOLD}"
    yield "| type | marked | precision | recall | F1 |"
    yield "| --- | --- | --- | --- | --- |"
    types = sorted({kind for kind, what in counts if what in ("gold", "found") and kind})
    for kind in [*types, "all"]:
        yield _row(counts, kind)
    yield f"realis right where the trigger is found: {_share(counts, 'realis')} %"
    yield f"actor right: {_share(counts, 'actor')} %, recipient right: {_share(counts, 'recipient')} %"
    yield f"look-alikes and plain sentences with a false event: {_share(counts, 'false alarm')} %"


def _count(
    counts: Counter[tuple[str, str]], sentence: MarkedSentence, words: Sequence[Piece], tokens: Sequence[Token]
) -> None:
    """An event is found when a word of its trigger carries its type; other words with a type are false."""
    types = [t.cues[0][0] if t.cues and t.cues[0][1] >= THRESHOLD else "" for t in tokens]
    inside: set[int] = set()
    for event in (e for e in sentence.events if e.type):
        span = covered(words, event)
        inside.update(span)
        counts[event.type, "gold"] += 1
        right = [i for i in span if types[i] == event.type]
        wrong = {types[i] for i in span} - {"", event.type}
        counts[event.type, "found"] += bool(right)
        counts[event.type, "right"] += bool(right)
        for kind in wrong if not right else ():
            counts[kind, "found"] += 1
        if right:
            _count_details(counts, sentence, event, words, tokens, right)
    false = [i for i, kind in enumerate(types) if kind and i not in inside]
    for i in false:
        counts[types[i], "found"] += 1
    if not any(e.type for e in sentence.events):
        counts["false alarm", "all"] += 1
        counts["false alarm", "yes"] += bool(false)


def _count_details(
    counts: Counter[tuple[str, str]],
    sentence: MarkedSentence,
    event: MarkedEvent,
    words: Sequence[Piece],
    tokens: Sequence[Token],
    right: Sequence[int],
) -> None:
    """Realis and participants of a found event."""
    carriers = [i for i in trigger_words(words, covered(words, event)) if i in right] or list(right)
    token = tokens[carriers[-1]]
    counts["realis", "all"] += 1
    counts["realis", "yes"] += token.realis == event.realis
    for role, letters in (("actor", "AB"), ("recipient", "RB")):
        marked = {
            i
            for p in sentence.participants
            if any(letter in letters and key == event.key for letter, key in p.roles)
            for i in covered(words, p)
        }
        found = {i for i, name, _ in token.roles if name == role}
        counts[role, "all"] += bool(marked or found)
        counts[role, "yes"] += bool(found) and found <= marked


def _share(counts: Counter[tuple[str, str]], name: str) -> float:
    return round(100 * counts[name, "yes"] / max(1, counts[name, "all"]), 1)


def _row(counts: Counter[tuple[str, str]], kind: str) -> str:
    def total(what: str) -> int:
        return sum(n for (k, w), n in counts.items() if w == what and kind in (k, "all"))

    gold, found, right = total("gold"), total("found"), total("right")
    precision, recall = 100 * right / max(1, found), 100 * right / max(1, gold)
    f1 = 200 * right / max(1, gold + found)
    return f"| {kind} | {gold} | {precision:.1f} | {recall:.1f} | {f1:.1f} |"
