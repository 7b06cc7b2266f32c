"""What every store does, in a file and in memory."""

from __future__ import annotations

import contextlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from demarche.corpus import Store
from demarche.errors import BadDate, InputError, NotFound, StoreDamaged, StoreError, StoreLocked
from demarche.store import drawing
from demarche.store.identity import doc_id
from demarche.testing import KeywordCoder, article

CODER = KeywordCoder()
MEETING = article("America met Belarus in Vilnius on 2025-09-13.", source="Courier", url="https://c.example/1")
RELEASE = article("Minsk released 52 detainees.", published="2025-09-11T08:30:00+03:00", source="Post")


def filled(store: Store) -> Store:
    for item in (MEETING, RELEASE):
        store.add(item, CODER.code(item))
    return store


def test_document_is_stored_once(store: Store) -> None:
    """The second time, the same content is known."""
    known, new = store.add(MEETING, CODER.code(MEETING))
    assert (known, new) == (doc_id(MEETING), True)
    assert store.add(MEETING, CODER.code(MEETING)) == (known, False)
    assert len(store.documents()) == 1


def test_same_words_of_another_day_are_another_document(store: Store) -> None:
    """A text printed again on another day is another report."""
    again = article(MEETING.text, published="2025-10-01")
    store.add(MEETING, CODER.code(MEETING))
    assert store.add(again, CODER.code(again))[1]


def test_tracking_parameters_are_no_content() -> None:
    """An address with campaign parameters is the same address."""
    assert doc_id(article("x", url="https://a.example/1?utm_source=b#top")) == doc_id(
        article("x", url="https://a.example/1")
    )


def test_record_comes_back_unchanged(store: Store) -> None:
    """Everything that the coder said is there, under the store's id."""
    known, _ = store.add(MEETING, CODER.code(MEETING))
    record = store.record(known)
    assert record.events == CODER.code(MEETING).events
    assert record.article.text == MEETING.text
    assert record.article.id == known


def test_shortened_text_is_refused(store: Store) -> None:
    """A coder that drops text cannot store its record."""
    with pytest.raises(StoreError, match="shortened"):
        store.add(MEETING, CODER.code(article("America met Belarus.")))


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 2),
        ({"dyad": ("USA", "BLR")}, 1),
        ({"dyad": "blr-usa"}, 1),
        ({"dyad": "BLR-USA", "directed": True}, 0),
        ({"event_type": "retreat"}, 1),
        ({"since": "2025-09-12"}, 1),
        ({"until": "2025-09-12"}, 1),
        ({"text": "DETAINEES"}, 1),
        ({"actor": "blr"}, 1),
        ({"source": "Courier"}, 1),
        ({"realis": "planned"}, 0),
        ({"text": "%' OR 1=1 --"}, 0),
    ],
)
def test_events_are_found_by_filter(store: Store, filters: dict[str, object], count: int) -> None:
    """Each filter chooses what it says, and no value becomes SQL."""
    assert len(filled(store).events(**filters)) == count


def test_wrong_filters_are_named(store: Store) -> None:
    """A filter, dyad or date that does not exist is an error that says what does."""
    with pytest.raises(InputError, match="known: dyad"):
        store.events(colour="red")
    with pytest.raises(InputError, match="USA-BLR"):
        store.events(dyad="USA")
    with pytest.raises(BadDate):
        store.events(since="soon")


def test_event_row_carries_what_signals_need(store: Store) -> None:
    """Dates, countries, place and quantities are columns."""
    [row] = filled(store).events(event_type="CONSULT")
    assert (row["actor_countries"], row["recipient_countries"]) == (["USA"], ["BLR"])
    assert str(row["event_date_start"]) == "2025-09-13"
    assert (row["place_name"], row["lat"]) == ("Vilnius", 54.69)
    assert (row["quad_class"], row["cameo"], row["realis"]) == (1, "040", "actual")
    assert row["sentence"] == MEETING.text
    assert row["arrived"] is not None


def test_answers_take_every_shape(store: Store) -> None:
    """Lists, Arrow, pandas, polars, text and HTML agree."""
    rows = filled(store).events()
    assert rows.to_arrow().num_rows == len(rows.to_pandas()) == len(rows.to_polars()) == len(rows.to_list()) == 2
    assert repr(rows).startswith("2 events")
    assert [row["event_id"] for row in rows] == [rows[0]["event_id"], rows[1]["event_id"]]


def test_article_text_is_escaped_in_notebooks(store: Store) -> None:
    """Markup in an article stays text."""
    bad = article("<script>alert(1)</script> America met Belarus.", title="<b>T</b>")
    store.add(bad, CODER.code(bad))
    assert "&lt;script&gt;" in store.events()._repr_html_()
    assert "&lt;b&gt;T" in store.documents()._repr_html_()
    assert "<script>" not in store.events()._repr_html_()


