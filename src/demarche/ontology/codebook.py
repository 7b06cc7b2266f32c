"""The codebook: types, codes, word sets and frames, read from a folder of YAML and CSV files.

A folder of the user's own may add to ours: files of the same name replace ours, other files join.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from demarche.errors import CodebookError
from demarche.ontology import yamls
from demarche.ontology.frames import Frame, Index, build_index, read_frames

DATA = Path(__file__).parent / "data"


class EventType(msgspec.Struct, frozen=True, kw_only=True):
    """One PLOVER type; `modes` maps each mode to its score."""

    name: str
    quad: int
    score: float
    about: str
    modes: dict[str, float]


class CameoCode(msgspec.Struct, frozen=True, kw_only=True):
    """One CAMEO code with the facts that hang on it."""

    code: str
    parent: str
    goldstein: float | None
    quad_class: int
    plover_type: str
    plover_mode: str
    contexts: tuple[str, ...]


class Codebook(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a coder needs to know about acts."""

    version: str
    types: dict[str, EventType]
    contexts: frozenset[str]
    sectors: frozenset[str]
    nonstate: frozenset[str]
    cameo: dict[str, CameoCode]
    complements: dict[str, dict[str, tuple[str, str]]]
    wordsets: dict[str, frozenset[str]]
    domains: dict[str, frozenset[str]]
    frames: tuple[Frame, ...]
    index: Index

    def frame(self, name: str) -> Frame:
        for frame in self.frames:
            if frame.id == name:
                return frame
        near = [f.id for f in self.frames if name.lower() in f.id]
        raise CodebookError(f"no frame called {name!r}; near: {', '.join(near[:8]) or 'none'}")

    def goldstein(self, code: str | None) -> float | None:
        """The Goldstein score of a CAMEO code, or of its nearest parent that has one."""
        while code:
            entry = self.cameo.get(code)
            if entry and entry.goldstein is not None:
                return entry.goldstein
            code = code[:-1] if len(code) > 2 else ""
        return None


def read_yaml(path: Path) -> Any:
    """A YAML file as plain data; CodebookError when it does not parse."""
    try:
        return yamls.read(path)
    except yaml.YAMLError as error:
        raise CodebookError(f"{path.name}: not YAML: {error}") from None


def _files(own: Path | None, pattern: str) -> list[Path]:
    """Our files and the user's, his replacing ours of the same name, in name order."""
    found = {p.name: p for p in sorted(DATA.glob(pattern))}
    if own is not None:
        found |= {p.name: p for p in sorted(own.glob(pattern))}
    return [found[name] for name in sorted(found)]


def _cameo() -> dict[str, CameoCode]:
    out = {}
    with (DATA / "cameo.csv").open(encoding="utf-8", newline="") as f:
        for row in csv.DictReader(line for line in f if not line.startswith("#")):
            out[row["code"]] = CameoCode(
                code=row["code"],
                parent=row["parent"],
                goldstein=float(row["goldstein"]) if row["goldstein"] else None,
                quad_class=int(row["quad_class"]),
                plover_type=row["plover_type"],
                plover_mode=row["plover_mode"],
                contexts=tuple(filter(None, row["plover_contexts"].split(";"))),
            )
    return out


def _wordsets(own: Path | None) -> dict[str, frozenset[str]]:
    raw: dict[str, list[str]] = {}
    for path in _files(own, "wordsets/*.yaml"):
        for name, words in (read_yaml(path) or {}).items():
            if name != "version":
                raw.setdefault(name, []).extend(map(str, words))
    return {name: frozenset(_flat(name, raw, ())) for name in raw}


def _flat(name: str, raw: Mapping[str, list[str]], seen: tuple[str, ...]) -> list[str]:
    """The words of a set; "@OTHER" inside a set stands for the words of the other one."""
    if name in seen or name not in raw:
        raise CodebookError(f"word set @{name} is unknown or contains itself")
    out: list[str] = []
    for word in raw[name]:
        out.extend(_flat(word[1:], raw, (*seen, name)) if word.startswith("@") else [word.lower()])
    return out


@cache
def load(own: Path | None = None) -> Codebook:
    """Our codebook, with the files of folder `own` added or put in place of ours of the same name."""
    if own is not None and not own.is_dir():
        raise CodebookError(f"no codebook folder at {own}")
    plover = read_yaml(_files(own, "plover.yaml")[0])
    wordsets = _wordsets(own)
    frames: list[Frame] = []
    domains: dict[str, set[str]] = {}
    for path in _files(own, "frames/*.yaml"):
        data = read_yaml(path) or {}
        frames.extend(read_frames(data, wordsets, where=path.name))
        for name, words in (data.get("domains") or {}).items():
            domains.setdefault(name, set()).update(str(w).lower() for w in words)
    complements = read_yaml(_files(own, "complements.yaml")[0])
    complements.pop("version", None)
    mirror = complements.pop("mirror", [])
    return Codebook(
        version=str(plover["version"]) + (f"+{own.name}" if own else ""),
        types={name: EventType(name=name, **spec) for name, spec in plover["types"].items()},
        contexts=frozenset(plover["contexts"]),
        sectors=frozenset(plover["sectors"]),
        nonstate=frozenset(plover["nonstate"]),
        cameo=_cameo(),
        complements={f: {k: (v[0], v[1]) for k, v in t.items()} | _mirrored(f, mirror) for f, t in complements.items()},
        wordsets=wordsets,
        domains={k: frozenset(v) for k, v in domains.items()},
        frames=tuple(frames),
        index=build_index(frames),
    )


FAMILIES = ("appeal", "demand", "intend", "refuse")  # columns 1 to 4 of the mirror


def _mirrored(family: str, rows: list[list[str]]) -> dict[str, tuple[str, str]]:
    """CAMEO code of an inner act to code and mode of the outer one, for the families that mirror the acts."""
    if family not in FAMILIES:
        return {}
    at = FAMILIES.index(family) + 1
    out: dict[str, tuple[str, str]] = {}
    for *codes, mode in rows:
        for code in codes:
            out.setdefault(code, (codes[at], "" if family == "intend" else mode))
    return out


def lint(book: Codebook) -> list[str]:
    """What is wrong with a codebook, one line each; an empty list when nothing is."""
    out: list[str] = []
    seen: set[str] = set()
    for frame in book.frames:
        if frame.id in seen:
            out.append(f"{frame.id}: the id is used twice")
        seen.add(frame.id)
        if frame.event_type == "none":
            continue
        spec = book.types.get(frame.event_type)
        if spec is None:
            out.append(f"{frame.id}: no type called {frame.event_type}")
            continue
        codes = [frame.code, *(c for _, c in frame.patterns), *(r.code for r in frame.refine)]
        for code in codes:
            if code.mode and code.mode not in spec.modes:
                out.append(f"{frame.id}: {frame.event_type} has no mode {code.mode!r}; known: {', '.join(spec.modes)}")
            if code.cameo and code.cameo not in book.cameo:
                out.append(f"{frame.id}: no CAMEO code {code.cameo!r}")
            out.extend(f"{frame.id}: no context {c!r}" for c in code.contexts if c not in book.contexts)
        if not frame.code.cameo and not frame.family and not all(c.cameo for _, c in frame.patterns):
            out.append(f"{frame.id}: no CAMEO code")
        if not frame.about:
            out.append(f"{frame.id}: say in `about` what the act is")
    return sorted(set(out))
