"""Series, shifts, change points, surprise and the signals of a relation."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from demarche.errors import BadDate, InputError
from demarche.model.stream import StreamEvent, as_day, from_rows, known_before, one_per_story
from demarche.signals.changepoints import stretches
from demarche.signals.detector import evidence
from demarche.signals.relation import channels, paces, watch_dyad
from demarche.signals.series import MOST, series
from demarche.signals.shifts import first_alarms, watch
from demarche.signals.surprise import surprises
from demarche.signals.thresholds import load_thresholds

START = dt.date(2024, 1, 1)
DYAD = ("USA", "BLR")


def event(
    day: int, *, kind: str = "CONSULT", quad: int = 1, pair: tuple[str, str] = DYAD, **more: object
) -> StreamEvent:
    """An event so many days after the start, known on the same day."""
    date = START + dt.timedelta(days=day)
    given = {"event_id": f"{pair[0]}{kind}{day}", "arrived": date, **more}
    return StreamEvent(date=date, actor=pair[0], recipient=pair[1], event_type=kind, quad_class=quad, **given)


def background(days: int = 365) -> list[StreamEvent]:
    """Daily events of another pair, so that no day is a gap."""
    return [event(d, pair=("FRA", "DEU")) for d in range(days)]


def poisson(rate: float, days: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).poisson(rate, size=days).astype(float)


def row(**more: object) -> dict[str, object]:
    base = {"event_id": "d1:e1", "event_type": "CONSULT", "quad_class": 1, "event_date_start": dt.date(2025, 9, 13),
            "arrived": dt.datetime(2025, 9, 16, 12), "actor_countries": ["USA"],
            "recipient_countries": ["BLR"]}  # fmt: skip
    return {**base, **more}


def test_rows_become_directed_pairs() -> None:
    """Every actor towards every recipient of another country; the arrival's day is kept."""
    found = list(from_rows([row(actor_countries=["USA", "POL"], recipient_countries=["BLR", "USA"])]))
    assert {(e.actor, e.recipient) for e in found} == {("USA", "BLR"), ("POL", "BLR"), ("POL", "USA")}
    assert found[0].arrived == dt.date(2025, 9, 16)


def test_a_meeting_counts_both_ways() -> None:
    """A meeting without recipient is one row for each side."""
    found = list(from_rows([row(actor_countries=["USA", "BLR"], recipient_countries=[])]))
    assert [(e.actor, e.recipient) for e in found] == [("BLR", "USA"), ("USA", "BLR")]


def test_undated_rows_take_the_day_of_publication_or_none() -> None:
    """Without any date an event cannot be placed and is left out."""
    assert not list(from_rows([row(event_date_start=None, arrived=None)]))
    found = list(from_rows([row(event_date_start=None, published_on="2025-09-16")]))
    assert found[0].date == dt.date(2025, 9, 16)


def test_bad_dates_are_refused() -> None:
    """A date that is none says what a date looks like."""
    with pytest.raises(BadDate, match="2025-09-16"):
        as_day("last Tuesday")


def test_the_first_report_of_a_story_stands() -> None:
    """Copies that arrive later are dropped, whatever date they claim."""
    first = event(10, story_id="s", event_id="a")
    copy = event(3, story_id="s", event_id="b", arrived=START + dt.timedelta(days=20))
    assert one_per_story([copy, first]) == [first]


def test_known_before_needs_arrival() -> None:
    """An early date does not make a late report known."""
    late = event(3, arrived=START + dt.timedelta(days=30))
    assert known_before([late], START + dt.timedelta(days=10)) == []


def test_series_counts_stories_and_knows_gaps() -> None:
    """Two reports of one story count once; a week without any document is a gap, not a zero."""
    events = [event(0, story_id="s", document="a"), event(1, story_id="s", event_id="x", document="b"),
              event(22, kind="SANCTION", quad=4, goldstein=-6.0)]  # fmt: skip
    found = series(events, DYAD, unit="week", scores={"SANCTION": -6.0}).periods
    assert [p.events for p in found] == [1, None, None, 1]
    assert [p.gap for p in found] == [False, True, True, False]
    assert (found[0].attention, found[3].quads, found[3].goldstein, found[3].plover) == (2, {"4": 1}, -6.0, -6.0)


