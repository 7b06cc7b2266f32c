"""Results that cost much, remembered: until the store changes, or a little longer while it changes all the time.

As long as the store rests, what is remembered is exact: any change makes it void. Under a stream of news nothing would
hold for longer than a moment, and every reader would pay for everything. Then a result that takes long to make,
measured by the time between two changes, may lag behind by up to half a minute, as stories do, and is made anew beside
the readers. `renewed` counts these renewals, so that entity tags change with them.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")
KEPT = 256
LAG = 30.0  # seconds that a result may be older than the store, while the store changes all the time
STREAM = 4  # the last so many changes tell how fast news comes in
SHARE = 0.1  # of the time between two changes; what takes longer than that is not made anew for each of them
REST, LONGEST_REST = 3, 2.0  # after a renewal, its length three times over is for those who wait for something else
LOG = logging.getLogger("demarche.memory")
Clock = Callable[[], float]


class Kept:
    """One result: what it is, of which version of the store, when it was made, and what that took."""

    def __init__(self) -> None:
        self.making = threading.Lock()
        self.version = -1
        self.value: Any = None
        self.made, self.took = 0.0, 0.0
        self.renewing = False


class Memory:
    """Results by key, each made by one thread while others who want it wait; the oldest go first."""

    def __init__(self, *, clock: Clock = time.monotonic) -> None:
        self.version, self.renewed = 0, 0
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[Any, Kept] = OrderedDict()
        self._changes: deque[float] = deque(maxlen=STREAM)
        self._due: queue.SimpleQueue[tuple[Kept, Callable[[], Any]] | None] = queue.SimpleQueue()
        self._renewer: threading.Thread | None = None
        self._mine, self._ended = threading.local(), False

    def changed(self) -> None:
        """The store is another one now."""
        self.version += 1
        self._changes.append(self._clock())

    def too_long(self, seconds: float) -> bool:
        """True for work that cannot be done after every change at the pace at which these come in now."""
        changes = list(self._changes)
        return len(changes) == STREAM and seconds > SHARE * (self._clock() - changes[0]) / STREAM

    def get(self, key: Any, make: Callable[[], T]) -> T:
        """What is remembered under a key, or else what `make` makes."""
        kept = self._place(key)
        if self._will_do(kept):
            self._renew(kept, make)
        else:
            with kept.making:
                if kept.version != self.version:
                    self._make(kept, make)
        found: T = kept.value
        return found

    @contextlib.contextmanager
    def exactly(self) -> Iterator[None]:
        """Inside, nothing that lags behind the store will do: what is made here is kept for good."""
        outer, self._mine.makes = getattr(self._mine, "makes", False), True
        try:
            yield
        finally:
            self._mine.makes = outer

    def close(self) -> None:
        """End the thread that renews, before the store closes under it."""
        self._ended = True
        self._due.put(None)
        if self._renewer is not None:
            self._renewer.join(timeout=30)

    def _place(self, key: Any) -> Kept:
        with self._lock:
            kept = self._kept.setdefault(key, Kept())
            self._kept.move_to_end(key)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return kept

    def _will_do(self, kept: Kept) -> bool:
        if kept.version in (-1, self.version):
            return kept.version == self.version
        if getattr(self._mine, "makes", False):
            return False
        return self._clock() - kept.made <= LAG and self.too_long(kept.took)

    def _make(self, kept: Kept, make: Callable[[], Any]) -> None:
        version, began = self.version, self._clock()  # a change meanwhile makes the result one of the past
        with self.exactly():  # what is being made anew must not be made of what is old
            kept.value = make()
        kept.made = self._clock()
        kept.took, kept.version = kept.made - began, version

    def _renew(self, kept: Kept, make: Callable[[], Any]) -> None:
        """Have a result of the past made anew, soon and once."""
        if kept.version == self.version or kept.renewing:
            return
        kept.renewing = True
        with self._lock:
            if self._renewer is None:
                self._renewer = threading.Thread(target=self._renewing, name="memory", daemon=True)
                self._renewer.start()
        self._due.put((kept, make))

    def _renewing(self) -> None:
        while (item := self._due.get()) is not None and not self._ended:
            kept, make = item
            try:
                with kept.making:
                    self._make(kept, make)
                self.renewed += 1
                time.sleep(min(REST * kept.took, LONGEST_REST))
            except Exception:  # the next reader makes it himself and is told
                LOG.exception("a remembered result could not be renewed")
                kept.version = -1
            finally:
                kept.renewing = False
