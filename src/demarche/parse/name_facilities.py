"""Facilities: names that end in a noun of buildings and sites ("Boryspil Airport", "the Kakhovka dam").

A house that speaks is an organisation ("Al-Shifa Hospital said"). A seat (embassy, Pentagon) is an organisation
unless it stands as a building: after a preposition of place, as what is stormed or visited, before or under a part
of a building ("the embassy gates").
"""

from __future__ import annotations

from collections.abc import Iterator

from demarche.knowledge.words import fold
from demarche.model.text import Sentence
from demarche.parse.name_runs import goes_on, head_of, is_naming, leftward, of_name, rightward, with_number
from demarche.parse.name_tables import Head, heads, is_out, word_set

Found = tuple[int, int, str, str]  # first token, last token, class, rule


def head_at(sentence: Sentence, i: int) -> Head | None:
    """The noun of a facility or event, of up to four words, that ends at token `i`."""
    words = [fold(t.text) for t in sentence.tokens[max(0, i - 3) : i + 1]]
    table = heads("last")
    return next((head for n in range(len(words)) if (head := table.get(tuple(words[n:])))), None)


def facilities(sentence: Sentence, described: set[int], placed: set[int]) -> Iterator[Found]:
    """The facilities of a sentence.

    `described` are the tokens that only say whose or what kind ("Russian", "NATO"), `placed` those and places.
    """
    for i, token in enumerate(sentence.tokens):
        head = head_at(sentence, i)
        if head is not None and head.kind == "FACILITY":
            found = (
                _ending(sentence, i, head)
                if token.text[0].isupper()
                else _small(sentence, i, head, placed if "named" in head.marks else described)
            )
            if found is not None:
                yield (*found, *use(sentence, *found, head.use))
        first = heads("first").get((fold(token.text),))
        if first is not None and first.kind == "FACILITY" and (last := _beginning(sentence, i, first)) > i:
            yield i, last, "FACILITY", "names.facility.head@1"


def _ending(sentence: Sentence, i: int, head: Head) -> tuple[int, int] | None:
    """A name in capitals that ends with the noun at token `i`."""
    tokens = sentence.tokens
    start = leftward(sentence, i, i)
    last = i
    if "of" in head.marks and is_naming(tokens[i]):
        last = of_name(sentence, i, "of")
    if (start == i and last == i) or goes_on(sentence, last) or _is_person(sentence, i):
        return None
    if is_out(head.noun, "before", tokens[i - 1].text if i else "") or fold(tokens[start].text) in word_set("ships"):
        return None
    # "Radio Station", "Naval Base": nouns alone, without anything that names.
    named = i - head.words + 1
    return (start, last) if start < named or last > i else None


def _small(sentence: Sentence, i: int, head: Head, described: set[int]) -> tuple[int, int] | None:
    """ "Boryspil airport": a name in capitals before a noun in small letters, and no "a" or "another" before it."""
    first = i - head.words + 1
    start = leftward(sentence, first, i)
    if "small" not in head.marks or start == first or _is_indefinite(sentence, start, i):
        return None
    held = range(start, first)
    if any(sentence.tokens[k].name.endswith("PERSON") for k in held):
        return None
    if head.use != "seat" and all(k in described or sentence.tokens[k].upos == "ADJ" for k in held):
        return None
    return start, i


def _is_indefinite(sentence: Sentence, start: int, i: int) -> bool:
    before = sentence.tokens[start - 1].text.lower() if start else ""
    of_head = {sentence.tokens[k].text.lower() for k in sentence.kids(i, "det", "nummod") if k < start}
    return bool(({before} | of_head) & word_set("indefinite"))


def _beginning(sentence: Sentence, i: int, head: Head) -> int:
    """The last token of a name that begins with the noun at token `i`: "Camp Lejeune", "Terminal 5"."""
    tokens = sentence.tokens
    if not is_naming(tokens[i]) or (i + 1 < len(tokens) and is_out(head.noun, "after", tokens[i + 1].text)):
        return i
    return with_number(sentence, i) if "number" in head.marks else rightward(sentence, i)


def _is_person(sentence: Sentence, i: int) -> bool:
    token = sentence.tokens[i]
    return token.name.endswith("PERSON") and token.entity not in ("place", "object", "organization")


def use(sentence: Sentence, first: int, last: int, how: str) -> tuple[str, str]:
    """Class and rule of a site, house or seat where it stands."""
    head = head_of(sentence, first, last)
    if how == "seat":
        building = is_building(sentence, head)
        return ("FACILITY", "names.facility.seat@1") if building else ("ORG", "names.organisation.seat@1")
    if how == "house" and speaks(sentence, head):
        return "ORG", "names.organisation.speaks@1"
    return "FACILITY", "names.facility.head@1"


def speaks(sentence: Sentence, head: int) -> bool:
    """True for the subject of a verb of saying, or after "according to"."""
    token = sentence.tokens[head]
    if "according" in {sentence.tokens[k].text.lower() for k in sentence.kids(head, "case", "fixed")}:
        return True
    return token.deprel == "nsubj" and token.head >= 0 and sentence.tokens[token.head].lemma in word_set("speaking")


def is_building(sentence: Sentence, head: int) -> bool:
    """True when the words around a seat take it for a building."""
    token = sentence.tokens[head]
    if token.head < 0:
        return False
    cases = {sentence.tokens[k].text.lower() for k in sentence.kids(head, "case")}
    if token.rel == "conj" and not cases:
        return is_building(sentence, token.head)
    above = sentence.tokens[token.head]
    noun = above.text.lower()
    if token.rel in ("compound", "nmod") and noun in word_set("building"):
        return True
    if token.rel == "obj" or token.deprel == "nsubj:pass":
        return above.lemma in word_set("harms")
    if cases & {"on", "of"} and noun in word_set("harming"):
        return True
    if cases & word_set("goals"):
        return above.lemma in word_set("moves") or (noun in ("visit", "march", "trip") and "to" in cases)
    if cases & word_set("metonymic") and above.upos in ("NOUN", "PROPN") and above.entity == "person":
        return False  # "a spokesman at the Pentagon"
    return bool(cases & word_set("places"))
