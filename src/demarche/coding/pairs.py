"""The two who are meant: "both governments", "the two sides", "the pair", "they" behind "Kenya and Chad"."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable

from demarche.coding.brokers import thanked
from demarche.coding.cast_words import is_definite, is_main_subject
from demarche.coding.figures import Figure
from demarche.coding.tree import Tree
from demarche.model import Span
from demarche.ontology.grammar import grammar

PAIRED = frozenset(
    ["government", "capital", "camp", "delegation", "army", "military", "country", "nation", "side", "neighbour",
     "neighbor", "state", "party", "ally", "rival", "foe", "adversary", "power"]
)  # fmt: skip
COUPLES = frozenset(
    ["pair", "duo", "leader", "president", "minister", "man", "woman", "statesman", "premier", "chancellor",
     "politician", "official", "diplomat", "envoy", "counterpart", "rival", "foe", "ally"]
)  # fmt: skip
HALVES = {"north": "south", "south": "north"}
# Two states of one name, told in one word: "the two Koreas", "both Sudans".
NAMESAKES = {"koreas": ("PRK", "KOR"), "sudans": ("SDN", "SSD"), "congos": ("COD", "COG")}
COUPLE_WINDOW = 2  # sentences in which "the pair" must have been named
# Whoever wants this wants it of somebody else.
WANTING = frozenset(["demand", "urge", "order", "request"])  # not "insisted that he had": he himself
MOUTHS = frozenset(["source", "spokesman", "spokeswoman", "spokesperson"])  # "a source said he had": somebody else
SIDES = frozenset(["side", "camp", "delegation", "party", "army"])  # a civil war has them as well
OPPOSING = frozenset(["REB", "OPP", "PRM"])
STATELY = frozenset(["GOV", "MIL", None])
UNEVEN = 4.0  # times that one of the two may be told more than the other …
EVEN = 1.5  # … where there are rebels, who may be a side
# Churches, courts and schools tell where something happens, and not which states are at odds.
LOCAL = frozenset(["REL", "JUD", "EDU", "MED"])
PAIR_WINDOW = 6  # sentences in which the two states of "both governments" must have been named
INTERNATIONAL = frozenset(["IGO", "EUR", "UNO", "NGO"])
HOLDING = grammar()["holding"]
LAID_ON = grammar()["laid_on"]
TAKING = frozenset(["arrest", "detain", "jail", "imprison", "abduct", "kidnap", "capture", "seize", "hold"])
ACCUSING = frozenset(["accuse", "blame", "charge", "suspect", "criticise", "criticize", "condemn", "denounce"])
ENABLING = frozenset(["enable", "allow", "help", "let", "leave", "make", "give", "bring", "force", "permit"])
STEPS = 4  # clauses that a pronoun looks up to who accuses


class Pairs(ABC):
    """All figures of an article and who stands at which word; those who stand in twos."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []
        self.who: dict[tuple[int, int], tuple[str, ...]] = {}
        self.between: tuple[int, frozenset[str]] = (-9, frozenset())  # the last two between whom something was told
        self.home: str | None = None  # the country that the article names most
        self.joint: tuple[int, tuple[str, ...]] = (-9, ())  # those who were the subject together, and in which sentence
        self.captives: set[str] = set()  # who has been arrested or abducted
        self.go_betweens: set[str] = set()  # countries that have mediated: they are no side

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
        """The two states meant by "both governments", "the two countries", "the two sides", "either army".

        They are the two that the sentence has named so far, or the two told most; who acts on them is neither, nor is
        who stands between them.
        """
        words = {tree.tokens[c].lemma.lower() for c in tree.sentence.children[i]}
        told_apart = tree.sentence.kid(i, "amod", "compound", "nmod", "acl") is not None  # "two opposition parties"
        if told_apart or not (
            "either" in words or "both" in words or ("two" in words and words & {"the", "these", "those"})
        ):
            return []
        between = tree.prep(i) == "between"  # "broke off talks between the two countries": who acts is one of them
        acting = frozenset[str]() if between else self._beside(n, i, tree)
        others = {f.country for f in self.figures if f.id in acting and f.sector in STATELY}
        if tree.tokens[i].lemma.lower() in SIDES and n - self.between[0] <= 1 and len(self.between[1]) == 2:
            return [f for f in self.figures if f.id in self.between[1]]
        if tree.tokens[i].lemma.lower() in SIDES and self._rebels_near(n, i):
            chosen = self._leading(n, i, others, uneven=EVEN)
        else:
            chosen = self._named_here(n, i, tree, others) or self._leading(n, i, others)
        states = [self._state(c, tree.sentence.span(*tree.phrase(i)), (n, i)) for c in chosen]
        return states

    def _rebels_near(self, n: int, i: int) -> bool:
        """True where the text before names rebels or an opposition: then "the two sides" may be those of one state."""
        near = (f for f in self.figures if f.last < (n, i) and n - f.last[0] <= PAIR_WINDOW)
        return any(f.sector in OPPOSING for f in near)

    def _named_here(self, n: int, i: int, tree: Tree, but: set[str | None]) -> list[str]:
        """The two countries that the sentence has named before word `i`, if they are two."""
        here = [f for f in self.figures if f.country and f.last[0] == n and f.last[1] < i]
        named = {f.country: f.last[1] for f in here if f.country}
        grateful_to = {x for k in thanked(tree) if k < i for x in self.who.get((n, k), ())}
        aside = {f.country for f in here if f.id in grateful_to}
        aside |= self.go_betweens - {f.country for f in here if f.subject_at == n}
        found = [c for c in sorted(named, key=lambda c: named[c]) if c not in INTERNATIONAL | aside and c not in but]
        return found if len(found) == 2 else []

    def _leading(self, n: int, i: int, but: set[str | None], *, uneven: float = UNEVEN) -> list[str]:
        """The two countries told most before word `i`; none when no two stand out."""
        named = self._named_near(n, i)
        others = [(c, k) for c, k in named.most_common() if c not in INTERNATIONAL and c not in but]
        sides = [(c, k) for c, k in others if c not in self.go_betweens]
        top = (sides if len(sides) > 1 else others)[:3]
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
            near = 0 <= n - f.last[0] <= PAIR_WINDOW and f.last < (n, i)
            if f.country and near and f.sector not in LOCAL:
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
        windows = ([f for f in people if n - f.last[0] <= back] for back in range(COUPLE_WINDOW + 1))
        near = next((named for named in windows if len(named) > 1), [])  # those of the last sentence that names two
        if len(near) != 2:
            return []
        first, last = tree.phrase(i)
        for figure in near:
            figure.mentions.append(tree.sentence.span(first, last))
            figure.last = (n, i)
        return near

    def _several(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """Those who stand together as the last subject before "they": "Kenya and Chad said they would meet"."""
        subjects = [k for k in range(i) if tree.tokens[k].rel == "nsubj" and (n, k) in self.who]
        if not subjects and is_main_subject(tree, i) and self.joint[0] == n - 1:
            return [f for f in self.figures if f.id in self.joint[1]]  # "Kenya and Chad signed. They also agreed"
        if not subjects:
            return []
        together = tree.conjuncts(subjects[-1])
        ids = {x for k in together for x in self.who.get((n, k), ())}
        figures = [f for f in self.figures if f.id in ids]
        listed = len(together) > 2 or not any(f.plural for f in figures)  # "France, Italy and ten others … they"
        named = len(figures) == len(together) or (len(together) > 2 and len(figures) > 1)
        one_each = len(together) > 1 and named and listed
        return figures if one_each and max(together) < i else self._two_people(n, i)

    def _two_people(self, n: int, i: int) -> list[Figure]:
        """The two who are named before "they" in a sentence that names no group: "met Tusk, and they discussed"."""
        if any(f.plural and n - f.last[0] <= 1 and f.last < (n, i) for f in self.figures):
            return []
        named = [f for f in self.figures if f.last[0] == n and f.last < (n, i) and f.reading.kind == "person"]
        return named if len(named) == 2 else []

    def _coordinated(self, n: int, tree: Tree) -> tuple[str, ...]:
        """Those who are told together as the subject of the main clause, where each of them is somebody known."""
        subjects = [i for i, t in enumerate(tree.tokens) if t.rel == "nsubj" and is_main_subject(tree, i)]
        for i in subjects[:1]:
            ids = [x for k in tree.conjuncts(i) for x in self.who.get((n, k), ())]
            return tuple(ids) if 1 < len(ids) == len(tree.conjuncts(i)) else ()
        return ()

    def _together(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """Those who are named right before what they are: "the PUK and the KDP, the two parties that rule"."""
        token = tree.tokens[i]
        if token.deprel != "appos" or not token.has("Number=Plur") or token.head < 0:
            return []
        head = token.head
        while tree.tokens[head].rel == "conj":
            head = tree.tokens[head].head
        named = [k for k in tree.conjuncts(head) if k < i]
        ids = [x for k in named for x in self.who.get((n, k), ())]
        return [f for f in self.figures if f.id in ids] if 1 < len(named) == len(ids) else []

    def _beside(self, n: int, i: int, tree: Tree) -> frozenset[str]:
        """Whoever acts on the one that an object pronoun means, so is not meant: "soldiers shot them"."""
        token = tree.tokens[i]
        if token.deprel == "nmod:poss":
            return frozenset(x for k in _punishers(tree, token.head) for x in self.who.get((n, k), ()))
        part = token.rel == "nmod" and tree.prep(i) == "of" and token.head < i
        held = tree.tokens[token.head] if part else token
        if held.deprel == "nsubj:pass" and tree.tokens[held.head].lemma.lower() in HOLDING:
            return frozenset(f.id for f in self.figures if f.sector == "COP")  # police are not detained
        if token.rel == "nsubj" and (accusers := _accusers(tree, i)):
            return frozenset(x for k in accusers for x in self.who.get((n, k), ()))
        if token.rel == "nsubj" and token.head >= 0 and tree.tokens[token.head].rel == "ccomp":
            above = tree.tokens[token.head].head  # "the unions demanded that he resign"
            speakers = {tree.tokens[k].lemma.lower() for k in tree.verb(above).subjects}
            if tree.tokens[above].lemma.lower() in WANTING or speakers & MOUTHS:
                return frozenset(x for k in tree.verb(above).subjects for x in self.who.get((n, k), ()))
        if part:  # "police arrested twelve of them"
            return self._beside(n, token.head, tree)
        if token.rel == "obj" and _is_outcome(tree, token.head):
            return frozenset()
        if token.rel not in ("obj", "iobj", "obl") or token.head < 0 or token.text.lower().endswith(("self", "selves")):
            return frozenset()
        return frozenset(x for k in tree.verb(token.head).subjects for x in self.who.get((n, k), ()))


def _punishers(tree: Tree, thing: int) -> tuple[int, ...]:
    """Who lays something on a thing, which is not his own: "imposed sanctions on its refinery"."""
    above = tree.tokens[thing].head
    if above < 0 or tree.prep(thing) not in ("on", "against") or tree.tokens[thing].rel not in ("obl", "nmod"):
        return ()
    if tree.tokens[above].lemma.lower() in LAID_ON:
        return tree.verb(tree.tokens[above].head).subjects if tree.tokens[above].head >= 0 else ()
    laid = any(tree.tokens[k].lemma.lower() in LAID_ON for k in tree.verb(above).objects)
    return tree.verb(above).subjects if laid else ()


def _is_outcome(tree: Tree, verb: int) -> bool:
    """ "Chad sold the mine, enabling it to buy jets": what has happened enables it, and nobody else."""
    clause = tree.tokens[verb]
    return clause.rel == "advcl" and clause.lemma.lower() in ENABLING and clause.text.lower().endswith("ing")


def _accusers(tree: Tree, i: int) -> tuple[int, ...]:
    """Who accuses another of what the clause tells: "accused Chad of holding back the jets that it had promised"."""
    at = tree.tokens[i].head
    for _ in range(STEPS):
        above = tree.tokens[at].head if at >= 0 else -1
        if above < 0:
            return ()
        if tree.tokens[above].lemma.lower() in ACCUSING and tree.prep(at) in ("of", "for"):
            return tree.verb(above).subjects
        at = above
    return ()


def _is_state(figure: Figure) -> bool:
    """True for a country, by its name or by its seat of power."""
    return figure.reading.kind == "country" or (figure.reading.kind == "organisation" and figure.reading.key[0] == "G")
