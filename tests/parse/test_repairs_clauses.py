"""Clauses that hang on the wrong word, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence

from demarche.model.text import Token
from demarche.parse.repairs_clauses import (
    accused,
    behind_participle,
    companions,
    gapped,
    hyphened_verb,
    no_predicate,
    own_subject,
    with_ing,
)

Row = tuple[str, str, str, int]
FREED: list[Row] = [
    ("Kenya", "PROPN", "nsubj", 1),
    ("freed", "VERB", "root", -1),
    ("men", "NOUN", "obj", 1),
    ("it", "PRON", "nsubj", 4),
    ("arrested", "VERB", "ccomp", 1),
]


def tokens(rows: list[Row], lemma: str = "free", feats: str = "", apart: int = 1) -> list[Token]:
    out, at = [], 0
    for word, upos, rel, head in rows:
        out.append(
            Token(
                text=word,
                start=at,
                end=at + len(word),
                lemma=lemma if rel == "root" else word.lower(),
                upos=upos,
                feats=feats,
                head=head,
                deprel=rel,
                name="B-PLACE" if upos == "PROPN" else "",
                rel=rel.split(":")[0],
            )
        )
        at += len(word) + apart
    return out


def heads(found: Sequence[Token], *which: int) -> list[tuple[int, str]]:
    return [(found[k].head, found[k].deprel) for k in which]


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


def test_denied_is_a_verb_of_its_own() -> None:
    """ "Rwanda denied deploying troops"."""
    rows: list[Row] = [
        ("Rwanda", "PROPN", "nsubj", 2),
        ("denied", "PART", "advmod", 2),
        ("deploying", "VERB", "root", -1),
        ("troops", "NOUN", "obj", 2),
    ]
    assert heads(with_ing(tokens(rows)), 0, 1, 2, 3) == [(1, "nsubj"), (-1, "root"), (1, "xcomp"), (2, "obj")]
    rows[1] = ("now", "ADV", "advmod", 2)
    assert heads(with_ing(tokens(rows)), 0, 2) == [(2, "nsubj"), (-1, "root")]


def test_who_test_fires_is_the_subject() -> None:
    """ "Chad test-fired a rocket"; with spaces around the dash nothing is joined."""
    rows: list[Row] = [
        ("Chad", "PROPN", "compound", 1),
        ("test", "NOUN", "obl", 3),
        ("-", "PUNCT", "punct", 3),
        ("fired", "VERB", "root", -1),
    ]
    assert heads(hyphened_verb(tokens(rows, apart=0)), 0, 1) == [(3, "nsubj"), (3, "compound")]
    assert heads(hyphened_verb(tokens(rows)), 0, 1) == [(1, "compound"), (3, "obl")]


def test_what_stands_behind_out_of_is_no_predicate() -> None:
    """ "Let men out of prison"; "made him king" stays."""
    rows: list[Row] = [
        ("let", "VERB", "root", -1),
        ("men", "NOUN", "obj", 0),
        ("out", "ADP", "case", 3),
        ("prison", "NOUN", "xcomp", 0),
    ]
    assert heads(no_predicate(tokens(rows)), 3) == [(0, "obl")]
    rows[2] = ("a", "DET", "det", 3)
    assert heads(no_predicate(tokens(rows)), 3) == [(0, "xcomp")]


def test_who_is_accused_of_something_is_the_object() -> None:
    """ "Accused Canada of slander"; "saw Canada's wrath" has no "of"."""
    rows: list[Row] = [
        ("accused", "VERB", "root", -1),
        ("Canada", "PROPN", "nmod:poss", 3),
        ("of", "ADP", "case", 3),
        ("slander", "NOUN", "obl", 0),
    ]
    assert heads(accused(tokens(rows)), 1) == [(0, "obj")]
    rows[2] = ("'s", "PART", "case", 1)
    assert heads(accused(tokens(rows)), 1) == [(3, "nmod:poss")]


def test_a_phrase_right_behind_a_participle_is_its_own() -> None:
    """ "Free men arrested in August"; behind a finite verb it stays."""
    rows: list[Row] = [
        ("free", "VERB", "root", -1),
        ("men", "NOUN", "obj", 0),
        ("arrested", "VERB", "acl", 1),
        ("in", "ADP", "case", 4),
        ("August", "PROPN", "obl", 0),
    ]
    assert heads(behind_participle(tokens(rows, feats="VerbForm=Part")), 4) == [(2, "obl")]
    assert heads(behind_participle(tokens(rows)), 4) == [(0, "obl")]


def test_a_name_before_a_finite_verb_is_its_subject() -> None:
    """ "Korea resumed talks"; where the verb has a subject nothing changes."""
    rows: list[Row] = [("Korea", "PROPN", "compound", 1), ("resumed", "VERB", "root", -1)]
    assert heads(own_subject(tokens(rows, feats="VerbForm=Fin")), 0) == [(1, "nsubj")]
    more: list[Row] = [("Korea", "PROPN", "compound", 2), ("it", "PRON", "nsubj", 2), ("resumed", "VERB", "root", -1)]
    assert heads(own_subject(tokens(more, feats="VerbForm=Fin")), 0) == [(2, "compound")]


def test_companions_belong_to_the_noun_before_the_comma() -> None:
    """ "The presence of officers, alongside envoys"; without a comma they are the officers'."""
    rows: list[Row] = [
        ("presence", "NOUN", "root", -1),
        ("officers", "NOUN", "nmod", 0),
        (",", "PUNCT", "punct", 3),
        ("alongside", "ADP", "case", 4),
        ("envoys", "NOUN", "nmod", 1),
    ]
    assert heads(companions(tokens(rows)), 4) == [(0, "nmod")]
    rows[2] = ("there", "ADV", "advmod", 1)
    assert heads(companions(tokens(rows)), 4) == [(1, "nmod")]
