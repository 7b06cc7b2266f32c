"""Who: noun phrases to actors, with country and sector, one actor for all its mentions in an article.

A phrase is read by its own words first (name tables, role noun, nationality, "of …").
When its head is a thing ("Russian drones", "the ministry's footage") the owner in front of it or behind "of" is taken.
Short forms ("the ministry", "Coale", "they") are then joined with what they stand for (cast.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec

from demarche.coding.tree import Tree
from demarche.knowledge import Knowledge
from demarche.knowledge.types import ActorCode, Entry, Match, PlaceCandidate
from demarche.model import Span
from demarche.ontology.grammar import grammar

# Heads that only count or collect what stands behind "of": "thousands of troops", "a group of protesters".
COLLECTIVES = grammar()["collectives"]
PLACE_PREPS = frozenset(["in", "at", "near", "from", "outside", "inside", "around", "across", "over", "off"])
PRONOUNS = frozenset(["he", "she", "it", "they", "him", "her", "them", "his", "its", "their", "who", "we", "i", "us"])
# Nouns of time and measure that name nobody, whatever stands beside them.
NOBODY = grammar()["nobody"]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What one noun phrase says about who is meant.

    `kind` is person, organisation, country, group, place or thing (a thing stands for its owner).
    `key` is equal for phrases that surely mean the same; `head` is the lemma of the head noun.
    """

    name: str
    kind: str
    country: str | None = None
    sector: str | None = None
    why: str = ""
    key: tuple[str, ...] = ()
    head: str = ""
    span: Span
    definite: bool = False
    entry: Entry | None = None

    @property
    def acts(self) -> bool:
        """True when this can be an actor: it has a country or sector, or it is a person, a body or a group."""
        return bool(self.country or self.sector) or self.kind in ("person", "organisation", "group")

    @property
    def known(self) -> bool:
        """True when more than the kind is known: country, sector or a name."""
        return bool(self.country or self.sector) or self.kind in ("person", "organisation")


def names_in(tree: Tree, knowledge: Knowledge, date: str | None) -> Sequence[Match]:
    """The names of the tables in a sentence."""
    return knowledge.match([t.text for t in tree.tokens], date=date) if tree.tokens else []


