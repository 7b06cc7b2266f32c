"""Who says "I" and "we".

Inside quotation marks it is the speaker of the quotation; below a line that ends in "the minister said:" it is he; in
a statement without quotation marks "we" is the state or body that the statement speaks of in the present tense.
"On behalf of the government, I thank …" names him itself.
What an official says that "we" do is coded as his act: his country and office are those of whom he speaks for.
"""

from __future__ import annotations

import msgspec

from demarche.coding.context import Context
from demarche.coding.figures import Figure
from demarche.coding.quotes import marked, quotations
from demarche.coding.speech import speeches
from demarche.coding.tree import Tree
from demarche.model import Draft

FIRST = frozenset(["i", "we", "me", "us", "my", "our", "myself", "ourselves"])
PLURAL = frozenset(["we", "us", "our", "ourselves"])
SUFFERING = FIRST - {"we"}  # "we asked for proof, they asked for insulin": two sides that the story knows
HEAD = 15  # words at the head of a sentence in which "X said:" stands
THIRD = frozenset(["they", "them", "their"])
OFFICIAL = frozenset(["GOV", "MIL", "LEG", "PTY", "OPP", "REB", "SPY"])  # these speak of whom the story speaks
Place = tuple[int, int]


def resolve(draft: Draft, context: Context) -> None:
    """Tells the cast whom the pronouns of the first person mean; the draft has no events yet."""
    quoted = list(marked(context.parsed.article.text))
    places = _places(context)
    inside = [(n, i) for n, i in places if any(a <= context.trees[n].tokens[i].start < b for a, b in quoted)]
    if inside:
        _quoted(draft, context, inside)
    taken = frozenset(inside)
    for n, i in places:
        speaker = _named(context, n) or (None if (n, i) in taken else _stated(context, n, i))
        if speaker is not None:
            context.cast.speaks(n, i, context.trees[n], _state(context, n, i, speaker))


def _places(context: Context) -> list[Place]:
    """(sentence, token) of the pronouns of the first person."""
    return [
        (n, i)
        for n, tree in enumerate(context.trees)
        for i, token in enumerate(tree.tokens)
        if token.upos == "PRON" and token.text.lower() in FIRST
    ]


def _quoted(draft: Draft, context: Context, places: list[Place]) -> None:
    spoken = [speeches(context, n) for n in range(len(context.trees))]
    found = [q.record for q in quotations(msgspec.structs.replace(draft, events=()), context, spoken)]
    direct = [q for q in found if q.kind == "direct" and q.speaker]
    _without_speaker(context, [(q.start, q.end, q.speaker) for q in direct if q.speaker])
    for n, i in places:
        at = context.trees[n].tokens[i].start
        speaker = next((q.speaker for q in direct if q.start <= at < q.end), None)
        if speaker is not None:
            context.cast.speaks(n, i, context.trees[n], _state(context, n, i, speaker))


def _without_speaker(context: Context, direct: list[tuple[int, int, str]]) -> None:
    """Nobody calls himself "they" in his own words, nor his own people; whom a witness means only he knows."""
    who = context.cast.who
    for n, tree in enumerate(context.trees):
        for i, token in enumerate(tree.tokens):
            if token.upos != "PRON" or token.text.lower() in FIRST or (n, i) not in who:
                continue
            here = next(((a, b, name) for a, b, name in direct if a <= token.start < b), None)
            if here is not None and (who[n, i] == (here[2],) or _is_unnamed(context, n, i, here)):
                del who[n, i]


def _is_unnamed(context: Context, n: int, i: int, quote: tuple[int, int, str]) -> bool:
    """ "They burned our houses", a farmer said: of whom he speaks, only his own words can tell."""
    tree, (first, last, name) = context.trees[n], quote
    if tree.tokens[i].text.lower() not in THIRD:
        return False
    speaker, meant = context.cast.figure(name), [context.cast.figure(x) for x in context.cast.who[n, i]]
    named = [m for f in meant for m in f.mentions if m.text.lower() not in THIRD]
    inside = any(first <= m.start < tree.tokens[i].start for m in named)
    own = any(first <= t.start < last and t.text.lower() in SUFFERING for t in tree.tokens)
    return own and not inside and (speaker.sector not in OFFICIAL or any(_is_alike(speaker, f) for f in meant))


