"""The example corpus: invented news of ten weeks from six corners of the world, to try everything on.

Every article was written for this project. The countries exist, the events and the people named in them do not, and
each source says so in its name. The stories hold what real news holds: copies, contradictions, a bargain with both
its sides, an escalation told differently by each side, and a thaw.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

import msgspec
import yaml

from demarche.model import Article

if TYPE_CHECKING:
    from demarche.corpus import Store
    from demarche.forecast.ledger import Ledger
    from demarche.intaking import AnyCoder
    from demarche.model.stream import StreamEvent


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One article as its file has it."""

    day: str
    source: str
    title: str
    text: str


def articles() -> Iterator[Article]:
    """All articles in the order of their files."""
    folder = files("demarche.demo").joinpath("articles")
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        name = file.name.removesuffix(".yaml")
        loaded = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        for number, entry in enumerate(msgspec.convert(loaded["articles"], list[Entry]), start=1):
            # Paragraphs are parted by an empty line, as intake gives them.
            text = entry.text.strip().replace("\n", "\n\n")
            yield Article(id=f"{name}-{number}", text=text, title=entry.title, source=entry.source, published=entry.day,
                          language="en")  # fmt: skip


def load(store: Store, *, coder: AnyCoder | None = None) -> tuple[int, int]:
    """Code and store the corpus; returns how many articles were new and how many were there before."""
    from demarche.corpus import default_coder
    from demarche.intaking import as_coder, coded
    from demarche.model import Record

    new = [article for article in articles() if store.has(article) is None]
    known = sum(1 for _ in articles()) - len(new)
    records = list(coded(as_coder(coder or default_coder()), new)) if new else []
    pairs = [(a, r) for a, r in zip(new, records, strict=True) if isinstance(r, Record)]
    stored = store.add_many(pairs) if pairs else 0
    store.resolve()
    return stored, known


def keep_forecasts(store: Store, ledger: Ledger) -> int:
    """Forecast every pair that has been in the news, each Monday of the later weeks, and keep that; returns how many.

    Each used only what was published before its Monday, but all are made now: the record marks them "in hindsight".
    A record that somebody has begun is left alone.
    """
    from demarche.forecast.outlook import forecasts
    from demarche.forecast.targets import all_targets
    from demarche.model.stream import as_archive, from_rows

    if ledger.entries():
        return 0
    exchanged = frozenset(str(name) for row in store.exchanges() for name in row["events"])
    stream = as_archive(from_rows(store.events(), exchanged=exchanged))
    told = [
        one
        for monday, horizons in MONDAYS.items()
        if (pairs := _busy(stream, monday))
        for one in forecasts(stream, pairs, as_of=monday, targets=all_targets()[:5], horizons=horizons)
    ]
    return ledger.add(told, made=dt.datetime.now(dt.UTC))


def _busy(stream: list[StreamEvent], day: dt.date) -> list[tuple[str, str]]:
    """The pairs told of at least three times before a day, both directions together, each directed."""
    from demarche.model.stream import known_before

    told = Counter(
        (min(e.actor, e.recipient), max(e.actor, e.recipient)) for e in known_before(stream, day) if e.current
    )
    return [directed for (a, b), n in sorted(told.items()) if n >= 3 for directed in ((a, b), (b, a))]


def where_to_look(store: Store) -> str:
    """What there is to find, and the pages that show it."""
    counts = [len(store.documents()), len(store.events()), len(store.stories()), len(store.exchanges())]
    words = "{} articles, {} events, {} stories, {} reports of bargains. All of it is invented.".format(*counts)
    places = "\n".join(f"  {path:<22} {what}" for path, what in LOOK)
    return f"{words}\n\nWhere to look:\n{places}"


# Days on which forecasts are kept, and their horizons; the corpus ends on 14 March 2026, so that all windows close.
MONDAYS = {
    dt.date(2026, 2, 2): (7, 30), dt.date(2026, 2, 9): (7, 30), dt.date(2026, 2, 16): (7,), dt.date(2026, 2, 23): (7,),
    dt.date(2026, 3, 2): (7,),
}  # fmt: skip

LOOK = (
    ("/exchanges", "the bargain: sailors for a border crossing, with the sentences that prove it"),
    ("/dyads/COL/VEN", "how Colombia and Venezuela got there, week by week"),
    ("/dyads/DJI/ERI", "an escalation, told differently by each side"),
    ("/dyads/GRC/TUR", "a thaw"),
    ("/stories?disputed=true", "events on which the reports disagree"),
    ("/forecasts", "what could be foreseen each Monday, made in hindsight, and how it came out; make some yourself"),
    ("/try", "room for a text of your own"),
)
