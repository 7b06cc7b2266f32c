"""Which words fill the roles of an act beyond its own pattern.

What governs the act lends its actor ("blamed the guard for the attack"), and what is spoken of lends the recipient
("condemned the decision of Minsk").
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from demarche.coding.fit_words import first_of
from demarche.coding.tree import Tree
from demarche.coding.what import HIT, Match
from demarche.ontology.grammar import called, grammar

# The subject of these does what they speak of, so its target is theirs: "threatened to strike the South".
OWN_ACTS = frozenset(["THREATEN", "AGREE"])
AGAINST = frozenset(["SANCTION", "COERCE", "ASSAULT", "REJECT", "ACCUSE", "PROTEST", "THREATEN"])
HELP = frozenset(["SUPPORT", "AID"])
BLAMING = frozenset(["blame", "pin"])
OTHERS_ACTS = frozenset(["ACCUSE", "REQUEST", "REJECT", "SUPPORT", "PROTEST", "CONCEDE"])


def with_actor(match: Match, outer: Match | None) -> Match:
    """The match with an actor taken from the act that speaks of it: "blamed the guard for the attack"."""
    if outer is None or outer is match or match.role("A") or match.role("B"):
        return match
    if outer.frame.inner == "alleged" or outer.frame.family in ("appeal", "demand"):
        found = outer.role("R")
    elif outer.frame.family in ("intend", "threaten", "refuse"):
        found = outer.role("A")
    else:
        return match
    taken = match.role("R")
    return msgspec.structs.replace(match, fills=(*match.fills, *(("A", k) for k in found if k not in taken)))


def with_blamed(tree: Tree, match: Match) -> Match:
    """ "Blamed the attack on hackers": they have made it, though the parser hangs them on the attack."""
    token = tree.tokens[match.token]
    laid = token.rel == "obj" and tree.tokens[token.head].lemma.lower() in BLAMING
    blamed = {k for k in match.role("R") if laid and tree.prep(k) == "on" and k > match.token}
    if not blamed:
        return match
    theirs = {j for k in blamed for j in tree.sentence.subtree(k)}  # "hackers hired by Iran"
    others = tuple((r, k) for r, k in match.fills if k not in theirs)
    return msgspec.structs.replace(match, fills=(*others, *(("A", k) for k in sorted(blamed))))


def with_recipient(
    tree: Tree, match: Match, acts: Callable[[int], bool], owned: Callable[[int], bool], triggers: dict[int, Match]
) -> Match:
    """The match with a recipient taken from what it speaks of, when its own words name none.

    "condemned the decision of Minsk", "complained that Riga had …": whoever does what is spoken of.
    """
    match = _themes_as_parties(tree, match, acts, owned)
    kind = match.frame.event_type
    if match.role("R") or match.role("B") or not match.inner or kind not in OWN_ACTS | OTHERS_ACTS:
        return match
    agreed = [v for v in match.inner if kind != "AGREE" or not (_is_hostile(triggers.get(v)) or fights(tree, v))]
    sorry = match.frame.id == "support.apologise"
    found = [k for v in agreed for k in _target(tree, v, triggers.get(v), own=kind in OWN_ACTS, sorry=sorry)]
    found = [k for k in found if k not in match.role("A") and not (kind in OWN_ACTS and _is_own(tree, k))]
    return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in dict.fromkeys(found))))


def _is_hostile(match: Match | None) -> bool:
    """True for acts against somebody: "agreed to impose sanctions on Minsk" is no agreement with Minsk."""
    return match is not None and match.frame.event_type in AGAINST


def fights(tree: Tree, v: int) -> bool:
    """True for a verb whose object is an enemy: "reaffirmed its commitment to combating the militia"."""
    return tree.tokens[v].lemma.lower() in FIGHTING


def _themes_as_parties(tree: Tree, match: Match, acts: Callable[[int], bool], owned: Callable[[int], bool]) -> Match:
    """The match with what the act is about as one of its sides, where that side is empty."""
    kind, themes = match.frame.event_type, match.role("T")
    more: list[tuple[str, int]] = []
    if not match.role("A") and kind == "MOBILIZE":  # "NATO jets were scrambled": whose they are acts
        own = [t for t in themes if tree.prep(first_of(tree, t)) != "to"]  # "moved to the border of Chad"
        more += [("A", k) for t in own for k in tree.conjuncts(first_of(tree, t))]
    if not match.role("A") and kind in HIT:  # "Russian missiles struck the port": whose they are acts
        more += [("A", k) for k in themes if tree.tokens[k].deprel == "nsubj" and owned(k)]
    if not match.role("R") and kind in HELP:  # "backs the government": whoever is helped
        more += [("R", k) for k in themes if acts(k)]
    if not match.role("R") and kind in HIT:  # "shelled the town": what is hit is a thing
        hit = dict.fromkeys(c for k in themes for c in tree.conjuncts(first_of(tree, k)))
        more += [("R", k) for k in hit if tree.tokens[k].lemma.lower() not in INSTRUMENTS]
    return msgspec.structs.replace(match, fills=(*match.fills, *more)) if more else match


def without_label(tree: Tree, match: Match) -> Match:
    """The match without whom only the label names: "called the veto 'a gift to every gunrunner'"."""
    if match.frame.event_type not in LABELLED or tree.tokens[match.token].upos != "VERB":
        return match
    quoted = _quoted_behind(tree, match.token)
    inside = {k for k in match.role("R") if any(first < k < last for first, last in quoted)}
    fills = tuple((r, k) for r, k in match.fills if r != "R" or k not in inside)
    return msgspec.structs.replace(match, fills=fills) if inside else match


def _quoted_behind(tree: Tree, verb: int) -> list[tuple[int, int]]:
    """(first, last) quotation marks of what is quoted behind the verb, one pair after the other."""
    marks = [i for i, t in enumerate(tree.tokens) if i > verb and t.text in QUOTES]
    return list(zip(marks[::2], marks[1::2], strict=False)) if tree.tokens[verb].lemma.lower() in LABELLING else []


def without_weapons(tree: Tree, match: Match) -> Match:
    """The match without weapons as who is hit: "fired artillery rounds at the village", "fought with rifles"."""
    fires = match.frame.event_type in ("ASSAULT", "MOBILIZE") and tree.tokens[match.token].lemma.lower() in LAUNCHING
    wrong = [k for k in match.role("R") if fires and tree.tokens[k].lemma.lower() in INSTRUMENTS and not tree.prep(k)]
    if match.frame.event_type == "ASSAULT":
        wrong += [k for k in match.role("R") if _is_means(tree, k)]
    if not wrong:
        return match
    return msgspec.structs.replace(match, fills=tuple(f for f in match.fills if f[0] != "R" or f[1] not in wrong))


def without_friends(tree: Tree, match: Match) -> Match:
    """A protest without whom it is for: "walked out in solidarity with the nurses"."""
    if match.frame.event_type != "PROTEST":
        return match
    fills = tuple((r, k) for r, k in match.fills if r != "R" or not _is_sided_with(tree, k))
    return msgspec.structs.replace(match, fills=fills)


def _is_sided_with(tree: Tree, k: int) -> bool:
    above = tree.tokens[first_of(tree, k)].head
    return above >= 0 and tree.tokens[above].upos == "NOUN" and tree.tokens[above].lemma.lower() in SIDING


def _is_means(tree: Tree, k: int) -> bool:
    """ "With rifles and mortars": nobody's, behind "with"."""
    armed = tree.tokens[k].lemma.lower() in INSTRUMENTS | HAND_ARMS
    k = first_of(tree, k)
    if armed and tree.prep(k) == "of" and tree.tokens[k].deprel == "nmod":  # "with a pair of howitzers"
        k = tree.tokens[k].head
    return armed and tree.prep(k) in ("with", "from")


