"""Shorter sentences out of the article's own words: openers, asides and long additions are left out.

Nothing else is changed.

Conditions, negations, hedges and the words of who said it always stay.
A pronoun or short form that leans on an earlier sentence is replaced by a mention that names the actor.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from demarche.coding.digest_words import lists, words
from demarche.model import Draft, Sentence, Span

LONG = 30  # words; below that a sentence is left whole
_ASIDE = ("acl:relcl", "appos", "acl", "advcl", "parataxis", "advcl:relcl")
_MARKS = frozenset([",", "–", "—", "-", ";", "(", ")", ":"])
_PERSONAL = frozenset(["he", "she", "it", "they", "him", "her", "them"])
_SUBJECTS = _PERSONAL | {"this", "that", "these", "those", "we", "i", "you"}
_OWN = frozenset(["his", "her", "its", "their"])
_DATELINE = re.compile(r"^[A-Z][\w.,'’/() ]{1,60}?\s?[-–—]{1,2}\s")


class Piece(msgspec.Struct, frozen=True):
    """A sentence cut down: its stretches of article text in order, and how much it leans on what was said before."""

    spans: tuple[Span, ...]
    leans: float
    words: int


def cut(n: int, draft: Draft, need: Iterable[int], *, returning: bool = False, named: frozenset[str] = frozenset(),
        limit: int = LONG) -> Piece | None:  # fmt: skip
    """Sentence `n` with what must stay around the words in `need`; None when nothing readable is left.

    Asides are left out, the least needed first, until `limit` words are left or no aside is.
    """
    sentence = draft.parsed.sentences[n]
    need = frozenset(need)
    keep = set(range(len(sentence.tokens))) - _opening(sentence, returning=returning) - _parentheses(sentence)
    keep = _clause(sentence, keep, need, limit)
    for aside in _asides(sentence, need):
        if _count(sentence, keep) <= limit:
            break
        if aside & keep and len(keep - aside) > 3:
            keep -= aside
    order = _tidy(sentence, sorted(keep))
    if len(order) < 3 or not _balanced(sentence, order):
        return None
    spans, leans = _spans(n, draft, order, named)
    if any(sentence.text.lower().startswith(f"{o},") for o in lists()["returning"]) and not returning:
        leans += 0.6
    return Piece(tuple(spans), leans, sum(len(words(s.text)) for s in spans))


def _count(sentence: Sentence, keep: set[int]) -> int:
    return sum(sentence.tokens[k].upos != "PUNCT" for k in keep)


def _opening(sentence: Sentence, *, returning: bool) -> set[int]:
    """Dateline and openers: "MINSK, Sept 9 - ", "However, ", "But "."""
    tokens = sentence.tokens
    out: set[int] = set()
    line = _DATELINE.match(sentence.text)
    if line and sum(c.isupper() for c in line.group()) >= 3:
        out |= {i for i, t in enumerate(tokens) if t.end - sentence.start <= line.end()}
    start = len(out)
    known = lists()["openers"] | (lists()["returning"] if returning else frozenset())
    for size in (5, 4, 3, 2, 1):
        said = " ".join(t.text.lower() for t in tokens[start : start + size])
        after = tokens[start + size].text if start + size < len(tokens) else ""
        if said in known and (after == "," or tokens[start].upos == "CCONJ"):
            return out | set(range(start, start + size + (after == ",")))
    return out | _framing(sentence, start)


def _framing(sentence: Sentence, start: int) -> set[int]:
    """ "In a striking display of unity, ": how the writer sees it, with no name, number or day in it."""
    tokens = sentence.tokens
    end = next((i for i in range(start, min(start + 12, len(tokens))) if tokens[i].text == ","), None)
    if end is None or tokens[start].text.lower() not in ("in", "as", "with"):
        return set()
    inside = tokens[start:end]
    plain = all(not t.name and (t.upos not in ("PROPN", "NUM", "VERB", "PRON") or t.rel == "amod") for t in inside)
    return set(range(start, end + 1)) if plain and any(t.lemma.lower() in lists()["framing"] for t in inside) else set()


def _parentheses(sentence: Sentence) -> set[int]:
    out: set[int] = set()
    opened: int | None = None
    for i, token in enumerate(sentence.tokens):
        if token.text in ("(", "["):
            opened = i
        elif token.text in (")", "]") and opened is not None:
            out |= set(range(opened, i + 1))
            opened = None
    return out


def _clause(sentence: Sentence, keep: set[int], need: frozenset[int], limit: int) -> set[int]:
    """Of several coordinated clauses, those that tell what is needed; a short sentence stays whole."""
    if _count(sentence, keep) <= limit:
        return keep
    root = sentence.root
    for c in sentence.kids(root, "conj", "parataxis"):
        token = sentence.tokens[c]
        if token.upos not in ("VERB", "AUX", "ADJ") or sentence.kid(c, "nsubj", "nsubj:pass", "csubj") is None:
            continue
        below = set(sentence.subtree(c))
        if _is_said(sentence, below):
            continue
        if need and need <= below and token.rel == "conj":
            return keep & (below - _joint(sentence, c))
        if not need & below:
            keep = keep - below
    return keep


def _joint(sentence: Sentence, c: int) -> set[int]:
    """The "and" and the comma before a coordinated clause."""
    return {k for k in sentence.kids(c, "cc", "punct") if k < c}


def _is_said(sentence: Sentence, below: set[int]) -> bool:
    return any(sentence.tokens[k].text.lower() in lists()["speech"] for k in below)


def _asides(sentence: Sentence, need: frozenset[int]) -> list[set[int]]:
    """Additions closed off by punctuation that can be left out, the longest first within each kind."""
    found: list[tuple[int, int, set[int]]] = []
    for i, token in enumerate(sentence.tokens):
        if token.deprel not in _ASIDE and not (token.rel in ("obl", "nmod") and token.head >= 0):
            continue
        below = sentence.subtree(i)
        inside = [k for k in below if sentence.tokens[k].upos != "PUNCT"]
        if need & set(below) or not _closed(sentence, inside) or _binds(sentence, i, inside):
            continue
        rank = _ASIDE.index(token.deprel) if token.deprel in _ASIDE else len(_ASIDE)
        found.append((rank, -len(inside), set(range(inside[0], inside[-1] + 1))))
    return [words for _, _, words in sorted(found, key=lambda f: f[:2])]


def _closed(sentence: Sentence, inside: list[int]) -> bool:
    """True when punctuation or the edge of the sentence stands on both sides, and the stretch has no holes."""
    tokens = sentence.tokens
    first, last = inside[0], inside[-1]
    left = first == 0 or tokens[first - 1].text in _MARKS
    right = last + 1 >= len(tokens) or tokens[last + 1].text in _MARKS or tokens[last + 1].text in (".", "!", "?")
    holes = sum(k not in inside and tokens[k].upos != "PUNCT" for k in range(first, last + 1))
    return left and right and holes == 0 and not (first == 0 and last + 2 >= len(tokens))


def _binds(sentence: Sentence, i: int, inside: list[int]) -> bool:
    """Conditions stay, and so do short clauses of saying."""
    said = {sentence.tokens[k].text.lower() for k in inside[:2]}
    if said & lists()["binding"]:
        return True
    everything = {sentence.tokens[k].text.lower() for k in inside}
    return bool(everything & lists()["speech"]) and (sentence.tokens[i].rel == "parataxis" or len(inside) <= 8)


def _tidy(sentence: Sentence, order: list[int]) -> list[int]:
    """Without the commas and dashes that stood around what was left out, nor any at the ends."""
    drop: set[int] = set()
    for a, b in pairwise(order):
        if b - a > 1:
            drop |= {k for k in (a, b) if sentence.tokens[k].text in _MARKS}
    out = [k for k in order if k not in drop]
    while out and sentence.tokens[out[0]].upos == "PUNCT" and sentence.tokens[out[0]].text not in '“"‘':
        out.pop(0)
    while out and sentence.tokens[out[-1]].text in (*_MARKS, ".", "…"):
        out.pop()
    return out


def _balanced(sentence: Sentence, order: list[int]) -> bool:
    text = "".join(sentence.tokens[k].text for k in order)
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0 and text.count("(") == text.count(")")


# -- names for short forms -----------------------------------------------------------------------------------


def _spans(n: int, draft: Draft, order: list[int], named: frozenset[str]) -> tuple[list[Span], float]:
    """The kept stretches, with names put in for what leans on earlier sentences."""
    sentence = draft.parsed.sentences[n]
    swaps: dict[int, tuple[int, Span]] = {}
    leans = 0.0
    for i in order:
        name, last = _fuller(n, i, draft, order, named)
        if name is not None:
            swaps[i] = (last, name)
        else:
            leans += _leaning(n, i, draft, order)
    return list(_stretches(sentence, order, swaps)), leans


def _stretches(sentence: Sentence, order: list[int], swaps: dict[int, tuple[int, Span]]) -> Iterator[Span]:
    run: list[int] = []
    skip = -1
    for k in order:
        if k <= skip:
            continue
        if run and (k != run[-1] + 1 or k in swaps):
            yield sentence.span(run[0], run[-1])
            run = []
        if k in swaps:
            skip, name = swaps[k]
            yield name
            continue
        run.append(k)
    if run:
        yield sentence.span(run[0], run[-1])


def _fuller(n: int, i: int, draft: Draft, order: list[int], named: frozenset[str]) -> tuple[Span | None, int]:
    """A mention that names whom the phrase beginning at word `i` only points to, and the last word of the phrase."""
    sentence = draft.parsed.sentences[n]
    token = sentence.tokens[i]
    if token.upos == "PRON" and token.text.lower() in _PERSONAL:
        return _for_pronoun(n, i, draft, order), i
    if token.rel == "det" and token.text.lower() in ("the", "these", "those") and token.head - i in (1, 2):
        return (_for_description(n, i, token.head, draft), token.head) if token.head in order else (None, i)
    if token.name == "B-PERSON" and token.rel in ("nsubj", "obl", "obj"):
        return _for_surname(n, i, draft, named), i
    return None, i


def _for_pronoun(n: int, i: int, draft: Draft, order: list[int]) -> Span | None:
    """ "They" at the head of a sentence whose antecedent is sure."""
    sentence = draft.parsed.sentences[n]
    ids = draft.who.get((n, i), ())
    if len(ids) != 1 or sentence.tokens[i].rel != "nsubj" or _named_before(n, i, ids[0], draft, order):
        return None
    return _best(ids[0], sentence, draft) if _surely(n, ids[0], draft) else None


def _for_description(n: int, i: int, head: int, draft: Draft) -> Span | None:
    """ "The ministry", "the two officers" as subject of the sentence."""
    sentence = draft.parsed.sentences[n]
    ids = draft.who.get((n, head), ())
    plain = all(sentence.tokens[k].upos in ("DET", "NUM", "NOUN") for k in range(i, head + 1))
    bare = sentence.kid(head, "nmod", "acl", "appos", "compound", "amod") is None
    if len(ids) != 1 or not plain or not bare or not _heads_sentence(sentence, head):
        return None
    name = _best(ids[0], sentence, draft)
    if name is None or words(name.text)[0] in ("a", "an") or len(words(name.text)) <= head - i + 1:
        return None
    return name


def _for_surname(n: int, i: int, draft: Draft, named: frozenset[str]) -> Span | None:
    """ "Kosanov" alone, when no earlier bullet has introduced him."""
    sentence = draft.parsed.sentences[n]
    tokens = sentence.tokens
    ids = draft.who.get((n, i), ())
    titled = i > 0 and tokens[i - 1].upos in ("PROPN", "NOUN", "ADJ")
    longer = i + 1 < len(tokens) and tokens[i + 1].name.startswith("I-")
    if len(ids) != 1 or ids[0] in named or titled or longer:
        return None
    if sentence.kid(i, "compound", "flat", "appos", "amod") is not None:
        return None
    name = _best(ids[0], sentence, draft)
    return name if name is not None and len(words(name.text)) > 1 and tokens[i].text in name.text else None


def _heads_sentence(sentence: Sentence, i: int) -> bool:
    """True for the subject of the main clause."""
    token = sentence.tokens[i]
    return token.rel == "nsubj" and sentence.tokens[token.head].rel == "root"


def _surely(n: int, actor: str, draft: Draft) -> bool:
    """A pronoun is given a name only when that actor was the subject of the sentence before."""
    if n == 0 or draft.parsed.sentences[n - 1].kind != draft.parsed.sentences[n].kind:
        return False
    before = draft.parsed.sentences[n - 1]
    subjects = [k for k in before.kids(before.root, "nsubj") if actor in draft.who.get((n - 1, k), ())]
    return bool(subjects)


def _named_before(n: int, i: int, actor: str, draft: Draft, order: list[int]) -> bool:
    """True when the sentence itself names the actor before the pronoun."""
    tokens = draft.parsed.sentences[n].tokens
    return any(k < i and tokens[k].upos != "PRON" and actor in draft.who.get((n, k), ()) for k in order)


def _best(actor: str, sentence: Sentence, draft: Draft) -> Span | None:
    """The fullest earlier mention of at most nine words that ends in the actor's name."""
    try:
        figure = draft.actor(actor)
    except KeyError:
        return None
    name = figure.name.lower()
    fit = [
        m
        for m in figure.mentions
        if m.end <= sentence.start and 1 <= len(m.text.split()) <= 9 and m.text.lower().endswith(name) and _names(m)
    ]
    return max(fit, key=lambda m: (len(m.text), -m.start), default=None)


