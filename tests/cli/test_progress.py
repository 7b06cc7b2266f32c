"""How far an ingest is."""

from __future__ import annotations

from pathlib import Path

from demarche.cli_progress import Reckoning


def reckoned(sources: list[str], seconds: float) -> Reckoning:
    """A reckoning whose clock stands at 0 when it is made and then at `seconds`."""
    moments = [0.0]
    found = Reckoning(sources, clock=lambda: moments[0])
    moments[0] = seconds
    return found


def test_time_left_follows_from_files_and_lines(tmp_path: Path) -> None:
    """A folder's files and the lines of JSON files are counted together."""
    (tmp_path / "a.txt").write_text("one")
    (tmp_path / "b.jsonl").write_text("{}\n" * 8)
    (tmp_path / "c.txt").write_text("last")
    progress = reckoned([str(tmp_path)], 50.0)
    assert progress.total == 10
    for name in ("a.txt", "b.jsonl#line-1", "b.jsonl#line-2", "b.jsonl#line-3", "b.jsonl#line-4"):
        progress.take(str(tmp_path / name))
    assert progress.words() == "5 documents, 0.1 a second, 0:50 left"
    progress.take(str(tmp_path / "c.txt"))
    assert progress.done == 10


def test_many_parts_of_one_file_are_one(tmp_path: Path) -> None:
    """An archive is through when the next file begins, not when its first part is."""
    for name in ("a.zip", "b.zip"):
        (tmp_path / name).touch()
    progress = reckoned([str(tmp_path / "*.zip")], 1.0)
    for part in range(5):
        progress.take(f"{tmp_path / 'a.zip'}#{part}")
    assert (progress.documents, progress.done) == (5, 1)


def test_streams_have_no_time_left() -> None:
    """Nobody knows when standard input ends."""
    progress = reckoned(["-"], 2.0)
    progress.take("-#line-1")
    assert progress.words() == "1 documents, 0.5 a second"
