"""The page of the two witnesses is written by hand; its table of bounds is kept as the code has them."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from demarche.coding.witnesses import Bounds

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "witnesses.md"


def page() -> str:
    table = ["| bound | probability |", "| --- | --- |"]
    table += [f"| `{f.name}` | {f.default:g} |" for f in msgspec.structs.fields(Bounds)]
    text = PAGE.read_text(encoding="utf-8")
    return re.sub(r"\| bound \| probability \|\n(?:\|.*\n)+", "\n".join(table) + "\n", text)