class Phrases:
    """Readings of the noun phrases of one sentence."""

    def __init__(
        self,
        tree: Tree,
        knowledge: Knowledge,
        date: str | None,
        hints: Sequence[str] = (),
        found: Sequence[Match] | None = None,
    ) -> None:
        """`hints` are the countries that the article names, most named first: towns are looked for there.

        `found` are the names in the sentence, if they have been looked up.
        """
        self.tree = tree
        self.sentence = tree.sentence
        self.knowledge = knowledge
        self.date = date
        self.hints = tuple(hints)
        found = names_in(tree, knowledge, date) if found is None else found
        self.matches = [settled for m in found if (settled := self._settled(m)) is not None]
        self._at: dict[int, Match] = {}
        for m in self.matches:
            for k in range(m.first, m.last + 1):
                if k not in self._at or len(m.text) > len(self._at[k].text):
                    self._at[k] = m
        self._seen: dict[int, tuple[Reading, ...]] = {}

    def _settled(self, match: Match) -> Match | None:
        """A town, or a body whose name many countries have, is of a country that the article names.

        A town of no such country is kept when it is large or the only one; a body of none is nobody's in particular.
        """
        entry = match.entry
        if not self.hints or entry.country in self.hints:
            return match
        if entry.kind in ("metonym", "group") and match.text.lower() in SHARED_NAMES:
            here = next((e for e in match.entries if e.country in self.hints), None)
            chosen = here or msgspec.structs.replace(entry, id=f"shared:{entry.id}", country=None)
            return msgspec.structs.replace(match, entries=(chosen, *match.entries))
        if entry.kind != "city":
            return match
        best = self.knowledge.place(match.text, country_hints=self.hints)
        if not best or best[0].country not in self.hints:
            return match if _is_clear(best) else None
        settled = msgspec.structs.replace(entry, id=f"place:{best[0].geonameid}", country=best[0].country)
        return msgspec.structs.replace(match, entries=(settled, *match.entries))

    def acts(self, i: int) -> bool:
        return any(r.acts for r in self.readings(i))

    def readings(self, i: int) -> tuple[Reading, ...]:
        """Who is meant by the phrase headed at `i`: none, one, or several ("US and Belarusian officials")."""
        if i not in self._seen:
            self._seen[i] = ()  # a phrase that contains itself ends here
            self._seen[i] = self._read(i)
        return self._seen[i]

    # -- one phrase -------------------------------------------------------------------------------------------------

    def _read(self, i: int) -> tuple[Reading, ...]:
        token = self.tree.tokens[i]
        if token.upos in ("PRON", "DET", "VERB", "AUX", "ADP", "PUNCT", "SCONJ", "CCONJ") and i not in self._at:
            return ()
        if token.lemma.lower() in NOBODY and i not in self._at:
            return ()
        if token.upos == "ADJ" or token.rel in ("amod", "compound"):
            return self._word(i) or self._compound_role(i)
        named = self._same_as_name(i) or self._named(i)
        if named:
            return named
        of = self._of(i)
        if of and (token.lemma.lower() in COLLECTIVES or token.upos == "NUM"):
            inner = tuple(r for k in of for r in self.readings(k))
            if inner:
                return tuple(self._widened(r, i) for r in self._from(inner, i))
        return self._described(i) or self._owned(i, of) or self._object(i)

    def _from(self, inner: tuple[Reading, ...], i: int) -> tuple[Reading, ...]:
        """ "thousands of troops from Russia and Belarus": where a crowd is from, if the inner words say nothing."""
        homes = [] if any(r.country for r in inner) else self._countries(i)
        if not homes:
            return inner
        return tuple(msgspec.structs.replace(r, country=c, key=(*r.key, c)) for r in inner for c in homes)

    def _same_as_name(self, i: int) -> tuple[Reading, ...]:
        """The person whose name stands behind what he is: "the UN rights chief, Volker Türk"."""
        if self.tree.tokens[i].upos != "NOUN" or self.tree.tokens[i].has("Number=Plur"):
            return ()
        for c in self.sentence.kids(i, "appos"):
            if self.tree.tokens[c].name.endswith("PERSON"):
                return self._named(c)
        return ()

    def _word(self, i: int) -> tuple[Reading, ...]:
        """A nationality or country used as a modifier, with those coordinated with it; hyphenated pairs give two."""
        out = []
        for m in self.matches:
            if m.first <= i <= m.last:
                out.append(self._from_entry(m.entry, m.first, m.last, m))
        for c in self.sentence.kids(i, "conj"):
            out.extend(self._word(c))
        return tuple(out)

    def _compound_role(self, i: int) -> tuple[Reading, ...]:
        """People named in front of a noun: "detainee releases", "troop withdrawal"."""
        token = self.tree.tokens[i]
        role = self.knowledge.role([token.lemma.lower()]) if token.upos == "NOUN" else None
        if role is None or role.kind not in ("person", "group", "fighter"):
            return ()
        sector = role.sector or None
        key = ("N", token.lemma.lower(), "", sector or "")
        span = self.sentence.span(i, i)
        return (
            Reading(
                name=token.text,
                kind="group",
                sector=sector,
                why=f"role: {role.noun}",
                key=key,
                head=token.lemma.lower(),
                span=span,
            ),
        )

    def _named(self, i: int) -> tuple[Reading, ...]:
        """A phrase whose head lies in a name of the tables or of the parser."""
        match = self._at.get(i)
        first, last = self.tree.phrase(i)
        token = self.tree.tokens[i]
        person = token.name.endswith("PERSON")
        if match and not person and not self._only_modifier(match, i):
            several = [m for m in self.matches if m.first == match.first and m.last == match.last and m is not match]
            if several and match.first == match.last:
                return tuple(self._from_entry(m.entry, m.first, m.last, m) for m in (match, *several))
            entry = match.entry
            joined = self._joined(match)
            if len(joined) > 1:
                return tuple(self._from_entry(m.entry, m.first, m.last, m) for m in joined)
            if entry.kind in ("country", "capital", "nationality") and (last - first) > (match.last - match.first) + 2:
                return self._described(i) or (self._from_entry(entry, match.first, match.last, match),)
            return (self._from_entry(entry, first if entry.kind != "country" else match.first, last, match),)
        if person:
            return (self._person(i, first, last, match),)
        if token.name.endswith("ORG"):
            return (self._body(i, first, last),)
        if token.name.endswith("PLACE") and not self._role_head(i):
            return self._place(i, first, last)
        return ()

    def _joined(self, match: Match) -> list[Match]:
        """Names of countries tied by a hyphen: "Russia-Belarus drills" are of both."""
        out = [match]
        last = match.last
        while last + 2 < len(self.tree.tokens) and self.tree.tokens[last + 1].text in ("-", "–"):
            more = self._at.get(last + 2)
            if more is None or more.entry.kind not in _COUNTRYLIKE or match.entry.kind not in _COUNTRYLIKE:
                break
            out.append(more)
            last = more.last
        return out

    def _only_modifier(self, match: Match, i: int) -> bool:
        """True when the name lies before the head noun and does not hold it."""
        return match.last < i

    def _from_entry(self, entry: Entry, first: int, last: int, match: Match) -> Reading:
        kind = _KIND.get(entry.kind, "group")
        country = entry.country
        key: tuple[str, ...]
        if entry.kind in ("country", "nationality", "capital"):
            # "Icelanders" are people of a state, and not the state
            key = ("C", country or entry.id) if entry.sector != "CVL" else ("N", "people", country or entry.id)
        elif entry.kind in ("city", "region", "people"):
            key = ("L", country or "", entry.id)  # a province is not its country
        elif entry.kind == "metonym" and entry.sector == "GOV" and country:
            key = ("G", country)
        else:
            key = ("E", entry.kind, entry.id)
        name = entry.name if entry.kind in ("nationality", "people") and country else match.text
        if entry.kind == "nationality" and country:
            name = _country_name(self.knowledge, country) or match.text
        if first > 0 and self.tree.tokens[first - 1].text.lower() == "the":
            first -= 1
        return Reading(
            name=name,
            kind=kind,
            country=country,
            sector=entry.sector,
            why=f"table: {entry.table}",
            key=key,
            head=self.tree.tokens[last].lemma.lower(),
            span=self.sentence.span(first, last),
            definite=True,
            entry=entry,
        )

    def _person(self, i: int, first: int, last: int, match: Match | None) -> Reading:
        a, b = self._name_run(i)
        name = self.sentence.span(a, b).text
        known = match.entry if match and match.entry.kind in ("person", "own") else None
        code = self._person_code(i, min(first, a), max(last, b), name)
        country, sector, why = code.country, code.sector, code.why
        if not (country and sector):
            title = self._title(i)
            if title:
                country, sector = country or title.country, sector or title.sector
                why = why or title.why
        if not country and len(name.split()) == 1 and self._titled(i):
            country, why = self._any_bearer(name.split()[-1]), why or "table: surname"
        if known and not (country and sector):
            country, sector = country or known.country, sector or known.sector
            why = why or f"table: {known.table}"
        return Reading(
            name=name,
            kind="person",
            country=country,
            sector=sector,
            why=why or "phrase",
            key=("P", name.lower()),
            head=name.split()[-1].lower(),
            span=self.sentence.span(min(first, a), max(last, b)),
            definite=True,
            entry=known,
        )

    def _person_code(self, i: int, first: int, last: int, name: str) -> ActorCode:
        """What the words around a name and the tables say; a surname that is a place or a first name says nothing."""
        code = self.knowledge.resolve_phrase(self._words(first, last), date=self.date)
        if code.entry is None or code.entry.kind in (
            "person",
            "own",
            "nationality",
            "country",
            "metonym",
            "organisation",
            "group",
        ):
            bare = len(name.split()) == 1 and first == last
            if not (bare and self.knowledge.is_given_name(name)):
                return code
        return ActorCode()

    def _titled(self, i: int) -> bool:
        """True when an office or rank stands with the name: "President Bush", "General Aoun"."""
        kids = [c for c in self.sentence.kids(i, "nmod", "compound", "appos") if not self.tree.tokens[c].name]
        return any(self.knowledge.role([self.tree.tokens[c].lemma.lower()]) for c in kids)

    def _any_bearer(self, surname: str) -> str | None:
        """The country of all who are known by a surname, whenever they held office; None when they differ."""
        countries = {e.country for e in self.knowledge.surname(surname) if e.country}
        return countries.pop() if len(countries) == 1 else None

    def _title(self, i: int) -> Reading | None:
        """The description in apposition: "John Coale, a special envoy of …", "the Belarusian president, …"."""
        for c in self.sentence.kids(i, "appos"):
            for r in self.readings(c):
                if r.acts:
                    return r
        token = self.tree.tokens[i]
        if token.rel == "appos" and token.head >= 0 and self.tree.tokens[token.head].name == "":
            found = self._described(token.head)
            return found[0] if found else None
        return None

    def _name_run(self, i: int) -> tuple[int, int]:
        tokens = self.tree.tokens
        first = last = i
        while first > 0 and tokens[first].name.startswith("I-"):
            first -= 1
        while last + 1 < len(tokens) and tokens[last + 1].name.startswith("I-"):
            last += 1
        return first, last

    def _body(self, i: int, first: int, last: int) -> Reading:
        code = self.knowledge.resolve_phrase(self._words(first, last), date=self.date)
        a, b = self._name_run(i)
        name = self.sentence.span(min(a, first), max(b, last)).text
        short = self._abbreviation(i) if not code.country else None
        if short is not None:
            code = ActorCode(country=short.country, sector=short.sector, why=f"table: {short.table}", entry=short)
        return Reading(
            name=name.removeprefix("the ").removeprefix("The "),
            kind="organisation",
            country=code.country,
            sector=code.sector,
            why=code.why or "name",
            key=("O", _plain(name)),
            head=self.tree.tokens[i].lemma.lower(),
            span=self.sentence.span(first, last),
            definite=True,
            entry=code.entry,
        )

    def _abbreviation(self, i: int) -> Entry | None:
        """The entry of the short name in brackets: "the International Labor Office (ILO)"."""
        for c in self.sentence.kids(i, "appos", "dep", "parataxis"):
            match = self._at.get(c)
            if match is not None:
                return match.entry
        return None

    def _place(self, i: int, first: int, last: int) -> tuple[Reading, ...]:
        text = self.sentence.span(*self._name_run(i)).text
        found = self.knowledge.place(text, country_hints=self.hints)
        if not found or not found[0].country:
            return ()
        best = found[0]
        if self.hints and best.country not in self.hints and not _is_clear(found):
            return ()
        return (
            Reading(
                name=text,
                kind="place",
                country=best.country,
                why=f"place: {best.kind}",
                key=("L", best.country or "", text.lower()),
                head=text.lower(),
                span=self.sentence.span(first, last),
                definite=True,
            ),
        )

    def _role_head(self, i: int) -> bool:
        return self.knowledge.role([self.tree.tokens[i].lemma.lower()]) is not None

    def _described(self, i: int) -> tuple[Reading, ...]:
        """A phrase that says what somebody is: "Belarusian officials", "the Tuareg rebels", "a court in Minsk"."""
        first, last = self.tree.phrase(i)
        token = self.tree.tokens[i]
        lemmas = [t.lemma.lower() for t in self.tree.tokens[first : i + 1]]
        role = self.knowledge.role(lemmas)
        if role is None and token.entity not in ("person", "organization"):
            return ()
        if role is not None and role.kind == "country" and not self._countries(i):
            return ()  # "the country", "both nations": only the article says which
        words = self._words(first, last)
        code = self.knowledge.resolve_phrase(words, date=self.date)
        sector = code.sector or (role.sector if role else None) or None
        countries = self._countries(i)
        if not countries and code.country:
            countries = [code.country]
        span = self.sentence.span(first, last)
        return tuple(
            Reading(
                name=_bare(span.text),
                kind="organisation" if role and role.kind == "group" and not token.has("Number=Plur") else "group",
                country=country,
                sector=sector,
                why=code.why or (f"role: {role.noun}" if role else "phrase"),
                key=("G", country)
                if sector == "GOV" and token.lemma in _GOVERNMENT and country
                else (
                    "N",
                    token.lemma.lower(),
                    country or "",
                    sector or "",
                    "" if country else _bare(span.text).lower(),
                ),
                head=token.lemma.lower(),
                span=span,
                definite=self._definite(i),
                entry=code.entry,
            )
            for country in (countries or [None])  # type: ignore[list-item]
        )

    def _countries(self, i: int) -> list[str]:
        """The countries named by modifiers, possessor, or the phrase behind "of", "in", "from"."""
        found: list[str] = []
        mods = [*self.tree.modifiers(i), *self.sentence.kids(i, "nmod:poss")]
        for k in mods:
            below = [k, *(c for c in self.sentence.kids(k, "conj", "amod", "compound", "nmod:poss"))]
            for c in below:
                found.extend(r.country for r in self._flat(c) if r.country)
        if not found:
            found.extend(r.country for r in self._inside(i) if r.country)
        if not found:
            chosen = ""
            for p, k in self.tree.phrases(i):
                if p in ("of", "from", "in", "for") and p == (chosen or p):
                    more = [r.country for r in self.readings(k) if r.country]
                    found.extend(more)
                    chosen = p if more else chosen
        return list(dict.fromkeys(found))

    def _inside(self, i: int) -> list[Reading]:
        """Names inside the phrase in front of its head, wherever the parser hung them: "a Greek coast guard vessel"."""
        first, _ = self.tree.phrase(i)
        return [self._from_entry(m.entry, m.first, m.last, m) for m in self.matches if first <= m.first and m.last < i]

    def _flat(self, k: int) -> tuple[Reading, ...]:
        found = [j for m in self.matches if m.first <= k <= m.last for j in self._joined(m)]
        out = [self._from_entry(m.entry, m.first, m.last, m) for m in dict.fromkeys(found)]
        return tuple(out) if out else (self.readings(k) if self.tree.tokens[k].upos in ("NOUN", "PROPN") else ())

    def _owned(self, i: int, of: tuple[int, ...]) -> tuple[Reading, ...]:
        """A thing stands for its owner: "Russian drones", "Belarus's national carrier", "the airspace of Poland"."""
        mods = [*self.tree.modifiers(i), *self.sentence.kids(i, "nmod:poss")]
        owners = [r for k in mods for r in self._flat(k) if r.acts] or self._inside(i)
        if not owners:
            owners = [r for k in of for r in self.readings(k) if r.acts]
        manoeuvres = self.tree.tokens[i].lemma.lower() in _MANOEUVRES  # those held in a country are its own
        if not owners and (manoeuvres or self.tree.tokens[i].entity in ("place", "object", "")):
            owners = [
                r
                for p, k in self.tree.phrases(i)
                if p in PLACE_PREPS and self.tree.tokens[k].rel == "nmod"
                for r in self.readings(k)
                if r.country
            ]
        first, last = self.tree.phrase(i)
        span = self.sentence.span(first, last)
        token = self.tree.tokens[i]
        role = self.knowledge.role([t.lemma.lower() for t in self.tree.tokens[first : i + 1]])
        return tuple(
            msgspec.structs.replace(
                r,
                span=span,
                why=f"owner of {token.lemma}: {r.why}",
                sector=r.sector or (role.sector if role else None) or None,
            )
            for r in dict.fromkeys(owners)
        )

    def _object(self, i: int) -> tuple[Reading, ...]:
        """A thing whose owner is not named: "the market", "two oil tankers"; it can be acted on, it never acts."""
        token = self.tree.tokens[i]
        if token.upos not in ("NOUN", "PROPN") or token.entity in ("abstract", "time", "event"):
            return ()
        first, last = self.tree.phrase(i)
        span = self.sentence.span(first, last)
        return (
            Reading(
                name=_bare(span.text),
                kind="thing",
                why="words",
                key=("T", _bare(span.text).lower()),
                head=token.lemma.lower(),
                span=span,
                definite=self._definite(i),
            ),
        )

    # -- small helps ------------------------------------------------------------------------------------------------

    def _of(self, i: int) -> tuple[int, ...]:
        return tuple(k for p, k in self.tree.phrases(i) if p == "of")

    def _widened(self, reading: Reading, i: int) -> Reading:
        first, _ = self.tree.phrase(i)
        start = self.tree.tokens[first].start
        end = max(reading.span.end, self.tree.tokens[i].end)
        if start >= reading.span.start:
            return reading
        text = self.sentence.text[start - self.sentence.start : end - self.sentence.start]
        return msgspec.structs.replace(reading, span=Span(start, end, text))

    def _words(self, first: int, last: int) -> list[str]:
        return [t.text for t in self.tree.tokens[first : last + 1]]

    def _definite(self, i: int) -> bool:
        for c in self.sentence.children[i]:
            token = self.tree.tokens[c]
            if token.rel == "det" and token.lemma.lower() in ("the", "this", "that", "these", "those", "both"):
                return True
            if token.deprel == "nmod:poss":
                return True
        return False


