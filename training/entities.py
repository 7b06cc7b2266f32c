"""GUM's entity annotation as word labels: the kind of the mention headed at a word, and the names in it.

GUM marks mentions, not names. A mention whose head is a proper noun gives a name by UNER's convention:
titles and determiners outside, place names inside organisation names included.
Where that is not certain, the word is left without a label, so that the model learns nothing wrong from it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from training.treebank import Tree, Word

UNKNOWN = "?"
_NAME_OF = {"person": "PERSON", "organization": "ORG", "place": "PLACE"}
_PARTICLES = {"-", "de", "del", "la", "van", "von", "bin", "al", "el", "ibn"}
_CONNECTORS = _PARTICLES | {"of", "the", "for", "and", "&", "'s"}
_TITLES = {
    "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "dr", "dr.", "prof", "prof.", "professor", "president", "senator", "sen.",
    "general", "gen.", "minister", "prime", "foreign", "defense", "king", "queen", "prince", "princess", "pope",
    "chancellor", "judge", "justice", "captain", "capt.", "colonel", "col.", "lieutenant", "lt.", "sergeant",
    "governor", "gov.", "mayor", "secretary", "speaker", "congressman", "congresswoman", "representative", "rep.",
    "sir", "lord", "lady", "saint", "st.", "ambassador", "commissioner", "vice", "chairman", "director", "uncle",
    "aunt", "detective", "officer", "attorney", "emperor", "rev.", "reverend", "father", "sister", "brother", "miss",
}  # fmt: skip


class Mention(NamedTuple):
    """Words first … last (from 0, both included) and the kind."""

    first: int
    last: int
    kind: str


def read_mentions(words: tuple[Word, ...]) -> list[Mention]:
    """The mentions in the Entity fields of a sentence, inner ones first."""
    found: list[Mention] = []
    stack: list[tuple[str, int, str]] = []
    for i, word in enumerate(words):
        entity = next((f[7:] for f in word.misc.split("|") if f.startswith("Entity=")), "")
        for match in re.finditer(r"\(([^()-]+)-([a-z]+)[^()]*|([^()-]*)\)", entity):
            if match[2]:
                stack.append((match[1], i, match[2]))
            elif stack:
                # "4)" names what it closes; ")" closes what the same word opened.
                at = next((k for k in reversed(range(len(stack))) if stack[k][0] == match[3]), len(stack) - 1)
                _, first, kind = stack.pop(at)
                found.append(Mention(first, i, kind))
    return found


def head_of(words: tuple[Word, ...], mention: Mention) -> int:
    """The word of a mention whose head lies outside it."""
    inside = range(mention.first + 1, mention.last + 2)
    return next((i - 1 for i in inside if words[i - 1].head not in inside), mention.first)


def kinds(tree: Tree) -> list[str]:
    """For every word the kind of the smallest mention headed there, or ""."""
    out = [""] * len(tree.words)
    for mention in sorted(read_mentions(tree.words), key=lambda m: m.first - m.last):
        out[head_of(tree.words, mention)] = mention.kind
    return out


def names(tree: Tree) -> list[str]:
    """BIO name labels; UNKNOWN for proper nouns that no rule decides."""
    words = tree.words
    out = [UNKNOWN if w.upos == "PROPN" else "" for w in words]
    # Outer mentions last: they overwrite the place inside "University of Portsmouth".
    for mention in sorted(read_mentions(words), key=lambda m: m.last - m.first):
        head = head_of(words, mention)
        if words[head].upos == "PROPN" and not _is_group(words[head], mention):
            _write(out, words, mention, head)
    return out


def _write(out: list[str], words: tuple[Word, ...], mention: Mention, head: int) -> None:
    first, last = _name_range(words, mention, head)
    label = _NAME_OF.get(mention.kind)
    if first > last:
        return
    for i in range(first, last + 1):
        out[i] = UNKNOWN if label is None else ("I-" if i > first else "B-") + label


def _name_range(words: tuple[Word, ...], mention: Mention, head: int) -> tuple[int, int]:
    first = last = head
    while first > mention.first and _joins(words, first - 1, mention, -1):
        first -= 1
    while last < mention.last and _joins(words, last + 1, mention, 1):
        last += 1
    while first < last and words[first].upos != "PROPN" and words[first].upos not in ("ADJ", "NUM", "VERB", "NOUN"):
        first += 1
    while last > first and words[last].upos not in ("PROPN", "NUM"):
        last -= 1
    if mention.kind == "person":
        first = _after_titles(words, first, last)
    return first, last


def _joins(words: tuple[Word, ...], i: int, mention: Mention, step: int) -> bool:
    """A word belongs to the name when it is a proper noun, capitalised, or a connector before such a word."""
    word = words[i]
    if word.upos == "PROPN" or (word.form[:1].isupper() and word.upos in ("ADJ", "NOUN", "VERB") and i > 0):
        return True
    beyond = i + step
    inside = mention.first <= beyond <= mention.last and words[beyond].upos == "PROPN"
    return inside and word.form.lower() in (_PARTICLES if mention.kind == "person" else _CONNECTORS)


def _after_titles(words: tuple[Word, ...], first: int, last: int) -> int:
    """Titles and what stands before them ("U.S. President") are not part of a person's name."""
    titles = [i for i in range(first, last + 1) if words[i].form.lower() in _TITLES]
    return titles[-1] + 1 if titles else first


def _is_group(head: Word, mention: Mention) -> bool:
    """ "Muslims" and "the Beatles" are proper nouns too; neither is the name of a person."""
    return mention.kind == "person" and "Number=Plur" in head.feats


def settle(sentences: list[tuple[tuple[str, ...], list[str]]]) -> list[list[str]]:
    """Names that are a place anywhere are one everywhere: GUM calls a country that acts an organization, UNER does not.

    Takes (words, labels) pairs and gives the corrected labels.
    """
    places = {name for words, labels in sentences for name, kind, _ in spans(words, labels) if kind == "PLACE"}
    out = []
    for words, labels in sentences:
        fixed = list(labels)
        for name, kind, (first, last) in spans(words, labels):
            if kind == "ORG" and name in places:
                fixed[first:last] = ["B-PLACE"] + ["I-PLACE"] * (last - first - 1)
        out.append(fixed)
    return out


def spans(words: tuple[str, ...], labels: list[str]) -> list[tuple[tuple[str, ...], str, tuple[int, int]]]:
    """The names in a sentence: (words, kind, (first, end))."""
    found = []
    for i, label in enumerate(labels):
        if label.startswith("B-"):
            end = i + 1
            while end < len(labels) and labels[end] == "I-" + label[2:]:
                end += 1
            found.append((words[i:end], label[2:], (i, end)))
    return found
