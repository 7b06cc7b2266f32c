"""Who: noun phrases to actors, with country and sector, one actor for all its mentions in an article.

A phrase is read by its own words first (name tables, role noun, nationality, "of …").
When its head is a thing ("Russian drones", "the ministry's footage") the owner in front of it or behind "of" is taken.
Short forms ("the ministry", "Coale", "they") are then joined with what they stand for (cast.py).
"""

from __future__ import annotations

import msgspec

from demarche.coding.who_names import Names, Reading
from demarche.model import Span
from demarche.ontology.grammar import grammar

# Heads that only count or collect what stands behind "of": "thousands of troops", "a group of protesters".
COLLECTIVES = grammar()["collectives"]
PLACE_PREPS = frozenset(["in", "at", "near", "from", "outside", "inside", "around", "across", "over", "off"])
WEAPONS = grammar()["instruments"]
MANOEUVRES = grammar()["manoeuvres"]
# Nouns of time and measure that name nobody, whatever stands beside them.
NOBODY = grammar()["nobody"]


class Phrases(Names):
    """Readings of the noun phrases of one sentence."""

    def acts(self, i: int) -> bool:
        return any(r.acts for r in self.readings(i))

    def is_of_a_state(self, i: int) -> bool:
        """True when the words themselves name a country: "Russian missiles"."""
        return any(r.country for r in self.readings(i))

    def readings(self, i: int) -> tuple[Reading, ...]:
        """Who is meant by the phrase headed at `i`: none, one, or several ("US and Belarusian officials")."""
        if i not in self._seen:
            self._seen[i] = ()  # a phrase that contains itself ends here
            self._seen[i] = self._read(i)
        return self._seen[i]

    def _read(self, i: int) -> tuple[Reading, ...]:
        token = self.tree.tokens[i]
        if token.upos in ("PRON", "DET", "VERB", "AUX", "ADP", "PUNCT", "SCONJ", "CCONJ") and i not in self._at:
            return ()
        if token.lemma.lower() in NOBODY and i not in self._at:
            return ()
        if (token.upos == "ADJ" and not self._is_nominal(i)) or token.rel in ("amod", "compound"):
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

    def _is_nominal(self, i: int) -> bool:
        """ "the US military", "the opposition", tagged as adjectives: an article and an argument make a noun."""
        argument = self.tree.tokens[i].deprel in ("nsubj", "nsubj:pass", "obj", "obl", "nmod:poss")
        return argument and self.sentence.kid(i, "det", "compound", "nmod:poss") is not None

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

    def _described(self, i: int) -> tuple[Reading, ...]:
        """A phrase that says what somebody is: "Belarusian officials", "the Tuareg rebels", "a court in Minsk"."""
        first, last = self.tree.phrase(i)
        token = self.tree.tokens[i]
        lemmas = [t.lemma.lower() for t in self.tree.tokens[first : i + 1]]
        role = self.knowledge.role(lemmas)
        if role is None and token.entity not in ("person", "organization"):
            return ()
        states = role is not None and role.kind == "country" and not self._countries(i)
        if states and not self._are_told_apart(i):
            return ()  # "the country", "both nations": only the article says which
        loyal = self._loyal(i)
        words = self._words(first, i if loyal else last)
        code = self.knowledge.resolve_phrase(words, date=self.date)
        sector = code.sector or (role.sector if role else None) or ("GOV" if states else None)
        named = (*loyal, *self._fled(i))
        countries = self._countries(i) or [r.country for k in named for r in self.readings(k) if r.country]
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

    def _loyal(self, i: int) -> tuple[int, ...]:
        """Whom somebody is loyal to, in words behind the noun: "troops loyal to the Ivorian leader"."""
        behind = [c for c in self.sentence.kids(i, "amod") if c > i]
        return tuple(k for c in behind for k in self.sentence.kids(c, "obl") if self.tree.prep(k) == "to")

    def _fled(self, i: int) -> tuple[int, ...]:
        """What people flee from, which is their home: "refugees fleeing the war in Liberia", "who fled Syria"."""
        fled = [c for c in self.sentence.kids(i, "acl") if self.tree.tokens[c].lemma.lower() == "flee"]
        left = [k for c in fled for k in self.tree.verb(c).objects if k != i]
        around = [k for o in left for p, k in self.tree.phrases(o) if p in PLACE_PREPS]
        return (*left, *around, *(k for c in fled for p, k in self.tree.verb(c).obliques if p == "from"))

    def _are_told_apart(self, i: int) -> bool:
        """True for states that the phrase itself describes: "Baltic states", "several neighbours", "its allies"."""
        token = self.tree.tokens[i]
        if not token.text.lower().endswith("s") or token.lemma.lower() in NO_STATES:
            return False
        words = {self.tree.tokens[c].lemma.lower() for c in (*self.tree.modifiers(i), *self.sentence.kids(i, "det"))}
        described = any(w not in NEUTRAL for w in words) or bool(words & {"several", "some", "many", "most"})
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
        manoeuvres = self.tree.tokens[i].lemma.lower() in MANOEUVRES  # those held in a country are its own
        weapon = self.tree.tokens[i].lemma.lower() in WEAPONS  # "a car bomb in Kyiv" is nobody's there
        if not owners and not weapon and (manoeuvres or self.tree.tokens[i].entity in ("place", "object", "")):
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

    def _definite(self, i: int) -> bool:
        for c in self.sentence.children[i]:
            token = self.tree.tokens[c]
            if token.rel == "det" and token.lemma.lower() in ("the", "this", "that", "these", "those", "both"):
                return True
            if token.deprel == "nmod:poss":
                return True
        return False


NO_STATES = frozenset(["capital", "homeland", "kingdom"])  # places, or seats rather than states
NEUTRAL = frozenset(
    ["the", "two", "three", "four", "five", "both", "all", "some", "several", "same", "these", "those", "other", "such",
     "own", "many", "most", "different", "various", "respective", "more", "this", "that", "a", "an", "any"]
)  # fmt: skip
_GOVERNMENT = frozenset(["government", "administration", "cabinet", "regime"])


def _bare(text: str) -> str:
    for article in ("the ", "The ", "a ", "A ", "an ", "An "):
        if text.startswith(article):
            return text[len(article) :]
    return text
