"""What was done: frames laid over the dependency tree.

Each trigger word is held against the patterns of its lemma; the most specific pattern wins (docs/reference/frames.md).
Result: `Match`es, with the tokens that fill the roles; who these are is the next question (who.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from demarche.coding.tree import Arguments, Tree
from demarche.ontology import Code, Codebook, Entry, Frame, Pattern, Slot
from demarche.ontology.frames import Refinement
from demarche.ontology.grammar import grammar

Acts = Callable[[int], bool]

# Verbs that lend their subject and phrases to the noun they govern: "held talks in Oslo with", "paid a visit to".
LIGHT = grammar()["light"]
# The subject of these suffers what the noun says: "came under attack", "faced criticism from".
SUFFERING = grammar()["suffering"]


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


class _Fit(msgspec.Struct):
    """What has been found for one pattern so far."""

    fills: list[tuple[str, int]]
    words: list[int]
    inner: list[int]
    filled: int = 0
    particle: int = 0

    def take(self, slot: Slot, tokens: Iterable[int]) -> None:
        tokens = tuple(tokens)
        if slot.role == "V":
            self.inner.extend(tokens)
        elif slot.role and slot.role != "X":
            self.fills.extend((slot.role, i) for i in tokens)
        if slot.words is not None and not slot.role:
            self.words.extend(tokens[:1])
        self.filled += bool(tokens) and slot.role != "X"


class Matcher:
    """Holds a codebook's frames against sentences."""

    def __init__(self, book: Codebook) -> None:
        self.book = book

    def match(self, tree: Tree, acts: Acts) -> list[Match]:
        """All frames found in a sentence, in text order, at most one for each trigger word."""
        found = []
        bag = _bag(tree)
        for i, token in enumerate(tree.tokens):
            best = self._at(tree, i, token.lemma.lower(), token.text.lower(), token.upos, acts, bag)
            if best is not None:
                found.append(best)
        return _without_consumed(found)

    def silenced(self, tree: Tree, acts: Acts, found: list[Match]) -> frozenset[int]:
        """Words at which a near miss holds and nothing else, with their objects: the event head is not asked there."""
        taken = {m.token for m in found}
        bag = _bag(tree)
        out: set[int] = set()
        for i, token in enumerate(tree.tokens):
            if i not in taken and (token.cues or token.upos == "VERB"):
                fits = self._fits(tree, i, token.lemma.lower(), token.text.lower(), token.upos, acts, bag)
                kinds = {entry.frame.event_type for _, entry, _ in fits if not entry.positive}
                if "none" in kinds or kinds & {kind for kind, _ in token.cues[:1]}:
                    out.update((i, *(tree.verb(i).objects if token.upos == "VERB" else ())))
        return frozenset(out)

    def _fits(self, tree: Tree, i: int, lemma: str, text: str, upos: str, acts: Acts, bag: set[str]) -> list[_Fitted]:
        """Every pattern, near misses too, that lies over word `i`."""
        index = self.book.index
        fits: list[_Fitted] = []
        if upos in ("VERB", "AUX") and lemma not in index.verbs:
            lemma = next((w for w in base_forms(text) if w in index.verbs), lemma)
        if upos in ("VERB", "AUX") and lemma in index.verbs:
            args = tree.verb(i)
            fits += _all(index.verbs[lemma], bag, lambda e: fit_verb(tree, i, lemma, e.pattern, args, acts))
        elif upos in ("NOUN", "PROPN") and not _in_name(tree, i):
            entries = index.nouns.get(lemma, ())
            if text != lemma:
                entries += index.nouns.get(text, ())
            fits += _all(entries, bag, lambda e: fit_noun(tree, i, (lemma, text), e.pattern, acts))
        if upos in ("ADJ", "NOUN", "ADV", "VERB", "PROPN") and lemma in index.copular and _is_predicate(tree, i):
            args = tree.verb(i)
            fits += _all(index.copular[lemma], bag, lambda e: fit_verb(tree, i, lemma, e.pattern, args, acts))
        return fits

    def _at(self, tree: Tree, i: int, lemma: str, text: str, upos: str, acts: Acts, bag: set[str]) -> Match | None:
        fits = self._fits(tree, i, lemma, text, upos, acts, bag)
        standing = [f for f in fits if f[1].positive and not _vetoed(f, fits)]
        if not standing:
            return None
        rank, entry, fit = max(_heard(tree, i, standing), key=lambda f: (*f[0], _clear(f[2]), f[1].frame.id))
        return self._match(tree, i, entry, fit, rank)

    def _match(self, tree: Tree, i: int, entry: Entry, fit: _Fit, rank: tuple[int, int, int]) -> Match:
        frame = entry.frame
        code = over(frame.code, entry.code)
        fills = tuple(dict.fromkeys(fit.fills))
        found = refined(frame.refine, tree, i, fit.words)
        return Match(
            token=i,
            frame=frame,
            pattern=entry.pattern,
            code=over(code, found) if found else code,
            fills=of_what(tree, i, fills) if entry.pattern.pos == "noun" and frame.event_type in HIT else fills,
            words=tuple(sorted({i, *fit.words})),
            inner=tuple(fit.inner),
            rank=rank,
            light=light_verb(tree, i) if entry.pattern.pos == "noun" else None,
        )


