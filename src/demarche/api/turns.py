"""Readers take turns: a few answers are made at a time, the others wait in line.

Answers are computing, and one interpreter does it. Eight at once take it from each other every few milliseconds, and
all come late; a few at once come one after the other. A turn ends after a while in any case, so that a question that
takes seconds holds up nobody behind it.
"""

from __future__ import annotations

import asyncio
from typing import Any

AT_ONCE = 3
LONGEST = 0.3  # seconds


class Turns:
    """In front of an application; a turn ends with the first words of the answer, which a slow client may take in."""

    def __init__(self, app: Any, *, at_once: int = AT_ONCE, longest: float = LONGEST) -> None:
        self.app, self.longest = app, longest
        self._free = asyncio.Semaphore(at_once)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await self._free.acquire()
        mine = True

        def end() -> None:
            nonlocal mine
            if mine:
                mine = False
                self._free.release()

        async def sending(message: Any) -> None:
            end()
            await send(message)

        timer = asyncio.get_running_loop().call_later(self.longest, end)
        try:
            await self.app(scope, receive, sending)
        finally:
            timer.cancel()
            end()
