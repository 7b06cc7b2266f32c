"""Where an act happened that its article places only beside it: the deaths of a strike have the city of the strike.

A telling without a city takes that of the acts of its kind and day in the same article, when these have one city.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from demarche.resolve.judge import DAYS_APART, day_gap, related
from demarche.resolve.telling import Telling


def settled(tellings: Iterable[Telling]) -> Iterator[Telling]:
    """The same tellings, with the cities that their articles give them."""
    by_article: dict[str, list[Telling]] = {}
    for telling in tellings:
        by_article.setdefault(telling.doc_id, []).append(telling)
    for told in by_article.values():
        yield from (_settled(telling, told) for telling in told)


def _settled(telling: Telling, told: Sequence[Telling]) -> Telling:
    if telling.place is not None:
        return telling
    cities = {(t.place, t.place_country) for t in told if t.place and t.place_is_city and _beside(telling, t)}
    if len(cities) != 1:
        return telling
    [(place, country)] = cities
    return msgspec.structs.replace(telling, place=place, place_country=country, place_is_city=True)


def _beside(telling: Telling, other: Telling) -> bool:
    """True for acts of one kind on one day; a day that the article does not give may be any of these days."""
    if not related(telling, other) or telling.historical != other.historical:
        return False
    gap = day_gap(telling, other)
    return gap == 0 or (not telling.sure_day and gap <= DAYS_APART)
