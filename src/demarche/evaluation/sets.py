"""Gold sets: where they lie, how they are cut into halves, and how one record of each reads."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from demarche.errors import InputError

SETS = ("plover_gsr", "plv_train", "cameo_manual_examples", "petrarch_suite", "actor_spans_train", "petr2_gsr_circular",
        "re3d_half")  # fmt: skip
# Type names of PLOVER's first gold records, and what they are called now (PLOVER README, 2021).
OLD_TYPES = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
# Codes that the records spell in their own way, and supranational codes that they do not tell apart.
COUNTRY = {"JAP": "JPN", "VTN": "VNM", "ITL": "ITA", "UNO": "IGO", "EUR": "IGO", "ROM": "ROU", "GER": "DEU"}
# The suite's own letters: bodies that PLOVER has under another code, countries and roles it spells otherwise.
SUITE_BODIES = {"IGOEEU": "EUR", "IGOAFR": "IGO", "KUW": "KWT"}
SUITE_ROLES = {"MED": "JRN"}


class GoldSet(msgspec.Struct, frozen=True):
    """Records of one set (or one half of it) with the digest of the whole file."""

    name: str
    digest: str
    records: tuple[dict[str, Any], ...]


def load_set(name: str, folder: Path, *, half: str = "all") -> GoldSet:
    """A set from FOLDER/gold/NAME.jsonl; `half` is all, tune (records 0, 2, …) or check (1, 3, …)."""
    if name not in SETS:
        raise InputError(f"no set called {name!r}; known: {', '.join(SETS)}")
    if half not in ("all", "tune", "check"):
        raise InputError(f"no half called {half!r}; known: all, tune, check")
    path = folder / "gold" / f"{name}.jsonl"
    if not path.is_file():
        raise InputError(f"there is no gold set at {path}")
    data = path.read_bytes()
    records = [json.loads(line) for line in data.decode().splitlines() if line.strip()]
    step = {"all": slice(None), "tune": slice(0, None, 2), "check": slice(1, None, 2)}[half]
    return GoldSet(name, hashlib.sha256(data).hexdigest()[:16], tuple(records[step]))


def country(code: str | None) -> str:
    """A country or non-state code as the scores compare it."""
    return COUNTRY.get(code or "", code or "")


def parties(value: Any) -> frozenset[str]:
    """The countries of one side of a `plover_gsr` event."""
    if not isinstance(value, list):
        return frozenset()
    return frozenset(country(x.get("code")) for x in value if isinstance(x, dict) and x.get("code"))


def suite_code(code: str) -> str:
    """A code of the functional suite in PLOVER's letters; a side that is written as words stays as it is."""
    body = next((b for b in SUITE_BODIES if code.startswith(b)), "")
    code = SUITE_BODIES.get(body, "") + code[len(body) :]
    return code[:3] + SUITE_ROLES.get(code[3:], code[3:])
