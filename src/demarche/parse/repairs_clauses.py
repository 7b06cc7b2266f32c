"""Small repairs of clauses.

"released 38 fishermen it had arrested": the clause behind the object, with a subject and a gap, is about the object
(UD: acl:relcl), and is nothing that a verb of freeing says.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.model.text import Token

# Whoever stands between one of these and a clause is told it.
_TELLING = frozenset(
    ["tell", "inform", "assure", "warn", "remind", "promise", "show", "convince", "persuade", "notify", "advise",
     "teach", "bet", "ask", "guarantee", "brief", "instruct", "caution", "reassure", "alert", "satisfy", "make", "let",
     "have"]
)  # fmt: skip
_OBJECTS = ("obj", "iobj", "ccomp", "xcomp")


def gapped(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with a bare clause right behind an object, without an object of its own, hung on that object."""
    out = list(tokens)
    for k, token in enumerate(tokens):
        verb = token.head
        if token.deprel != "ccomp" or token.upos != "VERB" or not 0 <= verb < k or _is_told(tokens, verb):
            continue
        thing = max((j for j in range(verb, k) if tokens[j].head == verb and tokens[j].deprel == "obj"), default=-1)
        subject = next((j for j in range(thing + 1, k) if tokens[j].head == k and tokens[j].deprel == "nsubj"), -1)
        if thing < 0 or subject < 0 or tokens[thing].upos not in ("NOUN", "PROPN") or _has_own_object(tokens, k):
            continue
        if _first_of(tokens, subject) == thing + 1:
            out[k] = msgspec.structs.replace(token, head=thing, deprel="acl:relcl")
    return tuple(out)


def _is_told(tokens: Sequence[Token], verb: int) -> bool:
    return tokens[verb].upos != "VERB" or tokens[verb].lemma.lower() in _TELLING


def _has_own_object(tokens: Sequence[Token], k: int) -> bool:
    return any(t.head == k and t.deprel in _OBJECTS for t in tokens)


def _first_of(tokens: Sequence[Token], i: int) -> int:
    """Where the phrase headed at `i` begins; its determiner and adjectives stand before it."""
    first = i
    while first > 0 and tokens[first - 1].head == i:
        first -= 1
    return first
