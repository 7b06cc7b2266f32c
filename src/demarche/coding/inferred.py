"""What an event's own clause lets us infer about its parties; each inference says so in its coder or its `why`.

A group without a country that acts "in East Timor" is taken to be of that country, and so is an official who rules
there ("the president lifted the curfew in Algiers").
Whoever was arrested or charged "in Lebanon" by nobody named was so by that country.
A protest that names no target is taken to be against whoever its purpose names.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.figures import Figure
from demarche.coding.fills import OPEN_AIR
from demarche.coding.homeland import is_from_elsewhere, is_mission
from demarche.coding.tree import ASKED, Tree
from demarche.coding.who import PLACE_PREPS
from demarche.knowledge.codes import NONSTATE
from demarche.model import Coded, Draft, Event

# Sectors of people who are at home where they act; armies and envoys often are not.
LOCAL = frozenset(
    ["COP", "CVL", "OPP", "JUD", "LEG", "PTY", "LAB", "EDU", "MED", "REB", "CRM", "REL", "SOC", "AGR", "UAF",
     "GOV"]
)  # fmt: skip
INSIDE = frozenset(["in", "at", "near", "outside", "inside", "across"])
SETTING = frozenset(["on", "during", "after", "with", "between", "through", "along", "past", "down", "onto"])
TALKS = frozenset(["CONSULT", "AGREE", "COOPERATE", "SUPPORT"])

# CAMEO: easing and imposing curfews, emergencies and bans, and threats to do so.
DOMESTIC = ("081", "172", "132")
# These reach somebody far away: "the senator backed protesters in Hong Kong" does not say where the senator is.
FAR = frozenset(["SUPPORT", "ACCUSE", "REQUEST", "AGREE", "THREATEN", "AID", "REJECT"])
# CAMEO: investigations, charges, verdicts, arrests, deportations.
LEGAL = ("090", "091", "115", "116", "173", "174")


def stage(draft: Draft, context: Context) -> Draft:
    for event in draft.events:
        _named_town(event, context)
    events = tuple(_targeted(_held(_placed(e, context), context), context) for e in draft.events)
    return msgspec.structs.replace(draft, events=events)


def _named_town(event: Event, context: Context) -> None:
    """A town that is hit or taken and that many countries have is the one where the act is placed."""
    if event.place is None or not event.place.value.country:
        return
    for coded in event.recipients:
        figure = context.cast.figure(coded.value)
        here = any(s.start < e.end and e.start < s.end for s in event.place.evidence for e in coded.evidence)
        if here and figure.country is None and figure.sector is None and figure.reading.kind in ("place", "thing"):
            figure.country = event.place.value.country
            figure.why = f"{figure.why}; place of the event"


def _here(event: Event, context: Context, roles: str) -> list[int]:
    """Heads of the place phrases of the event's clause (and of its light verb), and of what fills `roles`."""
    tree = context.tree(event)
    heads = [event.trigger]
    above = tree.tokens[event.trigger].head
    if tree.tokens[event.trigger].upos != "VERB" and above >= 0:
        heads.append(above)
    pairs = [p for h in heads for p in (*tree.verb(h).obliques, *tree.phrases(h))]
    pairs += [p for role, k in event.roles if role in roles for p in tree.phrases(k)]
    return [k for prep, k in pairs if prep in PLACE_PREPS]


def _country_here(event: Event, context: Context, roles: str) -> str | None:
    phrases = context.phrases[event.sentence]
    for k in _here(event, context, roles):
        for reading in phrases.readings(k):
            if (
                reading.country
                and reading.country not in NONSTATE
                and reading.kind in ("country", "place", "thing", "organisation")
            ):
                return reading.country
    return None


def _country_ruled(event: Event, context: Context) -> str | None:
    """The one country whose people a curfew, an emergency or a ban is for."""
    homes = {f.country for c in event.recipients if (f := context.cast.figure(c.value)).country}
    return homes.pop() if len(homes) == 1 and _rules(event) else None


