"""From article to record: the one module that knows the order of the stages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from demarche import __version__
from demarche.coding import FrameCoder
from demarche.coding.digest import digest
from demarche.coding.written import to_record
from demarche.config import load_settings
from demarche.errors import InputError
from demarche.intake.language import with_language
from demarche.knowledge import Knowledge, read_actors
from demarche.model import Article, Draft, Issue, Parsed, Record
from demarche.ontology import Codebook, load
from demarche.parts import Coder, Parser, Registry

if TYPE_CHECKING:
    from demarche.model import Sentence

MAX_CHARACTERS = 200_000  # longer texts are refused, never cut (docs/explanation/limits.md)
HALF = re.compile("[\ud800-\udfff]")  # what UTF-8 cannot hold, no record can say
BATCH = 32  # articles parsed together when many are coded; the result does not depend on it

PARSERS: Registry[Parser] = Registry("parser", "demarche.parsers")
CODERS: Registry[Coder] = Registry("coder", "demarche.coders")


def _engine_parser() -> Parser:
    from demarche.parse import EngineParser

    folder = load_settings().engine
    return EngineParser(Path(folder)) if folder else EngineParser()


def _frame_coder(*, book: Codebook, knowledge: Knowledge, witnesses: str = "both") -> Coder:
    return FrameCoder(book, knowledge, witnesses=witnesses)


PARSERS.register("engine.v1", _engine_parser)
CODERS.register("frames.v1", _frame_coder)


class Pipeline:
    """Codes articles one after the other; loads its model and tables on first use.

    `codebook` is a folder that adds to ours, `actors` files that add to the name tables, the settings say which when
    none is given; `witnesses` is both, frames or head (for ablations).
    """

    def __init__(
        self,
        *,
        parser: str | Parser = "engine.v1",
        coder: str = "frames.v1",
        codebook: Path | None = None,
        actors: Sequence[Path] = (),
        witnesses: str = "both",
    ) -> None:
        self._parser = parser
        self._coder = coder
        self._codebook = codebook
        self._actors = tuple(actors)
        self._witnesses = witnesses

    @cached_property
    def parser(self) -> Parser:
        return PARSERS.make(self._parser) if isinstance(self._parser, str) else self._parser

    @cached_property
    def book(self) -> Codebook:
        folder = self._codebook or load_settings().codebook
        return load(Path(folder) if folder else None)

    @cached_property
    def knowledge(self) -> Knowledge:
        files = self._actors or load_settings().actors
        return Knowledge.load(tuple(row for path in files for row in read_actors(path)))

    @cached_property
    def coder(self) -> Coder:
        options = {} if self._witnesses == "both" else {"witnesses": self._witnesses}
        return CODERS.make(self._coder, book=self.book, knowledge=self.knowledge, **options)

    @cached_property
    def models(self) -> dict[str, str]:
        return {"engine": self.parser.name, "coder": self.coder.name}

    def code(self, article: Article) -> Record:
        """The record of one article; InputError when the text is too long."""
        return self.record(self.draft(article))

    def code_many(self, articles: Iterable[Article]) -> Iterator[Record]:
        """Records in the order of the articles, a batch at a time, in bounded memory."""
        batch: list[Article] = []
        for article in articles:
            batch.append(article)
            if len(batch) == BATCH:
                yield from self._batch(batch)
                batch = []
        yield from self._batch(batch)

    def _batch(self, articles: list[Article]) -> Iterator[Record]:
        parsed = self.parser.parse_many([self._checked(a).text for a in articles])
        for article, sentences in zip(articles, parsed, strict=True):
            yield self.record(self._coded(article, sentences))

    def draft(self, article: Article) -> Draft:
        """The finished draft with its trees: for explanations and for looking inside."""
        return self._coded(article, self.parser.parse(self._checked(article).text))

    def _coded(self, article: Article, sentences: tuple[Sentence, ...]) -> Draft:
        article = with_language(article)
        if article.language is None:  # too short to tell: read as English, and said to be unknown
            return self.coder.code(Draft(parsed=Parsed(article, sentences)))
        if article.language != "en":
            issue = Issue(stage="language", reason=f"not coded: language {article.language}", start=0, end=0)
            return Draft(parsed=Parsed(article, ()), issues=(issue,))
        return self.coder.code(Draft(parsed=Parsed(article, sentences)))

    def record(self, draft: Draft) -> Record:
        bullets = digest(draft, self.book)
        return to_record(draft, version=__version__, book=self.book, models=self.models, digest=bullets)

    @staticmethod
    def _checked(article: Article) -> Article:
        if len(article.text) > MAX_CHARACTERS:
            raise InputError(
                f"{article.id}: the text has {len(article.text):,} characters; at most {MAX_CHARACTERS:,} are coded"
            )
        half = HALF.search(article.text)
        if half is not None:
            raise InputError(f"{article.id}: character {half.start()} is half of a surrogate pair and no text")
        return article
