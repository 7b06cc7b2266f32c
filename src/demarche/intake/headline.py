"""The headline alone: from what a page declares and shows, without the site's name.

1. Declared titles (JSON-LD, Open Graph, Twitter, `<title>`) lose the site's name, sections and slogans at their ends.
   The site's name is what the page declares, its host's name, and what `<title>` has beside a heading of the page.
2. A heading that agrees with a declared title wins, for declared titles are often written for search; `<h1>` goes
   before other elements. A heading that links to the front page or has the site's name is none.
3. A kicker inside the heading ("Ukraine", "Opinion") goes when no declared headline has it.
4. A headline in capitals is written as it is declared with small letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rapidfuzz import fuzz

from demarche.intake.page import Page, html_text, squeeze

SEPARATOR = re.compile(
    r"\s+(?:[|·•»«/\u2013\u2014-]|::|--)\s+|\s*\|\s*|(?<=\w)-(?=[A-Z]\w+$)|:\s*(?=[^\W\d_][\w .&'’-]+$)"
)
# "Headline-Name of the Agency": only where the page repeats the headline by itself.
GLUED = re.compile(r"(?<=\w)-(?=[A-Z]\w+\s\w)")
STRONG = re.compile(r"\s+(?:[|·•»«]|::)\s+|\s*\|\s*")
NOISE = re.compile(r"\b(?:logo|menu|search|subscribe|newsletter|cookie|sign in|log in|share)\b", re.IGNORECASE)
ALIKE = 80.0
HEADLINE_CLASS = re.compile(r"headline|(?:article|entry|post|story|page|news)[-_]?title", re.IGNORECASE)
SITE_CLASS = re.compile(r"(?:^|[\s_-])(?:logo|brand|site-?(?:title|name)|masthead|tagline)(?:$|[\s_-])", re.IGNORECASE)
KICKER_CLASS = re.compile(
    r"kicker|topline|overline|eyebrow|flyline|roofline|dachzeile|occhiello|volanta|surtitre|badge|label|hidden|sr-only|screen-reader|subtitle|sub-?headline",
    re.IGNORECASE,
)
A_DATE = re.compile(r"[\d\s./,-]{6,}")
# Elements looked at for a heading that is no <h1>, and the letters that a headline may have.
MOST_ELEMENTS, LONGEST = 4_000, 400
LONGEST_TITLE = 600  # of a declared one, with site and section
MOST_CUTS = 12  # separators of a title at which it is tried to part it
FEWEST_WORDS = 3


def headline(page: Page) -> str | None:
    """The best headline, or None when the page shows and declares none."""
    sites = site_names(page)
    declared = [bare for text in _declared(page) if (bare := without_site(text, sites)) and not _is_site(bare, sites)]
    shown = [text for text in _headings(page.tree, declared) if not _is_site(text, sites)]
    lone = shown[0] if len(shown) == 1 and len(shown[0].split()) > FEWEST_WORDS else None
    found = _best(shown, declared) or _repeated(page, sites, below=lone) or _marked(page.tree, sites) or lone
    found = found or next(iter([*declared, *shown]), None)
    return _in_small_letters(without_site(found, sites, sections=False), declared) if found else None


def site_names(page: Page) -> list[str]:
    """What the site calls itself, its host's name, and what the page's title has beside the heading."""
    names = [page.first("og:site_name"), page.first("application-name"), page.first("twitter:site")]
    names += [page.linked_text("publisher"), page.first("apple-mobile-web-app-title"), page.first("dc.publisher")]
    names += [page.first("cre"), page.first("copyright"), _host_name(address(page)), titled_site(page)]
    return [html_text(name).lstrip("@") for name in names if name]


def titled_site(page: Page) -> str | None:
    """The site's name as `<title>` has it before or behind words that the page repeats as a heading."""
    title = _title(page)
    # A word before a colon may be a kicker; it is taken for the site only where nothing else tells of that.
    colons = [] if address(page) else re.finditer(r":\s+", title)
    cuts = [*SEPARATOR.finditer(title), *GLUED.finditer(title), *colons][:MOST_CUTS]
    shown = set(_texts(page.tree))
    heads = {_plain(squeeze(head.text_content())) for head in page.tree.iter("h1") if not _is_logo(head)}
    ends = [(title[: cut.start()], title[cut.end() :]) for cut in cuts]
    for begin, end in sorted(ends, key=lambda pair: len(pair[0])):
        for words, rest, last in ((begin, end, -1), (end, begin, 0)):
            if (
                _plain(words) in shown
                and len(words.split()) >= FEWEST_WORDS
                and (len(rest) < len(words) or _plain(words) in heads)
            ):
                names = [part.strip() for part in SEPARATOR.split(rest) if part and not A_DATE.fullmatch(part)]
                if names and not re.match(r"(?:by|print)\s", names[last], re.IGNORECASE):
                    return names[last]
    return None


