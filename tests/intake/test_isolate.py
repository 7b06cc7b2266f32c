"""The reading process: killed when it must be, and going on behind what killed it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from demarche.intake.isolate import Deadline, Worker
from demarche.intake.limits import Limits
from demarche.intake.worker import Job, evaluated, main
from demarche.model import Article


def test_parts_come_through_the_process(tmp_path: Path) -> None:
    """A file's articles and problems arrive in order, and the process serves the next file too."""
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"text":"One."}\nbroken\n{"text":"Three."}\n')
    with Worker() as worker:
        found = list(worker.read(lines))
        again = list(worker.read(b"Some text of bytes.", name="b.txt"))
    assert [part.part for part in found] == ["line-1", "line-2", "line-3"]
    assert [part.article.text for part in found if part.article] == ["One.", "Three."]
    assert found[1].reason.startswith("not a usable JSON object")
    assert [part.article.text for part in again if part.article] == ["Some text of bytes."]


def test_slow_part_is_killed_and_the_rest_is_read(tmp_path: Path) -> None:
    """A document that takes too long is named; its neighbours are read by a new process."""
    import zipfile

    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("1.txt", "First text.")
        archive.writestr("2.pdf", slow_pdf())
        archive.writestr("3.txt", "Third text.")
    with Worker(Limits(seconds=1.0)) as worker:
        warm = list(worker.read(b"Warm up.", name="w.txt"))
        found = list(worker.read(path))
    assert warm[0].article is not None
    assert [bool(part.article) for part in found] == [True, False, True]
    assert found[1].part == "2.pdf"
    assert "longer than 1 seconds" in found[1].reason


def test_waiting_is_not_working() -> None:
    """A process that does nothing has two and a half times as long; one that works has its seconds."""
    idle, busy = (
        subprocess.Popen([sys.executable, "-c", code]) for code in ("import time; time.sleep(60)", "while True: pass")
    )
    try:
        limits = Deadline(idle.pid, 0.4), Deadline(busy.pid, 0.4)
        began, over = time.monotonic(), [0.0, 0.0]
        while not all(over):
            for n, limit in enumerate(limits):
                if not over[n] and limit.left() == 0:
                    over[n] = time.monotonic() - began
            time.sleep(0.01)
    finally:
        for process in (idle, busy):
            process.kill()
            process.wait()
    assert 0.9 < over[0] < 3
    assert 0.3 < over[1] < over[0] + 0.2


def slow_pdf() -> bytes:
    """A page whose content stream is long enough to keep a PDF reader busy for many seconds."""
    stream = b"BT /F1 12 Tf " + b"(a) Tj 1 0 0 1 0 0 cm " * 150_000 + b" ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    for number, part in enumerate(parts, start=1):
        out += b"%d 0 obj%s endobj\n" % (number, part)
    return out + b"trailer<</Root 1 0 R/Size 6>>\nstartxref\n0\n%%EOF"


def test_every_failure_has_a_reason() -> None:
    """Out of memory, too deep and the unforeseen become words, not tracebacks."""

    def raising(error: Exception) -> str:
        def read() -> Article:
            raise error

        return evaluated("", read).reason

    assert "memory" in raising(MemoryError())
    assert "too deep" in raising(RecursionError())
    assert "KeyError: 'x'" in raising(KeyError("x"))


def test_skipped_parts_are_not_read() -> None:
    """A restarted process begins behind what is already known."""
    from demarche.intake.worker import answers

    job = Job(data=b'{"text":"One."}\n{"text":"Two."}\n', name="a.jsonl", skip=1)
    assert [reply.part for reply in answers(job)] == ["line-2", "line-2", ""]
    assert callable(main)
