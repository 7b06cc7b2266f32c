"""The cast of an article: phrases that mean the same actor become one actor with several mentions.

Names join by key; short names ("Coale") are joined with the best earlier actor that fits.
Definite descriptions and pronouns are read in references.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from demarche.coding.brokers import STANDS_BETWEEN, brokers
from demarche.coding.cast_words import (
    fit_together,
    is_main_subject,
    is_short_for,
    is_title,
    no_other_name,
)
from demarche.coding.figures import Figure
from demarche.coding.owners import Owners
from demarche.coding.pairs import COUPLES, NAMESAKES, PAIRED, TAKING
from demarche.coding.references import BOTH
from demarche.coding.tree import Tree
from demarche.coding.who import Phrases
from demarche.coding.who_described import PARTS
from demarche.coding.who_reading import Reading
from demarche.knowledge import Knowledge
from demarche.knowledge.surnames import surnames
from demarche.model import Actor, Span

STANDING = frozenset(["in", "at", "to", "from", "near", "into", "outside", "around", "between", "across"])
SIDES = frozenset(["side", "camp", "party", "half"])  # "neither side": nobody who is "he"


class Cast(Owners):
    """All figures of an article and who stands at which word."""

    def __init__(self, knowledge: Knowledge, date: str | None) -> None:
        super().__init__(knowledge)
        self.date = date
        self._by_key: dict[tuple[str, ...], Figure] = {}

    # -- reading ----------------------------------------------------------------------------------------------------

    def read(self, n: int, tree: Tree, phrases: Phrases) -> None:
        """Take in every name, description and pronoun of sentence number `n`."""
        self.home = next(iter(phrases.hints), None)
        later = []
        for i, token in enumerate(tree.tokens):
            if (i == 0 and token.rel == "dep") or is_title(tree, i):
                continue  # the place of a dateline is nobody, and the title before a name nobody else
            if token.upos == "PRON":
                self._pronoun(n, i, tree)
            elif token.rel == "nsubj" and token.text.lower() in BOTH and token.upos in ("DET", "NUM", "CCONJ"):
                self._both(n, i, tree)
            elif token.upos in ("NOUN", "PROPN") and token.rel not in ("flat", "fixed") and not tree.is_modifier(i):
                if self._leans(i, tree):
                    later.append(i)
                else:
                    self.at(n, i, tree, phrases)
        for i in later:
            self.at(n, i, tree, phrases)
        for token in tree.tokens:
            if token.text == "between" and token.rel == "case":
                both = tree.conjuncts(token.head)
                self.between = (n, frozenset(x for k in both for x in self.who.get((n, k), ())))
        if joint := self._coordinated(n, tree):
            self.joint = (n, joint)
        taken = (
            k for i, t in enumerate(tree.tokens) if t.upos == "VERB" and t.lemma in TAKING for k in tree.verb(i).objects
        )
        self.captives |= {x for k in taken for x in self.who.get((n, k), ())}
        mediating = (x for k in brokers(tree, STANDS_BETWEEN) for x in self.who.get((n, k), ()))
        self.go_betweens |= {c for x in mediating if (c := self._by_id[x].country)}

    def _leans(self, i: int, tree: Tree) -> bool:
        """True for phrases that a pronoun behind them tells: "hundreds of them"."""
        behind = [c for c in tree.sentence.kids(i, "nmod") if c > i and tree.tokens[c].upos == "PRON"]
        return any(tree.tokens[c].deprel == "nmod:poss" or tree.prep(c) == "of" for c in behind)

    def at(self, n: int, i: int, tree: Tree, phrases: Phrases) -> tuple[str, ...]:
        """The ids of the actors meant at word `i` of sentence `n`."""
        if is_title(tree, i):
            return self.at(n, tree.tokens[i].head, tree, phrases)
        if (n, i) not in self.who:
            readings = [r for r in phrases.readings(i) if r.acts]
            owner = self._possessor(n, i, tree) or self._speaker(n, i, tree, phrases) or self._topic(n, i, tree)
            if owner is not None and owner.country:
                readings = [self._owned(r, owner, n, i, tree) for r in readings]
            named = any(r.country for r in readings)
            word = tree.tokens[i].lemma.lower()
            found = self._pair(n, i, tree) if word in PAIRED and not named else []
            found = found or (self._couple(n, i, tree) if word in COUPLES and not named else [])
            found = found or ([] if named else self._part(n, i, tree))
            namesakes = NAMESAKES.get(tree.texts[i], ())
            found = found or [self._state(c, tree.sentence.span(*tree.phrase(i)), (n, i)) for c in namesakes]
            found = found or self._half(n, i, tree, self._country_name) or ([] if named else self._together(n, i, tree))
            found = found or ([] if named else self._settlement(n, i, tree) or self._bloc(n, i, tree))
            found = found or [self._figure(r, n, i, tree) for r in readings] or self._anaphor(n, i, tree)
            if not found and owner is not None and tree.sentence.kid(i, "nmod:poss") is not None:
                found = [owner]
            ids = tuple(dict.fromkeys(f.id for f in found))
            self.who[n, i] = ids
            if owner is not None and not owner.country:
                self._leave_open(found, owner, readings)
        return self.who[n, i]

    def _state(self, country: str, span: Span, where: tuple[int, int]) -> Figure:
        found = next((f for f in self.figures if f.reading.kind == "country" and f.country == country), None)
        if found is not None:
            found.mentions.append(span)
            return found
        name = self._country_name(country) or country
        reading = Reading(
            name=name,
            kind="country",
            country=country,
            why="one of two",
            key=("C", country),
            head=name.lower(),
            span=span,
        )
        figure = self._by_key[reading.key] = self._added(reading)
        figure.named_again(span, where, subject=False)
        return figure

    def _country_name(self, code: str) -> str | None:
        row = self.knowledge.countries.get(code)
        return row["name"] if row else None

    def thing(self, n: int, i: int, tree: Tree, phrases: Phrases) -> tuple[str, ...]:
        """Like `at`, but a thing that nobody owns is taken too: what was shelled, seized or burned."""
        found = self.at(n, i, tree, phrases)
        if not found:
            figures = [self._figure(r, n, i, tree) for r in phrases.readings(i) if r.kind == "thing"]
            found = self.who[n, i] = tuple(dict.fromkeys(f.id for f in figures))
        return found

    def speaks(self, n: int, i: int, tree: Tree, name: str) -> None:
        """The pronoun at word `i` means the speaker `name`: "we" in what he says; "our forces" are read again."""
        self.who[n, i] = (name,)
        self._by_id[name].mentions.append(tree.sentence.span(i, i))
        if tree.tokens[i].deprel == "nmod:poss":
            self.who.pop((n, tree.tokens[i].head), None)

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
        kept = (f for f in self.figures if keep is None or f.id in keep)
        return tuple(f.actor(self._members(f), self._government(f)) for f in kept)

    def _government(self, figure: Figure) -> str | None:
        """The plain name of a government that goes by several: "the State Department" and "the Biden team"."""
        row = self.knowledge.countries.get(figure.country or "")
        if figure.reading.key[0] != "G" or len(figure.names) < 2 or row is None:
            return None
        return f"{row['adjectives'].split(';')[0] or row['name']} government"

    def _members(self, figure: Figure) -> tuple[str, ...]:
        if figure.reading.kind == "country" and figure.country:
            return tuple(self.knowledge.member_of(figure.country, self.date))
        return ()

    # -- joining ----------------------------------------------------------------------------------------------------

    def _figure(self, reading: Reading, n: int, i: int, tree: Tree) -> Figure:
        plural = tree.tokens[i].has("Number=Plur")
        figure = self._bearer(reading, n, i, tree) or self._known(reading, plural=plural)
        if figure is None:
            figure = self._added(reading)
        self._by_key.setdefault(reading.key, figure)
        token = tree.tokens[i]
        start, end = reading.mention.start, reading.mention.end
        # "the executive of a Chinese company" is no company
        last = i if reading.key[0] == "N" and reading.kind != "person" else len(tree.tokens)
        within = (t for k, t in enumerate(tree.tokens) if start <= t.start < end and k <= last)
        words = {t.lemma.lower() for t in within if t.upos in ("NOUN", "PROPN")}
        # "the driver … he": one unnamed person
        person = token.entity == "person" and reading.kind not in ("country", "place")
        one = person and not token.has("Number=Plur") and reading.head not in SIDES
        figure.human = figure.human or one
        # a body or state is "it", whatever its name: "the Union of Farmers and Growers", "the United States"
        one_body = reading.kind == "country" or reading.own is not None  # "the objections of Rwanda" are not they
        one_body = one_body or (reading.kind == "organisation" and token.upos == "PROPN")
        figure.plural = figure.plural or (token.has("Number=Plur") and not one_body)  # "Tigrayan forces" are they
        figure.see(reading, (n, i), subject=is_main_subject(tree, i), stood=token.rel == "nsubj", words=words)
        figure.aside = token.entity == "event" and reading.kind == "country"
        return figure

    def _added(self, reading: Reading) -> Figure:
        figure = Figure(f"a{len(self.figures) + 1}", reading)
        self.figures.append(figure)
        self._by_id[figure.id] = figure
        return figure

    def _known(self, reading: Reading, *, plural: bool) -> Figure | None:
        if (same := self._by_key.get(reading.key)) is not None:
            if plural or not self._is_other_office(reading, same):
                return same
            return next((f for f in self.figures if self._holds_office(f, reading)), None)
        if reading.kind == "person":
            return self._same_person(reading)
        if reading.key[0] == "N" and reading.definite:
            return self._same_group(reading, plural=plural)
        if reading.entry is not None and (spelt := self._spelt_out(reading)) is not None:
            return spelt
        if reading.kind == "organisation" and reading.entry is None:
            name = reading.name.lower()
            for figure in reversed(self.figures):
                if figure.reading.kind == "organisation" and (
                    is_short_for(name, figure.reading.name) or is_short_for(figure.reading.name.lower(), reading.name)
                ):
                    return figure
        return None

    def _bearer(self, reading: Reading, n: int, i: int, tree: Tree) -> Figure | None:
        """The person whose last name this is, whatever the tables know by that name: "Maduro", "Paris said".

        Not where the article has named the other by this very word before, and not where a place stands.
        """
        name = reading.span.text.removesuffix("'s").removesuffix("\u2019s")
        if " " in name or not name.istitle() or (reading.key in self._by_key and reading.kind != "organisation"):
            return None
        if tree.tokens[i].upos != "PROPN" or (reading.kind in ("country", "place") and tree.prep(i) in STANDING):
            return None
        people = (f for f in reversed(self.figures) if f.reading.kind == "person" and " " in f.reading.name)
        bearers = [f for f in people if name.lower() in surnames(f.reading.name, f.country) and f.last < (n, i)]
        last = next((f for f in bearers if f.reading.name.split()[-1] == name), None)
        return last or max(bearers, key=lambda f: (len(f.mentions), f.sector == "GOV"), default=None)

    def _spelt_out(self, reading: Reading) -> Figure | None:
        """The body whose initials these are, where the tables know another: "ISF" after "Iraqi Security Forces"."""
        if not (reading.name.isupper() and len(reading.name) > 2):
            return None
        for figure in reversed(self.figures):
            other = figure.country != reading.country and figure.reading.kind in ("group", "organisation")
            if other and is_short_for(reading.name.lower(), figure.reading.name):
                return figure
        return None

    def _same_person(self, reading: Reading) -> Figure | None:
        """Who was named before with this last name; of several of one family name ("Kim") the one told most."""
        people = [f for f in reversed(self.figures) if f.reading.kind == "person" and fit_together(reading, f)]
        last = next((f for f in people if f.reading.name.lower().split()[-1] == reading.name.lower().split()[-1]), None)
        return last or max(people, key=lambda f: (len(f.mentions), f.sector == "GOV"), default=None)

    def _same_group(self, reading: Reading, *, plural: bool) -> Figure | None:
        """ "the officers" after "two US Air Force officers": same head noun, nothing against it."""
        for figure in reversed(self.figures):
            several = figure.plural or not plural  # "the offices" are not the post office
            if PARTS & set(figure.reading.name.lower().split()) - set(reading.name.lower().split()):
                continue  # "the government" is that of the state
            if several and reading.head in figure.heads and figure.reading.kind in ("group", "organisation", "person"):
                same_country = not reading.country or not figure.country or reading.country == figure.country
                sectors = {reading.sector, figure.sector} - {None}
                same_sector = len(sectors) < 2 or sectors == {"PTY", "OPP"}
                alike = same_country and same_sector and no_other_name(reading, figure.mentions)
                if alike and not (reading.country and not figure.country):
                    return figure
        return None
