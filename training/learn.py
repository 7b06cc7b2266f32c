"""The training loop: losses, schedule, averaged weights, and checkpoints from which it goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from training.encoding import IGNORE, Encoded, TrainingBatch, batches, to_tensors, varied
from training.network import Network

# How much each task counts; arcs and relations come first, everything else hangs on the tree.
WEIGHTS = {"upos": 0.5, "feats": 0.5, "name": 1.0, "entity": 0.4, "cue": 1.0, "realis": 0.5}
FACTUALITY = 0.15
ROLES = 2.0
# Where a batch holds but a few labels of a kind, their mean would shout; it is taken over at least so many.
FLOORS = {"cue": 150, "realis": 16, "entity": 150, "name": 150}
FEW_PAIRS = 300
# The types of events shade into each other; the model should not be surer than people are.
SMOOTH = {"cue": 0.05, "realis": 0.05}
AVERAGE_EVERY, AVERAGE_RATE = 4, 0.01  # the averaged weights look back about 400 steps


@dataclass(frozen=True)
class Plan:
    """How to train: the learning rate falls from `start` to `end` (as shares of the base rates) over `epochs`."""

    epochs: float
    start: float = 1.0
    end: float = 0.0
    encoder_rate: float = 2e-4
    head_rate: float = 1.5e-3
    warmup: int = 100
    budget: int = 1800
    seed: int = 1
    minutes: float = 0.0  # 0: no limit; else the schedule ends when the steps or the minutes do


@dataclass
class Progress:
    """Where a training run stands; written into every checkpoint."""

    step: int = 0
    seconds: float = 0.0
    recent: list[float] = field(default_factory=list)


def loss_of(network: Network, batch: TrainingBatch) -> Tensor:
    """The weighted sum of the losses of all tasks that the batch has labels for."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = network.words(batch.ids, batch.shapes, batch.mask, batch.first)
        arcs = network.arcs(words, batch.first)
        rels = network.rels(words, batch.targets["head"].clamp(min=0))
        tags = network.tags(words).float()
        roles = network.roles(words) if batch.triggers.any() else None
    total = _entropy(arcs, batch.targets["head"]) + _entropy(rels.float(), batch.targets["rel"])
    if roles is not None:
        total = total + ROLES * _role_loss(roles.float(), batch)
    *named, (_, fact) = zip(network.widths, tags.split(list(network.widths.values()), -1), strict=True)
    for name, scores in named:
        total = total + WEIGHTS[name] * _entropy(
            scores, batch.targets[name], FLOORS.get(name, 1), SMOOTH.get(name, 0.0)
        )
    known = ~torch.isnan(batch.factuality)
    wrong = F.smooth_l1_loss(fact[..., 0][known], batch.factuality[known], reduction="sum")
    return total + FACTUALITY * wrong / known.sum().clamp(min=1)


def _role_loss(scores: Tensor, batch: TrainingBatch) -> Tensor:
    """Over the pairs of an event word and any word of its sentence."""
    real = (batch.first > 0)[:, None, :, None] & batch.triggers[:, :, None, None]
    losses = F.binary_cross_entropy_with_logits(scores, batch.roles.transpose(1, 2), reduction="none")
    return (losses * real).sum() / real.sum().clamp(min=FEW_PAIRS) / scores.shape[-1]


def _entropy(scores: Tensor, targets: Tensor, floor: int = 1, smooth: float = 0.0) -> Tensor:
    known = (targets != IGNORE).sum().clamp(min=floor)
    return (
        F.cross_entropy(
            scores.flatten(0, -2), targets.flatten(), ignore_index=IGNORE, reduction="sum", label_smoothing=smooth
        )
        / known
    )


class Trainer:
    """Holds the network, its running average and the optimiser of one run."""

    def __init__(self, network: Network, plan: Plan) -> None:
        self.network, self.plan = network, plan
        self.progress = Progress()
        self.average = {k: v.detach().clone() for k, v in network.state_dict().items()}
        encoder = list(network.encoder.parameters())
        heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
        groups = [
            {"params": encoder, "base": plan.encoder_rate},
            {"params": heads, "base": plan.head_rate},
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=0.0, betas=(0.9, 0.98), weight_decay=0.01, fused=True)

    def run(
        self, data: Callable[[int], Sequence[Encoded]], *, steps_an_epoch: int, report: Callable[[Trainer], None]
    ) -> None:
        """Trains to the end of the plan; `data(epoch)` gives the examples, `report` is called every 100 steps."""
        self.network.train()
        total = max(1, int(steps_an_epoch * self.plan.epochs))
        begun = time.monotonic() - self.progress.seconds
        for batch in self._stream(data, steps_an_epoch):
            done = self._share_done(total)
            if done >= 1:
                return
            self._step(batch, done)
            self.progress.seconds = time.monotonic() - begun
            if self.progress.step % 100 == 0:
                report(self)

    def _share_done(self, total: int) -> float:
        clock = self.progress.seconds / (60 * self.plan.minutes) if self.plan.minutes else 0.0
        return max(self.progress.step / total, clock)

    def _stream(self, data: Callable[[int], Sequence[Encoded]], steps_an_epoch: int) -> Iterator[TrainingBatch]:
        """Batches without end; a resumed run goes on with a fresh epoch."""
        epoch = self.progress.step // max(1, steps_an_epoch)
        while True:
            rng = random.Random(f"{self.plan.seed}/{epoch}/{self.progress.step}")
            for examples in batches(data(epoch), rng, budget=self.plan.budget):
                yield to_tensors([varied(e, rng) for e in examples])
            epoch += 1

    def _step(self, batch: TrainingBatch, done: float) -> None:
        share = self.plan.start + (self.plan.end - self.plan.start) * done
        warm = min(1.0, (self.progress.step + 1) / max(1, self.plan.warmup))
        for group in self.optimiser.param_groups:
            group["lr"] = group["base"] * share * warm
        loss = loss_of(self.network, batch)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0, foreach=True)
        self.optimiser.step()
        self.progress.step += 1
        self.progress.recent = [*self.progress.recent[-99:], float(loss.detach())]
        if self.progress.step % AVERAGE_EVERY == 0:
            self._average()

    @torch.no_grad()
    def _average(self) -> None:
        # Early on the average follows faster, else it would remember the untrained weights.
        rate = max(AVERAGE_RATE, AVERAGE_EVERY / (self.progress.step + AVERAGE_EVERY))
        now = self.network.state_dict()
        torch._foreach_lerp_([*self.average.values()], [now[k] for k in self.average], rate)

    def save(self, path: Path) -> None:
        """Writes weights, average, optimiser and progress; safe against being killed half-way."""
        state = {
            "network": self.network.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "progress": vars(self.progress),
        }
        fresh = path.with_suffix(".new")
        torch.save(state, fresh)
        fresh.replace(path)

    def load(self, path: Path, *, weights_only_of_network: bool = False) -> None:
        """Goes on from a checkpoint; or takes over its averaged weights and starts anew."""
        state = torch.load(path, weights_only=True)
        if weights_only_of_network:
            # What an earlier stage had no head for stays as it was initialised.
            self.network.load_state_dict(state["average"], strict=False)
            self.average = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
            return
        self.network.load_state_dict(state["network"])
        self.average = state["average"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.progress = Progress(**state["progress"])
