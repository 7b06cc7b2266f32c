"""Coding batches of articles in this process, in a pool of processes, or on Ray: the same records in the same order.

A batch that kills its worker is tried again, then in halves down to the article at fault, so that this one cannot take
others along.
"""

from __future__ import annotations

import copy
import logging
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import get_context
from typing import Any, Protocol

from demarche.errors import ConfigError
from demarche.intaking import Coder, as_coder
from demarche.model import Article
from demarche.model.record import Record

ENGINES = ("process", "ray")
# A task per article would spend its time on sending; a batch of this size hides it.
BATCH = 256
AHEAD = 2
Answer = bytes | str
Answers = list[Answer]


class Engine(Protocol):
    """Batches in, answers out, in the same order: a record as JSON, or the reason why there is none."""

    def run(self, batches: Iterable[Sequence[Article]]) -> Iterator[Answers]: ...
    def close(self) -> None: ...


def make_engine(name: str, coder: Any, *, workers: int = 1) -> Engine:
    """The engine of a name; `coder` must be picklable for all but one process."""
    if name not in ENGINES:
        raise ConfigError(f"no engine called {name!r}; known: {', '.join(ENGINES)}")
    if name == "ray":
        return RayEngine(unloaded(coder), workers)
    return PoolEngine(unloaded(coder), workers) if workers > 1 else HereEngine(coder)


def unloaded(coder: Any) -> Any:
    """The coder without what it has loaded (cached properties), so that it travels light and loads again."""
    state = getattr(coder, "__dict__", None)
    if not state or not any(name.startswith("_") for name in state):
        return coder
    light = copy.copy(coder)
    for name in [name for name in state if not name.startswith("_")]:
        del light.__dict__[name]
    return light


def answers(coder: Coder, articles: Sequence[Article]) -> Answers:
    """Records of a batch; when the coder fails on it, each article is tried alone."""
    try:
        found: list[Answer] = [record.to_json() for record in coder.code_many(articles)]
        if len(found) == len(articles):
            return found
    except Exception:  # found again below, article by article, and named there
        pass
    return [_alone(coder, article) for article in articles]


def _alone(coder: Coder, article: Article) -> Answer:
    try:
        return coder.code(article).to_json()
    except Exception as why:  # one article's failure is its own
        return f"the coder failed on this article ({type(why).__name__}: {str(why)[:200]})"


class HereEngine:
    """No other process at all."""

    def __init__(self, coder: Coder | Callable[[Article], Record]) -> None:
        self._coder = as_coder(coder)

    def run(self, batches: Iterable[Sequence[Article]]) -> Iterator[Answers]:
        return (answers(self._coder, batch) for batch in batches)

    def close(self) -> None:
        """Nothing to end."""


@cache
def _loaded(pickled: bytes) -> Coder:
    """The coder of a pool's process, made once."""
    return as_coder(pickle.loads(pickled))


def _work(pickled: bytes, articles: Sequence[Article]) -> Answers:
    return answers(_loaded(pickled), articles)


class PoolEngine:
    """A pool of processes on this machine, each with a coder of its own."""

    def __init__(self, coder: Any, workers: int) -> None:
        # Sent with every batch, a hundred bytes or so; each process makes its coder from it once.
        self._coder, self._workers = pickle.dumps(coder), workers
        self._pool: ProcessPoolExecutor | None = None

    def run(self, batches: Iterable[Sequence[Article]]) -> Iterator[Answers]:
        source = iter(batches)
        waiting: deque[tuple[list[Article], Future[Answers]]] = deque()
        while True:
            while len(waiting) < self._workers * AHEAD and (batch := next(source, None)) is not None:
                waiting.append((list(batch), self._submit(list(batch))))
            if not waiting:
                return
            articles, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                self.close()
                yield self._again(articles)
                # What was on its way in the broken pool is sent again.
                waiting = deque((others, self._submit(others)) for others, _ in waiting)

    def _submit(self, articles: list[Article]) -> Future[Answers]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"))
        try:
            return self._pool.submit(_work, self._coder, articles)
        except BrokenProcessPool as why:
            broken: Future[Answers] = Future()
            broken.set_exception(why)
            return broken

    def _again(self, articles: list[Article]) -> Answers:
        """A batch whose process died: once more as a whole, then in halves down to the article at fault."""
        try:
            return self._submit(articles).result()
        except BrokenProcessPool:
            self.close()
        if len(articles) == 1:
            return ["the coder's process died on this article"]
        middle = len(articles) // 2
        return [*self._again(articles[:middle]), *self._again(articles[middle:])]

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None


