"""Where unnamed people are at home: police act on the people of their own state, and people protest to theirs.

A group without a country that stands against a government, police, court or parliament of one country is taken to be of
that country; its `why` says so, and nothing is inferred for armies, which also fight abroad.
Where an article is about one country, its government, police and people without another word are that country's.
"""

from __future__ import annotations

from demarche.coding.context import Context
from demarche.coding.figures import Figure
from demarche.coding.homeland import STORY, homeland, is_domestic, is_from_elsewhere
from demarche.knowledge.codes import NONSTATE
from demarche.model import Coded, Draft, Event

LOCAL = frozenset(
    ["CVL", "OPP", "REB", "PTY", "LAB", "EDU", "MED", "JRN", "REL", "SOC", "AGR", "CRM", "JUD", "LEG", "COP"]
)
AT_HOME = frozenset(["OPP", "REB", "PTY", "LAB", "LEG", "JUD"])  # those who mostly face a government of their own
STAFF = frozenset(
    ["official", "minister", "ministry", "officer", "authority", "agency", "cabinet", "aide", "governor"]
) | {"army", "military", "navy", "troop", "force", "soldier", "commander", "police", "unit", "garrison"}
ORDERING = frozenset(["order", "instruct", "direct", "command", "task", "tell"])
FORCES = frozenset(["COP", "MIL"])
TITLES = frozenset(["minister", "premier", "governor"])
PEACE = ("057", "087")  # CAMEO: signed agreements, truces
STATE = frozenset(["GOV", "COP", "JUD", "LEG"])
SPOKEN = frozenset(["ACCUSE", "REQUEST"])  # these may go to any government
INWARD = frozenset(
    ["COERCE", "PROTEST", "REQUEST", "CONCEDE", "ASSAULT", "REJECT", "ACCUSE", "RETREAT", "THREATEN", "SANCTION"]
)


def stage(draft: Draft, context: Context) -> Draft:
    """Fills the countries of figures in the cast; the draft itself stays as it is."""
    _settle_offices(context)
    _settle_officers(context)
    here = homeland(draft, context)
    for event in draft.events:
        if event.event_type.value in INWARD:
            spoken = event.event_type.value in SPOKEN
            lost = here is None and len(draft.parsed.sentences) >= STORY  # a story of several countries
            if not spoken or not (lost or _is_foreign(event.recipients, here, context)):
                _settle(event.actors, event.recipients, context)
            _settle(_not_expelled(event), event.actors, context)
            _settle_ruler(event.recipients, event.actors, context)
        if event.event_type.value == "REQUEST" and _orders(event, context):
            _settle_staff(event, context)
        if (event.cameo or "").startswith(PEACE) and not _is_foreign(event.recipients, here, context):
            _settle_partner((*event.actors, *event.recipients), context)
    _settle_captors(draft, context)
    _at_home(draft, context)
    _settle_owned(context)
    return draft


def _settle_owned(context: Context) -> None:
    """ "The army said its troops …": they are from where the army is."""
    for figure in context.cast.figures:
        owner = figure.owner
        if figure.country is None and owner is not None and owner.country and owner.sector in STATE | FORCES:
            figure.country = owner.country
            figure.why = f"{figure.why}; owner: {owner.reading.name}"


def _not_expelled(event: Event) -> tuple[Coded[str], ...]:
    """The recipients, but for those whom a state sends home: "threw out 70 staff of the mission"."""
    return () if "expel" in {m.value for m in event.modes} else event.recipients


def _settle_captors(draft: Draft, context: Context) -> None:
    """Police who arrested those whom a state has freed are that state's: nobody else could let them go."""
    freed = {
        c.value: a.value
        for e in draft.events
        if "release" in {m.value for m in e.modes} and len(e.actors) == 1
        for a in e.actors
        for c in e.recipients
    }
    for event in draft.events:
        held = (
            [freed[c.value] for c in event.recipients if c.value in freed] if event.event_type.value == "COERCE" else []
        )
        home = context.cast.figure(held[0]).country if held else None
        for figure in _figures(event.actors, context):
            if figure.country is None and home and home not in NONSTATE and figure.sector in ("COP", "JUD"):
                figure.country = home
                figure.why = f"{figure.why}; country inferred from who freed them"


