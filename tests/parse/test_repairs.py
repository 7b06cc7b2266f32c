"""Trees that no reader would draw, and what becomes of them."""

from __future__ import annotations

import msgspec

from demarche.model.text import Token
from demarche.parse.repairs import repaired

Row = tuple[str, str, str, str, int]
WARNED: list[Row] = [
    ("Turkey", "Turkey", "PROPN", "nsubj", 1),
    ("warned", "warn", "VERB", "root", -1),
    ("Greece", "Greece", "PROPN", "nsubj", 6),
    ("that", "that", "SCONJ", "mark", 6),
    ("it", "it", "PRON", "nsubj", 6),
    ("would", "would", "AUX", "aux", 6),
    ("respond", "respond", "VERB", "ccomp", 1),
]
CALLED: list[Row] = [
    ("Chad", "Chad", "PROPN", "nsubj", 1),
    ("called", "call", "VERB", "root", -1),
    ("on", "on", "SCONJ", "mark", 6),
    ("the", "the", "DET", "det", 4),
    ("king", "king", "NOUN", "obj", 1),
    ("to", "to", "PART", "mark", 6),
    ("resign", "resign", "VERB", "xcomp", 1),
]

KILLED: list[Row] = [
    ("Strikes", "strike", "NOUN", "nsubj", 1),
    ("killed", "kill", "VERB", "root", -1),
    ("one", "one", "NUM", "obj", 1),
    (",", ",", "PUNCT", "punct", 1),
    ("an", "a", "DET", "det", 5),
    ("official", "official", "NOUN", "nsubj", 1),
    ("said", "say", "VERB", "parataxis", 1),
]
DEMANDED: list[Row] = [
    ("Peru", "Peru", "PROPN", "nsubj", 1),
    ("demanded", "demand", "VERB", "root", -1),
    ("that", "that", "SCONJ", "mark", 4),
    ("Chad", "Chad", "PROPN", "nsubj", 4),
    ("withdraw", "withdraw", "VERB", "ccomp", 1),
    (",", ",", "PUNCT", "punct", 6),
    ("accusing", "accuse", "VERB", "advcl", 4),
    ("it", "it", "PRON", "obj", 6),
]


def tokens(rows: list[Row]) -> list[Token]:
    out, at = [], 0
    for text, lemma, upos, deprel, head in rows:
        out.append(
            Token(start=at, end=at + len(text), text=text, lemma=lemma, upos=upos, feats="", head=head, deprel=deprel)
        )
        at += len(text) + 1
    return out


def test_who_is_warned_is_object_of_the_warning() -> None:
    found = repaired(tokens(WARNED))
    assert (found[2].head, found[2].deprel) == (1, "obj")
    assert (found[4].head, found[4].deprel) == (6, "nsubj")


def test_the_subject_of_a_clause_without_another_stays() -> None:
    """ "said Greece would respond" with a stray mark: Greece is all the subject that there is."""
    rows = [row for row in WARNED if row[0] != "it"]
    moved = [(t, le, u, d, h - 1 if h > 4 else h) for t, le, u, d, h in rows]
    found = repaired(tokens(moved))
    assert (found[2].head, found[2].deprel) == (5, "nsubj")


def test_on_belongs_to_whoever_is_called_on() -> None:
    found = repaired(tokens(CALLED))
    assert [(t.head, t.deprel) for t in (found[2], found[4], found[6])] == [(4, "case"), (1, "obl"), (1, "advcl")]


def test_who_speaks_in_a_tag_has_not_killed() -> None:
    found = repaired(tokens(KILLED))
    assert (found[5].head, found[5].deprel) == (6, "nsubj")
    assert found[0].head == 1


def test_who_demands_accuses() -> None:
    assert repaired(tokens(DEMANDED))[6].head == 1


def test_who_is_said_to_have_left_may_accuse() -> None:
    rows = [(t, le, u, d, h) if t != "withdraw" else ("withdrew", le, u, d, h) for t, le, u, d, h in DEMANDED]
    assert repaired(tokens(rows))[6].head == 4


