"""The headline alone: from what a page declares and shows, without the site's name."""

from __future__ import annotations

import re
from typing import Any

from rapidfuzz import fuzz

from demarche.intake.page import Page, html_text, squeeze

SEPARATOR = re.compile(r"\s+(?:[|·•»«/\u2013\u2014-]|::|--|\u2014)\s+|\s*\|\s*|:\s+(?=[A-Z][\w .]+$)")
STRONG = re.compile(r"\s+(?:[|·•»«]|::)\s+|\s*\|\s*")
NOISE = re.compile(r"\b(?:logo|menu|search|subscribe|newsletter|cookie|sign in|log in|share)\b", re.IGNORECASE)
ALIKE = 80.0
HEADLINE_CLASS = re.compile(r"headline|article[-_]?title|entry[-_]?title|post[-_]?title|story[-_]?title", re.IGNORECASE)


def headline(page: Page) -> str | None:
    """The best headline, or None when the page shows and declares none.

    The visible `<h1>` that agrees with a declared title wins, for declared titles are often written for search.
    """
    sites = site_names(page)
    declared = [bare for text in _declared(page) if (bare := without_site(text, sites))]
    shown = [text for text in _headings(page.tree) if not _is_site(text, sites)]
    agreeing = [(best, text) for text in shown if (best := _agreement(text, declared)) >= ALIKE]
    if agreeing:
        return without_site(max(agreeing, key=lambda pair: pair[0])[1], sites)
    marked = _marked(page.tree)
    if marked and not _is_site(marked, sites):
        return without_site(marked, sites)
    if len(shown) == 1 and len(shown[0].split()) >= 4:
        return without_site(shown[0], sites)
    return declared[0] if declared else (shown[0] if shown else None)


def site_names(page: Page) -> list[str]:
    """What the site calls itself, and its host's name in parts."""
    names = [page.first("og:site_name"), page.first("application-name"), page.first("twitter:site")]
    names += [page.linked_text("publisher"), page.first("apple-mobile-web-app-title"), page.first("dc.publisher")]
    names += [page.first("cre"), page.first("copyright"), _host_name(address(page))]
    return [name.lstrip("@") for name in names if name]


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
    return linked if isinstance(linked, str) and linked.startswith("http") else None


def without_site(text: str, sites: list[str]) -> str:
    """`text` without a leading or trailing site name, section or slogan that follows a strong separator."""
    text = squeeze(html_text(text))
    for _ in range(3):
        shorter = _cut_end(text, sites) or _cut_start(text, sites)
        if shorter is None:
            break
        text = shorter
    return text


def _cut_end(text: str, sites: list[str]) -> str | None:
    cuts = list(SEPARATOR.finditer(text))
    for cut in cuts:
        if _is_site(text[cut.end() :], sites) and cut.start() > 0:
            return text[: cut.start()]
    strong = list(STRONG.finditer(text))
    if strong and len(text[: strong[-1].start()].split()) >= 3 and len(text[strong[-1].end() :].split()) <= 4:
        # "Headline | World News": what stands behind a bar is a section or the site, if it is short.
        return text[: strong[-1].start()]
    return None


def _cut_start(text: str, sites: list[str]) -> str | None:
    cut = SEPARATOR.search(text) or re.search(r":\s+", text)
    if cut and _is_site(text[: cut.start()], sites) and text[cut.end() :]:
        return text[cut.end() :]
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
    title = page.tree.find(".//title")
    texts.append(squeeze(title.text_content()) if title is not None else None)
    texts.append(page.linked_text("name"))
    return [text for text in texts if text]


def _headings(tree: Any) -> list[str]:
    texts = [squeeze(element.text_content()) for element in tree.iter("h1") if not _hidden(element)]
    return [text for text in texts if 0 < len(text) <= 400 and not (len(text.split()) < 4 and NOISE.search(text))]


def _marked(tree: Any) -> str | None:
    """A heading or block that its class or itemprop calls the headline."""
    for element in tree.xpath("//*[@itemprop='headline' or self::h1 or self::h2 or self::div or self::span]"):
        name = f"{element.get('itemprop') or ''} {element.get('class') or ''}"
        if element.tag in ("h1", "h2") or "headline" in (element.get("itemprop") or ""):
            text = squeeze(element.text_content() or element.get("content") or "")
            if HEADLINE_CLASS.search(name) and 3 <= len(text.split()) <= 40:
                return text
    return None


def _hidden(element: Any) -> bool:
    style = (element.get("style") or "").replace(" ", "")
    return "display:none" in style or element.get("hidden") is not None


def _agreement(text: str, declared: list[str]) -> float:
    return max((fuzz.token_set_ratio(text.lower(), other.lower()) for other in declared), default=0.0)
