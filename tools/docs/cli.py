"""The page of the command line: every verb with its arguments and options, from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

HEAD = """\
# Command line

`demarche VERB`; results go to stdout, progress and messages to stderr.
Exit codes: 0 done, 1 failed, 2 wrong use.
`demarche VERB --help` says the same as this page, which is generated from the commands.
"""


def page() -> str:
    return "\n".join([HEAD, *(_section(name, command) for name, command in commands())]).rstrip() + "\n"


def commands() -> Iterator[tuple[str, Any]]:
    """Every verb and sub-verb, in the order of `demarche --help`."""
    from demarche.cli import app

    top: Any = typer.main.get_command(app)
    for name in top.list_commands(None):
        yield from _below(name, top.get_command(None, name))


def _below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for sub, inner in getattr(command, "commands", {}).items():
        yield from _below(f"{name} {sub}", inner)


def options(command: Any) -> list[Any]:
    return [p for p in command.params if p.param_type_name == "option" and not p.hidden]


def _section(name: str, command: Any) -> str:
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    usage = " ".join(["demarche", name, *(_metavar(p) for p in arguments)])
    if getattr(command, "commands", {}):
        usage += " VERB"
    out = [f"## {name}", "", *_lines(command.help or ""), "", "```", usage, "```", ""]
    rows = [(f"`{_cell(_metavar(p))}`", p.help or "", "") for p in arguments]
    rows += [(_names(p), p.help or "", _default(p)) for p in options(command)]
    if rows:
        out += ["| option | does | default |", "| --- | --- | --- |"]
        out += [f"| {a} | {_cell(b)} | {c} |" for a, b, c in rows] + [""]
    return "\n".join(out)


def _lines(text: str) -> list[str]:
    """Help as sentences, one a line."""
    joined = " ".join(text.split())
    return joined.replace(". ", ".\n").splitlines()


def _metavar(p: Any) -> str:
    return str(p.metavar or p.name.upper())


def _names(p: Any) -> str:
    return ", ".join(f"`{o}`" for o in [*p.opts, *p.secondary_opts])


def _default(p: Any) -> str:
    value = p.default
    if callable(value) or value in (None, "", False, ()) or value == []:
        return ""
    return f"`{value}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