SIDE_BY_SIDE: list[Row] = [
    ("Chile", "Chile", "PROPN", "nsubj", 1),
    ("freed", "free", "VERB", "root", -1),
    ("two", "two", "NUM", "nummod", 3),
    ("men", "man", "NOUN", "obj", 1),
    ("and", "and", "CCONJ", "cc", 5),
    ("Peru", "Peru", "PROPN", "conj", 3),
    ("freed", "free", "VERB", "conj", 1),
    ("three", "three", "NUM", "obj", 6),
]


def _past(rows: list[Row]) -> list[Token]:
    verbs = {"freed"}
    return [msgspec.structs.replace(t, feats="Tense=Past|VerbForm=Fin") if t.text in verbs else t for t in tokens(rows)]


def test_two_clauses_side_by_side() -> None:
    """Who stands between "and" and the second verb does what it tells."""
    fixed = repaired(_past(SIDE_BY_SIDE))
    assert (fixed[5].head, fixed[5].deprel) == (6, "nsubj")
    assert fixed[4].head == 6


def test_two_objects_stay_objects() -> None:
    """ "Freed two men and a boy on Monday" has one verb."""
    rows = [*SIDE_BY_SIDE[:6], ("yesterday", "yesterday", "NOUN", "obl", 1)]
    assert repaired(_past(rows))[5].deprel == "conj"


def test_the_noun_behind_a_name() -> None:
    """ "The Desaguadero crossing" is a crossing, whatever the parser hangs on what."""
    fixed = repaired(
        tokens(
            [
                ("Bolivia", "Bolivia", "PROPN", "nsubj", 1),
                ("reopened", "reopen", "VERB", "root", -1),
                ("the", "the", "DET", "det", 3),
                ("Desaguadero", "Desaguadero", "PROPN", "obj", 1),
                ("crossing", "crossing", "NOUN", "amod", 3),
            ]
        )
    )
    assert [(t.head, t.deprel) for t in fixed[2:]] == [(4, "det"), (4, "compound"), (1, "obj")]


def test_general_is_no_name_of_an_attorney() -> None:
    rows: list[Row] = [
        ("Peru", "Peru", "PROPN", "nmod:poss", 1),
        ("attorney", "attorney", "NOUN", "nsubj", 5),
        ("general", "general", "NOUN", "appos", 1),
        (",", ",", "PUNCT", "punct", 4),
        ("Roa", "Roa", "PROPN", "appos", 2),
        ("spoke", "speak", "VERB", "root", -1),
    ]
    found = repaired(tokens(rows))
    assert [(found[k].head, found[k].deprel) for k in (2, 4)] == [(1, "amod"), (1, "appos")]


def test_each_person_has_his_own_description() -> None:
    rows: list[Row] = [
        ("Roa", "Roa", "PROPN", "nsubj", 8),
        (",", ",", "PUNCT", "punct", 2),
        ("speaker", "speaker", "NOUN", "appos", 0),
        (",", ",", "PUNCT", "punct", 2),
        ("and", "and", "CCONJ", "cc", 5),
        ("Paz", "Paz", "PROPN", "conj", 0),
        (",", ",", "PUNCT", "punct", 7),
        ("adviser", "adviser", "NOUN", "appos", 0),
        ("met", "meet", "VERB", "root", -1),
    ]
    named = [msgspec.structs.replace(t, name="B-PERSON") if t.upos == "PROPN" else t for t in tokens(rows)]
    assert [repaired(named)[k].head for k in (2, 7)] == [0, 5]


def _named(rows: list[Row], names: dict[int, str]) -> list[Token]:
    return [msgspec.structs.replace(t, name=names.get(i, "")) for i, t in enumerate(tokens(rows))]


def test_words_of_one_name_hang_together() -> None:
    """ "Costa Rica" is one of two who agree."""
    rows: list[Row] = [
        ("Canada", "Canada", "PROPN", "nsubj", 4),
        ("and", "and", "CCONJ", "cc", 2),
        ("Costa", "Costa", "PROPN", "conj", 0),
        ("Rica", "Rica", "PROPN", "conj", 0),
        ("agreed", "agree", "VERB", "root", -1),
    ]
    found = repaired(_named(rows, {0: "B-PLACE", 2: "B-PLACE", 3: "I-PLACE"}))
    assert (found[3].head, found[3].deprel) == (2, "flat")
    apart = repaired(_named(rows, {0: "B-PLACE", 2: "B-PLACE", 3: "B-PLACE"}))
    assert apart[3].deprel == "conj"


