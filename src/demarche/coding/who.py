"""Who: noun phrases to actors, with country and sector, one actor for all its mentions in an article.

A phrase is read by its own words first (name tables, role noun, nationality, "of …").
When its head is a thing ("Russian drones", "the ministry's footage") the owner in front of it or behind "of" is taken.
Short forms ("the ministry", "Coale", "they") are then joined with what they stand for (cast.py).
"""

from __future__ import annotations

import msgspec

from demarche.coding.who_described import ATTACKS, PLACE_PREPS, Described, bare
from demarche.coding.who_reading import Reading
from demarche.model import Span
from demarche.ontology.grammar import grammar

# Heads that only count or collect what stands behind "of": "thousands of troops", "a group of protesters".
COLLECTIVES = grammar()["collectives"]
WEAPONS = grammar()["instruments"]
HARMS = grammar()["harms"]
UNDER_ARMS = frozenset(["MIL", "COP", "PRM", "REB", "UAF"])
LAID_ON = grammar()["laid_on"]
MANOEUVRES = grammar()["manoeuvres"]
IN_HANDS, LEADING = grammar()["in_hands"], grammar()["leading"]
# Nouns of time and measure that name nobody, whatever stands beside them.
NOBODY = grammar()["nobody"]
# What one state, body or person is to another: "its ally Belarus" is Belarus.
TIES = frozenset(
    ["ally", "neighbour", "neighbor", "rival", "foe", "enemy", "partner", "adversary", "competitor", "arch-rival",
     "archenemy", "counterpart", "backer", "patron", "sponsor", "predecessor", "successor", "protector"]
)  # fmt: skip
OUTLETS = frozenset(["newspaper", "daily", "weekly", "magazine", "tabloid", "broadcaster", "channel", "website"])


