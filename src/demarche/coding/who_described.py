"""Phrases that say what somebody is and where he is from: "Belarusian officials", "a court in Minsk"."""

from __future__ import annotations

import msgspec

from demarche.coding.who_names import Names
from demarche.coding.who_reading import Reading
from demarche.knowledge.types import Role
from demarche.ontology.grammar import called, grammar

PLACE_PREPS = frozenset(["in", "at", "near", "from", "outside", "inside", "around", "across", "over", "off"])
# Acts of violence: a town in front of one of these says where.
ATTACKS = called()["ASSAULT"]
REBELS = frozenset(["rebel", "guerrilla", "guerilla", "insurgent", "separatist", "militant"])
SEATED = frozenset(["base", "headquarter"])  # what ties a body to a place
OFFICIALS = grammar()["officials"]
PLANES = frozenset(["bomber", "fighter"])
# These stand in a country that is not theirs: "its consulate in Basra".
MISSIONS = grammar()["missions"]
SERVING = grammar()["serving"]  # "an adviser to the Chilean government" is Chile's; an envoy to it is another's
OWNING = frozenset(["of", "from", "in", "for"])
SERVED = OWNING | {"to"}
NO_STATES = frozenset(["capital", "homeland", "kingdom"])  # places, or seats rather than states
NEUTRAL = frozenset(
    ["the", "two", "three", "four", "five", "both", "all", "some", "several", "same", "these", "those", "other", "such",
     "own", "many", "most", "different", "various", "respective", "more", "this", "that", "a", "an", "any"]
)  # fmt: skip
OF_STATES = frozenset(["minister", "premier", "president", "chancellor", "envoy"])  # no town has these: "in Geneva"
PARTS = frozenset(
    ["regional", "provincial", "state", "local", "municipal", "city", "district", "county", "autonomous", "devolved"]
)
_GOVERNMENT = frozenset(["government", "administration", "cabinet", "regime"])


