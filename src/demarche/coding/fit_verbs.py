"""Verb patterns laid over a verb and its arguments."""

from __future__ import annotations

import msgspec

from demarche.coding.fit_words import (
    PARTIES,
    Acts,
    Fit,
    base_forms,
    first_of,
    has_particle,
    is_purpose,
    is_setting,
    is_time,
    measured,
    other_particle,
    particles,
    prep_fits,
    says,
    with_means,
)
from demarche.coding.tree import Arguments, Tree
from demarche.ontology import Pattern, Slot
from demarche.ontology.grammar import grammar

# What stands behind these is another act: "suspended flights after the town was attacked" suspends no attack.
CIRCUMSTANCES = frozenset(
    [
        "after",
        "although",
        "as",
        "because",
        "before",
        "if",
        "once",
        "since",
        "though",
        "unless",
        "until",
        "when",
        "while",
    ]
)

EMPTY = grammar()["empty"]
ARMED = frozenset(["soldier", "rebel", "militia"])  # a list that holds these takes any named body


def fit_verb(tree: Tree, i: int, lemma: str, pattern: Pattern, args: Arguments, acts: Acts) -> Fit | None:
    """How a verb pattern lies over the verb at `i`, or None when it does not."""
    mine = [t.particle for t in pattern.triggers if t.lemma == lemma]
    particle = next((p for p in mine if p and has_particle(tree, i, p)), "")
    if not particle and ("" not in mine or (other_particle(tree, i) and not any(mine))):
        return None
    fit = Fit([], [*particles(tree, i, particle)], [], particle=bool(particle))
    args = _with_particle_object(tree, i, particle, args)
    if not _fit_subject(tree, pattern, args, fit, acts):
        return None
    if not _fit_slots(tree, i, pattern.slots, args, fit, acts):
        return None
    _with_partner(pattern, args, fit)
    return fit if lemma != "meet" or _with_met(pattern, args, fit, acts) else None


def _with_particle_object(tree: Tree, i: int, particle: str, args: Arguments) -> Arguments:
    """ "Passed on the intercepts": what the parser hangs on the particle as on a preposition is the object."""
    if not particle or args.objects or args.passive:
        return args
    taken = [k for p, k in args.obliques if p == particle and i < k and tree.tokens[i + 1].text.lower() == particle]
    if not taken:
        return args
    left = tuple(o for o in args.obliques if o[1] not in taken)
    return msgspec.structs.replace(args, objects=tuple(taken), obliques=left)


def _fit_slots(tree: Tree, i: int, slots: tuple[Slot, ...], args: Arguments, fit: Fit, acts: Acts) -> bool:
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
    plain = [s for s in slots if not s.preps and s.role != "V" and not s.owner]
    for slot in sorted(plain, key=lambda s: s.words is None):
        if not _fit_plain(tree, slot, args, fit, used, acts, many=len(plain) > 1):
            return False
    for slot in slots:
        if slot.role == "V":
            if not _fit_clause(tree, slot, args, fit, used):
                return False
        elif slot.preps and not _fit_phrase(tree, slot, i, args, fit, acts):
            return False
    return all(_fit_owner(tree, slot, args, fit) for slot in slots if slot.owner)


def _fit_owner(tree: Tree, slot: Slot, args: Arguments, fit: Fit) -> bool:
    """Whose the thing is: "rejected Oslo's offer"; words that a pattern asks for have to be there."""
    things = (*args.objects, *fit.words, *(k for _, k in args.obliques))
    owners = [c for k in dict.fromkeys(things) for p in tree.sentence.kids(k, "nmod:poss") for c in tree.conjuncts(p)]
    tokens = [k for k in owners if says(tree, k, slot.words)]
    fit.take(slot, tokens)
    return bool(tokens) or slot.words is None


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
        bare = "that" in slot.preps and _is_bare(tree, k)
        if (p in slot.preps or bare) and token.upos == "VERB" and (fits or particles & slot.words):
            return k
    return None


