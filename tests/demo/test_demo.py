"""The example corpus: enough of it, honest about itself, and loaded once."""

from __future__ import annotations

from collections import Counter
from datetime import date

from demarche.corpus import Store
from demarche.demo import LOOK, MONDAYS, articles, keep_forecasts, load, where_to_look
from demarche.forecast.ledger import Entry, Ledger, evaluate
from demarche.forecast.track import lines
from demarche.model.stream import as_archive, from_rows
from demarche.testing import KeywordCoder


def test_the_corpus() -> None:
    """Sixty articles or more over about ten weeks, each of a source that says that it is invented."""
    found = list(articles())
    days = [date.fromisoformat(a.published or "") for a in found]
    assert len(found) >= 60
    assert 63 <= (max(days) - min(days)).days <= 77
    assert len({a.id.rpartition("-")[0] for a in found}) >= 5
    assert all((a.source or "").endswith("(invented)") and a.title and a.url is None for a in found)
    assert max(Counter(a.text for a in found).values()) == 2  # one report is a copy of another


def test_loading_twice_changes_nothing() -> None:
    """The second time nothing is new, and the words tell where to look."""
    with Store(":memory:") as store:
        first = load(store, coder=KeywordCoder())
        assert load(store, coder=KeywordCoder()) == (0, first[0])
        assert all(path in where_to_look(store) for path, _ in LOOK)


def test_forecasts_are_kept_and_scored() -> None:
    """Each used only what was out before its Monday, all windows have closed, and all say "in hindsight"."""
    ledger = Ledger(None)
    with Store(":memory:") as store:
        load(store)
        kept = keep_forecasts(store, ledger)
        stream = as_archive(from_rows(store.events()))
        assert keep_forecasts(store, ledger) == 0  # a record that was begun is left alone
    entries: list[Entry] = ledger.entries()
    found = evaluate([e.forecast for e in entries], stream, as_of=date(2026, 3, 15))
    assert kept == len(entries) == found.closed > 100
    assert found.open == 0
    assert 0 < found.happened < kept
    assert {e.forecast.as_of for e in entries} == set(MONDAYS)
    assert all(line.hindsight for line in lines(entries, []))
    for entry in entries:
        assert entry.forecast.events_known <= sum(e.told < entry.forecast.as_of for e in stream)