def _names(mention: Span) -> bool:
    text = mention.text
    said = words(text)
    if not said or said[0] in _OWN | _PERSONAL or "\n" in text or any(c in text for c in '“”"():;,'):
        return False
    return any(c.isupper() for c in text) or any(c.isdigit() for c in text) or len(said) > 2


def _quoted(sentence: Sentence, i: int) -> bool:
    before = "".join(t.text for t in sentence.tokens[:i])
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _points_back(n: int, i: int, draft: Draft, order: list[int]) -> bool:
    """ "Ministers oppose it": nothing before it in the sentence but its own subject."""
    tokens = draft.parsed.sentences[n].tokens
    own = set(draft.parsed.sentences[n].kids(tokens[i].head, "nsubj"))
    return not any(
        k < i and k not in own and tokens[k].upos in ("NOUN", "PROPN") and tokens[k].rel in ("nsubj", "obj", "obl")
        for k in order
    )


def _follows_own(n: int, i: int, draft: Draft, order: list[int]) -> bool:
    """True for a pronoun of a later clause, after a name that it can mean: "Oslo said it would …"."""
    tokens = draft.parsed.sentences[n].tokens
    return any(k < i and tokens[k].rel == "nsubj" and tokens[k].upos in ("PROPN", "NOUN") for k in order)


