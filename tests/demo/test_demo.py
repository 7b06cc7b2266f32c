"""The example corpus: enough of it, honest about itself, and loaded once."""

from __future__ import annotations

from collections import Counter
from datetime import date

from demarche.corpus import Store
from demarche.demo import LOOK, articles, load, where_to_look
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
