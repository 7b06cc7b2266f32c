"""Where the words that name a party begin and end: the name with its office, its short form, its whole number.

What is quoted for a party is all that the sentence calls it in one place, however the parser has hung the pieces:
- a person and his office, in either order: "Mara Lind, the former prime minister of Norway";
- a title before a name without comma: "the church leader Jon Aas";
- the short form in brackets behind the long one: "the Harbour Workers' Union (HWU)", and "known as the Blue Caps";
- the thousands of a number that is written with spaces: "12 , 000 people".
Phrases of place and occasion are left out where the words before them say who it is: "the Danish envoy near Juba".
Who is meant does not change by this.
"""

from __future__ import annotations

from collections.abc import Callable

from demarche.coding.tree import Tree
from demarche.model import Span

OPEN, CLOSED, COMMA = "(", ")", ","
LONGEST_SHORT_FORM = 3  # "SPLA - IO" is three tokens
ROUGHLY = frozenset(["around", "about", "nearly", "almost", "approximately", "roughly", "some", "over"])
NAMING = frozenset(["know", "call", "name", "dub"])
# Phrases with these say who somebody is; others say where he is, or on what occasion.
DEFINING = frozenset(["of", "in", "to", "from", "for", "with", "against", "at", "on", "by", "between", "behind"])
OCCASIONS = frozenset(["reaction", "response", "retaliation", "return", "turn", "addition", "revenge", "reply"])
THOUSANDS = 3  # digits behind the comma of a number


def whole(tree: Tree, k: int, span: Span, is_office: Callable[[int], bool]) -> Span:
    """`span`, which names the party headed at `k`, with all the words beside it that belong to the name.

    `is_office` says whether the noun at an index is what a person can be ("minister", "spokesman").
    """
    first, last = _tokens(tree, span)
    if first > last:
        return span
    last = _without_circumstance(tree, k, last)
    first, last = _with_title(tree, k, first, last)
    first, last = _with_office(tree, k, first, last, is_office)
    return tree.sentence.span(_with_thousands(tree, first), _with_alias(tree, k, _with_short_form(tree, first, last)))


def _tokens(tree: Tree, span: Span) -> tuple[int, int]:
    """The first and last token inside `span`; an empty range when it lies elsewhere."""
    inside = [i for i, t in enumerate(tree.tokens) if span.start <= t.start and t.end <= span.end]
    return (inside[0], inside[-1]) if inside else (0, -1)


def _same(tree: Tree, k: int) -> list[tuple[int, int]]:
    """(noun, apposition) pairs that hold the word at `k`."""
    pairs = [(k, c) for c in tree.sentence.kids(k, "appos")]
    if tree.tokens[k].rel == "appos" and tree.tokens[k].head >= 0:
        pairs.append((tree.tokens[k].head, k))
    return pairs


def _with_title(tree: Tree, k: int, first: int, last: int) -> tuple[int, int]:
    """ "the church leader Jon Aas", "the charity Open Harbour": noun and name side by side."""
    for noun, name in _same(tree, k):
        a, b = tree.phrase(noun), tree.phrase(name)
        named = tree.tokens[name].name[2:] in ("PERSON", "ORG", "PLACE")
        if named and not tree.tokens[noun].name and a[1] + 1 == b[0]:
            first, last = min(first, a[0]), max(last, b[1])
    return first, last


def _with_office(tree: Tree, k: int, first: int, last: int, is_office: Callable[[int], bool]) -> tuple[int, int]:
    """ "Mara Lind, the former minister", "the ambassador to Peru, Mara Lind": two phrases around one comma."""
    for a, b in _same(tree, k):
        one, two = tree.phrase(a), tree.phrase(b)
        beside = one[1] + 2 == two[0] and tree.tokens[one[1] + 1].text == COMMA
        person = [i for i in (a, b) if tree.tokens[i].name.endswith("PERSON")]
        office = [i for i in (a, b) if i not in person and is_office(i)]
        if beside and person and office:
            first, last = min(first, one[0]), max(last, two[1])
    if is_office(k) and (name := _name_behind(tree, last)) is not None:
        last = tree.phrase(name)[1]
    return first, last


