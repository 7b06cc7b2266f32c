"""The network: one MiniLM encoder, one set of heads on the first piece of every word.

`forward` is what the shipped model computes; training uses the parts, with the gold heads for the labels of arcs.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from demarche.parse.labels import Labels
from demarche.parse.pieces import SHAPES

WIDTH, FEED, ATTENTION_HEADS, LAYERS = 384, 1536, 12, 6
VOCABULARY, POSITIONS = 30522, 512
ARC, REL, MEANING, ROLE = 256, 96, 256, 64
DROPOUT, HEAD_DROPOUT = 0.1, 0.25
NEVER = -1e4  # masks a score; fits into bfloat16 and int8 graphs alike
SYNTAX = ("upos", "feats")  # heads that read the encoder directly; the others read a layer about meaning


class Dropout(nn.Module):
    """Dropout that draws its masks from a pool of random bits, because drawing them anew takes a fifth of a step."""

    POOL = 1 << 22

    def __init__(self, rate: float) -> None:
        super().__init__()
        kept = (torch.rand(self.POOL) >= rate).to(torch.bfloat16) / (1 - rate)
        self.register_buffer("pool", kept, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or x.numel() > self.POOL:
            return x
        at = int(torch.randint(self.POOL - x.numel() + 1, ()))
        return x * self.pool[at : at + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.up, self.down = nn.Linear(WIDTH, FEED), nn.Linear(FEED, WIDTH)
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = Dropout(DROPOUT)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        size = WIDTH // ATTENTION_HEADS
        q, k, v = self.qkv(x).view(*x.shape[:2], 3, ATTENTION_HEADS, size).permute(2, 0, 3, 1, 4).unbind(0)
        weights = torch.softmax((q @ k.transpose(-1, -2)) * (1 / math.sqrt(size)) + mask, -1)
        seen = (self.drop(weights) @ v).transpose(1, 2).reshape(x.shape)
        x = self.norm1(x + self.drop(self.out(seen)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM-L6 whose token types carry the case shapes of the words."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.drop = Dropout(DROPOUT)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor) -> Tensor:
        x = self.pieces(ids) + self.positions.weight[: ids.shape[1]] + self.shapes(shapes)
        x = self.drop(self.norm(x))
        hidden = (1.0 - mask[:, None, None, :].to(x.dtype)) * NEVER
        for layer in self.layers:
            x = layer(x, hidden)
        return x

    def load_base(self, path: Path) -> None:
        """Takes over the weights of the published MiniLM."""
        base = load_file(path)
        self.load_state_dict(dict(_renamed(base)))


def _renamed(base: dict[str, Tensor]) -> list[tuple[str, Tensor]]:
    out = [
        ("pieces.weight", base["embeddings.word_embeddings.weight"]),
        ("positions.weight", base["embeddings.position_embeddings.weight"]),
        ("shapes.weight", base["embeddings.token_type_embeddings.weight"][:1].expand(SHAPES, -1).clone()),
    ]
    parts = {"norm": "embeddings.LayerNorm"}
    for i in range(LAYERS):
        old = f"encoder.layer.{i}"
        for kind in ("weight", "bias"):
            qkv = [base[f"{old}.attention.self.{n}.{kind}"] for n in ("query", "key", "value")]
            out.append((f"layers.{i}.qkv.{kind}", torch.cat(qkv)))
        parts |= {
            f"layers.{i}.out": f"{old}.attention.output.dense",
            f"layers.{i}.norm1": f"{old}.attention.output.LayerNorm",
            f"layers.{i}.up": f"{old}.intermediate.dense",
            f"layers.{i}.down": f"{old}.output.dense",
            f"layers.{i}.norm2": f"{old}.output.LayerNorm",
        }
    return out + [(f"{new}.{k}", base[f"{old}.{k}"]) for new, old in parts.items() for k in ("weight", "bias")]


class Scores(NamedTuple):
    """What the network says about the words of a batch (position 0 is the root)."""

    arcs: Tensor  # batch, dependent, head
    rels: Tensor  # batch, word, relation: for the best head
    roles: Tensor  # batch, trigger, word, role: how well the word fits the role in an event at the trigger
    heads: Tensor  # batch, word: the best head
    tags: Tensor  # batch, word, all word-level heads one after the other


class Network(nn.Module):
    """Encoder, biaffine parser and word-level heads."""

    def __init__(self, labels: Labels) -> None:
        super().__init__()
        self.widths = labels.widths
        self.n_rels = len(labels.deprels)
        self.encoder = Encoder()
        self.arc_dependent, self.arc_head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.rel_dependent, self.rel_head = nn.Linear(WIDTH, REL), nn.Linear(WIDTH, REL)
        self.arc_weight = nn.Parameter(torch.randn(ARC + 1, ARC) * 0.01)
        self.rel_weight = nn.Parameter(torch.randn((REL + 1) * self.n_rels, REL + 1) * 0.01)
        self.n_roles = len(labels.roles)
        self.role_word, self.role_trigger = nn.Linear(WIDTH, ROLE), nn.Linear(WIDTH, ROLE)
        self.role_weight = nn.Parameter(torch.randn(self.n_roles * (ROLE + 1), ROLE + 1) * 0.01)
        self.meaning = nn.Linear(WIDTH, MEANING)
        self.syntax_tags = nn.Linear(WIDTH, sum(w for n, w in self.widths.items() if n in SYNTAX))
        self.meaning_tags = nn.Linear(MEANING, sum(w for n, w in self.widths.items() if n not in SYNTAX))
        self.drop = Dropout(HEAD_DROPOUT)

    def words(self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """One vector a word; position 0 is [CLS] and serves as the root."""
        x = self.encoder(ids, shapes, mask)
        return torch.gather(x, 1, first[:, :, None].expand(-1, -1, WIDTH))

    def arcs(self, words: Tensor, first: Tensor) -> Tensor:
        """Scores of every head for every dependent; padding and self-loops are ruled out."""
        dependent = self.drop(F.gelu(self.arc_dependent(words)))
        head = self.drop(F.gelu(self.arc_head(words)))
        scores = (_with_bias(dependent) @ self.arc_weight) @ head.transpose(1, 2)
        position = torch.arange(first.shape[1])
        real = (first > 0) | (position == 0)
        allowed = real[:, None, :] & (position[:, None] != position[None, :])
        return scores.float().masked_fill(~allowed, NEVER)

    def rels(self, words: Tensor, heads: Tensor) -> Tensor:
        """Scores of every relation between each word and its head in `heads`."""
        dependent = _with_bias(self.drop(F.gelu(self.rel_dependent(words))))
        head = self.drop(F.gelu(self.rel_head(words)))
        head = _with_bias(torch.gather(head, 1, heads[:, :, None].expand(-1, -1, REL)))
        mixed = (head @ self.rel_weight.t()).view(*head.shape[:2], REL + 1, self.n_rels)
        return (mixed * dependent[..., None]).sum(2)

    def roles(self, words: Tensor) -> Tensor:
        """How well each word fits each role in an event triggered at each word."""
        trigger = _with_bias(self.drop(F.gelu(self.role_trigger(words))))
        word = _with_bias(self.drop(F.gelu(self.role_word(words))))
        mixed = (trigger @ self.role_weight.t()).view(*trigger.shape[:2], self.n_roles, ROLE + 1)
        flat = mixed.flatten(1, 2) @ word.transpose(1, 2)
        return flat.view(*trigger.shape[:2], self.n_roles, words.shape[1]).transpose(2, 3)

    def tags(self, words: Tensor) -> Tensor:
        """All word-level heads, stacked in the order of `Labels.widths`."""
        meaning = self.drop(F.gelu(self.meaning(words)))
        return torch.cat([self.syntax_tags(words), self.meaning_tags(meaning)], -1)

    def forward(self, ids: Tensor, shapes: Tensor, mask: Tensor, first: Tensor) -> Scores:
        words = self.words(ids, shapes, mask, first)
        arcs = self.arcs(words, first)
        heads = arcs.argmax(-1)
        return Scores(arcs, self.rels(words, heads), self.roles(words), heads, self.tags(words))


def _with_bias(x: Tensor) -> Tensor:
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)