def _is_alike(speaker: Figure, other: Figure) -> bool:
    """True for his own kind: a soldier and "the soldiers"."""
    return speaker.sector == other.sector and (speaker.country or other.country) == (other.country or speaker.country)


def _state(context: Context, n: int, i: int, speaker: str) -> str:
    """What is "ours" in the mouth of an official belongs to his state, where the article names it."""
    figure = context.cast.figure(speaker)
    ours = context.trees[n].tokens[i].text.lower() == "our" and figure.sector in ("GOV", "MIL") and figure.country
    states = [f.id for f in context.cast.figures if f.reading.kind == "country" and f.country == figure.country]
    return states[0] if ours and states else speaker


def _named(context: Context, n: int) -> str | None:
    """ "On behalf of the government, I …"."""
    tree = context.trees[n]
    for i, token in enumerate(tree.tokens):
        if token.lemma.lower() == "behalf" and tree.prep(i) == "on":
            owners = [k for p, k in tree.phrases(i) if p == "of"]
            ids = [x for k in owners for x in context.actors_at(n, k)]
            return ids[0] if ids else None
    return None


def _stated(context: Context, n: int, i: int) -> str | None:
    """The speaker of a statement without quotation marks."""
    plural = context.trees[n].tokens[i].text.lower() in PLURAL
    for m in range(n, -1, -1):
        tree = context.trees[m]
        if m < n and (speaker := _announced(context, m, tree)) is not None:
            return speaker
        if plural and (speaker := _speaks_for(context, m, tree, before=i if m == n else len(tree.tokens))) is not None:
            return speaker
    return None


def _announced(context: Context, n: int, tree: Tree) -> str | None:
    """Who speaks in what follows "The Foreign Secretary, Ann Lee, said:", on its own line or at the head of another."""
    if not tree.tokens:
        return None
    ends = tree.tokens[-1].text == ":"
    saying = None if ends else _said_before_colon(tree)
    if not ends and saying is None:
        return None
    speakers = [k for speech in speeches(context, n) for k in speech.speakers] if ends else []
    speakers = speakers or [k for v in (_verbs(tree) if ends else [saying]) for k in tree.verb(v or 0).subjects]
    ids = [x for k in speakers for x in context.actors_at(n, k)]
    return ids[0] if ids else None


def _said_before_colon(tree: Tree) -> int | None:
    """The verb of saying at the head of a sentence, right before a colon and no quotation mark."""
    for i, token in enumerate(tree.tokens[:HEAD]):
        if token.text == ":" and i and i + 1 < len(tree.tokens):
            bare = tree.tokens[i + 1].text[:1].isalpha()
            return i - 1 if bare and tree.tokens[i - 1].lemma.lower() in ("say", "state", "add", "comment") else None
    return None


def _verbs(tree: Tree) -> list[int]:
    return [v for v, t in enumerate(tree.tokens) if t.upos == "VERB" and t.rel == "root"]


def _speaks_for(context: Context, n: int, tree: Tree, *, before: int) -> str | None:
    """The state or body that is the subject of a main clause in the present: "The United States condemns …"."""
    for v in _verbs(tree):
        if not any(tree.tokens[k].has("Tense=Pres") for k in (v, *tree.sentence.kids(v, "cop"))):
            continue
        for k in tree.verb(v).subjects:
            for name in context.actors_at(n, k) if k < before else ():
                figure = context.cast.figure(name)
                if figure.reading.kind in ("country", "organisation") and tree.tokens[k].upos != "PRON":
                    return name
    return None
