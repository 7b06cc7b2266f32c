"""A user's own actors all the way to the record, as docs/how-to/bring-your-own-actors.md tells it."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from demarche.knowledge import read_actors
from demarche.model import Article
from demarche.pipeline import Pipeline

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "bring-your-own-actors.md"


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    path = tmp_path_factory.mktemp("own") / "actors.csv"
    (rows,) = re.findall(r"```csv\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    path.write_text(rows, encoding="utf-8")
    return Pipeline(actors=[path])


def parties(pipeline: Pipeline, text: str, published: str = "2025-09-16") -> set[tuple[str | None, str | None]]:
    record = pipeline.code(Article(id="t", text=text, published=published))
    by_id = {a.id: a for a in record.actors}
    return {(by_id[i].country, by_id[i].sector) for e in record.events for i in (*e.actors, *e.recipients)}


def test_own_names_have_their_code(pipeline: Pipeline) -> None:
    """A name of the list is an actor with that code."""
    assert parties(pipeline, "Arnor condemned Poland on Monday.") == {("ARN", None), ("POL", None)}


def test_roles_beside_own_names(pipeline: Pipeline) -> None:
    """ "Arnorian soldiers" are the military of the list's country."""
    assert ("ARN", "MIL") in parties(pipeline, "Arnorian soldiers attacked Polish police on Monday.")


def test_dates_decide(pipeline: Pipeline) -> None:
    """The same person holds her office only between its dates."""
    said = "Ana Moro criticised Poland on Monday."
    assert ("ARN", "GOV") in parties(pipeline, said, "2022-05-01")
    assert ("ARN", "ELI") in parties(pipeline, said, "2025-05-01")


def test_the_reason_is_told(pipeline: Pipeline) -> None:
    """The record says that country and sector come from the user's list."""
    record = pipeline.code(Article(id="t", text="Arnor condemned Poland on Monday.", published="2025-09-16"))
    assert [a.why for a in record.actors if a.country == "ARN"] == ["table: own actors"]


def test_the_settings_name_lists_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list named in the settings counts as one named in the call."""
    path = tmp_path / "a.csv"
    path.write_text("name,code\nGondor,GON\n", encoding="utf-8")
    monkeypatch.setenv("DEMARCHE_ACTORS", str(path))
    assert ("GON", None) in parties(Pipeline(), "Gondor condemned Poland on Monday.")


def test_the_list_of_the_functional_suite() -> None:
    """The invented actors of the functional suite read without complaint, and their dates do not overlap."""
    rows = read_actors(PAGE.parents[2] / "quality" / "fictional_actors.csv")
    assert {("Arnor", "ARN"), ("Minas Tirith", "GON")} <= {(r.name, r.code) for r in rows}
    spans = sorted((r.start or "", r.end or "9999") for r in rows if r.name == "Sam Gamgee")
    assert all(before[1] < after[0] for before, after in pairwise(spans))
