"""Acts of bystanders: what storms, animals, firms, clubs, artists and families do, and what is only played or told.

The lists stand in `ontology/data/bystanders.yaml`. Acts among private people are refused only where no public party
stands on either side; a mishap, a petty crime, a tale or a match is none whoever else stands there:
- A force of nature or an animal does nothing in the sense of PLOVER, nor does a thing threaten anybody.
- What trade, sport, learning and the arts, and people in their own affairs, do among themselves is no politics.
- A mishap ("when a minibus left the road") is no assault, nor is a quarrel in a bar.
- Petty crimes, and crimes in the family, make no arrest or verdict political.
- What happens in a film, a novel or a game has not happened.
- What squads of two countries do in a match is no act of theirs (sports.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from demarche.coding.cast import Cast
from demarche.coding.figures import Figure
from demarche.coding.sports import UNOFFICIAL, holds, of_sport
from demarche.coding.tree import Tree
from demarche.coding.what import Match
from demarche.model import Coded
from demarche.ontology.grammar import bystanders, grammar

WORDS = bystanders()
PUBLIC = frozenset(["GOV", "MIL", "COP", "JUD", "LEG", "PTY", "REB", "PRM", "SPY", "OPP", "UAF", "PRE"])
LAW = frozenset(["COP", "JUD"])  # those who arrest and sentence, whomever
NO_STATES = frozenset(["MNC", "NGO", "IMG"])  # codes of countries that are none
# What is still news when a firm or a family does it.
VIOLENT = frozenset(["ASSAULT", "PROTEST"])
HOLDING = frozenset(["COERCE", "SANCTION", "ACCUSE"])
SPOKEN = frozenset(["REJECT", "REQUEST", "ACCUSE", "SUPPORT", "AGREE", "RETREAT", "SANCTION", "AID", "THREATEN"])
DISASTROUS = 2  # sentences
UNEXPLODED = frozenset(["unexploded"])
COUNTING = frozenset(["series", "game", "play", "tale", "legend"])
STRUCK = frozenset(["strike", "hit", "kill", "injure", "crush", "hurt", "wound"])
SUBJECTS = frozenset(["nsubj", "nsubj:pass"])
BREAKS = frozenset(["when", "after", "as", "while", "because"])
NO_VOICE = grammar()["documents"]


def why_private(
    cast: Cast, tree: Tree, match: Match, actors: Sequence[Coded[str]], others: Sequence[Coded[str]]
) -> str:
    """Why an act of these is no politics; "" when it may be."""
    does = [cast.figure(c.value) for c in actors]
    suffers = [cast.figure(c.value) for c in others]
    kind = match.frame.event_type
    if kind == "THREATEN" and _is_forecast(tree, match):
        return "a warning of a force of nature"
    if _is_nature(tree, match, does) or (kind == "THREATEN" and not does and _is_thing(tree, match)):
        return "a force of nature or a thing does not act"
    if kind == "MOBILIZE" and does and all(f.sector == "BUS" for f in does):
        return "firms have no forces to move"
    if kind == "AID" and not does and _is_matter(tree, match):
        return "an act or a state of affairs gives no aid"
    if _is_purpose(tree, match):
        return "it is only said what somebody is there for"
    if _is_told(tree, match):
        return "it happens in a film, book or game"
    if kind not in VIOLENT and not holds(tree, "public_matter") and _is_private(tree, match, does, suffers):
        return "only trade, sport, the arts or families take part"
    if kind == "ASSAULT" and _is_mishap(tree, match, does, suffers):
        return "a mishap or a private quarrel"
    if kind in HOLDING and all(f.sector in LAW for f in does) and _is_petty(tree, match, suffers):
        return "a crime that is no politics"
    return of_sport(tree, match, does, suffers)


def tells_disaster(trees: Sequence[Tree]) -> bool:
    """Whether an article tells of a storm, quake or plague: in two of its sentences at least, and in one of ten."""
    hit = sum(holds(tree, "disasters") for tree in trees)
    return hit >= DISASTROUS and hit * 10 >= len(trees)


def is_toll(cast: Cast, tree: Tree, match: Match, does: Sequence[Coded[str]]) -> bool:
    """Whether people are killed or hurt by nobody, and no word of violence stands there: the toll of a disaster.

    A name that is nobody's may be that of the storm.
    """
    known = any(f.country or f.sector for f in (cast.figure(c.value) for c in does))
    if match.frame.event_type != "ASSAULT" or known or tree.tokens[match.token].lemma.lower() not in STRUCK:
        return False
    return not {t.lemma.lower() for t in tree.tokens} & (WORDS["violent"] - {"target"})


def has_part(figure: Figure) -> bool:
    """True for a state and whoever has an office or arms; rivals and critics have none by that name."""
    if figure.reading.head in WORDS["rivals"] and not figure.country:
        return False
    return figure.reading.kind == "country" or figure.sector in PUBLIC


# -- forces of nature, and things ---------------------------------------------------------------------------------


def _is_nature(tree: Tree, match: Match, does: Sequence[Figure]) -> bool:
    """Whether whoever acts is wind, river, illness, animal or god, and no state or force owns it."""
    if any(f.country or f.sector for f in does):
        return False
    doers = _doers(tree, match)
    if doers and all(tree.tokens[k].lemma.lower() in WORDS["legend"] for k in doers):
        return True
    return bool(doers) and all(_is_of(tree, k, "nature") or _is_of(tree, k, "animals") for k in doers)


def _is_matter(tree: Tree, match: Match) -> bool:
    """ "The easing of sanctions could provide relief": what is told as giving is no giver."""
    args = tree.verb(match.token)
    verb = tree.tokens[match.token].upos == "VERB" and not args.passive
    return verb and bool(args.subjects) and all(tree.tokens[k].entity in ("abstract", "event") for k in args.subjects)


def _is_of(tree: Tree, k: int, name: str) -> bool:
    """Whether word `k` is a noun of the list, which names nobody and measures nothing ("a storm of protest")."""
    token = tree.tokens[k]
    named = token.upos == "PROPN" and k > 0 and token.text[:1].isupper()
    if token.upos not in ("NOUN", "PROPN") or named or tree.sentence.kid(k, "nmod") is not None:
        return False
    lemma = token.lemma.lower()
    before = [tree.tokens[c].lemma.lower() for c in tree.sentence.kids(k, "compound", "amod")]
    return lemma in WORDS[name] or any(f"{b} {lemma}" in WORDS[name] for b in before)


def _doers(tree: Tree, match: Match) -> tuple[int, ...]:
    """The words for whoever acts, also those that name no actor."""
    token = tree.tokens[match.token]
    named = match.role("A")
    if token.upos == "VERB":
        return tree.verb(match.token).subjects or named
    return named


def _is_forecast(tree: Tree, match: Match) -> bool:
    """ "warned that water levels could still rise"."""
    subjects = [k for c in tree.sentence.kids(match.token, "ccomp") for k in tree.verb(c).subjects]
    return bool(subjects) and all(_is_of(tree, k, "nature") for k in subjects)


def _is_thing(tree: Tree, match: Match) -> bool:
    """Whether what threatens is a thing: a dam, a debt, a decision; not a letter, in which somebody speaks."""
    doers = _doers(tree, match)
    return bool(doers) and all(
        tree.tokens[k].upos == "NOUN" and tree.tokens[k].lemma.lower() not in NO_VOICE for k in doers
    )


# -- trade, sport, learning, the arts, families -------------------------------------------------------------------


def _is_private(tree: Tree, match: Match, does: Sequence[Figure], suffers: Sequence[Figure]) -> bool:
    kind = match.frame.event_type
    if not does and _all_of(tree, _doers(tree, match), "trade"):
        return True
    if _among_themselves(does, suffers):
        return True
    if any(f.reading.kind == "country" or f.country for f in suffers):
        return False
    if kind in ("REQUEST", "SUPPORT") and suffers and all(_is_at_large(f, kind) for f in suffers):
        return True
    return kind in SPOKEN and (holds(tree, "jests") or _all_of(tree, _spoken_of(tree, match), "trifles"))


def _is_at_large(figure: Figure, kind: str) -> bool:
    head = figure.reading.head
    return head in WORDS["at_large"] or (kind == "SUPPORT" and head in WORDS["kin"])


def _spoken_of(tree: Tree, match: Match) -> tuple[int, ...]:
    """The words for what is asked for, refused, praised or blamed."""
    token = tree.tokens[match.token]
    objects = tree.verb(match.token).objects if token.upos == "VERB" else ()
    return tuple(k for k in (objects or (*match.role("T"), *match.inner)) if tree.tokens[k].upos != "PRON")


def _all_of(tree: Tree, tokens: Sequence[int], name: str) -> bool:
    """Whether there are such words and all are nouns of the list, and none is a part of something."""
    nouns = [tree.tokens[k] for k in tokens]
    return bool(nouns) and all(
        t.upos == "NOUN" and t.lemma.lower() in WORDS[name] and not _is_part(tree, k)
        for t, k in zip(nouns, tokens, strict=True)
    )


def _is_part(tree: Tree, k: int) -> bool:
    """ "part of the plan", which is no part in a play."""
    return tree.tokens[k].lemma.lower() == "part" and any(p == "of" for p, _ in tree.phrases(k))


def _among_themselves(does: Sequence[Figure], suffers: Sequence[Figure]) -> bool:
    """Whether firms, clubs, artists or families act, and on nobody else but such or people without a part."""
    states = {f.country for f in (*does, *suffers) if f.country and f.country not in NO_STATES}
    if not does or not all(_is_bystander(f) for f in does) or len(states) > 1:
        return False
    if not suffers:
        return not any(_is_of_a_state(f) for f in does)
    firms = all(f.sector == "BUS" for f in does)
    return all(_is_bystander(f) or _is_nobody(f) or (firms and _is_unknown(f)) for f in suffers)


def _is_unknown(figure: Figure) -> bool:
    """A name of which nothing is known; where firms act on it, it is that of a firm or of somebody in one."""
    return figure.reading.kind == "person" and not (figure.reading.entry or figure.country or figure.sector)


def _is_bystander(figure: Figure) -> bool:
    head = figure.reading.head
    if figure.reading.kind == "person" and figure.sector not in PUBLIC:
        return _is_of_trade(figure)
    if figure.sector in PUBLIC or figure.reading.kind == "country":
        return head in WORDS["rivals"] and not figure.country
    if figure.sector in (*UNOFFICIAL, "SOC") and WORDS["hobbies"] & set(figure.reading.name.lower().split()):
        return True
    if figure.sector not in UNOFFICIAL:
        return False
    if figure.sector == "BUS":
        return head not in WORDS["vessels"] and head not in WORDS["voices"]
    return head in WORDS["trade"] or head in WORDS["folk"]


def _is_of_trade(figure: Figure) -> bool:
    """Somebody named with a trade ("the coach Ana Ruiz") or at the head of a firm, and known for nothing else."""
    if figure.reading.entry is not None or figure.heads & WORDS["voices"]:
        return False
    return figure.sector == "BUS" or (figure.sector in (*UNOFFICIAL, "SOC") and bool(figure.heads & WORDS["trade"]))


def _is_of_a_state(figure: Figure) -> bool:
    """A firm known by name, of one country: what it announces may be its country's business."""
    return figure.reading.entry is not None and bool(figure.country) and figure.country not in NO_STATES


