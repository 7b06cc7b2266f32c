"""Sentences with their trees, written by hand: the coder's rules are tried on these without a model.

One word is `text/UPOS/head/relation`, heads counted from 1 and 0 for the root, then what is not plain:
`=lemma`, `+Feature=Value`, `#B-NAME`, `!TYPE:probability` for a cue of the event head.
"""

from __future__ import annotations

import re

from demarche.coding import FrameCoder
from demarche.coding.cast import Cast
from demarche.coding.tree import Tree
from demarche.coding.what import Laid, Match
from demarche.coding.who import Phrases
from demarche.coding.who_reading import Reading
from demarche.knowledge import Knowledge
from demarche.model import Article, Draft, Parsed, Sentence, Token
from demarche.ontology import Codebook, load

WORD = re.compile(r"(?P<text>.+?)/(?P<upos>[A-Z]+)/(?P<head>\d+)/(?P<deprel>[a-z:]+)(?P<more>.*)")
MORE = re.compile(r"([=+#!])([^=+#!]+(?:=[A-Za-z]+)?)")


def sentence(written: str, *, start: int = 0, kind: str = "body") -> Sentence:
    """The sentence written in the notation above, its words one space apart."""
    tokens: list[Token] = []
    at = start
    for word in written.split():
        token = _token(word, at)
        tokens.append(token)
        at = token.end + 1
    text = " ".join(t.text for t in tokens)
    return Sentence.build(start=start, end=start + len(text), text=text, tokens=tuple(tokens), kind=kind)


def _token(word: str, start: int) -> Token:
    found = WORD.fullmatch(word)
    assert found is not None, f"not in the notation: {word}"
    text, more = found["text"], MORE.findall(found["more"])
    extra = {sign: value for sign, value in more if sign != "+"}
    kind, _, p = extra.get("!", "").partition(":")
    return Token(
        start=start,
        end=start + len(text),
        text=text,
        lemma=extra.get("=", text if found["upos"] == "PROPN" else text.lower()),
        upos=found["upos"],
        feats="|".join(value for sign, value in more if sign == "+"),
        head=int(found["head"]) - 1,
        deprel=found["deprel"],
        name=extra.get("#", ""),
        cues=((kind, float(p)),) if kind else (),
    )


def tree(written: str) -> Tree:
    return Tree(sentence(written))


def words(of: Tree, indices: tuple[int, ...]) -> list[str]:
    """The words at these positions."""
    return [of.tokens[i].text for i in indices]


def verb(written: str, word: str) -> dict[str, object]:
    """What the tree says about the arguments of a verb: the words of each place."""
    it = tree(written)
    args = it.verb(next(i for i, t in enumerate(it.tokens) if t.text == word))
    return {
        "subjects": words(it, args.subjects),
        "objects": words(it, args.objects),
        "obliques": [(p, it.tokens[k].text) for p, k in args.obliques],
        "passive": args.passive,
    }


def matches(written: str, book: Codebook | None = None) -> list[tuple[str, dict[str, list[str]]]]:
    """(frame, words of each role) of the frames found in a sentence."""
    it = tree(written)
    phrases = Phrases(it, Knowledge.load(), None)
    return [(m.frame.id, roles(it, m)) for m in Laid(book or load(), it, phrases.acts).matches()]


def roles(of: Tree, match: Match) -> dict[str, list[str]]:
    return {r: words(of, match.role(r)) for r in dict.fromkeys(r for r, _ in match.fills)}


def readings(written: str, word: str, *, date: str | None = None) -> tuple[Reading, ...]:
    """Who is meant by the phrase whose head is this word."""
    it = tree(written)
    return Phrases(it, Knowledge.load(), date).readings(next(i for i, t in enumerate(it.tokens) if t.text == word))


def cast(*written: str, date: str | None = None) -> tuple[Cast, list[Tree]]:
    """The cast of an article of these sentences."""
    out = Cast(Knowledge.load(), date)
    trees, at = [], 0
    for n, line in enumerate(written):
        it = Tree(sentence(line, start=at))
        at = it.sentence.end + 1
        trees.append(it)
        out.read(n, it, Phrases(it, Knowledge.load(), date))
    return out, trees


def who(of: Cast, trees: list[Tree], n: int, word: str) -> list[str]:
    """The names of the actors meant by a word of sentence `n`."""
    i = next(i for i, t in enumerate(trees[n].tokens) if t.text == word)
    return [of.figure(name).reading.name for name in of.who.get((n, i), ())]


def coded(*written: str, published: str | None = "2025-09-16") -> Draft:
    """The finished draft of an article of these sentences, coded by our frames alone."""
    sentences, at = [], 0
    for line in written:
        sentences.append(sentence(line, start=at))
        at = sentences[-1].end + 1
    article = Article(id="t", text=" ".join(s.text for s in sentences), published=published)
    coder = FrameCoder(load(), Knowledge.load(), witnesses="frames")
    return coder.code(Draft(parsed=Parsed(article, tuple(sentences))))


def told(draft: Draft) -> list[tuple[str, list[str], list[str]]]:
    """(type, names of actors, names of recipients) of the events."""
    names = {a.id: a.name for a in draft.actors}
    return [
        (e.event_type.value, [names[c.value] for c in e.actors], [names[c.value] for c in e.recipients])
        for e in draft.events
    ]
