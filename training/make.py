"""The one command from the data folder to the shipped model and its score table.

    python -m training.make --data ../shared/data                    about 90 CPU minutes on one core
    python -m training.make --data ../shared/data --smoke            50 steps on a tiny slice, under a minute

Stages: base weights (checked by digest), treebanks, treebanks with events, the mean of the two, event heads, export to
int8 ONNX, lemma table, scores.
A stage that was interrupted goes on from its last checkpoint in the work folder.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from demarche.parse.engine import WEIGHTS, EngineParser
from training import base, lemma_table, score, train
from training.export import export_checkpoint
from training.mix import mix

# Epochs and learning rates (shares of the base rates) of the shipped model.
TREEBANKS = ("--epochs", "6.4", "--start", "1.0", "--end", "0.8")
EVENTS = ("--epochs", "14", "--start", "0.9", "--end", "0.0")
HEADS = ("--epochs", "1.8", "--start", "1.0", "--end", "0.0")
# A few batches an epoch: about 50 steps in all.
SMOKE = ("--limit", "60", "--epochs", "3.5")


def arguments() -> argparse.ArgumentParser:
    """The options of the whole recipe."""
    parser = argparse.ArgumentParser(
        prog="python -m training.make", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="folder with treebanks/")
    parser.add_argument("--work", type=Path, default=Path("training/work"), help="base weights and checkpoints")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the model goes")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smoke", action="store_true", help="a short run that shows the recipe works; keeps nothing")
    return parser


def main(argv: Sequence[str] | None = None) -> None:
    """Runs the recipe."""
    options = arguments().parse_args(argv)
    if options.smoke:
        with tempfile.TemporaryDirectory() as folder:
            smoke(options, Path(folder))
        return
    make(options, work=options.work, out=options.out, extra=())
    score.main(["--data", str(options.data), "--weights", str(options.out)])


def make(options: argparse.Namespace, *, work: Path, out: Path, extra: Sequence[str]) -> None:
    """Base weights, the stages, export."""
    common = ["--data", str(options.data), "--work", str(work), "--seed", str(options.seed)]
    base_folder = base.fetch(options.work)
    common += ["--base", str(base_folder)]
    train.main([*common, "--stage", "treebanks", *TREEBANKS, *extra])
    train.main([*common, "--stage", "events", "--start-from", str(work / "treebanks.pt"), *EVENTS, *extra])
    mix(work / "treebanks.pt", work / "events.pt", work / "mixed.pt")
    train.main([*common, "--stage", "heads", "--start-from", str(work / "mixed.pt"), *HEADS, *extra])
    export_checkpoint(work / "heads.pt", work=work, tokenizer=base_folder / "tokenizer.json", out=out)
    lemma_table.write(options.data, out / "lemmas.json")


def smoke(options: argparse.Namespace, folder: Path) -> None:
    """About 50 steps in all, export, and one sentence through the exported model."""
    make(options, work=folder, out=folder / "out", extra=SMOKE)
    sentence = EngineParser(folder / "out").parse("Poland shot down several Russian drones.")[0]
    print("smoke run done:", " ".join(f"{t.text}/{t.upos}" for t in sentence.tokens))


if __name__ == "__main__":
    main()
