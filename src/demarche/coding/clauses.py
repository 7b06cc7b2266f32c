"""How far a phrase of time or place reaches: from the word it hangs on to the act that a clause tells.

A phrase belongs to the predicate or event noun above it (its holder).
It also holds for coordinated clauses, for participles beside the verb and for an act named by a noun in the clause;
it does not cross into what is said, planned or asked for, nor into clauses with "after", "before" and "since".
A phrase at the beginning of a sentence reaches further.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

import msgspec

from demarche.coding.fit_nouns import LIGHT
from demarche.coding.tree import Tree
from demarche.model import Event
from demarche.ontology.codebook import DATA, read_yaml

LIMIT = 9
MEANWHILE = frozenset(["when", "while", "as"])  # these open a clause that tells of the same time


class Links(msgspec.Struct, frozen=True):
    """The word lists of clauses.yaml."""

    aspect: frozenset[str]
    apart: frozenset[str]
    sharing: frozenset[str]
    temporal: frozenset[str]
    speech: frozenset[str]
    future: frozenset[str]
    former: frozenset[str]
    ongoing: frozenset[str]
    bringing: frozenset[str]
    uncounted: frozenset[str]
    results: frozenset[str]


@cache
def links() -> Links:
    """The shipped word lists."""
    raw = read_yaml(DATA / "clauses.yaml")
    return msgspec.convert({k: v for k, v in raw.items() if k != "version"}, Links)


def head_of(tree: Tree, first: int, last: int) -> int:
    """The word of a stretch whose governor lies outside it; the last one when there are several."""
    heads = [i for i in range(first, last + 1) if not first <= tree.tokens[i].head <= last]
    words = [i for i in heads if tree.tokens[i].rel not in ("case", "punct", "det", "cc")]
    return (words or heads or [last])[0]


def is_predicate(tree: Tree, i: int) -> bool:
    token = tree.tokens[i]
    if token.upos in ("VERB", "AUX"):
        return token.rel not in ("amod", "compound", "case", "aux", "fixed")
    return any(tree.tokens[c].rel in ("nsubj", "cop", "csubj") for c in tree.sentence.children[i])


def holder(tree: Tree, i: int, triggers: Collection[int]) -> int:
    """The predicate or event noun that the phrase headed at `i` hangs on; `i` itself when there is none."""
    node, steps = tree.tokens[i].head, 0
    while node >= 0 and steps < 12:
        if node in triggers or is_predicate(tree, node) or tree.tokens[node].entity == "event":
            return node
        node, steps = tree.tokens[node].head, steps + 1
    return i


def is_initial(tree: Tree, first: int) -> bool:
    """True for a phrase before the subject of the sentence."""
    root = tree.sentence.root
    subject = next(iter(tree.sentence.kids(root, "nsubj", "csubj", "expl")), root)
    return first < min(subject, root) and first < 8


def is_definite(tree: Tree, i: int) -> bool:
    """ "the attack", "its invasion", "Moscow's annexation"."""
    for c in tree.sentence.children[i]:
        token = tree.tokens[c]
        if token.deprel == "nmod:poss" or (
            token.rel == "det" and token.lemma.lower() in ("the", "this", "that", "these", "those")
        ):
            return True
    return False


class Reach:
    """The distance from an event to the holder of a phrase, in one sentence; None when the phrase is not about it."""

    def __init__(self, tree: Tree, events: Collection[Event]) -> None:
        self.tree = tree
        self.triggers = frozenset(w for e in events for w in (e.trigger, *e.words))

        self._tail = _tail(tree)

    def holder(self, i: int) -> int:
        if self._tail is not None and self._tail <= i:
            return self.tree.sentence.root
        return holder(self.tree, i, self.triggers)

    def cost(self, event: Event, target: int, *, initial: bool = False, wide: bool = False) -> int | None:
        """The price; `initial` opens the sentence, and `wide` is a month or year that holds for what led to an act."""
        own = {event.trigger, *event.words}
        if target in own:
            return 0
        up = self._up(event.trigger, own, target, initial, wide)
        return up if up is not None else self._down(own, target)

    # -- from the event upwards ---------------------------------------------------------------------------------------

    def _up(self, node: int, own: Collection[int], target: int, initial: bool, wide: bool) -> int | None:
        total = 0
        for _ in range(8):
            step = self._link(node, own, initial, wide)
            if step is None:
                return None
            total += step
            node = self.tree.tokens[node].head
            if node == target:
                return total
            if node < 0 or total > LIMIT:
                return None
        return None

    def _link(self, i: int, own: Collection[int], initial: bool, wide: bool) -> int | None:
        """The price of going from word `i` to its governor; None when the way is closed."""
        token = self.tree.tokens[i]
        if token.head < 0:
            return None
        if token.head in own:
            return 0
        if is_predicate(self.tree, i) and token.rel not in ("nsubj", "obj", "obl", "nmod"):
            return self._clause_link(i, initial, wide)
        return self._noun_link(i, initial)

    def _clause_link(self, i: int, initial: bool, wide: bool) -> int | None:
        token = self.tree.tokens[i]
        above = self.tree.tokens[token.head]
        if token.rel == "conj":
            if not _same_time(self.tree, i, token.head):
                return None
            return 2 if self.tree.sentence.kid(i, "nsubj") is None else 3
        if token.rel == "xcomp":
            return 1 if above.lemma.lower() in links().aspect else None
        if token.rel == "advcl":
            apart = self.tree.prep(i).split(" ")[0] in links().apart or _is_perfect(self.tree, i)
            return None if apart and not (initial and wide) else 3
        if token.deprel == "acl:relcl":
            told_then = _own_tense(self.tree, i, heading=False) not in ("perfect", "present", "future")
            return 4 if initial and told_then else None
        if token.rel == "acl":
            return 3 if token.text.lower().endswith("ing") or initial else None
        if token.rel == "parataxis":
            return 4 if initial or not self._speaks(token.head) else None
        return None

    def _noun_link(self, i: int, initial: bool) -> int | None:
        token = self.tree.tokens[i]
        above = self.tree.tokens[token.head]
        if token.rel == "conj":
            return 1
        if i not in self.triggers:  # a party or thing on the way, not the act itself
            return 1 if self.tree.prep(i).split(" ")[0] not in links().temporal else None
        light = above.lemma.lower() in LIGHT and above.upos in ("VERB", "AUX")
        if token.rel in ("obj", "nsubj"):
            if token.head in self.triggers and token.rel == "obj" and not light:
                return None
            return 1 if light else 2 if token.rel == "nsubj" or initial or not is_definite(self.tree, i) else None
        if token.rel in ("obl", "nmod"):
            prep = self.tree.prep(i).split(" ")[0]
            if prep not in links().sharing or token.deprel == "nmod:poss":
                return None
            return 1 if light else 2 if initial or prep == "of" or not is_definite(self.tree, i) else None
        return 2 if token.rel in ("appos", "xcomp") else None

    def _speaks(self, i: int) -> bool:
        return any(True for _ in self.tree.sentence.kids(i, "ccomp")) or self.tree.tokens[i].lemma in (
            "say",
            "tell",
            "report",
            "add",
        )

    # -- from the phrase upwards to the event

    def _down(self, own: Collection[int], target: int) -> int | None:
        """The event's verb stands above the holder: "were killed in an attack on Monday", "shelled and captured …"."""
        total, node = 0, target
        for _ in range(4):
            step = self._descent(node)
            if step is None:
                return None
            total += step
            node = self.tree.tokens[node].head
            if node in own:
                return total
        return None

    def _descent(self, i: int) -> int | None:
        token = self.tree.tokens[i]
        if token.head < 0:
            return None
        if is_predicate(self.tree, i) and token.rel not in ("nsubj", "obj", "obl", "nmod"):
            alone = self.tree.sentence.kid(i, "nsubj") is None
            if token.rel == "conj":
                return 3 if alone and _same_time(self.tree, i, token.head) else None
            if token.rel == "advcl" and _meanwhile(self.tree, i):
                return 3
            if token.rel == "advcl" and alone:
                return 3 if not self.tree.prep(i) and token.text.lower().endswith("ing") else None
            return 2 if token.rel == "xcomp" and self.tree.tokens[token.head].lemma in links().aspect else None
        if token.rel == "nsubj":
            return 2
        if (
            token.rel in ("obl", "nmod")
            and self.tree.prep(i).split(" ")[0] in links().sharing
            and token.deprel != "nmod:poss"
        ):
            return 2
        if token.rel not in ("obl", "nmod", "xcomp", "obj") or token.deprel == "nmod:poss":
            return None
        if self.tree.prep(i).split(" ")[0] in links().temporal or (i in self.triggers and is_definite(self.tree, i)):
            return None
        return 4 if i in self.triggers else 3  # "agreed to a truce on Tuesday"


