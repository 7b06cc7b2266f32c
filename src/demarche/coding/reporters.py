"""Whose police tell an act: "gunmen killed two teachers, Iraqi police said" happened in Iraq, to people of Iraq.

Police and prosecutors report what happens at home. Unnamed people in what they tell are taken to be of their country,
where nothing else says whose they are; their `why` says so. Soldiers and ministers also speak of what happens abroad,
so nothing follows from their words. Whoever is charged or arrested by nobody named was so by those who tell it.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.figures import Figure
from demarche.coding.homeland import ABROAD, LOCAL, is_from_elsewhere
from demarche.knowledge.codes import NONSTATE
from demarche.model import Coded, Draft, Event

AT_HOME = LOCAL | {"REB", "UAF"}
TELLING = frozenset(["COP", "JUD"])
# CAMEO: who charges and arrests.
DOERS = {"115": ("JUD",), "173": ("COP", "JUD")}
# What two countries do with each other is told at home as well, and told of others.
FELT = frozenset(["ASSAULT", "COERCE", "PROTEST", "SANCTION", "THREATEN", "RETREAT", "AID", "REJECT"])


def stage(draft: Draft, context: Context) -> Draft:
    """Fills the countries of figures in the cast, and those who arrest and charge."""
    for event in draft.events:
        home = _home(event, context)
        for coded in (*event.actors, *event.recipients) if home is not None else ():
            figure = context.cast.figure(coded.value)
            if figure.country is None and _is_local(figure):
                figure.country = home
                figure.why = f"{figure.why}; country of the police who tell it"
    return msgspec.structs.replace(draft, events=tuple(_done_by_tellers(e, context) for e in draft.events))


def _done_by_tellers(event: Event, context: Context) -> Event:
    """ "Was charged with fraud, Peruvian prosecutors said"; not "was arrested in Lisbon, Spanish police said"."""
    if event.actors or not event.recipients or event.realis.value != "actual":
        return event
    place = event.place.value.country if event.place is not None else None
    for told in event.attribution:
        figure = context.cast.figure(told.value.speaker) if told.value.speaker else None
        does = figure is not None and figure.sector in DOERS.get((event.cameo or "")[:3], ())
        if does and figure is not None and figure.country and place in (None, figure.country):
            actor = Coded(figure.id, told.evidence, "reporters.tellers@1")
            return msgspec.structs.replace(event, actors=(actor,))
    return event


def _home(event: Event, context: Context) -> str | None:
    """The one country of the police who tell the event; None where it is placed in another."""
    if event.event_type.value not in FELT:
        return None
    speakers = [a.value.speaker for a in event.attribution if a.value.speaker]
    figures = [context.cast.figure(name) for name in speakers]
    homes = {f.country for f in figures if f.sector in TELLING and f.country and f.country not in NONSTATE}
    if len(homes) != 1:
        return None
    (home,) = homes
    place = event.place.value.country if event.place is not None else None
    return home if place in (None, home) else None


def _is_local(figure: Figure) -> bool:
    unnamed = figure.reading.kind in ("group", "organisation") and figure.reading.entry is None
    stays = figure.sector in AT_HOME and figure.reading.head not in ABROAD
    return unnamed and stays and not is_from_elsewhere(figure) and not figure.is_mission
