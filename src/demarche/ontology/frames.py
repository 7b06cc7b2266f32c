"""Frames: what a codebook file says about one act, and the index from words to frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from demarche.errors import CodebookError
from demarche.ontology.patterns import Pattern, compile_pattern

INNER = frozenset(["", "planned", "requested", "hypothetical", "negated", "alleged", "same", "historical"])
FAMILIES = frozenset(["", "appeal", "demand", "intend", "refuse", "threaten"])
_KEYS = frozenset(
    ["id", "about", "mode", "cameo", "contexts", "patterns", "refine", "needs", "inner", "family", "weak", "sure",
     "official", "not", "examples", "near", "goldstein", "note"]
)  # fmt: skip


class Code(msgspec.Struct, frozen=True, kw_only=True):
    """What an act is coded as; empty fields leave the frame's own value."""

    mode: str = ""
    cameo: str = ""
    contexts: tuple[str, ...] = ()


class Refinement(msgspec.Struct, frozen=True, kw_only=True):
    """A change of code when one of `words` stands among the words that the trigger governs."""

    words: frozenset[str] = frozenset()
    realis: str = ""
    code: Code


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """One act with all its wordings."""

    id: str
    event_type: str
    about: str
    code: Code
    patterns: tuple[tuple[Pattern, Code], ...]
    against: tuple[Pattern, ...] = ()
    refine: tuple[Refinement, ...] = ()
    needs: tuple[str, ...] | None = None
    inner: str = ""
    family: str = ""
    weak: bool = False
    sure: bool = False
    official: bool = False
    examples: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


class Entry(msgspec.Struct, frozen=True):
    """One pattern of one frame in the index; `positive` is False for near misses."""

    pattern: Pattern
    code: Code
    frame: Frame
    positive: bool


class Entries(msgspec.Struct, frozen=True):
    """All entries of one trigger in order, `free` of further needs or `keyed` by a word that they need."""

    free: tuple[tuple[int, Entry], ...]
    keyed: dict[str, tuple[tuple[int, Entry], ...]]

    def among(self, words: set[str]) -> list[Entry]:
        """The entries whose fixed words are all in a sentence of these words: one in ten."""
        found = dict(self.free)
        for word in self.keyed.keys() & words:
            found |= {
                at: entry
                for at, entry in self.keyed[word]
                if not any(need.isdisjoint(words) for need in entry.pattern.needed)
            }
        return [found[at] for at in sorted(found)]


NO_ENTRIES = Entries((), {})


class Index(msgspec.Struct, frozen=True):
    """Trigger lemma to entries, apart for verbs (and predicates) and for nouns."""

    verbs: dict[str, Entries]
    nouns: dict[str, Entries]
    copular: dict[str, Entries]


def read_frames(data: Mapping[str, Any], wordsets: Mapping[str, frozenset[str]], *, where: str) -> tuple[Frame, ...]:
    """The frames of one YAML file; CodebookError names the file and entry that breaks a rule."""
    event_type = str(data.get("type", ""))
    if not event_type:
        raise CodebookError(f"{where}: no `type:` at the top")
    return tuple(_frame(raw, event_type, wordsets, where) for raw in data.get("frames") or ())


def _frame(raw: Mapping[str, Any], event_type: str, wordsets: Mapping[str, frozenset[str]], where: str) -> Frame:
    name = str(raw.get("id", "?"))
    where = f"{where}, frame {name}"
    unknown = set(raw) - _KEYS
    if unknown or "id" not in raw:
        raise CodebookError(f"{where}: unknown keys {sorted(unknown)}; known: {sorted(_KEYS)}")
    if raw.get("inner", "") not in INNER or raw.get("family", "") not in FAMILIES:
        raise CodebookError(f"{where}: inner or family is not one of {sorted(INNER)}, {sorted(FAMILIES)}")
    try:
        return Frame(
            id=name,
            event_type=event_type,
            about=str(raw.get("about", "")),
            code=_code(raw),
            patterns=tuple(_lines(raw.get("patterns") or (), wordsets)),
            against=tuple(p for p, _ in _lines(raw.get("not") or (), wordsets)),
            refine=tuple(_refinement(r, wordsets) for r in raw.get("refine") or ()),
            needs=None if raw.get("needs") is None else tuple(raw["needs"]),
            inner=str(raw.get("inner", "")),
            family=str(raw.get("family", "")),
            weak=bool(raw.get("weak", False)),
            sure=bool(raw.get("sure", False)),
            official=bool(raw.get("official", False)),
            examples=tuple(map(str, raw.get("examples") or ())),
            near=tuple(map(str, raw.get("near") or ())),
        )
    except CodebookError as error:
        raise CodebookError(f"{where}: {error}") from None


def _code(raw: Mapping[str, Any]) -> Code:
    contexts = raw.get("contexts") or ()
    if isinstance(contexts, str):
        contexts = [contexts]
    return Code(mode=str(raw.get("mode") or ""), cameo=str(raw.get("cameo") or ""), contexts=tuple(contexts))


def _lines(raw: Iterable[Any], wordsets: Mapping[str, frozenset[str]]) -> Iterable[tuple[Pattern, Code]]:
    for line in raw:
        if isinstance(line, str):
            yield compile_pattern(line, wordsets), Code()
        elif isinstance(line, Mapping) and "say" in line:
            yield compile_pattern(str(line["say"]), wordsets), _code(line)
        else:
            raise CodebookError(f"a pattern is a line of text or a mapping with `say`, not {line!r}")


def _refinement(raw: Mapping[str, Any], wordsets: Mapping[str, frozenset[str]]) -> Refinement:
    words: set[str] = set()
    for word in str(raw.get("if", "")).strip("{}").split("|"):
        word = word.strip()
        if word.startswith("@"):
            if word[1:] not in wordsets:
                raise CodebookError(f"no word set called {word}")
            words |= wordsets[word[1:]]
        elif word:
            words.add(word.lower())
    return Refinement(words=frozenset(words), realis=str(raw.get("if_realis", "")), code=_code(raw))


def build_index(frames: Iterable[Frame]) -> Index:
    """All patterns by trigger lemma; within a lemma the most specific first, then by text, so order is fixed."""
    verbs: dict[str, list[Entry]] = {}
    nouns: dict[str, list[Entry]] = {}
    copular: dict[str, list[Entry]] = {}
    for frame in frames:
        lines = [(p, c, True) for p, c in frame.patterns] + [(p, Code(), False) for p in frame.against]
        if frame.event_type == "none":
            lines = [(p, c, False) for p, c, _ in lines]
        for pattern, code, positive in lines:
            for trigger in pattern.triggers:
                table = nouns if pattern.pos == "noun" else copular if trigger.copular else verbs
                table.setdefault(trigger.lemma, []).append(Entry(pattern, code, frame, positive))
    return Index(_sorted(verbs), _sorted(nouns), _sorted(copular))


def _sorted(table: dict[str, list[Entry]]) -> dict[str, Entries]:
    return {
        lemma: _keyed(sorted(entries, key=lambda e: (-e.pattern.fixed, e.pattern.text, e.frame.id, e.positive)))
        for lemma, entries in sorted(table.items())
    }


def _keyed(entries: Iterable[Entry]) -> Entries:
    free: list[tuple[int, Entry]] = []
    keyed: dict[str, list[tuple[int, Entry]]] = {}
    for at, entry in enumerate(entries):
        needs = entry.pattern.needed
        for word in min(needs, key=len) if needs else ():
            keyed.setdefault(word, []).append((at, entry))
        if not needs:
            free.append((at, entry))
    return Entries(tuple(free), {word: tuple(found) for word, found in keyed.items()})