def _meanwhile(tree: Tree, i: int) -> bool:
    """ "Killed 14 people when they fought the rival band in January": both were done at the same time."""
    words = [c for c in tree.sentence.children[i] if c < i and tree.tokens[c].rel in ("mark", "advmod")]
    if not any(tree.tokens[c].text.lower() in MEANWHILE for c in words):
        return False
    return all(_own_tense(tree, k, heading=False) == "past" for k in (i, tree.tokens[i].head))


def _tail(tree: Tree) -> int | None:
    """Where the words about the speaker begin in "…, officials in Kyiv said on Monday."; None without such a tail."""
    root = tree.sentence.root
    if not tree.tokens or tree.tokens[root].lemma.lower() not in links().speech:
        return None
    told = [c for c in tree.sentence.kids(root, "ccomp", "parataxis") if c < root]
    commas = [k for k in range(root) if tree.tokens[k].text == ","]
    return commas[-1] if told and commas and told[0] < commas[-1] and root - commas[-1] <= 12 else None


def _is_perfect(tree: Tree, i: int) -> bool:
    """ "had been closed"."""
    return any(tree.tokens[c].text.lower() in ("had", "'d", "’d") for c in tree.sentence.kids(i, "aux"))


def tense(tree: Tree, i: int, *, heading: bool = False) -> str:
    """past, perfect ("had freed"), present or future of the verb at `i`, or of the verb that governs a noun at `i`."""
    for _ in range(10):
        found = _own_tense(tree, i, heading=heading)
        if found:
            return found
        token = tree.tokens[i]
        if token.upos in ("NOUN", "PROPN") and tree.prep(i) in ("ahead of", "before", "until"):
            return "future"
        if token.upos in ("NOUN", "PROPN") and tree.prep(i) in ("after", "following", "since"):
            return "past"
        if token.head < 0:
            return "present" if token.upos in ("NOUN", "PROPN") else ""
        i = token.head
    return ""