SURE = 0.8  # from here on the event head decides between frames


def base_forms(text: str) -> tuple[str, ...]:
    """What an inflected verb may come from, for verbs that the lemmatiser does not know: "boycotted", "razed"."""
    out: list[str] = []
    for ending in ("ed", "ing", "es", "s", "d"):
        if text.endswith(ending) and len(text) > len(ending) + 2:
            stem = text[: -len(ending)]
            out += [stem, stem + "e"]
            if len(stem) > 3 and stem[-1] == stem[-2]:
                out.append(stem[:-1])
            if ending in ("ed", "es") and stem.endswith("i"):
                out.append(stem[:-1] + "y")
    return tuple(out)


_Fitted = tuple[tuple[int, int, int], Entry, _Fit]


def _clear(fit: _Fit) -> int:
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
    return bool(token.name) or (run and any(t.upos == "PROPN" and t.text[:1].isupper() for t in beside))


def _bag(tree: Tree) -> set[str]:
    """Every form in which a word of the sentence may stand in a pattern."""
    out: set[str] = set()
    for token in tree.tokens:
        text = token.text.lower()
        out.add(text)
        out.add(token.lemma.lower())
        if token.upos == "VERB":
            out.update(base_forms(text))
        if "-" in text:
            out.update(text.split("-"))
    return out


def _all(entries: tuple[Entry, ...], bag: set[str], fit: Callable[[Entry], _Fit | None]) -> list[_Fitted]:
    out = []
    for entry in entries:
        if any(words.isdisjoint(bag) for words in entry.pattern.needed):
            continue  # a fixed word is not in the sentence: nine in ten entries end here
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


# -- words ----------------------------------------------------------------------------------------------------------


# Nouns that only measure what stands behind "of": "25,000 tons of food aid", "a series of air strikes".
MEASURES = grammar()["measures"]


def says(tree: Tree, i: int, words: frozenset[str] | None) -> bool:
    """True when the phrase headed at `i` is one of `words`: its head, a modifier of it, or several words in a row."""
    if words is None:
        return True
    token = tree.tokens[i]
    if token.lemma.lower() in words or token.text.lower() in words:
        return True
    if token.upos in ("NOUN", "PROPN", "VERB") and any(form in words for form in base_forms(token.text.lower())):
        return True
    for c in tree.sentence.children[i]:
        child = tree.tokens[c]
        if child.rel in ("compound", "amod", "flat", "appos", "nmod") and child.lemma.lower() in words and c < i:
            return True
    if token.lemma.lower() in MEASURES and any(p == "of" and says(tree, k, words) for p, k in tree.phrases(i) if k > i):
        return True
    if any(" " in w for w in words):
        first, last = tree.phrase(i)
        text = " ".join(t.text.lower() for t in tree.tokens[first : last + 1])
        lemmas = " ".join(t.lemma.lower() for t in tree.tokens[first : last + 1])
        return any(" " in w and (w in text or w in lemmas) for w in words)
    return False


PARTIES = frozenset("ARBQ")
# Nouns that say when; they take no part in an act.
TIME_NOUNS = grammar()["time_nouns"]


def is_time(tree: Tree, i: int) -> bool:
    """True for a phrase that says when; it takes no part in an act."""
    token = tree.tokens[i]
    if token.lemma.lower() in TIME_NOUNS:
        return not token.name
    return token.upos == "NUM" and len(token.text) == 4 and token.text[:2] in ("19", "20")


