"""What a number counts, and what that says: killed, freed, troops, money, days, votes …"""

from __future__ import annotations

import msgspec

from demarche.coding.clauses import is_predicate
from demarche.coding.howmany_numbers import Number, units
from demarche.coding.tree import Tree
from demarche.model import Token

_DASHES = ("-", "–")
# Things keep their role whatever is done to them: "shot down 12 drones".
_GEAR = frozenset(["drones", "missiles", "aircraft", "vehicles", "ships", "delegations"])
NO_COUNT = "-"


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """The thing counted: `noun` its word, `node` the word that takes its place in the sentence (often the same).

    `role` is "" when only the event can tell; `by_noun` when the noun alone says it; `part` for a part of a whole.
    """

    node: int
    noun: int
    unit: str | None
    last: int
    role: str = ""
    currency: str | None = None
    by_noun: bool = False
    is_person: bool = False
    part: bool = False
    coder: str = "count"


def counted(tree: Tree, number: Number) -> Counted:
    """What the number counts."""
    return _measure(tree, number) or _things(tree, number)


# -- measures: money, shares, distances, times, votes ------------------------------------------------------------------


def _measure(tree: Tree, number: Number) -> Counted | None:
    tables = units()
    node = _node(tree, number)
    if number.symbol:
        return Counted(
            node=node, noun=node, unit=tree.tokens[number.core].text, last=number.last, role="money",
            currency=tables.currencies.get(number.symbol), coder="money",
        )  # fmt: skip
    k = number.last + 1
    glued = _text(tree, k) in _DASHES
    k += glued
    word = _text(tree, k)
    lemma = tree.tokens[k].lemma.lower() if k < len(tree.tokens) else ""
    if word in tables.percent or lemma in tables.percent:
        return Counted(
            node=_climb(tree, k, node), noun=k, unit=tree.tokens[k].text, last=k, role="percent", coder="percent"
        )
    if number.share:
        return Counted(node=node, noun=node, unit=None, last=number.last, role="share", coder="share")
    money = _currency(tree, k)
    if money is not None:
        return Counted(node=_climb(tree, money[0], node), noun=money[0], unit=tree.tokens[money[0]].text, last=money[0],
                       role="money", currency=money[1], coder="money")  # fmt: skip
    if word in tables.distance or lemma in tables.distance:
        return Counted(
            node=_climb(tree, k, node), noun=k, unit=tree.tokens[k].text, last=k, role="distance", coder="distance"
        )
    if lemma in tables.duration and tree.prep(k).split(" ")[0] in ("after", "before", "in", "every", "since", "until"):
        return Counted(node=k, noun=k, unit=None, last=k, role=NO_COUNT)  # a point of time or a rate, not how long
    if lemma in tables.duration:
        return Counted(
            node=_climb(tree, k, node), noun=k, unit=tree.tokens[k].text, last=k, role="duration", coder="duration"
        )
    return _votes(tree, number, node)


def _climb(tree: Tree, k: int, node: int) -> int:
    """The unit's word, or for "a 30-day ceasefire" the noun that the measure stands before."""
    token = tree.tokens[k]
    while token.rel in ("compound", "nmod", "amod", "nummod") and token.head > k:
        k, token = token.head, tree.tokens[token.head]
    return k


def _currency(tree: Tree, k: int) -> tuple[int, str | None] | None:
    """The currency behind a number: "50 million euros", "2 billion Canadian dollars"."""
    tables = units()
    for j in (k, k + 1, k + 2):
        if j >= len(tree.tokens):
            return None
        lemma, text = tree.tokens[j].lemma.lower(), _text(tree, j)
        name = lemma if lemma in tables.currencies else text if text in tables.currencies else text.rstrip("s")
        if name in tables.currencies and name.isalpha() and tree.tokens[j].upos in ("NOUN", "PROPN", "SYM"):
            before = " ".join(_text(tree, m) for m in range(k, j))
            return j, tables.national.get(f"{before} {name}", tables.currencies[name])
    return None


_FOR = frozenset(["favor", "favour", "for", "yes", "favor."])
_AGAINST = frozenset(["against", "opposed", "no"])


