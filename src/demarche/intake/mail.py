"""Mails and pages saved as one file (MHTML) to articles."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import cast

from demarche.errors import UnreadableInput
from demarche.intake.charset import decode, repair
from demarche.intake.dates import read_date
from demarche.intake.jsonl import short_id
from demarche.intake.limits import check_raw, check_text
from demarche.intake.page import squeeze
from demarche.intake.parts import Options
from demarche.intake.webpage import read_html
from demarche.model import Article

MOST_PARTS = 1_000


def read_mail(data: bytes, options: Options) -> Article:
    """The page of an MHTML file, or the text of a mail with its subject as title."""
    check_raw(len(data), options.limits)
    message = cast(EmailMessage, email.message_from_bytes(data, policy=email.policy.compat32))
    parts = _texts(message)
    page = next((part for part in parts if part.get_content_type() == "text/html"), None)
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    saved = message.get_content_type() == "multipart/related"
    if plain is not None and not (saved and page is not None):
        return _letter(message, plain, options)
    if page is None:
        raise UnreadableInput("the mail holds neither text nor a page")
    address = page["Content-Location"] or message["Snapshot-Content-Location"]
    return read_html(
        _bytes(page),
        published=options.published or _sent(message),
        url=str(address).strip() if str(address or "").startswith("http") else options.url,
        charset=page.get_content_charset() or options.charset,
        limits=options.limits,
    )


def _texts(message: EmailMessage) -> list[EmailMessage]:
    """The text parts in their order, without attached files."""
    found = []
    for number, part in enumerate(message.walk()):
        if number > MOST_PARTS:
            raise UnreadableInput(f"the mail has more than {MOST_PARTS:,} parts")
        if part.get_content_maintype() == "text" and part.get_content_disposition() != "attachment":
            found.append(part)
    return found


def _letter(message: EmailMessage, part: EmailMessage, options: Options) -> Article:
    declared = part.get_content_charset() or options.charset
    text = check_text(repair(decode(_bytes(part), declared=declared)).strip(), options.limits)
    return Article(
        id=short_id(text),
        text=text,
        title=_header(message, "Subject"),
        source=_header(message, "From"),
        published=_sent(message) or options.published,
        url=options.url,
    )


def _bytes(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        raise UnreadableInput("the document holds no text")
    return data


def _sent(message: EmailMessage) -> str | None:
    return read_date(str(message["Date"] or ""))


def _header(message: EmailMessage, name: str) -> str | None:
    """A header in plain letters; of an address only the name before it."""
    from email.header import decode_header, make_header

    try:
        text = str(make_header(decode_header(str(message[name] or ""))))
    except (LookupError, UnicodeError, ValueError):
        return None
    return squeeze(text.partition("<")[0].strip(' "')) or None
