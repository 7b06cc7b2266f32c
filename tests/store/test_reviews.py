"""Corrections by people: applied at once, undone at will, kept through re-coding, written down as golden cases."""

from __future__ import annotations

from typing import Any

import pytest

from demarche.corpus import Store
from demarche.errors import InputError, NotFound
from demarche.testing import VERBS, KeywordCoder, article

CODER = KeywordCoder()
TEXT = "America met Belarus in Vilnius. Moscow threatened Kyiv."


@pytest.fixture
def doc(store: Store) -> str:
    return store.add(article(TEXT), CODER.code(article(TEXT)))[0]


def types(store: Store) -> list[str]:
    return [row["event_type"] for row in store.events()]


def test_rejected_event_is_gone_until_undone(store: Store, doc: str) -> None:
    """The record as coded stays what it was."""
    number = store.review(f"{doc}:e1", "reject", author="Ann", note="a rumour")
    assert types(store) == ["THREATEN"]
    assert len(store.record(doc, corrected=False).events) == 2
    store.undo(number)
    assert types(store) == ["CONSULT", "THREATEN"]
    assert [row["undone"] for row in store.reviews()] == [True]


def test_edit_changes_row_and_record(store: Store, doc: str) -> None:
    """New values count at once; their old evidence is dropped, and who did it is on record."""
    patch = {"event_type": "AGREE", "recipients": [{"name": "Warsaw", "country": "POL"}], "realis": "planned"}
    store.review(f"{doc}:e1", "edit", author="Ann", patch=patch)
    row = store.event(f"{doc}:e1")
    assert (row["event_type"], row["recipient_countries"], row["realis"]) == ("AGREE", ["POL"], "planned")
    assert (row["review"], row["coder"]) == ("edited", "review.Ann")
    assert "event_type" not in store.record(doc).events[0].evidence
    assert [(r["author"], r["action"]) for r in store.reviews()] == [("Ann", "edit")]


def test_wrong_reviews_are_named(store: Store, doc: str) -> None:
    """Unknown actions, fields, values and events are errors that say what is known."""
    with pytest.raises(InputError, match="accept, edit, reject"):
        store.review(f"{doc}:e1", "like", author="Ann")
    with pytest.raises(InputError, match="colour"):
        store.review(f"{doc}:e1", "edit", author="Ann", patch={"colour": "red"})
    with pytest.raises(InputError, match="quad_class"):
        store.review(f"{doc}:e1", "edit", author="Ann", patch={"quad_class": "four"})
    with pytest.raises(NotFound):
        store.review(f"{doc}:e9", "accept", author="Ann")
    with pytest.raises(NotFound):
        store.undo(99)


@pytest.mark.parametrize(
    ("patch", "says"),
    [
        ({"event_type": "MEETING"}, "no event type 'MEETING'; known: ACCUSE"),
        ({"realis": "perhaps"}, "realis cannot be 'perhaps'; known: actual"),
        ({"quad_class": 5}, "quad_class cannot be 5"),
        ({"goldstein": 99}, "between -10 and 10"),
        ({"modes": ["arrest"]}, "CONSULT has no mode 'arrest'; known: visit"),
        ({"contexts": ["weather"]}, "no context 'weather'"),
        ({"cameo": "999"}, "no CAMEO code '999'"),
        ({"date": "2025-13-40"}, "'2025-13-40' is no day"),
        ({"date": {"start": "soon", "end": None, "granularity": "day", "basis": "explicit"}}, "'soon' is no day"),
        ({"recipients": [{"name": "Warsaw", "country": "Poland"}]}, "three letters, like POL"),
        ({"actors": [{"name": "Ann", "sector": "XYZ"}]}, "no sector 'XYZ'; known: AGR"),
    ],
)
def test_values_that_cannot_be_are_refused(store: Store, doc: str, patch: dict[str, Any], says: str) -> None:
    """Nothing is written down; the message says what is known."""
    with pytest.raises(InputError) as told:
        store.review(f"{doc}:e1", "edit", author="Ann", patch=patch)
    assert says in str(told.value)
    assert not len(store.reviews())


