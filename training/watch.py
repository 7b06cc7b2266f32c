"""Quick scores on held-out sentences while training goes on."""

from __future__ import annotations

from collections.abc import Sequence

import torch

from training.encoding import IGNORE, Encoded, batches_in_order, to_tensors
from training.network import Network


@torch.inference_mode()
def quick_scores(network: Network, data: Sequence[Encoded]) -> dict[str, float]:
    """Shares of words right, in per cent, for every task that the data has labels for; arcs without tree repair."""
    network.eval()
    right: dict[str, int] = {}
    known: dict[str, int] = {}
    for examples in batches_in_order(data, budget=2000):
        batch = to_tensors(examples)
        scores = network(batch.ids, batch.shapes, batch.mask, batch.first)
        guesses = dict(
            zip(network.widths, [t.argmax(-1) for t in scores.tags.split([*network.widths.values()], -1)], strict=True)
        )
        heads, rels = batch.targets["head"], batch.targets["rel"]
        hits = {n: guesses[n] == t for n, t in batch.targets.items() if n in guesses}
        hits["uas"] = scores.heads == heads
        hits["las"] = hits["uas"] & (scores.rels.argmax(-1) == rels)
        if batch.triggers.any():
            roles = network.roles(network.words(batch.ids, batch.shapes, batch.mask, batch.first)) > 0
            truth = batch.roles.transpose(1, 2) > 0
            pairs = batch.triggers[:, :, None, None] & (truth | roles)
            right["roles"] = right.get("roles", 0) + int((pairs & truth & roles).sum())
            known["roles"] = known.get("roles", 0) + int(pairs.sum())
        for name, hit in hits.items():
            target = batch.targets.get(name, heads)
            seen = (target > 0) if name in ("name", "cue") else (target != IGNORE)
            right[name] = right.get(name, 0) + int((hit & seen).sum())
            known[name] = known.get(name, 0) + int(seen.sum())
    network.train()
    return {name: round(100 * right[name] / n, 2) for name, n in known.items() if n}
