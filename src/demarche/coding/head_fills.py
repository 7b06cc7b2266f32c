"""Parties that the event head names where the words of a frame leave a role empty, if the tree lets them be any.

Who only speaks of the act, who acts in another clause, and words inside a phrase that has a role already are none.
"""

from __future__ import annotations

import msgspec

from demarche.coding.fills import HARMS, OPEN_AIR, OTHERS_ACTS, WHERE
from demarche.coding.fit_nouns import judges
from demarche.coding.fit_words import first_of, is_setting, is_time
from demarche.coding.must import SAYING
from demarche.coding.tree import JUDGING, Tree
from demarche.coding.what import HIT, TALK, Match
from demarche.coding.witnesses import head_roles
from demarche.ontology.grammar import grammar

# Behind these stands a party of what the subject tells: "the talks began with Oslo".
PARTNERS = frozenset(["by", "with", "between", "against", "among", "on", "to"])
# In an operation of these somebody acts: "killed in a raid by police"; not "despite calls by".
INSIDE = frozenset(["", "in", "during", "through", "with", "on", "by"])

LAID_ON = grammar()["laid_on"]  # "welcomed new Syria sanctions": whom they are laid on is not praised
REPORTING = grammar()["reporting"]
OUT = frozenset(["parataxis", "conj"])
# Behind these an act is only the occasion of what the main clause tells.
AFTER = frozenset(["after", "since", "following", "amid", "amidst", "despite", "before", "until", "because", "due"])
WAKE = frozenset(["wake", "aftermath", "light", "face", "view", "response", "reaction", "retaliation", "reprisal"])
# The subject of these wants what others are to do: "demanded an investigation".
DEMANDING = frozenset(["demand", "request", "urge", "want", "propose"])
SIEGES = frozenset(["siege", "encirclement", "blockade"])
# Verbs that tell violence also where no pattern holds.
BLOWS = frozenset(
    ["open", "fire", "shoot", "storm", "raid", "attack", "strike", "hit", "bomb", "detonate", "explode", "blow", "ram",
     "ambush", "clash", "throw", "hurl", "shell", "drop", "launch", "drive", "plough", "plow", "burst", "fight", "move"]
)  # fmt: skip
APART = frozenset(["advcl", "acl"])  # clauses: "when troops left", "hours after troops left"
BORDERS = frozenset(["border", "frontier"])
PLACES = frozenset(["in", "near", "at", "outside", "inside", "across"])


def with_head_roles(tree: Tree, match: Match, triggers: dict[int, Match]) -> Match:
    """The match with parties that the event head sees at its words, for roles that the pattern left empty."""
    missing = {"A", "R"} - {r for r, _ in match.fills}
    if match.frame.event_type == "ASSAULT" and any(tree.tokens[w].lemma.lower() in SIEGES for w in match.words):
        missing.discard("R")  # "broke the siege of the town": the town is not attacked
    if "B" in {r for r, _ in match.fills} or not missing or tree.tokens[match.token].rel == "amod":
        return match  # "freed the detained men": who frees them has not detained them
    spoken = {k for v in match.inner if tree.tokens[v].upos == "VERB" for k in tree.sentence.subtree(v)}
    spoken |= {k for v in match.inner if tree.tokens[v].lemma.lower() in HARMS for p, k in tree.phrases(v) if p == "of"}
    if match.frame.event_type == "ACCUSE" and tree.tokens[match.token].upos == "NOUN":
        # "allegations that agents had killed him": what the noun tells is done by others than whoever alleges it
        told = tree.sentence.kids(match.token, "acl", "ccomp")
        spoken |= {k for c in told if tree.prep(c) == "that" for k in tree.sentence.subtree(c)}
    if match.frame.event_type == "REQUEST":  # "demanded the release of the men": they are not the ones asked
        asked = [triggers[t] for t in (*match.role("T"), *match.inner) if t in triggers and triggers[t] is not match]
        spoken |= {k for act in asked for k in act.role("R")}
    used = {k for _, k in match.fills} | set(match.words) | spoken
    seen = [(r, k) for w in match.words for r, k in head_roles(tree, w) if r in missing]
    about = {k for t in match.role("T") for k in tree.sentence.subtree(t)}  # "a breach of international law"
    seen = [(r, k) for r, k in seen if r != "A" or k not in about or tree.prep(k) in ("by", "from")]
    named = {k for t in match.role("T") for k in tree.sentence.kids(t, "appos")}  # "sent its envoy, Ana Sol, to Oslo"
    seen = [(r, k) for r, k in seen if k not in named and tree.prep(first_of(tree, k)) != "as"]
    free = [(r, k) for r, k in dict.fromkeys(seen) if k not in used and not is_time(tree, k)]
    free = [(r, k) for r, k in free if r != "R" or not (match.frame.event_type in HIT and _is_by_border(tree, k))]
    free = [(r, k) for r, k in free if r != "A" or not (_is_place(tree, k) or _acts_apart(tree, match, k))]
    if match.frame.event_type == "PROTEST":  # "marched through Seville"
        free = [(r, k) for r, k in free if r != "R" or tree.prep(k) not in WHERE]
    free = [(r, k) for r, k in free if r != "A" or not _judges(tree, match, k)]
    if match.frame.event_type in OTHERS_ACTS:
        free = [(r, k) for r, k in free if tree.tokens[tree.tokens[k].head].lemma.lower() not in LAID_ON]
        free = [(r, k) for r, k in free if r != "R" or not _suffers_there(tree, about, k)]
    kept = [
        (r, k) for r, k in free if not _others(tree, match, k, triggers) and not _elsewhere(tree, match, k, triggers)
    ]
    both = [(r, c) for r, k in kept for c in tree.conjuncts(k) if c not in used]  # "blows to Oslo and Riga"
    more = tuple(dict.fromkeys(both))
    return msgspec.structs.replace(match, fills=(*match.fills, *more)) if more else match


