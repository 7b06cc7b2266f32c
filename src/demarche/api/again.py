"""Whoever reads while somebody's question in SQL has taken all memory for a moment is answered a little later.

The waiting is done here: what was only read can be read again, and such a question is over after a few seconds.
"""

from __future__ import annotations

import asyncio
from typing import Any

PAUSES = (0.2, 1.0, 3.0, 9.0)  # seconds
SAFE = ("GET", "HEAD")


class Again:
    """The middleware: a 503 that says when to come back is tried again before it is passed on."""

    def __init__(self, app: Any, *, pauses: tuple[float, ...] = PAUSES) -> None:
        self.app, self.pauses = app, pauses

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["method"] in SAFE:
            for pause in self.pauses:
                if await self._answered(scope, receive, send):
                    return
                await asyncio.sleep(pause)
        await self.app(scope, receive, send)

    async def _answered(self, scope: dict[str, Any], receive: Any, send: Any) -> bool:
        put_off = False

        async def sending(message: Any) -> None:
            nonlocal put_off
            if message["type"] == "http.response.start" and message["status"] == 503:
                put_off = any(name.lower() == b"retry-after" for name, _ in message["headers"])
            if not put_off:
                await send(message)

        await self.app(dict(scope), receive, sending)
        return not put_off
