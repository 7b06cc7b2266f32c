"""Output that a page shows is what the command prints: blocks under a marker are filled by running it.

A marker is a comment of its own line before a code block, `<!-- output of: demarche … -->`.
`shortened output of` keeps of the events of `demarche code` the surest one and the legs of the first bargain.
"""

from __future__ import annotations

import os
import re
import shlex
from contextlib import chdir
from pathlib import Path
from unittest import mock

from typer.testing import CliRunner

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"(<!-- (shortened )?output of: demarche (.+?) -->\n\n?```\n)((?:(?!```).*\n)*)(```\n)")
_EVENT = re.compile(r" *(e\d+)  ")
_BARGAIN = re.compile(r"^(e\d+) in exchange for (e\d+)$", re.MULTILINE)
_CONFIDENCE = re.compile(r"(?<= confidence )[01]\.\d\d")


def pages() -> dict[Path, str]:
    """Every page with a marker, and its text with the output of now."""
    written = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    texts = {path: path.read_text(encoding="utf-8") for path in written}
    return {path: filled(text) for path, text in texts.items() if _BLOCK.search(text)}


def filled(text: str) -> str:
    """The page with each marked block as its command prints it."""
    return _BLOCK.sub(_block, text)


def blocks(text: str) -> list[tuple[str, list[str]]]:
    """The command of each marked block and the lines that the page shows of its output."""
    return [(m[3], [line for line in m[4].splitlines() if line]) for m in _BLOCK.finditer(text)]


def output(command: str) -> str:
    """What `demarche COMMAND` prints, called in the root of the repository and without settings."""
    from demarche.cli import app

    plain = {name: value for name, value in os.environ.items() if not name.startswith("DEMARCHE_")}
    with chdir(ROOT), mock.patch.dict(os.environ, plain, clear=True):
        result = CliRunner().invoke(app, shlex.split(command), catch_exceptions=False)
    if result.exit_code != 0:
        raise RuntimeError(f"demarche {command}: exit code {result.exit_code}: {result.stderr}")
    return str(result.stdout)


def rounded(text: str) -> str:
    """The text without its confidences, whose last digit may differ from processor to processor."""
    return _CONFIDENCE.sub("…", text)


def shortened(printed: str) -> str:
    """The surest event, the legs of the first bargain, and the line that ties them."""
    events = {m[1]: part for part in printed.split("\n\n") if (m := _EVENT.match(part))}
    bargain = _BARGAIN.search(printed)
    legs = set(bargain.groups()) if bargain else set()
    others = [name for name in events if name not in legs]
    surest = max(others, key=lambda name: float(_CONFIDENCE.findall(events[name])[0]), default="")
    shown = [events[name] for name in events if name in legs or name == surest]
    return "\n\n".join([*shown, *([bargain[0]] if bargain else [])]) + "\n"


def _block(found: re.Match[str]) -> str:
    printed = output(found[3])
    return found[1] + (shortened(printed) if found[2] else printed) + found[5]