def _is_foreign(others: tuple[Coded[str], ...], here: str | None, context: Context) -> bool:
    """True for parties of a country that the story is not about: residents may well complain to it."""
    return here is not None and any(f.country and f.country != here for f in _figures(others, context))


def _settle_offices(context: Context) -> None:
    """ "Foreign Secretary welcomes …" above a text in which only one state's foreign secretary is named."""
    held: dict[str, set[str]] = {}
    for figure in context.cast.figures:
        office = figure.reading.entry.office if figure.reading.kind == "person" and figure.reading.entry else None
        if office and figure.country:
            held.setdefault(office.lower(), set()).add(figure.country)
    head = context.trees[0].sentence.end if context.trees else 0
    for figure in context.cast.figures:
        name = figure.reading.name.lower()
        leads = figure.country is None and " " in name and min(figure.mentions).start < head
        homes = held.get(name, set()) if leads else set()
        if len(homes) == 1 and figure.reading.kind != "thing":
            (figure.country,) = homes
            figure.why = f"{figure.why}; country of who holds the office"


def _settle_officers(context: Context) -> None:
    """ "Officers" are of the police where police are told of and no army is."""
    if not any(f.sector == "COP" for f in context.cast.figures):
        return
    armed = [f for f in context.cast.figures if f.sector == "MIL"]
    if all(f.reading.head == "officer" and f.reading.kind != "person" for f in armed):
        for figure in armed:
            figure.sector, figure.why = "COP", f"{figure.why}; police are told of beside"


def _orders(event: Event, context: Context) -> bool:
    """True for "ordered", "instructed": a minister may urge the army of any country."""
    return context.tree(event).tokens[event.trigger].lemma.lower() in ORDERING


def _settle_staff(event: Event, context: Context) -> None:
    """Whom a minister orders about is of his own country: "ordered officials to ensure the safety of ships"."""
    homes = {f.country for f in _figures(event.actors, context) if f.sector == "GOV" and f.country}
    if len(homes) != 1 or len(event.actors) != 1 or homes & NONSTATE:
        return
    (home,) = homes
    for figure in _figures(event.recipients, context):
        if figure.country is None and figure.reading.head in STAFF and not is_from_elsewhere(figure):
            figure.country = home
            figure.why = f"{figure.why}; country inferred from who orders"


def rulers(draft: Draft, context: Context) -> Draft:
    """Before places are asked: a party or union reproaches the government of its own country."""
    for event in draft.events:
        if event.event_type.value in INWARD:
            _settle_ruler(event.recipients, event.actors, context)
    return draft


def _at_home(draft: Draft, context: Context) -> None:
    """Gives the parties of events that every country has the country of the story."""
    here = homeland(draft, context)
    story = len(draft.parsed.sentences) >= STORY
    for event in draft.events:
        if event.event_type.value == "ASSAULT":
            _where_hit(event, context)
    for event in draft.events if here is not None else ():
        for figure in _figures((*event.actors, *_not_expelled(event)), context):
            ours = is_domestic(figure, story=story) or (story and _is_own_minister(figure, here, context))
            if figure.country is None and figure.reading.kind != "thing" and ours:
                figure.country = here
                figure.why = f"{figure.why}; country of the story"
    for event in draft.events:
        _settle_beside(event.actors, context)
        _settle_beside(event.recipients, context)


