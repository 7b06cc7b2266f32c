"""Who gets an act when its object is a thing: "boycott all contact with Washington", "deal blows to Israel".

The words are asked in order: whose the thing is, whom the verb names beside it, who made what is refused, whoever
stands in the phrases around it, and whom a threat or refusal is to move ("unless Baghdad accepts").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from demarche.coding.fills import HARMS, OPEN_AIR, OTHERS_ACTS, WHERE, fights
from demarche.coding.fit_words import first_of, is_time
from demarche.coding.tree import Tree
from demarche.coding.what import Match

RELATED = frozenset(
    [
        "with",
        "to",
        "against",
        "toward",
        "towards",
        "for",
        "on",
        "of",
        "between",
        "at",
        "from",
        "by",
        "into",
        "onto",
        "upon",
    ]
)
# These go to or against somebody: "flew medicine into Afghanistan", "suspended supplies to Somalia".
DIRECTED = frozenset(["AID", "SANCTION", "COERCE", "RETREAT", "REJECT", "CONCEDE", "MOBILIZE"])
TOWARDS = frozenset(["to", "into", "onto", "on", "upon", "against", "toward", "towards"])
# The subject of these answers or judges what others did.
ANSWERING = OTHERS_ACTS - {"REQUEST", "PROTEST"} | {"AGREE"}
OUTDOORS = frozenset(["PROTEST", "MOBILIZE"])  # a common noun for a place says where these happen
TALKED_ABOUT = frozenset(["CONSULT", "AGREE", "COOPERATE"])
ALONE = frozenset(["retreat.resign"])  # the office that is given up is nobody
LIFTING = frozenset(["CONCEDE", "RETREAT", "REJECT"])  # "lifted", "refused to lift" …
IMPOSED = frozenset(["COERCE", "SANCTION"])  # … what these laid on somebody
Pairs = list[tuple[str, int]]


def with_related(tree: Tree, match: Match, acts: Callable[[int], bool], triggers: dict[int, Match]) -> Match:
    """The match with a recipient from the phrases of what is acted on, when that is a thing."""
    if match.role("B") or match.frame.id in ALONE:
        return match
    search = _Search(tree, match, acts, triggers)
    if instead := search.instead():
        return _with(match, instead, alone=True)
    if any(acts(k) for k in match.role("R")):
        return match
    if dead := search.dead():
        return _with(match, dead, alone=True)
    beside = search.beside()
    if beside is not None:
        return _with(match, beside)
    found = search.around()
    return _with(match, found, alone=True) if found else match


def _with(match: Match, found: Iterable[int], *, alone: bool = False) -> Match:
    """The match with these recipients, beside those it has or `alone`."""
    others = tuple((r, k) for r, k in match.fills if r != "R") if alone else match.fills
    return msgspec.structs.replace(match, fills=(*others, *(("R", k) for k in dict.fromkeys(found))))


class _Search:
    """The words around one act."""

    def __init__(self, tree: Tree, match: Match, acts: Callable[[int], bool], triggers: dict[int, Match]) -> None:
        self.tree = tree
        self.match = match
        self.acts = acts
        self.triggers = triggers
        self.kind = match.frame.event_type
        self.owners = [k for k in _owners(tree, match) if acts(k)]
        # what is said of another act: whoever suffers there is no recipient here
        self.inner = [v for v in match.inner if self.kind != "AGREE" or not fights(tree, v)]
        self.own = [k for k in (*match.role("T"), *self.inner) if self._is_own(k)]

    def _is_own(self, k: int) -> bool:
        """What the act is about, unless it is an act of others; a ban that is lifted is no other act."""
        other = self.triggers.get(k, self.match)
        lifted = self.kind in LIFTING and other.frame.event_type in IMPOSED
        return other is self.match or lifted

    def instead(self) -> list[int]:
        """Whose the thing is, where the pattern has taken words inside it: "spurned Oslo's offer of nurses"."""
        tree, match = self.tree, self.match
        if (given := self._given_to()) and match.role("R"):
            return given
        if not _part_of(tree, match.role("R"), match.role("T")):
            return []
        of_parties = any(tree.tokens[k].head in match.role("R") for k in self.owners)  # "ties with Oslo's government"
        if self.owners and not of_parties:
            return self.owners
        refused = match.role("T") if self.kind == "REJECT" else ()  # "rejected a Belarusian offer of talks at …"
        return [k for t in refused for k in tree.modifiers(t) if self.acts(k)]

    def _given_to(self) -> list[int]:
        """To whom something is offered that is for others: "offered the governor cells for the leaders of the gang"."""
        match, tree = self.match, self.tree
        verb = match.pattern.pos == "verb" and tree.tokens[match.token].upos == "VERB"
        used = {k for _, k in match.fills}
        given = [k for k in tree.verb(match.token).indirect if k not in used and self.acts(k)] if verb else []
        return given if all(tree.prep(first_of(tree, k)) == "for" for k in match.role("R")) else []

    def beside(self) -> list[int] | None:
        """Whom the verb names beside the thing, and who made it; None where the phrases around are to be asked."""
        core = [k for k in _core(self.tree, self.match) if self.acts(k) and not is_time(self.tree, k)]
        if core or self.owners:
            return core or self.owners
        if self.kind in TALKED_ABOUT and not _names_deed(self.tree, self.match):
            return []
        if self.match.role("R"):
            return None
        if self.kind == "REJECT" and (makers := self._makers()):
            return [k for k in makers if self.acts(k) and k not in self.match.role("A")]
        theirs = [k for k in self.own if self._is_somebody(k)]
        return [k for k in theirs if k not in self.match.role("A")] if theirs else None

    def _makers(self) -> list[int]:
        """Who made what is refused: "dismissed an appeal from the president", "rejected an Australian ultimatum"."""
        told = [self.triggers[t] for t in self.match.role("T") if t in self.triggers]
        return [k for other in told if other is not self.match for k in other.role("A")]

    def _is_somebody(self, k: int) -> bool:
        if self.kind in OUTDOORS and self.tree.tokens[k].entity == "place" and not self.tree.tokens[k].name:
            return False  # "marched from the market", "patrol the campus"
        return self.tree.tokens[k].upos not in ("VERB", "AUX") and not _is_where(self.tree, k) and self.acts(k)

    def around(self) -> list[int]:
        """Whoever stands in the phrases around what is acted on."""
        around = self._things()
        pairs = self._phrases(around)
        asked = self.kind == "REQUEST"  # "pleaded for a corridor for civilians": they are not the ones asked
        found = [k for p, k in pairs if not (asked and p == "for") and self._takes_part(p, k)]
        if not found and self.kind in DIRECTED | {"AGREE"}:  # "a ban on imports of Danish beef"
            deeper = [q for p, k in pairs if p in RELATED and not self.acts(k) for q in self.tree.phrases(k)]
            found = [k for p, k in deeper if self._takes_part(p, k)]
        if not found and self.kind in ("THREATEN", "REJECT"):
            found = [k for k in _moved(self.tree, self.match) if self.acts(k)]
        undergo = self._undergo(around) if asked else set()
        return [k for k in found if k not in self.match.role("A") and k not in undergo]

    def dead(self) -> list[int]:
        """ "Ten people died in Kano when a bomb exploded": those who die of it are hit."""
        token = self.tree.tokens[self.match.token]
        if self.kind != "ASSAULT" or token.rel != "advcl" or token.head < 0:
            return []
        dies = self.tree.tokens[token.head].lemma.lower() in ("die", "perish")
        return [k for k in self.tree.verb(token.head).subjects if dies and self.acts(k)]

    def _takes_part(self, prep: str, k: int) -> bool:
        return prep in RELATED and self.acts(k) and not is_time(self.tree, k)

    def _undergo(self, around: list[int]) -> set[int]:
        """Who suffers an act that is asked for: "demanded the release of the men"."""
        told = [self.triggers[k] for k in around if k in self.triggers]
        return {j for other in told if other is not self.match for j in other.role("R")}

    def _things(self) -> list[int]:
        """What is acted on; who suffers an abduction that is condemned is not blamed for it."""
        tree, match = self.tree, self.match
        told = self.kind in ("ACCUSE", "SUPPORT")
        around = [*(k for k in match.role("R") if not told or self.triggers.get(k, match) is match), *self.own]
        around = [k for k in around if tree.tokens[k].lemma.lower() not in OPEN_AIR]  # "the highway to Santa Cruz"
        around += [o for v in self.inner if tree.tokens[v].upos == "VERB" for o in tree.verb(v).objects]
        return [k for k in around if tree.tokens[k].rel != "conj"]

    def _phrases(self, around: list[int]) -> Pairs:
        tree, match = self.tree, self.match
        pairs = [p for k in around for p in tree.phrases(k) if p[0] != "of" or not _is_harm(tree, match, k)]
        added = [c for o in around for c in tree.sentence.kids(o, "acl")]
        # "a truce proposed by Tigrayan leaders": whoever made what is acted on
        pairs += [("by", k) for c in added if tree.is_passive(c) for k in tree.verb(c).subjects]
        # "the embargo that it has imposed on Havana", "the sanctions imposed on Minsk"
        pairs += [(p, k) for c in added for p, k in tree.verb(c).obliques if p in TOWARDS]
        pairs += [p for v in self.inner if tree.tokens[v].upos == "VERB" for p in tree.verb(v).obliques]
        if match.pattern.pos == "verb" and self.kind in DIRECTED:
            pairs += [(p, k) for p, k in tree.verb(match.token).obliques if p in TOWARDS]
        return pairs


def _is_where(tree: Tree, k: int) -> bool:
    """ "rallied in Skopje", "took to the streets of Tbilisi"."""
    return tree.prep(k) in WHERE or tree.tokens[k].lemma.lower() in OPEN_AIR


def _is_harm(tree: Tree, match: Match, k: int) -> bool:
    """True where what is judged or refused is done to whoever stands behind "of": "condemned the eviction of"."""
    return match.frame.event_type in OTHERS_ACTS and tree.tokens[k].lemma.lower() in HARMS


def _core(tree: Tree, match: Match) -> list[int]:
    """Objects of the trigger that no slot has taken: "asked the army for help", "promised Dhaka cheaper power"."""
    if match.pattern.pos not in ("verb", "head") or tree.tokens[match.token].upos != "VERB":
        return []
    args = tree.verb(match.token)
    used = {k for _, k in match.fills} | set(match.words) | set(match.inner)
    used |= {c for t in match.role("T") for c in tree.conjuncts(t)}  # "demanded her release and an inquiry"
    free = [k for k in args.indirect if k not in used]
    return free or ([k for k in args.objects if k not in used] if not args.passive else [])


def _owners(tree: Tree, match: Match) -> list[int]:
    """Whose the thing is that is judged or answered: "accepted the arbitrator's proposal"."""
    if match.frame.event_type not in ANSWERING or match.pattern.pos != "verb":
        return []
    own = dict.fromkeys((*match.role("T"), *match.role("R")))
    found = [c for k in own for c in tree.sentence.kids(k, "nmod:poss")]
    if match.frame.event_type == "AGREE":  # "accepted the Chilean offer"
        found += [c for k in own for c in tree.sentence.kids(k, "amod") if tree.tokens[c].text[:1].isupper()]
    return [c for c in found if c not in match.role("A") and tree.tokens[c].upos != "PRON"]


def _part_of(tree: Tree, inner: tuple[int, ...], outer: tuple[int, ...]) -> bool:
    """True when each of `inner` stands in a phrase of `outer`."""
    below = {k for o in outer for k in tree.sentence.subtree(o)} - set(outer)
    return bool(inner) and set(inner) <= below


def _moved(tree: Tree, match: Match) -> list[int]:
    """The subjects of the conditions of a threat or refusal: "will not lift the ban until Chile frees them"."""
    heads = dict.fromkeys((match.token, *match.words, *match.inner))  # "threatened to halt talks if Chad goes ahead"
    return [
        k
        for h in heads
        for c in tree.sentence.kids(h, "advcl")
        if tree.prep(c).split(" ")[0] in ("if", "unless", "until", "before")
        for k in tree.verb(c).subjects
    ]


def _names_deed(tree: Tree, match: Match) -> bool:
    """True for words that say what will be done: "agreed to lift its ban on Danish beef"."""
    return any(tree.tokens[w].upos == "VERB" for w in match.words if w != match.token)
