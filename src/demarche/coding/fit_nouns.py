"""Noun patterns laid over a noun, its phrases and the light verb that governs it: "held talks", "under attack by"."""

from __future__ import annotations

from demarche.coding.fit_words import PARTIES, Acts, Fit, first_of, is_setting, is_time, prep_fits, says, with_means
from demarche.coding.tree import Arguments, Tree
from demarche.ontology import Pattern
from demarche.ontology.grammar import grammar

# Verbs that lend their subject and phrases to the noun they govern: "held talks in Oslo with", "paid a visit to".
LIGHT = grammar()["light"]
# Machines of war: what stands bare before one of these says of what sort it is.
MACHINES = grammar()["machines"]
CLAIMING = frozenset(["claim", "accept", "admit", "take", "assume"])
# How a noun hangs on its light verb; the parser takes "announced the release" for a clause now and then.
BESIDE = frozenset(["alongside", "along with", "together with"])
GOVERNED = frozenset(["obj", "nsubj", "obl", "xcomp", "ccomp"])
STEPS_UP = 4  # parts of a coordination
# The subject of these suffers what the noun says: "came under attack", "faced criticism from".
SUFFERING = grammar()["suffering"]
# The subject of these takes the side that the noun names: "stood in support of", "spoke in defence of".
STANDING = grammar()["standing"]
TRAVELLING = grammar()["travelling"]
ASKING = frozenset(["demand", "request", "urge", "want"])


def light_verb(tree: Tree, i: int) -> int | None:
    """The light verb that governs a noun as object, subject or phrase, if there is one."""
    token = tree.tokens[i]
    seen = 0
    while token.rel == "conj" and token.head >= 0 and seen < 4:
        token, seen = tree.tokens[token.head], seen + 1
    if token.head < 0:
        return None
    head = tree.tokens[token.head]
    if token.rel == "obj" and judges(tree, token.head):
        return None
    if head.upos in ("VERB", "AUX") and head.lemma.lower() in LIGHT and token.rel in GOVERNED:
        return token.head
    return None


def judges(tree: Tree, i: int) -> bool:
    """True for a verb that says what its object is like, and does nothing: "called the talks constructive"."""
    said = [tree.tokens[c] for c in tree.sentence.kids(i, "xcomp")]
    return any(t.upos in ("ADJ", "NOUN") for t in said)


def fit_noun(tree: Tree, i: int, forms: tuple[str, str], pattern: Pattern, acts: Acts) -> Fit | None:
    """How a noun pattern lies over the noun at `i`, or None when it does not."""
    if (tree.tokens[i].rel in ("compound", "flat") and pattern.slots) or is_sort(tree, i):
        return None
    if not any(t.lemma in forms and _stands_before(tree, i, t.particle) for t in pattern.triggers):
        return None
    fit = Fit([], [], [])
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
    if pattern.possessor is not None and light is None and not any(r in "ARB" for r, _ in fit.fills):
        return None  # nobody's
    pairs = [*tree.phrases(i), *(with_means(tree, args) if light is not None else ())]
    for slot in pattern.slots:
        inside = [p for r, k in fit.fills if r == "T" for p in tree.phrases(k) if p[0] != "of"]
        tokens = [k for p, k in (*pairs, *inside) if prep_fits(p, slot.preps) and says(tree, k, slot.words) and k != i]
        if slot.role in PARTIES:
            tokens = [k for k in tokens if not is_time(tree, k) and not is_setting(tree, k)]
        if slot.must_act:
            tokens = [k for k in tokens if acts(k)]
        if not tokens and (slot.words is not None or slot.must_act) and not slot.optional:
            return None
        fit.take(slot, dict.fromkeys(tokens))
    if is_setting(tree, i):
        _turned(tree, i, fit)
    _light_subject(tree, i, light, args, fit, mutual="B" in pattern.roles())
    return fit


def _turned(tree: Tree, i: int, fit: Fit) -> None:
    """ "Oslo stands in support of the mission": behind "of" is who gets it, and the subject gives it."""
    fit.fills[:] = [("R" if r == "A" and tree.prep(first_of(tree, k)) == "of" else r, k) for r, k in fit.fills]
    if any(r in "AB" for r, _ in fit.fills):
        return
    above = tree.tokens[i].head
    if above >= 0 and tree.tokens[above].rel == "xcomp":  # "remains steadfast in support of"
        above = tree.tokens[above].head
    if above >= 0 and tree.tokens[above].lemma.lower() in STANDING:
        fit.fills.extend(("A", k) for k in tree.verb(above).subjects)


