"""Articles from a Kafka topic: one JSON object a message, acknowledged only after it is stored.

Needs the extra `kafka`. Offsets are committed by the caller's `done`, so a message that was read but not stored
before the process died comes again; the store then knows it by its content.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from demarche.errors import ConfigError, InputError
from demarche.intake.isolate import Found
from demarche.intake.jsonl import Problem, read_line
from demarche.intake.language import with_language
from demarche.intake.limits import DEFAULT, Limits


class KafkaSource:
    """A consumer group's view of one topic."""

    def __init__(self, servers: str, topic: str, *, group: str = "demarche", limits: Limits = DEFAULT) -> None:
        try:
            from confluent_kafka import Consumer
        except ImportError:
            raise ConfigError("Kafka needs the extra: pip install 'demarche[kafka]'") from None
        settings = {
            "bootstrap.servers": servers,
            "group.id": group,
            "enable.auto.commit": False,
            "auto.offset.reset": "earliest",
        }
        self._limits, self._topic = limits, topic
        self._consumer: Any = Consumer(settings)
        self._consumer.subscribe([topic])

    def read(
        self, *, idle_seconds: float | None = None, stopped: Callable[[], bool] = lambda: False
    ) -> Iterator[tuple[str, Found]]:
        """Messages as named articles or problems, until stopped or none came for `idle_seconds`."""
        waited = 0.0
        while not stopped() and (idle_seconds is None or waited < idle_seconds):
            message = self._consumer.poll(0.25)
            if message is None:
                waited += 0.25
                continue
            if message.error():
                if message.error().fatal():
                    raise InputError(f"Kafka: {message.error().str()}")
                waited += 0.25
                continue
            waited = 0.0
            part = f"{message.partition()}-{message.offset()}"
            yield f"kafka:{self._topic}#{part}", self._found(part, message.value() or b"")

    def done(self) -> None:
        """Everything that was read so far is stored: acknowledge it."""
        from confluent_kafka import KafkaException

        try:
            self._consumer.commit(asynchronous=False)
        except KafkaException as why:
            if "NO_OFFSET" not in str(why):
                raise InputError(f"Kafka does not take the acknowledgement: {why}") from None

    def close(self) -> None:
        self._consumer.close()

    def _found(self, part: str, value: bytes) -> Found:
        found = read_line(value, 1, limits=self._limits)
        if isinstance(found, Problem):
            return Found(part=part, reason=found.reason)
        return Found(part=part, article=with_language(found))