def _is_nobody(figure: Figure) -> bool:
    """Somebody without part in public life: no country of one's own, no office, no cause."""
    if figure.reading.kind in ("thing", "place"):
        return True
    if figure.reading.head in WORDS["served"] or (figure.reading.head in WORDS["vessels"] and not figure.country):
        return True
    if figure.reading.entry is not None or figure.country:
        return False
    return figure.reading.kind in ("group", "organisation") and figure.sector in UNOFFICIAL


# -- mishaps and private quarrels ---------------------------------------------------------------------------------


def _is_mishap(tree: Tree, match: Match, does: Sequence[Figure], suffers: Sequence[Figure]) -> bool:
    words = {t.lemma.lower() for t in tree.tokens}
    if words & UNEXPLODED:
        return True
    if any(has_part(f) or f.sector not in UNOFFICIAL for f in does):
        return False
    if _all_of(tree, _doers(tree, match), "road") and not words & WORDS["violent"] - {"strike"}:
        return tree.tokens[match.token].lemma.lower() in STRUCK
    if any(f.country and f.sector is None for f in does) or any(has_part(f) for f in suffers):
        return False
    if words & WORDS["private_quarrel"] and not words & (WORDS["violent"] - {"fire", "shoot", "shooting"}):
        return True
    if does or words & WORDS["violent"]:
        return False
    clauses = [c for c in tree.sentence.kids(match.token, "advcl", "obl") if _first(tree, c) in BREAKS]
    return any(_goes_wrong(tree, c) for c in clauses)