_MANOEUVRES = frozenset(["exercise", "drill", "manoeuvre", "maneuver", "wargame", "parade"])
SHARED_NAMES = grammar()["shared_names"]
WELL_KNOWN = 500_000  # people of a town that is named without its country
_COUNTRYLIKE = frozenset(["country", "nationality", "capital"])
_GOVERNMENT = frozenset(["government", "administration", "cabinet", "regime"])
_KIND = {
    "country": "country",
    "nationality": "country",
    "capital": "country",
    "metonym": "organisation",
    "organisation": "organisation",
    "group": "organisation",
    "people": "group",
    "person": "person",
    "city": "place",
    "region": "place",
    "water": "place",
    "own": "organisation",
}


def _is_clear(places: Sequence[PlaceCandidate]) -> bool:
    """True when a name means one place, though the article does not name its country: it is large, or the only one."""
    return bool(places) and (places[0].population >= WELL_KNOWN or len({p.country for p in places}) == 1)


@lru_cache(maxsize=4096)
def _plain(name: str) -> str:
    return name.lower().removeprefix("the ").strip()


def _bare(text: str) -> str:
    for article in ("the ", "The ", "a ", "A ", "an ", "An "):
        if text.startswith(article):
            return text[len(article) :]
    return text


def _country_name(knowledge: Knowledge, code: str) -> str | None:
    row = knowledge.countries.get(code)
    return row["name"] if row else None
