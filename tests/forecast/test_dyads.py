"""Dyad probabilities on a benchmark folder: panel, models, counts, scores."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from demarche.errors import InputError
from demarche.forecast.counts import bootstrap, holds, interval, largest, negative_binomial, poisson
from demarche.forecast.dyads import Rows, read_countries, rows_at, run, teaching_origins
from demarche.forecast.finer import Told, finer, weekday
from demarche.forecast.logistic import fit_logistic
from demarche.forecast.loglinear import fit_loglinear
from demarche.forecast.pace import PACE_COLUMNS, fit_counts
from demarche.forecast.panel import TOTAL, attention, build_panel, past
from demarche.forecast.scores import block_bootstrap, brier, calibration_error, crps, log_score

scoringrules = pytest.importorskip("scoringrules")


def test_predictions_are_of_active_pairs_of_different_countries(folder: Path) -> None:
    """Every directed pair with three events in ninety days, all four classes, at every origin."""
    found = run(folder)["predictions"]
    world = read_countries(folder)
    assert {p["origin"] for p in found} == {1440, 1512}
    assert all(0 <= p["p"] <= 1 and p["actor"] != p["recipient"] for p in found)
    at_60 = [p for p in found if p["origin"] == 1440]
    assert len(at_60) == 4 * len(world.panel.active(60))
    events = world.panel.counts[world.panel.active(60), :, :60].sum(axis=(1, 2))
    assert events.min() >= 3


def test_facts_after_an_origin_change_nothing(folder: Path, tmp_path: Path) -> None:
    """With every fact from the first origin on deleted, its predictions are the same to the last digit."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    lines = (folder / "valid.txt").read_text().splitlines()
    assert len(lines) > 50
    (copy / "valid.txt").write_text("")
    (copy / "origins.tsv").write_text("7\t1440\n")
    before = [p for p in run(folder)["predictions"] if p["origin"] == 1440]
    assert run(copy)["predictions"] == before


def test_a_missing_side_file_is_named(folder: Path, tmp_path: Path) -> None:
    """The dyad benchmark needs three more files."""
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    (copy / "origins.tsv").unlink()
    with pytest.raises(InputError, match=r"origins\.tsv"):
        run(copy)


def test_teaching_windows_end_before_the_first_origin() -> None:
    """No outcome that teaches lies on or after the first day asked about."""
    assert all(t + 30 <= 240 for t in teaching_origins(240, 30))


def test_a_panel_counts_by_channel_and_day() -> None:
    """Unmapped events count for activity, not for a class; the opposite dyad is known."""
    panel = build_panel(np.array([[0, 1, 0, 2], [0, 1, -1, 2], [1, 0, 1, 3]]), n_actors=2, n_channels=2, n_days=5)
    assert panel.own(np.array([0]), 0, 5, 0).sum() == 1
    assert panel.own(np.array([0]), 0, 5, TOTAL).sum() == 2
    assert panel.back.tolist() == [1, 0]
    assert panel.active(5).tolist() == []


def test_features_see_no_later_day() -> None:
    """Random events from the origin on leave the features as they are."""
    rng = np.random.default_rng(0)
    events = np.stack([rng.integers(3, size=300), rng.integers(3, size=300), rng.integers(2, size=300),
                       rng.integers(100, size=300)], axis=1)  # fmt: skip
    forged = events.copy()
    later = forged[:, 3] >= 60
    forged[later, 2] = 1 - forged[later, 2]
    tables = []
    for rows in (events, forged):
        panel = build_panel(rows, n_actors=3, n_channels=2, n_days=100)
        told = past(panel, panel.active(60), 60, 0)
        tables.append({name: values.tobytes() for name, values in told.items()})
    assert tables[0] == tables[1]


def test_attention_evens_out_loud_weeks() -> None:
    """In a stretch with twice the events each counts less, and the total stays level."""
    counts = np.ones((1, 1, 200), np.float32) * 20
    counts[:, :, 100:] *= 2
    level = (counts * attention(counts))[0, 0]
    assert level[30] == pytest.approx(level[170], rel=0.05)


def test_logistic_finds_the_weights() -> None:
    """Data from a known curve give that curve back, with standard errors that fit."""
    rng = np.random.default_rng(1)
    x = rng.normal(size=(20_000, 2))
    y = (rng.random(20_000) < 1 / (1 + np.exp(-(0.5 + 1.0 * x[:, 0] - 2.0 * x[:, 1])))).astype(float)
    model = fit_logistic(x, y, ridge=0.1)
    assert model.weights / np.append(model.scale, 1) == pytest.approx([1.0, -2.0, 0.5], abs=0.1)
    assert model.spread(np.zeros((1, 2)))[0] < 0.05


