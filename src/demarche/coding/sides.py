"""The two sides of an event, put right by what we know of those who are named."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.coding.cast import Cast
from demarche.coding.fills import INSTRUMENTS
from demarche.coding.what import HIT
from demarche.model import Coded
from demarche.ontology.grammar import grammar

Parties = list[Coded[str]]
MOVED = frozenset(["MOBILIZE"])
UNMANNED = grammar()["unmanned"]
HOSTILE = frozenset(["THREATEN", "SANCTION"])
STATELY = frozenset([None, "GOV", "MIL"])
ARMED = frozenset(["MIL", "COP", "PRM"])
FIGHTERS = frozenset(["MIL", "REB", "PRM", "UAF"])
PRIVATE = frozenset([None, "CVL", "UNK"])


class Sides(msgspec.Struct):
    """Who acts and who is acted on; `both` is True where all act together and nobody else is named."""

    actors: Parties
    recipients: Parties
    both: bool = False

    def everybody(self) -> Parties:
        return [*self.actors, *self.recipients]

    def embattled(self, cast: Cast) -> bool:
        """True when armed people stand on both sides."""
        both = (self.actors, self.recipients)
        return all(p and all(cast.figure(c.value).sector in FIGHTERS for c in p) for p in both)

    def between(self, cast: Cast) -> bool:
        """True for an act between two countries."""
        mine, theirs = states(cast, self.actors), states(cast, self.recipients)
        return bool(mine and theirs and mine != theirs) or (self.both and len(mine) > 1)


def put_right(cast: Cast, kind: str, sides: Sides, settlements: Sequence[Coded[str]]) -> Sides:
    """The sides of an act of type `kind`, without parties that cannot be meant; `settlements` are places as actors."""
    actors = [c for c in sides.actors if kind not in HIT or c not in settlements]
    if kind in HIT or kind in MOVED:  # "a drone hit the tanker": nobody's, as far as we are told
        actors = [c for c in actors if not _is_unmanned(cast, c.value)]
    recipients = [c for c in sides.recipients if c.value not in {a.value for a in actors}]
    if kind in MOVED:
        # "moved its troops", "withdrew its envoy": one's own are no other party
        own = states(cast, actors)
        recipients = [c for c in recipients if cast.figure(c.value).country not in own]
        if actors:  # "mobilised troops": whose but its own?
            recipients = [c for c in recipients if not is_force(cast, c.value)]
        if not actors and all(cast.figure(c.value).sector in ARMED for c in recipients):
            actors, recipients = recipients, []  # "six platoons had been deployed"
    if kind == "SUPPORT":  # "flew in support of Operation Dawn": taking part in it is no backing
        recipients = [c for c in recipients if not cast.figure(c.value).reading.name.startswith("Operation ")]
    if kind not in HIT:  # "would send drones to help": nobody is sent to a weapon
        recipients = [c for c in recipients if not is_weapon(cast, c.value)]
    if kind in HOSTILE:  # "the minister warned that Islamabad would": no state threatens itself
        own = states(cast, [c for c in actors if cast.figure(c.value).sector in STATELY])
        recipients = [c for c in recipients if not (_is_state(cast, c.value) and cast.figure(c.value).country in own)]
    if kind == "SANCTION":  # "recalled its ambassador": he is no party, and the host may not be named
        own = states(cast, actors)
        recipients = [c for c in recipients if not _is_own_mission(cast, c, own)]
        recipients = [c for c in recipients if not _is_field(cast, c.value)]
    if kind == "RETREAT":  # "pulled out its own soldiers"
        own = states(cast, [c for c in actors if cast.figure(c.value).sector in STATELY])
        recipients = [c for c in recipients if not _is_army_of(cast, c.value, own) and not is_weapon(cast, c.value)]
    if kind == "AGREE" and actors:  # "agreed to halt patrols", "to send peacekeepers": nothing is promised to them
        recipients = [c for c in recipients if not is_force(cast, c.value)]
    if kind == "PROTEST":  # "blocked the bridge", "marched past shoppers": whom it is against is told otherwise
        recipients = [c for c in recipients if not _is_bystander(cast, c.value)]
    if any(cast.figure(c.value).country for c in recipients):
        # beside a party that is known, a mere thing is none
        recipients = [c for c in recipients if cast.figure(c.value).reading.kind != "thing"]
    return Sides(actors, recipients, sides.both)


def _is_bystander(cast: Cast, name: str) -> bool:
    """True for things, places and private people."""
    figure = cast.figure(name)
    unnamed = figure.reading.kind == "group" and figure.reading.entry is None
    return figure.reading.kind in ("thing", "place") or (unnamed and figure.sector in PRIVATE)


def _is_state(cast: Cast, name: str) -> bool:
    """True for a country as such, not for people or bodies of it."""
    return cast.figure(name).reading.kind in ("country", "place")


def is_weapon(cast: Cast, name: str) -> bool:
    figure = cast.figure(name)
    words = figure.reading.name.lower().split()
    called = ([figure.reading.head], words, [*words[:-1], figure.reading.head])  # "two patrol vessels"
    roles = (cast.knowledge.role(name) for name in called)
    troops = figure.reading.head == "force" and figure.plural  # "the security forces"
    gear = (figure.reading.head in INSTRUMENTS and not troops) or any(
        role is not None and role.kind == "gear" for role in roles
    )
    return figure.country is None and gear


def _is_unmanned(cast: Cast, name: str) -> bool:
    """ "A drone", "the shells"; not "police drones", which are somebody's."""
    figure = cast.figure(name)
    words = figure.reading.name.lower().split()[:-1]
    owned = any((role := cast.knowledge.role([w])) is not None and role.kind != "gear" for w in words)
    return figure.country is None and figure.reading.head in UNMANNED and not owned


def with_missions(cast: Cast, sides: Sides, missions: Parties, hosts: Parties) -> Sides:
    """The sides of a sanction by which an embassy is closed or an envoy goes.

    Whose embassy it is suffers, not the town where it stands; of one's own, the country where it stands.
    """
    own = states(cast, sides.actors)
    foreign = [c for c in missions if (home := cast.figure(c.value).country) and home not in own]
    if not foreign and own and all(_is_own_mission(cast, c, own) for c in sides.recipients):
        foreign = [c for c in hosts if (home := cast.figure(c.value).country) and home not in own]
    # "the embassy was closed": by its owner or its host
    return Sides(sides.actors, foreign, sides.both) if foreign and sides.actors and not sides.both else sides


def _is_own_mission(cast: Cast, party: Coded[str], own: frozenset[str]) -> bool:
    figure = cast.figure(party.value)
    return figure.is_mission and figure.country in own


def _is_field(cast: Cast, name: str) -> bool:
    """ "Cut intelligence sharing": a field of work, and no service of anybody."""
    figure = cast.figure(name)
    return figure.country is None and figure.sector == "SPY" and figure.reading.kind == "group"


def _is_army_of(cast: Cast, name: str, states: frozenset[str]) -> bool:
    figure = cast.figure(name)
    return figure.country in states and figure.sector in ARMED and figure.reading.kind != "person"


def is_force(cast: Cast, name: str) -> bool:
    """True for soldiers or police of nobody named."""
    figure = cast.figure(name)
    return figure.country is None and figure.sector in ARMED and figure.reading.kind != "person"


def states(cast: Cast, parties: Parties) -> frozenset[str]:
    return frozenset(c for p in parties if (c := cast.figure(p.value).country))


def merged(first: Parties, second: Parties) -> Parties:
    """The parties of both, each once."""
    out = {c.value: c for c in first}
    for c in second:
        out.setdefault(c.value, c)
    return list(out.values())
