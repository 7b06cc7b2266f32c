"""One stage of training, from the data folder to a checkpoint.

Stage "treebanks" learns everything but the event cues; stage "events" goes on from there with the event corpus
mixed in; stage "heads" trains the event heads alone, the rest held still.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import torch

from demarche.parse.labels import Labels
from demarche.parse.pieces import PieceEncoder
from training import base, corpora
from training.encoding import Encoded, batches, encode
from training.event_examples import article_examples, read_examples
from training.learn import Plan, Trainer
from training.mix import EVENT_HEADS
from training.network import Network
from training.watch import quick_scores

VERSION = "engine-1"


def arguments() -> argparse.ArgumentParser:
    """The options of one stage."""
    parser = argparse.ArgumentParser(prog="python -m training.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with treebanks/")
    parser.add_argument("--work", type=Path, default=Path("training/work"), help="base weights and checkpoints")
    parser.add_argument("--base", type=Path, help="folder of the base model (default: downloaded into the work folder)")
    parser.add_argument("--corpus", type=Path, default=Path(__file__).parent / "corpus", help="folder with *.txt")
    parser.add_argument("--stage", choices=("treebanks", "events", "heads"), default="treebanks")
    parser.add_argument("--start-from", type=Path, help="take over the weights of this checkpoint")
    parser.add_argument("--epochs", type=float, default=12.0)
    parser.add_argument("--minutes", type=float, default=0.0, help="end the schedule after so many minutes (0: never)")
    parser.add_argument("--start", type=float, default=1.0, help="learning rate at the start, share of the base rate")
    parser.add_argument("--end", type=float, default=0.0, help="learning rate at the end, share of the base rate")
    parser.add_argument("--limit", type=int, default=0, help="use only so many sentences of each corpus (smoke runs)")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Runs one stage; goes on from its own checkpoint when there is one."""
    options = arguments().parse_args(argv)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    folder = options.base or base.fetch(options.work)
    base.check(folder)
    encoder = PieceEncoder(folder / "tokenizer.json")
    ewt, gum = corpora.ewt(options.data, "train"), corpora.gum(options.data, "train")
    labels = corpora.inventory([*ewt, *gum], version=VERSION)
    trees = [*_some(ewt, options), *_some(gum, options)]
    labels.write(options.work / "labels.json")
    trainer = _trainer(options, labels, folder)
    marked, held_out = _events(options) if options.stage != "treebanks" else ([], [])
    if options.stage == "heads":
        marked = marked * 4
    data = encode([*trees, *marked], encoder, labels)
    dev = _dev(options, encoder, labels) | {"events": encode(held_out, encoder, labels)}
    steps = sum(1 for _ in batches_of(data, trainer.plan))
    print(f"{len(data)} sentences, {steps} steps an epoch", flush=True)
    trainer.run(lambda epoch: data, steps_an_epoch=steps, report=_reporter(options, labels, dev, steps))
    trainer.save(_checkpoint(options))
    _report(trainer, labels, dev, steps)


def _events(options: argparse.Namespace) -> tuple[list[corpora.Example], list[corpora.Example]]:
    files = sorted(options.corpus.glob("*.txt"))
    print(f"{len(files)} corpus files", flush=True)
    marked, held_out = read_examples(files)
    marked += article_examples()
    return _some(marked, options), _some(held_out, options)


def batches_of(data: Sequence[Encoded], plan: Plan) -> Sequence[list[Encoded]]:
    """The batches of one epoch, to count them."""
    return list(batches(data, random.Random(plan.seed), budget=plan.budget))


def _some(examples: list[corpora.Example], options: argparse.Namespace) -> list[corpora.Example]:
    return examples[: options.limit] if options.limit else examples


def _checkpoint(options: argparse.Namespace) -> Path:
    return Path(options.work) / f"{options.stage}.pt"


def _trainer(options: argparse.Namespace, labels: Labels, folder: Path) -> Trainer:
    plan = Plan(epochs=options.epochs, start=options.start, end=options.end, minutes=options.minutes, seed=options.seed)
    network = Network(labels)
    network.encoder.load_base(folder / "model.safetensors")
    if options.stage == "heads":
        for name, parameter in network.named_parameters():
            parameter.requires_grad = name.startswith(EVENT_HEADS)
    trainer = Trainer(network, plan)
    if _checkpoint(options).exists():
        trainer.load(_checkpoint(options))
    elif options.start_from:
        trainer.load(options.start_from, weights_only_of_network=True)
    return trainer


def _dev(options: argparse.Namespace, encoder: PieceEncoder, labels: Labels) -> dict[str, list[Encoded]]:
    size = options.limit or 250
    return {
        "ewt": encode(corpora.ewt(options.data, "dev")[:: 2001 // size], encoder, labels),
        "gum": encode(corpora.gum(options.data, "dev")[:size], encoder, labels),
    }


def _reporter(
    options: argparse.Namespace, labels: Labels, dev: dict[str, list[Encoded]], steps: int
) -> Callable[[Trainer], None]:
    def report(trainer: Trainer) -> None:
        done, recent = trainer.progress, trainer.progress.recent
        loss = sum(recent) / max(1, len(recent))
        print(f"step {done.step} epoch {done.step / steps:.2f} {done.seconds:.0f} s loss {loss:.3f}", flush=True)
        if done.step % (steps // 2 // 100 * 100 or 100) == 0:
            trainer.save(_checkpoint(options))
            _report(trainer, labels, dev, steps)

    return report


def _report(trainer: Trainer, labels: Labels, dev: dict[str, list[Encoded]], steps: int) -> None:
    network = Network(labels)
    network.load_state_dict(trainer.average)
    for name, data in dev.items():
        print(f"epoch {trainer.progress.step / steps:.2f} {name} {quick_scores(network, data)}", flush=True)


if __name__ == "__main__":
    main()