def _acts_apart(tree: Tree, match: Match, k: int) -> bool:
    """ "Envoys ended their visit as shells fell on the port": they act in another clause than the shells."""
    top = match.token
    while tree.tokens[top].rel == "xcomp" and tree.tokens[top].head >= 0:
        top = tree.tokens[top].head
    own = tree.tokens[top].rel == "advcl" and any(tree.tokens[c].deprel == "nsubj" for c in tree.sentence.children[top])
    return match.frame.event_type == "ASSAULT" and own and k not in tree.sentence.subtree(top)


def _judges(tree: Tree, match: Match, k: int) -> bool:
    """True for the subject of a verb that judges or tells the act: "condemned the decision", "reported the clash"."""
    above = tree.tokens[match.token]
    noun = tree.tokens[above.head] if above.rel == "acl" and above.head >= 0 else above
    verb = noun.head if noun.rel == "obj" else -1
    return (
        verb >= 0
        and tree.tokens[verb].lemma.lower() in JUDGING | REPORTING | DEMANDING
        and k in tree.verb(verb).subjects
    )


def _suffers_there(tree: Tree, about: set[int], k: int) -> bool:
    """ "Condemned the attack that killed ten Syrians": who suffers what is judged is not the one who is judged."""
    token = tree.tokens[k]
    clause = tree.tokens[token.head]
    return k in about and token.rel in ("obj", "obl") and clause.rel == "acl" and clause.upos == "VERB"


def _is_by_border(tree: Tree, k: int) -> bool:
    """ "Blew up the pipeline near the Chadian border": the neighbour is not hit."""
    spot = k if tree.tokens[k].lemma.lower() in BORDERS else tree.tokens[k].head
    return spot >= 0 and tree.tokens[spot].lemma.lower() in BORDERS and tree.prep(spot) in ("near", "along", "by")


def _is_place(tree: Tree, k: int) -> bool:
    """ "A bomb in Haifa killed two": where it happens, nobody has done it."""
    return tree.prep(k) in PLACES and (tree.tokens[k].name.endswith("PLACE") or tree.tokens[k].entity == "place")


def _others(tree: Tree, match: Match, k: int, triggers: dict[int, Match]) -> bool:
    """True when `k` is an argument of an act that governs this one without speaking of it."""
    if match.pattern.pos != "noun":
        return False
    at = tree.tokens[match.token].head
    while at >= 0:
        other = triggers.get(at)
        speaks = other is not None and other.inner and other.frame.event_type not in TALK | {"SUPPORT"}
        if other is not None and other is not match and not speaks and other.light is None:
            return any(j == k for _, j in other.fills)
        at = tree.tokens[at].head
    return False


