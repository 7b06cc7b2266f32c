"""What was done: frames laid over the dependency tree.

Each trigger word is held against the patterns of its lemma; the most specific pattern wins (docs/reference/frames.md).
How a pattern lies over the tree is told in fit_verbs.py and fit_nouns.py.
Result: `Match`es, with the tokens that fill the roles; who these are is the next question (who.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from demarche.coding.fit_nouns import fit_noun, is_sort, light_verb, of_what, with_companions
from demarche.coding.fit_verbs import fit_verb
from demarche.coding.fit_words import MEASURES, Acts, Fit, base_forms
from demarche.coding.tree import Tree
from demarche.ontology import Code, Codebook, Entry, Frame, Pattern
from demarche.ontology.frames import NO_ENTRIES, Entries, Refinement
from demarche.ontology.grammar import grammar

# What is hit or taken is a recipient, be it a thing: "shelled the airport", "seized a cargo".
HIT = frozenset(["ASSAULT", "COERCE"])


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """One frame found at one trigger. `fills` are (role, token) pairs; `inner` the tokens that fill V."""

    token: int
    frame: Frame
    pattern: Pattern
    code: Code
    fills: tuple[tuple[str, int], ...]
    words: tuple[int, ...]
    inner: tuple[int, ...] = ()
    rank: tuple[int, int, int] = (0, 0, 0)
    light: int | None = None

    def role(self, name: str) -> tuple[int, ...]:
        return tuple(i for r, i in self.fills if r == name)


class Laid:
    """A codebook's frames held against one sentence; each word is asked once.

    `acts` tells whether the phrase at a word names somebody who can act.
    """

    def __init__(self, book: Codebook, tree: Tree, acts: Acts) -> None:
        self.index, self.tree, self.acts = book.index, tree, acts
        self._bag = _bag(tree)
        self._found: dict[int, list[_Fitted]] = {}

    def matches(self) -> list[Match]:
        """All frames found in the sentence, in text order, at most one for each trigger word."""
        found = [best for i in range(len(self.tree.tokens)) if (best := self._at(i)) is not None]
        return _without_consumed(self.tree, found)

    def silenced(self, found: list[Match]) -> frozenset[int]:
        """Words at which a near miss holds and nothing else, with their objects: the event head is not asked there."""
        tree = self.tree
        taken = {m.token for m in found}
        out: set[int] = set()
        for i, token in enumerate(tree.tokens):
            if token.cues and token.upos == "NOUN" and is_sort(tree, i):
                out.add(i)
            elif i not in taken and (token.cues or token.upos == "VERB"):
                kinds = {entry.frame.event_type for _, entry, _ in self._fits(i) if not entry.positive}
                if "none" in kinds or kinds & {kind for kind, _ in token.cues[:1]}:
                    out.update((i, *(tree.verb(i).objects if token.upos == "VERB" else ())))
        return frozenset(out)

    def _fits(self, i: int) -> list[_Fitted]:
        """Every pattern, near misses too, that lies over word `i`."""
        if i not in self._found:
            self._found[i] = self._lie_over(i)
        return self._found[i]

    def _lie_over(self, i: int) -> list[_Fitted]:
        index, tree, bag, acts = self.index, self.tree, self._bag, self.acts
        lemma, text, upos = tree.tokens[i].lemma.lower(), tree.texts[i], tree.tokens[i].upos
        fits: list[_Fitted] = []
        if upos in ("VERB", "AUX") and lemma not in index.verbs:
            lemma = next((w for w in base_forms(text) if w in index.verbs), lemma)
        part = tree.tokens[i].rel == "compound"  # "the shooting and bomb attack"
        if upos in ("VERB", "AUX") and lemma in index.verbs and not part:
            args = tree.verb(i)
            fits += _all(index.verbs[lemma], bag, lambda e: fit_verb(tree, i, lemma, e.pattern, args, acts))
        elif upos in ("NOUN", "PROPN") and not _in_name(tree, i):
            for word in dict.fromkeys((lemma, text)):
                entries = index.nouns.get(word, NO_ENTRIES)
                fits += _all(entries, bag, lambda e: fit_noun(tree, i, (lemma, text), e.pattern, acts))
        state = text if upos == "VERB" and tree.describes(i) else lemma  # "is opposed to"
        if upos in ("ADJ", "NOUN", "ADV", "VERB", "PROPN") and state in index.copular and _is_predicate(tree, i):
            args = tree.verb(i)
            fits += _all(index.copular[state], bag, lambda e: fit_verb(tree, i, state, e.pattern, args, acts))
        return fits

    def _at(self, i: int) -> Match | None:
        tree = self.tree
        if tree.tokens[i].rel == "amod" and tree.tokens[i].lemma.lower() in SPOKEN_OF:
            return None  # "the agreed line", "a proposed law"
        fits = self._fits(i)
        standing = [f for f in fits if f[1].positive and not _vetoed(f, fits)]
        if not standing:
            return None
        rank, entry, fit = max(_heard(tree, i, standing), key=lambda f: (*f[0], _clear(f[2]), f[1].frame.id))
        return _match(tree, i, entry, fit, rank)


def _match(tree: Tree, i: int, entry: Entry, fit: Fit, rank: tuple[int, int, int]) -> Match:
    frame = entry.frame
    code = over(frame.code, entry.code)
    fills = tuple(dict.fromkeys(fit.fills))
    found = refined(frame.refine, tree, i, fit.words)
    return Match(
        token=i,
        frame=frame,
        pattern=entry.pattern,
        code=over(code, found) if found else code,
        fills=_of_noun(tree, i, fills, frame) if entry.pattern.pos == "noun" else fills,
        words=tuple(sorted({i, *fit.words})),
        inner=tuple(fit.inner),
        rank=rank,
        light=light_verb(tree, i) if entry.pattern.pos == "noun" else None,
    )


def _of_noun(tree: Tree, i: int, fills: tuple[tuple[str, int], ...], frame: Frame) -> tuple[tuple[str, int], ...]:
    return of_what(tree, i, fills) if frame.event_type in HIT else with_companions(tree, fills)


# "Poland scrapped the quota", "M23 took Goma", "some 2,000 marched" (fit_verbs.py).
STOOD_FOR = ("government", "people", "soldier")
AIMING = grammar()["aiming"]
SPOKEN_OF = grammar()["spoken_of"]
SURE = 0.8  # from here on the event head decides between frames
_Fitted = tuple[tuple[int, int, int], Entry, Fit]


def _clear(fit: Fit) -> int:
    """How many of actor and recipient a fit names; third parties and both-sides readings come after these."""
    return sum(r in "AR" for r, _ in fit.fills)


def _heard(tree: Tree, i: int, standing: list[_Fitted]) -> list[_Fitted]:
    """The patterns among which the best is chosen: of the most special, the type that the head is sure of."""
    cues = tree.tokens[i].cues
    most = max(f[0][:2] for f in standing)
    worded = [f for f in standing if f[0][:2] == most]
    if not cues or cues[0][1] < SURE:
        return worded
    return [f for f in worded if f[1].frame.event_type == cues[0][0]] or worded


def _vetoed(candidate: _Fitted, fits: list[_Fitted]) -> bool:
    """True when a near miss of the same frame, or one that silences all frames, is as specific as the candidate."""
    rank, entry, _ = candidate
    return any(
        not other.positive
        and r[:2] >= rank[:2]
        and (other.frame.event_type == "none" or other.frame.id == entry.frame.id)
        for r, other, _ in fits
    )


def _in_name(tree: Tree, i: int) -> bool:
    """True for a capitalised word inside a name: "Operation Inherent Resolve" resolves nothing."""
    token = tree.tokens[i]
    if token.upos != "PROPN":
        return False
    beside = [tree.tokens[k] for k in (i - 1, i + 1) if 0 <= k < len(tree.tokens)]
    run = token.rel in ("flat", "compound") or any(t.rel == "flat" and t.head == i for t in beside)
    after = tree.tokens[i + 1] if i > 0 and i + 1 < len(tree.tokens) else None
    goes_on = after is not None and after.upos == "ADJ" and after.text[:1].isupper()  # "Operation Inherent Resolve"
    return bool(token.name) or goes_on or (run and any(t.upos == "PROPN" and t.text[:1].isupper() for t in beside))


def _bag(tree: Tree) -> set[str]:
    """Every form in which a word of the sentence may stand in a pattern; names and numbers stand for some others."""
    out: set[str] = set()
    for token in tree.tokens:
        text = token.text.lower()
        out.add(text)
        out.add(token.lemma.lower())
        if token.upos == "VERB":
            out.update(base_forms(text))
        if "-" in text:
            out.update(text.split("-"))
        if token.upos in ("PROPN", "NUM"):
            out.update(STOOD_FOR)
    return out


def _all(entries: Entries, bag: set[str], fit: Callable[[Entry], Fit | None]) -> list[_Fitted]:
    out = []
    for entry in entries.among(bag):
        found = fit(entry)
        if found is not None:
            pattern = entry.pattern
            demanding = 0
            if pattern.pos == "verb":  # noun phrases may lack any of their slots
                demanding = sum(bool(s.preps or s.role == "V" or s.must_act) and not s.optional for s in pattern.slots)
            out.append(((pattern.fixed + found.particle, demanding, found.filled), entry, found))
    return out


def over(base: Code, more: Code) -> Code:
    """`base` with the fields that `more` sets."""
    return Code(mode=more.mode or base.mode, cameo=more.cameo or base.cameo, contexts=more.contexts or base.contexts)


def refined(rules: tuple[Refinement, ...], tree: Tree, i: int, words: Iterable[int]) -> Code | None:
    """The first refinement whose words stand below the trigger (or below its fixed words)."""
    if not rules:
        return None
    skip = frozenset(["conj", "parataxis", "nsubj", "nsubj:pass"])
    below = {k for w in (i, *words) for k in tree.sentence.subtree(w, skip=skip)}
    if tree.tokens[i].upos == "VERB":
        below |= {k for o in tree.verb(i).objects for k in tree.sentence.subtree(o)}
    lemmas = {tree.tokens[k].lemma.lower() for k in below} | {tree.tokens[k].text.lower() for k in below}
    return next((r.code for r in rules if r.words & lemmas), None)


def _is_predicate(tree: Tree, i: int) -> bool:
    token = tree.tokens[i]
    if tree.sentence.kid(i, "cop") is not None or tree.describes(i):
        return True
    if token.upos == "VERB" and tree.sentence.kid(i, "obj") is not None:
        return False  # "freed the man" does not say that anybody is free
    if token.rel == "acl" and tree.sentence.kid(i, "nsubj") is not None:
        return False  # "a diplomat it arrested"
    return token.rel in ("xcomp", "amod", "acl", "conj", "root", "advcl") and token.upos in ("ADJ", "VERB")


def _without_consumed(tree: Tree, found: list[Match]) -> list[Match]:
    """A noun that a verb's pattern has taken as its own word opens no event: "imposed sanctions", "signed a deal"."""
    verbs = [m for m in found if m.pattern.pos == "verb"]
    taken = {k: m for m in verbs for k in (*m.words, *_measured(tree, m.role("T"))) if k != m.token}
    fired = {k for m in verbs if m.frame.event_type in HIT for k in tree.verb(m.token).objects}
    found = [m for m in found if tree.tokens[m.token].rel != "acl" or not _is_aimed(tree, m, fired)]
    found = [m for m in found if not (outer := taken.get(m.token)) or not _swallows(outer, m) or _ended(tree, outer, m)]
    return _without_nested(found)


