"""The quick read of what a store holds: whole words of its articles, each story once, differences told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demarche import cli
from demarche.corpus import Store
from demarche.errors import InputError, NotFound
from demarche.quickread.lean import leans
from demarche.testing import KeywordCoder, article

CODER = KeywordCoder()
REPORTS = (
    ("Minsk released 52 detainees on 2025-09-11. America accused Belarus.", "2025-09-12", "Wire"),
    ("Minsk released 54 detainees on 2025-09-11 near Vilnius.", "2025-09-13", "Post"),
    ("Minsk released 52 detainees on 2025-09-11, a human rights group counted.", "2025-09-13", "Daily"),
    ("Moscow threatened Kyiv on 2025-09-13.", "2025-09-13", "Wire"),
    ("America met Belarus in Vilnius on 2025-09-14.", "2025-09-14", "Wire"),
)


def fill(store: Store) -> Store:
    for text, published, source in REPORTS:
        item = article(text, published=published, source=source, language="en")
        store.add(item, CODER.code(item))
    return store


def test_a_day_tells_what_was_reported_then_each_story_once(store: Store) -> None:
    """Three stories of the thirteenth are there, and nothing of another day."""
    found = fill(store).digest(day="2025-09-13")
    assert found.about == "Reported on 2025-09-13"
    assert {b.published for b in found} == {"2025-09-13"}
    stories = [b.story_id for b in found]
    assert len(stories) == len(set(stories)) >= 2


def test_every_bullet_cites_its_article(store: Store) -> None:
    """Cited spans are words of the article that is named, and the bullet says nothing else."""
    for bullet in [*fill(store).digest(), *store.digest(dyad="USA-BLR")]:
        text = store.article(bullet.doc_id).text
        assert bullet.text == " ".join(text[c.start : c.end] for c in bullet.cites)
        assert all(store.event(event)["doc_id"] == bullet.doc_id for event in bullet.events)


def test_a_dyad_is_told_in_the_order_of_time(store: Store) -> None:
    """The accusation of the twelfth comes before the meeting on the fourteenth, and other pairs do not occur."""
    found = fill(store).digest(dyad="BLR-USA", since="2025-09-01", until="2025-09-30")
    assert [b.text for b in found] == ["America accused Belarus.", "America met Belarus in Vilnius on 2025-09-14."]
    assert found.about == "BLR–USA, reported from 2025-09-01 to 2025-09-30"


def test_a_story_tells_every_value_on_which_its_reports_differ(store: Store) -> None:
    """52 and 54 are both told, each by a report that says so."""
    fill(store).resolve()
    story = next(s["story_id"] for s in store.stories() if s["reports"] == 3)
    found = store.digest(story_id=story)
    said = {value: b.text for b in found for field, value in b.says.items() if field == "size"}
    assert set(said) == {"52", "54"}
    assert all(value in text for value, text in said.items())
    assert found.bullets[0].says["size"] == "52"  # what most say comes first
    assert "3 reports, 3 independent" in found.about


def test_an_article_is_told_in_its_own_order(store: Store) -> None:
    """The quick read of a stored article is that of its record."""
    document = fill(store).sql("SELECT doc_id FROM documents ORDER BY seq LIMIT 1")[0]["doc_id"]
    assert [b.text for b in store.digest(doc_id=document)] == [b.text for b in store.record(document).digest]


def test_rejected_events_are_told_no_more(store: Store) -> None:
    """After a rejection the day has one story less."""
    fill(store)
    event = next(e for e in store.events(event_type="THREATEN"))
    store.review(event["event_id"], "reject", author="ann")
    assert "Moscow" not in str(store.digest(day="2025-09-13"))


def test_what_is_not_there_and_what_cannot_be_asked(store: Store) -> None:
    """Unknown ids are NotFound, two things at once an InputError, an empty store has nothing to tell."""
    assert "Nothing to tell" in str(store.digest())
    with pytest.raises(NotFound):
        store.digest(story_id="s0")
    with pytest.raises(NotFound):
        store.digest(doc_id="d0")
    with pytest.raises(InputError, match="one thing"):
        store.digest(doc_id="d0", dyad="USA-BLR")


def test_the_verb_writes_text_json_markdown_and_html(tmp_path: Path) -> None:
    """Each format has the bullet; HTML has no script and escapes what it shows."""
    db = tmp_path / "a.duckdb"
    with Store(db) as store:
        item = article("America met <b>Belarus</b> in Minsk on 2025-09-13.", published="2025-09-13", source="<i>")
        store.add(item, CODER.code(item))
    said = {}
    for format in ("text", "json", "markdown", "html"):
        done = CliRunner().invoke(cli.app, ["digest", "--db", str(db), "--format", format], catch_exceptions=False)
        assert done.exit_code == 0
        said[format] = done.stdout
    assert json.loads(said["json"])["bullets"][0]["cites"][0]["start"] == 0
    assert "• America met" in said["text"]
    assert "&lt;b&gt;" in said["html"]
    assert "<i>" not in said["html"] + said["markdown"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya demanded their release.", True),
        ("Environmental groups criticised the agreement.", True),
        ("It was the first visit since 2019.", True),
        ("Greece praised Turkey for its help.", False),
        ("Greece and Turkey signed the agreement on ferries.", False),
        ("Ministers said they would come.", False),
        ("Djibouti condemned the deployment.", True),
        ("Police seized 40 trucks.", False),
    ],
)
def test_what_leans_on_an_earlier_sentence(text: str, expected: bool) -> None:
    """Pronouns without a name before them, and acts that nothing names."""
    assert leans(text) is expected