def test_a_name_behind_an_office_is_no_second_object() -> None:
    rows: list[Row] = [
        ("Oslo", "Oslo", "PROPN", "nsubj", 1),
        ("freed", "free", "VERB", "root", -1),
        ("activist", "activist", "NOUN", "obj", 1),
        ("Roa", "Roa", "PROPN", "obj", 1),
    ]
    found = repaired(_named(rows, {3: "B-PERSON"}))
    assert (found[3].head, found[3].deprel) == (2, "appos")
    assert repaired(tokens(rows))[3].deprel == "obj"


def test_what_has_an_object_behind_it_is_a_verb() -> None:
    shown: list[Row] = [
        ("Footage", "footage", "NOUN", "nsubj", 1),
        ("showed", "show", "VERB", "root", -1),
        ("officers", "officer", "NOUN", "obj", 3),
        ("greeting", "greeting", "NOUN", "obj", 1),
        ("Khrenin", "Khrenin", "PROPN", "obj", 3),
    ]
    found = repaired(tokens(shown))
    assert [(t.upos, t.deprel) for t in found[2:]] == [("NOUN", "nsubj"), ("VERB", "ccomp"), ("PROPN", "obj")]


def test_a_noun_without_object_stays() -> None:
    meeting: list[Row] = [
        ("Chad", "Chad", "PROPN", "nsubj", 1),
        ("held", "hold", "VERB", "root", -1),
        ("border", "border", "NOUN", "compound", 3),
        ("meeting", "meeting", "NOUN", "obj", 1),
    ]
    assert list(repaired(tokens(meeting))) == tokens(meeting)


def test_what_is_granted_is_an_object() -> None:
    rows: list[Row] = [
        ("Gibraltar", "Gibraltar", "PROPN", "nsubj:pass", 2),
        ("was", "be", "AUX", "aux:pass", 2),
        ("granted", "grant", "VERB", "root", -1),
        ("autonomy", "autonomy", "NOUN", "xcomp", 2),
    ]
    assert repaired(tokens(rows))[3].deprel == "obj"
    named = [*rows[:2], ("named", "name", "VERB", "root", -1), ("capital", "capital", "NOUN", "xcomp", 2)]
    assert repaired(tokens(named))[3].deprel == "xcomp"


def test_who_is_accused_of_it_is_object_of_the_accusation() -> None:
    rows: list[Row] = [
        ("Chad", "Chad", "PROPN", "nsubj", 1),
        ("accused", "accuse", "VERB", "root", -1),
        ("Sudan", "Sudan", "PROPN", "nsubj", 4),
        ("of", "of", "SCONJ", "mark", 4),
        ("shelling", "shell", "VERB", "ccomp", 1),
    ]
    found = repaired(tokens(rows))
    assert [(found[k].head, found[k].deprel) for k in (2, 4)] == [(1, "obj"), (1, "advcl")]


def test_who_is_warned_not_to_is_object_and_who_is_to_leave_is_subject() -> None:
    rows: list[Row] = [
        ("Chad", "Chad", "PROPN", "nsubj", 1),
        ("warned", "warn", "VERB", "root", -1),
        ("Sudan", "Sudan", "PROPN", "nsubj", 5),
        ("not", "not", "PART", "advmod", 5),
        ("to", "to", "PART", "mark", 5),
        ("leave", "leave", "VERB", "ccomp", 1),
    ]
    found = repaired(tokens(rows))
    assert [(found[k].head, found[k].deprel) for k in (2, 5)] == [(1, "obj"), (1, "xcomp")]
    called: list[Row] = [
        ("Chad", "Chad", "PROPN", "nsubj", 1),
        ("called", "call", "VERB", "root", -1),
        ("for", "for", "SCONJ", "mark", 5),
        ("Sudan", "Sudan", "PROPN", "nsubj", 5),
        ("to", "to", "PART", "mark", 5),
        ("leave", "leave", "VERB", "advcl", 1),
    ]
    assert repaired(tokens(called))[3].deprel == "nsubj"
