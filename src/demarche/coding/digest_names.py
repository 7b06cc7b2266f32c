"""Names for short forms in the quick read, and how badly a sentence leans on the one before it.

"They", "the ministry", "Kosanov" become a mention that names the actor, where it is sure who is meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from demarche.coding.digest_words import lists, words
from demarche.model import Draft, Sentence, Span

_PERSONAL = frozenset(["he", "she", "it", "they", "him", "her", "them"])
_OWN = frozenset(["his", "her", "its", "their"])
_SUBJECTS = _PERSONAL | {"this", "that", "these", "those", "we", "i", "you"}


def spans(n: int, draft: Draft, order: list[int], named: frozenset[str]) -> tuple[list[Span], float]:
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