def test_planned_denied_and_background_events_are_left_out_unless_asked() -> None:
    """Only what happened, and is news, counts."""
    events = [event(0), event(1, realis="planned"), event(2, polarity="negative"), event(3, historical=True)]
    assert series(events, DYAD).periods[0].events == 1
    assert series(events, DYAD, everything=True).periods[0].events == 4


def test_direction_matters_when_asked() -> None:
    """An undirected series holds both directions."""
    events = [event(0), event(1, pair=("BLR", "USA"), event_id="back")]
    assert series(events, DYAD).periods[0].events == 2
    assert series(events, DYAD, directed=True).periods[0].events == 1
    with pytest.raises(InputError, match="day, week, month"):
        series(events, DYAD, unit="year")


def test_months_follow_each_other() -> None:
    """A month starts on its first day, whatever its length."""
    found = series([event(0), event(100, event_id="x")], DYAD, unit="month").periods
    assert [p.start.month for p in found] == [1, 2, 3, 4]


def test_a_series_has_an_end() -> None:
    """Too many periods are refused where they are asked for; a record that is too long is told from where it fits."""
    found = series([event(0), event(-100_000)], DYAD, unit="day").periods
    assert (len(found), found[-1].start) == (MOST, START)
    assert found[0].start == START - dt.timedelta(days=MOST - 1)
    with pytest.raises(InputError, match="at most 10,000 periods"):
        series([event(0)], DYAD, unit="day", since=dt.date(1648, 1, 1))
    for unit in ("day", "week", "month"):
        assert series([], DYAD, unit=unit, since=dt.date(9999, 12, 31), until=dt.date.max).periods[-1].gap
        assert series([], DYAD, unit=unit, since=dt.date.min, until=dt.date.min).periods[0].gap


def test_one_old_event_does_not_make_a_long_watch() -> None:
    """A watch looks at the days that an alarm can rest on, not at centuries without a word."""
    stream = [event(-100_000), *background(120)]
    found = watch_dyad(stream, DYAD, as_of=START + dt.timedelta(days=120))
    assert found.first == START


def test_false_alarms_stay_near_the_stated_rate() -> None:
    """Constant series alarm about once in ten years (wide limits; bench/shifts.py has the figure)."""
    counts = np.random.default_rng(5).poisson(0.5, size=(120, 365)).astype(float)
    up, down = first_alarms(counts, false_alarms=0.1)
    assert 0.01 < ((up >= 0) | (down >= 0)).mean() < 0.2


def test_most_doublings_are_seen() -> None:
    """One event a day that becomes two is seen within sixty days, mostly within three weeks."""
    rng = np.random.default_rng(6)
    counts = np.concatenate([rng.poisson(1, size=(100, 200)), rng.poisson(2, size=(100, 60))], axis=1).astype(float)
    up, _ = first_alarms(counts, start=np.full(100, 200))
    delay = np.where(up >= 0, up - 199, 999)
    assert (delay <= 60).mean() >= 0.85
    assert np.median(delay) <= 25


def test_evidence_of_a_day_rests_on_days_before_it() -> None:
    """Later days change no earlier evidence."""
    counts = poisson(0.5, 120, 1)
    forged = counts.copy()
    forged[100:] = 9
    full, other = evidence(counts[None]), evidence(forged[None])
    assert full.up[0, :100].tobytes() == other.up[0, :100].tobytes()
    assert full.dispersion[0, :100].tobytes() == other.dispersion[0, :100].tobytes()


def test_a_gap_is_not_a_silence() -> None:
    """Two months without coverage do not look like a fall; two months of nothing do."""
    counts = poisson(2.0, 300, 2)
    counts[200:260] = 0
    covered = np.ones(300)
    covered[200:260] = 0
    assert any(a.direction == "down" for a in watch(counts))
    assert not any(a.direction == "down" for a in watch(counts, exposure=covered))


def test_an_alarm_says_when_it_began_and_how_large_it_is() -> None:
    """The beginning lies near the change, paces near the truth, and the watch goes on after it."""
    counts = np.concatenate([poisson(0.3, 200, 3), poisson(3.0, 100, 4), poisson(0.3, 120, 5)])
    rise, *rest = watch(counts)
    assert rise.direction == "up"
    assert abs(rise.began - 200) <= 5
    assert rise.before == pytest.approx(0.3, abs=0.15)
    assert rise.undone_after >= 1
    assert [a.direction for a in rest][:1] == ["down"]


