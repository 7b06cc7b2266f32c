"""A checkpoint as the shipped model: int8 ONNX, tokenizer, labels."""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from demarche.parse.labels import Labels
from demarche.parse.pieces import PieceEncoder, pad
from training.network import Network

INPUTS = ("ids", "shapes", "mask", "first")
OUTPUTS = ("arcs", "rels", "roles", "heads", "tags")
OPSET = 17


class Shipped(torch.nn.Module):
    """The network with plain outputs, as the exporter wants them."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(
        self, ids: torch.Tensor, shapes: torch.Tensor, mask: torch.Tensor, first: torch.Tensor
    ) -> tuple[torch.Tensor, ...]:
        scores = self.network(ids, shapes, mask, first)
        return tuple(scores)


def export(*, weights: dict[str, torch.Tensor], labels: Labels, tokenizer: Path, out: Path) -> None:
    """Writes engine.onnx, tokenizer.json and labels.json into `out`."""
    out.mkdir(parents=True, exist_ok=True)
    network = Network(labels)
    network.load_state_dict(weights)
    encoder = PieceEncoder(tokenizer)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        _to_onnx(Shipped(network.eval()), encoder, plain)
        quantize_dynamic(
            plain,
            out / "engine.onnx",
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )
    labels.write(out / "labels.json")
    _write_tokenizer(tokenizer, out / "tokenizer.json")


def _to_onnx(model: Shipped, encoder: PieceEncoder, path: Path) -> None:
    words = (
        ["Poland", "shot", "down", "several", "drones", "."],
        ["The", "United", "States", "eased", "sanctions", "on", "the", "airline", "."],
    )
    example = tuple(torch.from_numpy(a) for a in pad([encoder.encode(w) for w in words]))
    axes = {name: {0: "batch", 1: "length"} for name in ("ids", "shapes", "mask")}
    axes |= {name: {0: "batch", 1: "words"} for name in ("first", "rels", "heads", "tags")}
    axes |= {name: {0: "batch", 1: "words", 2: "words"} for name in ("arcs", "roles")}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracing exporter is old and says so
        torch.onnx.export(
            model,
            example,
            path,
            input_names=[*INPUTS],
            output_names=[*OUTPUTS],
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )


def _write_tokenizer(source: Path, target: Path) -> None:
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target), pretty=False)


def export_checkpoint(checkpoint: Path, *, work: Path, tokenizer: Path, out: Path) -> None:
    """Exports the averaged weights of a checkpoint."""
    state = torch.load(checkpoint, weights_only=True)
    export(weights=state["average"], labels=Labels.read(work / "labels.json"), tokenizer=tokenizer, out=out)
