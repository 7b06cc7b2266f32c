"""The whole hand-coded articles as training sentences: real prose, in which most words tell no act at all.

Only articles for tuning are read; those in a folder called "check" stay unseen.  A participant is marked where the
sentence names it by the words of the article; an act that a careful coder may leave out is marked too, unless its
words tell another one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from demarche.parse.lexicon import lexicon
from demarche.parse.sentences import SentenceSplitter
from training.corpus_format import MarkedEvent, MarkedSentence, Participant

ARTICLES = Path(__file__).parents[1] / "quality" / "articles" / "texts"
Gold = dict[str, Any]


def read_articles(folder: Path = ARTICLES) -> list[MarkedSentence]:
    """The sentences of all articles for tuning, in the order of their files."""
    paths = [p for p in sorted(folder.rglob("*.yaml")) if p.parent.name != "check"]
    return [s for p in paths for s in sentences(yaml.safe_load(p.read_text(encoding="utf-8")))]


def sentences(article: Gold) -> Iterator[MarkedSentence]:
    """The sentences of one article with the acts and participants that they tell."""
    text = article["text"]
    acts = list(_acts(article))
    for cut in SentenceSplitter(lexicon()).split(text):
        inside = [(a, b, e) for a, b, e in acts if cut.start <= a and b <= cut.end]
        events = tuple(
            MarkedEvent(a - cut.start, b - cut.start, e["type"], realis=e.get("realis") or "actual", key=str(k))
            for k, (a, b, e) in enumerate(inside, 1)
        )
        words = text[cut.start : cut.end]
        yield MarkedSentence(words, events, tuple(_participants(words, [e for _, _, e in inside])))


def _acts(article: Gold) -> Iterator[tuple[int, int, Gold]]:
    """Where each act is told, acts that no coder may miss first; of two at the same words the first counts."""
    taken: list[tuple[int, int]] = []
    for event in sorted(article["events"], key=lambda e: bool(e.get("optional"))):
        for words in (event["trigger"], *(event.get("also") or ())):
            at = article["text"].find(words)
            end = at + len(words)
            if at >= 0 and not any(at < b and a < end for a, b in taken):
                taken.append((at, end))
                yield at, end, event


def _participants(words: str, events: list[Gold]) -> Iterator[Participant]:
    roles: dict[tuple[int, int], list[tuple[str, str]]] = {}
    for key, event in enumerate(events, 1):
        for letter, side in (("A", "actors"), ("R", "recipients")):
            for party in event.get(side) or ():
                at = words.find(party["name"])
                if at >= 0:
                    roles.setdefault((at, at + len(party["name"])), []).append((letter, str(key)))
    for (start, end), found in sorted(roles.items()):
        yield Participant(start, end, tuple(found))