def _is_bare(tree: Tree, k: int) -> bool:
    """ "Said it would retaliate": a clause of the future with no "that" before it."""
    token = tree.tokens[k]
    if token.rel != "ccomp" or tree.prep(k) or token.head > k:
        return False
    return any(tree.tokens[c].text.lower() in ("will", "would") for c in tree.sentence.kids(k, "aux"))


def _fit_subject(tree: Tree, pattern: Pattern, args: Arguments, fit: Fit, acts: Acts) -> bool:
    slot = pattern.subject
    if slot is None:
        return True
    # "crewmen and their families": one of those who act together tells that the pattern fits
    tokens = args.subjects if any(says(tree, k, slot.words) for k in args.subjects) else ()
    if not tokens and slot.words is not None and slot.words >= ARMED:  # "M23 captured Goma"
        tokens = tuple(k for k in args.subjects if _is_body(tree, k) and acts(k))
    if not tokens and slot.words is not None and "government" in slot.words:  # a country stands for those who rule it
        tokens = tuple(k for k in args.subjects if tree.tokens[k].name.endswith("PLACE") and acts(k))
    if not tokens and slot.words is not None and "people" in slot.words:
        tokens = tuple(k for k in args.subjects if _is_people(tree, k))
    if slot.must_act:
        tokens = tuple(k for k in tokens if acts(k))
    if not tokens and (slot.words is not None or slot.must_act):
        return False
    fit.take(slot, tokens)
    return True


def _is_body(tree: Tree, k: int) -> bool:
    """A name of neither place nor person: a country that quits a club marches nowhere, nor does a president."""
    return tree.tokens[k].upos == "PROPN" and not tree.tokens[k].name.endswith(("PLACE", "PERSON"))


def _is_people(tree: Tree, k: int) -> bool:
    """ "Hindus marched", "some 2,000 rallied": a people by its name, or only the number."""
    token = tree.tokens[k]
    return token.upos == "NUM" or (token.upos == "PROPN" and token.has("Number=Plur"))


def _fit_plain(tree: Tree, slot: Slot, args: Arguments, fit: Fit, used: set[int], acts: Acts, *, many: bool) -> bool:
    free = [k for k in args.objects if k not in used]
    if slot.words is not None:
        close = [k for k in (*free, *args.indirect) if k not in used]
        if not slot.role:
            close += [k for k in args.others if k not in used]
            close += [k for o in args.objects for k in _judged(tree, o) if k not in used]
            close += [k for p, k in args.clauses if p.split(" ")[0] not in CIRCUMSTANCES and not _is_told(tree, k, p)]
            close += [k for p, k in args.obliques if not p]
        close += [o for k in _done(tree, args, fit) for o in tree.verb(k).objects if o not in used]
        # Two fixed words may stand in one phrase: "hold T:{joint} {exercise}".
        shared = [k for k in args.objects if k in used]
        tokens = [k for k in close if says(tree, k, slot.words)] or [k for k in shared if says(tree, k, slot.words)]
        if not tokens:
            return slot.optional
        if slot.role == "R":
            tokens = _with_others(tree, tokens, close)
    elif many and args.indirect:
        tokens = list(args.indirect)
    elif many and slot.must_act and slot.role == "R" and len(free) < 2:
        return slot.optional  # "sent troops" is no gift to troops
    else:
        told = [k for k in args.indirect if slot.role and k not in used and tree.tokens[k].upos != "PRON"]
        tokens = free or told  # "warned Oslo not to"
    if slot.must_act:
        tokens = [k for k in tokens if acts(k)]
        if not tokens:
            return slot.optional
    used.update(tokens)
    fit.take(slot, tokens)
    return True


def _with_others(tree: Tree, tokens: list[int], close: list[int]) -> list[int]:
    """Those who fit, and whoever is coordinated with them: "hit the port and a grain terminal"."""
    beside = {c for k in tokens for c in tree.conjuncts(first_of(tree, k))}
    return [k for k in dict.fromkeys((*tokens, *close)) if k in tokens or k in beside]


