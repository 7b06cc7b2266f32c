"""Plain text, encodings and dates."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demarche.errors import BadDate, InputError, UnreadableInput
from demarche.intake import Limits, read_path
from demarche.intake.charset import decode, repair
from demarche.intake.dates import published, read_date


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "windows-1252"])
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    """The same words come out of every encoding that newsrooms use."""
    text = "The minister’s café visit to Minsk ended with a handshake, officials said on Thursday."
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode(encoding))
    assert read_path(path, "2025-09-16")[0].text == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [(b"", "empty"), (b"  \n ", "no text"), (b"\x89PNG\r\n\x1a\n", "PNG"), (bytes(range(256)) * 20, "binary|encoding")],
)
def test_what_is_no_text_is_refused_with_a_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    """Empty and binary files are named as such."""
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(UnreadableInput, match=reason):
        read_path(path)


def test_long_text_is_refused_not_shortened(tmp_path: Path) -> None:
    """A text beyond the limit gives its length and the limit."""
    path = tmp_path / "a.txt"
    path.write_text("word " * 100)
    with pytest.raises(UnreadableInput, match="500 characters; the limit is 499"):
        read_path(path, limits=Limits(characters=499))


def test_missing_file_is_an_input_error(tmp_path: Path) -> None:
    """The message names the file that is not there."""
    with pytest.raises(InputError, match=r"nothing\.txt"):
        read_path(tmp_path / "nothing.txt")


def test_wrongly_decoded_letters_are_repaired() -> None:
    """One wrong decoding is undone; good text is left alone."""
    assert repair("Minskâ€™s offer") == "Minsk’s offer"
    assert repair("São Paulo’s “offer”") == "São Paulo’s “offer”"


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2025-09-16", "2025-09-16"),
        ("2025-09-16T08:30:00.123Z", "2025-09-16T08:30:00+00:00"),
        ("Tue, 16 Sep 2025 08:30:00 +0200", "2025-09-16T08:30:00+02:00"),
        ("September 16, 2025 8:30 AM EDT", "2025-09-16T08:30:00-04:00"),
        ("16 September 2025", "2025-09-16"),
        ("2025-02-30", None),
        ("0001-01-01", None),
        ("yesterday, 8:30", None),
    ],
)
def test_dates_keep_day_time_and_zone(written: str, iso: str | None) -> None:
    """What a publisher writes comes out as ISO, or as nothing."""
    assert read_date(written) == iso


def test_bad_date_says_what_would_be_right() -> None:
    """The message shows the form to write."""
    with pytest.raises(BadDate, match="2025-09-16"):
        published("soon")


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    """No bytes end in another error than UnreadableInput."""
    with contextlib.suppress(UnreadableInput):
        assert isinstance(decode(data), str)
