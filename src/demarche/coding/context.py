"""What every stage of the coder may look at beside the draft: trees, phrase readings, cast, tables, codebook."""

from __future__ import annotations

from collections.abc import Callable

from demarche.coding.cast import Cast
from demarche.coding.tree import Tree
from demarche.coding.when_words import Expression
from demarche.coding.who import Phrases
from demarche.coding.who_settled import named_countries, names_in
from demarche.knowledge import Knowledge
from demarche.model import Draft, Event, Parsed
from demarche.ontology import Codebook


class Context:
    """The article laid open: one tree and one set of phrase readings for each sentence."""

    def __init__(self, parsed: Parsed, book: Codebook, knowledge: Knowledge) -> None:
        self.parsed = parsed
        self.book = book
        self.knowledge = knowledge
        self.published = parsed.article.published
        day = self.published[:10] if self.published else None
        self.trees = tuple(Tree(s) for s in parsed.sentences)
        names = [names_in(t, knowledge, day) for t in self.trees]
        hints = named_countries(names, knowledge)
        self.phrases = tuple(Phrases(t, knowledge, day, hints, n) for t, n in zip(self.trees, names, strict=True))
        self.cast = Cast(knowledge, day)
        self.times: dict[int, tuple[Expression, ...]] = {}  # time expressions of a sentence, filled on demand

    def tree(self, event: Event) -> Tree:
        return self.trees[event.sentence]

    def actors_at(self, n: int, i: int) -> tuple[str, ...]:
        """Ids of the actors meant at word `i` of sentence `n`; reading a new phrase adds to the cast."""
        return self.cast.at(n, i, self.trees[n], self.phrases[n])


Stage = Callable[[Draft, Context], Draft]
