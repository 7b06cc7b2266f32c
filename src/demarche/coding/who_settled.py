"""Names that many places or bodies bear, settled by the countries that the article names.

A town is of such a country, or else large or the only one of its name; "Congress" or "the Unity Party" is of such a
country, or nobody's in particular.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from demarche.coding.tree import Tree
from demarche.knowledge import Knowledge
from demarche.knowledge.codes import NONSTATE
from demarche.knowledge.phrase_words import names_another
from demarche.knowledge.types import Entry, Match, PlaceCandidate
from demarche.ontology.grammar import grammar

SHARED_NAMES = grammar()["shared_names"]
WELL_KNOWN = 500_000  # people of a town that is named without its country …
MAIN = 2  # countries that an article names most, of which a name that bodies of many countries bear is taken to be
KNOWN = 50_000  # … and of one that shares its name with no other
DWARFED = 8  # times smaller than its namesake abroad, a town must be named with its country
PLACES = frozenset(["country", "city", "region", "capital"])
INITIALS = 4
BRANCHED = frozenset(["organisation", "group"])
COMMON = frozenset(["PTY", "LAB", "SOC", "BUS", "EDU", "MED", "JRN"])
NAMING = frozenset(["country", "nationality", "capital", "metonym", "person"])


def names_in(tree: Tree, knowledge: Knowledge, date: str | None) -> Sequence[Match]:
    """The names of the tables in a sentence, without those that say for whom others are: "Russian-backed"."""
    text = [t.text for t in tree.tokens]
    found = knowledge.match(text, date=date) if text else []
    return [m for m in found if not names_another(text, m) and not _is_tail(tree, m, found)]


def _is_tail(tree: Tree, match: Match, found: Sequence[Match]) -> bool:
    """True for a common name inside a longer one that the tables do not know: "New People's Party"."""
    before = match.first - 1
    if match.entry.kind in PLACES and before >= 0 and tree.tokens[before].text == "New":
        return not any(m.first <= before <= m.last for m in found)  # "New Ireland" is not in Ireland
    longer = before >= 0 and match.entry.sector == "PTY" and tree.tokens[match.first].name.startswith("I-")
    if longer and tree.tokens[before].upos == "PROPN" and not any(m.first <= before <= m.last for m in found):
        return tree.tokens[before].text.istitle()  # "the Janata Samajwadi Party" is another than the Samajwadi Party
    if before < 1 or not _is_shared(match) or any(m.first <= before <= m.last for m in found):
        return False
    return tree.tokens[before].text.istitle() and tree.tokens[before].upos in ("PROPN", "ADJ")


def named_countries(names: Sequence[Sequence[Match]], knowledge: Knowledge) -> tuple[str, ...]:
    """The countries that an article names, by name, adjective, capital, seat of power or ruler, most named first."""
    found: Counter[str] = Counter()
    capitals: dict[str, str] = {}  # of countries that are named by nothing else
    for match in (m for sentence in names for m in sentence):
        shared = _is_shared(match) or _is_many(match)  # "Congress" alone is no country
        if match.entry.kind in NAMING and match.entry.country and not shared:
            found[match.entry.country] += 1
            if match.entry.kind == "capital" and capitals.get(match.entry.country) != "":
                capitals[match.entry.country] = match.text
            else:
                capitals[match.entry.country] = ""
    told = tuple(country for country, _ in found.most_common())
    first = next((c for c in told if not capitals[c]), None)
    return tuple(c for c in told if first is None or not capitals[c] or not _namesake(capitals[c], first, knowledge))


def _namesake(capital: str, country: str, knowledge: Knowledge) -> PlaceCandidate | None:
    """The town of this country that bears the name of a capital no better known: Victoria in Canada."""
    best = knowledge.place(capital, country_hints=(country,))
    found = best[0] if best and best[0].country == country and best[0].kind == "city" else None
    return found if found and not _is_dwarf(found, best) else None


def settled(match: Match, knowledge: Knowledge, hints: Sequence[str]) -> Match | None:
    """The match with the reading that fits the countries the article names; None for a town far away."""
    entry = match.entry
    if entry.kind == "city" and match.first == match.last and _is_first_name(match.text, knowledge):
        return None
    if _is_many(match) and (here := next((e for e in match.entries if e.country in hints), None)) is not None:
        return msgspec.structs.replace(match, entries=(here, *match.entries))
    if entry.kind in BRANCHED and entry.country in NONSTATE and (here := _branch(match, hints)) is not None:
        return msgspec.structs.replace(match, entries=(here, *match.entries))
    shared = entry.kind in ("metonym", "group") and (_is_shared(match) or _is_short(match))
    if not hints or entry.country in (hints[:MAIN] if shared else hints):
        return match
    if entry.kind == "capital" and (town := _namesake(match.text, hints[0], knowledge)) is not None:
        here = msgspec.structs.replace(entry, id=f"place:{town.geonameid}", kind="city", country=town.country)
        return msgspec.structs.replace(match, entries=(here, *match.entries))
    if shared:
        here = next((e for country in hints[:MAIN] for e in match.entries if e.country == country), None)
        chosen = here or msgspec.structs.replace(entry, id=f"shared:{entry.id}", country=None)
        return msgspec.structs.replace(match, entries=(chosen, *match.entries))
    if entry.kind != "city":
        return match
    best = knowledge.place(match.text, country_hints=hints)
    if not best or best[0].country not in hints:
        by_its_name = bool(best) and best[0].name.casefold() == match.text.casefold()
        return match if by_its_name and is_clear(best) else None
    if _is_dwarf(best[0], knowledge.place(match.text)):
        return match
    here = msgspec.structs.replace(entry, id=f"place:{best[0].geonameid}", country=best[0].country)
    return msgspec.structs.replace(match, entries=(here, *match.entries))


def _branch(match: Match, hints: Sequence[str]) -> Entry | None:
    """The branch of a movement in a country that the article names: Egypt's Muslim Brotherhood."""
    namesakes = (e for e in match.entries[1:] if e.kind in BRANCHED and e.name == match.entry.name)
    return next((e for e in namesakes if e.country in hints), None)


