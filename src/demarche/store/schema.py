"""The tables of a store, and the steps that bring an older file up to date.

`documents`, `records`, `reviews`, `judgements`, `quarantine`, `runs` and `imported` are the truth; `events`,
`mentions`, `quotes`, `exchanges`, `links` and `stories` are drawn from them and can be drawn again at any time.
"""

from __future__ import annotations

import duckdb

from demarche.errors import StoreError

VERSION = 5

TRUTH = """
CREATE TABLE meta (key VARCHAR, value VARCHAR);
CREATE TABLE documents (
  doc_id VARCHAR PRIMARY KEY, seq BIGINT, external_id VARCHAR, title VARCHAR, source VARCHAR, url VARCHAR,
  published VARCHAR, published_on DATE, language VARCHAR, author VARCHAR, text VARCHAR, sha256 VARCHAR,
  origin VARCHAR, arrived TIMESTAMP);
CREATE TABLE records (doc_id VARCHAR, run_id VARCHAR, record VARCHAR);
CREATE TABLE runs (run_id VARCHAR, demarche VARCHAR, codebook VARCHAR, models VARCHAR, started TIMESTAMP);
CREATE TABLE changes (
  run_id VARCHAR, before_run VARCHAR, doc_id VARCHAR, event_id VARCHAR, change VARCHAR, fields VARCHAR[],
  before VARCHAR, after VARCHAR);
CREATE TABLE quarantine (
  id VARCHAR, source VARCHAR, part VARCHAR, reason VARCHAR, digest VARCHAR, bytes BIGINT, attempts INTEGER,
  arrived TIMESTAMP);
CREATE TABLE reviews (
  review_id BIGINT, action VARCHAR, doc_id VARCHAR, event_id VARCHAR, anchor VARCHAR, patch VARCHAR, note VARCHAR,
  author VARCHAR, made TIMESTAMP, undone BOOLEAN);
CREATE TABLE judgements (
  a VARCHAR, b VARCHAR, same BOOLEAN, score DOUBLE, reasons VARCHAR[], author VARCHAR, made TIMESTAMP);
"""

EVENT_COLUMNS = """
  event_id VARCHAR, doc_id VARCHAR, story_id VARCHAR, published VARCHAR, published_on DATE, arrived TIMESTAMP,
  source VARCHAR, url VARCHAR, event_type VARCHAR, modes VARCHAR[], contexts VARCHAR[], cameo VARCHAR,
  quad_class INTEGER, goldstein DOUBLE,
  actor_names VARCHAR[], actor_countries VARCHAR[], actor_sectors VARCHAR[],
  parties VARCHAR,
  recipient_names VARCHAR[], recipient_countries VARCHAR[], recipient_sectors VARCHAR[], third_names VARCHAR[],
  event_date_start DATE, event_date_end DATE, date_granularity VARCHAR, date_basis VARCHAR,
  place_name VARCHAR, place_country VARCHAR, lat DOUBLE, lon DOUBLE, place_precision VARCHAR, geonames BIGINT,
  quantities VARCHAR, realis VARCHAR, polarity VARCHAR, historical BOOLEAN, certainty VARCHAR,
  speakers VARCHAR[],
  sentence VARCHAR, sentence_number INTEGER, start_char INTEGER, end_char INTEGER,
  coder VARCHAR, confidence DOUBLE,
  review VARCHAR, origin VARCHAR"""

IMPORTED = f"CREATE TABLE imported ({EVENT_COLUMNS});"

DRAWN = f"""
CREATE TABLE events ({EVENT_COLUMNS});
CREATE TABLE mentions (
  doc_id VARCHAR, actor_id VARCHAR, name VARCHAR, kind VARCHAR, country VARCHAR, sector VARCHAR, mentions INTEGER);
CREATE TABLE quotes (
  quote_id VARCHAR, doc_id VARCHAR, published VARCHAR, source VARCHAR, kind VARCHAR, text VARCHAR, start_char INTEGER,
  end_char INTEGER, speaker VARCHAR, speaker_country VARCHAR, anonymous BOOLEAN, addressees VARCHAR[], about VARCHAR[]);
CREATE TABLE exchanges (
  exchange_id VARCHAR, doc_id VARCHAR, published VARCHAR, source VARCHAR, status VARCHAR, givers VARCHAR[],
  receivers VARCHAR[], giver_countries VARCHAR[], receiver_countries VARCHAR[], events VARCHAR[], mediators VARCHAR[]);
CREATE TABLE links (doc_id VARCHAR, from_event VARCHAR, to_event VARCHAR, type VARCHAR);
CREATE TABLE stories (
  story_id VARCHAR, event_type VARCHAR, day DATE, first_published VARCHAR, first_event VARCHAR, first_source VARCHAR,
  reports INTEGER, independent INTEGER, sources VARCHAR[], countries VARCHAR[], agreed VARCHAR, disagreements VARCHAR,
  because VARCHAR[], follows VARCHAR[]);
CREATE TABLE copies (doc_id VARCHAR, cluster VARCHAR);
CREATE TABLE pairs (
  event_id VARCHAR, doc_id VARCHAR, actor VARCHAR, recipient VARCHAR, beside BOOLEAN, quad INTEGER, first_day DATE,
  last_day DATE);
CREATE TABLE sides (event_id VARCHAR, doc_id VARCHAR, role VARCHAR, country VARCHAR);
"""

