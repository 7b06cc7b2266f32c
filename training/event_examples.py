"""The event corpus as examples: which words carry the type, the realis and the participants of each event."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from demarche.parse.lemmas import read_irregular
from demarche.parse.lexicon import lexicon
from demarche.parse.tokens import Piece, Tokenizer
from training.articles import read_articles
from training.corpora import Example, RoleLabel
from training.corpus_format import MarkedEvent, MarkedSentence, Participant, read_corpus
from training.entities import UNKNOWN

# One sentence in HELD_OUT, chosen by its text, is kept for measuring.
HELD_OUT = 7


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Verbs that say little of their own: the word after them carries the type as well ("held talks").
_LIGHT = _listed(
    """hold have give make take come reach strike get put pay enter carry conduct stage launch open mount wage sign
    impose find set bring place raise cut break turn throw lay"""
)
# Words that say when or whether, not what; they carry no label.
_EMPTY = _listed(
    """has have had having will would shall should can could may might must be been being is are was were am 's 've 'd
    'll not n't no never to a an the its their his her our my your of in on at for with by into from up out off down
    over did do does done began begin begins begun beginning start starts started starting continue continues
    continued announce announces announced announcing declare declared declares resume resumes resumed keep keeps kept
    try tries tried also now still yet just only all some any fresh new first another further more nowhere near
    about"""
)


def read_examples(paths: Sequence[Path]) -> tuple[list[Example], list[Example]]:
    """The corpus as (training, held-out) examples."""
    parts: tuple[list[Example], list[Example]] = ([], [])
    tokenizer = Tokenizer(lexicon())
    for sentence in read_corpus(paths):
        parts[held_out(sentence.text)].append(to_example(sentence, tokenizer))
    return parts


def article_examples() -> list[Example]:
    """The sentences of the hand-coded articles, all for training."""
    tokenizer = Tokenizer(lexicon())
    return [to_example(sentence, tokenizer) for sentence in read_articles()]


def held_out(text: str) -> bool:
    """Whether a sentence is kept for measuring."""
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) % HELD_OUT == 0


def to_example(sentence: MarkedSentence, tokenizer: Tokenizer) -> Example:
    """Words with cue, realis and role labels."""
    words = tokenizer.cut(sentence.text)
    cues, realis = [""] * len(words), [UNKNOWN] * len(words)
    triggers: dict[str, list[int]] = {}
    for event in sentence.events:
        inside = covered(words, event)
        carriers = trigger_words(words, inside)
        for i in inside:
            cues[i] = event.type if i in carriers else "" if not event.type else UNKNOWN
        if event.type:
            triggers[event.key] = carriers
            for i in carriers:
                realis[i] = event.realis
    return Example(
        words=tuple(w.text for w in words),
        cues=tuple(cues),
        realis=tuple(realis),
        roles=tuple(r for p in sentence.participants for r in _roles(words, p, triggers)),
        triggers=tuple(i for carriers in triggers.values() for i in carriers),
    )


def covered(words: Sequence[Piece], mark: MarkedEvent | Participant) -> list[int]:
    """The words that lie in a mark, wholly or in part."""
    return [i for i, w in enumerate(words) if w.start < mark.end and w.end > mark.start]


def trigger_words(words: Sequence[Piece], inside: Sequence[int]) -> list[int]:
    """The words of a trigger that carry its label: the first that says something, and after a light verb the next."""
    full = [i for i in inside if words[i].text.lower() not in _EMPTY and words[i].text[0].isalpha()]
    if not full:
        return list(inside[:1])
    if words[full[0]].text.lower() in LIGHT_FORMS and len(full) > 1:
        return full[:2]
    return full[:1]


def _roles(words: Sequence[Piece], participant: Participant, triggers: dict[str, list[int]]) -> list[RoleLabel]:
    return [
        RoleLabel(trigger, word, role)
        for letter, key in participant.roles
        for role in {"A": ("actor",), "R": ("recipient",), "B": ("actor", "recipient")}[letter]
        for trigger in triggers[key]
        for word in covered(words, participant)
    ]


def _forms(verbs: frozenset[str]) -> frozenset[str]:
    """Every form of some verbs."""
    irregular = {form for form, lemma in read_irregular().items() if lemma in verbs}
    regular = {
        form
        for v in verbs
        for form in (v, v + "s", v + "es", v + "ed", v + "d", v + "ing", v.removesuffix("e") + "ing")
    }
    doubled = {v + v[-1] + "ing" for v in ("get", "put", "cut", "set")}
    return frozenset(irregular | regular | doubled | {"carries", "carried"})


LIGHT_FORMS = _forms(_LIGHT)