def _has_particle(tree: Tree, i: int, particle: str) -> bool:
    wanted = particle.split()
    near = [tree.tokens[k].text.lower() for k in range(i + 1, min(i + 5, len(tree.tokens)))]
    if near[: len(wanted)] == wanted:
        return True
    below = {tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "compound:prt", "advmod", "obl", "case")}
    return len(wanted) == 1 and wanted[0] in below


def _particles(tree: Tree, i: int, particle: str) -> tuple[int, ...]:
    """The tokens of a particle near its verb."""
    wanted = set(particle.split())
    return tuple(k for k in range(i + 1, min(i + 5, len(tree.tokens))) if tree.tokens[k].text.lower() in wanted)


def _other_particle(tree: Tree, i: int) -> bool:
    return tree.sentence.kid(i, "compound:prt") is not None


def _is_predicate(tree: Tree, i: int) -> bool:
    token = tree.tokens[i]
    if tree.sentence.kid(i, "cop") is not None:
        return True
    if token.upos == "VERB" and tree.sentence.kid(i, "obj") is not None:
        return False  # "freed the man" does not say that anybody is free
    return token.rel in ("xcomp", "amod", "acl", "conj", "root", "advcl") and token.upos in ("ADJ", "VERB")


# -- verbs ----------------------------------------------------------------------------------------------------------


def fit_verb(tree: Tree, i: int, lemma: str, pattern: Pattern, args: Arguments, acts: Acts) -> _Fit | None:
    """How a verb pattern lies over the verb at `i`, or None when it does not."""
    particle = next(t.particle for t in pattern.triggers if t.lemma == lemma)
    if particle:
        # another trigger of the same lemma may do without this particle
        mine = (t.particle for t in pattern.triggers if t.lemma == lemma)
        if not any(not p or _has_particle(tree, i, p) for p in mine):
            return None
    elif _other_particle(tree, i) and not any(t.lemma == lemma and t.particle for t in pattern.triggers):
        return None
    fit = _Fit([], [*_particles(tree, i, particle)], [], particle=bool(particle))
    if not _fit_subject(tree, pattern, args, fit, acts):
        return None
    if not _fit_slots(tree, i, pattern.slots, args, fit, acts):
        return None
    _with_partner(pattern, args, fit)
    return fit


def _fit_slots(tree: Tree, i: int, slots: tuple[Slot, ...], args: Arguments, fit: _Fit, acts: Acts) -> bool:
    """Fill the slots behind the verb at `i`; behind a fixed clause ("to {attack}") they belong to its verb."""
    for at, slot in enumerate(slots):
        clause = _fixed_clause(tree, slot, args)
        if clause is not None:
            fit.words.append(clause)
            fit.filled += 1
            return _fit_slots(tree, i, slots[:at], args, fit, acts) and _fit_slots(
                tree, clause, slots[at + 1 :], tree.verb(clause), fit, acts
            )
    used: set[int] = set()
    plain = [s for s in slots if not s.preps and s.role != "V"]
    for slot in sorted(plain, key=lambda s: s.words is None):
        if not _fit_plain(tree, slot, args, fit, used, acts, many=len(plain) > 1):
            return False
    for slot in slots:
        if slot.role == "V":
            if not _fit_clause(tree, slot, args, fit, used):
                return False
        elif slot.preps and not _fit_phrase(tree, slot, i, args, fit, acts):
            return False
    return True


def _fixed_clause(tree: Tree, slot: Slot, args: Arguments) -> int | None:
    """The clause that a slot such as "to {attack|bomb}" stands for, if one of its verbs is there."""
    if slot.words is None or slot.role or not slot.preps:
        return None
    for p, k in args.clauses:
        token = tree.tokens[k]
        fits = token.lemma.lower() in slot.words or any(w in slot.words for w in base_forms(token.text.lower()))
        particles = {
            f"{token.lemma.lower()}_{tree.tokens[c].text.lower()}" for c in tree.sentence.kids(k, "compound:prt")
        }
        if p in slot.preps and token.upos == "VERB" and (fits or particles & slot.words):
            return k
    return None


def _fit_subject(tree: Tree, pattern: Pattern, args: Arguments, fit: _Fit, acts: Acts) -> bool:
    slot = pattern.subject
    if slot is None:
        return True
    tokens = tuple(k for k in args.subjects if says(tree, k, slot.words))
    if slot.must_act:
        tokens = tuple(k for k in tokens if acts(k))
    if not tokens and (slot.words is not None or slot.must_act):
        return False
    fit.take(slot, tokens)
    return True


