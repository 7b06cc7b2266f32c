"""What can be forecast: any event, a quad class, a PLOVER type, or a mode of a type; and its prior share."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import msgspec
import yaml

from demarche.errors import InputError
from demarche.model.stream import StreamEvent

QUAD_NAMES = {
    "verbal cooperation": 1, "material cooperation": 2, "verbal conflict": 3, "material conflict": 4,
}  # fmt: skip


class Target(msgspec.Struct, frozen=True, order=True):
    """A class of events; empty fields do not restrict it."""

    quad: int = 0
    event_type: str = ""
    mode: str = ""

    @property
    def name(self) -> str:
        if self.event_type:
            return f"{self.event_type}/{self.mode}" if self.mode else self.event_type
        return next((n for n, q in QUAD_NAMES.items() if q == self.quad), "any event")

    @property
    def level(self) -> str:
        """Targets of one level are calibrated together."""
        return "mode" if self.mode else "type" if self.event_type else "quad" if self.quad else "any"

    def holds(self, event: StreamEvent) -> bool:
        return (
            (not self.quad or event.quad_class == self.quad)
            and (not self.event_type or event.event_type == self.event_type)
            and (not self.mode or self.mode in event.modes)
        )


@cache
def priors() -> dict[str, Any]:
    """The cold-start assumptions, as shipped."""
    text = resources.files("demarche.forecast").joinpath("data/priors.yaml").read_text(encoding="utf-8")
    table: dict[str, Any] = yaml.safe_load(text)
    return table


def read_target(text: str) -> Target:
    """ "any", "4", "quad 4", "material conflict", "CONSULT" or "RETREAT/release"."""
    plain = text.strip()
    if plain.lower() in ("", "any", "any event"):
        return Target()
    if plain.lower().removeprefix("quad").strip(" :") in ("1", "2", "3", "4"):
        return Target(quad=int(plain[-1]))
    if plain.lower() in QUAD_NAMES:
        return Target(quad=QUAD_NAMES[plain.lower()])
    event_type, _, mode = plain.partition("/")
    if event_type.upper() not in priors()["share"]:
        known = ", ".join(sorted(priors()["share"]))
        raise InputError(f"no event type or class called {text!r}; known: any, 1–4, {known}, or TYPE/mode")
    return Target(event_type=event_type.upper(), mode=mode.strip())


def all_targets() -> tuple[Target, ...]:
    """Any event, the four classes and all types."""
    types = sorted(priors()["share"])
    return (Target(), *(Target(quad=q) for q in range(1, 5)), *(Target(event_type=t) for t in types))


def prior_share(target: Target) -> float:
    """The part of all events that a target is assumed to be before anything is known."""
    table = priors()
    if target.event_type:
        return float(table["share"][target.event_type]) * (float(table["mode_share"]) if target.mode else 1.0)
    if target.quad:
        return sum(float(table["share"][t]) for t in table["quads"][str(target.quad)])
    return 1.0
