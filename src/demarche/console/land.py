"""The land on the map of the console: a coarse outline of our own, without borders, as shapes of one SVG path."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

FILE = Path(__file__).parent / "data" / "land.yaml"
Ring = list[tuple[float, float]]


@cache
def rings(kind: str = "land") -> dict[str, Ring]:
    """Corners (longitude, latitude) of every piece of land, or of every piece of water within it, by name."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))[kind]
    return {name: [_corner(pair) for pair in text.split()] for name, text in found.items()}


def _corner(pair: str) -> tuple[float, float]:
    longitude, _, latitude = pair.partition(",")
    return float(longitude), float(latitude)


@cache
def path(kind: str = "land") -> str:
    """All pieces as the `d` of a path on a plate carrée of 720 × 360."""
    return "".join(f"M{'L'.join(_place(*corner) for corner in ring)}Z" for ring in rings(kind).values())


def _place(longitude: float, latitude: float) -> str:
    return f"{2 * (longitude + 180):g} {2 * (90 - latitude):g}"


def on_land(longitude: float, latitude: float) -> bool:
    """Whether a place lies within the outline, lakes aside."""
    return any(_within(longitude, latitude, ring) for ring in rings().values())


def _within(x: float, y: float, ring: Ring) -> bool:
    """By the number of edges that a line towards the east crosses."""
    inside = False
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
