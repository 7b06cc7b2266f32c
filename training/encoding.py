"""Examples as arrays: encoded once, then cut into shuffled batches, some of them in the shapes of headlines."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from demarche.parse.labels import ROLES, Labels
from demarche.parse.pieces import PieceEncoder, Pieces, pad, shape
from training.corpora import Example, fold_deprels

IGNORE = -100
COLUMNS = ("head", "rel", "upos", "feats", "name", "entity", "cue", "realis")
# Longer sentences are few, cost much (attention is quadratic) and news has none of them.
LONGEST = 180
MASK = 103
MASKED = 0.15  # of the words of a sentence
_SMALL_WORDS = frozenset(["ADP", "DET", "CCONJ", "PART", "AUX"])


@dataclass(frozen=True)
class Encoded:
    """One example as numbers; `targets` has a row a word and a column for each of COLUMNS."""

    pieces: Pieces
    words: tuple[str, ...]
    upos: tuple[str, ...] | None  # None in the event corpus
    targets: NDArray[np.int64]
    factuality: NDArray[np.float32]
    droppable_end: bool
    roles: tuple[tuple[int, int, int], ...] = ()  # (word, trigger, role)
    triggers: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.pieces.ids)


@dataclass(frozen=True)
class TrainingBatch:
    """What one step of training needs."""

    ids: Tensor
    shapes: Tensor
    mask: Tensor
    first: Tensor
    targets: dict[str, Tensor]
    factuality: Tensor
    roles: Tensor  # batch, word, trigger, role
    triggers: Tensor  # batch, trigger: where roles are known


def encode(examples: Sequence[Example], encoder: PieceEncoder, labels: Labels) -> list[Encoded]:
    """All examples that are not too long, as numbers."""
    index = _Index(labels)
    out = [_encode(example, encoder, index) for example in examples]
    return [e for e in out if len(e) <= LONGEST]


class _Index:
    """Numbers of the labels."""

    def __init__(self, labels: Labels) -> None:
        self.known_rels = frozenset(labels.deprels)
        self.roles = _numbers(labels.roles)
        self.of = {
            "rel": _numbers(labels.deprels),
            "upos": _numbers(labels.upos),
            "feats": _numbers(labels.feats),
            "name": _numbers(labels.names),
            "entity": _numbers(labels.entities),
            "cue": _numbers(labels.cues),
            "realis": _numbers(labels.realis),
        }


def _numbers(names: Sequence[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}


def _encode(example: Example, encoder: PieceEncoder, index: _Index) -> Encoded:
    n = len(example.words)
    targets = np.full((n, len(COLUMNS)), IGNORE, dtype=np.int64)
    if example.heads is not None:
        targets[:, COLUMNS.index("head")] = example.heads
    for column, values in _columns(example, index).items():
        if values is not None:
            targets[:, COLUMNS.index(column)] = [index.of[column].get(v, IGNORE) for v in values]
    facts = [np.nan if f is None else f for f in example.factuality or [None] * n]
    return Encoded(
        encoder.encode(example.words),
        example.words,
        example.upos,
        targets,
        np.array(facts, dtype=np.float32),
        n > 3 and example.words[-1] == "." and n not in (example.heads or ()) and n - 1 not in example.triggers,
        tuple((r.word, r.trigger, index.roles[r.role]) for r in example.roles),
        example.triggers,
    )


def _columns(example: Example, index: _Index) -> dict[str, Sequence[str] | None]:
    rels = None if example.deprels is None else list(fold_deprels(example.deprels, index.known_rels))
    return {
        "rel": rels,
        "upos": example.upos,
        "feats": example.feats,
        "name": example.names,
        "entity": example.entities,
        "cue": example.cues,
        "realis": example.realis,
    }


def batches(data: Sequence[Encoded], rng: random.Random, *, budget: int) -> Iterator[list[Encoded]]:
    """Batches of similar lengths in random order, at most `budget` padded pieces each."""
    order = sorted(data, key=lambda e: len(e) + 4 * rng.random())
    found: list[list[Encoded]] = [[]]
    for one in order:
        width = max([len(one), *(len(e) for e in found[-1])])
        if found[-1] and width * (len(found[-1]) + 1) > budget:
            found.append([])
        found[-1].append(one)
    rng.shuffle(found)
    yield from found


def varied(one: Encoded, rng: random.Random) -> Encoded:
    """The example as it is, or sometimes as a headline might write it, or without its final period."""
    if one.droppable_end and rng.random() < 0.1:
        one = _without_end(one)
    if one.upos is None and rng.random() < 0.6:
        one = replace(one, pieces=_masked(one.pieces, rng))
    chance = rng.random()
    if chance > 0.1:
        return one
    style = str.upper if chance < 0.03 else str.lower if chance < 0.05 else None
    tags = one.upos or ("X",) * len(one.words)
    forms = [style(w) if style else _headline(w, p) for w, p in zip(one.words, tags, strict=True)]
    return replace(one, pieces=_reshaped(one.pieces, forms))


def _masked(pieces: Pieces, rng: random.Random) -> Pieces:
    """Hides a word here and there: the event corpus is small, and its words would be learned by heart."""
    ids = list(pieces.ids)
    for start, end in pairwise([*pieces.first[1:], len(ids) - 1]):
        if rng.random() < MASKED:
            ids[start:end] = [MASK] * (end - start)
    return Pieces(ids, pieces.shapes, pieces.first)


def _headline(word: str, upos: str) -> str:
    return word if upos in _SMALL_WORDS else word[:1].upper() + word[1:]


def _reshaped(pieces: Pieces, forms: Sequence[str]) -> Pieces:
    shapes = [0] * len(pieces.ids)
    ends = [*pieces.first[2:], len(pieces.ids) - 1]
    for form, start, end in zip(forms, pieces.first[1:], ends, strict=True):
        shapes[start:end] = [shape(form)] * (end - start)
    return Pieces(pieces.ids, shapes, pieces.first)


def _without_end(one: Encoded) -> Encoded:
    cut = one.pieces.first[-1]
    ids, shapes = [*one.pieces.ids[:cut], one.pieces.ids[-1]], [*one.pieces.shapes[:cut], 0]
    last = len(one.words) - 1
    return replace(
        one,
        pieces=Pieces(ids, shapes, one.pieces.first[:-1]),
        words=one.words[:-1],
        upos=one.upos and one.upos[:-1],
        targets=one.targets[:-1],
        factuality=one.factuality[:-1],
        roles=tuple(r for r in one.roles if r[0] != last),
        droppable_end=False,
    )


def to_tensors(examples: Sequence[Encoded]) -> TrainingBatch:
    """Padded tensors of a batch; the root and the padding carry no target."""
    batch = pad([e.pieces for e in examples])
    targets = np.full((*batch.first.shape, len(COLUMNS)), IGNORE, dtype=np.int64)
    facts = np.full(batch.first.shape, np.nan, dtype=np.float32)
    for row, example in enumerate(examples):
        targets[row, 1 : len(example.words) + 1] = example.targets
        facts[row, 1 : len(example.words) + 1] = example.factuality
    tensors = torch.from_numpy(targets)
    roles, triggers = _role_targets(examples, batch.first.shape[1])
    return TrainingBatch(
        ids=torch.from_numpy(batch.ids),
        shapes=torch.from_numpy(batch.shapes),
        mask=torch.from_numpy(batch.mask),
        first=torch.from_numpy(batch.first),
        targets={name: tensors[..., k].contiguous() for k, name in enumerate(COLUMNS)},
        factuality=torch.from_numpy(facts),
        roles=roles,
        triggers=triggers,
    )


def _role_targets(examples: Sequence[Encoded], width: int) -> tuple[Tensor, Tensor]:
    roles = torch.zeros(len(examples), width, width, len(ROLES))
    triggers = torch.zeros(len(examples), width, dtype=torch.bool)
    for row, example in enumerate(examples):
        for word, trigger, role in example.roles:
            roles[row, word + 1, trigger + 1, role] = 1.0
        for trigger in example.triggers:
            triggers[row, trigger + 1] = True
    return roles, triggers


def batches_in_order(data: Sequence[Encoded], *, budget: int) -> Iterator[list[Encoded]]:
    """Batches of similar lengths, always the same."""
    found: list[Encoded] = []
    for one in sorted(data, key=len):
        if found and len(one) * (len(found) + 1) > budget:
            yield found
            found = []
        found.append(one)
    if found:
        yield found