class Phrases(Described):
    """Readings of the noun phrases of one sentence."""

    def acts(self, i: int) -> bool:
        return any(r.acts for r in self.readings(i))

    def is_of_a_state(self, i: int) -> bool:
        """True when the words themselves say whose it is: "Russian missiles"; not "a bomb in Kyiv"."""
        near = [*self.tree.modifiers(i), *self.sentence.kids(i, "nmod:poss")]
        near += [k for p, k in self.tree.phrases(i) if p in ("of", "from")]
        owned = any(r.country and not _is_local(r) for k in near for r in self._flat(k))
        owned = owned or any(not _is_local(r) for r in self._inside(i))
        return owned and any(r.country for r in self.readings(i))

    def is_town(self, i: int) -> bool:
        """True when the word names a town, the seat of a government though it may be."""
        found = self.readings(i)
        return bool(found) and all(_is_local(r) for r in found)

    def is_office(self, i: int) -> bool:
        """True when the noun at `i` is what a person can be: "minister", "spokesman"."""
        role = self.knowledge.role([self.tree.tokens[i].lemma.lower()])
        return role is not None and role.kind in ("person", "affiliate")

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
        if self.tree.is_modifier(i) or (token.upos == "ADJ" and not self._stands_for_noun(i)):
            return self._word(i) or self._compound_role(i)
        named = self._same_as_name(i) or self._named(i)
        if named:
            return named
        of = self._of(i)
        company = token.lemma.lower() == "company"  # of soldiers, or a firm
        if of and (company or token.lemma.lower() in COLLECTIVES or token.upos == "NUM"):
            inner = tuple(r for k in of for r in self.readings(k))
            if inner and (not company or all(r.sector in UNDER_ARMS for r in inner)):
                return tuple(self._widened(r, i) for r in self._from(inner, i))
        if token.lemma.lower() in SITES and (owners := self._owned(i, of)):
            return owners  # "the ministry's website"
        return self._described(i) or self._owned(i, of) or self._object(i)

    def _stands_for_noun(self, i: int) -> bool:
        """ "the US military": the word for a body that the tagger took for an adjective."""
        token = self.tree.tokens[i]
        heads = token.rel in ("nsubj", "obj", "iobj", "obl", "conj") or token.deprel == "nmod"
        led = bool(self.tree.modifiers(i) or self.sentence.kid(i, "det") is not None)
        role = self.knowledge.role([token.lemma.lower()])
        return heads and led and role is not None and role.kind == "group"

    def _from(self, inner: tuple[Reading, ...], i: int) -> tuple[Reading, ...]:
        """ "thousands of troops from Russia and Belarus": where a crowd is from, if the inner words say nothing."""
        homes = [] if any(r.country for r in inner) else self._countries(i)
        if not homes:
            return inner
        return tuple(msgspec.structs.replace(r, country=c, key=(*r.key, c)) for r in inner for c in homes)

    def _same_as_name(self, i: int) -> tuple[Reading, ...]:
        """Whoever is named behind what he is: "the UN rights chief, Volker Türk", "its neighbour Kyrgyzstan"."""
        token = self.tree.tokens[i]
        if (several := self._tied(i)) is not None:
            return several
        if (body := self._body_named(i)) is not None:
            return (body,)
        office = token.upos == "NOUN" or (token.upos == "PROPN" and not token.name and self._role_head(i))
        if not office or token.has("Number=Plur") or self._is_outlet(i):
            return ()
        tied = token.lemma.lower() in TIES and self.sentence.kid(i, "nmod:poss") is not None
        flat = [c for c in self.sentence.kids(i, "flat") if self.tree.tokens[c].name == "B-PERSON"]
        if flat and token.upos == "NOUN":  # "election winner Marek Kubala"
            return (self._person(flat[0], *self.tree.phrase(i), self._at.get(flat[0])),)
        for c in self.sentence.kids(i, "appos"):
            if self.tree.tokens[c].name.endswith("PERSON") or (tied and self._at.get(c) is not None):
                return self._named(c)
            if self._is_name_of_person(i, c):  # whatever the model takes the name for
                return (self._person(c, *self.tree.phrase(c), self._at.get(c)),)
        return ()

    def _body_named(self, i: int) -> Reading | None:
        """The body whose name stands behind what it is: "the bloc ECOWAS", "the national carrier, Belavia".

        Behind a comma the name has to be known, because lists and asides stand there too.
        """
        role = self.knowledge.role([self.tree.tokens[i].lemma.lower()])
        c = next((c for c in self.sentence.kids(i, "appos") if c == i + 1 or self._behind_comma(i, c)), None)
        if c is None or self._is_outlet(i) or self.tree.tokens[c].upos != "PROPN":
            return None
        if self.tree.tokens[i].entity != "organization" and (role is None or role.kind not in ("group", "fighter")):
            return None
        named = next((r for r in self._named(c) if r.kind in ("organisation", "group")), None)
        said = next(iter(self._described(i)), None)
        if named is None or said is None:
            return named
        if c > i + 1 and (named.entry is None or (said.country or named.country) != (named.country or said.country)):
            return None
        role_told = said.sector and named.sector in (None, "PTY")  # which parties rule or oppose, the words know best
        sector = said.sector if role_told else named.sector
        return msgspec.structs.replace(
            named, country=named.country or said.country, sector=sector, why=named.why or said.why
        )

    def _behind_comma(self, i: int, c: int) -> bool:
        """True for one name between a comma and a comma or the end: "an armed group, the M23, seized"."""
        first, last = self.tree.phrase(c)
        texts = self.tree.texts
        led = first > i and texts[first - 1] == "," and first - 1 == self.tree.phrase(i)[1] + 1
        return led and texts[last + 1 : last + 2] in ([","], ["."], []) and self.sentence.kid(c, "conj") is None

    def _is_outlet(self, i: int) -> bool:
        """ "The newspaper La Prensa": what looks like a name of a person is that of a body."""
        return self.tree.tokens[i].lemma.lower() in OUTLETS

    def _tied(self, i: int) -> tuple[Reading, ...] | None:
        """Who is named right behind what they are to each other: "old foes Chad and Sudan"; None for other words."""
        token = self.tree.tokens[i]
        if token.upos != "NOUN" or token.text.lower().removesuffix("s") not in TIES:
            return None
        named = [k for c in self.sentence.kids(i, "appos") if c == i + 1 for k in self.tree.conjuncts(c)]
        several = len(named) > 1 and all(k in self._at for k in named)
        return tuple(r for k in named for r in self._named(k)) if several else None

    def _is_name_of_person(self, i: int, c: int) -> bool:
        """True for a name of several words, not known as a place or body, behind a word for one person."""
        several = self.sentence.kid(c, "flat") is not None
        person = self.tree.tokens[i].entity == "person" and self.tree.tokens[c].upos == "PROPN"
        known = self._at.get(c)
        return person and c == i + 2 and several and (known is None or known.entry.kind == "person")

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

    def _owned(self, i: int, of: tuple[int, ...]) -> tuple[Reading, ...]:
        """A thing stands for its owner: "Russian drones", "Belarus's national carrier", "the airspace of Poland"."""
        mods = [*self.tree.modifiers(i), *self.sentence.kids(i, "nmod:poss")]
        owners = [r for k in mods for r in self._flat(k) if r.acts] or self._inside(i)
        if self.tree.tokens[i].lemma.lower() in ATTACKS:  # "the London attack" is nobody's in London
            owners = [r for r in owners if not _is_local(r)]
        owners = owners or self._holders(i)
        if self._goes_against(i):
            owners = []
        if not owners and self.tree.tokens[i].lemma.lower() not in HARMS:  # "the evacuation of villages" is not theirs
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
        owners = owners or self._ends(i)
        first, last = self.tree.phrase(i)
        span = self.sentence.span(first, last)
        token = self.tree.tokens[i]
        role = self.knowledge.role([t.lemma.lower() for t in self.tree.tokens[first : i + 1]])
        return tuple(
            msgspec.structs.replace(
                r,
                span=span,
                own=r.mention,
                why=f"owner of {token.lemma}: {r.why}",
                sector=r.sector or (role.sector if role else None) or None,
            )
            for r in dict.fromkeys(owners)
        )

    def _holders(self, i: int) -> list[Reading]:
        """In whose hands a place is: "a rebel-held area", "the Houthi-controlled port"."""
        tokens = self.tree.tokens
        held = [k for k in self.tree.modifiers(i) if tokens[k].lemma.lower() in IN_HANDS and k > 1]
        before = [k - 2 for k in held if tokens[k - 1].text == "-"]
        return [r for k in before for r in self._word(k) or self._compound_role(k)]

    def _ends(self, i: int) -> list[Reading]:
        """The country to which a way or line leads: "the roads leading into Chad"."""
        lines = [c for c in self.sentence.kids(i, "acl") if self.tree.tokens[c].lemma.lower() in LEADING]
        ends = [k for c in lines for p, k in self.tree.verb(c).obliques if p in ("to", "into", "with", "towards")]
        return [r for k in ends for r in self.readings(k) if r.country]

    def _goes_against(self, i: int) -> bool:
        """True behind the name of a state for what is laid on it: "new Syria sanctions", "the Cuba embargo".

        Not behind an adjective or letters, which tell whose they are: "Syrian sanctions", "US tariffs".
        """
        before = range(self.tree.phrase(i)[0], i + 1)
        laid = any(self.tree.tokens[k].lemma.lower() in LAID_ON for k in before)
        owned = any(self.tree.tokens[k].text in ("'s", "’s", "'", "’") for k in before)
        return (
            laid
            and not owned
            and any(m.entry.kind == "country" and m.text.istitle() for m in self.matches if m.last in before)
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
                name=bare(span.text),
                kind="thing",
                why="words",
                key=("T", bare(span.text).lower()),
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


SITES = grammar()["sites"]


def _is_local(reading: Reading) -> bool:
    """True for a town or province, capitals with them."""
    return reading.entry is not None and reading.entry.kind in ("capital", "city", "region")