def _title(page: Page) -> str:
    title = page.tree.find(".//title")
    return squeeze(html_text(title.text_content()))[:LONGEST_TITLE] if title is not None else ""


def _texts(tree: Any) -> Iterator[str]:
    """The short texts of a page's headings and of other elements that may be one, without spaces and marks."""
    for number, element in enumerate(tree.iter("h1", "h2", "h3", "div", "span", "b", "strong", "font", "p", "td")):
        if number >= MOST_ELEMENTS:
            return
        if len(element) <= 3 and (text := _short_text(element)) and not _is_logo(element):
            yield _plain(text)


def _short_text(element: Any) -> str:
    """The text of an element, or nothing when it is longer than a headline."""
    parts, size = [], 0
    for part in element.itertext():
        parts.append(part)
        size += len(part)
        if size > LONGEST:
            return ""
    return squeeze("".join(parts))


def address(page: Page) -> str | None:
    """The page's own URL as it declares it."""
    for link in page.tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower() and (link.get("href") or "").startswith("http"):
            return str(link.get("href")).strip()
    declared = page.first("og:url", "twitter:url", "parsely-link")
    if declared and declared.startswith("http"):
        return declared
    linked = page.linked.get("url") or page.linked.get("mainEntityOfPage")
    if isinstance(linked, dict):
        linked = linked.get("@id")
    return linked if isinstance(linked, str) and linked.startswith("http") else page.first("saved from")


def without_site(text: str, sites: list[str], *, sections: bool = True) -> str:
    """`text` without the site's name at its ends, and, unless told not to, without short sections beside a bar."""
    text = squeeze(html_text(text))
    for _ in range(3):
        shorter = _cut_end(text, sites) or _cut_start(text, sites) or (_cut_section(text) if sections else None)
        if shorter is None:
            break
        text = shorter
    return text


def _cut_end(text: str, sites: list[str]) -> str | None:
    cuts = list(SEPARATOR.finditer(text))
    ends = [*(cut.start() for cut in cuts[1:]), len(text)]
    for cut, end in zip(cuts, ends, strict=False):
        # Only the part next to the separator: behind "but not all" the site may follow too.
        part, rest = text[cut.end() : end], text[cut.end() :]
        if cut.start() > 0 and (_is_site(part, sites) or A_DATE.fullmatch(rest) or _plain(rest) in map(_plain, sites)):
            return text[: cut.start()]
    return None


def _cut_start(text: str, sites: list[str]) -> str | None:
    cut = SEPARATOR.search(text) or re.search(r":\s+", text)
    if cut and _is_site(text[: cut.start()], sites) and text[cut.end() :]:
        return text[cut.end() :]
    return None


def _cut_section(text: str) -> str | None:
    """ "Headline | World News" and "Opinion | Headline": what is short beside a bar is a section or the site."""
    strong = list(STRONG.finditer(text))
    if strong and len(text[: strong[-1].start()].split()) >= 3 and len(text[strong[-1].end() :].split()) <= 4:
        return text[: strong[-1].start()]
    if strong and len(text[: strong[0].start()].split()) <= 2 and len(text[strong[0].end() :].split()) >= 4:
        return text[strong[0].end() :]
    return None


def _is_site(text: str, sites: list[str]) -> bool:
    plain = _plain(text)
    if not plain:
        return True
    return any(_same_name(plain, _plain(site)) for site in sites if _plain(site))


def _same_name(text: str, site: str) -> bool:
    if text == site or text.removesuffix("com") == site or text.removeprefix("the") == site.removeprefix("the"):
        return True
    if len(site) >= 3 and len(text) <= 2 * len(site) + 4 and (text.startswith(site) or text.endswith(site)):
        return True
    return len(text) >= 3 and len(site) <= 3 * len(text) and site.startswith(text)


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