def _votes(tree: Tree, number: Number, node: int) -> Counted | None:
    """ "14 votes in favour", "one against", "12 abstentions", "by 52 votes to 12"."""
    near = [_text(tree, k) for k in range(number.last + 1, min(number.last + 5, len(tree.tokens)))]
    stop = next((n for n, w in enumerate(near) if w in (",", ";", "and", "to", "with")), len(near))
    near = near[:stop]
    voting = any(t.lemma.lower() in ("vote", "abstain", "abstention", "ballot") for t in tree.tokens)
    if not voting or (not near and _text(tree, number.first - 1) != "to"):
        return None
    role = None
    if any(w.startswith("abst") for w in near):
        role = "abstentions"
    elif (any(w in _FOR for w in near[:4]) and "votes" in near[:1] + near[1:2]) or near[:2] in (
        ["in", "favour"],
        ["in", "favor"],
    ):
        role = "votes_for"
    elif "against" in near[:3] and (near[0] in ("against", "votes", "voted", "members", "states", "countries")):
        role = "votes_against"
    elif near[:1] == ["votes"]:
        role = "votes"
    if role is None:
        return None
    return Counted(
        node=node, noun=node, unit="votes" if "votes" in near else None, last=number.last, role=role, coder="votes"
    )


# -- people and things ------------------------------------------------------------------------------------------------


def _things(tree: Tree, number: Number) -> Counted:
    node = _node(tree, number)
    noun = _counted_noun(tree, number, node)
    token = tree.tokens[noun]
    unit = token.text if noun > number.last and token.upos in ("NOUN", "PROPN", "ADJ") else None
    role, by_noun = _role(tree, number, node, noun)
    person = token.entity in ("person", "") or unit is None
    part = _whole(tree, number, node)
    if part is not None and not (role and not by_noun):
        role = _role(tree, None, part, part)[0] or role
    countries = _delegations(tree, noun)
    if countries is not None:
        role, node = "delegations", countries
    return Counted(
        node=node, noun=noun, unit=unit, last=noun if unit and 0 < noun - number.last <= 6 else number.last,
        role=role, by_noun=by_noun, is_person=person, part=part is not None,
    )  # fmt: skip


def _node(tree: Tree, number: Number) -> int:
    """The word that takes the number's place in the sentence."""
    inside = range(number.core, number.last + 1)
    heads = [i for i in inside if not number.first <= tree.tokens[i].head <= number.last]
    i = heads[-1] if heads else number.last
    token = tree.tokens[i]
    before_noun = token.head > i and token.rel in ("nummod", "compound", "nmod", "amod")
    if not before_noun and _is_noun(tree, number.last + 1):
        return number.last + 1  # the parser lost "between 10 and 15 villagers"
    while token.head > i and (token.rel in _BEFORE or (token.rel == "nmod" and not tree.prep(i))):
        i, token = token.head, tree.tokens[token.head]
    return i


def _is_noun(tree: Tree, k: int) -> bool:
    """True for a noun that heads its phrase."""
    if k >= len(tree.tokens):
        return False
    return tree.tokens[k].upos == "NOUN" and tree.tokens[k].rel not in ("compound", "flat")


# Relations of a number or of a part of a name to the noun that follows.
_BEFORE = frozenset(["nummod", "det", "amod", "compound", "advmod"])


def _counted_noun(tree: Tree, number: Number, node: int) -> int:
    """Behind "of" for "dozens of people"; the node itself otherwise."""
    if node <= number.last:
        for c in tree.sentence.kids(node, "nmod"):
            if tree.prep(c) == "of" and c > node:
                return c
    return node


def _role(tree: Tree, number: Number | None, node: int, noun: int) -> tuple[str, bool]:
    """The role that grammar gives (what is done to those counted), else the noun's own; True for the latter."""
    tables = units()
    before = tree.tokens[number.first - 1] if number and number.first else None
    done = tables.done.get(before.lemma.lower(), "") if before and _takes_object(tree, before, number) else ""
    done = done or _done(tree, node)
    own = tables.nouns.get(tree.tokens[noun].lemma.lower())
    if own in _GEAR:
        return own, False
    if done == "rescued" and own == "detained":
        return "freed", False
    if done:
        return done, False
    lemma = tree.tokens[noun].lemma.lower()
    text = tree.tokens[noun].text.lower()
    if text in tables.suffered or lemma in tables.suffered:
        return tables.suffered.get(text) or tables.suffered[lemma], False
    found = tables.nouns.get(lemma) or tables.nouns.get(text) or tables.nouns.get(text.removesuffix("s"))
    return (found, True) if found else (_toll(tree, node), False)


def _takes_object(tree: Tree, before: Token, number: Number | None) -> bool:
    """True for an active verb right before a number, wherever the parser hung the number."""
    if number is None or before.upos != "VERB":
        return False
    at = number.first - 1
    return not any(True for _ in tree.sentence.kids(at, "aux:pass")) and before.rel not in ("acl", "amod")