def _done(tree: Tree, args: Arguments, fit: Fit) -> list[int]:
    """The verbs among the fixed words: "stopped buying beef", where beef is what was bought."""
    return [k for _, k in args.clauses if k in fit.words and tree.tokens[k].upos == "VERB"]


def _is_told(tree: Tree, k: int, mark: str) -> bool:
    """ "made it clear that we would strike" makes no strike: a clause with a subject of its own is another act.

    So is what somebody is called upon to do: "called on the court to strike it down" calls no strike.
    """
    if mark == "to" and tree.tokens[k].upos == "VERB":
        return True
    empty = tree.tokens[tree.tokens[k].head].lemma.lower() in EMPTY
    return (
        empty
        and tree.tokens[k].rel == "ccomp"
        and tree.tokens[k].upos == "VERB"
        and tree.sentence.kid(k, "nsubj") is not None
    )


def _judged(tree: Tree, o: int) -> list[int]:
    """What the object is called, where the parser takes it for an apposition: "called the report 'a fabrication'"."""
    near = (o, *(k for _, k in tree.phrases(o)))
    return [k for n in near for k in tree.sentence.kids(n, "appos") if k > o]


def _fit_clause(tree: Tree, slot: Slot, args: Arguments, fit: Fit, used: set[int]) -> bool:
    if not slot.preps:
        tokens = [k for k in args.objects if k not in used] or [
            k for p, k in args.clauses if tree.tokens[k].rel in ("ccomp", "xcomp")
        ]
    else:
        tokens = [k for p, k in args.clauses if prep_fits(p, slot.preps) or (p == "" and "that" in slot.preps)]
        tokens += [k for p, k in args.obliques if prep_fits(p, slot.preps)]
        if not tokens:
            around = (*args.objects, *(k for k in fit.words if tree.tokens[k].upos == "NOUN"))
            tokens = [k for o in around for p, k in tree.phrases(o) if prep_fits(p, slot.preps)]
    fit.take(slot, tokens)
    return bool(tokens) or slot.optional


def _fit_phrase(tree: Tree, slot: Slot, i: int, args: Arguments, fit: Fit, acts: Acts) -> bool:
    pairs = list(with_means(tree, args))
    themes = [k for r, k in fit.fills if r == "T"]  # "talks between B collapsed"
    for o in dict.fromkeys((*args.objects, *fit.words, *themes)):
        if o != i:
            pairs.extend(p for k in measured(tree, o) for p in tree.phrases(k))
    tokens = [k for p, k in pairs if prep_fits(p, slot.preps) and says(tree, k, slot.words)]
    if slot.role in PARTIES:
        tokens = [k for k in tokens if not is_time(tree, k) and not is_setting(tree, k)]
    if slot.must_act:
        tokens = [k for k in tokens if acts(k)]
    if not tokens:
        return slot.optional
    if slot.role in PARTIES:  # "aid to help the poor": help is not who gets it
        tokens = [k for k in tokens if not is_purpose(tree, k)]
    fit.take(slot, dict.fromkeys(tokens))
    return True


def _with_partner(pattern: Pattern, args: Arguments, fit: Fit) -> None:
    """ "B meet": the partner may stand in a `with` phrase."""
    if "B" in pattern.roles():
        fit.fills.extend(("B", k) for p, k in args.obliques if p in ("with", "and", "alongside", "together with"))


def _with_met(pattern: Pattern, args: Arguments, fit: Fit, acts: Acts) -> bool:
    """ "B meet in {geneva}": the partner may also be the object, "Macron met Lavrov in Geneva"; targets are none."""
    if "B" not in pattern.roles() or not args.objects or any(not s.preps for s in pattern.slots):
        return True
    met = [k for k in args.objects if acts(k)]
    fit.fills.extend(("B", k) for k in met)
    return bool(met)
