"""Which words fill the roles of an act beyond its own pattern.

What governs the act lends its actor ("blamed the guard for the attack"), and what is spoken of lends the recipient
("condemned the decision of Minsk").
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from demarche.coding.fit_words import first_of, is_time
from demarche.coding.tree import Tree
from demarche.coding.what import HIT, Match
from demarche.ontology.grammar import called, grammar

# The subject of these does what they speak of, so its target is theirs: "threatened to strike the South".
OWN_ACTS = frozenset(["THREATEN", "AGREE"])
AGAINST = frozenset(["SANCTION", "COERCE", "ASSAULT", "REJECT", "ACCUSE", "PROTEST", "THREATEN"])
HELP = frozenset(["SUPPORT", "AID"])
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
    agreed = [v for v in match.inner if kind != "AGREE" or not _is_hostile(triggers.get(v))]
    found = [k for v in agreed for k in _target(tree, v, triggers.get(v), own=kind in OWN_ACTS)]
    found = [k for k in found if k not in match.role("A")]
    return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in dict.fromkeys(found))))


def _is_hostile(match: Match | None) -> bool:
    """True for acts against somebody: "agreed to impose sanctions on Minsk" is no agreement with Minsk."""
    return match is not None and match.frame.event_type in AGAINST


def _themes_as_parties(tree: Tree, match: Match, acts: Callable[[int], bool], owned: Callable[[int], bool]) -> Match:
    """The match with what the act is about as one of its sides, where that side is empty."""
    kind, themes = match.frame.event_type, match.role("T")
    more: list[tuple[str, int]] = []
    if not match.role("A") and kind == "MOBILIZE":  # "NATO jets were scrambled": whose they are acts
        more += [("A", k) for k in themes]
    if not match.role("A") and kind in HIT:  # "Russian missiles struck the port": whose they are acts
        more += [("A", k) for k in themes if tree.tokens[k].deprel == "nsubj" and owned(k)]
    if not match.role("R") and kind in HELP:  # "backs the government": whoever is helped
        more += [("R", k) for k in themes if acts(k)]
    if not match.role("R") and kind in HIT:  # "shelled the town": what is hit is a thing
        more += [("R", k) for k in themes if tree.tokens[k].lemma.lower() not in INSTRUMENTS]
    return msgspec.structs.replace(match, fills=(*match.fills, *more)) if more else match


def without_weapons(tree: Tree, match: Match) -> Match:
    """The match without what is fired as who is hit: "fired artillery rounds at the village"."""
    fires = match.frame.event_type in ("ASSAULT", "MOBILIZE") and tree.tokens[match.token].lemma.lower() in LAUNCHING
    wrong = [k for k in match.role("R") if fires and tree.tokens[k].lemma.lower() in INSTRUMENTS and not tree.prep(k)]
    if not wrong:
        return match
    return msgspec.structs.replace(match, fills=tuple(f for f in match.fills if f[0] != "R" or f[1] not in wrong))


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


HARMS = grammar()["harms"]
ATTACKS = called()["ASSAULT"]
BEFORE = frozenset(["compound", "amod", "nmod"])  # how a town hangs on the attack that is called after it
INSTRUMENTS = grammar()["instruments"]  # what one strikes with is not struck
LAUNCHING = grammar()["launching"]
# What these win back was their own, or is set free: whoever held it suffers.
REGAINING = frozenset(["liberate", "retake", "recapture", "regain", "reconquer", "reclaim", "win_back", "recover"])
RELATED = (
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
)
# These go to or against somebody: "flew medicine into Afghanistan", "suspended supplies to Somalia".
DIRECTED = frozenset(["AID", "SANCTION", "COERCE", "RETREAT", "REJECT", "CONCEDE", "MOBILIZE"])
TOWARDS = frozenset(["to", "into", "onto", "on", "upon", "against", "toward", "towards"])
OPEN_AIR = frozenset(
    ["street", "square", "road", "avenue", "boulevard", "park", "plaza", "roundabout", "bridge", "highway", "motorway"]
)
WHERE = frozenset(["in", "near", "over", "across", "around", "outside", "through", "along"])
# The subject of these answers or judges what others did.
ANSWERING = OTHERS_ACTS - {"REQUEST", "PROTEST"} | {"AGREE"}
TALKED_ABOUT = frozenset(["CONSULT", "AGREE", "COOPERATE"])


def with_related(tree: Tree, match: Match, acts: Callable[[int], bool], triggers: dict[int, Match]) -> Match:
    """The match with a recipient from the phrases of what is acted on, when that is a thing.

    "boycott all contact with Washington", "threatened to deal blows to Israel"; and whom a threat is to move: "unless
    Baghdad accepts".
    """
    if match.role("B"):
        return match
    owners = [k for k in _owners(tree, match) if acts(k)]
    of_parties = any(tree.tokens[k].head in match.role("R") for k in owners)  # "ties with Oslo's government"
    if (
        owners and not of_parties and _part_of(tree, match.role("R"), match.role("T"))
    ):  # "spurned Oslo's offer of nurses"
        others = tuple((r, k) for r, k in match.fills if r != "R")
        return msgspec.structs.replace(match, fills=(*others, *(("R", k) for k in owners)))
    made = [k for t in match.role("T") if match.frame.event_type == "REJECT" for k in tree.modifiers(t) if acts(k)]
    if made and _part_of(tree, match.role("R"), match.role("T")):  # "rejected a Belarusian offer of talks at …"
        others = tuple((r, k) for r, k in match.fills if r != "R")
        return msgspec.structs.replace(match, fills=(*others, *(("R", k) for k in made)))
    if any(acts(k) for k in match.role("R")):
        return match
    core = [k for k in _core(tree, match) if acts(k) and not is_time(tree, k)]
    core = core or owners
    if core:
        return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in core)))
    if match.frame.event_type in TALKED_ABOUT and not _names_deed(tree, match):
        return match
    # what is said of another act: whoever suffers there is no recipient here
    own = [k for k in (*match.role("T"), *match.inner) if k not in triggers or triggers[k] is match]
    # "dismissed an appeal from the president", "rejected an Australian ultimatum": whoever made it
    makers = [k for t in match.role("T") if t in triggers and triggers[t] is not match for k in triggers[t].role("A")]
    if match.frame.event_type == "REJECT" and makers and not match.role("R"):
        mine = [k for k in makers if acts(k) and k not in match.role("A")]
        return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in dict.fromkeys(mine))))
    theirs = [k for k in own if tree.tokens[k].upos not in ("VERB", "AUX") and not _is_where(tree, k) and acts(k)]
    if theirs and not match.role("R"):
        kept = tuple(k for k in theirs if k not in match.role("A"))
        return msgspec.structs.replace(match, fills=(*match.fills, *(("R", k) for k in dict.fromkeys(kept))))
    told = match.frame.event_type in (
        "ACCUSE",
        "SUPPORT",
    )  # "condemned the abduction of": whoever suffers it is not blamed
    around = [*(k for k in match.role("R") if not told or triggers.get(k, match) is match), *own]
    around = [k for k in around if tree.tokens[k].lemma.lower() not in OPEN_AIR]  # "the highway to Santa Cruz"
    around += [o for v in match.inner if tree.tokens[v].upos == "VERB" for o in tree.verb(v).objects]
    around = [k for k in around if tree.tokens[k].rel != "conj"]
    pairs = [p for k in around for p in tree.phrases(k) if p[0] != "of" or not _is_harm(tree, match, k)]
    # "a truce proposed by Tigrayan leaders": whoever made what is acted on
    pairs += [
        ("by", k)
        for o in around
        for c in tree.sentence.kids(o, "acl")
        if tree.is_passive(c)
        for k in tree.verb(c).subjects
    ]
    # "the embargo that it has imposed on Havana", "the sanctions imposed on Minsk"
    pairs += [
        (p, k) for o in around for c in tree.sentence.kids(o, "acl") for p, k in tree.verb(c).obliques if p in TOWARDS
    ]
    pairs += [p for v in match.inner if tree.tokens[v].upos == "VERB" for p in tree.verb(v).obliques]
    if match.pattern.pos == "verb" and match.frame.event_type in DIRECTED:
        pairs += [(p, k) for p, k in tree.verb(match.token).obliques if p in TOWARDS]
    undergo = {j for k in around if k in triggers and triggers[k] is not match for j in triggers[k].role("R")}
    asked = match.frame.event_type == "REQUEST"  # "pleaded for a corridor for civilians": they are not the ones asked
    found = [k for p, k in pairs if p in RELATED and not (asked and p == "for") and acts(k) and not is_time(tree, k)]
    if not found and match.frame.event_type in DIRECTED | {"AGREE"}:  # "a ban on imports of Danish beef"
        deeper = [q for p, k in pairs if p in RELATED and not acts(k) for q in tree.phrases(k)]
        found = [k for p, k in deeper if p in RELATED and acts(k) and not is_time(tree, k)]
    if not found and match.frame.event_type in ("THREATEN", "REJECT"):
        found = [k for k in _moved(tree, match) if acts(k)]
    found = [k for k in found if k not in match.role("A") and not (asked and k in undergo)]
    if not found:
        return match
    others = tuple((r, k) for r, k in match.fills if r != "R")
    return msgspec.structs.replace(match, fills=(*others, *(("R", k) for k in dict.fromkeys(found))))


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


def _target(tree: Tree, v: int, inner: Match | None, *, own: bool) -> tuple[int, ...]:
    if inner is not None and inner.token != v and tree.tokens[v].upos == "VERB":
        inner = None if not own else inner
    if inner is not None:
        return (inner.role("R") or inner.role("B")) if own else (inner.role("A") or inner.role("B"))
    if tree.tokens[v].upos in ("VERB", "AUX"):
        args = tree.verb(v)
        return tuple(k for k in args.objects if not _is_own(tree, k)) if own else args.subjects
    return () if own else (v,)


def _names_deed(tree: Tree, match: Match) -> bool:
    """True for words that say what will be done: "agreed to lift its ban on Danish beef"."""
    return any(tree.tokens[w].upos == "VERB" for w in match.words if w != match.token)


def _is_own(tree: Tree, k: int) -> bool:
    """ "agreed to withdraw its troops": one's own are no other party."""
    return any(tree.tokens[c].upos == "PRON" for c in tree.sentence.kids(k, "nmod:poss"))


def targets(tree: Tree, tokens: tuple[int, ...]) -> tuple[int, ...]:
    """Without places when somebody is named against whom it went: "strikes in Iraq against the militants"."""
    preps = {k: tree.prep(first_of(tree, k)) for k in tokens}
    if not {"against", "on", "at"} & set(preps.values()):
        return tokens
    return tuple(k for k, prep in preps.items() if prep not in ("in", "near", "over", "across"))
