"""Country and sector of an actor phrase from its own words.

"Belarusian Defense Minister Viktor Khrenin" needs no table of people: the adjective gives the country, the role
noun the sector. The rules, in this order:

1. a user's own actor, or a name that is the whole phrase: what the table says on the date;
2. a known person in the head of the phrase: the office on the date; a title in the phrase overrules the table;
3. otherwise the head's role noun gives the sector, and names before it, then after "of", "in", "from", the country;
4. a noun of belonging ("leader", "fighters", "spokesman") takes the sector of the group that it belongs to, a noun
   of work ("workers", "staff") only that of an international body;
5. "former", "ousted", "exiled", "late" before an official make ELI; so does kin of an official;
6. a city as actor stands for its people (CVL), a capital for the government;
7. what remains is looked up as a surname with or without a title; two people of equal weight give nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from demarche.knowledge.codes import NONSTATE
from demarche.knowledge.phrase_words import (
    BELONG,
    FORMER,
    Words,
    counted,
    covers,
    cut,
    first_part,
    foreign,
    in_role,
    is_former,
    near,
    outside_names,
    plain,
    possessive_after,
)
from demarche.knowledge.roles import Roles
from demarche.knowledge.tables import word_set
from demarche.knowledge.types import ActorCode, Entry, Match, Role
from demarche.knowledge.words import POSSESSIVE, fold

_OFFICIAL = word_set("official")
_DETERMINERS = word_set("determiners")
_PARTICLES = word_set("particles")
# Kin and servants of the great, and heads of other things than states: these are not meant by a surname alone.
BESIDE = (
    "son of", "daughter of", "wife of", "husband of", "brother of", "sister of", "father of", "mother of",
    "lawyer of", "aide of", "president of the supreme court", "president of the constitutional", "bank president",
    "company", "federation", "association", "university", "club",
)  # fmt: skip
# Who holds these is seldom called by surname alone where a greater bearer of the name is known.
LESSER = (
    "minister",
    "ambassador", "deputy", "vice", "governor", "mayor", "activist", "spokes", "adviser", "journalist", "presenter",
    "dissident", "judge", "prosecutor", "under secretary", "assistant secretary", "envoy", "commissioner", "director",
    "head of", "chairman", "member of", "lawyer", "lawmaker", "senator", "congress", "tycoon", "party official",
)  # fmt: skip
# Ministers whose business is the state's own; of the others few are known abroad by surname alone.
GREAT = ("foreign minister", "defence minister", "interior minister", "home minister", "finance minister")
# Surnames too, but at the head of a sentence these are the season, the weather or the quarter of the world.
SEASONAL = frozenset(
    ["winter", "summer", "spring", "autumn", "fall", "frost", "snow", "rain", "rains", "storm", "north", "south",
     "east", "west", "may", "march", "day", "days", "week", "weeks", "friday", "sunday", "christmas", "easter"]
)  # fmt: skip
RULE = frozenset(["government", "regime", "administration", "cabinet", "presidency", "dictatorship"])
UNARMED = frozenset(["PTY", "OPP", "CVL"])
_NAMES_COUNTRY = frozenset({"country", "nationality", "capital", "metonym", "region", "city", "people", "own"})


class Phrases:
    """Reads actor phrases with the help of the name lexicon, the roles and the surnames."""

    def __init__(
        self,
        roles: Roles,
        match: Callable[[Sequence[str], str | None], list[Match]],
        surname: Callable[[str, str | None], tuple[Entry, ...]],
        is_given: Callable[[str], bool],
    ) -> None:
        self._roles = roles
        self._match = match
        self._surname = surname
        self._is_given = is_given

    def resolve(self, words: Sequence[str], date: str | None, tags: Sequence[str] | None) -> ActorCode:
        phrase = self._words(words, date, tags)
        if not phrase.text:
            return ActorCode()
        if phrase.definite and not phrase.matches and (name := self._with_article(words, date)):
            return name
        for rule in (self._whole, self._person, self._parts):
            if code := rule(phrase):
                return code
        return self._by_surname(phrase) or ActorCode()

    def _words(self, words: Sequence[str], date: str | None, tags: Sequence[str] | None) -> Words:
        """The phrase without determiners and end marks."""
        keep = list(range(len(words)))
        while keep and (words[keep[0]].lower() in _DETERMINERS or not any(c.isalnum() for c in words[keep[0]])):
            keep.pop(0)
        while keep and not any(c.isalnum() for c in words[keep[-1]]):
            keep.pop()
        text = tuple(words[i] for i in keep)
        low = tuple(plain(word) for word in text)
        found = [m for m in self._match(text, date) if not self._in_name(m, text, low)]
        matches = tuple(m for m in found if not in_role(m, low, self._roles))
        kept = [tags[i] for i in keep] if tags else None
        definite = bool(keep) and keep[0] > 0
        return Words(text, low, matches, cut(text, low, matches, kept, self._roles), definite, date)

    def _with_article(self, words: Sequence[str], date: str | None) -> ActorCode | None:
        """A name of which the article is a part: "The Hague"."""
        found = [m for m in self._match([words[0].capitalize(), *words[1:]], date) if covers(m, words)]
        return of_entry(found[0].entry) if found and found[0].first == 0 else None

    def _in_name(self, match: Match, text: Sequence[str], low: Sequence[str]) -> bool:
        """True for a place that is part of an unknown person's name: "Ramona Valencia"."""
        if match.entry.kind in ("country", "nationality") and text[max(0, match.first - 1)] == "New":
            return True  # "the premier of New Ireland"
        if match.entry.kind not in ("city", "region", "capital") or match.first != match.last:
            return False
        after = low[match.last + 1 : match.last + 2]
        if after and after[0] in _PARTICLES and text[match.last + 1][:1].isupper():
            return True  # "Claudio De …"
        return any(
            0 <= i < len(text) and text[i][:1].isupper() and not text[i].isupper() and not self._vocabulary(low[i])
            for i in (match.first - 1, match.last + 1)
        )

    def _vocabulary(self, word: str) -> bool:
        """True for a word of the role nouns, or one that is a name of its own."""
        return word in self._roles.vocabulary or any(
            match.entry.kind != "city" for match in self._match([word.capitalize()], None)
        )

    # Rule 1 ---------------------------------------------------------------------------------------------------

    def _whole(self, phrase: Words) -> ActorCode | None:
        for match in phrase.head_matches():
            # An own actor that is only a country, or only a role, is one part of the phrase among others.
            if match.entry.kind == "own" and match.entry.country and match.entry.sector:
                return of_entry(match.entry)
        first = phrase.matches[0] if phrase.matches else None
        if first is None or first.first != 0 or first.start != 0 or not covers(first, phrase.text):
            return None
        if phrase.low[0] in FORMER:
            return None
        return of_entry(self._whole_entry(first, phrase.definite))

    @staticmethod
    def _whole_entry(match: Match, definite: bool) -> Entry:
        """The entry of a name that stands alone: a city is its people, "the Russians" the nation."""
        entry = match.entry
        if definite and entry.kind == "nationality":
            return msgspec.structs.replace(entry, sector=None)
        if entry.kind in ("city", "people") and entry.sector is None:
            return msgspec.structs.replace(entry, sector="CVL")
        return entry

    # Rule 2 ---------------------------------------------------------------------------------------------------

    def _person(self, phrase: Words) -> ActorCode | None:
        found = next((m for m in phrase.head_matches() if m.entry.kind == "person"), None)
        if found is None or any(m.entry.office == "ship" and m.last < found.first for m in phrase.matches):
            return None  # "USS Ronald Reagan" is named after somebody
        homes = _countries_before(phrase, found)
        entry = _bearing(found, phrase.low[: found.first], homes)
        if possessive_after(phrase, found):
            return self._of_person(phrase, found)
        if is_former(phrase.low[: found.first]):
            return _code(entry.country, _retired(entry.sector or "GOV"), f"former: {entry.name}", entry)
        # "King Hassan" bears the title in the name itself.
        title = self._roles.last_in(phrase.low[: found.first + 1], with_sector=True)
        if title and (entry.office or "").startswith(("former ", "later ")):
            country = entry.country
            if country in NONSTATE and len(homes - NONSTATE) == 1:
                (country,) = homes - NONSTATE  # once of a world body, he is now "Norwegian envoy Erik Solheim"
            return _code(country, title[0].sector, f"title: {title[0].noun} {entry.name}", entry)
        return of_entry(entry)

    def _of_person(self, phrase: Words, found: Match) -> ActorCode:
        """ "Putin's spokesman": the role of the head, the country of the person."""
        role = self._roles.last_in(phrase.low[found.last + 1 : phrase.cut])
        entry = found.entry
        sector = role[0].sector if role else None
        if role and role[0].kind == "kin":
            sector = "ELI"
        return _code(entry.country, sector, f"of {entry.name}", entry)

    # Rules 3 to 6 ---------------------------------------------------------------------------------------------

    def _parts(self, phrase: Words) -> ActorCode | None:
        plain_words = outside_names(phrase)
        head = self._roles.last_in(plain_words[: phrase.cut])
        tail = self._roles.last_in(first_part(plain_words[phrase.cut :]), with_sector=True)
        holder = self._holder(phrase)
        role = head[0] if head else tail[0] if tail and not holder else None
        country, ground = self._country(phrase, holder)
        if country is None and (named := self._named(phrase, head[1] if head else 0)):
            country, ground = named.country, named.name
        sector = self._sector(phrase, role, holder, tail[0] if tail else None)
        if role is None and holder is None and country is None:
            return None
        if is_former(phrase.low[: phrase.cut]) and sector in _OFFICIAL:
            sector = "ELI"
        why = " + ".join(part for part in (ground, role.noun if role else "") if part)
        return _code(country, sector, f"phrase: {why}", holder)

    def _named(self, phrase: Words, role_end: int) -> Entry | None:
        """The office holder whose surname alone stands after a title ("Secretary Rubio") or before "'s"."""
        for i, word in enumerate(phrase.text[: phrase.cut]):
            after_title = i == role_end > 0 and i == phrase.cut - 1
            owns = i + 1 < len(phrase.text) and (phrase.text[i + 1] in POSSESSIVE or word.endswith(("'s", "’s")))
            name = word.removesuffix("'s").removesuffix("’s")
            rules = i + 1 < phrase.cut and phrase.low[i + 1] in RULE  # "the Putin government"
            if word[:1].isupper() and (after_title or ((owns or rules) and not self._is_given(name))):
                best = most_weight(self._surname(name, phrase.date))
                return best if best is None or not rules or weight(best) == 0 else None  # a writer has none
        return self._served(phrase)

    def _served(self, phrase: Words) -> Entry | None:
        """The ruler whom somebody serves: "a senior aide to Putin"."""
        behind = phrase.text[phrase.cut :]
        if len(behind) != 2 or phrase.low[phrase.cut] not in ("to", "of", "for") or not behind[1][:1].isupper():
            return None
        best = most_weight(self._surname(behind[1], phrase.date)) if not self._is_given(behind[1]) else None
        return best if best is not None and weight(best) < 2 else None

    def _holder(self, phrase: Words) -> Entry | None:
        """The group, organisation or seat of power that the phrase is about, or that its head belongs to."""
        for match in [*phrase.head_matches(), *near(phrase)]:
            if match.entry.kind in ("organisation", "group", "metonym") and not foreign(phrase, match):
                return match.entry
        return None

    def _country(self, phrase: Words, holder: Entry | None) -> tuple[str | None, str]:
        for match in phrase.head_matches():
            entry = match.entry
            if entry.kind in _NAMES_COUNTRY and entry.country and not foreign(phrase, match):
                return entry.country, match.text
        if holder and holder.country:
            return holder.country, holder.name
        for match in phrase.tail_matches():
            if match.entry.country and phrase.low[phrase.cut] in BELONG and not foreign(phrase, match):
                return match.entry.country, match.text
        return None, ""

    def _sector(self, phrase: Words, role: Role | None, holder: Entry | None, tail: Role | None) -> str | None:
        for match in phrase.head_matches():
            if match.entry.kind == "own" and match.entry.sector:
                return match.entry.sector
        if role is None:
            return (holder.sector if holder else None) or counted(phrase)
        if role.kind == "kin":
            return "ELI" if self._official(phrase, role) else "CVL"
        if role.kind == "worker":
            return holder.sector if holder and holder.sector and holder.country in NONSTATE - {"MNC"} else role.sector
        if role.kind in ("affiliate", "fighter"):
            if holder and holder.sector in UNARMED and role.sector == "REB":
                return role.sector  # "UNITA rebels"
            if holder and holder.sector:
                return holder.sector
            if tail and tail is not role and tail.sector:
                return tail.sector
            if holder is None and (body := self._body_before(phrase, role)):
                return body.sector
            if not role.sector and (other := self._roles.last_in(phrase.low[: phrase.cut], with_sector=True)):
                return other[0].sector
        return role.sector or (holder.sector if holder else None)

    def _body_before(self, phrase: Words, role: Role) -> Role | None:
        """The body named before an office in it: "union secretary", "the military's chief of staff"."""
        low = [word for word in phrase.low[: phrase.cut] if word not in POSSESSIVE]
        head = self._roles.last_in(low)
        if head is None or head[0] is not role:
            return None
        other = self._roles.at_end(low[: head[1] - role.words])
        if other is None or not other.sector:
            return None
        # "Muslim rebels" are rebels, but peasant leaders are peasants.
        led = other.kind == "person" and role.kind == "affiliate"
        return other if led or other.kind in ("group", "worker", "fighter") else None

    def _official(self, phrase: Words, kin: Role) -> bool:
        """True when the phrase names an official beside the word for kin."""
        for match in phrase.matches:
            if match.entry.kind == "person" or match.entry.sector in _OFFICIAL:
                return True
        rest = [word for word in phrase.low if word != fold(kin.noun)]
        return any((r := self._roles.at_end(rest[:i])) and r.sector in _OFFICIAL for i in range(1, len(rest) + 1))

    # Rule 7 ---------------------------------------------------------------------------------------------------

    def _by_surname(self, phrase: Words) -> ActorCode | None:
        words = [word for word in phrase.text[: phrase.cut] if word not in ("'s", "’s")]
        if phrase.definite or not words or not words[-1][:1].isupper() or len(words) > 1:
            return None  # "the Hague" is nobody's surname
        return self.surname_code(words[-1], phrase.date)

    def surname_code(self, word: str, date: str | None) -> ActorCode | None:
        """The code of the one person of most weight with that surname on the date."""
        if word.lower() in SEASONAL:
            return None
        best = most_weight(self._surname(word, date))
        return of_entry(best) if best else None


