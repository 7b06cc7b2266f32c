"""What costs much is remembered, exactly while the store rests, a little behind while it changes all the time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from demarche.api.memory import LAG, STREAM, Memory


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def taking(clock: Clock, seconds: float, made: list[int]) -> Callable[[], int]:
    """Work that takes so long and counts how often it was done."""

    def make() -> int:
        clock.now += seconds
        made.append(len(made))
        return len(made)

    return make


def stream(memory: Memory, clock: Clock) -> None:
    for _ in range(STREAM):
        clock.now += 0.5
        memory.changed()


def test_a_change_makes_a_result_void() -> None:
    """At rest a result is made once for each state of the store."""
    clock, made = Clock(), list[int]()
    memory = Memory(clock=clock)
    make = taking(clock, 5.0, made)
    assert [memory.get("a", make), memory.get("a", make)] == [1, 1]
    memory.changed()
    assert memory.get("a", make) == 2


def test_a_stream_of_changes_does_not_make_everybody_pay() -> None:
    """While changes come in all the time, what takes long lags behind and is renewed beside the readers."""
    clock, made = Clock(), list[int]()
    memory = Memory(clock=clock)
    make = taking(clock, 0.5, made)
    memory.get("a", make)
    stream(memory, clock)
    assert memory.get("a", make) == 1
    until = time.monotonic() + 10
    while memory.renewed == 0 and time.monotonic() < until:
        time.sleep(0.01)
    assert memory.get("a", make) == 2
    memory.close()


def test_what_is_quick_never_lags() -> None:
    """What takes no time is exact at any pace, and so is what is older than the lag that is allowed."""
    clock, made = Clock(), list[int]()
    memory = Memory(clock=clock)
    quick = taking(clock, 0.001, made)
    memory.get("a", quick)
    stream(memory, clock)
    assert memory.get("a", quick) == 2
    old = taking(clock, 0.5, made)
    memory.get("b", old)
    clock.now += LAG + 1
    stream(memory, clock)
    assert memory.get("b", old) == len(made) == 4


def test_nothing_new_is_made_of_what_is_old() -> None:
    """A result that rests on another one takes that one as the store is now."""
    clock, made = Clock(), list[int]()
    memory = Memory(clock=clock)
    make = taking(clock, 0.5, made)
    memory.get("part", make)
    stream(memory, clock)
    assert memory.get("whole", lambda: memory.get("part", make)) == 2


def test_one_makes_it_and_the_others_wait() -> None:
    """Eight readers who want the same at once cause the work once."""
    memory, made = Memory(), list[int]()

    def make() -> int:
        time.sleep(0.05)
        made.append(1)
        return 7

    threads = [threading.Thread(target=memory.get, args=("a", make)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_a_failure_is_not_remembered() -> None:
    """Work that failed is tried again by the next reader."""
    memory = Memory()
    with pytest.raises(ZeroDivisionError):
        memory.get("a", lambda: 1 // 0)
    assert memory.get("a", lambda: 3) == 3
