"""How fast the engine is on this machine: the bare model against the whole parse, on one core."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import msgspec

from demarche.parse.engine import EngineParser, batches
from demarche.parse.pieces import pad


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """Sentences a CPU second; `ratio` is parse / forward."""

    sentences: int
    words: int
    forward: float
    parse: float
    ratio: float


def bench(parser: EngineParser, texts: Sequence[str], *, rounds: int = 3) -> Speed:
    """Measures both in CPU time, alternating between them so that a busy machine disturbs both alike."""
    cut = [parser.cut(text) for text in texts]
    ready = [
        pad([sentences[i].pieces for i in rows])
        for sentences in cut
        for rows in batches([len(s.pieces.ids) for s in sentences])
    ]
    count = sum(map(len, cut))
    forward = parse = float("inf")
    for _ in range(rounds):
        forward = min(forward, _seconds(lambda: [parser.forward(batch) for batch in ready]))
        parse = min(parse, _seconds(lambda: parser.parse_many(texts)))
    return Speed(
        sentences=count,
        words=sum(len(s.words) for sentences in cut for s in sentences),
        forward=round(count / forward, 1),
        parse=round(count / parse, 1),
        ratio=round(forward / parse, 3),
    )


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return max(time.process_time() - begun, 1e-9)