def test_without_data_the_prior_stands() -> None:
    """A strong ridge leaves the weights where they were put."""
    x = np.arange(20.0)[:, None]
    model = fit_logistic(x, (np.arange(20) % 2).astype(float), ridge=1e6, prior=np.array([2.0, 0.0]))
    assert model.weights[0] == pytest.approx(2.0, abs=0.01)


def test_separable_data_do_not_run_away() -> None:
    """With a perfect predictor the ridge keeps the weights finite."""
    x = np.array([[-1.0], [-1.0], [1.0], [1.0]])
    assert np.isfinite(fit_logistic(x, np.array([0.0, 0, 1, 1]), ridge=1.0).weights).all()


def test_negative_binomial_is_a_distribution() -> None:
    """Mass sums to one and has the mean asked for."""
    mass = negative_binomial(np.array([0.3, 4.0, 60.0]), np.array([0.5, 2.0, 10.0]))
    assert mass.sum(axis=1) == pytest.approx([1, 1, 1], abs=1e-4)
    assert mass @ np.arange(mass.shape[1]) == pytest.approx([0.3, 4.0, 60.0], rel=0.01)


def test_crps_agrees_with_scoringrules() -> None:
    """Our sum over the mass function equals their closed form."""
    mass = negative_binomial(np.array([3.0]), np.array([2.0]))
    theirs = scoringrules.crps_negbinom(5, 2.0, 2.0 / 5.0)
    assert crps(mass, np.array([5.0]))[0] == pytest.approx(float(theirs), abs=1e-3)


def test_brier_and_log_score_agree_with_scoringrules() -> None:
    """Same figures as the reference library; ours in bits."""
    p, y = np.array([0.1, 0.7, 0.5]), np.array([0.0, 1.0, 0.0])
    assert brier(p, y) == pytest.approx(float(np.mean(scoringrules.brier_score(y, p))))
    assert log_score(p, y) == pytest.approx(float(np.mean(scoringrules.log_score(y, p))) / np.log(2), abs=1e-6)


def test_calibration_error_of_honest_and_bold_forecasts() -> None:
    """Forecasts drawn from their own probabilities lie on the diagonal; overstated ones do not."""
    rng = np.random.default_rng(0)
    p = rng.random(20_000)
    y = (rng.random(20_000) < p).astype(float)
    assert calibration_error(p, y) < 0.02
    assert calibration_error(np.clip(p + 0.2, 0, 1), y) > 0.1