def _done(tree: Tree, node: int) -> str:
    """From the verb or noun that governs the counted, or from the participle or adjective behind it."""
    tables = units()
    for c in tree.sentence.children[node]:
        token = tree.tokens[c]
        lemma = token.lemma.lower()
        if token.rel in ("acl", "amod") and c > node and not token.deprel.endswith("relcl"):
            found = tables.done.get(lemma) or tables.suffered.get(token.text.lower()) or tables.suffered.get(lemma)
            if (found and not token.text.lower().endswith("ing")) or found == "missing":
                return found or ""
    top = node
    while tree.tokens[top].rel in ("conj", "appos") and tree.tokens[top].head >= 0 and not is_predicate(tree, top):
        above = tree.tokens[top].head
        if is_predicate(tree, above) and tree.tokens[above].lemma.lower() not in tables.done:
            break
        top = above
    token = tree.tokens[top]
    if token.head < 0:
        return tables.done.get(token.lemma.lower(), "") if is_predicate(tree, top) and top == node else ""
    return _governed(tree, top, token.head)


def _governed(tree: Tree, top: int, head: int) -> str:
    tables = units()
    token, above = tree.tokens[top], tree.tokens[head]
    lemma, text = above.lemma.lower(), above.text.lower()
    passive = token.deprel == "nsubj:pass" or (token.rel == "nsubj" and tree.is_passive(head))
    if token.rel == "nummod" and (lemma in tables.done or text in tables.suffered):
        return tables.done.get(lemma) or tables.suffered[text]
    if token.rel == "obj" or passive:
        left = _left(tree, head)
        if "dead" in (_text(tree, head + 1), _text(tree, head - 1)):
            return "killed"  # "shot dead eight people"
        return left or tables.done.get(lemma, "") or _participle(text)
    if token.rel == "nsubj":
        return (
            tables.suffered.get(lemma, "")
            or tables.suffered.get(text, "")
            or (_participle(text) if not tree.sentence.kid(head, "obj") else "")
        )
    if token.rel in ("nmod", "obl") and tree.prep(top) == "of" and above.upos == "NOUN":
        return tables.done.get(lemma, "")
    return ""


def _participle(text: str) -> str:
    """The parser may take "30 wounded" for a noun or adjective, or miss its lemma."""
    tables = units()
    stem = text.removesuffix("ed").removesuffix("d")
    return tables.suffered.get(text, "") or tables.done.get(stem, "") or tables.done.get(text.removesuffix("d"), "")


def _left(tree: Tree, head: int) -> str:
    """ "left 12 people dead", "leaving 30 injured"."""
    if tree.tokens[head].lemma.lower() not in ("leave", "find", "report", "confirm", "see", "have"):
        return ""
    for c in tree.sentence.kids(head, "xcomp", "advcl", "acl", "amod", "ccomp"):
        text, lemma = tree.tokens[c].text.lower(), tree.tokens[c].lemma.lower()
        found = units().suffered.get(text) or units().done.get(lemma)
        if found:
            return found
    return ""


def _toll(tree: Tree, node: int) -> str:
    """ "the death toll rose to 52"."""
    head = tree.tokens[node].head
    if head < 0 or tree.tokens[node].rel not in ("obl", "obj", "nmod", "xcomp", "root"):
        return ""
    near = [head, *tree.sentence.kids(head, "nsubj", "obj")]
    return "killed" if any(tree.tokens[k].lemma.lower() == "toll" for k in near) else ""


def _whole(tree: Tree, number: Number, node: int) -> int | None:
    """The whole that "including three children" or "among them two nurses" is a part of."""
    if _text(tree, number.first - 1) == "including" or (
        _text(tree, number.first - 2) == "among" and _text(tree, number.first - 1) in ("them", "these")
    ):
        return tree.tokens[node].head if tree.tokens[node].head >= 0 else node
    if tree.prep(node).split(" ")[0] in ("including", "among", "include") and tree.tokens[node].head >= 0:
        return tree.tokens[node].head
    return None


def _delegations(tree: Tree, noun: int) -> int | None:
    """ "delegations from 23 countries": the number counts the delegations."""
    head = tree.tokens[noun].head
    if head >= 0 and tree.prep(noun) in ("from", "of") and tree.tokens[head].lemma.lower() == "delegation":
        return head
    return None


def _text(tree: Tree, k: int) -> str:
    return tree.tokens[k].text.lower() if 0 <= k < len(tree.tokens) else ""