def test_thresholds_rise_as_the_budget_falls() -> None:
    """Fewer false alarms ask for more evidence, also beyond the table."""
    table = load_thresholds()
    rate, scatter = np.array([0.5]), np.array([1.3])
    cuts = [float(table.at("up", rate, scatter, b)[0]) for b in (0.2, 0.1, 0.05, 0.01, 0.002)]
    assert cuts == sorted(cuts)


def test_change_points_are_found_and_quiet_series_stay_whole() -> None:
    """One change gives two stretches; none gives one."""
    counts = np.concatenate([poisson(0.5, 150, 7), poisson(2.5, 150, 8)])
    found = stretches(counts)
    assert len(found) == 2
    assert abs(found[1].first - 150) <= 6
    assert len(stretches(poisson(1.0, 300, 9))) == 1
    assert stretches(np.zeros(0)) == []


def test_a_first_visit_is_more_surprising_than_routine() -> None:
    """Bits fall with every repetition, and words say what is compared."""
    stream = [event(d, modes=("phone",)) for d in range(0, 300, 10)]
    stream += [
        event(301, modes=("visit",), contexts=("military",), event_id="visit"),
        event(302, modes=("phone",), event_id="call"),
    ]
    found = {s.event_id: s for s in surprises(stream)}
    assert found["visit"].bits > found["call"].bits + 2
    assert found["visit"].words.startswith("first CONSULT (visit, military) of USA towards BLR in 301 days")
    assert "last on" in found["call"].words


def test_surprise_is_judged_by_what_had_arrived() -> None:
    """An earlier visit that is reported later does not make the first report less surprising."""
    visit = event(200, modes=("visit",), event_id="visit")
    base = [event(d, modes=("phone",)) for d in range(0, 190, 10)]
    late = event(100, modes=("visit",), event_id="late", arrived=START + dt.timedelta(days=300))
    alone = next(s for s in surprises([*base, visit]) if s.event_id == "visit")
    with_late = next(s for s in surprises([*base, visit, late]) if s.event_id == "visit")
    assert alone == with_late


def test_an_archive_loaded_at_once_goes_by_publication() -> None:
    """Everything arrived on one day; the second visit is still compared with the first."""
    loaded = START + dt.timedelta(days=400)
    stream = [
        event(d, modes=("phone",), arrived=loaded, published=START + dt.timedelta(days=d)) for d in range(0, 300, 10)
    ]
    last = event(301, event_id="last", modes=("phone",), arrived=loaded, published=START + dt.timedelta(days=301))
    found = {s.event_id: s for s in surprises([*stream, last])}
    assert "30 before" in found["last"].words
    forged = event(50, modes=("phone",), arrived=loaded + dt.timedelta(days=9), published=START + dt.timedelta(days=50))
    again = {s.event_id: s for s in surprises([*stream, last, forged])}
    assert again["last"] == found["last"]


def thawing() -> list[StreamEvent]:
    """Nothing but sparse accusations for ten months, then visits and releases."""
    events = background()
    events += [event(d, kind="ACCUSE", quad=3) for d in range(0, 360, 25)]
    events += [event(d) for d in (20, 130)]
    return events + [event(d, event_id=f"v{d}") for d in range(300, 345, 4)]


def test_a_thaw_is_read_from_cooperation_that_appears() -> None:
    """Contacts resumed are a thaw, with the visits as evidence, the day it began, and what would undo it."""
    found = watch_dyad(thawing(), DYAD, as_of=START + dt.timedelta(days=350))
    assert [s.kind for s in found.signals] == ["thaw"]
    signal = found.signals[0]
    assert signal.channel == "contacts"
    assert abs((signal.began - START).days - 300) <= 10
    assert set(signal.evidence) <= {f"v{d}" for d in range(300, 345, 4)}
    assert "days at the old pace" in signal.undone_by


