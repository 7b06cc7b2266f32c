"""Clauses that hang on the wrong word, and what becomes of them."""

from __future__ import annotations

from demarche.model.text import Token
from demarche.parse.repairs_clauses import gapped

Row = tuple[str, str, str, int]
FREED: list[Row] = [
    ("Kenya", "PROPN", "nsubj", 1),
    ("freed", "VERB", "root", -1),
    ("men", "NOUN", "obj", 1),
    ("it", "PRON", "nsubj", 4),
    ("arrested", "VERB", "ccomp", 1),
]


def tokens(rows: list[Row], lemma: str = "free") -> list[Token]:
    out, at = [], 0
    for word, upos, rel, head in rows:
        base = lemma if rel == "root" else word.lower()
        out.append(
            Token(text=word, start=at, end=at + len(word), lemma=base, upos=upos, feats="", head=head, deprel=rel)
        )
        at += len(word) + 1
    return out


def test_a_bare_clause_behind_the_object_is_about_the_object() -> None:
    """ "Freed men it arrested": the men were arrested."""
    found = gapped(tokens(FREED))[4]
    assert (found.head, found.deprel) == (2, "acl:relcl")


def test_whoever_is_told_something_is_not_described_by_it() -> None:
    """Near miss: "told men it arrested …"."""
    found = gapped(tokens(FREED, "tell"))[4]
    assert (found.head, found.deprel) == (1, "ccomp")


def test_a_clause_with_an_object_of_its_own_stays() -> None:
    """Near miss: "freed men it arrested ministers": no gap."""
    found = gapped(tokens([*FREED, ("ministers", "NOUN", "obj", 4)]))[4]
    assert (found.head, found.deprel) == (1, "ccomp")