class Described(Names):
    """Readings of descriptions."""

    def _described(self, i: int) -> tuple[Reading, ...]:
        """A phrase that says what somebody is: "Belarusian officials", "the Tuareg rebels", "a court in Minsk"."""
        first, last = self.tree.phrase(i)
        role = self.knowledge.role([t.lemma.lower() for t in self.tree.tokens[first : i + 1]])
        states = role is not None and role.kind == "country" and not self._countries(i)
        if self._names_nobody(i, role) or (states and not self._are_told_apart(i)):
            return ()  # "the country", "both nations": only the article says which
        loyal = self._loyal(i)
        code = self._resolved(first, i if loyal or self._stands_apart(i) else last)
        sector = code.sector or (role.sector if role else None) or ("GOV" if states else None)
        if self._of_unknown_body(i) or self._is_side(i) or self._is_second(i):
            sector = None
        span = self.sentence.span(first, last)
        plain = Reading(
            name=bare(span.text),
            kind="organisation" if self._is_body(i, role) else "group",
            sector=sector,
            why=code.why or (f"role: {role.noun}" if role else "phrase"),
            key=(),
            head=self.tree.tokens[i].lemma.lower(),
            span=span,
            definite=self._definite(i),
            entry=code.entry,
        )
        countries = self._homes(i, first, (*loyal, *self._fled(i))) or ([code.country] if code.country else [])
        rules = sector == "GOV" and self.tree.tokens[i].lemma in _GOVERNMENT
        if rules and countries and (part := self._part_ruled(i)):
            return (msgspec.structs.replace(plain, country=countries[0], key=("R", countries[0], part)),)
        return tuple(_of(plain, country, rules=rules) for country in countries or [None])  # type: ignore[list-item]

    def _names_nobody(self, i: int, role: Role | None) -> bool:
        """True for things and stances that are called like somebody."""
        token, word = self.tree.tokens[i], self.tree.tokens[i].lemma.lower()
        if word in ATTACKS and token.upos == "NOUN":
            return True  # "a drone strike" is no drone
        if token.text.lower() == "houses" and token.upos == "NOUN" and self.sentence.kid(i, "amod", "nmod") is None:
            return True  # "burned eleven houses": none of parliament
        if role is None and token.entity not in ("person", "organization"):
            return True
        return (word in PLANES and self._is_plane(i)) or (word == "opposition" and self._is_own_stance(i))

    def _stands_apart(self, i: int) -> bool:
        """True where the words behind the noun do not say what it is: a mission, one abroad, one of two sides."""
        sides = any(self.tree.is_either_side(k) for _, k in self.tree.phrases(i))
        return sides or self._is_mission(i) or self._is_away(i)

    def _homes(self, i: int, first: int, named: tuple[int, ...]) -> list[str]:
        """The countries that the phrase names, or those of whom it is loyal to or has fled."""
        countries = self._countries(i) or [r.country for k in named for r in self.readings(k) if r.country]
        if len(countries) == 2 and self._is_of_two(i, first):
            return [next((c for c in self.hints[:1] if c in countries), countries[-1])]
        return countries

    def _is_of_two(self, i: int, first: int) -> bool:
        """ "A Russian-Armenian tycoon": one man of two nations, and not two."""
        token = self.tree.tokens[i]
        hyphen = any(self.tree.tokens[k].text in ("-", "–") for k in range(first, i))
        return hyphen and token.entity == "person" and not token.has("Number=Plur")

    def _part_ruled(self, i: int) -> str:
        """The part of a country that a government rules: "Catalonia's government", "the state government"."""
        before = [*self.tree.modifiers(i), *self.sentence.kids(i, "nmod:poss")]
        regions = [r for k in before for r in self._flat(k) if r.kind == "place"]
        words = [w for k in before if (w := self.tree.tokens[k].lemma.lower()) in PARTS]
        return next((r.name.lower() for r in regions), "") or (words[0] if words else "")

    def _of_unknown_body(self, i: int) -> bool:
        """True for officials of a body that the tables do not know: "Barclays officials" serve no government."""
        if self.tree.tokens[i].lemma.lower() not in OFFICIALS:
            return False
        before = [c for c in self.sentence.kids(i, "compound") if self.tree.tokens[c].upos == "PROPN"]
        return any(c not in self._at and not self._role_head(c) and not self._place_named(c) for c in before)

    def _is_plane(self, i: int) -> bool:
        """ "Attack, bomber and ground-attack aircraft": a kind of aircraft, and nobody with a bomb."""
        first = self.tree.tokens[i].head if self.tree.tokens[i].rel == "conj" else i
        return any(self.tree.tokens[k].lemma.lower() == "aircraft" for k in self.tree.conjuncts(first))

    def _is_own_stance(self, i: int) -> bool:
        """ "Dropped its opposition", "their opposition to the law": what somebody thinks, and no party."""
        return any(self.tree.tokens[c].upos == "PRON" for c in self.sentence.kids(i, "nmod:poss"))

    def _is_body(self, i: int, role: Role | None) -> bool:
        one = role is not None and role.kind == "group" and not self.tree.tokens[i].has("Number=Plur")
        return one or self._is_side(i)

    def _is_side(self, i: int) -> bool:
        """ "Both parties", "all parties to the accord": sides of a quarrel or contract, of whatever kind."""
        token = self.tree.tokens[i]
        words = {self.tree.tokens[c].text.lower() for c in self.sentence.children[i]}
        return token.lemma.lower() == "party" and bool(words & {"both", "all", "either", "neither"})

    def _is_second(self, i: int) -> bool:
        """ "Turji's deputy", "his deputy": second to a person, and no member of parliament."""
        owners = [self.tree.tokens[c] for c in self.sentence.kids(i, "nmod:poss")]
        second = self.tree.tokens[i].lemma.lower() == "deputy" and not self.tree.tokens[i].has("Number=Plur")
        return second and any(t.name.endswith("PERSON") or t.text.lower() in ("his", "her") for t in owners)

    def _place_named(self, i: int) -> bool:
        return self.tree.tokens[i].name.endswith("PLACE") or bool(self.knowledge.place(self.tree.tokens[i].text))

    def _loyal(self, i: int) -> tuple[int, ...]:
        """Whom somebody is loyal to, in words behind the noun: "troops loyal to the Ivorian leader"."""
        behind = [c for c in self.sentence.kids(i, "amod") if c > i]
        return tuple(k for c in behind for k in self.sentence.kids(c, "obl") if self.tree.prep(k) == "to")

    def _fled(self, i: int) -> tuple[int, ...]:
        """What people flee from, which is their home: "refugees fleeing the war in Liberia", "who fled Syria"."""
        fled = [c for c in self.sentence.kids(i, "acl") if self.tree.tokens[c].lemma.lower() == "flee"]
        left = [k for c in fled for k in self.tree.verb(c).objects if k != i]
        around = [k for o in left for p, k in self.tree.phrases(o) if p in PLACE_PREPS]
        around += [k for c in fled if left for p, k in self.tree.verb(c).obliques if p == "in"]
        return (*left, *around, *(k for c in fled for p, k in self.tree.verb(c).obliques if p == "from"))

    def _are_told_apart(self, i: int) -> bool:
        """True for states that the phrase itself describes: "Baltic states", "several neighbours", "its allies"."""
        token = self.tree.tokens[i]
        if not token.text.lower().endswith("s") or token.lemma.lower() in NO_STATES:
            return False
        words = {self.tree.tokens[c].lemma.lower() for c in (*self.tree.modifiers(i), *self.sentence.kids(i, "det"))}
        described = any(w not in NEUTRAL for w in words) or bool(words & {"several", "some", "many", "most"})
        counted = any(self.tree.tokens[c].upos == "NUM" for c in self.sentence.kids(i, "nummod"))
        placed = any(p in ("in", "of", "across", "around", "along") for p, _ in self.tree.phrases(i))
        described = described or (counted and placed)  # "21 countries in Europe"
        return described or token.lemma.lower() in ("ally", "neighbour", "neighbor")

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
            found.extend(r.country for k in self.tree.origins(i) for r in self.readings(k) if r.country)
        if not found:
            chosen = ""
            abroad = self._is_mission(i) or self._is_sent(i)
            places = SERVED if self.tree.tokens[i].lemma.lower() in SERVING else OWNING
            for p, k in self.tree.phrases(i):
                if p in places and p == (chosen or p) and not (abroad and p == "in"):
                    rules = p == "in" and self.tree.tokens[i].lemma.lower() in OF_STATES
                    more = [r.country for r in self.readings(k) if r.country and not (rules and r.kind == "place")]
                    found.extend(more)
                    chosen = p if more else chosen
        return list(dict.fromkeys(found or self._based(i)))

    def _is_mission(self, i: int) -> bool:
        """ "Embassy", "consul general": not of the country where it stands."""
        general = self.tree.tokens[i].lemma.lower() == "general" and i > 0
        return any(self.tree.tokens[k].lemma.lower() in MISSIONS for k in ((i, i - 1) if general else (i,)))

    def _is_away(self, i: int) -> bool:
        """ "The prime minister in Geneva": a town that is no seat of a government has none."""
        towns = (k for p, k in self.tree.phrases(i) if p == "in")
        of_state = self.tree.tokens[i].lemma.lower() in OF_STATES
        return of_state and any(r.kind == "place" for k in towns for r in self.readings(k))

    def _is_sent(self, i: int) -> bool:
        """ "Its troops in Chad", "their officials in Accra": whoever owns them tells where they are from."""
        role = self.knowledge.role([self.tree.tokens[i].lemma.lower()])
        owners = (self.tree.tokens[c].text.lower() for c in self.sentence.kids(i, "nmod:poss"))
        return role is not None and role.sector in ("GOV", "MIL", "COP") and any(w in ("its", "their") for w in owners)

    def _based(self, i: int) -> list[str]:
        """Where those sit who are named by nothing else: "a group based in Trinidad"."""
        rebels = self.tree.tokens[i].lemma.lower() in REBELS  # "rebels fighting in Aceh"; soldiers also fight abroad
        verbs = SEATED | {"fight", "operate"} if rebels else SEATED
        seated = [c for c in self.sentence.kids(i, "acl") if self.tree.tokens[c].lemma.lower() in verbs]
        seats = [k for c in seated for p, k in self.tree.verb(c).obliques if p in ("in", "at", "near")]
        return [r.country for k in seats for r in self.readings(k) if r.country]

    def _inside(self, i: int) -> list[Reading]:
        """Names inside the phrase in front of its head, wherever the parser hung them: "a Greek coast guard vessel"."""
        first, _ = self.tree.phrase(i)
        return [self._from_entry(m.entry, m.first, m.last, m) for m in self.matches if first <= m.first and m.last < i]

    def _flat(self, k: int) -> tuple[Reading, ...]:
        found = [j for m in self.matches if m.first <= k <= m.last for j in self._joined(m)]
        out = [self._from_entry(m.entry, m.first, m.last, m) for m in dict.fromkeys(found)]
        return tuple(out) if out else (self.readings(k) if self.tree.tokens[k].upos in ("NOUN", "PROPN") else ())


def _of(plain: Reading, country: str | None, *, rules: bool) -> Reading:
    """A described party of one country; `rules` where it is the government, which all words for it share."""
    name = "" if country else plain.name.lower()
    key = ("G", country) if rules and country else ("N", plain.head, country or "", plain.sector or "", name)
    return msgspec.structs.replace(plain, country=country, key=key)


def bare(text: str) -> str:
    for article in ("the ", "The ", "a ", "A ", "an ", "An "):
        if text.startswith(article):
            return text[len(article) :]
    return text
