"""Event tables are kept in the order in which they are asked for."""

from __future__ import annotations

from demarche.corpus import Store
from demarche.store import cluster
from demarche.store.queries import PAGE
from demarche.store.schema import countries_of_events

FILL = """INSERT INTO events BY NAME SELECT 'd' || i || ':e' AS event_id, 'd' || i AS doc_id, 1 + i % 4 AS quad_class,
DATE '2025-01-01' + (i * 7919 % 365)::INTEGER AS published_on, 'CONSULT' AS event_type, 'x' AS origin,
['USA', 'BLR'] AS actor_countries, [if(i % 2 = 0, 'BLR', 'POL')] AS recipient_countries FROM range(?) t(i)"""


def fill(store: Store, count: int) -> None:
    with store.database.write() as connection:
        connection.execute(FILL, [count])
        for query in countries_of_events():
            connection.execute(query)


def test_order_changes_no_answer(store: Store) -> None:
    """Putting the tables in order leaves every row and every answer as it was."""
    fill(store, 500)
    asked = {"dyad": "USA-BLR", "since": "2025-03-01"}
    before = store.events(**asked).to_list(), store.dyads().to_list(), store.events(limit=7, offset=3).to_list()
    with store.database.write() as connection:
        cluster.put_in_order(connection)
    assert before == (
        store.events(**asked).to_list(), store.dyads().to_list(), store.events(limit=7, offset=3).to_list()
    )  # fmt: skip
    days = [row[0] for row in store.database.rows("SELECT published_on FROM events ORDER BY rowid")]
    assert days == sorted(days)


def test_order_is_kept_as_a_store_grows(store: Store) -> None:
    """Tables are put in order when a quarter of many rows is new, and then not again."""
    fill(store, cluster.LEAST - 1)
    with store.database.read() as cursor:
        assert not cluster.due(cursor)
    fill(store, 1)
    with store.database.read() as cursor:
        assert cluster.due(cursor)
    store.tidy()
    with store.database.read() as cursor:
        assert not cluster.due(cursor)


def test_pairs_are_there_once(store: Store) -> None:
    """An event whose recipient also stands beside its actor counts once for the pair, by class and by period."""
    fill(store, 4)
    found = {(row["actor"], row["recipient"]): row for row in store.dyads()}
    assert found["USA", "BLR"]["events"] == 4
    assert found["USA", "POL"]["material_cooperation"] == 1
    assert len(store.events(dyad="USA-BLR", directed=True)) == 2
    assert not len(store.dyads(until="2024-12-31"))


def test_long_answers_are_whole(store: Store) -> None:
    """More rows than are looked up one by one come in the same order, with and without a limit."""
    fill(store, PAGE + 50)
    every = [row["event_id"] for row in store.events(event_type="CONSULT")]
    assert len(set(every)) == PAGE + 50
    assert [row["event_id"] for row in store.events(event_type="CONSULT", limit=40)] == every[:40]
    assert [row["event_id"] for row in store.events(event_type="CONSULT", limit=PAGE + 20, offset=5)] == every[5:-25]