def test_count_model_learns_mean_and_scatter(folder: Path) -> None:
    """Intervals hold about as often as they say, where counts are large enough for it."""
    rng = np.random.default_rng(2)
    pace = rng.gamma(4.0, 1.0, size=3000)
    x = np.stack([np.log1p(30 * 5 * pace / 7)] * 5, axis=1).astype(np.float32)
    counts = rng.poisson(rng.gamma(5.0, pace * 5 / 5.0)).astype(float)
    names = ("own rate, last 30 days", "own rate, last 90 days", "own rate, fading over 30 days",
             "own rate, whole record", "spare")  # fmt: skip
    taught = Rows(names, x[:2400], counts[:2400], np.arange(2400) // 100, np.arange(2400))
    (model,) = fit_counts([taught], plain=4, horizon=7, seed=1)
    own = rng.poisson(np.repeat(pace[2400:, None] * 5 / 7, 90, axis=1)).astype(np.float32)
    low, high = interval(model.mass(x[2400:], own))
    assert 0.85 < ((counts[2400:] >= low) & (counts[2400:] <= high)).mean() < 0.95


def test_classes_fitted_together_borrow_from_each_other() -> None:
    """A class of few events learns from a busy one which past counts; alone it has to find that out for itself."""
    rng = np.random.default_rng(3)
    names = (*PACE_COLUMNS, "told", "idle", "idle too")
    x = np.concatenate([np.full((3000, 4), 3.0), rng.normal(size=(3000, 3))], axis=1).astype(np.float32)
    mean = np.exp(x[:, 4].astype(float))
    origin = np.arange(3000) // 100
    busy, rare = (Rows(names, x, rng.poisson(part * mean).astype(float), origin, origin) for part in (2.0, 0.02))
    (alone,) = fit_counts([rare], plain=5, horizon=7, seed=1)
    _, borrowing = fit_counts([busy, rare], plain=5, horizon=7, seed=1)
    off = [np.std(np.log(model.mean(x)) - np.log(mean)) for model in (alone, borrowing)]
    assert off[1] < 0.9 * off[0]


def test_intervals_are_the_shortest_that_come_nearest() -> None:
    """Where counts pile up at zero no lower tail is left out; a last count that overshoots more stays out."""
    mass = np.array([[0.93, 0.05, 0.02, 0.0], [0.60, 0.31, 0.06, 0.03], [0.04, 0.47, 0.45, 0.04],
                     [0.88, 0.08, 0.04, 0.0], [0.80, 0.15, 0.05, 0.0], [0.25, 0.25, 0.25, 0.25]])  # fmt: skip
    low, high = interval(mass)
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == [(0, 0), (0, 1), (1, 2), (0, 0), (0, 1), (0, 3)]
    assert holds(mass, low, high) == pytest.approx([0.93, 0.91, 0.92, 0.88, 0.95, 1.0])


def test_intervals_hold_what_they_say_over_many_forecasts() -> None:
    """Draws from the distributions themselves fall inside as often as the intervals say, near to 90 %."""
    rng = np.random.default_rng(5)
    mean = rng.gamma(1.0, 4.0, size=5000) + 0.5
    mass = negative_binomial(mean, np.full(5000, 2.0))
    drawn = rng.poisson(rng.gamma(2.0, mean / 2.0))
    low, high = interval(mass)
    said = holds(mass, low, high).mean()
    assert 0.89 < said < 0.92
    assert ((drawn >= low) & (drawn <= high)).mean() == pytest.approx(said, abs=0.015)


def test_finer_features_see_no_later_day() -> None:
    """Events from the origin on leave them as they are, to the last bit."""
    rng = np.random.default_rng(4)
    events = np.stack([rng.integers(3, size=400), rng.integers(3, size=400), rng.integers(2, size=400),
                       rng.integers(120, size=400)], axis=1)  # fmt: skip
    forged = events.copy()
    forged[forged[:, 3] >= 60, 2] = 1
    tables = []
    for rows in (events, forged):
        panel = build_panel(rows, n_actors=3, n_channels=2, n_days=120)
        tables.append({name: v.tobytes() for name, v in finer(panel, panel.active(60), 60, TOTAL).items()})
    assert tables[0] == tables[1]
    assert not set(tables[0]) & set(past(panel, panel.active(60), 60, TOTAL))


def test_features_are_told_once_plain_ones_first(folder: Path) -> None:
    """Horizons share what was told of an origin; letting go of it changes no value."""
    panel, tell = read_countries(folder).panel, Told()
    rows = panel.active(60)
    first = tell(panel, rows, 60, 0)
    assert tell(panel, rows, 60, 0) is first
    assert list(first)[: tell.plain] == list(past(panel, rows, 60, 0))
    tell.forget()
    again = tell(panel, rows, 60, 0)
    assert all(np.array_equal(values, first[name]) for name, values in again.items())


def test_weekdays_are_evened_out() -> None:
    """A stream that sleeps at weekends counts the same every day."""
    counts = np.full((1, 1, 70), 50, np.float32)
    counts[:, :, np.arange(70) % 7 >= 5] = 10
    level = (counts * weekday(counts))[0, 0]
    assert level.max() / level.min() < 1.1


def test_a_log_linear_mean_is_found() -> None:
    """Counts from a known curve give it back, though they scatter more than Poisson."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(20_000, 2))
    mean = np.exp(0.5 + 0.6 * x[:, 0] - 0.3 * x[:, 1])
    model = fit_loglinear(
        x, rng.poisson(rng.gamma(1.0, mean)).astype(float), np.zeros(len(x)), ridge=1.0, rough=(1.0, 0.0)
    )
    assert model.weights / np.append(model.scale, 1) == pytest.approx([0.6, -0.3, 0.5], abs=0.06)


def test_count_baselines_are_distributions(folder: Path) -> None:
    """Both references spread their whole mass."""
    own = np.random.default_rng(0).poisson(0.5, size=(3, 90)).astype(np.float32)
    assert bootstrap(own, 7).sum(axis=1) == pytest.approx([1, 1, 1])
    assert poisson(np.array([3.0]), longest=60).sum() == pytest.approx(1)


def test_rows_hold_the_outcome_to_come(folder: Path) -> None:
    """The count of a row is what happened from its origin on."""
    world = read_countries(folder)
    rows = rows_at(world.panel, [50], 7, 0)
    first = world.panel.counts[rows.dyad[0], 0, 50:57].sum()
    assert rows.count[0] == first


def test_block_bootstrap_widens_with_alike_blocks() -> None:
    """Days that move together leave fewer independent draws."""
    values = np.repeat(np.random.default_rng(0).normal(size=20), 50)
    together = block_bootstrap(values, np.repeat(np.arange(20), 50), seed=1)
    apart = block_bootstrap(values, np.arange(1000), seed=1)
    assert together[1] - together[0] > 3 * (apart[1] - apart[0])


def test_the_largest_of_two_distributions() -> None:
    """At every count it leaves as much above as the one that leaves more, also where one is listed longer."""
    found = largest([np.array([[0.5, 0.1, 0.4]]), np.array([[0.4, 0.6]])])
    assert found == pytest.approx(np.array([[0.4, 0.2, 0.4]]))
