"""Matches are no politics: what squads, their coaches and their clubs do in a game, and in articles about games.

- A country with a verb in the plural is its team: "Mali host Angola".
- Beside words that stand on the sports pages only, the event head must be sure of an act of two countries.
- In an article about sport coaches, players and clubs quarrel among themselves, and countries meet in a match;
  what governments, police and armed people do there is told as anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from demarche.coding.figures import Figure
from demarche.coding.tree import Tree
from demarche.coding.what import Match
from demarche.coding.witnesses import cues
from demarche.model import Token
from demarche.ontology.grammar import bystanders

WORDS = bystanders()
UNOFFICIAL = frozenset([None, "CVL", "UNK", "BUS", "EDU", "MED", "AGR", "ELI"])
SURE_OF_SPORT = 0.6  # what the event head must say of an act of two squads
MAYBE_SPORT = 0.3  # … where the words of sport may mean something else
OF_TEAMS = frozenset(["ASSAULT", "CONSULT", "REJECT", "RETREAT", "THREATEN"])
FORCEFUL = frozenset(["ASSAULT", "COERCE", "PROTEST"])  # what is news wherever it happens
SPORTING = 3  # sentences with a word of sport that make an article one about sport …
SHARE = 0.25  # … if they are so many of its sentences
PLAYING = frozenset(["meet", "face", "host", "visit", "beat", "play"])
ACROSS = frozenset(["counterpart", "number", "rival"])  # "his opposite number" is what he is


def holds(tree: Tree, name: str) -> bool:
    """Whether a noun of the list stands in the sentence."""
    words = WORDS[name]
    return any(t.upos in ("NOUN", "PROPN") and t.lemma.lower() in words for t in tree.tokens)


def tells_sport(trees: Sequence[Tree]) -> bool:
    """Whether an article is about sport: by the words of three of its sentences, and of a quarter of them."""
    told = sum(_of_games(tree) for tree in trees)
    return told >= SPORTING and told >= SHARE * len(trees)


def _of_games(tree: Tree) -> bool:
    return holds(tree, "sport") or holds(tree, "sports_pages")


def in_games(tree: Tree, match: Match, parties: Sequence[Figure]) -> str:
    """Why an act told in an article about sport is none of politics; "" when it may be one."""
    if not parties or holds(tree, "public_matter"):
        return ""
    squads = [f for f in parties if f.reading.kind == "country"]
    people = [f for f in parties if f not in squads]
    if any(f.reading.entry is not None or not _is_of_games(f) for f in people):
        return ""
    if not squads:
        return "" if match.frame.event_type in FORCEFUL else "people of sport among themselves"
    fixture = len(squads) == len(parties) and tree.tokens[match.token].lemma.lower() in PLAYING
    played = fixture or is_squad(tree, match) or _of_games(tree)
    return "a team takes part, not its country" if played else ""


def _is_of_games(figure: Figure) -> bool:
    return figure.sector in UNOFFICIAL or figure.reading.head in ACROSS or bool(figure.heads & WORDS["team"])


def of_sport(tree: Tree, match: Match, does: Sequence[Figure], suffers: Sequence[Figure]) -> str:
    """Why an act of countries, towns and clubs beside words of the sports pages is none; "" when it may be one."""
    parties = [*does, *suffers]
    if not parties or not all(f.reading.kind == "country" or f.sector in UNOFFICIAL for f in parties):
        return ""
    own = cues(tree, match.words).get(match.frame.event_type, 0.0)
    if match.frame.event_type in OF_TEAMS and is_squad(tree, match):
        club = not any(f.country or f.sector for f in does)
        return "a team takes part, not its country" if does and (club or own < SURE_OF_SPORT) else ""
    bound = SURE_OF_SPORT if holds(tree, "sport") else MAYBE_SPORT if holds(tree, "sport_maybe") else 0.0
    return "squads take part in a match" if own < bound else ""


def is_squad(tree: Tree, match: Match) -> bool:
    """ "Mali host Angola", "Chelsea have rejected": one proper name with a verb in the plural is a team."""
    i = match.token
    token = tree.tokens[i]
    if token.upos != "VERB" or any(tree.tokens[k].upos != "PROPN" for k in match.role("A")):
        return False
    doers = tree.sentence.kids(i, "nsubj")
    names = [tree.tokens[k] for k in doers if tree.sentence.kid(k, "conj") is None]
    verbs = [token, *(tree.tokens[c] for c in tree.sentence.kids(i, "aux"))]
    if len(names) != 1 or names[0].text.endswith("s") or names[0].text.isupper():
        return False  # "the Netherlands", "US"
    return names[0].has("Number=Sing") and any(_is_plural(v) for v in verbs)


def _is_plural(verb: Token) -> bool:
    """ "host", "have": a finite verb of the present without the ending of "hosts", "has"."""
    text = verb.text.lower()
    if verb.upos == "AUX":
        return text in ("have", "are")
    bare = text == verb.lemma.lower() and text[-1] != "s"
    finite = verb.has("VerbForm=Fin") and verb.has("Tense=Pres")
    return bare and (finite or (verb.rel == "root" and not verb.has("VerbForm=Inf") and not verb.has("Tense=Past")))
