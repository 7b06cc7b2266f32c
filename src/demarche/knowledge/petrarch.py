"""Reads the actor and agent dictionaries of the PETRARCH and TABARI coders.

    MINAS_TIRITH_  [GON]  ; comment
    ARNOR_
    +ARNORIAN_
    +KINGDOM_OF_ARNOR_
            [ARNELI <920101]
            [ARNGOV 920101-011231]
            [ARN >020101]

Names are in capitals with underscores for spaces; lines with "+" are further names of the one above; codes stand in
brackets on the line of the name or below it; "<" before, ">" after, "-" between dates. Agents carry `~CODE`:

    POLICEMAN {POLICEMEN} [~COP]

An agent alone names nobody, so agents are given back with the code of nobody, `---COP`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.errors import ConfigError
from demarche.knowledge.codes import split_code
from demarche.knowledge.iso_dates import digit_date
from demarche.knowledge.types import ActorRow

_CODE = re.compile(r"\[\s*(~?[A-Za-z*#\-]*)\s*([^\]]*)\]")
_PLURAL = re.compile(r"\{([^}]*)\}")
_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)")


class _Block:
    """The names of one actor and the codes collected for them."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.codes: list[tuple[str, str | None, str | None]] = []

    def rows(self) -> Iterator[ActorRow]:
        for name in dict.fromkeys(self.names):
            for code, start, end in self.codes:
                yield ActorRow(name=name, code=code, start=start, end=end)


def read_petrarch(text: str, where: str) -> list[ActorRow]:
    """The rows of a dictionary: one for each name and dated code."""
    out: list[ActorRow] = []
    block = _Block()
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition("#")[0].partition(";")[0].rstrip()
        if not line.strip() or line.lstrip().startswith(("<!--", "!")):
            continue
        starts_actor = not line[0].isspace() and not line.startswith("+")
        if starts_actor:
            out.extend(block.rows())
            block = _Block()
        _add(block, line, f"{where}, line {number}")
    out.extend(block.rows())
    return out


def _add(block: _Block, line: str, where: str) -> None:
    """Takes the name and the codes of one line into the block."""
    name = _CODE.sub("", line).strip().lstrip("+")
    for plural in _PLURAL.findall(name):
        block.names.extend(_names(plural))
    block.names.extend(_names(_PLURAL.sub("", name)))
    for code, dates in _CODE.findall(line):
        if not block.names:
            raise ConfigError(f"{where}: a code before any name: {line.strip()!r}")
        block.codes.append((_code(code), *_dates(dates.strip(), where)))


def _names(text: str) -> list[str]:
    name = " ".join(text.replace("_", " ").split())
    return [name] if name else []


def _code(code: str) -> str:
    """The code in PLOVER's letters: an agent's "~COP" is "---COP", CAMEO's sectors become ours."""
    letters = code.upper().lstrip("~").rstrip("*").replace("*", "-").replace("#", "-")
    if code.startswith("~") or not letters.strip("-"):
        letters = "---" + letters.strip("-")
    parts = split_code(letters, cameo=True)
    head = letters[:3] if parts.country is None else parts.country
    if not parts.sectors and parts.country is not None:
        return letters
    return (head if parts.country else "---") + "".join(parts.sectors)


def _dates(text: str, where: str) -> tuple[str | None, str | None]:
    """Start and end of a date restriction."""
    if not text:
        return None, None
    if text.startswith("<"):
        return None, digit_date(text[1:].strip(), where)
    if text.startswith(">"):
        return digit_date(text[1:].strip(), where), None
    if found := _RANGE.fullmatch(text):
        return digit_date(found[1], where), digit_date(found[2], where)
    raise ConfigError(f"{where}: {text!r} is no date restriction such as <920101 or 920101-011231")
