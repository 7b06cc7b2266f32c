"""Which state belonged to which organisation when."""

from __future__ import annotations

from collections.abc import Iterable

from demarche.knowledge.tables import Row


class Members:
    """The dated table of memberships."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = [(row["org"], row["iso3"], row["start"], row["end"]) for row in rows]
        self.organisations = frozenset(row[0] for row in self._rows)
        self._of: dict[str, list[tuple[str, str, str]]] = {}
        for org, iso3, start, end in self._rows:
            self._of.setdefault(iso3, []).append((org, start, end))

    def of(self, org: str, date: str | None) -> tuple[str, ...]:
        """The member states of an organisation on a date, in order of their letters; without a date, today's."""
        return tuple(sorted({iso3 for o, iso3, a, b in self._rows if o == org and _inside(a, b, date)}))

    def joined(self, iso3: str, date: str | None) -> tuple[str, ...]:
        """The organisations that a state belongs to on a date."""
        return tuple(sorted({org for org, a, b in self._of.get(iso3, ()) if _inside(a, b, date)}))


def _inside(start: str, end: str, date: str | None) -> bool:
    if date is None:
        return not end
    day = date[:10]
    return (not start or start[: len(day)] <= day) and (not end or day <= end + "~")
