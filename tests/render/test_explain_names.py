"""Names with their classes where people look: the explanation of an event and the Python API."""

from __future__ import annotations

from pathlib import Path

import demarche
from demarche.cli_code import Job, run

TEXT = "Protesters stormed the US Embassy in Baghdad on Tuesday. Belarus closed the Zapad-2025 drills."


def test_a_document_tells_its_names() -> None:
    """`doc.names` gives class and words of every name."""
    doc = demarche.code(TEXT, published="2025-09-16")
    told = {n.span.text: n.kind for n in doc.names}
    assert told["US Embassy"] == "FACILITY"
    assert told["Zapad-2025"] == "EVENT"
    assert (told["Belarus"], told["Baghdad"], told["Tuesday"]) == ("COUNTRY", "PLACE", "DATE")
    assert repr(doc.names[0]) == "<FACILITY 'US Embassy'>"


def test_the_explanation_tells_the_names_of_its_sentence(tmp_path: Path, capsys) -> None:  # type: ignore[no-untyped-def]
    """`--explain` shows the class of each name of the event's sentence, and by which rule."""
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    assert run(Job(files=(str(path),), published="2025-09-16", explain="e1")) == 0
    out = capsys.readouterr().out
    assert "name “US Embassy”: FACILITY by names.facility.seat@1" in out
    assert "name “Baghdad”: PLACE by names.place.table@1" in out
    assert "Zapad" not in out
