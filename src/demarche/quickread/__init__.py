"""The quick read of a story, of two countries over some days, of a day, or of one stored article.

Nothing is written anew: every bullet is a bullet of a report's own quick read, or one whole sentence of it, and passes
the same check. A story is told once, in the words of the report that tells it best (bullets.py); where its reports
disagree, each value is told by a report that says so (story.py). Which stories weigh most, and which bullet follows
which, is decided in days.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from demarche.errors import InputError
from demarche.model.quickread import Bullet
from demarche.quickread.bullets import bullet_of
from demarche.quickread.days import last_week, span, told
from demarche.quickread.story import about, of_story
from demarche.render import quickread as render
from demarche.store.filters import pair
from demarche.store.store import Base

USUAL, OF_A_STORY = 12, 6


class QuickRead(msgspec.Struct, frozen=True):
    """Bullets, and in a line what they are about; prints readably and shows itself in a notebook."""

    about: str
    bullets: list[Bullet]

    def __iter__(self) -> Iterator[Bullet]:
        return iter(self.bullets)

    def __len__(self) -> int:
        return len(self.bullets)

    def __str__(self) -> str:
        return render.as_text(self.about, self.bullets)

    def _repr_html_(self) -> str:
        return render.fragment(self.about, self.bullets)


def quick_read(
    store: Base,
    *,
    doc_id: str | None = None,
    story_id: str | None = None,
    dyad: tuple[str, str] | str | None = None,
    day: str | None = None,
    since: str | None = None,
    until: str | None = None,
    limit: int | None = None,
) -> QuickRead:
    """The quick read of an article, a story, a dyad, a day or a span of days; of the last week without any.

    Days are those of publication, both included: what was reported then. A dyad is told in the order of time,
    everything else weightiest first.
    """
    if sum(x is not None for x in (doc_id, story_id, dyad or day or since or until)) > 1:
        raise InputError("a quick read is of one thing: an article, a story, or a dyad with its days")
    if doc_id is not None:
        return _of_article(store, doc_id, limit)
    if story_id is not None:
        return QuickRead(about(store, story_id), of_story(store, story_id, limit or OF_A_STORY))
    if day is not None:
        since = until = day
    if not (dyad or since or until):
        since, until = last_week(store)
    parties = pair(dyad) if dyad else None
    found = told(store, parties, since, until, limit or USUAL)
    line = ", ".join(filter(None, ["–".join(parties or ()), span(since, until)]))
    return QuickRead(line[:1].upper() + line[1:], found)


def _of_article(store: Base, doc_id: str, limit: int | None) -> QuickRead:
    record = store.record(doc_id)
    rows = {row["event_id"]: row for row in store.events(doc_id=doc_id)}
    bullets = []
    for found in record.digest[:limit]:
        row = next((rows[e] for e in (f"{doc_id}:{local}" for local in found.events) if e in rows), None)
        bullets.append(bullet_of(store, record, found, doc_id, row))
    return QuickRead(record.article.title or doc_id, bullets)