def _elsewhere(tree: Tree, match: Match, k: int, triggers: dict[int, Match]) -> bool:
    """True when the way from the act to `k` leads into words that have no part in it."""
    up, down = _way(tree, match.token, k)
    filled = {j for r, j in match.fills if r in "AR"}
    if any(tree.tokens[j].lemma.lower() in OPEN_AIR for j in down[:-1]):  # "roadblocks on the highway to Santa Cruz"
        return True
    if tree.prep(k) != "by" and any(j in filled for j in down[:-1]):  # "a delegation of bishops"
        return True
    if up and match.pattern.pos == "noun" and (_mentioned_after(tree, up) or _is_judged(tree, up[-1])):
        return True
    if up and _is_told_by_the_way(tree, match.token, up[-1]):
        return True
    clause = _another_clause(tree, down)
    if clause is not None and not (match.frame.event_type == "ASSAULT" and _is_blow(tree, clause, triggers)):
        return True  # but "was killed when police opened fire"
    if up and tree.tokens[up[-1]].rel == "conj" and down and tree.tokens[down[0]].rel in ("obj", "iobj", "obl"):
        return True  # "closed its border with Chad and called for an inquiry"
    leaving = OUT if match.frame.event_type == "ASSAULT" else OUT | {"advcl"}
    return _climbs_out(tree, up, leaving) or _another_circumstance(tree, down) or _beside(tree, up, down)


def _way(tree: Tree, i: int, k: int) -> tuple[list[int], list[int]]:
    """Words from `i` up to the last below the common head, and from there down to `k`."""
    above, below = _chain(tree, i), _chain(tree, k)
    top = next((x for x in above if x in below), -1)
    if top < 0:
        return above, below[::-1]
    return above[: above.index(top)], below[: below.index(top)][::-1]


def _chain(tree: Tree, i: int) -> list[int]:
    out = [i]
    while tree.tokens[out[-1]].head >= 0:
        out.append(tree.tokens[out[-1]].head)
    return out


def _climbs_out(tree: Tree, up: list[int], leaving: frozenset[str]) -> bool:
    """True when the way leaves a clause that has a subject of its own, or what somebody says."""
    subject = False
    for at in up:
        token = tree.tokens[at]
        subject = subject or tree.sentence.kid(at, "nsubj", "nsubj:pass") is not None or token.rel == "nsubj"
        said = token.rel in ("ccomp", "parataxis") and tree.tokens[token.head].lemma.lower() in SAYING
        if subject and (said or (token.rel in leaving and token.upos == "VERB")):
            return True
        if token.rel == "acl:relcl" and at is not up[-1]:
            return True
    return False


def _another_circumstance(tree: Tree, down: list[int]) -> bool:
    """True when `k` stands inside a phrase that tells another circumstance: "despite calls by the UN"."""
    return any(is_setting(tree, j) or (tree.tokens[j].rel == "obl" and tree.prep(j) not in INSIDE) for j in down[:-1])


def _mentioned_after(tree: Tree, up: list[int]) -> bool:
    """True for an act that only says when or why the main clause happened: "in the wake of the attacks, Oslo …"."""
    token = tree.tokens[up[-1]]
    return token.rel == "obl" and (tree.prep(up[-1]).split(" ")[0] in AFTER or token.lemma.lower() in WAKE)


def _is_told_by_the_way(tree: Tree, verb: int, top: int) -> bool:
    """ "Under the accord signed in Riga, Oslo will …": it has not signed alone."""
    clause = tree.tokens[verb].rel == "acl" and tree.tokens[top].rel == "obl" and top != verb
    return clause and tree.prep(top).split(" ")[0] in AFTER | {"under"}


def _is_judged(tree: Tree, i: int) -> bool:
    """ "Called the talks constructive": who says so has not held them."""
    token = tree.tokens[i]
    return token.rel == "obj" and token.head >= 0 and judges(tree, token.head)


def _another_clause(tree: Tree, down: list[int]) -> int | None:
    """The verb of a clause with its own subject: "talks broke down when troops shelled a village"."""
    subject = tree.sentence.kid
    return next(
        (j for j in down if tree.tokens[j].deprel in APART and subject(j, "nsubj", "nsubj:pass") is not None), None
    )


def _is_blow(tree: Tree, clause: int, triggers: dict[int, Match]) -> bool:
    """Whether the clause tells violence; "killed in protests since the president withdrew a bill" tells none."""
    told = triggers.get(clause)
    violent = told is not None and told.frame.event_type in ("ASSAULT", "COERCE", "MOBILIZE")
    return violent or tree.tokens[clause].lemma.lower() in BLOWS


def _beside(tree: Tree, up: list[int], down: list[int]) -> bool:
    """True for circumstances of what an act brought about: "the raid followed a tip from villagers"."""
    told = len(up) == 1 and tree.tokens[up[0]].rel == "nsubj" and tree.tokens[up[0]].upos == "NOUN"
    return told and bool(down) and tree.tokens[down[0]].rel == "obl" and tree.prep(down[0]) not in PARTNERS
