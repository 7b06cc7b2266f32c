"""Scores country and sector of actor phrases against a file of cases (JSON lines), by halves.

    python -m quality.actor_phrases PATH [--half even|odd|both] [--errors]

A case names a function of another coder with its arguments and what that coder's own tests expect; cases that need
that coder's own surroundings (placeholders for a document, encyclopaedia look-ups) are left out and counted. Country
and sector must both be as expected where both are given; a sector that the case leaves open is not asked; "no code"
means that we give neither. The data is for measuring only: tune on one half, report both. A table of our own (`.csv`:
phrase, date, country, sector) is read as well, its rows counted from 1.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from demarche.knowledge import ActorCode, Knowledge
from demarche.knowledge.tables import Row, read_table

FUNCTIONS = {"agent_to_code", "short_text_to_agent", "trf_agent_match", "search_nat"}
# The other coder's letter for "no actor".
NOTHING = ("", "JNK", None)
LATEST = "2022-06-01"


class Case(NamedTuple):
    """A phrase, the date of its text, and what is asked of it; an absent key is not asked."""

    line: int
    phrase: str
    date: str | None
    hint: str | None
    wanted: dict[str, tuple[str | None, ...]]


def cases(path: Path) -> Iterator[Case]:
    """The cases that can be asked of us."""
    if path.suffix == ".csv":
        yield from map(_own_case, count(1), read_table(path))
        return
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if case := read_case(number, json.loads(text)):
            yield case


def read_case(number: int, data: dict[str, Any]) -> Case | None:
    args = data["args"]
    if data["function"] not in FUNCTIONS or not args or re.match(r"\w+\[", args[0]) or args[0] in ("code", "doc"):
        return None
    wanted = _wanted(data["expect"])
    if not wanted:
        return None
    said = data["kwargs"].get("query_date") or (args[2] if len(args) > 2 else "")
    return Case(number, args[0], _date(said), data["kwargs"].get("known_country"), wanted)


def _own_case(number: int, row: Row) -> Case:
    """A row of our own table: all fair answers between bars, an empty one for "no code"."""
    wanted = {key: tuple(value or None for value in row[key].split("|")) for key in ("country", "sector")}
    return Case(number, row["phrase"], row["date"] or None, None, wanted)


def _wanted(expect: dict[str, list[Any]]) -> dict[str, tuple[str | None, ...]]:
    """What the case allows for country and sector."""
    out: dict[str, tuple[str | None, ...]] = {}
    for key, (_, value) in expect.items():
        allowed = tuple(None if v in NOTHING else v for v in (value if isinstance(value, list) else [value]))
        if key in ("code['country']", "cc"):
            out["country"] = allowed
        elif key == "code['code_1']":
            out["sector"] = allowed
        elif key == "code" and value is None:
            out.update(country=(None,), sector=(None,))
    return out


def _date(said: str) -> str | None:
    """The ISO form of the case's date; "today" is when those tests were written."""
    if not said or said == "today":
        return LATEST if said else None
    for form in ("%Y-%m-%d", "%d %B %Y", "%B %d, %Y"):
        try:
            return datetime.strptime(said, form).date().isoformat()
        except ValueError:
            continue
    return None


def answer(knowledge: Knowledge, case: Case) -> ActorCode:
    return knowledge.resolve_phrase(words(case.phrase), date=case.date)


def words(phrase: str) -> list[str]:
    """The phrase in tokens, possessive endings apart."""
    return re.findall(r"[’']s\b|[\w.\-]+(?:[’'](?!s\b)\w+)*|[^\w\s]", phrase)


def right(case: Case, code: ActorCode) -> bool:
    got = {"country": code.country, "sector": code.sector}
    return all(got[key] in allowed for key, allowed in case.wanted.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", type=Path)
    parser.add_argument("--half", choices=("even", "odd", "both"), default="both")
    parser.add_argument("--errors", action="store_true", help="list the wrong ones of the chosen half")
    args = parser.parse_args()
    knowledge = Knowledge.load()
    found = list(cases(args.path))
    digest = hashlib.sha256(args.path.read_bytes()).hexdigest()[:12]
    print(f"actor phrases, {args.path.name} {digest}: {len(found)} of {_lines(args.path)} lines can be asked")
    for half in ("even", "odd") if args.half == "both" else (args.half,):
        part = [case for case in found if (case.line % 2 == 0) == (half == "even")]
        wrong = [(case, code) for case in part if not right(case, code := answer(knowledge, case))]
        print(f"{half:>5} lines: {len(part) - len(wrong)}/{len(part)} = {1 - len(wrong) / max(1, len(part)):.3f}")
        for case, code in wrong if args.errors else ():
            print(f"  {case.line} {case.phrase!r} {case.date} wanted {case.wanted} got {code.country} {code.sector}")


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


if __name__ == "__main__":
    main()