def _own_tense(tree: Tree, i: int, *, heading: bool) -> str:
    token = tree.tokens[i]
    if not is_predicate(tree, i):
        return ""
    helpers = [tree.tokens[c] for c in tree.sentence.kids(i, "aux", "cop")]
    texts = [h.text.lower() for h in helpers]
    if any(t in links().future for t in texts):
        return "past" if "have" in texts else "future"
    if any(t in ("had", "'d", "’d") for t in texts):
        return "perfect"
    infinitive = any(tree.tokens[c].text.lower() == "to" for c in tree.sentence.kids(i, "mark"))
    governor = tree.tokens[token.head].lemma.lower() if token.head >= 0 else ""
    if infinitive and not ("have" in texts and governor not in ("expect", "due", "likely", "set")):
        return "" if governor in links().aspect else "future"
    if any(t in ("has", "have", "'ve", "’ve", "was", "were", "did") for t in texts):
        return "past"
    if token.rel == "ccomp" and not helpers and (token.has("VerbForm=Inf") or token.has("Mood=Sub")):
        return "future"  # "demanded that they leave"
    if token.has("Tense=Past") and (token.has("VerbForm=Fin") or not helpers):
        return "past"
    if token.text.lower().endswith("ed") and token.upos == "VERB" and not helpers:
        return "past"  # the tagger takes a rare verb for a present now and then
    if token.has("Tense=Pres") and (token.has("VerbForm=Fin") or helpers):
        return "past" if heading else "present"
    return "present" if helpers and not heading else ""


def _same_time(tree: Tree, i: int, j: int) -> bool:
    """False when one of two coordinated verbs lies in the future and the other does not."""
    own, other = _own_tense(tree, i, heading=False), _own_tense(tree, j, heading=False)
    return not own or not other or (own == "future") == (other == "future")


def is_perfect(tree: Tree, i: int) -> bool:
    """True when the verb of word `i` stands in the past perfect."""
    return tense(tree, i) == "perfect"
