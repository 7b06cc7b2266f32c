"""The one country that an article is about, when it is about one: whose government "the government" is.

A story from Kenya says "the government", "police", "parliament" and names Kenya once or twice. The country is taken
from the dateline, the names and the places of the whole article, and only when one clearly leads.
"""

from __future__ import annotations

import re
from collections import Counter

from demarche.coding.context import Context
from demarche.coding.figures import Figure
from demarche.coding.when_dateline import dateline
from demarche.knowledge.codes import NONSTATE
from demarche.model import Draft
from demarche.ontology.grammar import grammar

STORY = 4  # sentences from which a text is a story and not a single report
LEAST = 3  # mentions that the country needs …
LEAD = 2.0  # … and how many times those of the next one
NEAR = 0.6  # part of the votes of the leading country that the country of the dateline needs
DATELINE = 2  # mentions that a dateline is worth


DOMESTIC = grammar()["domestic"]
ELSEWHERE = grammar()["elsewhere"]
SEVERAL = frozenset(["coalition", "nation", "country", "state", "alliance", "bloc", "ally", "partner", "community"])
RULING = frozenset(["ruling", "governing", "government", "opposition", "party", "parties", "local", "indigenous"])
OFFICES = frozenset(["LEG", "JUD", "COP", "PTY", "OPP", "LAB"])  # a named official may be of any government

LOCAL = frozenset(["CVL", "LAB", "EDU", "JRN", "MED", "REL", "AGR", "OPP", "PTY", "LEG", "JUD", "COP", "SOC", "CRM"])
ABROAD = grammar()["abroad"]


def homeland(draft: Draft, context: Context) -> str | None:
    """ISO code of the country of the story, or None when no country leads."""
    votes: Counter[str] = Counter()
    for figure in context.cast.figures:
        if figure.country and figure.country not in NONSTATE and not figure.why.endswith("country of the story"):
            votes[figure.country] += len(figure.phrases | set(figure.mentions))
    if (here := _dateline(draft, context)) is not None:
        votes[here] += DATELINE
    if here is not None and votes[here] >= NEAR * max(votes.values()):
        return here if votes[here] >= LEAST else None
    (first, most), (_, next_most) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    return first if most >= LEAST and most >= LEAD * next_most else None


# "The foreign ministry" is at home.
_OFFICES = re.compile(r"\b(?:foreign|international|regional)\b(?= (?:ministry|minister|secretary|affairs)\b)")


def is_domestic(figure: Figure, *, story: bool) -> bool:
    """True for a body, group or office of a kind that every country has, with no word that places it elsewhere.

    In a whole `story` unnamed people count as well: "engineers", "a boy of nine".
    """
    named = figure.reading.kind == "person" and figure.sector in OFFICES
    unnamed = story and figure.reading.kind in ("group", "organisation") and figure.sector in LOCAL
    local = unnamed and figure.reading.head not in ABROAD and figure.reading.entry is None
    return (figure.reading.head in DOMESTIC or named or local) and not is_from_elsewhere(figure)


def is_from_elsewhere(figure: Figure) -> bool:
    """True where a word places it abroad, or nowhere: "foreign troops", "the international community"."""
    texts = [_OFFICES.sub("", m.text.lower()) for m in figure.mentions]
    words = {w for text in texts for w in text.split()}
    several = figure.reading.head in SEVERAL and not words & RULING
    return several or bool(words & ELSEWHERE)


def _dateline(draft: Draft, context: Context) -> str | None:
    line = dateline(draft.parsed.sentences, None)
    if line is None:
        return None
    text = draft.parsed.sentences[line.sentence].span(*(line.country or line.place)).text
    name = text.title() if text.isupper() else text
    if (country := context.knowledge.country_of(name)) is not None:
        return country
    places = context.knowledge.place(name)
    return places[0].country if places else None
