"""Ingest through a server: sources are read here, in the same way and within the same limits, and filed there.

What waits is sent instead of coded; the server answers after its commit, so an outcome that is given is as safe as one
of a store that is open here. What is sent twice is known by its content, so a run that was broken off can simply be
started again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

import msgspec

from demarche.client import ApiError
from demarche.intake.limits import DEFAULT, Limits
from demarche.model import Article
from demarche.reading import Fetch, Outcome, Place, Reading

Post = Callable[[str, dict[str, Any]], dict[str, Any]]
Item = tuple[Place, str, Article]
TOO_LARGE = 413
REFUSED = 422


class Sending(Reading):
    """One run of ingest into a store that somebody else owns; `post` sends a body to a path and gives the answer."""

    def __init__(
        self,
        post: Post,
        *,
        limits: Limits = DEFAULT,
        published: str | None = None,
        stdin: BinaryIO | None = None,
        fetch: Fetch | None = None,
    ) -> None:
        super().__init__(limits=limits, published=published, stdin=stdin, fetch=fetch)
        self._post = post

    def _flush(self) -> Iterator[Outcome]:
        """Send what waits, and say in order what became of it."""
        waiting = self._gathered()
        told = self._sent([(place, known, item) for place, known, item in waiting if isinstance(item, Article)])
        for _, _, item in waiting:
            yield item if isinstance(item, Outcome) else next(told)

    def _sent(self, items: Sequence[Item]) -> Iterator[Outcome]:
        """Outcomes of articles; a batch that the server refuses is sent in halves, down to the article at fault."""
        if not items:
            return
        try:
            yield from self._asked([_input(place, article) for place, _, article in items])
        except ApiError as why:
            if why.status not in (TOO_LARGE, REFUSED):
                raise
            if len(items) == 1:
                yield self._refused(*items[0], f"the server refused it ({why})")
                return
            middle = len(items) // 2
            yield from self._sent(items[:middle])
            yield from self._sent(items[middle:])

    def _quarantine(self, place: Place, reason: str, digest: tuple[str, int]) -> Outcome:
        return self._refusal(place, reason, digest[0], digest[1])

    def _refused(self, place: Place, known: str, article: Article, reason: str) -> Outcome:
        found = self._refusal(place, reason, known, len(article.text))
        return msgspec.structs.replace(found, doc_id=known)

    def _refusal(self, place: Place, reason: str, digest: str, size: int) -> Outcome:
        sent = {"source": place.source, "part": place.part, "reason": reason, "digest": digest, "size": size}
        return self._asked([sent])[0]

    def _asked(self, inputs: list[dict[str, Any]]) -> list[Outcome]:
        found = self._post("/v1/intake", {"inputs": inputs})
        return msgspec.convert(found["outcomes"], list[Outcome])


def _input(place: Place, article: Article) -> dict[str, Any]:
    return {"source": place.source, "part": place.part, "article": msgspec.to_builtins(article)}
