"""Name labels made consistent: every name begins with B- and holds one kind."""

from __future__ import annotations

from collections.abc import Sequence

_NAMING = frozenset(("PROPN", "NOUN", "ADJ", "NUM", "X"))


def repair(labels: Sequence[str], upos: Sequence[str], words: Sequence[str]) -> list[str]:
    """BIO labels without broken names.

    An I- that continues nothing begins a name; a name that changes its kind half-way takes the kind of its last word
    (the head of an English name: "Minsk Tractor Works" is an organisation).
    A "name" is none when no word in it can name ("of the"), when all of it is in small letters although the sentence
    has capitals ("the market"), or when it is an address.
    """
    out = list(labels)
    cased = any(word != word.lower() for word in words[1:])
    for first, end in _runs(labels):
        held = words[first:end]
        small = cased and all(word == word.lower() for word in held)
        if small or not _NAMING.intersection(upos[first:end]) or any("@" in w or "://" in w for w in held):
            out[first:end] = [""] * (end - first)
            continue
        kind = labels[end - 1][2:]
        out[first:end] = ["B-" + kind] + ["I-" + kind] * (end - first - 1)
    return out


def _runs(labels: Sequence[str]) -> list[tuple[int, int]]:
    """(first, end) of every stretch that is one name."""
    found = []
    first = -1
    for i, label in enumerate([*labels, ""]):
        if first >= 0 and not label.startswith("I-"):
            found.append((first, i))
            first = -1
        if label and first < 0:
            first = i
    return found