def _ended(tree: Tree, outer: Match, noun: Match) -> bool:
    """ "Would not resume the sharing, which it cut in May": two acts, the end and what becomes of it."""
    above = tree.tokens[noun.token].head
    resumed = above >= 0 and tree.tokens[above].lemma.lower() in RESUMING
    return resumed and tree.tokens[outer.token].head == noun.token and outer.frame.event_type == "SANCTION"


def _without_nested(found: list[Match]) -> list[Match]:
    """ "The delivery of aid", "a round of talks": one act of the two nouns, the one that names more parties."""
    nouns = {m.token: m for m in found if m.pattern.pos == "noun"}
    dropped: set[int] = set()
    for outer in nouns.values():
        for inner in (nouns[k] for k in outer.role("T") if k in nouns and k != outer.token):
            if inner.frame.event_type == outer.frame.event_type:
                dropped.add(min(inner, outer, key=_parties).token)
    return [m for m in found if m.token not in dropped]


def _parties(match: Match) -> int:
    return len({k for role, k in match.fills if role in "ARB"})


def _is_aimed(tree: Tree, match: Match, fired: set[int]) -> bool:
    """ "Fired rounds aimed at a post": aiming them is no second act."""
    return (
        tree.tokens[match.token].lemma.lower() in AIMING
        and tree.tokens[match.token].head in fired
        and match.frame.event_type == "MOBILIZE"
    )


def _measured(tree: Tree, tokens: tuple[int, ...]) -> tuple[int, ...]:
    """These words, and what they measure: "25,000 tons of food aid"."""
    inside = [k for t in tokens if tree.tokens[t].lemma.lower() in MEASURES for p, k in tree.phrases(t) if p == "of"]
    return (*tokens, *inside)


RESUMING = frozenset(["resume", "restore", "restart", "renew"])
TALK = frozenset(["REJECT", "ACCUSE", "REQUEST"])
WARM = frozenset(["AGREE", "SUPPORT", "CONSULT", "COOPERATE", "AID"])


def _swallows(outer: Match, noun: Match) -> bool:
    """Whether the noun's act is the verb's own; what is rejected, condemned or praised stays an act of its own."""
    if outer is noun:
        return False
    if noun.token in outer.words:
        return True
    kind = outer.frame.event_type
    return kind not in TALK and (kind != "SUPPORT" or noun.frame.event_type in WARM)