def with_companions(tree: Tree, fills: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """ "The presence of US officers, alongside delegations": whoever is there beside them is there as well."""
    beside = [("A", j) for r, k in fills if r == "A" for p, j in tree.phrases(k) if p in BESIDE]
    return (*fills, *(pair for pair in beside if pair not in fills))


def is_sort(tree: Tree, i: int) -> bool:
    """True for "attack" in "attack and fighter aircraft": it only says what sort the last noun is of."""
    token = tree.tokens[i]
    if token.has("Number=Plur") or tree.sentence.kid(i, "det", "amod", "nmod", "nmod:poss", "nummod") is not None:
        return False
    last = tree.conjuncts(i)[-1]
    return last > i and tree.tokens[last].lemma.lower() in MACHINES


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


def _fit_possessor(tree: Tree, i: int, pattern: Pattern, fit: Fit, acts: Acts) -> bool:
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
        national = list(claimants(tree, i)) or national  # "claimed responsibility for the Haifa attack"
        found = (owners if slot is None else []) or national
        role = "B" if "B" in pattern.roles() and "A" not in pattern.roles() else "A"
        fit.fills.extend(("R" if _is_aimed_at(tree, i, k) else role, k) for k in found)
    return True


def _is_aimed_at(tree: Tree, i: int, k: int) -> bool:
    """True for "Belarus sanctions": a country by its name is their target, an adjective or "US" is whose they are."""
    token = tree.tokens[k]
    by_name = token.upos == "PROPN" and token.deprel == "compound" and not token.text.replace(".", "").isupper()
    return by_name and tree.tokens[i].lemma.lower() in ("sanction", "embargo")


def _light_subject(tree: Tree, i: int, light: int | None, args: Arguments, fit: Fit, *, mutual: bool) -> None:
    """The subject of the light verb acts, or suffers with verbs like "face"."""
    if any(r in "AB" for r, _ in fit.fills):
        return
    if light is None:
        fit.fills.extend(("A", k) for k in claimants(tree, i) or _travellers(tree, i))
        return
    verb = tree.tokens[light].lemma.lower()
    if verb in ASKING and not mutual:
        return  # "demanded the release of": whoever demands it does not do it
    subjects = [k for k in args.subjects if k != i and k not in tree.conjuncts(i)]
    if verb in SUFFERING:
        if not any(r == "R" for r, _ in fit.fills):
            fit.fills.extend(("R", k) for k in (subjects or args.objects) if k != i)
        fit.fills.extend(("A", k) for p, k in args.obliques if p in ("from", "by"))
    elif i in args.objects or tree.tokens[i].rel in ("conj", "ccomp") or tree.prep(i) in ("in", "into", "on", "under"):
        fit.fills.extend(("A", k) for k in subjects)


def _travellers(tree: Tree, i: int) -> tuple[int, ...]:
    """Who came for it: "flew to Muscat for talks"."""
    token = tree.tokens[i]
    came = token.rel == "obl" and tree.prep(i) == "for" and tree.tokens[token.head].lemma.lower() in TRAVELLING
    return tree.verb(token.head).subjects if came else ()


def claimants(tree: Tree, i: int) -> tuple[int, ...]:
    """Who claims responsibility for the act named by the noun at `i`."""
    token = tree.tokens[i]
    seen = 0
    while token.rel == "conj" and token.head >= 0 and tree.prep(i) != "" and seen < STEPS_UP:
        token, seen = tree.tokens[token.head], seen + 1  # "responsibility for a missile and drone attack"
    if token.rel == "obj" and token.lemma.lower() == "responsibility":
        return tree.verb(token.head).subjects if tree.tokens[token.head].lemma in CLAIMING else ()
    if token.rel != "nmod" and token.rel != "obl":
        return ()
    head = tree.tokens[token.head]
    verb = token.head if head.upos == "VERB" else head.head
    near = {tree.tokens[k].lemma.lower() for k in tree.verb(verb).objects} if verb >= 0 else set()
    if verb >= 0 and tree.tokens[verb].lemma in CLAIMING and "responsibility" in near:
        return tree.verb(verb).subjects
    return ()
