"""Any input to named parts: looks at what it is and hands it to the reader for that kind."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from demarche.errors import DemarcheError, UnreadableInput
from demarche.intake.feed import read_feed
from demarche.intake.gunzip import Gunzip
from demarche.intake.jsonl import JSON_SPACE, Problem, numbered_lines, read_line
from demarche.intake.mail import read_mail
from demarche.intake.office import is_word, read_pdf, read_word
from demarche.intake.parts import Options, Part, Reader, failing, limited, rewound, under
from demarche.intake.plain import read_text
from demarche.intake.sniff import kind_of
from demarche.intake.table import read_csv, read_parquet
from demarche.intake.warc import read_warc
from demarche.intake.webpage import read_html
from demarche.model import Article

HEAD = 8192
DEEPEST = 3
# Keys under which the answers of news services and archives hold their articles.
LISTS = ("articles", "items", "results", "documents", "docs", "data", "stories", "news", "entries")


def parts_of(stream: BinaryIO, name: str, options: Options, *, depth: int = 0) -> Iterator[Part]:
    """Named parts of a source; whatever cannot be read is a part that says why when it is called."""
    if depth > DEEPEST:
        yield "", failing(f"archives are packed in each other more than {DEEPEST} deep")
        return
    try:
        head = stream.read(HEAD)
        if not head:
            raise UnreadableInput("the document is empty")
        kind = kind_of(head, name)
        yield from _reader(kind, depth)(_rewound(head, stream), name, options)
    except (UnreadableInput, zipfile.BadZipFile, zlib.error, EOFError, OSError) as problem:
        yield "", failing(_why(problem))


def parts_of_path(path: Path, options: Options) -> Iterator[Part]:
    """Named parts of a file on disk."""
    try:
        stream = path.open("rb")
    except OSError as problem:
        yield "", failing(f"the file cannot be opened: {problem.strerror or problem}")
        return
    with stream:
        yield from parts_of(stream, path.name, options)


def _why(problem: BaseException) -> str:
    if isinstance(problem, DemarcheError):
        return str(problem)
    return f"the archive is damaged: {str(problem)[:200] or type(problem).__name__}"


def _rewound(head: bytes, stream: BinaryIO) -> BinaryIO:
    if stream.seekable():
        stream.seek(-len(head), io.SEEK_CUR)
        return stream
    if isinstance(stream, Gunzip):
        stream.push_back(head)
        return cast(BinaryIO, stream)
    return cast(BinaryIO, rewound(head, stream))


def _reader(kind: str, depth: int) -> Reader:
    if kind in ("gzip", "zip"):
        unpack = _gzip if kind == "gzip" else _zip
        return lambda stream, name, options: unpack(stream, name, options, depth)
    return READERS[kind]


def _single(read: Callable[[bytes, Options], Article]) -> Reader:
    """A reader for inputs that are one document."""

    def parts(stream: BinaryIO, name: str, options: Options) -> Iterator[Part]:
        yield "", lambda: read(limited(stream, options.limits), options)

    return parts


def _page(data: bytes, options: Options) -> Article:
    return read_html(data, published=options.published, url=options.url, charset=options.charset, limits=options.limits)


def _plain(data: bytes, options: Options) -> Article:
    return read_text(data, published=options.published, charset=options.charset, limits=options.limits)


def _unknown_xml(data: bytes, options: Options) -> Article:
    raise UnreadableInput("the document is XML, but neither a web page nor a feed")


def _jsonl(stream: BinaryIO, name: str, options: Options) -> Iterator[Part]:
    for number, line in numbered_lines(stream, options.limits.raw_bytes * JSON_SPACE):
        if line is None:
            yield f"line-{number}", failing(f"the line is longer than {options.limits.raw_bytes * JSON_SPACE:,} bytes")
        elif line.strip():
            yield f"line-{number}", _line_reader(line, number, options)


def _line_reader(line: bytes, number: int, options: Options) -> Callable[[], Article]:
    def read() -> Article:
        found = read_line(line, number, limits=options.limits)
        if isinstance(found, Problem):
            raise UnreadableInput(found.reason)
        return found

    return read


def _json(stream: BinaryIO, name: str, options: Options) -> Iterator[Part]:
    """One object, a list of objects, or an object with such a list; what is none of these may still be JSON lines."""
    data = limited(stream, options.limits)
    try:
        items = _items(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        if data.strip().count(b"\n{") or data.count(b"}\n"):
            yield from _jsonl(io.BytesIO(data), name, options)
            return
        raise UnreadableInput(f"not a usable JSON document: {problem}") from None
    if items is None:
        yield "", _line_reader(data, 1, options)
        return
    for number, raw in enumerate(items, start=1):
        yield f"item-{number}", _line_reader(bytes(raw), number, options)


def _items(data: bytes) -> list[msgspec.Raw] | None:
    """The entries of a list of articles, which may stand in an answer as news services give it; None for one object."""
    value = msgspec.json.decode(data, type=dict[str, msgspec.Raw] | list[msgspec.Raw])
    if isinstance(value, list):
        return value
    listed = next((value[key] for key in LISTS if bytes(value.get(key, b"")).lstrip()[:1] == b"["), None)
    return msgspec.json.decode(listed, type=list[msgspec.Raw]) if listed is not None else None


def _gzip(stream: BinaryIO, name: str, options: Options, depth: int) -> Iterator[Part]:
    inner = name.lower().removesuffix(".gz").removesuffix(".gzip")
    if ".warc" in inner:
        yield from read_warc(stream, inner, options)
        return
    unpacked = cast(BinaryIO, Gunzip(stream, options.limits))
    yield from parts_of(unpacked, inner, options, depth=depth + 1)


def _zip(stream: BinaryIO, name: str, options: Options, depth: int) -> Iterator[Part]:
    whole = stream if stream.seekable() else io.BytesIO(limited(stream, options.limits))
    archive = zipfile.ZipFile(whole)
    if is_word(archive):
        yield "", lambda: read_word(archive, options)
        return
    if "[Content_Types].xml" in archive.NameToInfo:
        raise UnreadableInput("the document is an Office file that holds no running text")
    members = [info for info in archive.infolist() if not info.is_dir()]
    if not members:
        raise UnreadableInput("the archive is empty")
    if len(members) > options.limits.parts:
        raise UnreadableInput(f"the archive has {len(members):,} members; the limit is {options.limits.parts:,}")
    budget = options.limits.container_bytes
    for info in members:
        budget -= info.file_size
        if budget < 0:
            yield info.filename, failing(f"the archive unpacks to more than {options.limits.container_bytes:,} bytes")
            return
        yield from _zip_member(archive, info, options, depth)


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, options: Options, depth: int) -> Iterator[Part]:
    limits = options.limits
    if info.file_size > limits.decoded_bytes and info.file_size > limits.ratio * max(info.compress_size, 1):
        yield info.filename, failing(f"the member unpacks to more than {limits.ratio} times its size")
        return
    try:
        with archive.open(info) as member:
            for part, read in parts_of(cast(BinaryIO, member), info.filename, options, depth=depth + 1):
                yield under(info.filename, part), read
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as problem:
        yield info.filename, failing(f"the archive member cannot be unpacked: {str(problem)[:200]}")


READERS: dict[str, Reader] = {
    "text": _single(_plain),
    "html": _single(_page),
    "xml": _single(_unknown_xml),
    "mail": _single(read_mail),
    "pdf": _single(read_pdf),
    "jsonl": _jsonl,
    "json": _json,
    "table": read_csv,
    "parquet": read_parquet,
    "feed": read_feed,
    "warc": read_warc,
}
