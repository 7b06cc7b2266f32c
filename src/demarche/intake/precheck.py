"""A look at markup before a parser gets it: nesting depth, number of tags and of attributes, in linear time.

lxml drops what lies below a depth of about 255 without a word, compares each attribute of a tag with all others, and
its C code cannot be interrupted.
"""

from __future__ import annotations

import re

from demarche.errors import UnreadableInput
from demarche.intake.limits import DEFAULT, Limits

TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})|<!--")
# What a tag holds up to its end; possessive, so that it never looks at a character twice.
INSIDE = re.compile(r"""(?:[^>"']++|"[^"]*+"|'[^']*+')*+""")
# A name, and a value where there is one; a quoted value may hold anything.
ATTRIBUTE = re.compile(r"""[^\s"'>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]*))?""")
MOST_ATTRIBUTES = 2_000  # of one tag; news pages have some dozens, and 100,000 keep the parser busy for minutes
VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
RAW = frozenset(("script", "style", "textarea", "title", "xmp", "noframes"))
# Elements that end when their like begins, so that a row of unclosed ones is no nest.
SIBLINGS = frozenset(("p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "tfoot", "a", "rt", "rp"))


def check_markup(markup: str, limits: Limits = DEFAULT) -> None:
    """UnreadableInput when elements are nested deeper, or more in number, than any news page has."""
    open_tags: list[str] = []
    position = count = end = 0
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
        if 0 <= end < position:
            # Found once for a row of tags that never end, so that these take no longer than others.
            end = _end(markup, position)
            _check_attributes(markup, position, end)
        position = _open(open_tags, name, markup, position, end)
        if count > limits.tags:
            raise UnreadableInput(f"the page has more than {limits.tags:,} tags")
        if len(open_tags) > limits.depth:
            raise UnreadableInput(f"the page nests elements more than {limits.depth} deep; a parser would drop text")


def _open(open_tags: list[str], name: str, markup: str, position: int, end: int) -> int:
    if name in RAW:
        return _after(markup, f"</{name}", position)
    if name in VOID:
        return position
    if open_tags and open_tags[-1] == name and name in SIBLINGS:
        return position
    if end > 0 and markup[end - 1] == "/" and name.islower() and ":" in name:
        return end + 1
    open_tags.append(name)
    return position


def _end(markup: str, position: int) -> int:
    """Where the tag ends, a ">" in quotes not counted unless the quotes are never closed; -1 when it never does."""
    inside = INSIDE.match(markup, position)
    return markup.find(">", inside.end() if inside else position)


def _check_attributes(markup: str, position: int, end: int) -> None:
    """Count the attributes of a tag that is long enough to have too many."""
    end = len(markup) if end < 0 else end
    if end - position <= 2 * MOST_ATTRIBUTES:
        return
    for count, _ in enumerate(ATTRIBUTE.finditer(markup, position, end), start=1):
        if count > MOST_ATTRIBUTES:
            raise UnreadableInput(f"a tag of the page has more than {MOST_ATTRIBUTES:,} attributes")


def _close(open_tags: list[str], name: str) -> None:
    """Pop back to the element that this tag closes; a stray end tag changes nothing."""
    for back, open_name in enumerate(reversed(open_tags[-50:]), start=1):
        if open_name == name:
            del open_tags[-back:]
            return


def _after(markup: str, what: str, position: int) -> int:
    found = markup.find(what, position)
    return len(markup) if found < 0 else found + len(what)
