"""Copies of articles are found whatever their order, and nothing else is."""

from __future__ import annotations

from demarche.resolve.copies import copy_clusters

WIRE = (
    "Minsk released 52 detainees on Thursday after a visit by an American envoy to the Belarusian capital. "
    "The group included journalists and politicians from several countries, officials in both capitals said. "
    "Talks about a further release are planned for October, according to two diplomats who asked not to be named."
)
EDITED = WIRE.replace("according to two diplomats who asked not to be named", "diplomats said")
OTHER = (
    "The parliament in Warsaw debated a new law on energy prices for nine hours on Tuesday and adjourned without a "
    "vote. The opposition wants a lower tax on heating, the government fears for its budget and asks for patience."
)


def clusters(texts: dict[str, str]) -> dict[str, str]:
    return copy_clusters(texts.items(), texts.__getitem__)


def test_wire_copies_are_one_source() -> None:
    """A light edit and a byline do not make another source."""
    found = clusters({"a": WIRE, "b": EDITED, "c": f"MINSK (Wire) — {WIRE}", "d": OTHER})
    assert found == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_order_does_not_matter() -> None:
    """The same articles in another order give the same clusters."""
    texts = {"a": WIRE, "b": EDITED, "c": OTHER, "d": OTHER + " It rained."}
    assert clusters(texts) == clusters(dict(reversed(texts.items())))


def test_short_texts_are_copies_only_when_equal() -> None:
    """Two short notes of the same form are no copies."""
    found = clusters({"a": "America met Belarus for talk one.", "b": "America met Belarus for talk two.",
                      "c": "America met Belarus for talk one."})  # fmt: skip
    assert found == {"a": "a", "b": "b", "c": "a"}


def test_no_texts_give_no_clusters() -> None:
    """An empty store has no copies."""
    assert clusters({}) == {}
