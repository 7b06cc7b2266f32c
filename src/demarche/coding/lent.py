"""Parties that the clause around an act lends it: who denies, who claims, who is to be helped, between whom.

- The force named before a raid makes it: "the police raids".
- Who denies an accusation is the accused: "Oslo rejected charges by Riga that …".
- Who claims responsibility has done what the claim names, also where the harm is told in a clause: "claimed
  responsibility for the bombing that killed ten".
- Who is killed in clashes with police was killed by them; who dies in a state's strike, by that state.
- Who launched the drones that strike has struck; what is fired "aimed at Chad" is fired at Chad.
- What is done "in support of Chad" supports Chad.
- What is given "to help Chad" goes to Chad.
- Who shells "positions held by the militia" hits the militia.
- Who leaves "after meetings with Chad" has met Chad.
- Who lifts "the sanctions imposed on Chad" gives way to Chad.
- Who resists "despite pressure by parliament" refuses parliament.
- A mediator stands between those whose quarrel his effort is to end: "an effort to settle the row between B".
- Who "will pay" or "be punished" is threatened: "warned that Chad would regret it", "that they would be hunted".
- Who calls somebody or goes to see him "to demand" something demands it of him.
- A letter asks, accuses and threatens whoever it is sent to: "sent a letter to Chad threatening sanctions".

Nothing is filled where the words name the party themselves.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from demarche.coding.fit_nouns import claimants
from demarche.coding.modality import speech_above
from demarche.coding.negation import negations
from demarche.coding.tree import DOCUMENTS, Tree
from demarche.coding.what import HIT, Match
from demarche.ontology.grammar import grammar

CLASHES = frozenset(
    ["clash", "fighting", "battle", "shootout", "shoot-out", "firefight", "gunfight", "gunbattle", "skirmish", "fight",
     "confrontation", "combat"]
)  # fmt: skip
STRIKES = grammar()["strikes"]
STRUCK_IN = frozenset(["in", "during", "by", "from"])
INSTRUMENTS, LAUNCHING = grammar()["instruments"], grammar()["launching"]
DENYING = grammar()["denying"]
HELPING = frozenset(["help", "assist", "support", "aid"])
PRESSING = frozenset(
    ["pressure", "call", "appeal", "demand", "plea", "request", "warning", "threat", "urging", "protest", "entreaty"]
)
TO_COME = frozenset(["will", "would", "shall", "could", "can", "'ll", "might", "may"])
AIMING = grammar()["aiming"]
PAYING = grammar()["paying"]
CALLING, GOING = grammar()["calling"], grammar()["going"]
AIDING = frozenset(["SUPPORT", "AID"])
FORCES = frozenset(["police", "army", "military", "troop", "commando", "gendarmerie", "militia", "security"])
NAMING_ONE = frozenset(["including", "such as", "like", "notably", "especially"])
PURPOSE = frozenset(["advcl", "acl"])
PROMISED = "agree.aid"
REFUSABLE = frozenset(["CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "AGREE"])
WILL = frozenset(["will", "would", "shall"])
WRITTEN = frozenset(["ACCUSE", "REQUEST", "THREATEN"])
MEDIATE = "consult.mediate"
HOLDING = frozenset(["hold", "control", "man", "defend"])
EASED = "retreat.ease_sanctions"
IMPOSING = frozenset(["impose", "lay", "slap", "place", "put", "clamp", "levy", "introduce", "have", "clap"])


def with_lent(tree: Tree, match: Match) -> Match:
    """The match with an actor or recipient from the clause around it, where its own words name none."""
    fills = match.fills
    kind = match.frame.event_type
    if kind == "COERCE" and tree.tokens[match.token].upos == "NOUN" and not match.role("A"):
        forces = [k for k in match.role("R") if _is_force_before(tree, match.token, k)]
        fills = tuple(("A", k) if r == "R" and k in forces else (r, k) for r, k in fills)
    if kind == "ACCUSE" and match.pattern.pos == "noun" and not match.role("R"):
        accused = _deniers(tree, match)
        fills = (*(f for f in fills if f[1] not in accused), *(("R", k) for k in accused))
    if kind in HIT and not match.role("A"):
        fills += tuple(("A", k) for t in match.role("T") for k in claimants(tree, t))
    if kind == "ASSAULT" and not match.role("A") and tree.is_passive(match.token):
        fills += tuple(("A", k) for k in _fought(tree, match.token))
    if kind == "ASSAULT" and not any(r == "A" for r, _ in fills):
        fills += tuple(("A", k) for k in _strikers(tree, match.token))
    if kind in HIT and match.pattern.pos == "noun" and not match.role("A"):
        fills += tuple(("A", k) for k in _owners_of_all(tree, match.token))
    if kind in HIT:
        fills = tuple(f for role, k in fills for f in _launchers(tree, role, k))
        if not any(r == "A" for r, _ in fills) and tree.tokens[match.token].upos == "VERB":
            found = [f for k in tree.verb(match.token).subjects for f in _launchers(tree, "A", k) if f != ("A", k)]
            fills += tuple(found)
    if kind == "CONSULT" and match.pattern.pos == "noun" and not (match.role("A") or match.role("B")):
        fills += tuple(("A", k) for k in _came_from(tree, match.token))
    if match.frame.id == EASED and not match.role("R"):
        fills += tuple(("R", k) for t in match.role("T") for k in _laid_on(tree, t))
    if (kind == "AID" or match.frame.id == PROMISED) and not match.role("R"):
        fills += tuple(("R", k) for k in _helped(tree, match.token))
    if kind == "REJECT" and not match.role("R"):
        fills += tuple(("R", k) for k in _pressing(tree, match))
    if match.frame.id == MEDIATE and not match.role("R"):
        fills += tuple(("R", k) for k in _between(tree, match.token))
    if kind in HIT:
        held = [(k, h) for r, k in fills if r in "RT" for h in _in_hands_of(tree, k)]
        places = {k for k, _ in held}
        fills = (*(f for f in fills if f[0] != "R" or f[1] not in places), *(("R", h) for _, h in held))
    if kind in HIT and not match.role("R"):
        fills += tuple(("R", k) for v in aimed(tree, match.token) for p, k in tree.verb(v).obliques if p == "at")
    if kind in AIDING and match.pattern.pos == "noun" and _is_led_by_in(tree, match.token):
        fills = _in_aid(tree, match.token, fills)
    if kind == "THREATEN" and (doomed := _doomed(tree, match)):
        fills = (*(f for f in fills if f[0] != "R"), *(("R", k) for k in doomed))
    if kind in WRITTEN and not match.role("R"):
        fills += tuple(("R", k) for k in _addressed(tree, match) or _sought(tree, match.token))
    return msgspec.structs.replace(match, fills=tuple(dict.fromkeys(fills)))


def with_refuser(tree: Tree, match: Match, rules: Callable[[int], bool]) -> Match:
    """ "No licence will be given, the minister said": whoever rules and says so will not do it."""
    unnamed = match.frame.event_type in REFUSABLE and not match.role("A") and tree.is_passive(match.token)
    verb = speech_above(tree, match.token) if unnamed else None
    if verb is None or not any(tree.tokens[c].text.lower() in WILL for c in tree.sentence.kids(match.token, "aux")):
        return match
    if not any(True for _ in negations(tree, match.token, -1, arguments=True)):
        return match
    speakers = tuple(("A", k) for k in tree.verb(verb).subjects if rules(k))
    return msgspec.structs.replace(match, fills=(*match.fills, *speakers))


def _is_force_before(tree: Tree, noun: int, k: int) -> bool:
    """ "The police raids of 2004": the force named right before the raid makes it."""
    token = tree.tokens[k]
    return token.rel == "compound" and token.head == noun and token.lemma.lower() in FORCES


def _deniers(tree: Tree, match: Match) -> list[int]:
    """Whoever denies the accusation told at the trigger."""
    token = tree.tokens[match.token]
    governor = tree.tokens[token.head] if token.head >= 0 else None
    if governor is None or governor.lemma.lower() not in DENYING:
        return []
    args = tree.verb(token.head)
    return list(args.subjects) if match.token in args.objects else []


def _fought(tree: Tree, verb: int) -> list[int]:
    """The other side of the fight in which somebody falls: "killed in clashes with police"."""
    fights = [k for p, k in tree.verb(verb).obliques if p in ("in", "during", "after")]
    fights = [k for k in fights if tree.tokens[k].lemma.lower() in CLASHES]
    return [k for f in fights for p, k in tree.phrases(f) if p in ("with", "against")]


def _strikers(tree: Tree, verb: int) -> list[int]:
    """Whose the strike is in which somebody falls: "killed in an Israeli strike"; "the Haifa attack" is nobody's."""
    if tree.tokens[verb].upos != "VERB":
        return []
    strikes = [k for p, k in tree.verb(verb).obliques if p in STRUCK_IN and tree.tokens[k].lemma.lower() in STRIKES]
    before = [c for k in strikes for c in (*tree.sentence.kids(k, "nmod:poss"), *tree.modifiers(k))]
    return [c for c in before if tree.tokens[c].deprel == "nmod:poss" or _is_nationality(tree, c)]


