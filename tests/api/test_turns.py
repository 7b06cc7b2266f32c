"""Answers are made a few at a time, and no long question holds up the others for good."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from demarche.api.turns import Turns

START = {"type": "http.response.start", "status": 200, "headers": []}


async def nothing(message: Any = None) -> None:
    """Takes and gives nothing."""


def test_so_many_at_a_time() -> None:
    """The third waits until one of two is done."""
    running, most = 0, 0

    async def app(scope: Any, receive: Any, send: Any) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1
        await send(START)

    async def crowd() -> None:
        turns = Turns(app, at_once=2, longest=60)
        await asyncio.gather(*(turns({}, nothing, nothing) for _ in range(6)))

    asyncio.run(crowd())
    assert most == 2


def test_a_long_question_loses_its_turn() -> None:
    """Behind a question that never ends the next one is answered all the same."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await asyncio.sleep(60 if scope["slow"] else 0)

    async def crowd() -> None:
        turns = Turns(app, at_once=1, longest=0.01)
        slow = asyncio.create_task(turns({"slow": True}, nothing, nothing))
        await asyncio.sleep(0)
        await asyncio.wait_for(turns({"slow": False}, nothing, nothing), 5)
        slow.cancel()

    asyncio.run(crowd())


def test_a_slow_client_keeps_no_turn() -> None:
    """The turn ends when the answer begins, however long the client takes to read it."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        await send(START)

    async def stuck(message: Any) -> None:
        await asyncio.sleep(60)

    async def crowd() -> None:
        turns = Turns(app, at_once=1, longest=60)
        slow = asyncio.create_task(turns({}, nothing, stuck))
        await asyncio.sleep(0)
        await asyncio.wait_for(turns({}, nothing, nothing), 5)
        slow.cancel()

    asyncio.run(crowd())


def test_a_failure_gives_its_turn_back() -> None:
    """Whoever fails holds nothing."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise ValueError("no answer")

    async def crowd() -> None:
        turns = Turns(app, at_once=1, longest=60)
        for _ in range(3):
            with pytest.raises(ValueError, match="no answer"):
                await asyncio.wait_for(turns({}, nothing, nothing), 5)

    asyncio.run(crowd())