def _first(tree: Tree, c: int) -> str:
    marks = list(tree.sentence.kids(c, "mark", "advmod", "case"))
    return tree.tokens[marks[0]].lemma.lower() if marks else ""


def _goes_wrong(tree: Tree, c: int) -> bool:
    """ "when a minibus left the road", "after a stand collapsed"."""
    token = tree.tokens[c]
    things = [c] if token.upos == "NOUN" else [*tree.verb(c).subjects, *tree.verb(c).objects]
    nouns = {tree.tokens[k].lemma.lower() for k in things}
    return bool(nouns & WORDS["mishap_things"]) and (
        token.upos == "NOUN" or token.lemma.lower() in WORDS["mishap_verbs"]
    )


# -- crimes that are no politics ----------------------------------------------------------------------------------


def _is_petty(tree: Tree, match: Match, suffers: Sequence[Figure]) -> bool:
    if (
        not suffers
        or any(f.reading.kind == "person" for f in suffers)
        or any(f.sector in ("JRN", "REL", "SOC", "LAB", "CRM") and f.country for f in suffers)
    ):
        return False
    if match.frame.event_type == "COERCE" and all(
        f.reading.head in WORDS["crowd_of_sport"] and not f.country for f in suffers
    ):
        return True
    below = set(tree.sentence.subtree(match.token, skip=SUBJECTS)) - {match.token}
    below |= {k for r in match.role("R") for k in tree.sentence.subtree(r)}
    if {tree.tokens[k].lemma.lower() for k in below} & WORDS["petty"]:
        return True
    return any(tree.tokens[k].lemma.lower() in WORDS["killings"] and _has_kin(tree, k) for k in below)


