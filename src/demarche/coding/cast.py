"""The cast of an article: phrases that mean the same actor become one actor with several mentions.

Names join by key; short names ("Coale"), definite descriptions ("the ministry", "the two officers") and pronouns are
joined with the best earlier actor that fits.  The rules follow salience: subjects before objects, near before far.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from demarche.coding.cast_words import is_definite, is_expletive, is_main_subject, is_short_for, no_other_name
from demarche.coding.tree import Tree
from demarche.coding.who import Phrases
from demarche.coding.who_names import Reading
from demarche.knowledge import Knowledge
from demarche.model import Actor, Span

_PERSON_PRONOUNS = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself"])
_THING_PRONOUNS = frozenset(["it", "its", "itself"])
_GROUP_PRONOUNS = frozenset(["they", "them", "their", "theirs", "themselves"])
_COUNTRY_NOUNS = frozenset(["country", "nation", "state", "republic", "kingdom"])
_BLOC_NOUNS = frozenset(
    ["bloc", "alliance", "union", "organisation", "organization", "agency", "body", "grouping", "group"]
)
_PAIRED = frozenset(["government", "capital", "country", "nation", "side", "neighbour", "neighbor", "state", "party"])
_COUPLES = frozenset(
    ["pair", "duo", "leader", "president", "minister", "man", "woman", "statesman", "premier", "chancellor",
     "politician", "official", "diplomat", "envoy", "counterpart", "rival", "foe", "ally"]
)  # fmt: skip
_HALVES = {"north": "south", "south": "north"}
COUPLE_WINDOW = 2  # sentences in which "the pair" must have been named
PAIR_WINDOW = 6  # sentences in which the two states of "both governments" must have been named
WINDOW = 3  # sentences that a pronoun looks back


class Figure:
    """One actor while the article is being read."""

    def __init__(self, name: str, reading: Reading) -> None:
        self.id = name
        self.reading = reading
        self.mentions: list[Span] = []
        self.heads: set[str] = set()
        self.last: tuple[int, int] = (-1, -1)
        self.subject_at: int = -1
        self.stood = False  # whether it was subject, of whatever clause, where it was named last
        self.country = reading.country
        self.sector = reading.sector
        self.plural = False
        self.human = reading.kind == "person"
        self.anonymous = False
        self.why = reading.why

    def see(
        self, reading: Reading, where: tuple[int, int], *, subject: bool, stood: bool, words: Iterable[str]
    ) -> None:
        self.mentions.append(reading.span)
        self.heads.update(words)
        self.last = where
        if subject:
            self.subject_at = where[0]
        self.stood = stood
        surname_only = reading.kind == "person" and " " not in reading.name and " " in self.reading.name
        if self.country is None and reading.country and not surname_only:
            self.country, self.why = reading.country, reading.why
        if self.sector is None and reading.sector:
            self.sector = reading.sector
        if len(reading.name) > len(self.reading.name) and reading.kind == self.reading.kind == "person":
            self.reading = msgspec.structs.replace(self.reading, name=reading.name)

    def actor(self, members: tuple[str, ...]) -> Actor:
        kind = {"place": "country", "thing": "object"}.get(self.reading.kind, self.reading.kind)
        return Actor(
            id=self.id,
            name=self.reading.name,
            kind=kind,
            country=self.country,
            sector=self.sector,
            member_of=members,
            mentions=tuple(dict.fromkeys(sorted(self.mentions))),
            why=self.why,
        )


class Cast:
    """All figures of an article and who stands at which word."""

    def __init__(self, knowledge: Knowledge, date: str | None) -> None:
        self.knowledge = knowledge
        self.date = date
        self.figures: list[Figure] = []
        self.who: dict[tuple[int, int], tuple[str, ...]] = {}
        self._by_key: dict[tuple[str, ...], Figure] = {}
        self._by_id: dict[str, Figure] = {}

    # -- reading ----------------------------------------------------------------------------------------------------

    def read(self, n: int, tree: Tree, phrases: Phrases) -> None:
        """Take in every name, description and pronoun of sentence number `n`."""
        later = []
        for i, token in enumerate(tree.tokens):
            if i == 0 and token.rel == "dep":
                continue  # the place of a dateline is nobody
            if token.upos == "PRON":
                self._pronoun(n, i, tree)
            elif token.upos in ("NOUN", "PROPN") and token.rel not in ("compound", "flat", "fixed"):
                if any(c > i and tree.tokens[c].upos == "PRON" for c in tree.sentence.kids(i, "nmod:poss")):
                    later.append(i)
                else:
                    self.at(n, i, tree, phrases)
        for i in later:
            self.at(n, i, tree, phrases)

    def at(self, n: int, i: int, tree: Tree, phrases: Phrases) -> tuple[str, ...]:
        """The ids of the actors meant at word `i` of sentence `n`."""
        if (n, i) not in self.who:
            readings = [r for r in phrases.readings(i) if r.acts]
            owner = self._possessor(n, i, tree)
            if owner is not None and owner.country:
                readings = [
                    r
                    if r.country or self._is_of_states(r)
                    else msgspec.structs.replace(r, country=owner.country, why=f"owner: {owner.reading.name}")
                    for r in readings
                ]
            named = any(r.country for r in readings)
            word = tree.tokens[i].lemma.lower()
            found = self._pair(n, i, tree) if word in _PAIRED and not named else []
            found = found or (self._couple(n, i, tree) if word in _COUPLES and not named else [])
            found = found or self._half(i, tree)
            found = found or [self._figure(r, n, i, tree) for r in readings] or self._anaphor(n, i, tree)
            if not found and owner is not None:
                found = [owner]
            ids = tuple(dict.fromkeys(f.id for f in found))
            self.who[n, i] = ids
        return self.who[n, i]

    def _is_of_states(self, reading: Reading) -> bool:
        """ "Its neighbours", "their allies": states, and none of them the owner."""
        role = self.knowledge.role([reading.head])
        return role is not None and role.kind == "country"

    def thing(self, n: int, i: int, tree: Tree, phrases: Phrases) -> tuple[str, ...]:
        """Like `at`, but a thing that nobody owns is taken too: what was shelled, seized or burned."""
        found = self.at(n, i, tree, phrases)
        if not found:
            figures = [self._figure(r, n, i, tree) for r in phrases.readings(i) if r.kind == "thing"]
            found = self.who[n, i] = tuple(dict.fromkeys(f.id for f in figures))
        return found

    def _possessor(self, n: int, i: int, tree: Tree) -> Figure | None:
        """The figure behind a possessive pronoun: "its troops", "their embassy"."""
        for c in tree.sentence.kids(i, "nmod:poss"):
            ids = self.who.get((n, c), ())
            if tree.tokens[c].upos == "PRON" and ids:
                return self._by_id[ids[0]]
        return None

    def figure(self, name: str) -> Figure:
        return self._by_id[name]

    def stands_for(self, x: str, y: str) -> bool:
        """Whether one telling of an act may name `x` where another names `y`, both of one country.

        A state stands for everybody of it; else both must be of one sector: "a state trader" is Kazuran, but the
        officers at a drill are not the envoy of their country.
        """
        a, b = self._by_id[x], self._by_id[y]
        return "country" in (a.reading.kind, b.reading.kind) or (a.sector is not None and a.sector == b.sector)

    def actors(self, used: Iterable[str] | None = None) -> tuple[Actor, ...]:
        keep = None if used is None else set(used)
        return tuple(f.actor(self._members(f)) for f in self.figures if keep is None or f.id in keep)

    def _members(self, figure: Figure) -> tuple[str, ...]:
        if figure.reading.kind == "country" and figure.country:
            return tuple(self.knowledge.member_of(figure.country, self.date))
        return ()

    # -- joining ----------------------------------------------------------------------------------------------------

    def _figure(self, reading: Reading, n: int, i: int, tree: Tree) -> Figure:
        figure = self._known(reading)
        if figure is None:
            figure = Figure(f"a{len(self.figures) + 1}", reading)
            self.figures.append(figure)
            self._by_id[figure.id] = figure
        self._by_key.setdefault(reading.key, figure)
        token = tree.tokens[i]
        words = {
            t.lemma.lower()
            for t in tree.tokens
            if reading.span.start <= t.start < reading.span.end and t.upos in ("NOUN", "PROPN")
        }
        # "the driver … he": one unnamed person
        figure.human = figure.human or (token.entity == "person" and not token.has("Number=Plur"))
        # a body is "it", whatever its name: "the Union of Farmers and Growers"
        figure.plural = figure.plural or (token.has("Number=Plur") and reading.kind != "organisation")
        figure.see(reading, (n, i), subject=is_main_subject(tree, i), stood=token.rel == "nsubj", words=words)
        return figure

    def _known(self, reading: Reading) -> Figure | None:
        if reading.key in self._by_key:
            return self._by_key[reading.key]
        if reading.kind == "person":
            return self._same_person(reading)
        if reading.key[0] == "N" and reading.definite:
            return self._same_group(reading)
        if reading.kind == "organisation" and reading.entry is None:
            name = reading.name.lower()
            for figure in reversed(self.figures):
                if figure.reading.kind == "organisation" and (
                    is_short_for(name, figure.reading.name) or is_short_for(figure.reading.name.lower(), reading.name)
                ):
                    return figure
        return None

    def _same_person(self, reading: Reading) -> Figure | None:
        parts = reading.name.lower().split()
        for figure in reversed(self.figures):
            if figure.reading.kind != "person":
                continue
            other = figure.reading.name.lower().split()
            fits = parts[-1] == other[-1] and (len(parts) == 1 or len(other) == 1 or parts[0][0] == other[0][0])
            if fits and not (reading.country and figure.country and reading.country != figure.country):
                return figure
        return None

    def _same_group(self, reading: Reading) -> Figure | None:
        """ "the officers" after "two US Air Force officers": same head noun, nothing against it."""
        for figure in reversed(self.figures):
            if reading.head in figure.heads and figure.reading.kind in ("group", "organisation", "person"):
                same_country = not reading.country or not figure.country or reading.country == figure.country
                same_sector = not reading.sector or not figure.sector or reading.sector == figure.sector
                alike = same_country and same_sector and no_other_name(reading, figure.mentions)
                if alike and not (reading.country and not figure.country):
                    return figure
        return None

    # -- short forms ------------------------------------------------------------------------------------------------

    def _anaphor(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """A definite noun that names nobody by itself: "the bloc", "the country", "the two men"."""
        token = tree.tokens[i]
        if token.upos != "NOUN" or not is_definite(tree.sentence, i):
            return []
        lemma = token.lemma.lower()
        if lemma in _COUNTRY_NOUNS:
            found = self._recent(n, i, lambda f: f.reading.kind in ("country", "place"))
        elif lemma in _BLOC_NOUNS:
            found = self._recent(
                n, i, lambda f: f.reading.kind == "organisation" and (f.country in _INTERNATIONAL or lemma in f.heads)
            )
        else:
            found = self._recent(n, i, lambda f: lemma in f.heads and f.reading.kind in ("group", "organisation"))
        if found is None:
            return []
        first, last = tree.phrase(i)
        found.mentions.append(tree.sentence.span(first, last))
        found.last = (n, i)
        return [found]

    def _half(self, i: int, tree: Tree) -> list[Figure]:
        """ "the North" where the article names both states of a divided country."""
        word = tree.tokens[i].lemma.lower()
        if word not in _HALVES or not is_definite(tree.sentence, i) or tree.sentence.kid(i, "nmod") is not None:
            return []
        states = {f.reading.name.lower(): f for f in self.figures if f.reading.kind == "country" and f.country}
        for name, figure in states.items():
            half, _, rest = name.partition(" ")
            if half == word and rest and f"{_HALVES[word]} {rest}" in states:
                return [figure]
        return []

    def _pair(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """The two states meant by "both governments", "the two countries", "the two sides": the two told most."""
        words = {tree.tokens[c].lemma.lower() for c in tree.sentence.children[i]}
        if not words & {"both", "two"}:
            return []
        states = [f for f in self.figures if f.reading.kind == "country" and f.country and f.last < (n, i)]
        near = [f for f in states if n - f.last[0] <= PAIR_WINDOW]
        told = sorted(near, key=lambda f: (-len(f.mentions), -f.last[0]))
        if len(told) < 2 or (len(told) > 2 and len(told[2].mentions) == len(told[1].mentions)):
            return []
        first, last = tree.phrase(i)
        for figure in told[:2]:
            figure.mentions.append(tree.sentence.span(first, last))
        return told[:2]

    def _couple(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """The two people meant by "the pair", "the two leaders": those named just before, if they are two."""
        words = {tree.tokens[c].lemma.lower() for c in tree.sentence.children[i]}
        if not words & {"both", "two"} and tree.tokens[i].lemma.lower() not in ("pair", "duo"):
            return []
        if tree.sentence.kid(i, "nmod", "amod", "compound", "acl", "acl:relcl") is not None:
            return []
        people = [f for f in self.figures if f.reading.kind == "person" and f.last < (n, i)]
        near = [f for f in people if n - f.last[0] <= COUPLE_WINDOW]
        if len(near) != 2:
            return []
        first, last = tree.phrase(i)
        for figure in near:
            figure.mentions.append(tree.sentence.span(first, last))
            figure.last = (n, i)
        return near

    def _pronoun(self, n: int, i: int, tree: Tree) -> None:
        token = tree.tokens[i]
        word = token.text.lower()
        beside = self._beside(n, i, tree)
        if word in _PERSON_PRONOUNS:
            found = self._recent(n, i, lambda f: f.human and f.id not in beside)
        elif word in _THING_PRONOUNS and not is_expletive(tree, i):
            kinds = ("country", "organisation", "place")
            found = self._recent(n, i, lambda f: f.reading.kind in kinds and not f.plural and f.id not in beside)
        elif word in _GROUP_PRONOUNS and (several := self._several(n, i, tree)):
            for figure in several:
                figure.mentions.append(tree.sentence.span(i, i))
            self.who[n, i] = tuple(f.id for f in several)
            return
        elif word in _GROUP_PRONOUNS:
            kinds = ("organisation", "country", "group")
            found = self._recent(n, i, lambda f: f.plural and f.id not in beside) or self._recent(
                n, i, lambda f: f.reading.kind in kinds and not f.human and f.id not in beside
            )
        else:
            return
        if found is not None:
            found.mentions.append(tree.sentence.span(i, i))
            found.last = (n, i)
            self.who[n, i] = (found.id,)

    def _several(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """Those who stand together as the last subject before "they": "Kenya and Chad said they would meet"."""
        subjects = [k for k in range(i) if tree.tokens[k].rel == "nsubj" and (n, k) in self.who]
        if not subjects:
            return []
        together = tree.conjuncts(subjects[-1])
        ids = dict.fromkeys(x for k in together for x in self.who.get((n, k), ()))
        figures = [self._by_id[x] for x in ids]
        one_each = len(together) > 1 and len(figures) == len(together) and not any(f.plural for f in figures)
        return figures if one_each and max(together) < i else self._two_people(n, i)

    def _two_people(self, n: int, i: int) -> list[Figure]:
        """The two who are named before "they" in a sentence that names no group: "met Tusk, and they discussed"."""
        if any(f.plural and n - f.last[0] <= 1 and f.last < (n, i) for f in self.figures):
            return []
        named = [f for f in self.figures if f.last[0] == n and f.last < (n, i) and f.reading.kind == "person"]
        return named if len(named) == 2 else []

    def _beside(self, n: int, i: int, tree: Tree) -> frozenset[str]:
        """Whoever acts on the one that an object pronoun means, so is not meant: "soldiers shot them"."""
        token = tree.tokens[i]
        if token.rel not in ("obj", "iobj", "obl") or token.head < 0 or token.text.lower().endswith(("self", "selves")):
            return frozenset()
        return frozenset(x for k in tree.verb(token.head).subjects for x in self.who.get((n, k), ()))

    def _recent(self, n: int, i: int, fits: object) -> Figure | None:
        """The most salient fitting figure before word `i`: subjects of this or the last sentences first."""
        assert callable(fits)
        best: tuple[float, int, Figure] | None = None
        for order, figure in enumerate(self.figures):
            if figure.last >= (n, i) or n - figure.last[0] > WINDOW or not fits(figure):
                continue
            score = -2.0 * (n - figure.last[0]) + (
                1.5 if figure.subject_at >= n - 1 and figure.subject_at >= 0 else 0.0
            )
            score += 0.5 if figure.subject_at == figure.last[0] else 0.0
            score += 0.4 if figure.stood and figure.last[0] == n else 0.0  # "after troops had …, they …"
            # inside one sentence the later mention is nearer, but never outweighs a subject
            score += 0.001 * figure.last[1]
            if best is None or (score, order) > best[:2]:
                best = (score, order, figure)
        return best[2] if best else None


_INTERNATIONAL = frozenset(["IGO", "EUR", "UNO", "NGO"])