def wins_back(tree: Tree, match: Match) -> bool:
    return tree.tokens[match.token].lemma.lower() in REGAINING and match.frame.event_type in HIT


def without_regained(tree: Tree, match: Match) -> Match:
    """The match without the place that is won back as who suffers: "liberated the town from the militants"."""
    if not wins_back(tree, match):
        return match
    held = [k for k in (*match.role("R"), *match.role("Q")) if tree.prep(k) == "from"]
    held += [k for p, k in tree.verb(match.token).obliques if p == "from"] if match.pattern.pos == "verb" else []
    if not held:
        return match
    fills = tuple((r, k) for r, k in match.fills if r not in "RQ")
    return msgspec.structs.replace(match, fills=(*fills, *(("R", k) for k in dict.fromkeys(held))))


def without_town(tree: Tree, match: Match, is_town: Callable[[int], bool]) -> Match:
    """The match without a town after which an attack is called: "the London attack" says where."""
    attack = match.frame.event_type == "ASSAULT"
    towns = {k for r, k in match.fills if r in ("A" if attack else "AR") and _names_attack(tree, k) and is_town(k)}
    fills = tuple((r, k) for r, k in match.fills if k not in towns or (attack and r == "R"))
    return msgspec.structs.replace(match, fills=fills) if towns else match


