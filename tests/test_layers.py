"""Imports point downwards: errors < model, ontology < knowledge < parts < workers < pipeline < doors."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "demarche"
LAYERS = (
    {"errors"},
    {"model"},
    {"ontology"},
    {"knowledge"},
    {"parts", "config"},
    {"intake", "parse", "coding", "resolve", "store", "signals", "render"},
    {
        "pipeline",
        "forecast",
        "shards",
        "corpus",
        "engines",
        "intaking",
        "naming",
        "own",
        "quickread",
        "reading",
        "recoding",
        "retrying",
        "storytelling",
        "watching",
    },
    {"evaluation", "charts", "document"},
    {"api_python", "api", "console", "testing", "client", "demo", "sending", "serving"},
    {"cli", "__main__"}
    | {
        f"cli_{part}"
        for part in (
            "checks",
            "code",
            "demo",
            "digest",
            "forecast",
            "ingest",
            "open",
            "outlook",
            "progress",
            "relations",
            "remote",
            "second",
            "serve",
            "store",
            "stream",
            "verbs",
        )
    },
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
APART = LAYERS[5]  # neighbours that do not import each other


def imported(path: Path) -> set[str]:
    """Top-level parts of demarche that a file imports at module level or inside functions."""
    out = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("demarche."):
            out.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            out |= {a.name.split(".")[1] for a in node.names if a.name.startswith("demarche.")}
    return out


def part_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


FILES = [p for p in sorted(PACKAGE.rglob("*.py")) if p.name != "__init__.py" or p.parent != PACKAGE]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    """A file imports only from its own part and from layers below it."""
    part = part_of(path)
    assert part in LEVEL, f"{part} has no layer: add it to tests/test_layers.py"
    for other in imported(path) - {part}:
        assert other in LEVEL, f"{other} has no layer"
        below = LEVEL[other] < LEVEL[part] or (LEVEL[other] == LEVEL[part] and part not in APART)
        assert below, f"{path.name} of {part} imports {other}, which points up or sideways"
