"""The pattern language of frames: one line of text becomes one `Pattern` (docs/reference/frames.md).

A verb pattern is subject, trigger, rest.
A noun pattern begins with "the" or with a possessor ("R's arrest by A").
Word sets are expanded here, so that a pattern knows all its lemmas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import msgspec

from demarche.errors import CodebookError
from demarche.ontology.grammar import grammar

ROLES = "ARBQTVX"
# Prepositions that may stand in a pattern.
PREPOSITIONS = grammar()["prepositions"]
PERSON = "<person>"  # in a word set: anybody who is named
CLAUSE_MARKS = frozenset(["that", "whether", "if"])

_ITEM = re.compile(
    r"""\s*(?:
      (?P<paren>[()])
    | (?P<must>!)?(?P<role>[ARBQTVX])(?P<poss>'s)?(?::(?P<fill>\{[^{}]*\}|@[A-Z][A-Z0-9_]*))?(?![A-Za-z_])
    | (?P<group>\{[^{}]*\}|@[A-Z][A-Z0-9_]*)
    | (?P<word>[a-zA-Z][\w'/&.-]*)
    )""",
    re.VERBOSE,
)


class Slot(msgspec.Struct, frozen=True):
    """One place of a pattern. `words` are the lemmas that may stand there, None for any.

    `owner` is a place in front of what follows it: "R's" in "A reject R's T:{offer}".
    """

    role: str = ""
    words: frozenset[str] | None = None
    preps: tuple[str, ...] = ()
    optional: bool = False
    must_act: bool = False
    owner: bool = False


class Trigger(msgspec.Struct, frozen=True):
    """The lemma that opens the frame; `copular` for "be_critical", `particle` for "shoot_down"."""

    lemma: str
    particle: str = ""
    copular: bool = False


class Pattern(msgspec.Struct, frozen=True, kw_only=True):
    """One compiled line. `pos` is verb or noun; `before` are compounds in front of a noun trigger."""

    text: str
    pos: str
    triggers: tuple[Trigger, ...]
    subject: Slot | None = None
    possessor: Slot | None = None
    before: tuple[Slot, ...] = ()
    slots: tuple[Slot, ...] = ()
    needed: tuple[frozenset[str], ...] = ()  # of each of these sets one word must stand in the sentence

    @property
    def fixed(self) -> int:
        """How many places hold fixed words: the more, the surer the sense (a particle counts when it is matched)."""
        places = [*self.slots, *self.before]
        if self.subject:
            places.append(self.subject)
        if self.possessor:
            places.append(self.possessor)
        return sum(p.words is not None and not p.optional for p in places)

    def roles(self) -> str:
        places = [*self.slots, *self.before, *filter(None, [self.subject, self.possessor])]
        return "".join(sorted({p.role for p in places if p.role}))


class _Item(msgspec.Struct, frozen=True):
    kind: str  # paren, role, group, word
    text: str
    role: str = ""
    poss: bool = False
    fill: str = ""
    must: bool = False


def _items(line: str) -> list[_Item]:
    out: list[_Item] = []
    at = 0
    while at < len(line.rstrip()):
        m = _ITEM.match(line, at)
        if not m:
            raise CodebookError(f"pattern {line!r}: cannot read {line[at:]!r}")
        at = m.end()
        if m["paren"]:
            out.append(_Item("paren", m["paren"]))
        elif m["role"]:
            out.append(_Item("role", m[0].strip(), m["role"], bool(m["poss"]), m["fill"] or "", bool(m["must"])))
        elif m["group"]:
            out.append(_Item("group", m["group"]))
        else:
            out.append(_Item("word", m["word"]))
    return out


def _expand(text: str, wordsets: Mapping[str, frozenset[str]], line: str) -> frozenset[str]:
    if text.startswith("@"):
        if text[1:] not in wordsets:
            raise CodebookError(f"pattern {line!r}: no word set called {text}")
        return wordsets[text[1:]]
    words = frozenset(w.strip().lower() for w in text.strip("{}").split("|") if w.strip())
    nested = [w for w in words if w.startswith("@")]
    for w in nested:
        words = (words - {w}) | _expand("@" + w[1:].upper(), wordsets, line)
    if not words:
        raise CodebookError(f"pattern {line!r}: empty set {text!r}")
    return words


def _trigger(word: str) -> Trigger:
    word = word.strip().lower()
    if word.startswith("be_"):
        return Trigger(word[3:].replace("_", " "), copular=True)
    lemma, _, particle = word.replace(" ", "_").partition("_")
    return Trigger(lemma, particle.replace("_", " "))


def _noun_trigger(word: str) -> Trigger:
    """A noun of several words is found by its last one: "air strike" by "strike" with "air" before it."""
    before, _, head = word.strip().lower().replace("_", " ").rpartition(" ")
    return Trigger(head, before)


def _triggers(item: _Item, wordsets: Mapping[str, frozenset[str]], line: str, *, noun: bool) -> tuple[Trigger, ...]:
    words = _expand(item.text, wordsets, line) if item.kind == "group" else {item.text}
    return tuple(_noun_trigger(w) if noun else _trigger(w) for w in sorted(_spaced(words) if noun else words))


def _spaced(words: Iterable[str]) -> frozenset[str]:
    """`words`, those with a hyphen also as the parser cuts them: "bail-out" and "bail - out"."""
    return frozenset(words) | {w.replace("-", " - ") for w in words if "-" in w}


def _slot(item: _Item, wordsets: Mapping[str, frozenset[str]], line: str, **more: object) -> Slot:
    if item.kind == "role":
        words = _spaced(_expand(item.fill, wordsets, line)) if item.fill else None
        return Slot(item.role, words, must_act=item.must, **more)  # type: ignore[arg-type]
    words = _expand(item.text, wordsets, line) if item.kind == "group" else frozenset([item.text.lower()])
    return Slot("", _spaced(words), **more)  # type: ignore[arg-type]


def _rest(items: list[_Item], wordsets: Mapping[str, frozenset[str]], line: str) -> tuple[Slot, ...]:
    """The slots after the trigger; a preposition or mark belongs to the slot that follows it."""
    out: list[Slot] = []
    optional = False
    preps: tuple[str, ...] = ()
    for item in items:
        if item.kind == "paren":
            optional = item.text == "("
            continue
        if item.kind == "word" and all(p in PREPOSITIONS or p in CLAUSE_MARKS for p in item.text.split("/")):
            preps = tuple(item.text.split("/"))
            continue
        if item.poss:  # its preposition belongs to what it owns: "come to R's {aid}"
            out.append(_slot(item, wordsets, line, optional=True, owner=True))
            continue
        if item.kind == "word" and "/" in item.text:
            raise CodebookError(f"pattern {line!r}: not all of {item.text!r} are prepositions")
        out.append(_slot(item, wordsets, line, preps=preps, optional=optional))
        preps = ()
    if preps:
        raise CodebookError(f"pattern {line!r}: nothing follows {'/'.join(preps)!r}")
    return tuple(out)


def compile_pattern(line: str, wordsets: Mapping[str, frozenset[str]]) -> Pattern:
    """Compile one line; CodebookError says what cannot be read."""
    pattern = _compile(line, wordsets)
    places = [*pattern.slots, *pattern.before, *filter(None, [pattern.subject, pattern.possessor])]
    told = (p.words for p in places if p.words is not None and not p.optional)
    needed = tuple(_pieces(words) for words in told if PERSON not in words)
    return msgspec.structs.replace(pattern, needed=needed)


def _pieces(words: frozenset[str]) -> frozenset[str]:
    """All words of a set, those of several words or with hyphens cut into their parts."""
    return frozenset(piece for word in words for piece in (word, *re.split(r"[\s_-]+", word)))


def _compile(line: str, wordsets: Mapping[str, frozenset[str]]) -> Pattern:
    items = _items(line)
    if len(items) < 2:
        raise CodebookError(f"pattern {line!r}: a pattern needs at least a subject and a trigger")
    first = items[0]
    if (first.kind == "word" and first.text == "the") or first.poss:
        return _noun(line, items, wordsets)
    if first.kind not in ("role", "group"):
        raise CodebookError(
            f"pattern {line!r}: the first item is the subject (A, R, B, X or a set), not {first.text!r}"
        )
    if items[1].kind not in ("word", "group"):
        raise CodebookError(f"pattern {line!r}: the second item is the trigger, not {items[1].text!r}")
    return Pattern(
        text=line,
        pos="verb",
        triggers=_triggers(items[1], wordsets, line, noun=False),
        subject=_slot(first, wordsets, line),
        slots=_rest(items[2:], wordsets, line),
    )


def _noun(line: str, items: list[_Item], wordsets: Mapping[str, frozenset[str]]) -> Pattern:
    possessor: Slot | None = None
    rest = items[1:]
    if items[0].poss:
        possessor = _slot(items[0], wordsets, line)
    elif rest and rest[0].poss:
        possessor, rest = _slot(rest[0], wordsets, line), rest[1:]
    head: list[_Item] = []
    while rest and rest[0].kind != "paren" and not (rest[0].kind == "word" and _is_prep(rest[0].text)):
        head.append(rest.pop(0))
        if head[-1].kind != "role" and (not rest or rest[0].kind == "role"):
            break
    if not head or head[-1].kind == "role":
        raise CodebookError(f"pattern {line!r}: no trigger noun")
    return Pattern(
        text=line,
        pos="noun",
        triggers=_triggers(head[-1], wordsets, line, noun=True),
        possessor=possessor,
        before=tuple(_slot(i, wordsets, line) for i in head[:-1]),
        slots=_rest(rest, wordsets, line),
    )


def _is_prep(text: str) -> bool:
    return all(p in PREPOSITIONS or p in CLAUSE_MARKS for p in text.split("/"))
