"""The quick read for people: text, Markdown, or a small HTML page; every bullet with the words it rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape

from demarche.model import Record, Span
from demarche.model.record import BulletRecord

WIDTH = 100
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (
    "body{font:17px/1.55 Georgia,serif;max-width:44rem;margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}"
    "li{margin:0 0 .9rem}details{font-size:.85em}summary{cursor:pointer}.about{color:#555;font-size:.85em}"
    "@media (prefers-color-scheme:dark){body{background:#16191c;color:#e6e4df}.about{color:#b3bfca}}"
)


def stretches(bullet: BulletRecord, text: str) -> list[Span]:
    """The cited words in text order, joined where only spaces and punctuation lie between."""
    out: list[Span] = []
    for cite in sorted(bullet.cites):
        between = text[out[-1].end : cite.start] if out else "-"
        if out and out[-1].end <= cite.start and not any(c.isalnum() for c in between):
            out[-1] = Span.of(text, out[-1].start, cite.end)
        elif not out or cite.start >= out[-1].end:
            out.append(cite)
    return out


def as_text(record: Record) -> str:
    """Bullets, wrapped, each with its events and places in the text below."""
    lines = [_title(record), ""] if _title(record) else []
    for bullet in record.digest:
        lines.append(
            textwrap.fill(bullet.text, WIDTH, initial_indent="• ", subsequent_indent="  ", break_on_hyphens=False)
        )
        lines.append(f"  [{_where(bullet, record)}]")
    return "\n".join(lines or [""] if record.digest else [*lines, "Nothing to tell."]) + "\n"


def as_markdown(record: Record) -> str:
    """A heading and a list; the places in the text stand in small print behind each bullet."""
    lines = [f"# {plain(_title(record))}", ""] if _title(record) else []
    for bullet in record.digest:
        lines.append(f"- {plain(bullet.text)}  ")
        lines.append(f"  <small>{_where(bullet, record)}</small>")
    return "\n".join(lines if record.digest else [*lines, "Nothing to tell."]) + "\n"


def as_html(record: Record) -> str:
    """One page without script; the cited words open below each bullet."""
    title = escape(_title(record) or "Quick read")
    about = escape(" · ".join(x for x in (record.article.source, record.article.published) if x))
    rows = "".join(_row(b, record) for b in record.digest) or "<li>Nothing to tell.</li>"
    return sheet(title, about, rows)


def sheet(title: str, about: str, rows: str) -> str:
    """A page of its own with a list; everything given is escaped already."""
    line = f'<p class="about">{about}</p>' if about else ""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>"
        f"<body><h1>{title}</h1>{line}<ul>{rows}</ul></body></html>\n"
    )


def _row(bullet: BulletRecord, record: Record) -> str:
    quoted = "".join(
        f"<blockquote>{escape(' '.join(s.text.split()))}</blockquote>" for s in stretches(bullet, record.article.text)
    )
    events = f" ({escape(', '.join(bullet.events))})" if bullet.events else ""
    return f"<li>{escape(bullet.text)}<details><summary>from the text{events}</summary>{quoted}</details></li>"


def _where(bullet: BulletRecord, record: Record) -> str:
    places = ", ".join(_places(bullet, record))
    return f"{', '.join(bullet.events)} · {places}" if bullet.events else places


def _places(bullet: BulletRecord, record: Record) -> Iterator[str]:
    for span in stretches(bullet, record.article.text):
        yield f"{span.start}–{span.end}"


def _title(record: Record) -> str:
    return " ".join((record.article.title or "").split())


def plain(text: str) -> str:
    """Article text is not Markdown: what would be markup is escaped."""
    return "".join(f"\\{c}" if c in "\\`*_[]<>#|" else c for c in text)
