"""A dictionary of phrases with longest-first search over the words of a sentence.

The key of a phrase has no case; whether the case of the text fits is checked once a key is found:
- a name needs the capitals of its first and last piece, so "turkey" and "us" are no countries;
- a name written in capitals of up to three letters needs them all; longer ones may be written "Nato";
- a short name of mixed letters such as "LeT" is taken just so;
- phrases of the table of ambiguous words follow its rule;
- a user's own names match in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import msgspec

from demarche.knowledge.spellings import may_differ, one_spelling
from demarche.knowledge.types import KINDS, Entry, Match
from demarche.knowledge.words import Piece, key, pieces

_RANK = {kind: rank for rank, kind in enumerate(KINDS)}


class Hit(msgspec.Struct, frozen=True, gc=False):
    """An entry under one of its names, and its rank among the readings."""

    rank: int
    name: str
    entry: Entry


class Guard(Protocol):
    """What the lexicon asks before it takes a phrase for a name."""

    def __call__(self, phrase: str, scan: Scan, i: int, end: int, /) -> bool: ...

    def goes_on(self, scan: Scan, end: int, /) -> bool: ...


class Scan(NamedTuple):
    """The words of a sentence, their pieces, and whether the sentence is written in capitals."""

    words: Sequence[str]
    pieces: list[Piece]
    shouting: bool

    def surface(self, i: int) -> str:
        """Piece `i` as the text writes it."""
        piece = self.pieces[i]
        return self.words[piece.word][piece.start : piece.end]


class Lexicon:
    """Phrases and what they stand for."""

    def __init__(self) -> None:
        self._phrases: dict[str, tuple[Hit, ...]] = {}
        self._starts: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._phrases)

    def add(self, name: str, entry: Entry, *, secondary: bool = False) -> None:
        """Lets `name` stand for `entry`; a secondary reading comes after all others."""
        phrase = key(name)
        if not phrase:
            return
        hit = Hit(_RANK[entry.kind] + (100 if secondary else 0), name, entry)
        self._put(phrase, hit)
        if entry.kind == "person" and (other := one_spelling(phrase.split())) != phrase and " " in other:
            self._put(other, hit)

    def _put(self, phrase: str, hit: Hit) -> None:
        old = self._phrases.get(phrase)
        if old is None:
            self._phrases[phrase] = (hit,)
            first, _, rest = phrase.partition(" ")
            length = rest.count(" ") + 2 if rest else 1
            if self._starts.get(first, 0) < length:
                self._starts[first] = length
        elif hit not in old:
            self._phrases[phrase] = tuple(sorted((*old, hit), key=_by_rank))

    def copy(self) -> Lexicon:
        """A lexicon that can grow without changing this one."""
        twin = Lexicon()
        twin._phrases = dict(self._phrases)
        twin._starts = dict(self._starts)
        return twin

    def lookup(self, phrase: str) -> tuple[Entry, ...]:
        """All readings of a phrase, whatever its case."""
        return _entries(self._phrases.get(key(phrase), ()))

    def starts(self, piece: str) -> int:
        """The most pieces that a phrase beginning with `piece` has; 0 when there is none."""
        return self._starts.get(piece, 0)

    def keys(self) -> Iterable[str]:
        return self._phrases.keys()

    def find(self, scan: Scan, i: int, guard: Guard) -> Match | None:
        """The longest phrase that begins at piece `i`."""
        longest = self._starts.get(scan.pieces[i].key)
        if longest:
            for end in range(min(i + longest, len(scan.pieces)), i, -1):
                hits = self._phrases.get(" ".join([p.key for p in scan.pieces[i:end]]))
                if hits and (found := self._match(hits, scan, i, end, guard)):
                    return found if end > i + 1 else self._respelled(scan, i, guard) or found
        return self._respelled(scan, i, guard)

    def _respelled(self, scan: Scan, i: int, guard: Guard) -> Match | None:
        """The person whose name of two to four pieces begins here in a spelling that the tables lack."""
        if not scan.surface(i)[0].isupper():
            return None
        keys = [p.key for p in scan.pieces[i : i + 4]]
        if not may_differ(keys):
            return None
        for end in range(len(keys), 1, -1):
            phrase = one_spelling(keys[:end])
            if " " not in phrase or phrase == " ".join(keys[:end]) or not scan.surface(i + end - 1)[0].isupper():
                continue
            people = tuple(hit for hit in self._phrases.get(phrase, ()) if hit.entry.kind == "person")
            if people and guard(phrase, scan, i, i + end) and not guard.goes_on(scan, i + end):
                return match_of(scan, i, i + end, _entries(people))
        return None

    def _match(self, hits: tuple[Hit, ...], scan: Scan, i: int, end: int, guard: Guard) -> Match | None:
        fitting = [hit for hit in hits if fits(shape(hit.name, hit.entry.kind), scan, i, end)]
        phrase = " ".join([p.key for p in scan.pieces[i:end]])
        own = bool(fitting) and fitting[0].entry.kind == "own"
        if not fitting or not (own or guard(phrase, scan, i, end)):
            return None
        if fitting[0].entry.kind == "person" and guard.goes_on(scan, end):
            return None
        return match_of(scan, i, end, _entries(fitting))


def match_of(scan: Scan, i: int, end: int, entries: tuple[Entry, ...]) -> Match:
    """The match of pieces `i` to `end`, in words and offsets."""
    a, b = scan.pieces[i], scan.pieces[end - 1]
    if a.word == b.word:
        text = scan.words[a.word][a.start : b.end]
    else:
        inner = scan.words[a.word + 1 : b.word]
        text = " ".join([scan.words[a.word][a.start :], *inner, scan.words[b.word][: b.end]])
    return Match(first=a.word, last=b.word, start=a.start, end=b.end, text=text, entries=entries)


def scan_of(words: Sequence[str]) -> Scan:
    """The pieces of a sentence; it shouts when it has several long words and all are in capitals."""
    return Scan(words, pieces(words), is_shouting(words))


def is_shouting(words: Sequence[str]) -> bool:
    """True for a headline in capitals: at least three words of four letters and none in lower case."""
    long = 0
    for word in words:
        if len(word) > 3 and word.isalpha():
            if not word.isupper():
                return False
            long += 1
    return long > 2


@lru_cache(maxsize=4096)
def shape(name: str, kind: str) -> str:
    """How the text must write a name.

    "any"; "upper" (capitals); "nato" (capitals or Title); "=LeT" (just so); "title" (first and last capital),
    "first", "last", "lower".
    """
    if kind == "own":
        return "any"
    bare = name.replace(".", "")
    if bare.isalpha() and bare.isupper():
        return "upper" if len(bare) <= 3 else "nato"
    if bare.isalpha() and len(bare) <= 5 and sum(c.isupper() for c in bare) > 1:
        return "=" + bare
    parts = [part for part in re.split(r"[\s‐–-]+", name) if part]  # "Kim Jong-un" ends in a small syllable
    first, last = parts[0][0].isupper(), parts[-1][0].isupper()
    return "title" if first and last else "first" if first else "last" if last else "lower"


def fits(shape: str, scan: Scan, i: int, end: int) -> bool:
    """True when the text at pieces `i` to `end` is written as the shape wants."""
    if shape in ("any", "lower"):
        return True
    first = scan.surface(i)
    if shape[0] == "=":
        return shape[1:] in (first, first.replace(".", "")) or (scan.shouting and len(shape) > 4)
    if shape == "upper":
        return first.isupper()
    if shape == "nato":
        return first.isupper() or (first[0].isupper() and len(first) > 3)
    return (shape == "last" or _capital(first)) and (shape == "first" or _capital(_part(scan, end - 1)))


def _part(scan: Scan, i: int) -> str:
    """The part of a hyphenated word that ends with piece `i`: an apostrophe ends no part ("Matiang'i")."""
    piece = scan.pieces[i]
    return re.split(r"[‐–-]", scan.words[piece.word][: piece.end])[-1]


def _capital(text: str) -> bool:
    """True when the text begins with a capital or with something that has no case."""
    return not text[0].islower()


def _by_rank(hit: Hit) -> int:
    return hit.rank


def _entries(hits: Iterable[Hit]) -> tuple[Entry, ...]:
    return tuple(dict.fromkeys(hit.entry for hit in hits))
