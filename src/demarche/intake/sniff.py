"""What kind of input some bytes are: by what they say first, then by the file's name."""

from __future__ import annotations

import re

from demarche.intake.charset import BOMS
from demarche.intake.webpage import is_html

FEED = re.compile(rb"<(?:rss|(?:\w+:)?feed|rdf:RDF)[\s>]", re.IGNORECASE)
XML = re.compile(rb"^\s*<(?:\?xml|!DOCTYPE|!--)")
# A block of header lines, one of which says MIME: mails, and pages saved as a "single file" (MHTML).
MAIL = re.compile(rb"(?:[A-Za-z][\w-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n)*)*?MIME-Version:", re.IGNORECASE)
PAGE_NAMES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".aspx")
BY_NAME = {
    "jsonl": (".jsonl", ".ndjson"),
    "json": (".json",),
    "table": (".csv", ".tsv"),
    "html": PAGE_NAMES,
    "feed": (".rss", ".atom"),
    "mail": (".eml",),
}


def kind_of(head: bytes, name: str) -> str:
    """One of text, html, feed, xml, jsonl, json, table, warc, gzip, zip, pdf, parquet, mail."""
    return _by_magic(head) or _by_name(name) or _by_content(_narrow(head), name)


def _by_magic(head: bytes) -> str | None:
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"%PDF-") or b"%PDF-" in head[:1024]:
        return "pdf"
    if head.lstrip()[:7] == b"WARC/1.":
        return "warc"
    return "mail" if MAIL.match(head.lstrip()[:4096]) else None


def _by_name(name: str) -> str | None:
    lower = name.lower()
    return next((kind for kind, ends in BY_NAME.items() if lower.endswith(ends)), None)


def _by_content(head: bytes, name: str) -> str:
    if FEED.search(head[:4096]):
        return "feed"
    if name.lower().endswith(".txt") and not head.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return "text"
    if is_html(head):
        return "html"
    return "xml" if XML.match(head) else "text"


def _narrow(head: bytes) -> bytes:
    """The same letters one byte each, so that UTF-16 pages are recognised too."""
    for bom, encoding in BOMS:
        if head.startswith(bom):
            return head[len(bom) :].decode(encoding, errors="ignore").encode("utf-8", errors="ignore")
    return head
