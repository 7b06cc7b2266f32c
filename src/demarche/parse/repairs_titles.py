"""Small repairs of titles and of what names are called.

"the attorney general, Tarek Saab": "general" belongs to the office (UD: amod), and is no name for it.
"Ana Roa, the speaker, and Juan Paz, an adviser": each description belongs to the person right before it (UD: appos).
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.model.text import Token

# Offices that "general" stands behind.
_OFFICES = frozenset(
    ["attorney", "secretary", "director", "governor", "solicitor", "consul", "inspector", "surgeon", "auditor",
     "comptroller", "procurator", "prosecutor", "advocate", "commissioner", "adjutant", "postmaster", "registrar"]
)  # fmt: skip


def whole_title(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with "general" behind an office as its adjective; what hung on "general" hangs on the office."""
    out = list(tokens)
    for k in range(1, len(tokens)):
        office, word = k - 1, tokens[k]
        if word.text.lower() != "general" or tokens[office].lemma.lower() not in _OFFICES or word.head != office:
            continue
        if word.deprel in ("appos", "flat", "compound", "nmod", "obj", "dep"):
            out = [msgspec.structs.replace(t, head=office) if t.head == k else t for t in out]
            out[k] = msgspec.structs.replace(word, deprel="amod", upos="ADJ")
    return tuple(out)


def own_description(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a description behind the second of two people given to him, when the first has his own."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        first = token.head
        if token.deprel != "appos" or token.upos != "NOUN" or not 0 <= first < k:
            continue
        second = [c for c in range(first + 1, k) if tokens[c].head == first and tokens[c].deprel == "conj"]
        described = any(t.head == first and t.deprel == "appos" for t in tokens[first + 1 : k])
        if second and described and _stands_behind(tokens, second[-1], k):
            out[k] = msgspec.structs.replace(token, head=second[-1])
    return tuple(out)


def _stands_behind(tokens: Sequence[Token], name: int, k: int) -> bool:
    """True when only the person's own name and a comma stand between him and the words of the description."""
    last = max(i for i in range(name, k) if i == name or (tokens[i].head == name and tokens[i].deprel == "flat"))
    start = min([k, *(i for i in range(last + 1, k) if tokens[i].head == k)])
    person = tokens[name].name.endswith("PERSON")
    return person and tokens[last + 1].text == "," and start <= last + 2
