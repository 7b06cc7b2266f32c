"""How gold records and our events are read for a comparison, on invented records."""

from __future__ import annotations

import pytest

from demarche.evaluation.sets import suite_code
from demarche.evaluation.spans import gold_sides, tagged
from demarche.evaluation.suite import coded_pairs, gold_pairs, mirrored_pairs
from demarche.model import Article
from demarche.pipeline import Pipeline

MET = {
    "text": "Ana met the mayor .",
    "tokens": ["Ana", "met", "the", "mayor", "."],
    "tags": ["B-R", "O", "B-R", "I-R", "O"],
    "events": [{"source": [], "target": []}],
}
HIT = {
    "text": "Rebels shot Rebels",
    "tokens": ["Rebels", "shot", "Rebels"],
    "tags": ["B-S", "O", "B-T"],
    "events": [{"source": ["Rebels"], "target": []}],
}


def test_those_who_act_on_each_other_are_one_side() -> None:
    assert gold_sides(MET) == {"parties": [(0, 3), (8, 17)]}


def test_sources_and_targets_are_two() -> None:
    assert gold_sides(HIT) == {"source": [(0, 6)], "target": []}
    assert tagged(HIT, "T") == [(12, 18)]


@pytest.mark.parametrize(
    ("code", "ours"), [("KUWGOV", "KWTGOV"), ("IGOEEU", "EUR"), ("DNKMED", "DNKJRN"), ("ARN", "ARN")]
)
def test_codes_in_letters_of_plover(code: str, ours: str) -> None:
    assert suite_code(code) == ours


def test_a_side_without_code_makes_no_pair() -> None:
    rows = [{"source": "ARN", "target": "---"}, {"source": "ARN", "target": "GON"}]
    assert gold_pairs({"events": rows}) == {("ARN", "GON")}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline()


def test_a_visit_is_read_from_both_sides(pipeline: Pipeline) -> None:
    """CAMEO has a row for the guest and one for the host."""
    draft = pipeline.draft(Article(id="x", text="Peru's president visited Chile on Monday."))
    assert (coded_pairs(draft), mirrored_pairs(draft)) == ({("PERGOV", "CHL")}, {("CHL", "PERGOV")})


def test_an_attack_is_read_from_one(pipeline: Pipeline) -> None:
    draft = pipeline.draft(Article(id="x", text="Peru's army attacked Chile on Monday."))
    assert (coded_pairs(draft), mirrored_pairs(draft)) == ({("PERMIL", "CHL")}, set())