def test_limits_come_with_totals(store: Store) -> None:
    """A page of an answer knows how much there is."""
    page = filled(store).events(limit=1, offset=1)
    assert (len(page), page.total) == (1, 2)


def test_dyads_actors_and_documents_are_counted(store: Store) -> None:
    """Pairs of countries, actors and documents are there."""
    filled(store)
    assert store.dyads()[0]["actor"] in ("USA", "BLR")
    assert {row["name"] for row in store.actors()} == {"America", "Belarus", "Vilnius", "Minsk"}
    assert len(store.documents(text="detainees")) == 1


REFUSED = (
    "DROP TABLE events", "SELECT 1; SELECT 2", "SET threads = 1", "COPY events TO 'x.csv'", "nonsense",
    "SELECT * FROM read_csv('/etc/passwd')", "ATTACH 'x.db'", "SELECT no_such_column FROM events",
)  # fmt: skip


def test_sql_reads_and_nothing_else(store: Store) -> None:
    """One SELECT is answered; writing, files, settings and several statements are refused."""
    filled(store)
    assert store.sql("SELECT count(*) AS n FROM events").to_list() == [{"n": 2}]
    assert len(store.sql("SELECT * FROM range(100)", limit=7)) == 7
    for query in REFUSED:
        with pytest.raises(InputError):
            store.sql(query)


def test_sql_stops_in_time(store: Store) -> None:
    """A query without end is stopped."""
    with pytest.raises(InputError, match="too long"):
        store.sql("SELECT count(*) FROM range(100000000) a, range(1000000) b", seconds=0.2)


def test_unknown_documents_and_events_are_named(store: Store) -> None:
    """What is not there is not found."""
    with pytest.raises(NotFound):
        store.record("nothing")
    with pytest.raises(NotFound):
        store.event("nothing:e1")


def test_quarantine_knows_a_case_by_its_bytes(store: Store) -> None:
    """The same bytes under another name are the same case; a released case is gone."""
    case = store.quarantine(source="a.txt", part="", reason="empty", digest="d")
    assert store.quarantine(source="b.txt", part="", reason="empty", digest="d") == case
    assert [row["source"] for row in store.quarantined()] == ["a.txt"]
    store.release(case)
    assert len(store.quarantined()) == 0


def test_store_verifies(store: Store) -> None:
    """A sound store has no faults, and counts what it holds."""
    verdict = filled(store).verify()
    assert verdict.sound
    assert (verdict.documents, verdict.events) == (2, 2)


def test_drawing_again_changes_nothing(store: Store) -> None:
    """The drawn rows follow from the records alone."""
    before = filled(store).events().to_list()
    store.redraw([doc_id(MEETING), doc_id(RELEASE)])
    assert store.events().to_list() == before


def test_second_process_is_told_who_owns_the_store(tmp_path: Path) -> None:
    """The message names the file and the process."""
    import subprocess
    import sys

    path = tmp_path / "news.duckdb"
    with Store(path):
        code = f"from demarche.corpus import Store; Store({str(path)!r})"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "StoreLocked" in done.stderr
    assert "is in use by process" in done.stderr
    assert StoreLocked.__mro__[1] is StoreError


def test_stored_documents_survive_reopening(tmp_path: Path) -> None:
    """What was added is there after closing and opening."""
    path = tmp_path / "news.duckdb"
    with Store(path) as store:
        before = filled(store).events().to_list()
    with Store(path) as store:
        assert store.events().to_list() == before
        assert store.add(MEETING, CODER.code(MEETING))[1] is False


def test_damaged_files_are_reported(tmp_path: Path) -> None:
    """Garbage, emptiness, foreign tables and flipped bytes are all named."""
    garbage, empty, foreign = (tmp_path / name for name in ("garbage", "empty", "foreign"))
    garbage.write_bytes(b"x" * 20_000)
    empty.touch()
    import duckdb

    with duckdb.connect(str(foreign)) as other:
        other.execute("CREATE TABLE mine (a INTEGER)")
    for path, error in ((garbage, StoreDamaged), (empty, StoreDamaged), (foreign, StoreError)):
        with pytest.raises(error):
            Store(path)


@pytest.mark.parametrize(
    ("name", "data"), [("a.csv", "title,text\nT,x\n"), ("a.json", '[{"text": "x"}]'), ("a.tsv", "title\ttext\nT\tx\n")]
)
def test_tables_are_no_stores(tmp_path: Path, name: str, data: str) -> None:
    """DuckDB opens them as views in memory, where a document that was told to be stored would be lost."""
    (tmp_path / name).write_text(data)
    with pytest.raises(StoreDamaged, match="is no store"):
        Store(tmp_path / name)
    assert (tmp_path / name).read_text() == data


def test_pages_have_no_less_than_no_rows(store: Store) -> None:
    """A negative limit is an error that says so."""
    for ask in (store.events, store.dyads, store.actors):
        with pytest.raises(InputError, match="-3 is no number of rows"):
            ask(limit=-3)


