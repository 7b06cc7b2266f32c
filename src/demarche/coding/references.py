"""Whom a pronoun or a definite description means: "they", "the bloc", "the country" (those in twos: pairs.py).

The rules follow salience: subjects before objects, near before far.
"""

from __future__ import annotations

from collections.abc import Callable

from demarche.coding.cast_words import is_definite, is_expletive, is_main_subject
from demarche.coding.figures import Figure
from demarche.coding.pairs import INTERNATIONAL, Pairs
from demarche.coding.tree import Tree
from demarche.ontology.grammar import grammar

PERSON_PRONOUNS = frozenset(["he", "she", "him", "her", "his", "hers", "himself", "herself"])
RELATIVE = frozenset(["that", "which", "who", "whom"])
SHE = frozenset(["she", "her", "hers", "herself"])
# Several people in one noun: "he" and "she" mean none of them.
SEVERAL = frozenset(
    ["couple", "pair", "duo", "trio", "family", "crew", "team", "squad", "crowd", "party", "jury", "clan"]
)
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
# Who does this speaks of himself, as a rule.
CONFIDING = frozenset(["confirm", "announce", "admit", "acknowledge", "deny", "promise", "pledge", "vow", "concede"])
ONES = frozenset(["group", "movement", "militia", "gang", "network", "cell", "faction", "organisation", "organization"])
OUTLETS = ("paper", "newspaper", "weekly", "daily", "magazine", "broadcaster", "station", "channel", "outlet")
BODIES = dict.fromkeys(OUTLETS, "JRN") | {"company": "BUS", "firm": "BUS", "miner": "BUS", "movement": "OPP"}
ALLIED = frozenset(["bloc", "alliance", "grouping"])  # a common noun for a body of several states
OFFICES_OF_BLOCS = frozenset(["GOV", "JUD", "LEG"])  # the commission is not the bloc
# Who writes to somebody asking "him" to do something asks the one written to.
WRITING = frozenset(["write", "speak", "appeal", "talk", "turn", "plead", "say", "complain"])
REACHING = frozenset(["call", "phone", "telephone", "cable", "email", "petition", "visit", "meet", "text", "ring"])
ADDRESSING = frozenset(
    ["ask", "urge", "tell", "beg", "beseech", "implore", "warn", "thank", "invite", "press", "congratulate", "request",
     "inform", "assure", "remind", "advise", "brief"]
)  # fmt: skip
MEMBERS = ("-member", "-nation", "-country", "-state")  # "the 18-member body"
DIRECTING = frozenset(
    ["order", "force", "allow", "help", "instruct", "command", "compel", "push", "encourage", "pressure"]
)
FREEING = frozenset(["free", "release", "liberate"])
ABOARD = frozenset(["crew", "captain", "skipper", "crewman", "passenger", "cargo", "rudder", "hull", "helmsman"])
WINDOW = 3  # sentences that a pronoun looks back


