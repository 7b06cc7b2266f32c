"""Takes out of a page's tree what its makers name as something else than the article: menus, shares, offers, captions.

Three rules keep the article: a box is judged by the words of its names (`data/pages.yaml`), a box with a good part of
the page's running text is never one, and neither is an element that holds the headline.
"""

from __future__ import annotations

import itertools
import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

from demarche.intake.page import squeeze

NAMES = ("class", "id", "data-testid", "data-component", "role", "name")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
CLOCK = re.compile(
    r"(?:\d{1,2}[:.h]\d\d)(?:\s*[ap]\.?m\.?)?(?:\s*[a-z]{2,4})?(?:,?\s+\d{1,2}\s+\w{3,9}\.?)?", re.IGNORECASE
)
STAMP = re.compile(r"time|clock|stamp|uhr|hora|heure|hour")
NEVER = frozenset(("html", "body", "article", "main", "h1", "td", "tr", "tbody", "table", "head"))
ALWAYS = frozenset(
    ("nav", "footer", "aside", "form", "button", "dialog", "template", "noscript", "figcaption", "iframe")
)
# A box that holds more than this share of the page's running text is the article or holds it.
BOX_AT_MOST, SURE_BOX_AT_MOST = 0.3, 0.9
# Half a page is hidden where it has a copy for telephones; more is a text that waits for its subscriber.
HIDDEN_AT_MOST = 0.5
# All boxes together; where they are more, only those below the second share go.
BOXES_AT_MOST, SMALL_BOX = 0.6, 0.05
CAPTION_LETTERS = 300
MOST_ENDS = 50  # headings of boxes; a page with more is a list of them
# A row of single texts with line breaks between them is a row of paragraphs.
PARAGRAPH_LETTERS = 40


@cache
def words() -> dict[str, Any]:
    """The lists of `data/pages.yaml`."""
    source = resources.files("demarche.intake").joinpath("data/pages.yaml").read_text("utf-8")
    return dict(yaml.safe_load(source))


@cache
def _boxes(kind: str) -> re.Pattern[str]:
    return re.compile(r"(?<!\S)(?:" + "|".join(map(re.escape, words()[kind])) + r")(?!\S)")


def clear(tree: Any) -> None:
    """Drop the boxes of `tree` and make paragraphs of lines with breaks between them."""
    for element in _boxes_of(tree):
        _drop(element)
    ends = [e for e in tree.iter("h2", "h3", "h4", "h5", "h6", "strong", "b") if _is_end_heading(e)]
    for heading in ends[:MOST_ENDS]:
        _drop_below(heading)
    for element in list(tree.iter("div", "td", "font", "span", "section", "article")):
        _break_up(element)


def _boxes_of(tree: Any) -> list[Any]:
    """The elements to drop; when their names speak against most of the page's text, only the small ones."""
    lengths = {element: len(element.text_content()) for element in tree.iter("p", "li")}
    named = {e: most for e in tree.iter() if isinstance(e.tag, str) and e.tag not in NEVER and (most := _most(e))}
    size = {element: sum(lengths.get(p, 0) for p in element.iter("p", "li")) for element in named}
    outer = {element for element in named if not any(above in named for above in element.iterancestors())}
    alike: dict[tuple[str, str], int] = {}
    for element in named:
        alike[_kind(element)] = alike.get(_kind(element), 0) + size[element]
    sure = sum(size[element] for element in outer if named[element] > BOX_AT_MOST)
    whole = sum(lengths.values())

    def is_box(element: Any, most: float) -> bool:
        # All of one kind together, for in a gallery the captions are the text.
        if _is_hidden(element):
            return size[element] <= most * whole
        return alike[_kind(element)] <= most * whole and element.find(".//h1") is None

    found = [element for element, most in named.items() if is_box(element, most)]
    doubtful = sum(size[element] for element in found if element in outer and named[element] <= BOX_AT_MOST)
    if doubtful <= BOXES_AT_MOST * (whole - sure):
        return found
    return [e for e in found if named[e] > BOX_AT_MOST or size[e] <= SMALL_BOX * whole]


