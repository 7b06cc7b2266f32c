"""Pages made from types, commands, settings and frames, and the output that pages show: `python -m tools.docs`."""

from __future__ import annotations

from pathlib import Path

from tools.docs import cli, codebook, record, settings, witnesses

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    out = {
        REFERENCE / "record.md": record.page(),
        REFERENCE / "cli.md": cli.page(),
        REFERENCE / "settings.md": settings.page(),
        witnesses.PAGE: witnesses.page(),
    }
    out |= {REFERENCE / "codebook" / f"{name}.md": text for name, text in codebook.pages().items()}
    return out
