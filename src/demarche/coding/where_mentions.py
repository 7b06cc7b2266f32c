"""Place phrases of a sentence: which name, with which preposition, hanging on which word.

A name stands for a place only in a locative phrase ("in Minsk", "over Romanian territory", "the city of Goma"), as
object of movement or force ("shelled Kharkiv"), or as the sea, region or city that a noun of force aims at.
As a subject or with "with", "by", "between" it is an actor ("Minsk said", "talks with Kyiv").
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from demarche.coding.tree import Tree
from demarche.coding.where_words import locative
from demarche.coding.who import Phrases
from demarche.knowledge.types import Entry

KINDS = frozenset(["country", "capital", "city", "region", "water", "nationality"])


class Name(msgspec.Struct, frozen=True, kw_only=True):
    """A place name: its words, its readings of the tables, the word that heads it."""

    first: int
    last: int
    head: int
    text: str
    entries: tuple[Entry, ...] = ()

    @property
    def kind(self) -> str:
        """country, capital, city, region, water, nationality, or "" for a name of no table."""
        return self.entries[0].kind if self.entries else ""

    @property
    def country(self) -> str | None:
        return self.entries[0].country if self.entries else None


class Spot(msgspec.Struct, frozen=True, kw_only=True):
    """A locative phrase: `node` is its top word, `noun` the part or site it names ("border", "airport"), or "".

    `direct` is True for the object of a verb; `on` the word that the phrase hangs on.
    """

    name: Name
    node: int
    prep: str
    relation: str | None
    noun: str = ""
    direct: bool = False
    start: int = 0
    last: int = 0


def names(tree: Tree, phrases: Phrases) -> list[Name]:
    """The place names of a sentence: those of the tables, then those that only the parser took for one."""
    out: list[Name] = []
    taken: set[int] = set()
    for match in phrases.matches:
        kinds = tuple(e for e in match.entries if e.kind in KINDS)
        if match.entry.kind in KINDS and not _is_other(tree, match.first, match.last):
            out.append(_name(tree, match.first, match.last, tree.sentence.span(match.first, match.last).text, kinds))
        taken.update(range(match.first, match.last + 1))
    i = 0
    while i < len(tree.tokens):
        if tree.tokens[i].name == "B-PLACE" and i not in taken:
            last = i
            while last + 1 < len(tree.tokens) and tree.tokens[last + 1].name == "I-PLACE" and last + 1 not in taken:
                last += 1
            if tree.tokens[i].text[0].isupper() and tree.tokens[last].lemma.lower() not in locative().parts:
                out.append(_name(tree, i, last, tree.sentence.span(i, last).text, ()))
            i = last
        i += 1
    return sorted(out, key=lambda n: n.first)


def _name(tree: Tree, first: int, last: int, text: str, entries: tuple[Entry, ...]) -> Name:
    heads = [i for i in range(first, last + 1) if not first <= tree.tokens[i].head <= last]
    return Name(first=first, last=last, head=(heads or [last])[-1], text=text, entries=entries)


def _is_other(tree: Tree, first: int, last: int) -> bool:
    """A place word inside the name of a person or body: "Paris Hilton", "the Moscow Times"."""
    labels = {tree.tokens[i].name for i in range(first, last + 1)}
    beyond = tree.tokens[last + 1].name if last + 1 < len(tree.tokens) else ""
    before = tree.tokens[first].name
    return (
        labels == {"B-PERSON", "I-PERSON"}
        or (before.startswith("B-") and beyond in ("I-ORG", "I-PERSON"))
        or before == "I-PERSON"
    )


def spots(tree: Tree, found: list[Name]) -> Iterator[Spot]:
    """The locative phrases among the names; the container of another name is none of its own."""
    for name in found:
        if (spot := _spot(tree, name)) is not None:
            yield spot


def _spot(tree: Tree, name: Name) -> Spot | None:
    node, noun = _top(tree, name)
    token = tree.tokens[node]
    if name.kind == "nationality" and not noun:
        return None
    if noun in locative().sites and name.kind in ("country", "nationality", "water"):
        return None
    prep, case = _preposition(tree, node)
    if prep:
        return _phrase(tree, name, node, noun, prep, case)
    return _object(tree, name, node, noun) if token.rel in ("obj", "nsubj") or token.deprel == "nsubj:pass" else None


def _top(tree: Tree, name: Name) -> tuple[int, str]:
    """Climb from the name to the noun that it is the name or the owner of: "city of Goma", "Romanian territory"."""
    tables = locative()
    node, noun = name.head, ""
    for _ in range(4):
        token = tree.tokens[node]
        if token.rel == "conj" and token.head >= 0 and not _preposition(tree, node)[0]:
            node = token.head
            continue
        if token.head < 0:
            break
        above = tree.tokens[token.head].lemma.lower()
        text = tree.tokens[token.head].text.lower()
        known = above in tables.parts or text in tables.parts
        owner = token.deprel == "nmod:poss"
        of = (
            owner
            or tree.prep(node) == "of"
            or (tree.prep(node) in ("with", "between") and tables.parts.get(text) == "border")
        )
        if known and (of or (token.rel in ("amod", "compound", "appos", "flat", "nmod") and not tree.prep(node))):
            noun = _stronger(noun, text if text in tables.parts else above)
        elif above in tables.sites and token.rel in ("compound", "amod", "nmod") and not tree.prep(node):
            noun = above
        elif node == name.head and _names_event(tree, node, name):
            pass  # "in Mecca crane collapse", "in Kabul blast"
        elif token.rel in ("compound", "flat") and tree.tokens[token.head].name.endswith("PLACE"):
            pass
        else:
            break
        node = token.head
    return node, noun


def _names_event(tree: Tree, node: int, name: Name) -> bool:
    """True for a city or region right before the noun of what happened there."""
    token = tree.tokens[node]
    above = tree.tokens[token.head]
    if name.kind not in ("city", "capital", "region") or token.rel != "compound" or tree.prep(node):
        return False
    return above.entity == "event" and above.upos == "NOUN" and bool(_preposition(tree, token.head)[0])


def _stronger(old: str, new: str) -> str:
    """A relation word ("border", "coast") outweighs the kind of place ("city")."""
    return new if locative().parts.get(new) or not old else old


def _preposition(tree: Tree, node: int) -> tuple[str, int]:
    """The preposition of a phrase with the place of its first word; compound ones ("south of") are put together."""
    cases = [c for c in tree.sentence.kids(node, "case", "mark") if c < node]
    if not cases:
        return "", node
    first = cases[0]
    words = " ".join(tree.tokens[c].text.lower() for c in cases)
    if first > 0:
        two = f"{tree.tokens[first - 1].text.lower()} {words}"
        if two in locative().prepositions or two in locative().origins:
            return two, first - 1
    return words, first


def _phrase(tree: Tree, name: Name, node: int, noun: str, prep: str, case: int) -> Spot | None:
    tables = locative()
    relation = tables.prepositions.get(prep)
    if relation is None and " " in prep:
        relation = tables.prepositions.get(prep.split(" ")[0])
    above = _governor(tree, node)
    moving = above in tables.moves
    if prep == "on" and noun not in tables.surfaces and tree.tokens[node].lemma.lower() not in tables.surfaces:
        if above not in tables.nouns | tables.verbs:
            return None
    elif prep == "of":
        if above not in tables.nouns:
            return None
    elif prep in tables.goals or prep in tables.origins:
        if not moving:
            return None
    elif relation is None:
        return None
    part = tables.parts.get(noun, "")
    relation = part if part in ("border", "over", "off", "near") else relation or None
    last = max(name.last, node) if noun else name.last
    return Spot(name=name, node=node, prep=prep, relation=relation, noun=noun, start=case, last=last)


def _governor(tree: Tree, node: int) -> str:
    head = tree.tokens[node].head
    return tree.tokens[head].lemma.lower() if head >= 0 else ""


def _object(tree: Tree, name: Name, node: int, noun: str) -> Spot | None:
    """ "shelled Kharkiv", "Kharkiv was shelled", "violated Polish airspace"."""
    token = tree.tokens[node]
    tables = locative()
    passive = token.deprel == "nsubj:pass" or (token.rel == "nsubj" and token.head >= 0 and tree.is_passive(token.head))
    if (token.rel == "nsubj" and not passive) or _governor(tree, node) not in tables.verbs:
        return None
    part = tables.parts.get(noun, "")
    relation = part if part in ("border", "over", "off", "near") else None
    last = max(name.last, node) if noun else name.last
    return Spot(name=name, node=node, prep="", relation=relation, noun=noun, direct=True, start=name.first, last=last)
