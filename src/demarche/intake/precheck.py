"""A look at markup before a parser gets it: nesting depth and number of tags, in linear time.

lxml drops what lies below a depth of about 255 without a word, and its C code cannot be interrupted.
"""

from __future__ import annotations

import re

from demarche.errors import UnreadableInput
from demarche.intake.limits import DEFAULT, Limits

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})|<!--")
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
RAW = frozenset(("script", "style", "textarea", "title", "xmp", "noframes"))
# Elements that end when their like begins, so that a row of unclosed ones is no nest.
SIBLINGS = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot", "a", "rt", "rp"))


def check_markup(markup: str, limits: Limits = DEFAULT) -> None:
    """UnreadableInput when elements are nested deeper, or more in number, than any news page has."""
    open_tags: list[str] = []
    position = count = 0
    while (tag := TAG.search(markup, position)) is not None:
        position = tag.end()
        if tag[0] == "<!--":
            position = _after(markup, "-->", position)
            continue
        count += 1
        name = tag[2].lower()
        if tag[1]:
            _close(open_tags, name)
            continue
        position = _open(open_tags, name, markup, position)
        if count > limits.tags:
            raise UnreadableInput(f"the page has more than {limits.tags:,} tags")
        if len(open_tags) > limits.depth:
            raise UnreadableInput(f"the page nests elements more than {limits.depth} deep; a parser would drop text")


def _open(open_tags: list[str], name: str, markup: str, position: int) -> int:
    if name in RAW:
        return _after(markup, f"</{name}", position)
    if name in VOID:
        return position
    if open_tags and open_tags[-1] == name and name in SIBLINGS:
        return position
    end = markup.find(">", position)
    if end > 0 and markup[end - 1] == "/" and name.islower() and ":" in name:
        return end + 1
    open_tags.append(name)
    return position


def _close(open_tags: list[str], name: str) -> None:
    """Pop back to the element that this tag closes; a stray end tag changes nothing."""
    for back, open_name in enumerate(reversed(open_tags[-50:]), start=1):
        if open_name == name:
            del open_tags[-back:]
            return


def _after(markup: str, what: str, position: int) -> int:
    found = markup.find(what, position)
    return len(markup) if found < 0 else found + len(what)