def _is_nationality(tree: Tree, k: int) -> bool:
    token = tree.tokens[k]
    return token.text[0].isupper() and (token.upos == "ADJ" or token.text.replace(".", "").isupper())


def _owners_of_all(tree: Tree, noun: int) -> list[int]:
    """Whose the acts are of which this is one: "Chad's campaigns, including the 2008 invasion of Niger"."""
    above = tree.tokens[noun].head
    if above < 0 or tree.prep(noun) not in NAMING_ONE or tree.tokens[above].upos != "NOUN":
        return []
    return [k for k in tree.sentence.kids(above, "nmod:poss") if k not in tree.sentence.subtree(noun)]


def _launchers(tree: Tree, role: str, k: int) -> list[tuple[str, int]]:
    """Who fired what strikes: "missiles launched by Minsk hit the port"; every other filler as it is."""
    if role != "A" or tree.tokens[k].lemma.lower() not in INSTRUMENTS:
        return [(role, k)]
    fired = [c for c in tree.sentence.kids(k, "acl") if tree.tokens[c].lemma.lower() in LAUNCHING]
    by = [j for c in fired if tree.is_passive(c) for j in tree.verb(c).subjects]
    return [(role, j) for j in by] or [(role, k)]


def _came_from(tree: Tree, talks: int) -> list[int]:
    """Who does what the clause tells "after meetings with Chad" has met Chad."""
    verb = tree.tokens[talks].head
    others = [k for p, k in tree.phrases(talks) if p == "with"]
    behind = tree.tokens[talks].rel == "obl" and tree.prep(talks) in ("after", "before", "following", "during")
    if not others or not behind or verb < 0 or tree.sentence.kids(talks, "nmod:poss"):
        return []
    return [k for k in tree.verb(verb).subjects if tree.tokens[k].upos == "PROPN" and not tree.is_passive(verb)]