def _is_dwarf(here: PlaceCandidate, places: Sequence[PlaceCandidate]) -> bool:
    """ "American envoys flew to Geneva": a small namesake in a country that is named does not hide the known city."""
    largest = max((p.population for p in places), default=0)
    return largest >= KNOWN and here.population * DWARFED < largest


def _is_shared(match: Match) -> bool:
    return is_shared(match.text)


def _is_short(match: Match) -> bool:
    """True for the initials of a party or union: those of a country that an article names, or of no known one."""
    return match.text.isupper() and len(match.text) <= INITIALS and match.entry.sector in COMMON


def is_shared(name: str) -> bool:
    """True for a name that bodies of many countries bear, however its words are cut: "People 's Party"."""
    return name.lower().replace(" '", "'").replace(" ’", "’") in SHARED_NAMES


def _is_first_name(text: str, knowledge: Knowledge) -> bool:
    """True for "Thomas" and "Marion", which are towns as well, and not for "Paris"."""
    return knowledge.is_given_name(text) and all(p.population < WELL_KNOWN for p in knowledge.place(text))


def _is_many(match: Match) -> bool:
    """True for a short name that bodies of several countries bear: "SDF"."""
    return match.text.isupper() and len({e.country for e in match.entries}) > 1


def is_clear(places: Sequence[PlaceCandidate]) -> bool:
    """True when a name means one place, though the article does not name its country.

    It is large, or the only one of that name and no mere village: the gazetteer does not know every namesake.
    """
    if not places:
        return False
    only = len({p.country for p in places}) == 1
    return places[0].population >= (KNOWN if only else WELL_KNOWN)
