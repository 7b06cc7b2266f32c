"""`demarche.code` and `demarche.read`: the Python door to the pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from demarche.document import Document
from demarche.errors import UnreadableInput
from demarche.intake.dates import published as checked_date
from demarche.intake.jsonl import short_id
from demarche.model import Article
from demarche.pipeline import Pipeline


@lru_cache(maxsize=4)
def _pipeline(codebook: Path | None, actors: tuple[Path, ...]) -> Pipeline:
    return Pipeline(codebook=codebook, actors=actors)


def code(
    text: str,
    *,
    published: str | None = None,
    title: str | None = None,
    source: str | None = None,
    url: str | None = None,
    codebook: str | Path | None = None,
    actors: Sequence[str | Path] = (),
) -> Document:
    """Code one text.

    `published` is an ISO date or datetime (BadDate otherwise); relative dates are read against it.
    `codebook` is a folder that adds to ours, `actors` are files that add to the name tables.
    Raises UnreadableInput for an empty text, InputError for one that is too long.
    """
    if not text.strip():
        raise UnreadableInput("the text is empty")
    article = Article(
        id=short_id(text),
        text=text,
        title=title,
        source=source,
        url=url,
        published=checked_date(published) if published is not None else None,
    )
    return _coded(article, codebook, actors)


def read(
    path: str | Path,
    *,
    published: str | None = None,
    codebook: str | Path | None = None,
    actors: Sequence[str | Path] = (),
) -> Document:
    """Read a text or HTML file and code it; UnreadableInput says what is wrong with a file that cannot be read."""
    from demarche.intake import read_path

    articles = read_path(path, published=published)
    if len(articles) != 1:
        raise UnreadableInput(f"{path}: holds {len(articles)} articles; use demarche.Store or the command line")
    return _coded(articles[0], codebook, actors)


def _coded(article: Article, codebook: str | Path | None, actors: Sequence[str | Path]) -> Document:
    pipeline = _pipeline(Path(codebook) if codebook else None, tuple(Path(a) for a in actors))
    draft = pipeline.draft(article)
    return Document(draft, pipeline.record(draft))
