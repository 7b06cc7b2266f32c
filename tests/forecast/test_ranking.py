"""Who with whom next: the strict protocol, features without a future, and answers with reasons."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pytest

from demarche.errors import InputError
from demarche.forecast.benchmark import run, training_days
from demarche.forecast.candidates import candidates
from demarche.forecast.features import features
from demarche.forecast.folder import read_folder
from demarche.forecast.groups import groups_of
from demarche.forecast.history import History, with_inverses
from demarche.forecast.ranker import Lesson, RankerSettings, Softmax, fit, lessons, queries, world_of
from demarche.forecast.reasons import explain
from demarche.forecast.scores import filtered_ranks
from demarche.forecast.tally import Tally, expand

SMALL = RankerSettings(rounds=12, most=500)


def table(path: Path, facts: np.ndarray, day: int) -> dict[tuple[int, int], bytes]:
    """Candidates and features of every query of a day, as bytes."""
    folder = read_folder(path)
    rows = with_inverses(facts, len(folder.relations))
    history = History(rows, world_of(len(folder.entities), len(folder.relations), folder.entities))
    history.advance(day)
    s, r = queries(rows[rows[:, 3] == day])
    found = candidates(history, s, r)
    _, values = features(history, s, r, found)
    return {
        (int(s[q]), int(r[q])): found.entity[found.query == q].tobytes() + values[found.query == q].tobytes()
        for q in range(len(s))
    }


def test_later_facts_change_no_feature(folder: Path) -> None:
    """Deleting all later facts leaves every candidate and every feature of a day bit-identical."""
    facts = read_folder(folder).together("train", "valid")
    assert table(folder, facts, 50) == table(folder, facts[facts[:, 3] <= 50], 50)


def test_other_facts_of_the_day_change_no_feature(folder: Path) -> None:
    """Each query is alone: with half of the day's facts gone, what is left is answered the same."""
    facts = read_folder(folder).together("train", "valid")
    rng = np.random.default_rng(3)
    half = facts[(facts[:, 3] < 50) | ((facts[:, 3] == 50) & (rng.random(len(facts)) < 0.5))]
    full, left = table(folder, facts, 50), table(folder, half, 50)
    assert 0 < len(left) < len(full)
    assert all(full[query] == values for query, values in left.items())


def test_shuffled_later_facts_change_no_feature(folder: Path) -> None:
    """Rewriting the future leaves the past as it was."""
    facts = read_folder(folder).together("train", "valid")
    later = facts[:, 3] > 50
    forged = facts.copy()
    forged[later, 2] = np.random.default_rng(5).permutation(forged[later, 2])
    assert table(folder, facts, 50) == table(folder, forged, 50)


def test_earlier_facts_do_change_features(folder: Path) -> None:
    """The comparison above can fail: without yesterday, features differ."""
    facts = read_folder(folder).together("train", "valid")
    assert table(folder, facts, 50) != table(folder, facts[facts[:, 3] != 49], 50)


def test_mean_rank_on_ties() -> None:
    """Two rivals with the truth's score put it in the middle of the three."""
    ranks = filtered_ranks(np.array([1, 1, 1, 0], np.float32), np.arange(4), np.array([1]), n_entities=10)
    assert ranks.tolist() == [2.0]


def test_other_truths_do_not_compete() -> None:
    """Three truths before all others share the first rank."""
    scores = np.array([9, 8, 7, 1], np.float32)
    assert filtered_ranks(scores, np.arange(4), np.array([0, 1, 2]), n_entities=10).tolist() == [1, 1, 1]


def test_unlisted_truths_share_the_ranks_left() -> None:
    """A truth that is not among the candidates gets the mean of the remaining ranks."""
    ranks = filtered_ranks(np.array([2, 1], np.float32), np.array([0, 1]), np.array([7]), n_entities=11)
    assert ranks.tolist() == [1 + 2 + 8 / 2]


@pytest.fixture(scope="module")
def answered(folder: Path) -> tuple[dict[str, Any], str]:
    """The report on the validation days, and the prediction file."""
    out = io.StringIO()
    return run(folder, evaluate="valid", predictions=out, settings=SMALL), out.getvalue()


def test_benchmark_learns_the_habits_and_reports(answered: tuple[dict[str, Any], str]) -> None:
    """The made-up world is mostly habit: the ranker must find most of it, and say what it was measured on."""
    report, _ = answered
    assert report["mrr"] > 40
    assert report["mrr_90"][0] < report["mrr"] < report["mrr_90"][1]
    assert len(report["corpus"]) == 16
    assert report["cpu_seconds"] > 0


def test_prediction_lines_give_the_reported_figure(folder: Path, answered: tuple[dict[str, Any], str]) -> None:
    """A stranger who ranks from the prediction file finds the same MRR."""
    report, lines = answered
    facts = read_folder(folder).facts["valid"]
    truths: dict[tuple[object, ...], list[int]] = {}
    for s, r, o, t in facts.tolist():
        truths.setdefault((s, r, None, 24 * t), []).append(o)
        truths.setdefault((None, r, o, 24 * t), []).append(s)
    ranks = []
    for line in lines.splitlines():
        said = json.loads(line)
        assert said["n_entities"] == 40
        assert len(said["top"]) <= 200
        top = np.array([e for e, _ in said["top"]]), np.array([v for _, v in said["top"]], np.float32)
        ranks.append(filtered_ranks(top[1], top[0], np.unique(truths.pop(tuple(said["query"]))), n_entities=40))
    assert not truths
    assert 100 * np.mean(1 / np.concatenate(ranks)) == pytest.approx(report["mrr"], abs=0.01)


