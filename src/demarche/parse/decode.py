"""Model outputs to tokens: the best label of every head, one tree, whole names, lemmas, cues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from demarche.model.text import Token
from demarche.parse.labels import Labels
from demarche.parse.lemmas import Lemmatizer
from demarche.parse.names import repair
from demarche.parse.tokens import Piece
from demarche.parse.trees import best_tree, is_tree

# A cue less probable than this is noise; at most this many are kept.
CUE_FLOOR, MOST_CUES = 0.05, 3
# Participants are marked word by word, so a fitting word is more likely than not inside one.
ROLE_FLOOR = 0.5
NAMERS = frozenset(("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM"))
# UDS scored verbs; on other words the regression would be guessing.
PREDICATES = frozenset(("VERB",))


class ModelOutputs(Protocol):
    """The arrays that a batch gives; see `engine.Outputs`."""

    @property
    def arcs(self) -> NDArray[np.float32]: ...
    @property
    def rels(self) -> NDArray[np.float32]: ...
    @property
    def roles(self) -> NDArray[np.float32]: ...
    @property
    def heads(self) -> NDArray[np.int64]: ...
    @property
    def tags(self) -> NDArray[np.float32]: ...


class Decoder:
    """Turns the outputs of a batch into tokens."""

    def __init__(self, labels: Labels, lemmatizer: Lemmatizer) -> None:
        self._labels = labels
        self._lemmatizer = lemmatizer
        self._feats = [f if f != "_" else "" for f in labels.feats]
        self._root = labels.deprels.index("root")
        widths = labels.widths
        ends = np.cumsum(list(widths.values()))
        self._slices = {n: slice(e - w, e) for (n, w), e in zip(widths.items(), ends.tolist(), strict=True)}

    def tokens(self, outputs: ModelOutputs, words: Sequence[Sequence[Piece]]) -> list[tuple[Token, ...]]:
        """The tokens of every sentence of the batch."""
        best = self._best(outputs.tags)
        rels = _best_relations(outputs.rels, self._root)
        return [self._sentence(outputs, best, rels, row, pieces) for row, pieces in enumerate(words)]

    def _best(self, tags: NDArray[np.float32]) -> dict[str, Any]:
        """For the whole batch the best number of each head, as nested lists."""
        part = self._slices
        names = ("upos", "feats", "name", "entity", "realis")
        best: dict[str, Any] = {name: tags[..., part[name]].argmax(-1).tolist() for name in names}
        best["factuality"] = tags[..., part["factuality"]][..., 0].tolist()
        best["cue"] = _probabilities(tags[..., part["cue"]])
        best["silent"] = (best["cue"][..., 0] > 1 - CUE_FLOOR).tolist()
        return best

    def _sentence(
        self, outputs: ModelOutputs, best: dict[str, Any], rels: Any, row: int, words: Sequence[Piece]
    ) -> tuple[Token, ...]:
        n = len(words) + 1
        labels = self._labels
        heads = _heads(outputs, row, n)
        upos = [labels.upos[i] for i in best["upos"][row][1:n]]
        names = [labels.names[i] for i in best["name"][row][1:n]]
        if any(names):
            names = repair(names, upos, [w.text for w in words])
        first_choice, second_choice = rels
        feats, entity, realis = best["feats"][row], best["entity"][row], best["realis"][row]
        facts, silent = best["factuality"][row], best["silent"][row]
        out = []
        for i, (start, end, text) in enumerate(words):
            at, tag, bundle = i + 1, upos[i], self._feats[feats[i + 1]]
            relation = first_choice[row][at]
            if (relation == self._root) != (heads[i] == 0):
                relation = self._root if heads[i] == 0 else second_choice[row][at]
            cues = () if silent[at] else self._cues(best["cue"][row, at])
            out.append(
                Token(
                    start,
                    end,
                    text,
                    self._lemmatizer.lemma(text, tag, bundle),
                    tag,
                    bundle,
                    heads[i] - 1,
                    labels.deprels[relation],
                    names[i],
                    labels.entities[entity[at]],
                    round(max(-3.0, min(3.0, facts[at])), 2) if tag in PREDICATES else None,
                    cues,
                    labels.realis[realis[at]] if cues else "",
                    self._roles(outputs.roles[row, at, 1:n], i, heads, upos) if cues else (),
                )
            )
        return tuple(out)

    def _cues(self, chances: NDArray[np.float32]) -> tuple[tuple[str, float], ...]:
        """The event types that a word may trigger, the most probable first."""
        heard = [(-p, i) for i, p in enumerate(chances.tolist()) if i and p >= CUE_FLOOR]
        return tuple((self._labels.cues[i], round(-p, 3)) for p, i in sorted(heard)[:MOST_CUES])

    def _roles(
        self, scores: NDArray[np.float32], trigger: int, heads: Sequence[int], upos: Sequence[str]
    ) -> tuple[tuple[int, str, float], ...]:
        """The words that take part in an event: of all that fit a role, those whose head does not."""
        chances = 1 / (1 + np.exp(-scores))
        out = []
        for kind, role in enumerate(self._labels.roles):
            fitting = set(np.flatnonzero(chances[:, kind] > ROLE_FLOOR).tolist()) - {trigger}
            for i in sorted(fitting):
                if heads[i] - 1 not in fitting and upos[i] in NAMERS:
                    out.append((i, role, round(float(chances[i, kind]), 3)))
        return tuple(sorted(out))


def _heads(outputs: ModelOutputs, row: int, n: int) -> list[int]:
    """The heads of one sentence, counting from 1 with 0 as the root."""
    greedy: list[int] = outputs.heads[row, 1:n].tolist()
    return greedy if is_tree(greedy) else best_tree(outputs.arcs[row, :n, :n])


def _best_relations(scores: NDArray[np.float32], root: int) -> tuple[Any, Any]:
    """The best relation of every word, and the best one that is not root."""
    first = scores.argmax(-1)
    without = scores.copy()
    without[..., root] = -np.inf
    return first.tolist(), without.argmax(-1).tolist()


def _probabilities(scores: NDArray[np.float32]) -> NDArray[np.float32]:
    raised = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(raised / raised.sum(-1, keepdims=True), dtype=np.float32)
