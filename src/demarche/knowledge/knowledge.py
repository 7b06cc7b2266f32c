"""`Knowledge`: one object that answers who, which country, which sector, and where.

It holds the shipped tables and, beside them, the actors that a user brings. Loading builds everything in memory;
nothing is written to disk.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from demarche.knowledge.codes import NONSTATE
from demarche.knowledge.dated import on_date
from demarche.knowledge.gazetteer import Gazetteer
from demarche.knowledge.guards import Guard
from demarche.knowledge.lexicon import Lexicon, Scan, scan_of
from demarche.knowledge.members import Members
from demarche.knowledge.phrases import Phrases
from demarche.knowledge.places import Places
from demarche.knowledge.roles import Roles
from demarche.knowledge.sources import Naming, all_namings, own_names
from demarche.knowledge.surnames import Surnames
from demarche.knowledge.tables import Row, rows, tables, version
from demarche.knowledge.types import ActorCode, ActorRow, Entry, Match, PlaceCandidate, Role
from demarche.knowledge.words import POSSESSIVE, fold, key


class Knowledge:
    """The tables of actors and places; make one with `Knowledge.load`."""

    def __init__(self, namings: Sequence[Naming], gazetteer: Gazetteer) -> None:
        self._lexicon = Lexicon()
        for naming in namings:
            self._lexicon.add(naming.name, naming.entry, secondary=naming.secondary)
        self.surnames = Surnames(naming.entry for naming in namings if naming.entry.kind == "person")
        self.roles = Roles(rows("roles.csv"))
        self.gazetteer = gazetteer
        self.countries: dict[str, Row] = {row["iso3"]: row for row in rows("countries.csv")}
        self._members = Members(rows("memberships.csv"))
        given = frozenset(row["name"].lower() for row in rows("given_names.csv"))
        self._guard = Guard(rows("ambiguous.csv"), given, self._known)
        self._phrases = Phrases(self.roles, self._match, self.surname, self.is_given_name)
        self._places = Places(self._lexicon, gazetteer, self.countries)

    @staticmethod
    def load(extra_actors: Sequence[ActorRow] = ()) -> Knowledge:
        """The shipped tables, with a user's own actors on top; loaded once for each list of actors."""
        return _load(tuple(extra_actors))

    def with_actors(self, actors: Sequence[ActorRow]) -> Knowledge:
        """These tables with a user's own actors, which come before all other readings of their names."""
        twin = object.__new__(Knowledge)
        twin.__dict__.update(self.__dict__)
        twin._lexicon = self._lexicon.copy()
        for naming in own_names(actors):
            twin._lexicon.add(naming.name, naming.entry)
        twin._guard = self._guard.for_vocabulary(twin._known)
        twin._phrases = Phrases(self.roles, twin._match, self.surname, self.is_given_name)
        return twin

    # Names ----------------------------------------------------------------------------------------------------

    def match(self, words: Sequence[str], *, date: str | None = None) -> list[Match]:
        """The names among the words of a sentence: longest first, none overlapping, readings best first.

        `date` (ISO) decides who held which office. Surnames alone are not found here: see `surname`.
        """
        scan = scan_of(words)
        out: list[Match] = []
        i, n = 0, len(scan.pieces)
        while i < n:
            found = self._longest(scan, i)
            if found and scan.pieces[i].key == "the" and self._goes_on(scan, i, found):
                found = None
            if found and (match := _dated(found, date)):
                if not (out and self._belongs_elsewhere(match, out[-1], words)):
                    out.append(match)
                i = _after(scan, match, i)
            else:
                i += 1
        return out

    def _goes_on(self, scan: Scan, i: int, found: Match) -> bool:
        """True for "The National" in "The National Police Agency": without the article a longer name begins."""
        longer = self._longest(scan, i + 1) if i + 1 < len(scan.pieces) else None
        return longer is not None and longer.last > found.last

    def _belongs_elsewhere(self, match: Match, before: Match, words: Sequence[str]) -> bool:
        """True for "Chile's Defense Department": a name of ours that another state's body bears as well."""
        if match.entry.kind != "metonym" or before.entry.kind not in ("country", "nationality"):
            return False
        between = [word for word in words[before.last + 1 : match.first] if word not in POSSESSIVE]
        if between or before.entry.country == match.entry.country:
            return False
        return self.roles.at_end([fold(word) for word in words[match.first : match.last + 1]]) is not None

    def _match(self, words: Sequence[str], date: str | None) -> list[Match]:
        return self.match(words, date=date)

    def _longest(self, scan: Scan, i: int) -> Match | None:
        """The longest name at piece `i`; a city only where no table has a name as long."""
        found = self._lexicon.find(scan, i, self._guard)
        city = self.gazetteer.find(scan, i, self._guard)
        if city and (found is None or (city.last, city.end) > (found.last, found.end)):
            return city
        return found

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """All readings of a name in the tables, whatever its case; the gazetteer is not asked."""
        return self._lexicon.lookup(name)

    def surname(self, word: str, date: str | None = None) -> tuple[Entry, ...]:
        """The office holders with that surname, those in office on the date first."""
        return on_date(self.surnames.get(word), date)

    def _known(self, piece: str) -> bool:
        """True for a word that begins a name of the tables or belongs to a role noun."""
        return bool(self._lexicon.starts(piece)) or piece in self.roles.vocabulary

    # Roles and phrases ----------------------------------------------------------------------------------------

    def role(self, lemmas: Sequence[str]) -> Role | None:
        """The role that these lower-case words end with: the longest run wins."""
        return self.roles.at_end([word.replace(".", "") for lemma in lemmas for word in lemma.split("-")])

    def resolve_phrase(
        self, words: Sequence[str], *, date: str | None = None, tags: Sequence[str] | None = None
    ) -> ActorCode:
        """Country and sector of an actor phrase from its own words; `tags` are UPOS, when a parse is at hand."""
        return self._phrases.resolve(words, date, tags)

    def resolve_surname(self, word: str, *, date: str | None = None) -> ActorCode | None:
        """The code of the best-known office holder with that surname on the date; None when two compete."""
        return self._phrases.surname_code(word, date)

    # Countries and organisations ------------------------------------------------------------------------------

    def country_of(self, phrase: str) -> str | None:
        """The state that a name, adjective, capital, metonym or region leads to; None when there is none."""
        for entry in self._lexicon.lookup(phrase):
            if entry.country and entry.country not in NONSTATE:
                return entry.country
        return None

    def members(self, org: str, date: str | None = None) -> tuple[str, ...]:
        """The members of an organisation on a date; `org` is its id ("NATO") or one of its names."""
        if org in self._members.organisations:
            return self._members.of(org, date)
        for entry in self._lexicon.lookup(org):
            if entry.kind == "organisation":
                return self._members.of(entry.id.partition(":")[2], date)
        return ()

    def member_of(self, iso3: str, date: str | None = None) -> tuple[str, ...]:
        """The organisations that a state belongs to on a date."""
        return self._members.joined(iso3, date)

    def is_given_name(self, word: str) -> bool:
        """True for a first name: alone it names nobody in particular."""
        return self._guard.is_given(key(word))

    def is_capital(self, phrase: str) -> bool:
        return any(entry.kind == "capital" for entry in self._lexicon.lookup(phrase))

    def place(
        self, name: str, *, country_hints: Sequence[str] = (), admin1: str | None = None, limit: int = 5
    ) -> list[PlaceCandidate]:
        """What places a name may mean, best first: hinted countries, then kind and population."""
        return self._places.find(name, country_hints=country_hints, admin1=admin1, limit=limit)

    @staticmethod
    def versions() -> dict[str, str]:
        """Version and source of every table."""
        return {path.name: version(path) for path in tables("*.csv")}


@cache
def _load(actors: tuple[ActorRow, ...]) -> Knowledge:
    if actors:
        return _load(()).with_actors(actors)
    return Knowledge(list(all_namings()), Gazetteer.shipped())


def _dated(match: Match, date: str | None) -> Match | None:
    """The match with its readings ordered for the date; None when a user's own name does not hold then."""
    entries = on_date(match.entries, date)
    if entries is match.entries:
        return match
    if not entries:
        return None
    return Match(first=match.first, last=match.last, start=match.start, end=match.end, text=match.text, entries=entries)


def _after(scan: Scan, match: Match, i: int) -> int:
    """The piece after a match that began at piece `i`."""
    while i < len(scan.pieces) and (scan.pieces[i].word, scan.pieces[i].end) <= (match.last, match.end):
        i += 1
    return i
