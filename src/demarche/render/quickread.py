"""The quick read of many articles for people: text, Markdown or HTML; every bullet with its article and its words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from html import escape

from demarche.model import Span
from demarche.model.quickread import Bullet
from demarche.render.digest import WIDTH, plain, sheet

NOTHING = "Nothing to tell."


def as_text(about: str, bullets: Sequence[Bullet]) -> str:
    """Bullets, wrapped; below each its source, the number of its reports, and where its words stand."""
    lines = [_line(about), ""]
    for bullet in bullets:
        text = textwrap.fill(_line(bullet.text), WIDTH, initial_indent="• ", subsequent_indent="  ",
                             break_on_hyphens=False)  # fmt: skip
        lines += [text, f"  [{' · '.join(_about(bullet))}]"]
    return "\n".join(lines if bullets else [*lines, NOTHING]) + "\n"


def as_markdown(about: str, bullets: Sequence[Bullet]) -> str:
    """A heading and a list; where the words stand is in small print behind each bullet."""
    lines = [f"# {plain(_line(about))}", ""]
    for bullet in bullets:
        lines += [f"- {plain(_line(bullet.text))}  ", f"  <small>{plain(escape(' · '.join(_about(bullet))))}</small>"]
    return "\n".join(lines if bullets else [*lines, NOTHING]) + "\n"


def as_html(about: str, bullets: Sequence[Bullet]) -> str:
    """One page without script; the cited words open below each bullet."""
    return sheet(escape(_line(about)), "", _items(bullets))


def fragment(about: str, bullets: Sequence[Bullet]) -> str:
    """The same for a notebook."""
    return f"<p><b>{escape(_line(about))}</b></p><ul>{_items(bullets)}</ul>"


def _items(bullets: Sequence[Bullet]) -> str:
    return "".join(map(_item, bullets)) or f"<li>{NOTHING}</li>"


def _item(bullet: Bullet) -> str:
    quoted = "".join(f"<blockquote>{escape(_line(span.text))}</blockquote>" for span in bullet.cites)
    summary = f"<summary>{escape(' · '.join(_about(bullet)))}</summary>"
    return f"<li>{escape(bullet.text)}<details>{summary}{quoted}</details></li>"


def _about(bullet: Bullet) -> Iterator[str]:
    yield from (f"{field} {value}" for field, value in bullet.says.items())
    yield from (_line(x) for x in (bullet.day, bullet.source) if x)
    if bullet.reports > 1:
        yield f"{bullet.reports} reports, {bullet.independent} independent"
    yield f"{bullet.doc_id} {_places(bullet.cites)}"


def _places(cites: Sequence[Span]) -> str:
    return ", ".join(f"{span.start}–{span.end}" for span in cites)


def _line(text: str) -> str:
    return " ".join(text.split())