def _is_own_minister(figure: Figure, here: str | None, context: Context) -> bool:
    """A named minister or governor of no country, where no other country is named: papers say whose the foreign are."""
    titled = figure.reading.kind == "person" and figure.sector == "GOV" and not figure.is_mission
    first = min(figure.mentions)
    if not titled or not TITLES & set(first.text.lower().split()) or is_from_elsewhere(figure):
        return False
    sentence = next(t.sentence for t in context.trees if t.sentence.start <= first.start < t.sentence.end)
    others = (f for f in context.cast.figures if f is not figure and f.country and f.country not in NONSTATE)
    near = {f.country for f in others if any(sentence.start <= m.start < sentence.end for m in f.mentions)}
    return near <= {here}


def _settle_beside(parties: tuple[Coded[str], ...], context: Context) -> None:
    """ "Police and soldiers broke up a picket": police act at home, and so do the soldiers beside them."""
    figures = [f for f in _figures(parties, context) if f.sector in FORCES and f.reading.kind != "person"]
    homes = {f.country for f in figures if f.country and f.sector == "COP"}
    if len(homes) != 1 or homes & NONSTATE:
        return
    for figure in figures:
        if figure.country is None and not is_from_elsewhere(figure):
            (figure.country,) = homes
            figure.why = f"{figure.why}; country inferred from who acts beside them"


def _where_hit(event: Event, context: Context) -> None:
    """A story of one country may tell of an attack in another: its unnamed victims live where they are hit."""
    there = event.place.value.country if event.place else None
    for figure in _figures(event.recipients, context) if there and there not in NONSTATE else ():
        house = figure.sector == "BUS" and figure.reading.entry is None  # "hit a restaurant in Kramatorsk"
        ours = figure.reading.kind != "thing" and (house or is_domestic(figure, story=True))
        if figure.country is None and ours and not is_from_elsewhere(figure):
            figure.country = there
            figure.why = f"{figure.why}; country inferred from the place of the event"


def _settle(unknown: tuple[Coded[str], ...], others: tuple[Coded[str], ...], context: Context) -> None:
    states = {f.country for f in _figures(others, context) if f.country and _is_at_home(f)}
    if len(states) != 1 or states & NONSTATE:
        return
    (home,) = states
    for figure in _figures(unknown, context):
        local = figure.sector in LOCAL and figure.reading.kind in ("group", "organisation")
        if figure.country is None and local and not is_from_elsewhere(figure):
            figure.country = home
            figure.why = f"{figure.why}; country inferred from whom they face"


def _settle_partner(parties: tuple[Coded[str], ...], context: Context) -> None:
    """Rebels who sign with one state and with nobody else: "the Philippines and Muslim rebels signed an accord"."""
    figures = _figures(parties, context)
    homes = {f.country for f in figures if f.country}
    if len(homes) != 1 or homes & NONSTATE:
        return
    for figure in figures:
        unnamed = figure.reading.kind in ("group", "organisation") and figure.reading.entry is None
        if figure.country is None and unnamed and figure.sector in AT_HOME and not is_from_elsewhere(figure):
            (figure.country,) = homes
            figure.why = f"{figure.why}; country inferred from who signs with them"


def _is_at_home(figure: Figure) -> bool:
    """A state's own police, courts and offices: not its envoys, who stand in another country."""
    return figure.sector in STATE and not figure.is_mission


def _settle_ruler(unknown: tuple[Coded[str], ...], others: tuple[Coded[str], ...], context: Context) -> None:
    """A president without a country whom rebels or strikers of one country face is the president of that country."""
    faced = _figures(others, context)
    homes = {f.country for f in faced if f.country}
    if len(homes) != 1 or not all(f.sector in AT_HOME for f in faced):
        return
    (home,) = homes
    for figure in _figures(unknown, context):
        if figure.country is None and figure.sector == "GOV" and not is_from_elsewhere(figure):
            figure.country = home
            figure.why = f"{figure.why}; country inferred from who faces him"


def _figures(parties: tuple[Coded[str], ...], context: Context) -> list[Figure]:
    return [context.cast.figure(c.value) for c in parties]