def test_equal_runs_give_equal_bytes(folder: Path, answered: tuple[dict[str, Any], str]) -> None:
    """Same input and seed, same predictions."""
    again = io.StringIO()
    run(folder, evaluate="valid", predictions=again, settings=SMALL)
    assert again.getvalue() == answered[1]


def test_an_empty_test_part_is_said(folder: Path) -> None:
    """Without test.txt there is nothing to answer for --eval test."""
    with pytest.raises(InputError, match=r"no facts in test\.txt"):
        run(folder, evaluate="test")


def test_test_part_is_fitted_on_train_and_valid(folder: Path, tmp_path: Path) -> None:
    """With a test.txt the queries come from it."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "test.txt").write_text("1\t0\t2\t1680\t0\n")
    out = io.StringIO()
    assert run(copy, evaluate="test", predictions=out, settings=SMALL, reasons=True)["answers"] == 2
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["query"] for line in lines] == [[1, 0, None, 1680], [None, 0, 2, 1680]]
    facts = {tuple(row) for row in (read_folder(copy).together("train", "valid") * [1, 1, 1, 24]).tolist()}
    assert all(tuple(fact) in facts for line in lines for fact in line["why"]["facts"])
    assert all(line["why"]["effects"] for line in lines)


def fitted(folder_path: Path, without: tuple[int, int] | None = None) -> tuple[History, lightgbm.Booster]:
    """A history at day 60, without the facts between two entities if asked, and a ranker fitted on all of them."""
    folder = read_folder(folder_path)
    n = len(folder.relations)
    world = world_of(len(folder.entities), n, folder.entities)
    facts = folder.facts["train"]
    booster = fit(lessons(History(with_inverses(facts, n), world), training_days(facts, SMALL), SMALL), SMALL)
    if without:
        facts = facts[~np.isin(facts[:, 0], without) | ~np.isin(facts[:, 2], without)]
    history = History(with_inverses(facts, n), world)
    history.advance(60)
    return history, booster


def test_reasons_name_past_facts_and_deleting_them_lowers_the_score(folder: Path) -> None:
    """The facts behind an answer carry it."""
    train = read_folder(folder).facts["train"]
    triples, counts = np.unique(train[:, :3], axis=0, return_counts=True)
    s, r, o = triples[counts.argmax()].tolist()
    history, booster = fitted(folder)
    why = explain(history, booster, s=s, r=r, o=o)
    assert why is not None
    assert any(fact[:3] == (s, r, o) for fact in why.facts)
    assert why.score == pytest.approx(sum(effect for _, effect in why.effects), abs=3)
    poorer, _ = fitted(folder, without=(s, o))
    after = explain(poorer, booster, s=s, r=r, o=o)
    assert after is None or after.score < why.score - 0.5


def test_softmax_gradient_is_that_of_its_loss() -> None:
    """The slope given to the booster is the derivative of the loss, drawn rivals counted by their offset."""
    truth, offset = np.array([1, 0, 0, 1, 1, 0], np.int8), np.array([0, 0, 1.5, 0, 0, 0.3], np.float32)
    lesson = Lesson(("x",), np.zeros((6, 1), np.float32), truth, offset, np.array([3, 3]))
    scores = np.array([0.2, -0.5, 0.1, 1.0, -1.0, 0.4])

    def loss(x: np.ndarray) -> float:
        odds = np.exp(x + offset)
        return sum(
            -np.log(odds[i] / (odds[i] + odds[group][truth[group] == 0].sum()))
            for group in (np.arange(3), np.arange(3, 6))
            for i in group[truth[group] == 1]
        )

    slope, _ = Softmax(lesson)(scores, None)  # type: ignore[arg-type]
    for i in range(6):
        step = np.eye(6)[i] * 1e-5
        assert slope[i] == pytest.approx((loss(scores + step) - loss(scores - step)) / 2e-5, abs=1e-4)


def test_tally_fades_and_knows_only_what_was_added() -> None:
    """A count halves with each half-life; keys of the future are unknown."""
    tally = Tally(np.array([5, 9]), half_lives=(2.0,))
    assert tally.find(np.array([5])).tolist() == [-1]
    tally.add(np.array([0, 0]), 10)
    assert tally.find(np.array([5, 9, 7])).tolist() == [0, -1, -1]
    assert tally.now(np.array([0, -1]), 12, 0).tolist() == [1.0, 0.0]
    assert tally.age(np.array([0]), 13).tolist() == [3.0]


def test_expand_lays_ranges_flat() -> None:
    """Ranges of different length, an empty one among them."""
    row, at = expand(np.array([4, 0, 9]), np.array([2, 0, 1]))
    assert row.tolist() == [0, 0, 2]
    assert at.tolist() == [4, 5, 9]


def test_names_tell_role_and_country() -> None:
    """Brackets name a country; the country itself belongs to it; a person's name tells nothing."""
    groups = groups_of(("Police (Aland)", "Aland", "Police (Bravia)", "Jane Doe"))
    assert groups.country.tolist() == [0, 0, -1, -1]
    assert groups.role.tolist() == [0, -1, 0, -1]


def test_hours_become_days(folder: Path) -> None:
    """Times keep their own unit for writing answers."""
    read = read_folder(folder)
    assert read.unit == 24
    assert read.time(3) == 72
    assert read.day(72) == 3


def test_a_folder_without_facts_is_refused(tmp_path: Path) -> None:
    """The message says what is missing."""
    with pytest.raises(InputError, match=r"train\.txt"):
        read_folder(tmp_path)
