"""What the giving of a thing, or a blow told by a noun, is an act of: the table of data/legs.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from demarche.coding.tree import Tree
from demarche.ontology import Code
from demarche.ontology.codebook import DATA, read_yaml

MODEL = re.compile(r"[a-z]{1,4}-\d{1,4}[a-z]{0,2}")  # "F-16s", "S-400": so are arms named


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """One sort of act; with `suffers` whoever is named by the thing itself is the recipient."""

    event_type: str
    code: Code
    suffers: bool = False
    people: bool = False


class Table(msgspec.Struct, frozen=True):
    """legs.yaml as the code needs it."""

    goods: dict[str, Kind]
    blows: dict[str, Kind]
    steps: tuple[tuple[frozenset[str], Kind], ...]
    strikes: tuple[tuple[frozenset[str], Kind], ...]
    wrapping: frozenset[str]
    gift: frozenset[str]
    gain: frozenset[str]
    captive: Kind
    sorts: frozenset[str]
    payment: dict[str, frozenset[str]]


@cache
def table() -> Table:
    raw: dict[str, Any] = read_yaml(DATA / "legs.yaml")
    sets = {
        name: words for path in sorted((DATA / "wordsets").glob("*.yaml")) for name, words in read_yaml(path).items()
    }
    captive = _kind(raw["goods"][0])
    return Table(
        goods=_nouns(raw["goods"], sets),
        blows=_nouns(raw["blows"], sets),
        steps=tuple((frozenset(s["verbs"]), _kind(s)) for s in raw["steps"]),
        strikes=tuple((frozenset(s["verbs"]), _kind(s)) for s in raw["strikes"]),
        wrapping=frozenset(raw["wrapping"]),
        gift=frozenset(raw["gift"]),
        gain=frozenset(raw["gain"]),
        captive=captive,
        sorts=frozenset(raw["sorts"]),
        payment={name: frozenset(_flat(words, sets)) for name, words in raw["payment"].items()},
    )


def _kind(entry: Mapping[str, Any]) -> Kind:
    code = entry["code"]
    return Kind(
        event_type=code["type"],
        code=Code(mode=code.get("mode", ""), cameo=code["cameo"], contexts=tuple(code.get("contexts", ()))),
        suffers=entry.get("who") == "recipient",
        people=entry.get("people", False),
    )


def _nouns(entries: Iterable[Mapping[str, Any]], sets: Mapping[str, list[str]]) -> dict[str, Kind]:
    out: dict[str, Kind] = {}
    for entry in entries:
        for noun in _flat(entry["nouns"], sets):
            out.setdefault(noun, _kind(entry))
    return out


def _flat(words: Iterable[str], sets: Mapping[str, list[str]]) -> Iterator[str]:
    for word in words:
        yield from (str(w).lower() for w in (sets[word[1:]] if word.startswith("@") else (word,)))


def thing(tree: Tree, i: int, nouns: Mapping[str, Kind]) -> Kind | None:
    """What the giving of the thing at `i` is, by the most special word of its phrase."""
    return next((nouns[w] for w in _names(tree, i, frozenset()) if w in nouns), None)


def hyphenated(tree: Tree, i: int) -> tuple[str, ...]:
    """The word at `i` with what is joined to it: "trade-off" is three tokens."""
    lemma, texts = tree.tokens[i].lemma.lower(), tree.texts
    behind = [f"{lemma}-{texts[i + 2]}"] if texts[i + 1 : i + 2] == ["-"] and i + 2 < len(texts) else []
    before = [f"{texts[i - 2]}-{lemma}"] if i > 1 and texts[i - 1] == "-" else []
    return (*behind, *before)


def _names(tree: Tree, i: int, seen: frozenset[int]) -> Iterator[str]:
    """The names under which a thing may stand in the table: "captured soldiers", "fighter jets", "tons of food"."""
    token = tree.tokens[i]
    lemma, text = token.lemma.lower(), token.text.lower()
    before = [tree.tokens[c] for c in tree.modifiers(i)]
    wrapped = lemma in table().wrapping
    yield from (f"{t.text.lower()} {form}" for t in before for form in (lemma, text))
    if token.entity == "person":
        yield from (t.text.lower() for t in before)
        yield from (tree.tokens[c].text.lower() for c in tree.sentence.kids(i, "acl"))
    yield from hyphenated(tree, i)
    if not wrapped:
        yield from (lemma, text)
        if MODEL.fullmatch("".join(t.text for t in tree.tokens[i : i + 3]).lower()):
            yield "weapon"
    inside = [k for p, k in tree.phrases(i) if p in ("of", "in", "for", "to") and k > i and k not in seen]
    if wrapped:
        for k in inside:
            yield from _names(tree, k, seen | {i})
    yield from (form for t in reversed(before) for form in (t.lemma.lower(), t.text.lower()))
    yield from (
        t.text for t in (tree.tokens[c] for c in tree.sentence.kids(i, "nummod", "compound")) if t.upos == "SYM"
    )


MATERIAL = Kind(event_type="AID", code=Code(cameo="070"))


def given(tree: Tree, i: int) -> Kind | None:
    """What the giving of the thing or people at `i` is."""
    if (kind := thing(tree, i, table().goods)) is not None:
        return kind
    if is_people(tree, i) or tree.tokens[i].name.endswith("PERSON"):
        return table().captive
    return MATERIAL if tree.tokens[i].entity in table().sorts else None


def is_currency(tree: Tree, i: int, *, only: str = "") -> bool:
    """True for what is used as payment, or for what is money."""
    words = table().payment[only] if only else frozenset().union(*table().payment.values())
    return any(name in words for name in _names(tree, i, frozenset()))


def is_people(tree: Tree, i: int) -> bool:
    """True for persons told by a word that is no office or name: "252 Venezuelans", "six miners"."""
    token = tree.tokens[i]
    counted = token.has("Number=Plur") or tree.sentence.kid(i, "nummod", "det") is not None
    return token.entity == "person" and counted and not token.name
