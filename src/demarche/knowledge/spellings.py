"""Personal names have many romanised spellings: "Mohamed", "Mohammad" and "Muhammad" are one name.

Where the tables lack the spelling of a text, a full name is looked for once more under one spelling for all.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from demarche.knowledge.tables import rows

# "Zelenskyy", "Zelenskiy", "Zelenskyi" and "Zelensky"; articles come and go ("Bashar (al-)Assad").
_ENDINGS = ("skyy", "skiy", "skyi", "skij", "skii")
_ARTICLES = ("al", "el")


@cache
def _variants() -> dict[str, str]:
    return {variant: row["name"] for row in rows("spellings.csv") for variant in row["variants"].split()}


def one_spelling(pieces: Iterable[str]) -> str:
    """The key of a full name under one spelling for all.

    >>> one_spelling(["mohamed", "al", "baradei"])
    'mohammed baradei'
    """
    known = _variants()
    first, *rest = pieces
    return " ".join([_one(first, known), *(_one(p, known) for p in rest if p not in _ARTICLES)])


def may_differ(pieces: Iterable[str]) -> bool:
    """True when one of the pieces has another spelling."""
    known = _variants()
    return any(p in known or p in _ARTICLES or (p.endswith(_ENDINGS) and len(p) > 6) for p in pieces)


def _one(piece: str, known: dict[str, str]) -> str:
    return piece[:-4] + "sky" if piece.endswith(_ENDINGS) and len(piece) > 6 else known.get(piece, piece)