def _placed(event: Event, context: Context) -> Event:
    """Give parties of local kinds the country of the place; the event itself is unchanged.

    Talks are often held abroad, so their place says nothing.
    """
    if event.event_type.value in TALKS:
        return event
    far = event.event_type.value in FAR
    for parties, roles in ((event.actors, "ABTQ" if far else "ABRTQ"), (event.recipients, "ABRTQ")):
        found = _country_here(event, context, roles) or _country_ruled(event, context)
        for coded in parties if found else ():
            figure = context.cast.figure(coded.value)
            local = figure.reading.kind in ("group", "organisation") and figure.sector in LOCAL
            local = local or _is_people(figure) or (_rules(event) and _is_ruler(figure))
            if figure.country is None and local and not is_from_elsewhere(figure) and not is_mission(figure):
                figure.country = found
                figure.why = f"{figure.why}; country inferred from the place of the event"
    return event


def _is_people(figure: Figure) -> bool:
    """A people that is no nation: "ethnic Albanians", who live in several countries."""
    return figure.reading.entry is not None and figure.reading.entry.kind == "people" and figure.sector is None


def _rules(event: Event) -> bool:
    """Acts that only those who rule a country do there: curfews, emergencies, bans on parties and rallies."""
    return (event.cameo or "").startswith(DOMESTIC)


def _is_ruler(figure: Figure) -> bool:
    return figure.reading.kind == "person" and figure.sector == "GOV"


def _held(event: Event, context: Context) -> Event:
    """Whoever arrests, tries or expels somebody in a country, when nobody is named: that country."""
    tree, n = context.tree(event), event.sentence
    legal = (event.cameo or "").startswith(LEGAL) and event.recipients and not event.actors
    if not legal or not tree.is_passive(event.trigger):
        return event
    pairs = tree.verb(event.trigger).obliques  # "put under investigation in Italy"
    pairs += tuple(q for p, under in pairs if p == "under" for q in tree.phrases(under))
    for prep, k in pairs:
        states = [i for i in context.actors_at(n, k) if _is_state(context.cast.figure(i))]
        if prep == "in" and states:
            parties = tuple(Coded(i, (tree.sentence.span(*tree.phrase(k)),), "inferred.place@1") for i in states)
            return msgspec.structs.replace(event, actors=parties)
    return event


def _is_state(figure: Figure) -> bool:
    """A country by its name, no capital that stands for a government."""
    return figure.reading.kind == "country" and figure.sector is None


def _targeted(event: Event, context: Context) -> Event:
    if event.event_type.value != "PROTEST" or event.recipients or not event.actors:
        return event
    tree, n = context.tree(event), event.sentence
    mine = {c.value for c in event.actors}
    for k in _purpose(event, context):
        ids = [i for i in context.actors_at(n, k) if i not in mine]
        known = [i for i in ids if context.cast.figure(i).country]
        if known:
            first, last = tree.phrase(k)
            coded = Coded(known[0], (tree.sentence.span(first, last),), "inferred.protest@1")
            return msgspec.structs.replace(event, recipients=(coded,))
    return event


def _purpose(event: Event, context: Context) -> list[int]:
    """Noun heads below a clause or phrase of purpose: "to demand the resignation of …", "calling for …"."""
    tree = context.tree(event)
    out = []
    for k in tree.sentence.subtree(event.trigger, skip=frozenset(["conj", "parataxis"])):
        token = tree.tokens[k]
        asked = token.rel == "nsubj" and tree.tokens[token.head].rel == "ccomp"  # "to demand that the cabinet go"
        blocked = token.rel == "obj" and token.head == event.trigger  # what is blocked is no purpose
        blocked = blocked or tree.tokens[token.head].lemma.lower() in OPEN_AIR  # "the highway to Santa Cruz"
        noun = (
            k > event.trigger
            and not blocked
            and token.upos in ("NOUN", "PROPN")
            and (asked or token.rel in ("obj", "obl", "nmod"))
        )
        if noun and not _is_setting(tree, k, event.trigger):
            out.append(k)
    return out


def _is_setting(tree: Tree, k: int, top: int) -> bool:
    """True in a phrase of place or time: "in the belt north of the capital"; not for "demands from the cabinet"."""
    token = tree.tokens[k]
    asked = tree.prep(k) == "from" and token.head >= 0 and tree.tokens[token.head].lemma.lower() in ASKED
    if tree.prep(k) in PLACE_PREPS | SETTING and not asked:
        return True
    above = token.head
    while above not in (top, -1) and tree.tokens[above].rel not in ("obl", "advcl", "acl"):
        above = tree.tokens[above].head
    return above != top and above >= 0 and tree.prep(above) in INSIDE
