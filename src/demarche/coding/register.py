"""Whose affairs a text speaks of: the public's, or its author's own and everybody's.

A review, a letter, a chat or an oral argument says "I", "you" and "we" outside quotation marks, and names hardly any
state, office or force; a page on science, trade or the arts names hardly any either.
There the words of acts are those of daily life ("the owner refused", "thank you, my lords"), and the event head has
learned from news; the Builder asks more of both witnesses.
A column says "I" more than once, and speaks of ministers and protesters whom nobody has seen: there somebody has to be
named with a country.  A guide tells the reader what to do.
Pronouns that stand for whoever makes a statement (first_person.py) are the speech of a public party.
"""

from __future__ import annotations

from enum import Enum

from demarche.coding.bystanders import has_part
from demarche.coding.context import Context
from demarche.coding.quotes import marked
from demarche.coding.tree import Tree

ADDRESSED = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "you", "your", "yours"])
PERSONAL = 0.25  # share of sentences with such a word from which a text is of its author's own affairs …
FEW = 0.34  # … unless so many name a public party, or more than have the words
HARDLY = 0.2  # share of sentences with a public party below which a longer text is not about politics
TOLD_ANYWHERE = frozenset(["ASSAULT", "COERCE", "PROTEST"])
SINGULAR = frozenset(["i", "me", "my", "mine", "myself"])
OPINIONS, OPINION = 3, 0.1  # sentences, and their share, in which an author says "I": a column
ADVICE = 0.15  # share of sentences that tell the reader what to do: a guide, a recipe, a manual
LONG = 10  # sentences of a longer text


class Register(Enum):
    """What kind of text it is."""

    PUBLIC = "of public affairs"
    PERSONAL = "of its author's own affairs"
    OTHER = "of other things than politics"
    COLUMN = "of its author's opinions"


def register(context: Context) -> Register:
    """The register of an article whose names and pronouns have been read."""
    total = len(context.trees)
    if not total:
        return Register.PUBLIC
    quoted = list(marked(context.parsed.article.text))
    personal = sum(_is_personal(context, n, tree, quoted) for n, tree in enumerate(context.trees)) / total
    public = len(_with_public_party(context)) / total
    if personal >= PERSONAL and personal > public and public < FEW:
        return Register.PERSONAL
    if total >= LONG and (public < HARDLY or sum(map(_advises, context.trees)) >= ADVICE * total):
        return Register.OTHER
    own = sum(_is_personal(context, n, tree, quoted, SINGULAR) for n, tree in enumerate(context.trees))
    return Register.COLUMN if own >= OPINIONS and own >= OPINION * total else Register.PUBLIC


def speaks_not_of(register: Register, kind: str) -> bool:
    """Whether a text of this register tells acts of the type only by chance; blows and arrests are told anywhere."""
    return register is Register.PERSONAL or (register is Register.OTHER and kind not in TOLD_ANYWHERE)


def _advises(tree: Tree) -> bool:
    """ "Carry a stick", "refuse politely": a guide tells the reader what to do."""
    return any(t.upos == "VERB" and t.has("Mood=Imp") and t.rel in ("root", "parataxis", "conj") for t in tree.tokens)


def _is_personal(
    context: Context,
    n: int,
    tree: Tree,
    quoted: list[tuple[int, int]],
    words: frozenset[str] = ADDRESSED,
) -> bool:
    """Whether the author speaks of himself or to the reader."""
    return any(
        token.upos == "PRON"
        and token.text.lower() in words
        and not context.cast.who.get((n, i))
        and not any(a <= token.start < b for a, b in quoted)
        for i, token in enumerate(tree.tokens)
    )


def _with_public_party(context: Context) -> set[int]:
    """Numbers of the sentences in which a state, an office or armed people stand."""
    figures = {f.id: f for f in context.cast.figures}
    return {n for (n, _), ids in context.cast.who.items() if any(i in figures and has_part(figures[i]) for i in ids)}