def _host_name(url: str | None) -> str | None:
    found = re.match(r"https?://(?:www\d?\.|m\.|edition\.|amp\.|news\.)?([^/:?#]+)", url or "")
    if found is None:
        return None
    labels = found[1].split(".")
    return max(labels[:-1] or labels, key=len)


def _declared(page: Page) -> list[str]:
    texts = [page.linked_text("headline"), page.first("og:title"), page.first("twitter:title")]
    texts += [page.first("dc.title", "dcterms.title", "parsely-title", "sailthru.title", "title", "headline")]
    texts += [_title(page), page.linked_text("name")]
    return [text[:LONGEST_TITLE] for text in texts if text]


def _headings(tree: Any, declared: list[str]) -> list[str]:
    headings = [element for element in tree.iter("h1") if not _hidden(element) and not _is_logo(element)]
    texts = [_without_kicker(element, declared) for element in headings]
    return [text for text in texts if 0 < len(text) <= LONGEST and not (len(text.split()) < 4 and NOISE.search(text))]


def _without_kicker(element: Any, declared: list[str]) -> str:
    """The heading's text; without its kicker or subtitle, unless a declared title has that too."""
    whole = squeeze(element.text_content())
    if any(_plain(whole) == _plain(title) for title in declared):
        return whole
    return squeeze("".join(_bare_parts(element))) or whole


def _bare_parts(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if child.tag != "small" and not KICKER_CLASS.search(child.get("class") or ""):
            yield from _bare_parts(child)
        yield child.tail or ""


def _is_logo(element: Any) -> bool:
    """True for a heading that is named as the site's own, or is one link to the front page."""
    if SITE_CLASS.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    link = element.find(".//a")
    if link is None or squeeze(link.text_content()) != squeeze(element.text_content()):
        return False
    return re.fullmatch(r"(?:https?://[^/]+)?/?(?:index\.\w+)?", link.get("href") or "x") is not None


def _best(shown: list[str], declared: list[str]) -> str | None:
    """The heading that agrees best with a declared title; of equals, the first."""
    agreeing = [(best, text) for text in shown if (best := _agreement(text, declared)) >= ALIKE]
    return max(agreeing, key=lambda pair: pair[0])[1] if agreeing else None


def _agreement(text: str, declared: list[str]) -> float:
    return max((_alike(text.lower(), other.lower()) for other in declared), default=0.0)


def _alike(text: str, other: str) -> float:
    """Likeness of word sets; a heading of a word or two is not alike only because a title has these words too."""
    if len(text.split()) < FEWEST_WORDS and len(text) * 2 < len(other):
        return float(fuzz.ratio(text, other))
    return float(fuzz.token_set_ratio(text, other))


def _repeated(page: Page, sites: list[str], *, below: str | None) -> str | None:
    """The longest part of `<title>` that an element of the page repeats, `below` its only heading where it has one.

    Above that stands the site's name; a heading above the headline is a slogan.
    """
    title = _title(page)
    separators = [*SEPARATOR.finditer(title), *re.finditer(r":\s+", title)][:MOST_CUTS]
    cuts, ends = [0, *(cut.end() for cut in separators)], [len(title), *(cut.start() for cut in separators)]
    texts = [*_texts(page.tree)]
    shown = set(texts[texts.index(_plain(below)) :] if below and _plain(below) in texts else texts)
    parts = {title[a:b] for a in cuts for b in ends if len(title[a:b].split()) >= FEWEST_WORDS}
    found = [part for part in parts if _plain(part) in shown and not _is_site(part, sites)]
    return max(found, key=len, default=None)


def _marked(tree: Any, sites: list[str]) -> str | None:
    """A heading or block that its class or itemprop calls the headline."""
    for element in tree.xpath("//*[@itemprop='headline' or self::h1 or self::h2 or self::div or self::span]"):
        name = f"{element.get('itemprop') or ''} {element.get('class') or ''}"
        if element.tag in ("h1", "h2") or "headline" in (element.get("itemprop") or ""):
            text = squeeze(element.text_content() or element.get("content") or "")
            if HEADLINE_CLASS.search(name) and 3 <= len(text.split()) <= 40 and not _is_site(text, sites):
                return text
    return None


def _hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return "display:none" in style or element.get("hidden") is not None


def _in_small_letters(text: str, declared: list[str]) -> str:
    """`text` as a declared title writes it, when it is all capitals here."""
    if not text.isupper():
        return text
    return next((d for d in declared if d.casefold() == text.casefold() and not d.isupper()), text)
