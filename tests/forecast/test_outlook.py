"""Forecasts from the user's own stream: priors, borrowing, reasons, the record, and no future."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demarche.errors import InputError
from demarche.forecast import correction as correction_module
from demarche.forecast.correction import correction
from demarche.forecast.fan import fan
from demarche.forecast.ledger import Ledger, evaluate, score
from demarche.forecast.outlook import Forecast, forecast, forecasts
from demarche.forecast.questions import answer, beside, proxy_for, why_none
from demarche.forecast.rates import as_arrays, state_at
from demarche.forecast.targets import Target, all_targets, priors, read_target
from demarche.model.stream import StreamEvent

START = dt.date(2024, 1, 1)
NOW = dt.date(2025, 1, 1)
DYAD = ("USA", "BLR")


def event(
    day: int, *, pair: tuple[str, str] = DYAD, kind: str = "CONSULT", quad: int = 1, late: int = 0, number: int = 0
) -> StreamEvent:
    """An event `day` days after the start, known `late` days later."""
    date = START + dt.timedelta(days=day)
    return StreamEvent(
        date=date, actor=pair[0], recipient=pair[1], event_type=kind, quad_class=quad,
        event_id=f"{pair[0]}{pair[1]}{kind}{day}.{number}", arrived=date + dt.timedelta(days=late),
    )  # fmt: skip


def busy(seed: int = 0, days: int = 365) -> list[StreamEvent]:
    """Six countries with steady, different paces."""
    rng = np.random.default_rng(seed)
    names = ("USA", "BLR", "RUS", "CHN", "FRA", "DEU")
    pairs = [(a, b) for a in names for b in names if a != b]
    kinds = (("CONSULT", 1), ("AID", 2), ("ACCUSE", 3), ("SANCTION", 4))
    out = []
    for i, pair in enumerate(pairs):
        for day in np.flatnonzero(rng.random(days) < 0.01 + 0.15 * (i / len(pairs)) ** 2).tolist():
            kind, quad = kinds[int(rng.integers(4))]
            out.append(event(day, pair=pair, kind=kind, quad=quad))
    return out


def one(stream: list[StreamEvent], *, target: str = "any", horizon: int = 30, dyad: tuple[str, str] = DYAD) -> Forecast:
    return forecast(stream, dyad, as_of=NOW, targets=[read_target(target)], horizons=[horizon])[0]


def test_priors_are_whole_and_plain() -> None:
    """Shares sum to one, and every type is in exactly one class."""
    table = priors()
    assert sum(table["share"].values()) == pytest.approx(1)
    assert sorted(t for types in table["quads"].values() for t in types) == sorted(table["share"])


def test_a_cold_start_gives_the_written_prior() -> None:
    """With one event on record a pair never seen gets about one event in two hundred days."""
    p = one([event(360)], dyad=("FRA", "CHN")).p
    assert p == pytest.approx(1 - np.exp(-30 * 0.005), abs=0.05)


def test_an_empty_past_is_refused() -> None:
    """Nothing known, nothing forecast."""
    with pytest.raises(InputError, match="nothing is on record"):
        one([event(400)])


def test_longer_windows_and_wider_classes_are_likelier() -> None:
    """Probabilities grow with the horizon, and a class is at least as likely as its parts."""
    stream = busy()
    chances = [one(stream, horizon=h).p for h in (7, 30, 90)]
    assert chances == sorted(chances)
    assert one(stream, target="1").p >= one(stream, target="AGREE").p


def test_a_longer_window_is_never_less_likely_on_a_young_record() -> None:
    """Each horizon is corrected by its own thin past; still 90 days hold what 30 hold, and 30 what 7 hold."""
    stream = [e for e in busy() if e.date >= START + dt.timedelta(days=270)]
    pairs = sorted({(e.actor, e.recipient) for e in stream})
    targets = [Target(), *(Target(quad=q) for q in range(1, 5))]
    made = forecasts(stream, pairs, as_of=NOW, targets=targets, horizons=[7, 30, 90])
    said = {(f.actor, f.recipient, f.target, f.horizon): f for f in made}
    for f in made:
        longer = said.get((f.actor, f.recipient, f.target, {7: 30, 30: 90}.get(f.horizon, 0)))
        if longer is not None and f.counts is not None and longer.counts is not None:
            assert min(longer.p - f.p, longer.low - f.low, longer.high - f.high) >= 0
            assert longer.counts.mean >= f.counts.mean
    alone = forecasts(stream, pairs[:3], as_of=NOW, targets=targets, horizons=[90])
    assert alone == [said[f.actor, f.recipient, f.target, 90] for f in alone]


def test_nothing_is_claimed_to_be_certain() -> None:
    """A pair that meets every day may miss a quarter of a year."""
    daily = [event(d) for d in range(366)]
    assert one(daily, horizon=90).p < 1


def test_a_rare_type_borrows_from_the_pair_and_the_world() -> None:
    """A type never seen in a pair is likelier where the pair is busy."""
    stream = [event(d) for d in range(200, 366, 3)] + [event(d, pair=("FRA", "DEU")) for d in range(200, 366, 80)]
    stream += [event(d, pair=("RUS", "CHN"), kind="AID", quad=2) for d in range(0, 366, 10)]
    assert one(stream, target="AID").p > 2 * one(stream, target="AID", dyad=("FRA", "DEU")).p > 0


def test_reasons_cite_events_and_without_them_the_chance_falls() -> None:
    """Deleting the cited events lowers the probability."""
    stream = busy()
    found = one(stream, target="CONSULT", dyad=("DEU", "FRA"))
    cited = {name for reason in found.reasons for name in reason.events}
    assert cited
    left = [e for e in stream if e.event_id not in cited]
    assert one(left, target="CONSULT", dyad=("DEU", "FRA")).p < found.p


def test_intervals_hold_the_forecast_and_shrink_with_evidence() -> None:
    """A longer record leaves less open."""
    short, long = one([event(d) for d in range(350, 366, 5)]), one([event(d) for d in range(0, 366, 5)])
    assert short.low <= short.p <= short.high
    assert long.high - long.low < short.high - short.low


def test_the_past_corrects_the_prior() -> None:
    """With enough outcomes the correction is used, and forecasts of a steady world are calibrated."""
    stream = busy()
    said, seen = [], []
    later = busy(days=400)[:]
    for pair in {(e.actor, e.recipient) for e in stream}:
        f = one(later, target="1", dyad=pair)
        assert f.corrected
        said.append(f.p)
        seen.append(
            any(e.quad_class == 1 and (e.actor, e.recipient) == pair and NOW <= e.date < f.closes for e in later)
        )
    assert abs(np.mean(said) - np.mean(seen)) < 0.12


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_what_arrives_later_changes_no_byte(seed: int, shuffle: bool) -> None:
    """Later events deleted, permuted or forged with early dates leave every byte of a forecast as it was."""
    rng = np.random.default_rng(seed)
    known = busy(seed=1)[:200]
    forged = [event(int(rng.integers(0, 366)), late=int(rng.integers(366, 500)), number=i + 1) for i in range(20)]
    future = [event(int(rng.integers(366, 600)), kind="SANCTION", quad=4, number=i + 1) for i in range(20)]
    mixed = known + forged + future
    if shuffle:
        mixed = [mixed[i] for i in rng.permutation(len(mixed))]
    targets = [Target(), Target(quad=4), Target(event_type="CONSULT")]
    alone, together = (forecast(s, DYAD, as_of=NOW, targets=targets, horizons=[7, 30]) for s in (known, mixed))
    assert msgspec.json.encode(alone) == msgspec.json.encode(together)


def test_a_day_that_has_not_come_yet_is_not_counted() -> None:
    """A date of next month in an early report is a plan or a slip, and no event on record."""
    known = busy(seed=1)[:200]
    ahead = [event(380 + i, late=-60, number=i + 1) for i in range(10)]
    targets = [Target(), Target(event_type="CONSULT")]
    alone, together = (forecast(s, DYAD, as_of=NOW, targets=targets, horizons=[7, 30]) for s in (known, known + ahead))
    assert alone == together


def test_the_past_teaches_only_with_windows_that_have_closed() -> None:
    """Neither later events nor early dates that arrived later change what a past day knew, or the correction."""
    targets, origin = tuple(Target(quad=q) for q in range(1, 5)), 366
    stream = busy(days=460)
    pairs = sorted({(e.actor, e.recipient) for e in stream})
    forged = [event(d, pair=pairs[d % len(pairs)], late=origin - d + 5, number=99) for d in range(0, 300, 3)]
    whole = as_arrays([*stream, *forged], targets)
    past = as_arrays([e for e in stream if e.date < NOW], targets)
    assert whole.dyads == past.dyads
    assert np.array_equal(state_at(whole, 200).shape, state_at(past, 200).shape)
    models = [correction(arrays, origin, 30, [0, 1, 2, 3]) for arrays in (whole, past)]
    weights = [None if m is None else (m.chance.weights.tobytes(), m.pace.weights.tobytes(), m.level) for m in models]
    assert weights[0] is not None
    assert weights[0] == weights[1]


@pytest.mark.parametrize("horizon", [7, 30, 90])
def test_a_window_that_is_still_open_teaches_nothing(horizon: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """What has not come yet in an open window may still come; counted as nothing, it would lower every forecast."""
    taught: list[int] = []
    window = correction_module._window
    monkeypatch.setattr(
        correction_module, "_window", lambda s, day, *a, **k: taught.append(day) or window(s, day, *a, **k)
    )
    correction(as_arrays(busy(), (Target(quad=1),)), 366, horizon, [0])
    assert taught
    assert max(taught) + horizon <= 366


def test_copies_of_a_report_are_not_more_events() -> None:
    """Five reports of one story count once."""
    story = [msgspec.structs.replace(event(300, number=i), story_id="s1") for i in range(5)]
    assert one(story).p == one(story[:1]).p


def test_every_target_can_be_named() -> None:
    """Names read back to the same target; unknown ones are refused with what is known."""
    assert [read_target(t.name) for t in all_targets()] == list(all_targets())
    assert read_target("RETREAT/release") == Target(event_type="RETREAT", mode="release")
    with pytest.raises(InputError, match="CONSULT"):
        read_target("PARTY")


def test_the_record_keeps_each_forecast_once(tmp_path: Path) -> None:
    """The same forecast made twice is one entry, also after a torn line."""
    ledger, made = Ledger(tmp_path / "f.jsonl"), dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
    found = [one(busy())]
    assert [ledger.add(found, made=made), ledger.add(found, made=made)] == [1, 0]
    with ledger.path.open("ab") as out:
        out.write(b'{"made": "2025')
    assert len(ledger.entries()) == 1
    assert ledger.add([one(busy(), target="4")], made=made) == 1
    assert len(ledger.entries()) == 2


def test_two_writers_of_one_record(tmp_path: Path) -> None:
    """What a server and the command line write at the same time is one entry; the first moment counts."""
    path, found = tmp_path / "f.jsonl", [one(busy())]
    for year in (2025, 2026):
        apart = Ledger(tmp_path / f"{year}.jsonl")
        apart.add(found, made=dt.datetime(year, 1, 1, tzinfo=dt.UTC))
        with path.open("ab") as both:
            both.write((tmp_path / f"{year}.jsonl").read_bytes())
    assert [entry.made.year for entry in Ledger(path).entries()] == [2025]


def test_a_record_that_is_no_record_is_refused(tmp_path: Path) -> None:
    """A line that is whole and says something else is pointed out."""
    path = tmp_path / "f.jsonl"
    path.write_text('{"made": 7}\n')
    with pytest.raises(InputError, match="line 1"):
        Ledger(path).entries()


def test_the_record_of_a_store_in_memory() -> None:
    """It is kept in memory too, and its stamp tells of what was added."""
    ledger = Ledger(None)
    before = ledger.stamp
    assert ledger.add([one(busy())], made=dt.datetime(2025, 1, 1, tzinfo=dt.UTC)) == 1
    assert (len(ledger.entries()), ledger.stamp == before) == (1, False)


def test_several_dyads_are_fitted_once_and_come_out_the_same() -> None:
    """Both directions together are byte for byte what each is alone."""
    asked = {"as_of": NOW, "targets": [read_target("any"), read_target("CONSULT")], "horizons": [7, 30]}
    alone = [f for dyad in (DYAD, DYAD[::-1]) for f in forecast(busy(), dyad, **asked)]
    assert forecasts(busy(), [DYAD, DYAD[::-1]], **asked) == alone


def test_closed_forecasts_are_scored_and_open_ones_wait() -> None:
    """A window that has not shut is not judged; hits name their events."""
    stream = [event(d) for d in range(0, 400, 4)]
    short, long = one(stream, horizon=7), one(stream, horizon=90)
    report = evaluate([short, long], stream, as_of=NOW + dt.timedelta(days=20))
    assert (report.closed, report.open, report.happened) == (1, 1, 1)
    assert report.best[0].events
    assert report.brier == pytest.approx((1 - short.p) ** 2, abs=1e-4)


def test_late_reports_count_once_they_have_arrived() -> None:
    """What happened in the window but was told later changes the score when it is told."""
    known = [event(d) for d in range(0, 300, 30)]
    late = event(368, late=60)
    f = one(known, horizon=7)
    assert evaluate([f], [*known, late], as_of=NOW + dt.timedelta(days=10)).happened == 0
    assert evaluate([f], [*known, late], as_of=NOW + dt.timedelta(days=80)).happened == 1


def test_the_past_corrects_counts_too() -> None:
    """Where the past corrects, expected counts add up to what comes, and P(0) is still what the chance leaves."""
    stream = busy(days=400)
    pairs = sorted({(e.actor, e.recipient) for e in stream})
    made = forecasts(stream, pairs, as_of=NOW, targets=[read_target("1")], horizons=[30])
    came = sum(e.quad_class == 1 and NOW <= e.date < made[0].closes for e in stream)
    counts = [f.counts for f in made if f.counts and f.corrected]
    assert len(counts) == len(pairs)
    assert sum(c.mean for c in counts) == pytest.approx(came, rel=0.3)
    assert [c.chances[0] for c in counts] == pytest.approx([1 - f.p for f in made], abs=1e-4)


def test_the_reference_is_a_fair_rival() -> None:
    """Of what a pair never did in ninety days the reference says little, and not nothing."""
    found = one(busy(), target="RETREAT/release")
    assert 0 < found.reference < found.base_rate
    assert one(busy()).reference > found.reference


def test_counts_agree_with_the_probability_and_are_scored() -> None:
    """P(0) is what the probability leaves, chances sum to one, and the record scores them beside the 90-day pace."""
    f = one(busy(), dyad=("DEU", "FRA"), horizon=30)
    assert f.counts is not None
    assert f.counts.chances[0] == pytest.approx(1 - f.p, abs=1e-4)
    assert sum(f.counts.chances) == pytest.approx(1, abs=1e-3)
    assert f.counts.low <= f.counts.mean <= f.counts.high
    assert f.counts.holds == pytest.approx(sum(f.counts.chances[f.counts.low : f.counts.high + 1]), abs=1e-3)
    later = [event(370 + d, pair=("DEU", "FRA")) for d in range(0, 20, 4)]
    report = evaluate([f], [*busy(), *later], as_of=NOW + dt.timedelta(days=40))
    assert report.crps is not None
    assert report.crps_reference is not None
    assert score(f, later).count == len(later)
    older = msgspec.structs.replace(f, counts=None)
    assert evaluate([older], busy(), as_of=NOW + dt.timedelta(days=40)).crps is None


def test_open_questions_get_a_testable_stand_in() -> None:
    """A question about an embassy is answered with visits and talks; one without a proxy is left alone."""
    found = answer("Will the embassy reopen?", DYAD, busy(), as_of=NOW)
    assert found is not None
    assert found.proxy == "CONSULT within 90 days"
    assert len(found.forecasts) == 2
    assert proxy_for("What is the meaning of it all?") is None


def test_why_no_forecast_stands_beside_a_question() -> None:
    """Either nothing that is counted stands for it, or it is not about two countries."""
    assert "stands for" in why_none("What is the meaning of it all?", DYAD)
    assert "two countries" in why_none("Will the embassy reopen?", ["USA"])
    assert why_none("Will the embassy reopen?", DYAD) == ""


def test_questions_with_one_stand_in_share_a_forecast() -> None:
    """Both are named in the first reason, in both directions; questions without a stand-in give nothing."""
    asked = ["Will the embassy reopen?", "Is a new ambassador next?", "Why?"]
    found = beside(asked, DYAD, busy(), as_of=NOW)
    assert [(f.actor, f.recipient) for f in found] == [DYAD, DYAD[::-1]]
    assert all("embassy reopen" in f.reasons[0].words and "new ambassador" in f.reasons[0].words for f in found)
    assert beside(["Why?"], DYAD, busy(), as_of=NOW) == []


def test_the_fan_opens_with_time() -> None:
    """Quantiles are ordered and grow; the record meets the fan at zero."""
    opened = fan(busy(), ("DEU", "FRA"), as_of=NOW, target=Target(), days=60)
    widths = [s.q95 - s.q05 for s in opened.steps]
    assert widths[-1] > widths[0]
    assert all(s.q05 <= s.q25 <= s.q50 <= s.q75 <= s.q95 for s in opened.steps)
    assert opened.past[-1] == (NOW, 0)
