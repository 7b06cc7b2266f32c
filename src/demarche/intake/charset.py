"""Bytes to text: byte order marks, declared and guessed encodings, and repair of text decoded wrongly before."""

from __future__ import annotations

import codecs
import re

from demarche.errors import UnreadableInput

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# First bytes of files that are no text, with the name that a person knows them by.
MAGIC = (
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"RIFF", "a RIFF media file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"OggS", "an Ogg media file"),
    (b"ID3", "an MP3 file"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"SQLite format 3", "a database"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"{\\rtf", "an RTF file"),
)
# The web reads these labels as windows-1252 (WHATWG Encoding Standard, section 4.2).
WEB_LATIN = {"iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii", "iso8859-1", "l1"}
META_CHARSET = re.compile(rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.+-]{2,40})""", re.IGNORECASE)
XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_:.+-]{2,40})["']""")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
# Guessing looks at this much; more does not change the guess and costs seconds on hostile input.
GUESS_BYTES = 64_000
SUSPICIOUS = re.compile("[\u00c2\u00c3\u00e2\u0102\u0413\u0432\u0420\u0421][\u0080-\u00bf\u0080-\u2122]")


def decode(data: bytes, *, declared: str | None = None) -> str:
    """The text of `data`, newlines as "\\n"; UnreadableInput when it is binary or in no known encoding."""
    refuse_binary(data)
    text = _decode(data, declared)
    if _is_noise(text):
        raise UnreadableInput("the document is binary, not text")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def refuse_binary(data: bytes) -> None:
    """UnreadableInput when the first bytes are those of an image, a program or another non-text file."""
    for magic, what in MAGIC:
        if data.startswith(magic):
            raise UnreadableInput(f"the document is {what}, not text")


def declared_charset(data: bytes) -> str | None:
    """The encoding that a page or feed names in its first bytes."""
    head = data[:4096]
    found = META_CHARSET.search(head) or XML_ENCODING.search(head)
    return found.group(1).decode("ascii") if found else None


def repair(text: str) -> str:
    """Undo one wrong decoding ("â€™" for a quotation mark); text that reads well stays as it is."""
    if not SUSPICIOUS.search(text):
        return text
    import ftfy

    return ftfy.fix_encoding(text)


def _decode(data: bytes, declared: str | None) -> str:
    for bom, encoding in BOMS:
        if data.startswith(bom):
            return _strict(data[len(bom) :], encoding)
    wide = _wide_without_bom(data)
    if wide:
        return _strict(data, wide)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        if _nearly_utf8(data, problem):
            return data.decode("utf-8", errors="replace")
    return _declared_or_guessed(data, declared)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise UnreadableInput(f"the document says it is {encoding}, but byte {problem.start:,} is not") from None


def _nearly_utf8(data: bytes, problem: UnicodeDecodeError) -> bool:
    """True for UTF-8 with a few broken bytes: more good multi-byte letters than bad ones."""
    if problem.reason == "unexpected end of data" and problem.start > len(data) - 4 and problem.start > 0:
        return any(byte > 0x7F for byte in data[: problem.start])
    sample = data[:GUESS_BYTES].decode("utf-8", errors="replace")
    bad = sample.count("\ufffd")
    good = sum(ch > "\x7f" for ch in sample) - bad
    return good > 3 * bad


def _wide_without_bom(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Latin text is zero."""
    head = data[:2000]
    if len(head) < 8 or head.count(0) < len(head) // 3:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 3 and even < len(head) // 50 + 1:
        return "utf-16-le"
    if even > len(head) // 3 and odd < len(head) // 50 + 1:
        return "utf-16-be"
    return None


def _declared_or_guessed(data: bytes, declared: str | None) -> str:
    if declared:
        encoding = "windows-1252" if declared.lower() in WEB_LATIN else declared
        try:
            return data.decode(codecs.lookup(encoding).name)
        except (LookupError, UnicodeDecodeError, UnicodeError):
            pass
    if b"\x00" in data[:GUESS_BYTES]:
        raise UnreadableInput("the document is binary, not text")
    if _mostly_ascii(data):
        # Too little to guess from; of English text, a few foreign letters are windows-1252.
        return data.decode("windows-1252", errors="replace")
    from charset_normalizer import from_bytes

    best = from_bytes(data[:GUESS_BYTES]).best()
    if best is None:
        raise UnreadableInput("the document is in no encoding that demarche knows")
    return data.decode(best.encoding, errors="replace")


def _mostly_ascii(data: bytes) -> bool:
    sample = data[:GUESS_BYTES]
    high = sum(byte > 0x7F for byte in sample)
    return high * 20 < len(sample)


def _is_noise(text: str) -> bool:
    """True when control characters or undecodable bytes make up more than a hundredth of the text."""
    sample = text[:20_000] + text[-2_000:]
    bad = len(CONTROL.findall(sample)) + sample.count("\ufffd")
    return bad > max(len(sample) // 100, 2)