def start(ray: Any, workers: int) -> None:
    """Join the cluster that RAY_ADDRESS names, else start Ray on this machine; ConfigError when it does not come up.

    Ray gives its own processes half a minute, which a busy machine may need for the first of them: so it is tried
    twice.
    """
    # A running cluster knows how many CPUs it has, and refuses to be told.
    cpus = None if os.environ.get("RAY_ADDRESS") else workers
    for tries_left in (1, 0):
        try:
            ray.init(num_cpus=cpus, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
            return
        except Exception as why:  # Ray raises a bare Exception when its start takes too long
            ray.shutdown()
            if not tries_left:
                raise ConfigError(
                    f"Ray did not start: {str(why)[:200]} Try again, use --workers {workers} without --engine, "
                    "or start a cluster and name it in RAY_ADDRESS"
                ) from why


class RayEngine:
    """Actors on a Ray cluster, or on this machine when none is running; each keeps its coder loaded."""

    def __init__(self, coder: Any, workers: int) -> None:
        try:
            import ray
        except ImportError:
            raise ConfigError("the engine ray needs the extra: pip install 'demarche[ray]'") from None
        self._ray, self._coder, self._workers = ray, coder, max(workers, 1)
        if not ray.is_initialized():
            start(ray, self._workers)
        self._actors: list[Any] = []

    def run(self, batches: Iterable[Sequence[Article]]) -> Iterator[Answers]:
        source = iter(batches)
        self._actors = [self._actor() for _ in range(self._workers)]
        waiting: deque[tuple[int, list[Article], Any]] = deque()
        turn = 0
        while True:
            while len(waiting) < self._workers * AHEAD and (batch := next(source, None)) is not None:
                place = turn % self._workers
                articles = list(batch)
                waiting.append((place, articles, self._actors[place].code.remote(articles)))
                turn += 1
            if not waiting:
                return
            yield self._answer(*waiting.popleft())

    def _actor(self) -> Any:
        return self._ray.remote(num_cpus=1, max_restarts=2, max_task_retries=2)(RayCoder).remote(self._coder)

    def _answer(self, place: int, articles: list[Article], reference: Any) -> Answers:
        try:
            found: Answers = self._ray.get(reference)
            return found
        except self._ray.exceptions.RayActorError:
            self._actors[place] = self._actor()
            return self._halves(place, articles)

    def _halves(self, place: int, articles: list[Article]) -> Answers:
        try:
            found: Answers = self._ray.get(self._actors[place].code.remote(articles))
            return found
        except self._ray.exceptions.RayActorError:
            self._actors[place] = self._actor()
        if len(articles) == 1:
            return ["the coder's process died on this article"]
        middle = len(articles) // 2
        return [*self._halves(place, articles[:middle]), *self._halves(place, articles[middle:])]

    def close(self) -> None:
        for actor in self._actors:
            self._ray.kill(actor)
        self._actors = []


class RayCoder:
    """What runs in an actor."""

    def __init__(self, coder: Any) -> None:
        self._coder = as_coder(coder)

    def code(self, articles: list[Article]) -> Answers:
        return answers(self._coder, articles)


class EngineCoder:
    """An engine that looks like a coder, for ingest: `code_many` spreads a batch over all workers."""

    def __init__(self, engine: Engine, *, workers: int = 1, batch: int = BATCH) -> None:
        self._engine, self._size = engine, batch
        self.batch = batch * workers * AHEAD

    def code(self, article: Article) -> Record | str:
        return next(self.code_many([article]))

    def code_many(self, articles: Iterable[Article]) -> Iterator[Record | str]:
        """Records in order; the reason in the place of one that its worker could not make."""
        for found in self._engine.run(batched(articles, self._size)):
            yield from (answer if isinstance(answer, str) else Record.from_json(answer) for answer in found)


def batched(articles: Iterable[Article], size: int) -> Iterator[list[Article]]:
    batch: list[Article] = []
    for article in articles:
        batch.append(article)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
