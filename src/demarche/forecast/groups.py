"""What an entity's name says by itself: "Police (Nigeria)" is a police of Nigeria.

Event data sets name generic actors as role and country in brackets. Roles and countries shared by at least two
entities become groups, so that what the police of one country does informs what that of another will do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
LAST_BRACKET = re.compile(r"^(.*?)\s*\(([^()]*)\)\)?$")


@dataclass(frozen=True)
class Groups:
    """Per entity the id of its role and its country, -1 where the name gives none."""

    role: Ints
    country: Ints
    n_roles: int
    n_countries: int


def groups_of(names: tuple[str, ...]) -> Groups:
    """Read role and country off the names."""
    split = [_split(name) for name in names]
    places: list[str | None] = [name if place is None else place for name, (_, place) in zip(names, split, strict=True)]
    roles = [None if place is None else role for role, place in split]
    country, n_countries = _ids(places)
    role, n_roles = _ids(roles)
    return Groups(role=role, country=country, n_roles=n_roles, n_countries=n_countries)


def _split(name: str) -> tuple[str, str | None]:
    match = LAST_BRACKET.match(name)
    return (match.group(1), match.group(2)) if match else (name, None)


def _ids(values: list[str | None]) -> tuple[Ints, int]:
    """Ids of values that occur at least twice, -1 for the others."""
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    table = {value: i for i, value in enumerate(sorted(v for v, n in counts.items() if n > 1))}
    return np.array([table.get(v, -1) if v else -1 for v in values], dtype=np.int64), len(table)