def _in_hands_of(tree: Tree, place: int) -> list[int]:
    """Who holds the place that is hit: "shelled positions held by the militia"."""
    if tree.tokens[place].upos != "NOUN":
        return []
    held = [v for v in tree.sentence.kids(place, "acl") if tree.tokens[v].lemma.lower() in HOLDING]
    return [k for v in held for k in tree.verb(v).subjects if tree.prep(k) == "by"]


def _laid_on(tree: Tree, measure: int) -> list[int]:
    """Whom the measures burden that are lifted: "the sanctions it had imposed on Chad"."""
    whole = [measure, *(k for p, k in tree.phrases(measure) if p == "of")]  # "most of the sanctions it had imposed"
    told = [v for k in whole for v in tree.sentence.kids(k, "acl") if tree.tokens[v].lemma.lower() in IMPOSING]
    return [k for v in told for p, k in tree.verb(v).obliques if p in ("on", "against", "upon")]


def _helped(tree: Tree, verb: int) -> list[int]:
    """Whom a purpose names: "donated pumps to help Chad cope"."""
    below = [k for k in tree.sentence.subtree(verb) if tree.tokens[k].rel in PURPOSE and tree.prep(k) == "to"]
    helping = [k for k in below if tree.tokens[k].lemma.lower() in HELPING]
    where = [k for v in helping for p, k in tree.verb(v).obliques if p == "in"]  # "to help people in Chad"
    return [*(o for v in helping for o in tree.verb(v).objects), *where]


