"""The language engine: text to sentences with words, trees, names and event cues, by one int8 ONNX model.

Batches
The model quantises the activations of a whole batch with one scale, so what a sentence gets depends, in the last
digits, on the sentences beside it.
To give the same bytes for the same text, whatever is parsed before, after or beside it, batches hold sentences of one
text only, in an order that depends on that text alone (by length, then by place).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from demarche.errors import ModelError
from demarche.model.text import Sentence, Token
from demarche.parse.dateline import dateline_end, with_dateline
from demarche.parse.decode import Decoder
from demarche.parse.labels import Labels
from demarche.parse.lemmas import LemmaTable, Lemmatizer
from demarche.parse.lexicon import lexicon
from demarche.parse.pieces import Batch, PieceEncoder, Pieces, pad
from demarche.parse.repairs import repaired
from demarche.parse.sentences import Cut, SentenceSplitter
from demarche.parse.tokens import Piece, Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
# About 256 padded pieces a batch run fastest: the activations stay in the second-level cache.
BATCH_PIECES = 256
# A sentence beyond these limits is cut, at a comma or semicolon where there is one.
LONGEST_WORDS, LONGEST_PIECES = 180, 400


class Outputs(NamedTuple):
    """What the model says about a batch; position 0 of the word axis is the root."""

    arcs: NDArray[np.float32]
    rels: NDArray[np.float32]
    roles: NDArray[np.float32]
    heads: NDArray[np.int64]
    tags: NDArray[np.float32]


class Cutting(NamedTuple):
    """A sentence cut into words, with its numbers for the model; `lead` is a dateline, which the model is not shown."""

    cut: Cut
    words: list[Piece]
    pieces: Pieces
    lead: list[Piece] = []  # noqa: RUF012 - never changed


class EngineParser:
    """Parses English text; hold one for the whole run, it takes 0.1 s to load."""

    def __init__(self, weights: Path = WEIGHTS) -> None:
        path = weights / "engine.onnx"
        if not path.exists():
            raise ModelError(f"no model at {path}; `python -m training.make` writes it")
        self._weights = path
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self.labels = Labels.read(weights / "labels.json")
        table = msgspec.json.decode((weights / "lemmas.json").read_bytes(), type=LemmaTable)
        self._decoder = Decoder(self.labels, Lemmatizer(table))
        self._encoder = PieceEncoder(weights / "tokenizer.json")
        self._splitter = SentenceSplitter(lexicon())
        self._tokenizer = Tokenizer(lexicon())

    @cached_property
    def name(self) -> str:
        """The version of this part and the first digits of the SHA-256 of its weights."""
        return f"engine.v1:{hashlib.sha256(self._weights.read_bytes()).hexdigest()[:12]}"

    def parse(self, text: str) -> tuple[Sentence, ...]:
        """The sentences of one text."""
        return self._read(text, self.cut(text))

    def parse_many(self, texts: Sequence[str]) -> list[tuple[Sentence, ...]]:
        """The sentences of several texts; each text gets exactly what `parse` gives it."""
        return [self.parse(text) for text in texts]

    def parse_words(self, words: Sequence[Sequence[str]]) -> list[Sentence]:
        """Sentences given as words, which are joined by single spaces; each is read by itself.

        For measuring against gold words: no word is cut and no sentence is split.
        """
        out: list[Sentence] = []
        for sentence in words:
            text, pieces = _joined(sentence)
            whole = Cutting(Cut(0, len(text), "body", 0), pieces, self._encoder.encode(sentence))
            out += self._read(text, [whole])
        return out

    def cut(self, text: str) -> list[Cutting]:
        """Sentences and words of a text, not yet read by the model."""
        out: list[Cutting] = []
        for cut in self._splitter.split(text):
            words = self._tokenizer.cut(text[cut.start : cut.end], cut.start)
            encoded = [len(self._encoder.word(w.text)[0]) for w in words]
            for part in _short_enough(words, encoded):
                whole = len(part) == len(words)
                place = cut if whole else cut._replace(start=part[0].start, end=part[-1].end)
                k = dateline_end(part) if cut.kind == "body" else 0
                lead, read = part[:k], part[k:]
                out.append(Cutting(place, read, self._encoder.encode([w.text for w in read]), lead))
        return out

    def forward(self, batch: Batch) -> Outputs:
        """The bare model on one batch."""
        feed = {"ids": batch.ids, "shapes": batch.shapes, "mask": batch.mask, "first": batch.first}
        return Outputs(*self._session.run([*Outputs._fields], feed))

    def _read(self, text: str, cuttings: Sequence[Cutting]) -> tuple[Sentence, ...]:
        found: list[Sentence | None] = [None] * len(cuttings)
        for rows in batches([len(c.pieces.ids) for c in cuttings]):
            outputs = self.forward(pad([cuttings[i].pieces for i in rows]))
            words = [cuttings[i].words for i in rows]
            for i, tokens in zip(rows, self._decoder.tokens(outputs, words), strict=True):
                found[i] = _sentence(text, cuttings[i].cut, with_dateline(cuttings[i].lead, repaired(tokens)))
        return tuple(s for s in found if s is not None)


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Which sentences of a text go together: by length, at most BATCH_PIECES padded pieces."""
    batch: list[int] = []
    for i in sorted(range(len(lengths)), key=lambda i: (lengths[i], i)):
        if batch and lengths[i] * (len(batch) + 1) > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def _sentence(text: str, cut: Cut, tokens: tuple[Token, ...]) -> Sentence:
    return Sentence.build(
        start=cut.start,
        end=cut.end,
        text=text[cut.start : cut.end],
        tokens=tokens,
        kind=cut.kind,
        paragraph=cut.paragraph,
    )


def _joined(words: Sequence[str]) -> tuple[str, list[Piece]]:
    pieces = []
    at = 0
    for word in words:
        pieces.append(Piece(at, at + len(word), word))
        at += len(word) + 1
    return " ".join(words), pieces


def _short_enough(words: list[Piece], lengths: list[int]) -> Iterator[list[Piece]]:
    """The words in stretches that the model can take; nearly always all of them."""
    if not words:
        return
    if len(words) <= LONGEST_WORDS and sum(lengths) <= LONGEST_PIECES:
        yield words
        return
    end = _fitting(lengths)
    marks = [i + 1 for i in range(end // 2, end) if words[i].text in (",", ";", ":", "—")]
    end = marks[-1] if marks else end
    yield words[:end]
    yield from _short_enough(words[end:], lengths[end:])


def _fitting(lengths: list[int]) -> int:
    """How many words from the start fit into the limits."""
    total = 0
    for i, length in enumerate(lengths[:LONGEST_WORDS]):
        total += length
        if total > LONGEST_PIECES:
            return i
    return min(len(lengths), LONGEST_WORDS)
