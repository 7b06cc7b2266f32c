"""Name labels made consistent: every name begins with B- and holds one kind."""

from __future__ import annotations

from collections.abc import Sequence


def repair(labels: Sequence[str], upos: Sequence[str]) -> list[str]:
    """BIO labels without broken names.

    An I- that continues nothing begins a name; a name that changes its kind half-way takes the kind of its last word
    (the head of an English name: "Minsk Tractor Works" is an organisation); a "name" without any letter-bearing
    noun, adjective or number in it is none.
    """
    out = list(labels)
    for first, end in _runs(labels):
        if not any(tag in ("PROPN", "NOUN", "ADJ", "NUM", "X") for tag in upos[first:end]):
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