def _kind(element: Any) -> tuple[str, str]:
    return element.tag, element.get("class") or ""


def _is_end_heading(heading: Any) -> bool:
    text = squeeze(heading.text_content()).casefold().strip(" :.")
    return text in _end_headings()


@cache
def _end_headings() -> frozenset[str]:
    return frozenset(words()["headings"])


def _drop_below(heading: Any) -> None:
    """Drop a heading such as "Most read" with what stands under it, up to the next heading in the same element."""
    above = heading.getparent()
    if above is None:
        return
    if heading.tag in ("strong", "b"):
        # A bold line is a heading when it is a paragraph by itself.
        if above.tag != "p" or squeeze(above.text_content()) != squeeze(heading.text_content()):
            return
        heading = above
    below = itertools.takewhile(lambda e: e.tag not in HEADINGS and e.find(".//h1") is None, heading.itersiblings())
    for element in [heading, *below]:
        _drop(element)


HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def _most(element: Any) -> float:
    """The share of the page's running text up to which `element` is a box; 0 when nothing says that it is one."""
    if _is_hidden(element):
        return HIDDEN_AT_MOST
    names = " ".join(element.get(name) or "" for name in NAMES)
    if _is_stamp(element, names):
        return SURE_BOX_AT_MOST
    if element.tag == "blockquote" and "twitter-tweet" in names:
        return 0.0
    named_so = [named(name) for name in names.split()]
    if any(_boxes("sure").search(name) for name in named_so):
        return SURE_BOX_AT_MOST
    if (
        element.tag in ALWAYS
        or any(_boxes("boxes").search(name) for name in named_so)
        or _is_picture(element, named_so)
    ):
        return BOX_AT_MOST
    return 0.0


def _is_picture(element: Any, names: list[str]) -> bool:
    """True for a picture with a line or two that tell what it shows."""
    return (
        any(_boxes("pictures").search(name) for name in names)
        and element.find(".//img") is not None
        and len(squeeze(element.text_content())) <= CAPTION_LETTERS
    )


def _is_stamp(element: Any, names: str) -> bool:
    """True for the hour at which a post of a live report was written, where its line begins with it."""
    if element.tag != "time" and not STAMP.search(names.lower()):
        return False
    above = element.getparent()
    if element.getprevious() is not None or squeeze((above.text if above is not None else "") or ""):
        return False
    text = element.text_content() if len(element) <= 2 else ""
    return CLOCK.fullmatch(squeeze(text)) is not None


def named(name: str) -> str:
    """A class name as words: "tdPost-sharing" is "td post sharing"."""
    return " ".join(WORD.findall(name)).lower()


def _is_hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return "display:none" in style or element.get("hidden") is not None


def _drop(element: Any) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _break_up(element: Any) -> None:
    """Texts that stand bare in `element`, with `<br>` between them, become paragraphs."""
    breaks = [child for child in element if child.tag not in INLINE]
    bare = [
        text
        for text in (element.text, *(child.tail for child in element))
        if len(squeeze(text or "")) >= PARAGRAPH_LETTERS
    ]
    if not breaks or not bare:
        return
    children, text = list(element), element.text
    for child in children:
        element.remove(child)
    element.text = None
    paragraph = _begin(element, text)
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in INLINE:
            paragraph.append(child)
            child.tail = tail
        else:
            if child.tag != "br":
                element.append(child)
            paragraph = _begin(element, tail)


INLINE = frozenset(
    ("a", "b", "i", "em", "strong", "span", "font", "u", "small", "sup", "sub", "abbr", "time", "cite", "q")
)


def _begin(element: Any, text: str | None) -> Any:
    paragraph = element.makeelement("p")
    paragraph.text = text
    element.append(paragraph)
    return paragraph