def _countries_before(phrase: Words, found: Match) -> frozenset[str]:
    return frozenset(m.entry.country for m in phrase.matches if m.last < found.first and m.entry.country)


def _bearing(found: Match, title: Sequence[str], homes: frozenset[str] = frozenset()) -> Entry:
    """The office of this person that the words before the name tell; the best on the date when they tell none.

    `homes` are the countries and bodies named there: "Danish Prime Minister", "U.N. Secretary-General".
    """
    if homes and found.entry.country not in homes:
        own = [e for e in found.entries if e.kind == "person" and e.id == found.entry.id and e.country in homes]
        found = msgspec.structs.replace(found, entries=(*own, *(e for e in found.entries if e not in own)))
    said = " ".join(title)
    offices = [(e, (e.office or "").removeprefix("former ").removeprefix("later ")) for e in found.entries]
    if said and not any(office and office in said for _, office in offices[:1]):
        for entry, office in offices[1:]:
            if office and entry.kind == "person" and office in said:
                return entry
    return found.entry


def of_entry(entry: Entry) -> ActorCode:
    """The code that a table entry gives."""
    note = f" ({entry.office})" if entry.office and entry.kind == "person" else ""
    return _code(entry.country, entry.sector, f"table: {entry.table}{note}", entry)


def most_weight(entries: Sequence[Entry]) -> Entry | None:
    """The entry with the weightiest current office, None when two different people share it."""
    ranked = sorted(entries, key=weight)
    if not ranked:
        return None
    rivals = {entry.id for entry in ranked if weight(entry) == weight(ranked[0])}
    return ranked[0] if len(rivals) == 1 else None


def weight(entry: Entry) -> int:
    """Smaller for offices that the news calls by surname alone."""
    office = entry.office or ""
    if office.startswith(("former ", "later ")):
        return 9
    if any(word in office for word in BESIDE):
        return 5
    for rank, words in enumerate((("president", "prime minister", "king", "supreme leader", "chancellor"), GREAT)):
        if any(word in office for word in words):
            return rank + (2 if office.startswith(("deputy", "vice", "first deputy")) else 0)
    return 4 if any(word in office for word in LESSER) else 3


def _code(country: str | None, sector: str | None, why: str, entry: Entry | None) -> ActorCode:
    return ActorCode(country=country or None, sector=sector or None, why=why, entry=entry)


def _retired(sector: str) -> str:
    return "ELI" if sector in _OFFICIAL else sector