def _name_behind(tree: Tree, last: int) -> int | None:
    """ "the mayor of Bergen, Mara Lind", where the parser has hung the name on the town."""
    if last + 2 >= len(tree.tokens) or tree.tokens[last + 1].text != COMMA:
        return None
    person = last + 2 + (tree.tokens[last + 2].rel == "nmod")
    token = tree.tokens[min(person, len(tree.tokens) - 1)]
    return person if token.rel == "appos" and token.name.endswith("PERSON") and token.head <= last else None


def _with_thousands(tree: Tree, first: int) -> int:
    """ "12 , 000 people": what stands before the comma of a number is the number's beginning."""
    tokens = tree.tokens
    start = first if _is_tail(tokens[first].text) else first - 1  # "12 , 000 Danish sailors" may begin at "Danish"
    while start >= 2 and tokens[start - 1].text == COMMA and _is_tail(tokens[start].text):
        if not tokens[start - 2].text.isdigit():
            break
        start = first = start - 2
    first = tree.with_bounds(first)
    if first == 0 or tokens[first].upos != "NUM" or tokens[first - 1].deprel == "compound:prt":
        return first  # "handed over 11 men"
    return first - 1 if tokens[first - 1].text.lower() in ROUGHLY else first


def _is_tail(text: str) -> bool:
    return len(text) == THOUSANDS and text.isdigit()


def _with_short_form(tree: Tree, first: int, last: int) -> int:
    """ "the Harbour Workers' Union (HWU)", "the Association of Island Nations (Asin)": brackets with a short form."""
    tokens = tree.tokens
    if last + 2 >= len(tokens) or tokens[last + 1].text != OPEN:
        return last
    for end in range(last + 3, min(last + 3 + LONGEST_SHORT_FORM, len(tokens))):
        if tokens[end].text == CLOSED:
            text = "".join(t.text for t in tokens[last + 2 : end])
            long = "".join(t.text for t in tokens[first : last + 1])
            return end if _is_short_form(text, long) else last
    return last


def _is_short_form(text: str, long: str) -> bool:
    """Capitals, or one capitalised word whose letters stand in the long form in their order."""
    if not text[:1].isupper():
        return False
    letters = iter(long.lower())
    return 2 * sum(c.isupper() for c in text) > len(text) or all(c in letters for c in text.lower())


def _with_alias(tree: Tree, k: int, last: int) -> int:
    """ "the relief group known as the Blue Caps"."""
    for c in tree.sentence.kids(k, "acl"):
        if c == last + 1 and tree.tokens[c].lemma.lower() in NAMING:
            return max(tree.phrase(x)[1] for x in (c, *tree.sentence.kids(c, "obl", "obj", "xcomp")))
    return last


def _without_circumstance(tree: Tree, k: int, last: int) -> int:
    """ "the rebels near Juba", "the guards in reaction": what does not say who they are."""
    for c in tree.sentence.kids(k, "nmod"):
        below = tree.sentence.subtree(c)
        prep = tree.prep(c)
        beside = bool(prep) and (prep not in DEFINING or tree.tokens[c].lemma.lower() in OCCASIONS)
        if beside and k < min(below) and max(below) == last and _is_told_apart(tree, k):
            return min(below) - 1
    return last


def _is_told_apart(tree: Tree, k: int) -> bool:
    """True when the words up to `k` name somebody: "the Danish envoy", "Peru's army"."""
    before = (tree.tokens[c] for c in tree.sentence.children[k] if c < k)
    return tree.tokens[k].upos == "PROPN" or any(t.rel != "det" and t.text[:1].isupper() for t in before)