def _leaning(n: int, i: int, draft: Draft, order: list[int]) -> float:
    """How badly a word wants an earlier sentence: 1 for a bare "this" or an unknown "he", less for "the meeting"."""
    sentence = draft.parsed.sentences[n]
    token = sentence.tokens[i]
    word = token.text.lower()
    if _quoted(sentence, i):
        return 0.0
    relative = (
        token.head >= 0 and sentence.tokens[token.head].deprel == "acl:relcl" and word in ("that", "who", "which")
    )
    if token.upos == "PRON" and token.rel == "nsubj" and word in _SUBJECTS and not relative:
        ids = draft.who.get((n, i), ())
        return 0.0 if (ids and _named_before(n, i, ids[0], draft, order)) or _follows_own(n, i, draft, order) else 1.0
    if token.upos == "PRON" and token.rel in ("obj", "obl", "iobj") and word in _PERSONAL:
        return 0.7 if _points_back(n, i, draft, order) else 0.0
    if token.rel == "obj" and token.lemma.lower() in lists()["claims"] and token.head == sentence.root:
        return 0.5 if sentence.kid(i, "nmod", "acl", "amod") is None else 0.0
    if token.upos == "PRON" and word in _OWN:
        ids = draft.who.get((n, i), ())
        inside = any(ids and ids[0] in draft.who.get((n, k), ()) for k in order if k != i)
        return 0.0 if inside or not i < 4 else 0.8
    if token.upos == "NOUN" and token.lemma.lower() in lists()["leaning"] and _heads_sentence(sentence, i):
        det = [sentence.tokens[c].text.lower() for c in sentence.kids(i, "det")]
        if (
            any(d in ("the", "this", "these", "that", "those", "such", "both") for d in det)
            and sentence.kid(i, "nmod", "acl", "compound", "amod") is None
        ):
            return 0.6
    return 0.0
