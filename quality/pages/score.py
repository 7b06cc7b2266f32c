"""Scores the reader of saved pages, beside plain trafilatura, on pages that we wrote in the styles of many publishers.

`python -m quality.pages.score [--half HALF] [--errors]`; the halves are the folders beside this file. A `.page` file is
a YAML head (what its style is, the right title, day, author and site), a line `---`, and the page. Words between ⟦ and
⟧ are the main text, those between ⦅ and ⦆ may be part of it (decks, sign-offs) or not; the marks are taken out before
the page is read.
`{{more 3}}` stands for three paragraphs from `filler.txt`, in `<p>` or in the markup given behind the number.
Nobody looks at the pages of `check`, `wide-check` and `broad-check` while changing rules.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import unicodedata
from collections import Counter
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import yaml

from demarche.errors import UnreadableInput
from demarche.intake.webpage import read_html

HERE = Path(__file__).parent
MORE = re.compile(r"\{\{more (\d+)(?: ([^}]*))?\}\}")
MAIN, MAYBE = re.compile("⟦(.*?)⟧", re.DOTALL), re.compile("[⟦⦅](.*?)[⟧⦆]", re.DOTALL)
MARKS = re.compile("[⟦⟧⦅⦆]")
# Scripts without spaces count by letters.
TOKEN = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W\u3040-\u30ff\u4e00-\u9fff]+")
FIELDS = ("day", "title", "author", "site")


class Reading(msgspec.Struct, frozen=True):
    """What a reader makes of a page."""

    text: str = ""
    title: str | None = None
    day: str | None = None
    author: str | None = None
    site: str | None = None


class Sample(msgspec.Struct, frozen=True):
    """A page as bytes, the right reading, and the text with what may be part of it."""

    name: str
    data: bytes
    right: Reading
    wide: str


def files(half: str) -> list[Path]:
    return sorted(p for p in HERE.glob("*/*.page") if half in ("all", p.parent.name))


def digest(paths: list[Path]) -> str:
    data = b"".join(p.read_bytes() for p in [HERE / "filler.txt", *paths])
    return hashlib.sha256(data).hexdigest()[:16]


def sample_of(path: Path) -> Sample:
    head, body = path.read_text("utf-8").split("\n---\n", 1)
    about: dict[str, Any] = yaml.safe_load(re.sub(r"(?m)^(about|title|author|site): (.*)$", _quoted, head))
    marked = MORE.sub(_filler(path.stem), body)
    data = _encoded(MARKS.sub("", marked), about)
    right = Reading(_plain(MAIN, marked), about["title"], str(about["day"]), about["author"], about["site"])
    return Sample(path.stem, data, right, _plain(MAYBE, marked))


def _quoted(line: re.Match[str]) -> str:
    """A head's values are bare words, colons and quotation marks included."""
    return f"{line[1]}: {json.dumps(None if line[2] == 'null' else line[2])}"


def _filler(name: str) -> Any:
    """Replaces `{{more 3 <p>%</p>}}`; each page begins at another paragraph of the bank."""
    bank = (HERE / "filler.txt").read_text("utf-8").splitlines()
    at = hashlib.sha256(name.encode()).digest()[0]

    def fill(found: re.Match[str]) -> str:
        nonlocal at
        shape, count = found[2] or "<p>%</p>", int(found[1])
        at += count
        return "\n".join(shape.replace("%", f"⟦{bank[n % len(bank)]}⟧") for n in range(at - count, at))

    return fill


def _encoded(page: str, about: dict[str, Any]) -> bytes:
    data = page.encode(about.get("charset", "utf-8"), "xmlcharrefreplace")
    # Some publishers paste windows-1252 into UTF-8.
    return data.replace("–".encode(), b"\x96") if about.get("stray") else data


def _plain(marks: re.Pattern[str], page: str) -> str:
    parts = [unescape(MARKS.sub("", re.sub(r"<[^>]+>", "", part))) for part in marks.findall(page)]
    return "\n".join(parts).replace("\u00ad", "")


def ours(data: bytes) -> Reading:
    try:
        article = read_html(data)
    except UnreadableInput:
        return Reading()
    day = (article.published or "")[:10] or None
    return Reading(article.text, article.title, day, article.author, article.source)


def trafilaturas(data: bytes) -> Reading:
    import trafilatura

    found = trafilatura.bare_extraction(data, with_metadata=True, include_comments=False)
    if found is None:
        return Reading()
    return Reading(found.text or "", found.title, found.date, found.author, found.sitename)


def token_f1(text: str, right: str) -> float:
    have, want = Counter(TOKEN.findall(text.casefold())), Counter(TOKEN.findall(right.casefold()))
    same = (have & want).total()
    return 2 * same / max(1, have.total() + want.total())


def scored(sample: Sample, reading: Reading) -> dict[str, float]:
    """Token-F1 of the text, and 1 or 0 for each field."""
    score = {"text": max(token_f1(reading.text, sample.right.text), token_f1(reading.text, sample.wide))}
    for field in FIELDS:
        score[field] = float(_same(field, getattr(reading, field), getattr(sample.right, field)))
    return score


def _same(field: str, have: str | None, want: str | None) -> bool:
    if have is None or want is None:
        return have == want
    if field == "author":
        return _names(have) == _names(want)
    if field == "site":
        return _flat(have).casefold().removeprefix("the ") == _flat(want).casefold().removeprefix("the ")
    return _flat(have) == _flat(want)


def _names(text: str) -> set[str]:
    return {" ".join(name.split()).casefold() for name in re.split(r"[,;]| and ", text)}


def _flat(text: str) -> str:
    """Quotation marks and spaces in one form; a title's letters count as they are."""
    plain = unicodedata.normalize("NFKC", text).translate(str.maketrans("“”‘’", "\"\"''"))
    return " ".join(plain.split())


def report(samples: list[Sample], read: Any) -> tuple[dict[str, float], list[str]]:
    """Means over pages, and a line for each thing that is wrong."""
    total: Counter[str] = Counter()
    errors = []
    for sample in samples:
        reading = read(sample.data)
        score = scored(sample, reading)
        total.update(score)
        errors += [
            f"{sample.name}: {f}: {getattr(reading, f)!r}, right: {getattr(sample.right, f)!r}"
            for f in FIELDS
            if not score[f]
        ]
        if score["text"] < 0.98:
            errors.append(f"{sample.name}: text {score['text']:.3f}{_difference(reading.text, sample)}")
    return {key: round(value / len(samples), 3) for key, value in total.items()}, errors


def _difference(text: str, sample: Sample) -> str:
    have, want = Counter(TOKEN.findall(text)), Counter(TOKEN.findall(sample.wide))
    return f"\n    extra: {' '.join(have - want)[:300]}\n    lost: {' '.join(want - have)[:300]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    halves = sorted(folder.name for folder in HERE.iterdir() if any(folder.glob("*.page")))
    parser.add_argument("--half", choices=("all", *halves), default="all")
    parser.add_argument("--errors", action="store_true", help="print what is wrong")
    args = parser.parse_args()
    paths = files(args.half)
    samples = [sample_of(path) for path in paths]
    figures, errors = report(samples, ours)
    if args.errors:
        print("\n".join(errors))
    print(json.dumps({"half": args.half, "pages": len(paths), "digest": digest(paths)}))
    print(json.dumps({"reader": "demarche", **figures}))
    print(json.dumps({"reader": "trafilatura", **report(samples, trafilaturas)[0]}))


if __name__ == "__main__":
    main()