def test_a_new_type_brings_its_class_code_and_score(store: Store, doc: str) -> None:
    """What hangs on the type follows it, unless the edit says otherwise."""
    store.review(f"{doc}:e1", "edit", author="Ann", patch={"event_type": "COERCE", "modes": ["arrest"]})
    row = store.event(f"{doc}:e1")
    assert (row["quad_class"], row["cameo"], row["goldstein"]) == (4, "173", -5.0)
    store.review(f"{doc}:e1", "edit", author="Ann", patch={"event_type": "AID", "cameo": "0231"})
    row = store.event(f"{doc}:e1")
    assert (row["quad_class"], row["cameo"], row["modes"]) == (2, "0231", [])


def test_one_word_is_enough_for_a_list(store: Store, doc: str) -> None:
    """A name or mode alone stands for a list of one."""
    store.review(f"{doc}:e1", "edit", author="Ann", patch={"recipients": "Warsaw", "modes": "visit"})
    row = store.event(f"{doc}:e1")
    assert (row["recipient_names"], row["modes"]) == (["Warsaw"], ["visit"])


def test_merged_events_can_be_read_and_exported(store: Store, doc: str) -> None:
    """A word on two events changes no record: it stands in the way of nothing."""
    other = store.add(article(f"{TEXT} Again."), CODER.code(article(f"{TEXT} Again.")))[0]
    store.review(f"{doc}:e1", "merge", author="Ann", other=f"{other}:e1")
    store.review(f"{doc}:e2", "accept", author="Ann")
    assert [event.event_type for event in store.record(doc).events] == ["CONSULT", "THREATEN"]
    assert len(store.golden_cases()) == 1
    store.recode(coder=KeywordCoder(version="2"))
    assert len(store.reviews()) == 2


def test_a_day_is_enough_for_a_date(store: Store, doc: str) -> None:
    """One day, or two with a slash."""
    store.review(f"{doc}:e1", "edit", author="Ann", patch={"date": "2025-03-04"})
    assert str(store.event(f"{doc}:e1")["event_date_end"]) == "2025-03-04"
    store.review(f"{doc}:e1", "edit", author="Ann", patch={"date": "2025-03-04/2025-03-06"})
    row = store.event(f"{doc}:e1")
    assert (str(row["event_date_start"]), str(row["event_date_end"])) == ("2025-03-04", "2025-03-06")


def test_corrections_survive_recoding(store: Store, doc: str) -> None:
    """A newer coder that finds other events leaves what people have said in force."""
    store.review(f"{doc}:e1", "edit", author="Ann", patch={"event_type": "AGREE"})
    store.review(f"{doc}:e2", "accept", author="Ann")
    without_threats = {verb: spec for verb, spec in VERBS.items() if verb != "threatened"}
    store.recode(coder=KeywordCoder(version="2", verbs={"Moscow": VERBS["accused"], **without_threats}))
    assert sorted(types(store)) == ["ACCUSE", "AGREE", "THREATEN"]
    assert {row["review"] for row in store.events()} == {None, "edited", "accepted"}


def test_recoding_says_what_changed(store: Store, doc: str) -> None:
    """Events gained, lost and changed between two runs, with the fields that differ; and nothing the second time."""
    verbs = {**VERBS, "met": ("AGREE", "030", 1, 4.0), "Kyiv": VERBS["praised"]}
    del verbs["threatened"]
    newer = KeywordCoder(version="2", verbs=verbs)
    changes = store.recode(coder=newer)
    assert [(c["change"], c["fields"]) for c in changes] == [
        ("changed", ["cameo", "event_type", "goldstein"]),
        ("lost", []),
        ("gained", []),
    ]
    assert (changes[0]["before"], changes[0]["after"]) == ("CONSULT", "AGREE")
    assert len(store.recode(coder=newer)) == 0
    assert len(store.runs()) == 2
    assert store.verify().sound


def test_golden_cases_carry_words_and_values(store: Store, doc: str) -> None:
    """An accepted event is a golden case: sentence, values, and the words behind them."""
    store.review(f"{doc}:e2", "accept", author="Ann")
    [case] = store.golden_cases()
    assert case["text"] == "Moscow threatened Kyiv."
    assert case["events"][0]["event_type"] == {"value": "THREATEN", "says": "threatened"}
    assert case["events"][0]["actor"]["value"] == ["Moscow"]
