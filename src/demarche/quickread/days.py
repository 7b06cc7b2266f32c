"""What weighed most in some days, for a dyad or in all, each story told once.

A story's weight is what was done, how surely, how far up in the article, and how many independent sources tell it, so
copies of one report make nothing more important. A bullet that leans on the sentence before it ("demanded their
release") stands only behind one of the same article.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from demarche.model.quickread import Bullet
from demarche.quickread.bullets import Records, Row, alike, candidates
from demarche.quickread.lean import leans
from demarche.store.filters import EventFilter, Where, iso_day, where_events
from demarche.store.store import Base

DAYS = 7  # of the last week on record
ALIKE_ELSEWHERE = 0.8
STORY = "coalesce(story_id, event_id)"
PUBLISHED = "coalesce(published_on, event_date_start)"
# The weights of coding/digest_weigh.py, as far as the table of events knows what they need.
WEIGHT = """
(0.35 + 0.065 * least(abs(coalesce(goldstein, 0)), 10))
* CASE realis WHEN 'actual' THEN 1.0 WHEN 'planned' THEN 0.8 WHEN 'requested' THEN 0.6 WHEN 'hypothetical' THEN 0.35
  ELSE 0.15 END
* CASE polarity WHEN 'negative' THEN 0.7 ELSE 1.0 END * CASE WHEN historical THEN 0.3 ELSE 1.0 END
+ 0.15 * (coalesce(len(actor_names), 0) > 0)::INTEGER + 0.15 * (coalesce(len(recipient_names), 0) > 0)::INTEGER
+ 0.3 * (coalesce(sentence_number, 99) <= 3)::INTEGER
"""
WEIGHTIEST = f"""
SELECT story FROM (SELECT {STORY} AS story, {WEIGHT} AS weight FROM events{{where}})
LEFT JOIN stories ON stories.story_id = story
GROUP BY story ORDER BY round(max(weight) * (1 + 0.3 * ln(any_value(coalesce(independent, 1)))), 6) DESC, story
LIMIT {{limit}}
"""


def last_week(store: Base) -> tuple[str | None, str | None]:
    """The last seven days that have news."""
    last: dt.date | None = store.database.kept("SELECT max(published_on) FROM events WHERE origin IS NULL")[0][0]
    return ((last - dt.timedelta(days=DAYS - 1)).isoformat(), last.isoformat()) if last else (None, None)


def span(since: str | None, until: str | None) -> str:
    """Days in words."""
    if since == until:
        return f"reported on {since}" if since else "all that is on record"
    return " ".join(filter(None, ["reported", since and f"from {since}", until and f"to {until}"]))


def told(
    store: Base, dyad: tuple[str, str] | None, since: str | None, until: str | None, limit: int
) -> list[Bullet]:  # fmt: skip
    """The bullets of some days: weightiest first, those of one article together; those of a dyad in order of time."""
    where = where_events(EventFilter(dyad=dyad))
    where.add("origin IS NULL")
    for sign, value in ((">=", since), ("<=", until)):
        if value:
            where.add(f"{PUBLISHED} {sign} CAST(? AS DATE)", iso_day(value))
    stories = weightiest(store, where, 3 * limit)
    bullets = _told_once(Records(store), stories, _rows(store, where, stories), limit)
    if dyad:
        return _followed(sorted(bullets, key=lambda b: (b.day or "", b.published or "", b.doc_id, b.cites[0].start)))
    place = {b.doc_id: n for n, b in reversed(list(enumerate(bullets)))}
    return sorted(bullets, key=lambda b: (place[b.doc_id], b.cites[0].start))


def weightiest(store: Base, where: Where, limit: int) -> list[str]:
    """Stories by weight; an event without a story is one of its own."""
    with store.database.read() as cursor:
        found = cursor.execute(WEIGHTIEST.format(where=where.sql, limit=limit), where.values).fetchall()
    return [str(row[0]) for row in found]


def _rows(store: Base, where: Where, stories: Sequence[str]) -> dict[str, list[Row]]:
    """The chosen events of some stories, by story."""
    chosen = Where([*where.conditions], [*where.values])
    chosen.add(f"{STORY} IN (SELECT unnest(?::VARCHAR[]))", list(stories))
    found: dict[str, list[Row]] = {story: [] for story in stories}
    for row in store.ask("events", chosen, "event_id", what="events", limit=None, offset=0):
        found[row["story_id"] or row["event_id"]].append(row)
    return found


def _told_once(records: Records, stories: Sequence[str], rows: Mapping[str, list[Row]], limit: int) -> list[Bullet]:
    """A bullet for each story, in their order, unless one before it has told it too or says the same."""
    out: list[Bullet] = []
    for story in stories:
        if len(out) >= limit:
            break
        events = {row["event_id"] for row in rows[story]}
        if any(events & set(bullet.events) for bullet in out):
            continue
        fit = (b for b in candidates(records, rows[story]) if not leans(b.text) or _leader(b, out) is not None)
        bullet = next(fit, None)
        if bullet is not None and not alike(bullet, out, elsewhere=ALIKE_ELSEWHERE):
            out.append(bullet)
    return out


def _leader(bullet: Bullet, others: Sequence[Bullet]) -> int | None:
    """Which of the others stands last before this one in the same article."""
    before = [(b.cites[0].start, n) for n, b in enumerate(others) if b.doc_id == bullet.doc_id and b.cites]
    return max((found for found in before if found[0] < bullet.cites[0].start), default=(0, None))[1]


def _followed(bullets: Sequence[Bullet]) -> list[Bullet]:
    """In their order, but a bullet that leans comes right after the one that it leans on."""
    out = [b for b in bullets if not leans(b.text)]
    for bullet in sorted((b for b in bullets if leans(b.text)), key=lambda b: (b.doc_id, b.cites[0].start)):
        leader = _leader(bullet, out)
        if leader is not None:
            out.insert(leader + 1, bullet)
    return out