def _fit_plain(tree: Tree, slot: Slot, args: Arguments, fit: _Fit, used: set[int], acts: Acts, *, many: bool) -> bool:
    free = [k for k in args.objects if k not in used]
    if slot.words is not None:
        close = [k for k in (*free, *args.indirect) if k not in used]
        if not slot.role:
            close += [k for k in args.others if k not in used]
            close += [k for _, k in args.clauses] + [k for p, k in args.obliques if not p]
        # Two fixed words may stand in one phrase: "hold T:{joint} {exercise}".
        shared = [k for k in args.objects if k in used]
        tokens = [k for k in close if says(tree, k, slot.words)] or [k for k in shared if says(tree, k, slot.words)]
        if not tokens:
            return slot.optional
    elif many and args.indirect:
        tokens = list(args.indirect)
    else:
        tokens = free
    if slot.must_act:
        tokens = [k for k in tokens if acts(k)]
        if not tokens:
            return slot.optional
    used.update(tokens)
    fit.take(slot, tokens)
    return True


def _fit_clause(tree: Tree, slot: Slot, args: Arguments, fit: _Fit, used: set[int]) -> bool:
    if not slot.preps:
        tokens = [k for k in args.objects if k not in used] or [
            k for p, k in args.clauses if tree.tokens[k].rel in ("ccomp", "xcomp")
        ]
    else:
        tokens = [k for p, k in args.clauses if _prep_fits(p, slot.preps) or (p == "" and "that" in slot.preps)]
        tokens += [k for p, k in args.obliques if _prep_fits(p, slot.preps)]
        if not tokens:
            around = (*args.objects, *(k for k in fit.words if tree.tokens[k].upos == "NOUN"))
            tokens = [k for o in around for p, k in tree.phrases(o) if _prep_fits(p, slot.preps)]
    fit.take(slot, tokens)
    return bool(tokens) or slot.optional


def _prep_fits(prep: str, wanted: tuple[str, ...]) -> bool:
    return prep in wanted or (" " in prep and prep.split()[0] in wanted)


def _fit_phrase(tree: Tree, slot: Slot, i: int, args: Arguments, fit: _Fit, acts: Acts) -> bool:
    pairs = list(args.obliques)
    for o in (*args.objects, *fit.words):
        if o != i:
            pairs.extend(tree.phrases(o))
    tokens = [k for p, k in pairs if _prep_fits(p, slot.preps) and says(tree, k, slot.words)]
    if slot.role in PARTIES:
        tokens = [k for k in tokens if not is_time(tree, k)]
    if slot.must_act:
        tokens = [k for k in tokens if acts(k)]
    if not tokens:
        return slot.optional
    fit.take(slot, dict.fromkeys(tokens))
    return True


def _with_partner(pattern: Pattern, args: Arguments, fit: _Fit) -> None:
    """ "B meet": the partner may stand in a `with` phrase."""
    if "B" in pattern.roles():
        fit.fills.extend(("B", k) for p, k in args.obliques if p in ("with", "and", "alongside", "together with"))


# -- nouns ----------------------------------------------------------------------------------------------------------


def light_verb(tree: Tree, i: int) -> int | None:
    """The light verb that governs a noun as object, subject or phrase, if there is one."""
    token = tree.tokens[i]
    seen = 0
    while token.rel == "conj" and token.head >= 0 and seen < 4:
        token, seen = tree.tokens[token.head], seen + 1
    if token.head < 0:
        return None
    head = tree.tokens[token.head]
    if head.upos in ("VERB", "AUX") and head.lemma.lower() in LIGHT and token.rel in ("obj", "nsubj", "obl", "xcomp"):
        return token.head
    return None


def fit_noun(tree: Tree, i: int, forms: tuple[str, str], pattern: Pattern, acts: Acts) -> _Fit | None:
    """How a noun pattern lies over the noun at `i`, or None when it does not."""
    if tree.tokens[i].rel in ("compound", "flat") and pattern.slots:
        return None
    if not any(t.lemma in forms and _stands_before(tree, i, t.particle) for t in pattern.triggers):
        return None
    fit = _Fit([], [], [])
    modifiers = tree.modifiers(i)
    for slot in pattern.before:
        tokens = [k for k in modifiers if says(tree, k, slot.words)]
        if not tokens and slot.words is not None and not slot.optional:
            return None
        fit.take(slot, tokens)
    light = light_verb(tree, i)
    args = tree.verb(light) if light is not None else Arguments()
    if not _fit_possessor(tree, i, pattern, fit, acts):
        return None
    pairs = [*tree.phrases(i), *(args.obliques if light is not None else ())]
    for slot in pattern.slots:
        tokens = [k for p, k in pairs if _prep_fits(p, slot.preps) and says(tree, k, slot.words) and k != i]
        if slot.role in PARTIES:
            tokens = [k for k in tokens if not is_time(tree, k)]
        if slot.must_act:
            tokens = [k for k in tokens if acts(k)]
        if not tokens and (slot.words is not None or slot.must_act) and not slot.optional:
            return None
        fit.take(slot, dict.fromkeys(tokens))
    _light_subject(tree, i, light, args, fit)
    return fit


