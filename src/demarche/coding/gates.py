"""Whose acts are news: what private people do to each other every day is coded only where the event head is sure."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.coding.bystanders import PUBLIC, why_private
from demarche.coding.cast import Cast
from demarche.coding.tree import JUDGING, Tree
from demarche.coding.what import Match
from demarche.coding.witnesses import cues
from demarche.model import Coded
from demarche.ontology.grammar import bystanders, grammar

PRIVATE = frozenset([None, "CVL", "UNK"])
# What private people do to each other every day; a killing or an arrest is news whoever it is.
SPOKEN = frozenset(
    ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "SANCTION"]
)
# What only those in power impose, lift, sign or sit in.
RULED_BY = frozenset(
    ["amnesty", "ambassador", "ceasefire", "curfew", "decree", "embargo", "emergency", "sanction", "tariff", "treaty",
     "troop", "troops", "truce", "visa"]
)  # fmt: skip
FOSTERING = frozenset(["foster", "promote", "encourage", "advance", "champion", "favour", "favor", "prefer", "further"])
BY_STATES = frozenset(["release", "convict", "expel"])  # prisoners are private people, but not in private hands
CALLING = frozenset(
    [
        "describe",
        "label",
        "brand",
        "call",
        "characterise",
        "characterize",
        "dismiss",
        "view",
        "see",
        "regard",
        "portray",
    ]
)
DENYING = grammar()["denying"]
STOPPING, PHRASAL = grammar()["stopping"], frozenset(["hold", "rule", "call", "put", "break"])
BACKING = frozenset(["back", "support", "endorse", "echo", "welcome", "applaud", "second", "join", "praise"])
SENDING_AWAY = frozenset(["expel", "declare", "evict", "deport", "banish"])
ULTIMATUM = "139"  # CAMEO
MODALS = frozenset(["will", "would", "should", "must", "shall", "can", "could", "may", "might", "'d", "’d"])
SURE_OF_PRIVATE = 0.6  # what the event head must say of an act among private people


def is_public(cast: Cast, name: str) -> bool:
    """True for a party with a country, or one of a kind that politics is about."""
    figure = cast.figure(name)
    return bool(figure.country) or figure.sector in PUBLIC


def refusal(
    cast: Cast,
    tree: Tree,
    match: Match,
    actors: Sequence[Coded[str]],
    others: Sequence[Coded[str]],
    *,
    expected: bool = False,
) -> str:
    """Why an act among these parties is no news; "" when it is. What is `expected` may name no public party itself."""
    if match.frame.official and actors and not any(_is_official(cast, c.value) for c in actors):
        return f"{match.frame.id}: the actor is a private person"
    if match.pattern.pos != "modal" and (why := why_private(cast, tree, match, actors, others)):
        return f"{match.frame.id}: {why}"
    if match.code.mode == "release" and others and all(_is_place(cast, c.value) for c in others):
        return f"{match.frame.id}: a place is set free, and nobody is let go"
    if match.frame.event_type == "PROTEST" and _is_march_of_troops(cast, tree, match, actors):
        return f"{match.frame.id}: troops that march do not protest"
    if _is_denied_charge(tree, match):
        return f"{match.frame.id}: a charge told before, that somebody answers"
    if match.frame.event_type == "AGREE" and _has_failed(tree, match.token):
        return f"{match.frame.id}: they have not agreed"
    if match.code.mode == "visit" and _is_at_work(cast, actors, others):
        return f"{match.frame.id}: members of a body go there to work"
    if match.frame.event_type in ("CONSULT", "AGREE") and _is_stopped(tree, match.token):
        return f"{match.frame.id}: talks or plans that are refused, put off or held up"
    if match.frame.event_type == "REQUEST" and _is_backed(tree, match.token):
        return f"{match.frame.id}: whoever backs a call has not made it anew"
    if match.code.cameo == ULTIMATUM and _is_way_out(tree, match.token):
        return f"{match.frame.id}: how long those who are sent away may stay"
    if not others and len(actors) < 2 and _is_opinion(tree, match):
        return f"{match.frame.id}: they are of one opinion, and nothing is agreed"
    if _is_danger(tree, match):
        return f"{match.frame.id}: a danger, and no act"
    if not others and len(actors) == 1 == len(match.words) and _is_alone(tree, match):
        return f"{match.frame.id}: one person alone meets nobody"
    if not others and len(actors) < 2 and _is_fostered(tree, match):
        return f"{match.frame.id}: talks that are only furthered"
    if not others and len(actors) > 1 and _is_their_own(tree, match):
        return f"{match.frame.id}: what they put off is their own"
    if is_label(tree, match.token) and match.frame.event_type not in ("ACCUSE", "SUPPORT", "REJECT"):
        return f"{match.frame.id}: what somebody calls an act"
    if expected or match.frame.event_type not in SPOKEN or match.code.mode in BY_STATES:
        return ""
    if match.frame.needs == () and match.frame.sure and not actors and not others:
        return ""  # "a truce took effect"
    private = not any(matters(cast, c.value) for c in (*actors, *others)) and not _is_of_states(tree, match)
    own = cues(tree, match.words).get(match.frame.event_type, 0.0)
    return f"{match.frame.id}: only private people take part" if private and own < SURE_OF_PRIVATE else ""


def _is_denied_charge(tree: Tree, match: Match) -> bool:
    """ "Rejected the accusation": whose it is was told with the accusation itself."""
    token = tree.tokens[match.token]
    noun = match.frame.event_type == "ACCUSE" and token.upos == "NOUN" and token.rel in ("obj", "nsubj:pass")
    denied = noun and tree.tokens[token.head].lemma.lower() in DENYING
    return denied and tree.sentence.kid(match.token, "nmod", "nmod:poss", "amod", "acl") is None


def _is_stopped(tree: Tree, i: int) -> bool:
    """ "Ruled out talks with arsonists", "held up the accord", "put off a patrol planned for June"."""
    token = tree.tokens[i]
    if token.rel == "acl" and token.head >= 0 and token.has("VerbForm=Part"):
        i, token = token.head, tree.tokens[token.head]
    governor = tree.tokens[token.head] if token.head >= 0 and token.rel == "obj" else None
    return (
        governor is not None
        and token.upos == "NOUN"
        and governor.lemma.lower() in STOPPING
        and _whole(tree, token.head)
    )


def _is_backed(tree: Tree, i: int) -> bool:
    """ "Backed their call for a limit": the call is spoken of, and is no act of today."""
    token = tree.tokens[i]
    backed = token.upos == "NOUN" and token.rel == "obj" and tree.sentence.kid(i, "nmod:poss") is not None
    return backed and tree.tokens[token.head].lemma.lower() in BACKING


def _whole(tree: Tree, verb: int) -> bool:
    """True for a verb of stopping that needs no particle, or has its own: "hold up", not "hold"."""
    particles = {tree.tokens[c].text.lower() for c in tree.sentence.kids(verb, "compound:prt")}
    return tree.tokens[verb].lemma.lower() not in PHRASAL or bool(particles & {"up", "off", "out"})


def _is_way_out(tree: Tree, i: int) -> bool:
    """ "Expelled two consuls, giving them until Sunday to leave"."""
    token = tree.tokens[i]
    clause = token.rel in ("advcl", "conj") and token.head >= 0
    return clause and tree.tokens[token.head].lemma.lower() in SENDING_AWAY


def _has_failed(tree: Tree, i: int) -> bool:
    """ "Failed to agree on a successor"."""
    token = tree.tokens[i]
    return token.rel == "xcomp" and token.head >= 0 and tree.tokens[token.head].lemma.lower() == "fail"


def _is_at_work(cast: Cast, actors: Sequence[Coded[str]], others: Sequence[Coded[str]]) -> bool:
    """ "He came to parliament with a bandaged face": a politician in the parliament of his own country."""
    does, there = [[cast.figure(c.value) for c in side] for side in (actors, others)]
    homes = {f.country for f in (*does, *there)}
    return bool(does) and bool(there) and len(homes) == 1 and all(f.sector == "LEG" for f in there)


def _is_their_own(tree: Tree, match: Match) -> bool:
    """ "Chad and Niger have postponed their meeting": neither has done so to the other."""
    owners = [c for k in match.role("T") for c in tree.sentence.kids(k, "nmod:poss")]
    return match.frame.event_type == "SANCTION" and any(tree.tokens[c].upos == "PRON" for c in owners)


def _is_place(cast: Cast, name: str) -> bool:
    return cast.figure(name).reading.kind == "place"


def is_label(tree: Tree, i: int) -> bool:
    """True behind "as" and a verb that judges: "denounced the arrest as hostage-taking" tells one act, not two."""
    token = tree.tokens[i]
    return tree.prep(i) == "as" and token.head >= 0 and tree.tokens[token.head].lemma.lower() in JUDGING | CALLING


def _is_alone(tree: Tree, match: Match) -> bool:
    """True for one man: "the president, speaking in Lima", has talked with nobody that we know of."""
    if match.pattern.pos != "verb" or match.role("A"):
        return False
    if {"not", "n't", "n’t", "never"} & {tree.tokens[c].text.lower() for c in tree.sentence.children[match.token]}:
        return False  # "would not negotiate": that he refuses needs no other side
    who = [tree.tokens[k] for k in match.role("B")]
    men = [t for t in who if t.name.endswith("PERSON") or (t.entity == "person" and not t.has("Number=Plur"))]
    return bool(who) and len(men) == len(who)


def _is_fostered(tree: Tree, match: Match) -> bool:
    """ "By fostering dialogue": with nobody named there is no meeting yet."""
    token = tree.tokens[match.token]
    noun = match.frame.event_type == "CONSULT" and token.upos == "NOUN" and token.rel in ("obj", "conj")
    return noun and token.head >= 0 and tree.tokens[token.head].lemma.lower() in FOSTERING


def _is_danger(tree: Tree, match: Match) -> bool:
    """True for "the threat posed by the militants", "the threat from the north": nobody has threatened anything."""
    token = tree.tokens[match.token]
    if token.upos != "NOUN" or token.lemma.lower() != "threat":
        return False
    if token.rel == "obj" and tree.tokens[token.head].lemma.lower() in bystanders()["dangers"]:
        return True  # "the presence poses no threat to Iran"
    if match.light is not None:
        return False
    if any(tree.tokens[c].lemma.lower() == "pose" for c in tree.sentence.kids(match.token, "acl")):
        return True
    if match.role("R"):
        return False
    owned = tree.sentence.kid(match.token, "nmod:poss") is not None
    if owned and any(p == "of" for p, _ in tree.phrases(match.token)):
        return False  # "Washington's threat of tariffs"
    said = [c for c in tree.sentence.kids(match.token, "acl") if tree.tokens[c].lemma.lower() != "pose"]
    return not said and not token.has("Number=Plur")


def _is_march_of_troops(cast: Cast, tree: Tree, match: Match, actors: Sequence[Coded[str]]) -> bool:
    """ "Travis and a small force marched on the fort"."""
    armed = any(cast.figure(c.value).sector in ("MIL", "REB") for c in actors)
    return armed and tree.tokens[match.token].lemma.lower() == "march" and tree.tokens[match.token].upos == "VERB"


def _is_opinion(tree: Tree, match: Match) -> bool:
    """ "The experts agreed that the fire had started upstairs": what is told is a fact, and nobody has to do it."""
    i = match.token
    if match.frame.event_type != "AGREE" or tree.tokens[i].lemma.lower() != "agree" or tree.tokens[i].upos != "VERB":
        return False
    return any(_is_past(tree, c) for c in tree.sentence.kids(i, "ccomp"))


def _is_past(tree: Tree, i: int) -> bool:
    """A finite clause in the past or perfect without a modal."""
    verbs = [tree.tokens[k] for k in (i, *tree.sentence.kids(i, "aux", "aux:pass", "cop"))]
    modal = any(v.text.lower() in MODALS for v in verbs)
    return not modal and any(v.has("Tense=Past") and v.has("VerbForm=Fin") for v in verbs)


def matters(cast: Cast, name: str) -> bool:
    """True for a party with a country, or with any sector but that of private people."""
    figure = cast.figure(name)
    return bool(figure.country) or figure.sector not in PRIVATE


def _is_of_states(tree: Tree, match: Match) -> bool:
    """ "Will not lift the embargo", "signed the decree": only those who rule do it, whatever their name."""
    words = (*match.words, *match.role("T"))
    return any(tree.tokens[k].lemma.lower() in RULED_BY for k in words)


def _is_official(cast: Cast, name: str) -> bool:
    """True for a state, a body, and whoever has a part in public life: a traveller is none, an envoy is."""
    figure = cast.figure(name)
    return figure.reading.kind in ("country", "organisation") or figure.sector not in PRIVATE