def test_a_signal_does_not_change_with_what_comes_later() -> None:
    """Seen from later, the same alarm stands on the same day."""
    early = watch_dyad(thawing(), DYAD, as_of=START + dt.timedelta(days=335)).signals
    later = watch_dyad(thawing(), DYAD, as_of=START + dt.timedelta(days=365)).signals
    assert early
    assert later[: len(early)] == early


@pytest.mark.parametrize(("before", "after"), [(2, 40), (40, 2), (0.08, 20)])
def test_how_loud_the_record_becomes_moves_no_earlier_signal(before: float, after: float) -> None:
    """What others do later tells how loud they are then; days gone by are judged by what was known of them."""
    rng = np.random.default_rng(2)
    paces = np.where(np.arange(365) < 335, before, after)
    others = [
        event(d, pair=("FRA", "DEU"), event_id=f"x{d}.{i}") for d in range(365) for i in range(rng.poisson(paces[d]))
    ]
    own = [event(d, event_id=f"v{d}") for d in (20, 130, *range(300, 365, 3))]
    day = START + dt.timedelta(days=335)
    early = watch_dyad(own + others, DYAD, as_of=day).signals
    later = watch_dyad(own + others, DYAD, as_of=day + dt.timedelta(days=30)).signals
    assert early
    assert [s for s in later if s.alarm < day] == list(early)


def test_paces_tell_the_change_in_retrospect() -> None:
    """The contacts of a thawing dyad fall into two stretches, the second one faster."""
    found = [p for p in paces(thawing(), DYAD, as_of=START + dt.timedelta(days=350)) if p.channel == "contacts"]
    assert len(found) == 2
    assert found[1].pace > 5 * found[0].pace


def test_paces_end_where_the_record_does() -> None:
    """Asked about long after the last article, the last stretch does not reach to that day."""
    stream = thawing()
    late = START + dt.timedelta(days=900)
    last = max(p.last for p in paces(stream, DYAD, as_of=late))
    assert max(e.date for e in stream) <= last < late - dt.timedelta(days=300)


def test_a_louder_feed_is_no_change_of_a_relation() -> None:
    """When every pair triples on one day a source has joined; when only this pair does, something happened."""
    rng = np.random.default_rng(4)
    rate = np.where(np.arange(300) < 220, 1, 3)
    own = [event(d, event_id=f"o{d}.{i}") for d in range(300) for i in range(rng.poisson(0.5 * rate[d]))]

    def others(rate: np.ndarray) -> list[StreamEvent]:
        return [event(d, pair=("FRA", "DEU"), event_id=f"f{d}.{i}") for d in range(300) for i in range(30 * rate[d])]

    as_of = START + dt.timedelta(days=300)
    assert not watch_dyad(own + others(rate), DYAD, as_of=as_of).signals
    assert watch_dyad(own + others(np.ones(300, dtype=int)), DYAD, as_of=as_of).signals


def test_escalation_is_named() -> None:
    """Sanctions and coercion that pile up are an escalation."""
    events = background() + [event(d, kind="SANCTION", quad=4) for d in (10, 120, 200)]
    events += [event(d, kind="COERCE", quad=4) for d in range(280, 320, 2)]
    found = watch_dyad(events, DYAD, as_of=START + dt.timedelta(days=320))
    assert ("escalation", "conflict") in {(s.kind, s.channel) for s in found.signals}


def test_silence_on_sparse_data_is_said() -> None:
    """Too few events, or too short a record, are named instead of drawn."""
    few = watch_dyad([*background(), event(100)], DYAD, as_of=START + dt.timedelta(days=365))
    assert not few.signals
    assert any("too few" in line for line in few.silent)
    short = watch_dyad([event(d) for d in range(20)], DYAD, as_of=START + dt.timedelta(days=20))
    assert "shorter than" in short.silent[0]


def test_a_mode_and_a_context_of_one_name_are_said_once() -> None:
    """COERCE has the mode misinformation, and there is such a context too."""
    lie = event(10, kind="COERCE", quad=4, modes=("misinformation",), contexts=("misinformation",))
    assert "this COERCE (misinformation);" in surprises([lie])[0].words


def test_every_channel_has_a_meaning() -> None:
    """What rises is a thaw or an escalation; types are known ones."""
    assert {c.up for c in channels()} == {"thaw", "escalation"}
    assert all(c.any for c in channels())
