"""Small repairs of trees that no reader would draw.

"the UN rights chief, Volker Türk, accused" has one subject; where the model makes the name a second one, it becomes
the apposition (UD: appos) of the description before it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.model.text import Token


def one_subject(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens with the second of two subjects of a verb, a person's name behind a comma, as apposition."""
    out = list(tokens)
    for b, token in enumerate(tokens):
        if token.rel != "nsubj" or b < 2 or tokens[b - 1].text != "," or not token.name.endswith("PERSON"):
            continue
        before = [a for a in range(b - 1) if tokens[a].head == token.head and tokens[a].deprel == token.deprel]
        if before and tokens[before[-1]].upos == "NOUN":
            out[b] = msgspec.structs.replace(token, head=before[-1], deprel="appos")
    return tuple(out)
