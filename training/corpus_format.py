"""Reads and checks the event corpus: one sentence a line, events and participants marked inline.

    [A Minsk] has {RETREAT.release|freed} 52 detainees.
    [A1A2 Kenya] {1:AGREE|agreed} to {2:AID planned|send} police to [R2 Haiti].
    The referee {none|rejected} appeals for a penalty.

`{TYPE.mode flags|words}` is an event and the words that tell it; the mode is optional, flags are one realis (actual
when absent) and any of `negated` and `historical`; `{none|words}` is a look-alike.
`[A words]` is the actor, `[R words]` the recipient, `[B words]` both sides of a reciprocal event; digits tie a
participant to the events with those numbers, `[A1R2 words]`.
A mark may stand inside another kind of mark, one level deep. `#` begins a comment line.

    python -m training.corpus_format training/corpus/*.txt      checks files and prints what they hold
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from demarche.parse.labels import CUES, REALIS

FLAGS = ("negated", "historical")
NONE = "none"
_EVENT = re.compile(
    r"(?:(?P<key>\d+):)?(?P<type>[A-Z]+|none)(?:\.(?P<mode>[a-z]+(?:-[a-z]+)*))?(?P<flags>(?: [a-z]+)*)"
)
_PARTICIPANT = re.compile(r"(?P<roles>(?:[ARB]\d*)+) ")
_MARKS = re.compile(r"[\[\]{}|]")


class CorpusError(Exception):
    """A line of the corpus that breaks the format; says where and what would be right."""


@dataclass(frozen=True)
class MarkedEvent:
    """An event in a sentence; `key` is its number, "" when it has none; `type` is "" for a look-alike."""

    start: int
    end: int
    type: str
    mode: str = ""
    realis: str = "actual"
    flags: frozenset[str] = frozenset()
    key: str = ""


@dataclass(frozen=True)
class Participant:
    """Words that name a participant, and its (role, event number) pairs; role is A, R or B."""

    start: int
    end: int
    roles: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class MarkedSentence:
    """One line of the corpus without its marks."""

    text: str
    events: tuple[MarkedEvent, ...]
    participants: tuple[Participant, ...]


def read_corpus(paths: Sequence[Path]) -> Iterator[MarkedSentence]:
    """The sentences of corpus files; CorpusError at the first line that breaks the format."""
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if line.strip() and not line.startswith("#"):
                try:
                    yield read_line(line.strip())
                except CorpusError as error:
                    raise CorpusError(f"{path}:{number}: {error}") from error


def read_line(line: str) -> MarkedSentence:
    """One marked sentence."""
    text, events, participants = _Reader(line).read()
    sentence = MarkedSentence(text, tuple(events), tuple(participants))
    _check_ties(sentence)
    return sentence


class _Reader:
    """Walks through a line once, copying words and noting marks."""

    def __init__(self, line: str) -> None:
        self.line, self.at = line, 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[tuple[str, re.Match[str], int]] = []
        self.events: list[MarkedEvent] = []
        self.participants: list[Participant] = []

    def read(self) -> tuple[str, list[MarkedEvent], list[Participant]]:
        while self.at < len(self.line):
            mark = _MARKS.search(self.line, self.at)
            self._copy(mark.start() if mark else len(self.line))
            if mark:
                self._mark(mark.group())
        if self.open:
            raise CorpusError(f"'{self.open[-1][0]}' is never closed")
        return "".join(self.text), self.events, self.participants

    def _copy(self, end: int) -> None:
        self.text.append(self.line[self.at : end])
        self.length += end - self.at
        self.at = end

    def _mark(self, mark: str) -> None:
        if mark in "{[":
            self._opens(mark)
        elif mark in "}]":
            self._closes(mark)
        else:
            raise CorpusError("'|' outside the head of an event")

    def _opens(self, mark: str) -> None:
        if len(self.open) == 2 or (self.open and self.open[0][0] == mark):
            raise CorpusError(f"'{mark}' inside a mark of its own kind or too deep")
        if mark == "{":
            bar = self.line.find("|", self.at)
            head = _EVENT.fullmatch(self.line, self.at + 1, max(bar, self.at + 1))
            after = bar + 1
        else:
            head = _PARTICIPANT.match(self.line, self.at + 1)
            after = head.end() if head else 0
        if head is None:
            example = "{TYPE.mode realis flags|words}" if mark == "{" else "[A1R2 words]"
            raise CorpusError(f"cannot read '{self.line[self.at : self.at + 30]}'; expected {example}")
        self.open.append((mark, head, self.length))
        self.at = after

    def _closes(self, mark: str) -> None:
        if not self.open or self.open[-1][0] != {"}": "{", "]": "["}[mark]:
            raise CorpusError(f"'{mark}' closes nothing")
        kind, head, start = self.open.pop()
        if start == self.length:
            raise CorpusError("a mark without words")
        if kind == "{":
            self.events.append(_event(head, start, self.length))
        else:
            pairs = re.findall(r"([ARB])(\d*)", head["roles"])
            self.participants.append(Participant(start, self.length, tuple(pairs)))
        self.at += 1


def _event(head: re.Match[str], start: int, end: int) -> MarkedEvent:
    words = head["flags"].split()
    realis = [w for w in words if w in REALIS]
    flags = [w for w in words if w in FLAGS]
    unknown = [w for w in words if w not in REALIS and w not in FLAGS]
    if unknown or len(realis) > 1:
        raise CorpusError(f"flags '{' '.join(words)}': one of {', '.join(REALIS)} and any of {', '.join(FLAGS)}")
    kind = "" if head["type"] == NONE else head["type"]
    if kind not in CUES:
        raise CorpusError(f"no event type '{kind}'; known: {', '.join(c for c in CUES if c)}, {NONE}")
    return MarkedEvent(
        start, end, kind, head["mode"] or "", (realis or ["actual"])[0], frozenset(flags), head["key"] or ""
    )


def _check_ties(sentence: MarkedSentence) -> None:
    """Every participant belongs to an event that is there, and numbers are used once."""
    keys = Counter(e.key for e in sentence.events if e.type)
    doubled = [k for k, n in keys.items() if n > 1]
    if doubled:
        raise CorpusError(f"event number '{doubled[0]}' used more than once")
    for participant in sentence.participants:
        for role, key in participant.roles:
            if key not in keys:
                raise CorpusError(f"'{role}{key}' belongs to no event of this sentence")


def main(paths: Sequence[str]) -> int:
    """Checks files, prints counts by type and every broken line; 1 when there was one."""
    types: Counter[str] = Counter()
    realis: Counter[str] = Counter()
    broken = sentences = 0
    for path in map(Path, paths):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            try:
                sentence = read_line(line.strip())
            except CorpusError as error:
                print(f"{path}:{number}: {error}")
                broken += 1
                continue
            sentences += 1
            types.update(e.type or NONE for e in sentence.events)
            realis.update(e.realis for e in sentence.events if e.type)
    print(f"{sentences} sentences, {broken} broken")
    print("types:", ", ".join(f"{t} {n}" for t, n in types.most_common()))
    print("realis:", ", ".join(f"{t} {n}" for t, n in realis.most_common()))
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
