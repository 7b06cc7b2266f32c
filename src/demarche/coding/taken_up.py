"""Nouns that take up an act told before: "the meeting resulted in", "the presence of the officers".

Such a noun opens no event of its own where its words name nobody, or where the event head sees no act; it is one more
mention of the act, and may name parties that the first telling left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from demarche.coding.merge import CountryOf, StandsFor, joined, takes_up
from demarche.model import Event, Sentence

NEAR = 4  # sentences back in which "the meeting" must have been told, where it names nobody


def with_mentions(
    events: Sequence[Event],
    nouns: Iterable[Event],
    sentences: Sequence[Sentence],
    country: CountryOf,
    stands_for: StandsFor,
) -> tuple[list[Event], list[Event]]:
    """The events with what takes them up as further mentions, and the nouns for which none was found."""
    out, left = list(events), []
    for noun in nouns:
        told = [e for e in out if _comes_before(e, noun) and _is_kin(e, noun, sentences)]
        twin = next((e for e in reversed(told) if _fits(e, noun, country, stands_for)), None)
        if twin is None:
            left.append(noun)
        else:
            out[out.index(twin)] = joined(twin, noun, country, stands_for)
    return out, left


def is_candidate(sentence: Sentence, trigger: int) -> bool:
    """True for a definite noun of the running text, which may take up an act."""
    party = sentence.tokens[trigger].entity == "organization"  # "The opposition called on him"
    return sentence.kind == "body" and not party and takes_up(sentence, trigger)


def _comes_before(event: Event, noun: Event) -> bool:
    return event.sentence < noun.sentence and event.polarity.value == "positive"


def _is_kin(event: Event, noun: Event, sentences: Sequence[Sentence]) -> bool:
    """The same type and code; a noun that names nobody must also be near."""
    a, b = event.cameo or "", noun.cameo or ""
    same = event.event_type.value == noun.event_type.value and a[:3].rstrip("0") == b[:3].rstrip("0")
    if noun.actors or noun.recipients:
        return same
    return same and noun.sentence - event.sentence <= NEAR and sentences[event.sentence].kind == "body"


def _fits(event: Event, noun: Event, country: CountryOf, stands_for: StandsFor) -> bool:
    """Whether whoever the noun names takes part in the event: the same actor, or one of his country and kind."""
    named = [c.value for c in (*noun.actors, *noun.recipients)]
    taking_part = [c.value for c in (*event.actors, *event.recipients)]
    if not named:
        return True
    return any(
        x == y or (country(x) and country(x) == country(y) and stands_for(x, y)) for x in named for y in taking_part
    )
