"""Whom a pronoun or a definite description means: "they", "the bloc", "both governments", "the pair".

The rules follow salience: subjects before objects, near before far.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable

from demarche.coding.cast_words import is_definite, is_expletive, is_main_subject
from demarche.coding.figures import Figure
from demarche.coding.tree import Tree
from demarche.model import Span
from demarche.ontology.grammar import grammar

PERSON_PRONOUNS = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself"])
RELATIVE = frozenset(["that", "which", "who", "whom"])
SHE = frozenset(["she", "her", "hers", "herself"])
SETTLED = frozenset(["city", "town", "village", "port", "hamlet"])
FEMALE = grammar()["female"]
MALE = grammar()["male"]
THING_PRONOUNS = frozenset(["it", "its", "itself"])
GROUP_PRONOUNS = frozenset(["they", "them", "their", "theirs", "themselves"])
BOTH = frozenset(["each", "both", "two"])
ACTING = frozenset(["person", "country", "organisation"])
COUNTRY_NOUNS = frozenset(["country", "nation", "state", "republic", "kingdom"])
BLOC_NOUNS = frozenset(
    ["bloc", "alliance", "union", "organisation", "organization", "agency", "body", "grouping", "group"]
)
PAIRED = frozenset(
    [
        "government",
        "capital",
        "camp",
        "delegation",
        "army",
        "military",
        "country",
        "nation",
        "side",
        "neighbour",
        "neighbor",
        "state",
        "party",
    ]
)
COUPLES = frozenset(
    ["pair", "duo", "leader", "president", "minister", "man", "woman", "statesman", "premier", "chancellor",
     "politician", "official", "diplomat", "envoy", "counterpart", "rival", "foe", "ally"]
)  # fmt: skip
HALVES = {"north": "south", "south": "north"}
COUPLE_WINDOW = 2  # sentences in which "the pair" must have been named
# Whoever wants this wants it of somebody else.
WANTING = frozenset(["demand", "urge", "order", "request"])  # not "insisted that he had": he himself
MOUTHS = frozenset(["source", "spokesman", "spokeswoman", "spokesperson"])  # "a source said he had": somebody else
SIDES = frozenset(["side", "camp", "delegation", "party", "army"])  # a civil war has them as well
OPPOSING = frozenset(["REB", "OPP", "PRM"])
STATELY = frozenset(["GOV", "MIL", None])
UNEVEN = 4.0  # times that one of the two may be told more than the other …
EVEN = 1.5  # … where there are rebels, who may be a side
PAIR_WINDOW = 6  # sentences in which the two states of "both governments" must have been named
WINDOW = 3  # sentences that a pronoun looks back
INTERNATIONAL = frozenset(["IGO", "EUR", "UNO", "NGO"])


class References(ABC):
    """All figures of an article, who stands at which word, and how short forms find them."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.who: dict[tuple[int, int], tuple[str, ...]] = {}

    def _anaphor(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """A definite noun that names nobody by itself: "the bloc", "the country", "the two men"."""
        token = tree.tokens[i]
        if token.upos != "NOUN" or not is_definite(tree.sentence, i):
            return []
        lemma = token.lemma.lower()
        if lemma in COUNTRY_NOUNS and token.has("Number=Plur"):
            return []  # "the countries" are not one of them
        if lemma in COUNTRY_NOUNS:
            found = self._recent(n, i, lambda f: f.reading.kind in ("country", "place"))
        elif lemma in BLOC_NOUNS:
            found = self._recent(
                n, i, lambda f: f.reading.kind == "organisation" and (f.country in INTERNATIONAL or lemma in f.heads)
            )
        else:
            found = self._recent(n, i, lambda f: lemma in f.heads and f.reading.kind in ("group", "organisation"))
        if found is None:
            return []
        first, last = tree.phrase(i)
        found.mentions.append(tree.sentence.span(first, last))
        found.last = (n, i)
        return [found]

    def _half(self, n: int, i: int, tree: Tree, name_of: Callable[[str], str | None]) -> list[Figure]:
        """ "the North" where the article names both states of a divided country."""
        word = tree.tokens[i].lemma.lower()
        if word not in HALVES or not is_definite(tree.sentence, i) or tree.sentence.kid(i, "nmod") is not None:
            return []
        states = {(name_of(f.country) or f.reading.name).lower(): f for f in self.figures if _is_state(f) and f.country}
        for name, figure in states.items():
            half, _, rest = name.partition(" ")
            if half == word and rest and f"{HALVES[word]} {rest}" in states:
                figure.named_again(tree.sentence.span(*tree.phrase(i)), (n, i), subject=is_main_subject(tree, i))
                return [figure]
        return []

    def _pair(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """The two states meant by "both governments", "the two countries", "the two sides".

        They are the two that the sentence has named so far, or the two told most; who acts on them is neither.
        """
        words = {tree.tokens[c].lemma.lower() for c in tree.sentence.children[i]}
        told_apart = tree.sentence.kid(i, "amod", "compound", "nmod", "acl") is not None  # "two opposition parties"
        if told_apart or not ("both" in words or ("two" in words and words & {"the", "these", "those"})):
            return []
        acting = self._beside(n, i, tree)
        others = {f.country for f in self.figures if f.id in acting and f.sector in STATELY}
        if tree.tokens[i].lemma.lower() in SIDES and self._rebels_near(n, i):
            chosen = self._leading(n, i, others, uneven=EVEN)
        else:
            chosen = self._named_here(n, i, others) or self._leading(n, i, others)
        states = [self._state(c, tree.sentence.span(*tree.phrase(i)), (n, i)) for c in chosen]
        return states

    def _rebels_near(self, n: int, i: int) -> bool:
        """True where the text before names rebels or an opposition: then "the two sides" may be those of one state."""
        near = (f for f in self.figures if f.last < (n, i) and n - f.last[0] <= PAIR_WINDOW)
        return any(f.sector in OPPOSING for f in near)

    def _named_here(self, n: int, i: int, but: set[str | None]) -> list[str]:
        """The two countries that the sentence has named before word `i`, if they are two."""
        named = {f.country: f.last[1] for f in self.figures if f.country and f.last[0] == n and f.last[1] < i}
        found = [c for c in sorted(named, key=lambda c: named[c]) if c not in INTERNATIONAL and c not in but]
        return found if len(found) == 2 else []

    def _leading(self, n: int, i: int, but: set[str | None], *, uneven: float = UNEVEN) -> list[str]:
        """The two countries told most before word `i`; none when no two stand out."""
        named = self._named_near(n, i)
        top = [(c, k) for c, k in named.most_common() if c not in INTERNATIONAL and c not in but][:3]
        counts = [k for _, k in top]
        apart = len(top) == 2 or (len(top) > 1 and counts[1] not in counts[2:] and counts[1] >= min(2, counts[0]))
        even = apart and counts[1] * uneven >= counts[0]  # a country named by the way is no side
        return [c for c, _ in top[:2]] if even else []

    @abstractmethod
    def _state(self, country: str, span: Span, where: tuple[int, int]) -> Figure:
        """The country itself among the figures, with one mention more."""

    def _named_near(self, n: int, i: int) -> Counter[str]:
        """How often each country is told shortly before word `i`, by its name or by its people and officials."""
        named: Counter[str] = Counter()
        for f in self.figures:
            if f.country and 0 <= n - f.last[0] <= PAIR_WINDOW and f.last < (n, i):
                named[f.country] += len(f.mentions)
        return named

    def _opposite(self, n: int, i: int, country: str) -> str | None:
        """The country of "her counterpart": the one that the text before tells beside hers, if it is one."""
        others = [(c, k) for c, k in self._named_near(n, i).most_common() if c != country and c not in INTERNATIONAL]
        if not others or (len(others) > 1 and others[0][1] < 2 * others[1][1]):
            return None
        return others[0][0]

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
        if word == "whose" or (word in RELATIVE and self._is_said(i, tree)):
            found = self._antecedent(n, i, tree)
        elif word in PERSON_PRONOUNS:
            other = MALE if word in SHE else FEMALE
            found = self._recent(n, i, lambda f: f.human and f.id not in beside and not f.heads & other)
        elif word in THING_PRONOUNS and not is_expletive(tree, i):
            kinds = ("country", "organisation", "place")
            found = self._recent(n, i, lambda f: f.reading.kind in kinds and not f.plural and f.id not in beside)
        elif word in GROUP_PRONOUNS and (several := self._several(n, i, tree)):
            for figure in several:
                figure.mentions.append(tree.sentence.span(i, i))
            self.who[n, i] = tuple(f.id for f in several)
            return
        elif word in GROUP_PRONOUNS:
            kinds = ("organisation", "country", "group")
            found = self._recent(n, i, lambda f: f.plural and f.id not in beside) or self._recent(
                n, i, lambda f: f.reading.kind in kinds and not f.human and f.id not in beside
            )
        else:
            return
        if found is not None:
            found.mentions.append(tree.sentence.span(i, i))
            found.last = (n, i)
            if is_main_subject(tree, i):
                found.subject_at = n
            self.who[n, i] = (found.id,)

    def _both(self, n: int, i: int, tree: Tree) -> None:
        """ "Each", "both", "the two": those who stand together before, or the only two of the sentence."""
        figures = self._several(n, i, tree)
        if not figures:
            named = [
                f for f in self.figures if f.last[0] == n and f.last < (n, i) and (f.human or f.reading.kind in ACTING)
            ]
            figures = named if len(named) == 2 else []
        if figures:
            for figure in figures:
                figure.mentions.append(tree.sentence.span(i, i))
            self.who[n, i] = tuple(f.id for f in figures)

    def _several(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """Those who stand together as the last subject before "they": "Kenya and Chad said they would meet"."""
        subjects = [k for k in range(i) if tree.tokens[k].rel == "nsubj" and (n, k) in self.who]
        if not subjects:
            return []
        together = tree.conjuncts(subjects[-1])
        ids = {x for k in together for x in self.who.get((n, k), ())}
        figures = [f for f in self.figures if f.id in ids]
        one_each = len(together) > 1 and len(figures) == len(together) and not any(f.plural for f in figures)
        return figures if one_each and max(together) < i else self._two_people(n, i)

    def _two_people(self, n: int, i: int) -> list[Figure]:
        """The two who are named before "they" in a sentence that names no group: "met Tusk, and they discussed"."""
        if any(f.plural and n - f.last[0] <= 1 and f.last < (n, i) for f in self.figures):
            return []
        named = [f for f in self.figures if f.last[0] == n and f.last < (n, i) and f.reading.kind == "person"]
        return named if len(named) == 2 else []

    def _antecedent(self, n: int, i: int, tree: Tree) -> Figure | None:
        """Whose: whoever the clause around word `i` describes ("Oslo, whose envoy had met …")."""
        at = i
        while at >= 0 and tree.tokens[at].deprel != "acl:relcl":
            at = tree.tokens[at].head
        near = [k for k in tree.conjuncts(tree.tokens[at].head) if k < i] if at >= 0 else []
        head = max(near, default=-1)
        while head >= 0 and tree.tokens[head].rel == "appos":  # "the M23, a group that experts say is backed by …"
            head = tree.tokens[head].head
        ids = self.who.get((n, head), ())
        return next((f for f in self.figures if f.id in ids[:1]), None)

    def _is_said(self, i: int, tree: Tree) -> bool:
        """True for "that" in "a group that experts say is backed by Oslo": its clause is what somebody says."""
        return tree.tokens[i].head >= 0 and tree.tokens[tree.tokens[i].head].rel == "ccomp"

    def _settlement(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """The place meant by "that city", "the town": the one named last."""
        plain = tree.sentence.kid(i, "nmod", "amod", "compound", "acl", "acl:relcl", "nmod:poss", "appos") is None
        if tree.tokens[i].lemma.lower() not in SETTLED or not plain or not is_definite(tree.sentence, i):
            return []
        if tree.tokens[i].has("Number=Plur"):
            return []
        found = self._recent(n, i, lambda f: f.reading.kind == "place")
        if found is not None:
            found.mentions.append(tree.sentence.span(*tree.phrase(i)))
            found.last = (n, i)
        return [found] if found is not None else []

    def _part(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """Those of whom some are told: "police detained three of them", "the envoys, two of whom had left"."""
        for k in tree.sentence.kids(i, "nmod", "obl"):
            token = tree.tokens[k]
            if k < i or tree.prep(k) != "of" or token.upos != "PRON":
                continue
            if token.text.lower() in ("whom", "which"):
                whole = self._antecedent(n, k, tree)
                return [whole] if whole is not None else []
            if token.text.lower() in GROUP_PRONOUNS:
                ids = self.who.get((n, k), ())
                return [f for f in self.figures if f.id in ids]
        return []

    def _beside(self, n: int, i: int, tree: Tree) -> frozenset[str]:
        """Whoever acts on the one that an object pronoun means, so is not meant: "soldiers shot them"."""
        token = tree.tokens[i]
        if token.rel == "nsubj" and token.head >= 0 and tree.tokens[token.head].rel == "ccomp":
            above = tree.tokens[token.head].head  # "the unions demanded that he resign"
            speakers = {tree.tokens[k].lemma.lower() for k in tree.verb(above).subjects}
            if tree.tokens[above].lemma.lower() in WANTING or speakers & MOUTHS:
                return frozenset(x for k in tree.verb(above).subjects for x in self.who.get((n, k), ()))
        if token.rel == "nmod" and tree.prep(i) == "of" and token.head < i:  # "police arrested twelve of them"
            return self._beside(n, token.head, tree)
        if token.rel not in ("obj", "iobj", "obl") or token.head < 0 or token.text.lower().endswith(("self", "selves")):
            return frozenset()
        return frozenset(x for k in tree.verb(token.head).subjects for x in self.who.get((n, k), ()))

    def _recent(self, n: int, i: int, fits: Callable[[Figure], bool]) -> Figure | None:
        """The most salient fitting figure before word `i`: subjects of this or the last sentences first."""
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


def _is_state(figure: Figure) -> bool:
    """True for a country, by its name or by its seat of power."""
    return figure.reading.kind == "country" or (figure.reading.kind == "organisation" and figure.reading.key[0] == "G")
