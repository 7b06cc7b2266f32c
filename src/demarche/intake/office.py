"""PDF and Word documents to articles."""

from __future__ import annotations

import re
import zipfile
from typing import Any
from xml.parsers import expat

from demarche.errors import UnreadableInput
from demarche.intake.jsonl import short_id
from demarche.intake.limits import Limits, check_raw, check_text
from demarche.intake.page import squeeze
from demarche.intake.parts import Options
from demarche.model import Article

MOST_PAGES = 500
ENDS_PARAGRAPH = re.compile(r"[.!?:”\"’')\]]$")


def read_pdf(data: bytes, options: Options) -> Article:
    """The text of a PDF, lines joined to paragraphs; UnreadableInput for scans and locked files."""
    import io

    import pypdf
    from pypdf.errors import PyPdfError

    check_raw(len(data), options.limits)
    try:
        document = pypdf.PdfReader(io.BytesIO(data), strict=False)
        if document.is_encrypted and not document.decrypt(""):
            raise UnreadableInput("the PDF is locked with a password")
        pages = _pages(document, options.limits)
        title = _title(document)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as why:
        raise UnreadableInput(f"the PDF is damaged: {str(why)[:200] or type(why).__name__}") from None
    text = joined_lines("\n".join(pages))
    if not text:
        raise UnreadableInput("the PDF holds no text; its pages may be pictures")
    check_text(text, options.limits)
    return Article(id=short_id(text), text=text, title=title, published=options.published, url=options.url)


def _pages(document: Any, limits: Limits) -> list[str]:
    if len(document.pages) > MOST_PAGES:
        raise UnreadableInput(f"the PDF has {len(document.pages):,} pages; the limit is {MOST_PAGES}")
    pages, size = [], 0
    for page in document.pages:
        pages.append(page.extract_text() or "")
        size += len(pages[-1])
        if size > 2 * limits.characters:
            raise UnreadableInput(f"the PDF holds more than {limits.characters:,} characters")
    return pages


def _title(document: Any) -> str | None:
    title = document.metadata.title if document.metadata else None
    return squeeze(str(title)) or None if title else None


def joined_lines(text: str) -> str:
    """Lines of a narrow column joined to paragraphs; words divided at a line end are put together."""
    lines = [squeeze(line) for line in text.replace("\x00", " ").split("\n")]
    longest = max(map(len, lines), default=0)
    out: list[str] = []
    fresh = True
    for line in lines:
        if not line:
            fresh = True
            continue
        if fresh or not out:
            out.append(line)
        elif out[-1].endswith("-") and line[0].islower():
            out[-1] = out[-1][:-1] + line
        else:
            out[-1] += " " + line
        fresh = bool(ENDS_PARAGRAPH.search(line)) and len(line) < 0.8 * longest
    return "\n".join(out)


def is_word(archive: zipfile.ZipFile) -> bool:
    """True for a .docx, which is a zip archive with a document inside."""
    return "word/document.xml" in archive.NameToInfo


def read_word(archive: zipfile.ZipFile, options: Options) -> Article:
    """The paragraphs of a Word document, with title and author from its properties."""
    body = _Paragraphs()
    _parse(_member(archive, "word/document.xml", options.limits), body)
    properties = _Properties()
    if "docProps/core.xml" in archive.NameToInfo:
        _parse(_member(archive, "docProps/core.xml", options.limits), properties)
    text = check_text("\n".join(line for line in body.lines if line.strip()), options.limits)
    return Article(
        id=short_id(text),
        text=text,
        title=squeeze(properties.values.get("title", "")) or None,
        author=squeeze(properties.values.get("creator", "")) or None,
        published=options.published,
    )


def _member(archive: zipfile.ZipFile, name: str, limits: Limits) -> bytes:
    with archive.open(name) as file:
        data = file.read(4 * limits.decoded_bytes + 1)
    if len(data) > 4 * limits.decoded_bytes:
        raise UnreadableInput(f"{name} unpacks to more than {4 * limits.decoded_bytes:,} bytes")
    return data


class _Paragraphs:
    """Collects the text of w:t below w:p; deleted text and field codes are other elements."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "p":
            self.lines.append("")
        self._in_text = local == "t"
        if local in ("tab", "br", "cr") and self.lines:
            self.lines[-1] += " "

    def end(self, name: str) -> None:
        self._in_text = False

    def data(self, text: str) -> None:
        if self._in_text and self.lines:
            self.lines[-1] += text


class _Properties:
    """Collects dc:title and dc:creator."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}
        self._name = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._name = name.rpartition(":")[2]

    def end(self, name: str) -> None:
        self._name = ""

    def data(self, text: str) -> None:
        if self._name in ("title", "creator"):
            self.values[self._name] = self.values.get(self._name, "") + text


def _parse(data: bytes, into: _Paragraphs | _Properties) -> None:
    """Run expat without entities: a document that declares any is refused, so nothing can expand."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = into.start
    parser.EndElementHandler = into.end
    parser.CharacterDataHandler = into.data

    def refuse(*_: Any) -> int:
        raise UnreadableInput("the document declares XML entities, which no word processor writes")

    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as problem:
        raise UnreadableInput(f"the document's XML is damaged: {problem}") from None
