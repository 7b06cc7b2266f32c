"""The event corpus is read strictly."""

from __future__ import annotations

from pathlib import Path

import pytest
from training.corpus_format import CorpusError, main, read_corpus, read_line


def test_marks_leave_the_text_as_it_was() -> None:
    """Without its marks a line is the sentence."""
    assert read_line("[A Minsk] has {RETREAT.release|freed} 52 detainees.").text == "Minsk has freed 52 detainees."


def test_an_event_keeps_type_mode_realis_and_flags() -> None:
    """All parts of the head of an event are read."""
    event = read_line("{ASSAULT.heavy-weapons hypothetical negated historical|shelling}").events[0]
    assert (event.type, event.mode, event.realis) == ("ASSAULT", "heavy-weapons", "hypothetical")
    assert event.flags == {"negated", "historical"}


def test_realis_is_actual_unless_said() -> None:
    """An event without flags happened."""
    assert read_line("{AID|sent}").events[0].realis == "actual"


def test_numbers_tie_participants_to_their_events() -> None:
    """One participant may act in one event and receive in another."""
    line = "[A1R2 Malawi] {1:REQUEST|asked} [R1A2 Rome] for {2:AID requested|relief}."
    sentence = read_line(line)
    assert [p.roles for p in sentence.participants] == [(("A", "1"), ("R", "2")), (("R", "1"), ("A", "2"))]


def test_offsets_point_at_the_words() -> None:
    """Marks are located in the text without marks."""
    sentence = read_line("[B Oslo and Baku] {CONSULT|held talks} on gas.")
    assert sentence.text[sentence.events[0].start : sentence.events[0].end] == "held talks"
    assert sentence.text[sentence.participants[0].start : sentence.participants[0].end] == "Oslo and Baku"


def test_a_look_alike_may_stand_inside_a_participant() -> None:
    """One kind of mark may hold the other."""
    sentence = read_line("[A the {none|strike} committee] {PROTEST|marched}.")
    assert sentence.events[0].type == ""
    assert sentence.text == "the strike committee marched."


@pytest.mark.parametrize(
    "line",
    [
        "{AID|sent",
        "sent}",
        "{AIDS|sent}",
        "{AID maybe|sent}",
        "{AID planned requested|sent}",
        "{AID|}",
        "[A Oslo] slept.",
        "[A1 Oslo] {AID|sent} wheat.",
        "[C Oslo] {AID|sent} wheat.",
        "{1:AID|sent} and {1:AID|gave}",
        "{AID|sent} and {CONSULT|met} and {AID|gave}",
        "[A the [A Oslo] mayor] {AID|sent}",
        "a | b",
    ],
)
def test_a_broken_line_is_refused(line: str) -> None:
    """A line that breaks the format never becomes training data."""
    with pytest.raises(CorpusError):
        read_line(line)


def test_an_error_names_file_and_line(tmp_path: Path) -> None:
    """The message says where to look."""
    path = tmp_path / "x.txt"
    path.write_text("# comment\n\nfine\n{AID|sent\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"x\.txt:4: '\{' is never closed"):
        list(read_corpus([path]))


def test_the_linter_counts_and_fails_on_broken_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command is usable in CI."""
    path = tmp_path / "x.txt"
    path.write_text("{AID|sent} wheat\n{AID|}\n", encoding="utf-8")
    assert main([str(path)]) == 1
    assert "1 sentences, 1 broken" in capsys.readouterr().out


def test_our_corpus_has_no_broken_line() -> None:
    """Every sentence that the model learns from is well formed."""
    folder = Path(__file__).parents[2] / "training" / "corpus"
    assert sum(1 for _ in read_corpus(sorted(folder.glob("*.txt")))) > 2000
