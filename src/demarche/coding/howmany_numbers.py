"""The number grammar: which words of a sentence tell a count, a sum, a share or a range, and how exactly.

Approximations: "at least 12" has value and low 12; "up to 12" value and high 12; "about 12" value 12 without bounds;
"10 to 15" only low and high; "thousands" low 1000 and nothing else; "several" low 3. All of these are not exact.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from demarche.coding.when_calendar import words
from demarche.model import Token
from demarche.ontology.codebook import DATA, read_yaml

_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_FRACTIONS = {
    "half": 0.5,
    "third": 1 / 3,
    "thirds": 1 / 3,
    "quarter": 0.25,
    "quarters": 0.25,
    "fifth": 0.2,
    "fifths": 0.2,
}
_DASHES = ("-", "–", "—")


class Units(msgspec.Struct, frozen=True):
    """The tables of units.yaml; word lists are turned round so that a word leads to its role."""

    multipliers: dict[str, float]
    plurals: dict[str, float]
    few: dict[str, float]
    bounds: dict[tuple[str, ...], str]
    done: dict[str, str]
    suffered: dict[str, str]
    nouns: dict[str, str]
    people_of_event: dict[str, str]
    distance: frozenset[str]
    duration: frozenset[str]
    percent: frozenset[str]
    currencies: dict[str, str | None]
    national: dict[str, str]
    not_counts: frozenset[str]
    named: frozenset[str]


@cache
def units() -> Units:
    """The shipped tables."""
    raw = read_yaml(DATA / "units.yaml")
    turned = {key: {w: role for role, ws in raw[key].items() for w in ws} for key in ("done", "suffered", "nouns")}
    bounds = {tuple(words.split(" ")): kind for words, kind in raw["bounds"].items()}
    rest = {k: v for k, v in raw.items() if k not in ("version", "bounds", *turned)}
    return msgspec.convert({**rest, **turned, "bounds": bounds}, Units)


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """A number in its sentence: tokens `first` to `last`, the digits or words from `core` on."""

    first: int
    core: int
    last: int
    value: float | None
    low: float | None = None
    high: float | None = None
    exact: bool = True
    symbol: str = ""
    share: bool = False


class _Core(msgspec.Struct, frozen=True):
    end: int
    value: float | None
    low: float | None = None
    symbol: str = ""
    share: bool = False
    vague: bool = False


def numbers(tokens: Sequence[Token]) -> list[Number]:
    """The numbers of a sentence in text order; ordinals, clock times and numbers of names are left out."""
    low = [t.text.lower() for t in tokens]
    out: list[Number] = []
    i = 0
    while i < len(low):
        found = _number(tokens, low, i)
        if found is None:
            i += 1
            continue
        out.append(found)
        i = found.last + 1
    return out


def _number(tokens: Sequence[Token], low: list[str], i: int) -> Number | None:
    core = _core(tokens, low, i)
    if core is None or _is_named(tokens, low, i) or _at(low, core.end) in units().not_counts:
        return None
    upper, end = _upper(tokens, low, i, core)
    first, bound = (i, "") if i and tokens[i - 1].deprel == "compound:prt" else _bound(low, i)  # "handed over 11 men"
    if upper is not None:
        start = i - 1 if _at(low, i - 1) in ("between", "from") else first
        return Number(
            first=start, core=i, last=end - 1, value=None, low=core.value, high=upper, exact=False, symbol=core.symbol
        )
    if _at(low, end) == "or" and _at(low, end + 1) in ("more", "so"):
        bound, end = ("low" if low[end + 1] == "more" else "near"), end + 2
    elif _at(low, end) in ("plus", "+"):
        bound, end = "low", end + 1
    return _bounded(core, bound, first, i, end)


def _bounded(core: _Core, bound: str, first: int, i: int, end: int) -> Number:
    floor, ceiling = core.low, None
    if core.value is not None:
        floor = core.value if bound == "low" else None
        ceiling = core.value if bound == "high" else None
    exact = bound in ("", "same") and not core.vague
    return Number(
        first=first, core=i, last=end - 1, value=core.value, low=floor, high=ceiling, exact=exact,
        symbol=core.symbol, share=core.share,
    )  # fmt: skip


def _at(low: list[str], i: int) -> str:
    return low[i] if 0 <= i < len(low) else ""


# -- the number itself ------------------------------------------------------------------------------------------------


def _core(tokens: Sequence[Token], low: list[str], i: int) -> _Core | None:
    word = low[i]
    tables = units()
    if (word in tables.currencies and not word.isalpha()) or word in ("usd", "eur"):
        inner = _core(tokens, low, i + 1) if i + 1 < len(low) else None
        return _Core(inner.end, inner.value, inner.low, word, vague=inner.vague) if inner and not inner.symbol else None
    if word[:1].isdigit():
        return _digits(tokens, low, i)
    if word in tables.plurals:
        return _plural(low, i)
    if word in tables.few or (word == "a" and _at(low, i + 1) in ("few", "handful", "couple")):
        return _few(low, i)
    return _fraction(low, i) or _spelled(tokens, low, i)


def _digits(tokens: Sequence[Token], low: list[str], i: int) -> _Core | None:
    if not _DIGITS.fullmatch(low[i]):
        return None
    value, k = float(low[i].replace(",", "")), i + 1
    word = _at(low, k)
    if word == "and" and low[k + 1 : k + 3] == ["a", "half"]:
        value, k, word = value + 0.5, k + 3, _at(low, k + 3)
    if word in units().multipliers and not (word in ("m", "k", "b") and not _is_million(tokens, low, i)):
        return _Core(k + 1, _whole(value * units().multipliers[word]))
    return _Core(k, _whole(value))


def _is_million(tokens: Sequence[Token], low: list[str], i: int) -> bool:
    """ "$500m" is money, "500m from the border" a distance, "5m people" a count."""
    if i and low[i - 1] in units().currencies:
        return True
    return i + 2 < len(low) and tokens[i + 2].upos == "NOUN" and tokens[i + 2].has("Number=Plur")


def _whole(value: float) -> float:
    return round(value, 6)


def _plural(low: list[str], i: int) -> _Core | None:
    floor, k = units().plurals[low[i]], i + 1
    while _at(low, k) == "of" and _at(low, k + 1) in units().plurals:
        floor, k = floor * units().plurals[low[k + 1]], k + 2
    if low[i] == "tens" and k == i + 1 and _at(low, k) != "of":
        return None
    return _Core(k, None, floor, vague=True)


def _few(low: list[str], i: int) -> _Core | None:
    """ "several", "a few", "a handful of", "a couple of"; "few" alone says nearly none and is no number."""
    if low[i] == "a":
        if low[i + 1] == "couple":
            return _Core(i + 2, 2, vague=True)
        follow = _at(low, i + 2)
        if follow in units().multipliers:
            return _Core(i + 3, None, 3 * units().multipliers[follow], vague=True)
        return _Core(i + 2, None, units().few[low[i + 1]], vague=True)
    if low[i] != "several":
        return None
    k = i + 1
    if _at(low, k) in units().multipliers:
        return _Core(k + 1, None, 3 * units().multipliers[low[k]], vague=True)
    if _at(low, k) in units().plurals:
        return _Core(k + 1, None, 3 * units().plurals[low[k]], vague=True)
    return _Core(k, None, units().few["several"], vague=True)


def _fraction(low: list[str], i: int) -> _Core | None:
    """ "two-thirds", "a quarter of", "half of", "half a million"."""
    word = low[i]
    if word == "half":
        k = i + 1 + (_at(low, i + 1) in ("a", "an"))
        if _at(low, k) in units().multipliers and k > i + 1:
            return _Core(k + 1, 0.5 * units().multipliers[low[k]])
        return _Core(i + 1, 0.5, share=True) if _at(low, i + 1) in ("of", "the", "its", "their") else None
    count = 1 if word in ("a", "one") else words().ones.get(word, 0)
    k = i + 1 + (_at(low, i + 1) in _DASHES)
    if count and _at(low, k) in _FRACTIONS and _at(low, k) != "half" and (_at(low, k + 1) == "of" or count > 1):
        return _Core(k + 1, round(count * _FRACTIONS[low[k]], 4), share=True)
    return None


def _spelled(tokens: Sequence[Token], low: list[str], i: int) -> _Core | None:
    """ "twenty-five", "two hundred and fifty", "a dozen", "three million"."""
    word = low[i]
    follow = _at(low, i + 1)
    if word in ("a", "an"):
        if follow not in units().multipliers or len(follow) < 3:
            return None
        return _Core(i + 2, units().multipliers[follow])
    if (word not in words().ones and word not in words().tens) or (word == "one" and not _counts(tokens, i)):
        return None
    total, k = _below_hundred(low, i)
    while _at(low, k) in units().multipliers and len(low[k]) > 2:
        total, k = total * units().multipliers[low[k]], k + 1
        j = k + (_at(low, k) == "and")
        if _at(low, j) in words().ones or _at(low, j) in words().tens:
            rest, k = _below_hundred(low, j)
            if _at(low, k) in ("hundred", "thousand"):
                rest, k = rest * units().multipliers[low[k]], k + 1
            total += rest
    return _Core(k, float(total))


def _below_hundred(low: list[str], i: int) -> tuple[float, int]:
    if low[i] in words().tens:
        k = i + 1 + (_at(low, i + 1) in _DASHES)
        if _at(low, k) in words().ones and words().ones[low[k]] < 10:
            return words().tens[low[i]] + words().ones[low[k]], k + 1
        return words().tens[low[i]], i + 1
    return words().ones[low[i]], i + 1


def _counts(tokens: Sequence[Token], i: int) -> bool:
    """ "one" is a number before a noun, not in "one of the best" or "no one"."""
    if i + 1 < len(tokens) and tokens[i + 1].text.lower() in ("against", "abstention", "abstained"):
        return True
    return (
        tokens[i].upos == "NUM"
        and tokens[i].deprel in ("nummod", "nsubj:pass", "obj")
        and (i + 1 >= len(tokens) or tokens[i + 1].text != "of")
    )


# -- around it --------------------------------------------------------------------------------------------------------


def _upper(tokens: Sequence[Token], low: list[str], i: int, core: _Core) -> tuple[float | None, int]:
    """The upper end of "10-15", "10 to 15", "between 10 and 15"; None with the end of the number when there is none."""
    link = _at(low, core.end)
    joined = link in _DASHES or link == "to" or (link == "and" and _at(low, i - 1) == "between")
    if core.value is None or not joined:
        return None, core.end
    second = _core(tokens, low, core.end + 1) if core.end + 1 < len(low) else None
    if second is None or second.value is None:
        return None, core.end
    return (second.value, second.end) if second.value > core.value else (None, core.end)


def _bound(low: list[str], i: int) -> tuple[int, str]:
    """The words before a number that bound it, with where they begin."""
    for size in (3, 2, 1):
        if i >= size and (kind := units().bounds.get(tuple(low[i - size : i]))):
            inner = _bound(low, i - size)
            return (inner[0], inner[1]) if kind == "same" and inner[1] else (i - size, kind)
    return i, ""


def _is_named(tokens: Sequence[Token], low: list[str], i: int) -> bool:
    """Numbers of names ("Resolution 2231", "F-16", "Group of 77"), years and parts of dates in figures."""
    before = _at(low, i - 1)
    if before == "," and _at(low, i + 1) == "," and i > 1 and tokens[i - 2].upos == "PROPN" and len(low[i]) < 3:
        return True  # an age: "Amina Diallo, 19, …"
    if before == "of" and _at(low, i - 2) == "group":
        return tokens[i - 2].text[:1].isupper()
    if before in units().named:
        return tokens[i - 1].text[:1].isupper() or before in ("aged", "age")
    if before in _DASHES and tokens[i - 1].start == tokens[max(0, i - 2)].end and tokens[i].start == tokens[i - 1].end:
        return True
    if low[i][:1].isdigit() and i and tokens[i - 1].upos == "PROPN" and tokens[i].name.startswith("I-"):
        return True
    return (
        _at(low, i + 1) in _DASHES
        and _at(low, i + 2) == "year"
        and _at(low, i + 3) in (*_DASHES,)
        and _at(low, i + 4) == "old"
    )