def of_what(tree: Tree, i: int, fills: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """ "the bombing of the town": behind "of" stands who suffers, unless another sufferer is named."""
    if any(r == "R" and tree.tokens[k].rel != "nmod:poss" and tree.prep(k) in ("on", "against") for r, k in fills):
        return fills
    return tuple(("R" if r == "A" and tree.tokens[k].head == i and tree.prep(k) == "of" else r, k) for r, k in fills)


def _stands_before(tree: Tree, i: int, words: str) -> bool:
    if not words:
        return True
    wanted = words.split()
    texts = [t.text.lower() for t in tree.tokens[max(0, i - len(wanted)) : i]]
    lemmas = [t.lemma.lower() for t in tree.tokens[max(0, i - len(wanted)) : i]]
    return texts == wanted or lemmas == wanted


def _fit_possessor(tree: Tree, i: int, pattern: Pattern, fit: _Fit, acts: Acts) -> bool:
    owners = [k for c in tree.sentence.kids(i, "nmod:poss") for k in tree.conjuncts(c)]
    slot = pattern.possessor
    if slot is not None:
        tokens = [k for k in owners if says(tree, k, slot.words)]
        if not tokens and slot.words is not None:
            return False
        fit.take(slot, tokens)
        if slot.role == "R":
            owners = []
    has_agent = any(p == "by" for p, _ in tree.phrases(i))
    if not any(r in "AB" for r, _ in fit.fills) and not has_agent:
        taken = {k for _, k in fit.fills} | set(fit.words)
        national = [k for k in tree.modifiers(i) if k not in taken and acts(k)]
        found = (owners if slot is None else []) or national
        role = "B" if "B" in pattern.roles() and "A" not in pattern.roles() else "A"
        fit.fills.extend((role, k) for k in found)
    return True


def _light_subject(tree: Tree, i: int, light: int | None, args: Arguments, fit: _Fit) -> None:
    """The subject of the light verb acts, or suffers with verbs like "face"."""
    if any(r in "AB" for r, _ in fit.fills):
        return
    if light is None:
        fit.fills.extend(("A", k) for k in _claimants(tree, i))
        return
    verb = tree.tokens[light].lemma.lower()
    subjects = [k for k in args.subjects if k != i and k not in tree.conjuncts(i)]
    if verb in SUFFERING:
        if not any(r == "R" for r, _ in fit.fills):
            fit.fills.extend(("R", k) for k in (subjects or args.objects) if k != i)
        fit.fills.extend(("A", k) for p, k in args.obliques if p in ("from", "by"))
    elif i in args.objects or tree.tokens[i].rel == "conj" or tree.prep(i) in ("in", "into", "on", "under"):
        fit.fills.extend(("A", k) for k in subjects)


def _claimants(tree: Tree, i: int) -> tuple[int, ...]:
    """Who claims responsibility for the act named by the noun at `i`."""
    token = tree.tokens[i]
    if token.rel != "nmod" and token.rel != "obl":
        return ()
    head = tree.tokens[token.head]
    verb = token.head if head.upos == "VERB" else head.head
    near = {tree.tokens[k].lemma.lower() for k in tree.verb(verb).objects} if verb >= 0 else set()
    if verb >= 0 and tree.tokens[verb].lemma in ("claim", "accept", "admit", "take") and "responsibility" in near:
        return tree.verb(verb).subjects
    return ()


def _without_consumed(found: list[Match]) -> list[Match]:
    """A noun that a verb's pattern has taken as its own word opens no event: "imposed sanctions", "signed a deal"."""
    taken = {k: m for m in found if m.pattern.pos == "verb" for k in (*m.words, *m.role("T")) if k != m.token}
    return [m for m in found if m.token not in taken or not _swallows(taken[m.token], m)]


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
