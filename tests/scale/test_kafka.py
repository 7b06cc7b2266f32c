"""Kafka as a source, against the client library's own mock broker."""

from __future__ import annotations

import json

import pytest

from demarche.corpus import Store
from demarche.testing import KeywordCoder

kafka = pytest.importorskip("confluent_kafka")


def test_messages_are_stored_and_acknowledged_once() -> None:
    """Good messages are stored, bad ones named; a second reader of the group finds nothing left."""
    producer = kafka.Producer({"bootstrap.servers": "", "test.mock.num.brokers": 1})
    broker = next(iter(producer.list_topics(timeout=10).brokers.values()))
    servers = f"{broker.host}:{broker.port}"
    sender = kafka.Producer({"bootstrap.servers": servers})
    texts = ["America met Belarus.", "Minsk released 52 detainees."]
    for value in [*(json.dumps({"text": text}) for text in texts), "broken"]:
        sender.produce("news", value.encode())
    sender.flush(10)
    with Store(":memory:") as store:
        found = list(store.ingest_kafka(servers, "news", coder=KeywordCoder(), idle_seconds=6))
        assert sorted(outcome["status"] for outcome in found) == ["quarantined", "stored", "stored"]
        assert len(store.events()) == 2
        again = list(store.ingest_kafka(servers, "news", coder=KeywordCoder(), idle_seconds=3))
        assert again == []
