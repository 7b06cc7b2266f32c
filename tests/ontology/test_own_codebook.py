"""A user's own codebook folder, as docs/how-to/add-an-event-type.md tells it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from demarche.errors import CodebookError
from demarche.model import Article
from demarche.ontology import lint, load
from demarche.ontology.codebook import DATA
from demarche.pipeline import Pipeline

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "add-an-event-type.md"
FLOOD = """\
version: 1
type: FLOOD
frames:
  - id: flood.gates
    about: Flood gates are opened against a neighbour.
    cameo: "190"
    sure: true
    patterns:
      - A open {floodgate|sluice} (on R)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the page, with the type of its second part."""
    own = tmp_path_factory.mktemp("mybook")
    frame, kind, _ = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    (own / "frames").mkdir()
    (own / "frames" / "recall.yaml").write_text(frame, encoding="utf-8")
    (own / "frames" / "flood.yaml").write_text(FLOOD, encoding="utf-8")
    ours = (DATA / "plover.yaml").read_text(encoding="utf-8")
    (own / "plover.yaml").write_text(ours.replace("types:\n", kind), encoding="utf-8")
    return own


@pytest.fixture(scope="module")
def pipeline(folder: Path) -> Pipeline:
    return Pipeline(codebook=folder)


def coders(pipeline: Pipeline, text: str) -> list[str]:
    return [e.coder for e in pipeline.code(Article(id="t", text=text, published="2025-09-16")).events]


def test_the_folder_adds_to_ours(folder: Path) -> None:
    """Own frames join ours, nothing is wrong with them, and the version names the folder."""
    book = load(folder)
    assert lint(book) == lint(load())
    assert len(book.frames) == len(load().frames) + 2
    assert book.version == f"{load().version}+{folder.name}"


def test_an_own_frame_codes(pipeline: Pipeline, folder: Path) -> None:
    """The examples of the page are coded by its frame, its near misses are not."""
    frame = load(folder).frame("sanction.recall_envoy")
    for text in frame.examples:
        assert any(c.startswith("frames.sanction.recall_envoy@") for c in coders(pipeline, text)), text
    for text in frame.near:
        assert not any("recall_envoy" in c for c in coders(pipeline, text)), text


def test_an_own_type_codes(pipeline: Pipeline) -> None:
    """A type that only the user has comes out with its own name and quad class."""
    record = pipeline.code(Article(id="t", text="Kenya opened the floodgates on Sudan on Monday."))
    (event,) = [e for e in record.events if e.event_type == "FLOOD"]
    assert (event.coder, event.quad_class) == ("frames.flood.gates@1", 4)
    assert record.codebook.endswith("mybook0")


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """A mistake in a user's file gives one message with file, frame and what would be right."""
    (tmp_path / "frames").mkdir()
    (tmp_path / "frames" / "bad.yaml").write_text("type: AID\nframes: [{id: aid.x, patern: [A aid R]}]\n")
    with pytest.raises(CodebookError, match=r"bad.yaml, frame aid.x: unknown keys \['patern'\]"):
        load(tmp_path)


def test_a_doubled_key_is_refused(tmp_path: Path) -> None:
    """YAML would keep the last of two lists silently."""
    folder = tmp_path / "frames"
    folder.mkdir()
    (folder / "flood.yaml").write_text(FLOOD + "    patterns:\n      - A close {sluice}\n", encoding="utf-8")
    with pytest.raises(CodebookError, match=r"patterns.*twice"):
        load(tmp_path)