def _has_kin(tree: Tree, k: int) -> bool:
    """ "the poisoning of her stepmother", "beat his wife"."""
    return any(tree.tokens[c].lemma.lower() in WORDS["kin"] for c in tree.sentence.kids(k, "nmod", "obj", "nmod:poss"))


# -- purposes; films, books, games; matches -------------------------------------------------------------------------


def _is_purpose(tree: Tree, match: Match) -> bool:
    """ "Its mission is to hunt submarines": what somebody is there for, by which nobody has done it."""
    doers = _doers(tree, match)
    stated = any(
        any(tree.tokens[c].lemma == "be" for c in tree.sentence.kids(k, "cop", "aux")) or tree.tokens[k].lemma == "be"
        for k in _clauses(tree, match.token)
    )
    return stated and bool(doers) and all(tree.tokens[k].lemma.lower() in WORDS["purposes"] for k in doers)


def _is_told(tree: Tree, match: Match) -> bool:
    """Whether the act is told in a work: "in the film", "the play's hero", "the painting shows"."""
    for k in _clauses(tree, match.token):
        if k != match.token and _is_work(tree, k) and k not in match.words:
            return True  # "a film about a judge who orders …"
        if k != match.token and (_is_part_in_play(tree, k) or _is_told_in_entry(tree, k)):
            return True
        phrases = [c for c in tree.sentence.kids(k, "obl") if tree.prep(c) in ("in", "on")]
        if any(_is_work(tree, c) for c in phrases):
            return True
        if tree.tokens[k].lemma.lower() in WORDS["showing"] and any(
            _is_work(tree, c) for c in tree.sentence.kids(k, "nsubj")
        ):
            return True
    return any(
        tree.tokens[k].lemma.lower() in WORDS["characters"]
        and any(_is_work(tree, c) for c in tree.sentence.kids(k, "nmod:poss", "nmod"))
        for k in (*_doers(tree, match), *match.role("R"))
    )


def _is_part_in_play(tree: Tree, k: int) -> bool:
    """ "Her role as a widow who …", "plays a general plotting a coup": a noun that tells whom somebody plays."""
    token = tree.tokens[k]
    above = tree.tokens[token.head] if token.head >= 0 else token
    if token.upos != "NOUN":
        return False
    if tree.prep(k) == "as" and token.rel == "nmod":
        return above.lemma.lower() in WORDS["parts"]
    indefinite = any(tree.tokens[c].text.lower() in ("a", "an") for c in tree.sentence.kids(k, "det"))
    return token.rel == "obj" and token.entity == "person" and indefinite and above.lemma.lower() == "play"


def _is_told_in_entry(tree: Tree, k: int) -> bool:
    """ "The Iranian entry, in which a judge orders …": what is entered for a prize is a work."""
    token = tree.tokens[k]
    if token.deprel != "acl:relcl" or not any(tree.tokens[c].text == "which" for c in tree.sentence.kids(k, "obl")):
        return False
    heads = (token.head, tree.tokens[token.head].head) if tree.tokens[token.head].rel == "appos" else (token.head,)
    return any(tree.tokens[h].lemma.lower() == "entry" for h in heads)


def _is_work(tree: Tree, k: int) -> bool:
    token = tree.tokens[k]
    if token.text.lower() == "stage" and tree.prep(k) == "on" and len(tree.sentence.children[k]) == 1:
        return True  # "on stage", not "on the world stage"
    if token.lemma.lower() in COUNTING and any(p == "of" for p, _ in tree.phrases(k)):
        return False  # "in a series of raids"
    return token.upos == "NOUN" and token.lemma.lower() in WORDS["works"]


def _clauses(tree: Tree, i: int) -> Iterable[int]:
    """The act and the words that it hangs on, up to the top of the sentence."""
    while i >= 0:
        yield i
        i = tree.tokens[i].head