DRAWN_TABLES = ("events", "mentions", "quotes", "exchanges", "links", "stories", "copies", "pairs", "sides")

# Countries of events as narrow rows: looking through a million lists takes seconds, through plain codes milliseconds.
# A meeting has all parties as actors, so actors side by side are a pair too, in both directions. A pair is there once
# an event, with the event's class and days, so that counting pairs does not have to look at the wide table.
COUNTRIES_OF_EVENTS = (
    """INSERT INTO sides SELECT event_id, doc_id, 'actor', c FROM
    (SELECT event_id, doc_id, unnest(actor_countries) AS c FROM events {where})""",
    """INSERT INTO sides SELECT event_id, doc_id, 'recipient', c FROM
    (SELECT event_id, doc_id, unnest(recipient_countries) AS c FROM events {where})""",
    """INSERT INTO pairs SELECT event_id, doc_id, a, r, bool_and(beside), quad, first_day, last_day FROM
    (SELECT * EXCLUDE rs, unnest(rs) AS r FROM
     (SELECT event_id, doc_id, unnest(actor_countries) AS a, recipient_countries AS rs, false AS beside, {when}
      FROM events {where}
      UNION ALL
      SELECT event_id, doc_id, unnest(actor_countries) AS a, actor_countries AS rs, true AS beside, {when}
      FROM events {where}))
    WHERE a <> r GROUP BY ALL""",
)

WHEN = """quad_class AS quad, coalesce(event_date_start, event_date_end, published_on) AS first_day,
      coalesce(event_date_end, event_date_start, published_on) AS last_day"""


def countries_of_events(chosen: str = "") -> tuple[str, ...]:
    """The statements that draw `sides` and `pairs` of all events, or of those that a condition chooses.

    The condition stands several times in a statement; a value that it needs must be numbered, as in `= $1`.
    """
    return tuple(query.format(where=chosen, when=WHEN) for query in COUNTRIES_OF_EVENTS)


# From version n to n + 1. Drawn tables are drawn anew after any step, so only the truth needs moving.
MIGRATIONS: dict[int, str] = {
    1: "ALTER TABLE documents ADD COLUMN origin VARCHAR; ALTER TABLE reviews ADD COLUMN undone BOOLEAN DEFAULT false;",
    2: IMPORTED,
    3: "SELECT 1",  # only drawn tables were added
    4: "SELECT 1",  # only drawn tables were changed
}


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """All tables of the present version, in one transaction."""
    connection.execute("BEGIN")
    connection.execute(TRUTH)
    connection.execute(IMPORTED)
    connection.execute(DRAWN)
    connection.execute("INSERT INTO meta VALUES ('schema', ?), ('drawn', '0')", [str(VERSION)])
    connection.execute("COMMIT")


def version_of(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The schema version of an open file; None for a file without tables; StoreError for a foreign one."""
    tables = {str(row[0]) for row in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    if not tables:
        return None
    if "meta" not in tables or "documents" not in tables:
        raise StoreError(f"this DuckDB file holds other tables ({', '.join(sorted(tables)[:5])}), not a demarche store")
    row = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    if row is None:
        raise StoreError("the store does not say which version it has")
    return int(row[0])


def migrate(connection: duckdb.DuckDBPyConnection) -> bool:
    """Bring the file to the present version; True when it has changed, so that drawn tables must be drawn anew."""
    found = version_of(connection)
    if found is None:
        create(connection)
        return False
    if found > VERSION:
        raise StoreError(f"the store has version {found}, this demarche reads up to {VERSION}; install a newer one")
    if found == VERSION:
        return False
    connection.execute("BEGIN")
    for step in range(found, VERSION):
        connection.execute(MIGRATIONS[step])
    for table in DRAWN_TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(DRAWN)
    connection.execute("INSERT INTO events BY NAME SELECT * FROM imported")
    for query in countries_of_events():
        connection.execute(query)
    connection.execute("UPDATE meta SET value = ? WHERE key = 'schema'", [str(VERSION)])
    connection.execute("UPDATE meta SET value = '0' WHERE key = 'drawn'")
    connection.execute("COMMIT")
    return True