def test_flipped_bytes_are_found(tmp_path: Path) -> None:
    """A block that has changed on disk is a fault, not an answer."""
    path = tmp_path / "news.duckdb"
    with Store(path) as store:
        for number in range(50):
            item = article(f"America met Belarus. {number} " + "Words of the article. " * 200)
            store.add(item, CODER.code(item))
    data = bytearray(path.read_bytes())
    for position in range(3 * 4096 + 100, len(data), 4096):
        data[position] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(StoreDamaged):
        read_all(path)


def read_all(path: Path) -> None:
    with Store(path) as store:
        assert not store.verify().sound
        store.documents()


def test_migration_keeps_the_truth(tmp_path: Path) -> None:
    """A file of version 1 is brought up to date with its documents, and drawn anew."""
    path = tmp_path / "news.duckdb"
    with Store(path) as store:
        before = filled(store).events().to_list()
        with store.database.write() as connection:
            connection.execute("DROP TABLE imported")
            connection.execute("ALTER TABLE reviews DROP COLUMN undone")
            connection.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")
            connection.execute("DROP TABLE quotes")
            connection.execute("CREATE TABLE old AS SELECT * EXCLUDE (origin) FROM documents")
            connection.execute("DROP TABLE documents")
            connection.execute("ALTER TABLE old RENAME TO documents")
    with Store(path) as store:
        assert store.events().to_list() == before
        assert store.verify().sound


def test_newer_files_are_left_alone(tmp_path: Path) -> None:
    """A store of a later version is not touched."""
    path = tmp_path / "news.duckdb"
    with Store(path) as store, store.database.write() as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(StoreError, match="version 99"):
        Store(path)


def test_cached_pages_are_let_go(tmp_path: Path) -> None:
    """What was written and read leaves memory on request, the limit stays, and all is there afterwards."""
    with filled(Store(tmp_path / "a.duckdb")) as store:
        before, limit = store.export("events", "jsonl"), store.database.rows(LIMIT)
        store.verify()
        store.database.let_go()
        held = dict(store.database.rows("SELECT tag, memory_usage_bytes FROM duckdb_memory()"))
        assert held["BASE_TABLE"] + held["OVERFLOW_STRINGS"] <= 1 << 20
        assert not list(tmp_path.glob("*.tmp"))  # nothing was put aside in a file instead
        assert store.database.rows(LIMIT) == limit
        assert store.export("events", "jsonl") == before


def test_letting_go_waits_for_nobody(store: Store) -> None:
    """Pages that somebody is reading stay, and nobody is told off."""
    filled(store)
    with store.database.read() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("INSERT INTO meta VALUES ('x', 'y')")
        store.database.let_go()
        cursor.execute("ROLLBACK")
    assert len(store.documents()) == 2


LIMIT = "SELECT value FROM duckdb_settings() WHERE name = 'memory_limit'"


def test_documents_far_apart_come_with_their_own_records(store: Store) -> None:
    """Rows that are fetched by number are those of the documents asked for, wherever they lie."""
    names = [store.add(a, CODER.code(a))[0] for a in (article(f"America met Belarus {n} times.") for n in range(600))]
    chosen = sorted((names[3], names[599]))
    with store.database.read() as cursor:
        found = list(drawing.documents(cursor, chosen))
    assert [d.doc_id for d in found] == chosen
    assert {d.record.article.text for d in found} == {"America met Belarus 3 times.", "America met Belarus 599 times."}
    store.redraw(chosen)  # the last hundred have not been drawn yet
    store.fresh()
    assert store.database.rows("SELECT count(*), count(DISTINCT event_id) FROM pairs") == [(600, 600)]


def test_a_short_answer_is_kept_until_the_next_commit() -> None:
    """Asked again nothing is read; after a commit the new rows are there, after a rollback the old ones still are."""
    with Store(":memory:") as store:
        query, database = "SELECT count(*) FROM quarantine", store.database
        assert database.kept(query) is database.kept(query)
        store.quarantine(source="a", part="", reason="none", digest="d")
        assert database.kept(query) == [(1,)]
        with contextlib.suppress(InterruptedError), database.write() as connection:
            connection.execute("DELETE FROM quarantine")
            assert database.kept(query) == [(1,)]
            raise InterruptedError
        assert database.kept(query) == [(1,)]


def test_threads_change_while_others_read(tmp_path: Path) -> None:
    """A store that grows is read with more threads from then on, and whoever reads just then is answered."""
    with filled(Store(tmp_path / "s.duckdb")) as store, ThreadPoolExecutor(4) as pool:
        store.fresh()
        asked = [pool.submit(store.database.rows, "SELECT count(*) FROM events, range(20000)") for _ in range(40)]
        for wide in (False, True, False, True):
            store.database.spread(wide)
        assert len({one.result()[0] for one in asked}) == 1
