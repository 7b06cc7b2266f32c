"""Exports in the formats of the field, read back by readers written for these tests, and imports."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pyarrow.parquet
import pytest

from demarche.corpus import Store
from demarche.errors import InputError, StoreError
from demarche.store.formats.export import EVENT_FORMATS, safe_cell
from demarche.store.formats.objects import entities
from demarche.testing import KeywordCoder, article

CODER = KeywordCoder()
TEXTS = (
    ("America met Belarus in Vilnius on 2025-09-13.", "2025-09-14T23:30:00-05:00"),
    ("Minsk released 52 detainees.", "2025-09-11"),
    ("=cmd|' /C calc'!A0 Moscow threatened Kyiv and Warsaw.", "2025-09-12"),
)


@pytest.fixture
def full(store: Store) -> Store:
    for number, (text, published) in enumerate(TEXTS):
        item = article(text, published=published, source="Courier", url=f"https://c.example/{number}")
        store.add(item, CODER.code(item))
    return store


def written(store: Store, format: str, what: str = "events") -> bytes:
    found = store.export(what, format)
    assert isinstance(found, bytes)
    return found


def test_gdelt_has_61_typed_columns(full: Store) -> None:
    """A GDELT reader finds whole numbers, strings and floats where the codebook puts them."""
    lines = [line.split("\t") for line in written(full, "gdelt").decode().splitlines()]
    assert {len(line) for line in lines} == {61}
    met = next(line for line in lines if line[26] == "040")
    assert (int(met[0]) > 0, met[1], met[2], met[3]) == (True, "20250913", "202509", "2025")
    assert float(met[4]) == pytest.approx(2025 + (9 * 30 + 13) / 365, abs=1e-4)
    assert (met[5], met[6], met[7], met[15], met[17]) == ("USA", "AMERICA", "USA", "BLR", "BLR")
    assert (met[27], met[28], met[29], float(met[30])) == ("040", "04", "1", 1.0)
    assert (met[51], met[52], met[53]) == ("4", "Vilnius, Lithuania", "LH")
    assert (float(met[56]), float(met[57])) == (54.69, 25.28)
    assert (met[59], met[60]) == ("20250915043000", "https://c.example/0")
    # Two recipients are two rows with ids of their own.
    assert sum(line[26] == "130" for line in lines) == 2
    assert len({line[0] for line in lines}) == len(lines)


def test_icews_has_20_columns_with_header(full: Store) -> None:
    """An ICEWS reader finds names of countries, the code as a string, and dates."""
    rows = list(csv.DictReader(io.StringIO(written(full, "icews").decode()), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows[0]) == 20
    met = next(row for row in rows if row["CAMEO Code"] == "040")
    assert (met["Event Date"], met["Source Country"], met["Target Country"]) == (
        "2025-09-13",
        "United States",
        "Belarus",
    )
    assert (met["City"], met["Country"], float(met["Latitude"])) == ("Vilnius", "Lithuania", 54.69)
    assert (met["Publisher"], met["Sentence Number"], float(met["Intensity"])) == ("Courier", "1", 1.0)


def test_polecat_has_40_columns_with_header(full: Store) -> None:
    """A POLECAT reader finds PLOVER types, quads in words, and COW numbers."""
    rows = list(csv.DictReader(io.StringIO(written(full, "polecat").decode()), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows[0]) == 40
    met = next(row for row in rows if row["Event Type"] == "CONSULT")
    assert (met["Quad Code"], met["Actor Country"], met["Actor COW"]) == ("VERBAL COOPERATION", "USA", "2")
    assert (met["Recipient COW"], met["Publication Date"], met["Feature Type"]) == ("370", "2025-09-14", "city")


def test_plover_objects_carry_text_and_citation(full: Store) -> None:
    """Actors, recipients and events are lists, as in the manual."""
    objects = [json.loads(line) for line in written(full, "plover").splitlines()]
    met = next(thing for thing in objects if thing["event"] == ["CONSULT"])
    assert met["actor"] == [{"code": "USA", "sector": None, "entity_text": "America"}]
    assert (met["text"], met["quad_code"], met["cite_info"]["publication"]) == (TEXTS[0][0], "1", "Courier")


def test_geojson_puts_longitude_first(full: Store) -> None:
    """Precision is always given, and events without coordinates have no geometry."""
    data = json.loads(written(full, "geojson"))
    points = [feature for feature in data["features"] if feature["geometry"]]
    assert [point["geometry"]["coordinates"] for point in points] == [[25.28, 54.69]]
    assert {feature["properties"]["precision"] for feature in data["features"]} == {"city", "none"}


def test_entities_refer_to_each_other(full: Store) -> None:
    """Every party of an event is an entity, written once, with lists of strings."""
    things = [json.loads(line) for line in written(full, "ftm").splitlines()]
    ids = [thing["id"] for thing in things]
    assert len(ids) == len(set(ids))
    for event in (thing for thing in things if thing["schema"] == "Event"):
        parties = event["properties"].get("organizer", []) + event["properties"].get("involved", [])
        assert set(parties) <= set(ids)
        assert all(isinstance(value, str) for values in event["properties"].values() for value in values)


def test_sanctions_and_mentions_are_entities_too(full: Store) -> None:
    """A sanction names who is hit and by whom; parties are mentioned in an article that is there."""
    event = {
        "event_id": "d1:e1", "doc_id": "d1", "event_type": "SANCTION", "modes": [], "realis": "actual",
        "polarity": "positive", "origin": None, "sentence": "America imposed sanctions on Belarus.", "title": None,
        "url": None, "source": "Post", "published": "2025-09-12", "language": "en", "place_name": None,
        "place_country": None, "event_date_start": None, "event_date_end": None, "published_on": date(2025, 9, 12),
        "parties": json.dumps([{"role": r, "name": n, "country": c, "sector": None, "kind": "country"} for r, n, c in
                               (("actor", "America", "USA"), ("recipient", "Belarus", "BLR"))]),
    }  # fmt: skip
    things = {thing["id"]: thing for thing in entities(event)}
    (sanction,) = (thing["properties"] for thing in things.values() if thing["schema"] == "Sanction")
    assert things[sanction["entity"][0]]["properties"]["name"] == ["Belarus"]
    assert (sanction["authority"], sanction["country"]) == (["America"], ["us"])
    mentions = [thing["properties"] for thing in things.values() if thing["schema"] == "Mention"]
    assert {m["name"][0] for m in mentions} == {"America", "Belarus"}
    assert all(things[m["document"][0]]["schema"] == "Article" for m in mentions)
    planned = [thing["schema"] for thing in entities(event | {"realis": "planned"})]
    assert "Sanction" not in planned
    assert "Mention" in planned


def test_tables_agree(full: Store) -> None:
    """CSV, JSON lines and Parquet hold the same events in the same order."""
    rows = list(csv.DictReader(io.StringIO(written(full, "csv").decode())))
    lines = [json.loads(line) for line in written(full, "jsonl").splitlines()]
    table = pyarrow.parquet.read_table(io.BytesIO(written(full, "parquet"))).to_pylist()
    ids = [row["event_id"] for row in rows]
    assert ids == [line["event_id"] for line in lines] == [row["event_id"] for row in table]
    assert "arrived" not in rows[0]
    assert lines[0]["quantities"][0]["value"] == 52.0


def test_no_cell_is_a_formula(full: Store) -> None:
    """What a spreadsheet would run is written as text; numbers stay numbers."""
    for format in ("csv", "gdelt", "icews", "polecat"):
        for line in written(full, format).decode().splitlines():
            for cell in line.split("\t" if format != "csv" else ","):
                assert not cell.strip('"').startswith(("=", "@", "+"))
    assert [safe_cell(text) for text in ("=1", "-x", "@a", "＝1", "plain")] == ["'=1", "'-x", "'@a", "'＝1", "plain"]


@pytest.mark.parametrize("format", EVENT_FORMATS)
def test_exports_do_not_depend_on_the_order_of_arrival(full: Store, format: str) -> None:
    """Another store, filled backwards at another time, exports the same bytes."""
    with Store(":memory:") as other:
        for number, (text, published) in reversed(list(enumerate(TEXTS))):
            item = article(text, published=published, source="Courier", url=f"https://c.example/{number}")
            other.add(item, CODER.code(item))
        assert written(other, format) == written(full, format)


def test_documents_carry_their_text(full: Store) -> None:
    """Rows of documents have an id and the whole text, and no time of ours."""
    lines = [json.loads(line) for line in written(full, "jsonl", "documents").splitlines()]
    assert sorted(line["text"] for line in lines) == sorted(text for text, _ in TEXTS)
    assert all(line["doc_id"] for line in lines)
    assert "arrived" not in lines[0]


def test_unknown_exports_are_named(full: Store) -> None:
    """The message says what can be written."""
    with pytest.raises(InputError, match="known: events"):
        full.export("weather", "csv")
    with pytest.raises(InputError, match="csv, jsonl, parquet"):
        full.export("documents", "gdelt")


def test_export_to_a_file_is_whole_or_absent(full: Store, tmp_path: Path) -> None:
    """The file appears when it is complete."""
    assert full.export("events", "csv", tmp_path / "events.csv") == 3
    assert [path.name for path in tmp_path.iterdir() if "events" in path.name] == ["events.csv"]


def test_export_to_nowhere_says_so(full: Store) -> None:
    """A folder that is not there is an error for people, not a traceback."""
    with pytest.raises(StoreError, match="cannot be written: No such file"):
        full.export("events", "csv", "/no/such/folder/events.csv")


@pytest.mark.parametrize("format", ["gdelt", "icews", "polecat", "csv"])
def test_events_without_a_day_are_no_rows_of_dated_formats(full: Store, format: str) -> None:
    """Readers of GDELT, ICEWS and POLECAT need a day; our own tables keep the event."""
    before = len(written(full, format).splitlines())
    item = article("Paris threatened London.", published=None)
    full.add(item, CODER.code(item))
    assert len(written(full, format).splitlines()) - before == (1 if format == "csv" else 0)


@pytest.mark.parametrize("format", ["gdelt", "icews", "polecat"])
def test_exported_files_can_be_imported(full: Store, tmp_path: Path, format: str) -> None:
    """What we write in a format of the field, we read from it; a second time adds nothing."""
    path = tmp_path / "events.tsv"
    rows = full.export("events", format, path)
    with Store(":memory:") as other:
        assert other.import_events(path, format) == (rows, [])
        assert other.import_events(path, format) == (0, [])
        [met] = other.events(dyad="USA-BLR").to_list()
        assert (met["event_type"], met["quad_class"], str(met["event_date_start"])) == ("CONSULT", 1, "2025-09-13")
        assert (met["place_country"], met["origin"], met["actor_countries"]) == ("LTU", format, ["USA"])
        assert other.verify().sound


def test_lines_that_do_not_fit_are_named(tmp_path: Path) -> None:
    """Stray tabs, wrong dates and unknown codes are problems with a line number."""
    from demarche.store.formats.tables import columns

    header = "\t".join(columns("icews"))
    good = "1\t9/13/2014\tA\tGov,Mil\tRussian Federation\tx\t040\t1.0\tB\t\tUkraine\t5\t2\tP\tKyiv\t\t\tUkraine"
    good += "\t50.4\t30.5"
    path = tmp_path / "icews.tab"
    path.write_text(
        "\n".join([header, good, good + "\textra", good.replace("9/13/2014", "soon"), good.replace("040", "999")])
    )
    with Store(":memory:") as store:
        new, problems = store.import_events(path, "icews")
        assert (new, [problem.line for problem in problems]) == (1, [3, 4, 5])
        [row] = store.events()
        assert (row["actor_countries"], row["recipient_countries"]) == (["RUS"], ["UKR"])
        assert (str(row["event_date_start"]), row["actor_sectors"]) == ("2014-09-13", ["Gov", "Mil"])


def test_wrong_files_are_named(tmp_path: Path) -> None:
    """A file without the format's columns is no file of that format."""
    path = tmp_path / "x.tsv"
    path.write_text("a\tb\n1\t2\n")
    with Store(":memory:") as store, pytest.raises(InputError, match="Event ID"):
        store.import_events(path, "polecat")
