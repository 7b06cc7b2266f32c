"""The page of the record: every field of its types, with what it says and the values it may take."""

from __future__ import annotations

import types
import typing
from pathlib import Path
from typing import Any

import msgspec
import yaml

from demarche.model import Span
from demarche.model import record as records

TOLD = Path(__file__).parent / "record.yaml"


def page() -> str:
    told = yaml.safe_load(TOLD.read_text(encoding="utf-8"))
    parts = [told["head"].rstrip()]
    for name, title in told["order"].items():
        kind = Span if name == "Span" else getattr(records, name)
        parts.append(f"## {title}\n\n{told['types'][name]['about'].rstrip()}\n\n{_table(kind, told['types'][name])}")
    parts.append(told["foot"].rstrip())
    return "\n\n".join(parts) + "\n"


def _table(kind: type, told: dict[str, Any]) -> str:
    lines = ["| field | type | says |", "| --- | --- | --- |"]
    hints = typing.get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        says = " ".join(told["fields"][field.encode_name].split())
        lines.append(f"| `{field.encode_name}` | {shown(hints[field.name])} | {says} |")
    return "\n".join(lines)


def missing() -> list[str]:
    """Fields that record.yaml does not describe, and descriptions of fields that are not there."""
    told = yaml.safe_load(TOLD.read_text(encoding="utf-8"))
    out = []
    for name in told["order"]:
        kind = Span if name == "Span" else getattr(records, name)
        fields = {f.encode_name for f in msgspec.structs.fields(kind)}
        out += [f"{name}.{f}" for f in sorted(fields ^ set(told["types"][name]["fields"]))]
    own = [k for k in vars(records).values() if isinstance(k, type) and k.__module__ == records.__name__]
    structs = {k.__name__ for k in own if issubclass(k, msgspec.Struct)}
    return out + sorted(structs - set(told["order"]))


def shown(hint: Any) -> str:
    """A type as a reader of JSON sees it."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(shown(a) for a in args)
    if origin is list:
        return f"list of {shown(args[0])}"
    if origin is dict:
        return f"object of {shown(args[1])}"
    names = {str: "text", int: "integer", float: "number", bool: "true or false", type(None): "null"}
    return names.get(hint) or f"[{hint.__name__}](#{anchor(hint.__name__)})"


def anchor(name: str) -> str:
    told = yaml.safe_load(TOLD.read_text(encoding="utf-8"))
    return str(told["order"][name]).lower().replace(" ", "-")