class References(Pairs):
    """How short forms find the figures of an article."""

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
            found = self._home_state(n, i, tree, found) or found
        elif lemma in BLOC_NOUNS:
            found = self._recent(
                n, i, lambda f: f.reading.kind == "organisation" and (f.country in INTERNATIONAL or lemma in f.heads)
            )
        else:
            found = self._recent(n, i, lambda f: lemma in f.heads and f.reading.kind in ("group", "organisation"))
            found = found or self._only_body(n, i, tree)
        if found is None:
            return []
        first, last = tree.phrase(i)
        found.mentions.append(tree.sentence.span(first, last))
        found.last = (n, i)
        return [found]

    def _home_state(self, n: int, i: int, tree: Tree, found: Figure | None) -> Figure | None:
        """The state that the article is about, where foreigners speak of "the country" and the last one is no topic."""
        own = [f for f in self.figures if f.reading.kind == "country" and f.country == self.home]
        topical = found is not None and (found.subject_at >= n - 1 or found.country == self.home)
        plain = tree.sentence.kid(i, "nmod", "amod", "compound", "acl") is None
        here = {f.country for f in self.figures if f.last[0] == n and f.last < (n, i) and f.country}
        abroad = bool(here) and self.home not in here and (found is None or found.country not in here)
        return own[0] if own and found is not None and plain and abroad and not topical else None

    def _bloc(self, n: int, i: int, tree: Tree) -> list[Figure]:
        """The body of several states named before "the bloc", where nobody else was called so by name."""
        word = tree.tokens[i].lemma.lower()
        plain = tree.sentence.kid(i, "nmod", "amod", "compound", "acl", "nmod:poss", "appos") is None
        if word in BLOC_NOUNS and self._counts_members(i, tree):  # "the 18-member body"
            plain, word = True, "bloc"
        called = any(word in f.heads and f.country not in INTERNATIONAL for f in self.figures if f.last < (n, i))
        if word not in ALLIED or not plain or called or tree.tokens[i].has("Number=Plur"):
            return []
        found = self._recent(n, i, lambda f: f.country in INTERNATIONAL and f.sector not in OFFICES_OF_BLOCS)
        if found is None or found.reading.kind != "organisation":
            return []
        found.named_again(tree.sentence.span(*tree.phrase(i)), (n, i), subject=is_main_subject(tree, i))
        return [found]

    def _counts_members(self, i: int, tree: Tree) -> bool:
        """ "18-member", written as one word or as three."""
        before = " ".join(tree.texts[tree.phrase(i)[0] : i]).replace(" - ", "-")
        return before.endswith(MEMBERS) and is_definite(tree.sentence, i)

    def _controller(self, n: int, i: int, tree: Tree) -> Figure | None:
        """Whose the things are that somebody is asked to deal with: "urged Chad to free its prisoners"."""
        word, thing = tree.tokens[i].text.lower(), tree.tokens[tree.tokens[i].head]
        verb = thing.head
        while verb >= 0 and tree.tokens[verb].rel == "conj":
            verb = tree.tokens[verb].head
        directed = tree.tokens[i].deprel == "nmod:poss" and thing.rel in ("obj", "obl") and verb >= 0
        above = tree.tokens[verb].head if directed and tree.tokens[verb].rel == "xcomp" else -1
        if above < 0 or tree.tokens[above].lemma.lower() not in ADDRESSING | DIRECTING:
            return None
        args = tree.verb(above)
        asked = [k for k in (*args.objects, *args.indirect) if k < verb]
        ids = {x for k in asked for x in self.who.get((n, k), ())}
        found = [f for f in self.figures if f.id in ids]
        if len(found) != 1 or word not in PERSON_PRONOUNS | THING_PRONOUNS | GROUP_PRONOUNS:
            return None
        (one,) = found
        fits = not one.human if word not in PERSON_PRONOUNS else one.human
        return one if fits and (word not in THING_PRONOUNS or not one.plural) else None

    def _held(self, n: int, i: int, tree: Tree) -> Figure | None:
        """Who is to go free: "police arrested two men … the mayor demanded that they be freed"."""
        token = tree.tokens[i]
        passive = token.deprel == "nsubj:pass" or token.rel == "obj"
        if not passive or token.head < 0 or tree.tokens[token.head].lemma.lower() not in FREEING:
            return None
        human = token.text.lower() in PERSON_PRONOUNS
        found = [f for f in self.figures if f.id in self.captives and n - f.last[0] <= WINDOW and f.last < (n, i)]
        found = [f for f in found if (f.human and not f.plural if human else not f.human or f.plural)]
        return max(found, key=lambda f: f.last, default=None) if token.text.lower() not in THING_PRONOUNS else None

    def _addressee(self, n: int, i: int, tree: Tree) -> Figure | None:
        """Who was written to or called in the clause around: "wrote to the premier asking him to help"."""
        token = tree.tokens[i]
        asked = token.head >= 0 and tree.tokens[token.head].lemma.lower() in ADDRESSING
        if not asked or token.rel not in ("obj", "iobj") or tree.tokens[token.head].rel not in ("advcl", "acl"):
            return None
        above = tree.tokens[token.head].head
        if tree.tokens[above].upos not in ("VERB", "AUX"):  # the parser may hang the clause on the name
            above = tree.tokens[above].head
        if above < 0:
            return None
        lemma, args = tree.tokens[above].lemma.lower(), tree.verb(above)
        to = [*args.indirect, *(k for p, k in args.obliques if p in ("to", ""))] if lemma in WRITING else []
        to += args.objects if lemma in WRITING | REACHING else ()
        ids = {x for k in to if k < i for x in self.who.get((n, k), ())}
        found = [f for f in self.figures if f.id in ids and f.human]
        return found[0] if len(found) == 1 else None

    def _teller(self, n: int, i: int, tree: Tree) -> Figure | None:
        """Whoever says it of himself in a clause: "hours after Chad confirmed that it was quitting the bloc"."""
        token = tree.tokens[i]
        word, said = token.text.lower(), tree.tokens[token.head] if token.head >= 0 else token
        if token.rel != "nsubj" or said.rel != "ccomp" or word not in THING_PRONOUNS | PERSON_PRONOUNS:
            return None
        verb = tree.tokens[said.head]
        subjects = tree.verb(said.head).subjects
        if verb.lemma.lower() not in CONFIDING or len(subjects) != 1 or is_expletive(tree, i):
            return None
        told = [f for x in self.who.get((n, subjects[0]), ()) for f in self.figures if f.id == x]
        return next((f for f in told if f.human == (word in PERSON_PRONOUNS) and not f.plural), None)

    def _only_body(self, n: int, i: int, tree: Tree) -> Figure | None:
        """ "The paper" where the article has named one body of that kind before, and "the company"."""
        sector = BODIES.get(tree.tokens[i].lemma.lower())
        plain = tree.sentence.kid(i, "nmod", "amod", "compound", "acl", "acl:relcl", "appos") is None
        if sector is None or not plain or tree.tokens[i].has("Number=Plur"):
            return None
        named = [f for f in self.figures if f.reading.kind == "organisation" and f.sector == sector and f.last < (n, i)]
        return named[0] if len(named) == 1 else None

    def _pronoun(self, n: int, i: int, tree: Tree) -> None:
        token = tree.tokens[i]
        word = token.text.lower()
        beside = self._beside(n, i, tree)
        if (teller := self._teller(n, i, tree)) is not None and teller.id not in beside:
            found: Figure | None = teller
        elif (asked := self._controller(n, i, tree) or self._held(n, i, tree)) is not None:
            found = asked
        elif word in PERSON_PRONOUNS and (addressee := self._addressee(n, i, tree)) is not None:
            found = addressee
        elif word == "whose" or (word in RELATIVE and self._is_said(i, tree)):
            found = self._antecedent(n, i, tree)
        elif word in PERSON_PRONOUNS and (shared := self._shared(n, i, tree)) is not None:
            found = shared
        elif word in PERSON_PRONOUNS:
            other = (MALE if word in SHE else FEMALE) | SEVERAL
            found = self._recent(n, i, lambda f: f.human and f.id not in beside and not f.heads & other)
        elif word == "its" and tree.tokens[token.head].lemma.lower() in ABOARD:
            return  # the ship's, and no country's
        elif word in THING_PRONOUNS and not is_expletive(tree, i):
            found = self._holder(n, i, tree) or self._one(n, i, beside)
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

    def _holder(self, n: int, i: int, tree: Tree) -> Figure | None:
        """ "Baku will free nine soldiers it has held": it is whoever acts on those whom the clause describes."""
        token = tree.tokens[i]
        clause = token.head
        described = tree.tokens[clause].head if clause >= 0 and tree.tokens[clause].deprel == "acl:relcl" else -1
        if token.deprel != "nsubj" or described < 0 or tree.tokens[described].rel != "obj":
            return None
        doers = [x for k in tree.verb(tree.tokens[described].head).subjects for x in self.who.get((n, k), ())]
        found = [f for f in self.figures if f.id in doers]
        return found[0] if len(found) == 1 and _is_one_body(found[0]) and not found[0].plural else None

    def _one(self, n: int, i: int, beside: frozenset[str]) -> Figure | None:
        """Which state, body or place "it" is; what is laid "on its ports" is laid on one of this sentence."""

        def fits(f: Figure) -> bool:
            return _is_one_body(f) and not (f.plural or f.aside) and f.id not in beside

        here = self._recent(n, i, lambda f: fits(f) and f.last[0] == n) if beside else None
        return here or self._recent(n, i, fits)

    def _shared(self, n: int, i: int, tree: Tree) -> Figure | None:
        """ "Convicted a gendarme and sentenced him": whom the verb before has as its object, if it is one person."""
        token = tree.tokens[i]
        verb = tree.tokens[token.head] if token.head >= 0 else token
        if token.rel != "obj" or verb.rel != "conj" or tree.sentence.kid(token.head, "nsubj", "nsubj:pass") is not None:
            return None
        objects = tree.verb(verb.head).objects
        ids = [x for k in objects for x in self.who.get((n, k), ())]
        other = (MALE if token.text.lower() in SHE else FEMALE) | SEVERAL
        found = next((f for f in self.figures if f.id in ids[:1]), None)
        alone = found is not None and len(ids) == 1 and found.human and not found.plural and not found.heads & other
        return found if alone else None

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


def _is_one_body(figure: Figure) -> bool:
    """Whatever "it" may mean: a country, body or place, and a group that is one."""
    return figure.reading.kind in ("country", "organisation", "place") or figure.reading.head in ONES