def _doomed(tree: Tree, match: Match) -> list[int]:
    """Who is to suffer in what the threat says."""
    said = [c for w in (match.token, *match.words) for c in tree.sentence.kids(w, "ccomp")]
    subjects = [k for c in dict.fromkeys(said) for k in _sufferers(tree, c)]
    return [k for k in subjects if tree.tokens[k].entity in ("person", "organization", "place")]


def _sufferers(tree: Tree, clause: int) -> tuple[int, ...]:
    """Subjects of "would pay", "would be hunted", "is a legitimate target"."""
    args, lemma = tree.verb(clause), tree.tokens[clause].lemma.lower()
    to_come = any(tree.tokens[c].lemma.lower() in TO_COME for c in tree.sentence.kids(clause, "aux"))
    if args.passive:
        return args.objects if to_come else ()
    aimed_at = lemma == "target" and tree.sentence.kid(clause, "cop") is not None
    return args.subjects if aimed_at or lemma in PAYING else ()


def _addressed(tree: Tree, match: Match) -> list[int]:
    """Whom the document in which it is said is for."""
    token = tree.tokens[match.token]
    if token.rel not in ("acl", "advcl") or not token.text.lower().endswith("ing") or token.head < 0:
        return []
    document = tree.tokens[token.head]
    if document.lemma.lower() not in DOCUMENTS:
        return []
    sent = tree.verb(document.head).obliques if document.rel == "obj" else ()
    return [k for p, k in (*tree.phrases(token.head), *sent) if p == "to" and k < match.token]


def _sought(tree: Tree, verb: int) -> list[int]:
    """Whom somebody calls or goes to see in order to say it: "telephoned both capitals to urge restraint"."""
    token = tree.tokens[verb]
    purpose = token.rel in ("advcl", "xcomp") and tree.prep(verb) == "to" and 0 <= token.head < verb
    above = tree.tokens[token.head].lemma.lower() if purpose else ""
    args = tree.verb(token.head)
    if above in CALLING:
        return [k for k in (*args.objects, *(k for p, k in args.obliques if p in ("to", "with", "on"))) if k < verb]
    return [k for p, k in args.obliques if p == "to" and k < verb] if above in GOING else []


def aimed(tree: Tree, verb: int) -> list[int]:
    """The participles that say at whom what is fired goes: "fired rounds aimed at a post in Chad"."""
    if tree.tokens[verb].lemma.lower() not in LAUNCHING:
        return []
    return [c for o in tree.verb(verb).objects for c in tree.sentence.kids(o, "acl") if tree.tokens[c].lemma in AIMING]


def _is_led_by_in(tree: Tree, noun: int) -> bool:
    """ "In support of", also in "with and in support of"."""
    return tree.prep(noun) == "in" or (noun > 0 and tree.tokens[noun - 1].text.lower() == "in")


def _in_aid(tree: Tree, noun: int, fills: tuple[tuple[str, int], ...]) -> tuple[tuple[str, int], ...]:
    """ "Struck in support of the government": it is helped, and whoever does what the clause tells helps it."""
    verb = tree.tokens[noun].head
    if verb < 0 or tree.tokens[verb].upos != "VERB":
        return fills
    helped = [k for r, k in fills if r in "AR" and noun < k and tree.prep(k) == "of"]
    return (
        *(f for f in fills if f[1] not in helped),
        *(("R", k) for k in helped),
        *(("A", k) for k in tree.verb(verb).subjects),
    )


def _pressing(tree: Tree, match: Match) -> list[int]:
    """Who is refused: "declined to resign despite pressure by parliament"."""
    words = dict.fromkeys((match.token, *match.words))
    verbs = [w for w in words if tree.tokens[w].upos == "VERB"] + list(match.inner)
    against = [
        k for v in verbs for c in tree.sentence.kids(v, "obl", "nmod") for k in (c,) if tree.prep(k) == "despite"
    ]
    calls = [k for k in against if tree.tokens[k].lemma.lower() in PRESSING]
    return [j for k in calls for p, j in tree.phrases(k) if p in ("by", "from", "of")]


def _between(tree: Tree, verb: int) -> list[int]:
    """The sides that stand behind "between" below the act."""
    below = [k for k in tree.sentence.subtree(verb) if tree.prep(k) == "between"]
    return [side for k in below[:1] for side in tree.conjuncts(k)]