def _names_attack(tree: Tree, k: int) -> bool:
    token = tree.tokens[k]
    before = token.rel in BEFORE and token.deprel != "nmod:poss" and not tree.prep(k)
    return before and token.head > k and tree.tokens[token.head].lemma.lower() in ATTACKS


def whole_target(tree: Tree, match: Match, is_town: Callable[[int], bool]) -> Match:
    """The match with what is hit, not the town where it stands: "attacked the airport of Abha and a base".

    Whoever is behind "of" and no town is the one hit: "demolished the house of a trader".
    """
    things = match.role("T")
    hit = match.role("R")
    inside = {j for k in things for p, j in tree.phrases(k) if p == "of"}
    if match.frame.event_type not in HIT or not hit or not all(k in inside and is_town(k) for k in hit):
        return match
    fills = tuple(f for f in match.fills if f[0] != "R")
    return msgspec.structs.replace(match, fills=(*fills, *(("R", k) for k in things)))


def without_inner(tree: Tree, match: Match) -> Match:
    """The match without a party that only describes another: "growers loyal to Morales"."""
    inside: set[int] = set()
    for role in "AR":
        for k in match.role(role):
            below = set(tree.sentence.subtree(k, skip=frozenset(["conj", "appos"]))) - {k}
            if match.token in below:  # "the rector of the university, arrested in 1998"
                owners = [j for p, j in tree.phrases(k) if p == "of" and tree.tokens[j].deprel == "nmod"]
                inside |= {j for r, j in match.fills if r in "AR" and r != role and j in owners}
            else:
                inside |= {j for r, j in match.fills if r in "AR" and r != role and j in below and tree.prep(j) != "by"}
    fills = tuple((r, k) for r, k in match.fills if k not in inside)
    return msgspec.structs.replace(match, fills=fills) if inside else match


LABELLED = frozenset(["ACCUSE", "SUPPORT", "REJECT"])
LABELLING = grammar()["labelling"]
QUOTES = frozenset(['"', "“", "”", "''", "``"])
HARMS = grammar()["harms"]
FIGHTING = grammar()["fighting"]
ATTACKS = called()["ASSAULT"]
BEFORE = frozenset(["compound", "amod", "nmod"])  # how a town hangs on the attack that is called after it
SIDING = frozenset(["solidarity", "support", "sympathy", "favour", "favor", "honour", "honor", "memory", "defence"])
HAND_ARMS = grammar()["hand_arms"]
MAKING = grammar()["making"]
INSTRUMENTS = grammar()["instruments"]  # what one strikes with is not struck
LAUNCHING = grammar()["launching"]
# What these win back was their own, or is set free: whoever held it suffers.
REGAINING = grammar()["regaining"]
OPEN_AIR = frozenset(
    ["street", "square", "road", "avenue", "boulevard", "park", "plaza", "roundabout", "bridge", "highway", "motorway"]
)
WHERE = frozenset(["in", "near", "over", "across", "around", "outside", "through", "along"])


def _target(tree: Tree, v: int, inner: Match | None, *, own: bool, sorry: bool = False) -> tuple[int, ...]:
    if sorry and (inner is not None or tree.tokens[v].upos in ("VERB", "AUX")):
        own = True  # "apologised for the killing of villagers by its troops": to those who suffered it
    if inner is not None and inner.token != v and tree.tokens[v].upos == "VERB":
        inner = None if not own else inner
    if inner is not None:
        return (inner.role("R") or inner.role("B")) if own else (inner.role("A") or inner.role("B"))
    if tree.tokens[v].upos in ("VERB", "AUX"):
        args = tree.verb(v)
        made = tree.tokens[v].lemma.lower() in MAKING  # "agreed to set up a company": it is not there yet
        return (() if made else args.objects) if own else args.subjects
    return () if own else (v,)


def _is_own(tree: Tree, k: int) -> bool:
    """ "agreed to withdraw its troops": one's own are no other party."""
    return any(tree.tokens[c].upos == "PRON" for c in tree.sentence.kids(k, "nmod:poss"))


def targets(tree: Tree, tokens: tuple[int, ...]) -> tuple[int, ...]:
    """Without places when somebody is named whom it is for or against: "strikes in Iraq against the militants"."""
    preps = {k: tree.prep(first_of(tree, k)) for k in tokens}
    if not DIRECTED_AT & set(preps.values()):
        return tokens
    return tuple(k for k, prep in preps.items() if prep not in ("in", "near", "over", "across"))


DIRECTED_AT = frozenset(["against", "on", "at", "to", "between", "with"])
