"""WARC archives, compressed or not: one part a response record that holds a page or text.

A record whose length does not fit what follows is refused, and reading goes on at the next record.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

from demarche.errors import UnreadableInput
from demarche.intake.gunzip import Damage, Gunzip, Plain
from demarche.intake.limits import Limits
from demarche.intake.parts import Options, Part, failing, rewound
from demarche.intake.plain import read_text
from demarche.intake.webpage import is_html, read_html
from demarche.model import Article

START = b"WARC/1."
NEXT = re.compile(rb"\r?\n\r?\n(?=WARC/1\.\d\r?\n)")
HEADER_LINES, LINE = 200, 64_000
TEXT_TYPES = ("text/", "application/xhtml", "application/xml", "application/rss", "application/atom")
Headers = dict[str, str]


def read_warc(stream: BinaryIO, name: str, options: Options) -> Iterator[Part]:
    """Pages and texts of an archive; records of other kinds (requests, images, DNS) are passed over."""
    head = stream.read(2)
    packed = head == b"\x1f\x8b"
    whole = rewound(head, stream)
    source = Gunzip(whole, options.limits) if packed else Plain(whole)
    number = 0
    while True:
        number += 1
        try:
            found = _record(source, options.limits)
        except Damage as damage:
            yield f"record-{number}", failing(str(damage))
            continue
        if found is None:
            return
        headers, body = found
        if isinstance(body, str):
            yield f"record-{number}", failing(body)
        elif reader := _reader(headers, body, options):
            yield f"record-{number}", reader


def _record(source: Gunzip, limits: Limits) -> tuple[Headers, bytes | str] | None:
    """The next record's headers and body, or the reason why its body cannot be used; None at the end."""
    while line := source.readline(LINE):
        if line.startswith(START):
            break
    else:
        return None
    headers = _headers(source)
    try:
        length = int(headers["content-length"])
    except (KeyError, ValueError):
        return headers, "the record does not say how long it is"
    if not 0 <= length <= limits.container_bytes:
        return headers, f"the record says it has {length:,} bytes"
    return headers, _body(source, length, limits)


def _headers(source: Gunzip) -> Headers:
    headers: Headers = {}
    for _ in range(HEADER_LINES):
        line = source.readline(LINE).decode("utf-8", "replace").strip()
        if not line:
            break
        key, _, value = line.partition(":")
        headers.setdefault(key.strip().lower(), value.strip().strip("<>"))
    return headers


def _body(source: Gunzip, length: int, limits: Limits) -> bytes | str:
    body, left = bytearray(), length
    too_large = length > 2 * limits.raw_bytes
    while left > 0:
        data = source.read(min(left, 1 << 20))
        if not data:
            return "the record ends too early"
        left -= len(data)
        body += data
        if cut := NEXT.search(body):
            source.push_back(bytes(body[cut.end() :]))
            return "the record says it is longer than it is"
        if too_large:
            del body[:-100]
    if too_large:
        return f"the record has {length:,} bytes; the limit is {2 * limits.raw_bytes:,}"
    return bytes(body) if _ends_here(source) else "the record says it is shorter than it is"


def _ends_here(source: Gunzip) -> bool:
    """True when only blank lines stand before the next record or the end."""
    try:
        while line := source.readline(LINE):
            if line.startswith(START):
                source.push_back(line)
                return True
            if line.strip():
                return False
    except Damage as damage:
        source.defer(damage)  # It belongs to the next record.
    return True


def _reader(headers: Headers, body: bytes, options: Options) -> Callable[[], Article] | None:
    """How to read the body, or None for records that hold no text (images, redirects, errors)."""
    if headers.get("warc-type", "").lower() not in ("response", "resource", "conversion"):
        return None
    kind = headers.get("content-type", "").lower()
    if "application/http" not in kind:
        return _document(body, kind, headers.get("warc-target-uri"), options) if kind.startswith(TEXT_TYPES) else None
    head, _, payload = body.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    status = lines[0].split(" ")
    http = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:])}
    kind = http.get("content-type", "text/html").lower()
    if len(status) < 2 or status[1] != "200" or not kind.startswith(TEXT_TYPES):
        return None
    try:
        payload = _unpacked(payload, http, options.limits)
    except UnreadableInput as problem:
        return failing(str(problem))
    return _document(payload, kind, headers.get("warc-target-uri"), options)


def _document(data: bytes, kind: str, url: str | None, options: Options) -> Callable[[], Article]:
    charset = kind.partition("charset=")[2].split(";")[0].strip(" \"'") or None

    def read() -> Article:
        if "html" in kind or is_html(data):
            return read_html(data, published=options.published, url=url, charset=charset, limits=options.limits)
        return read_text(data, published=options.published, charset=charset, limits=options.limits)

    return read


def _unpacked(payload: bytes, http: Headers, limits: Limits) -> bytes:
    if "chunked" in http.get("transfer-encoding", "").lower():
        payload = _dechunked(payload)
    coding = http.get("content-encoding", "").lower()
    if coding in ("gzip", "x-gzip", "deflate"):
        return _inflated(payload, 47 if "gzip" in coding else 15, limits)
    if coding not in ("", "identity"):
        raise UnreadableInput(f"the page is packed as {coding[:20]!r}, which demarche does not read")
    return payload


def _inflated(payload: bytes, bits: int, limits: Limits) -> bytes:
    if not payload.startswith(b"\x1f\x8b") and bits == 47:
        return payload  # Crawlers often unpack the body and keep the header.
    unpacker = zlib.decompressobj(bits)
    try:
        data = unpacker.decompress(payload, limits.decoded_bytes + 1)
    except zlib.error as problem:
        raise UnreadableInput(f"the packed page is damaged: {problem}") from None
    if len(data) > limits.decoded_bytes:
        raise UnreadableInput(f"the page unpacks to more than {limits.decoded_bytes:,} bytes")
    if not unpacker.eof:
        raise UnreadableInput("the packed page ends too early")
    return data


def _dechunked(payload: bytes) -> bytes:
    """The body of a chunked answer; one that was stored already joined stays as it is."""
    out, position = bytearray(), 0
    while (end := payload.find(b"\r\n", position)) >= 0:
        size_text = payload[position:end].split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size_text):
            if out:
                raise UnreadableInput("the chunks of the page do not fit together")
            return payload
        size = int(size_text, 16)
        if size == 0:
            return bytes(out)
        chunk = payload[end + 2 : end + 2 + size]
        if len(chunk) < size:
            raise UnreadableInput("the page ends in the middle of a chunk")
        out += chunk
        position = end + 2 + size + 2
    if out:
        raise UnreadableInput("the page ends before its last chunk")
    return payload
