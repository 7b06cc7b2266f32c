"""Done, planned, demanded, possible, denied, habitual, or long ago."""

from __future__ import annotations

import pytest
from tests.coding.statements import judged, score, share


@pytest.mark.parametrize("half", ["tune", "check", "fresh"])
def test_floor(half: str) -> None:
    """At least nine in ten are right on every part of the cases."""
    figures = score("realis", half)
    assert min(share(figures[k]) for k in ("realis", "polarity", "historical")) >= 0.9


@pytest.mark.parametrize(
    ("text", "word", "kind", "realis"),
    [
        ("Oslo freed the pilots.", "freed", "RETREAT", "actual"),
        ("Oslo will free the pilots.", "free", "RETREAT", "planned"),
        ("Oslo is to free the pilots.", "free", "RETREAT", "planned"),
        ("Oslo said it would free the pilots.", "free", "RETREAT", "planned"),
        ("Oslo would free the pilots if they apologised.", "free", "RETREAT", "hypothetical"),
        ("The duty would stay until Oslo freed the pilots, Riga said.", "freed", "RETREAT", "hypothetical"),
        ("The duty stayed until Oslo freed the pilots.", "freed", "RETREAT", "actual"),
        ("Oslo may free the pilots.", "free", "RETREAT", "hypothetical"),
        ("Riga urged Oslo to free the pilots.", "free", "RETREAT", "requested"),
        ("Riga demanded that Oslo free the pilots.", "free", "RETREAT", "requested"),
        ("Oslo did not refuse to free the pilots.", "free", "RETREAT", "hypothetical"),
        ("Oslo is the third state to free its pilots.", "free", "RETREAT", "actual"),
        ("Riga condemned the attack on the port.", "attack", "ASSAULT", "actual"),
        ("Riga warned of a possible attack on the port.", "attack", "ASSAULT", "hypothetical"),
        ("Rebels tried to storm the port.", "storm", "ASSAULT", "actual"),
        ("Envoys tried to free the pilots.", "free", "RETREAT", "planned"),
        ("Police in Oslo often detain migrants.", "detain", "COERCE", "generic"),
    ],
)
def test_realis(text: str, word: str, kind: str, realis: str) -> None:
    """Modals, governors and habits decide what an act is."""
    assert judged(text, word, kind).realis.value == realis


@pytest.mark.parametrize(
    ("text", "word", "kind"),
    [
        ("Oslo did not free the pilots.", "free", "RETREAT"),
        ("No pilots were freed by Oslo.", "freed", "RETREAT"),
        ("Neither Oslo nor Riga freed the pilots.", "freed", "RETREAT"),
        ("The envoys left Oslo without signing the accord.", "signing", "AGREE"),
        ("Oslo stopped short of blaming Riga.", "blaming", "ACCUSE"),
        ("Oslo failed to free the pilots.", "free", "RETREAT"),
        ("Oslo called off a visit to Riga.", "visit", "CONSULT"),
        ("Oslo denied that it had shelled the port.", "shelled", "ASSAULT"),
        ("Oslo could not sign the accord.", "sign", "AGREE"),
        ("Oslo no longer recognises the junta.", "recognises", "SUPPORT"),
        ("Police foiled an attack on the port.", "attack", "ASSAULT"),
    ],
)
def test_what_did_not_happen(text: str, word: str, kind: str) -> None:
    """Negation, refusal, denial, failure and cancellation make an act negative and leave it `actual`."""
    event = judged(text, word, kind)
    assert (event.realis.value, event.polarity.value) == ("actual", "negative")
    assert event.polarity.evidence


def test_a_thwarted_plot_stays_a_plan() -> None:
    """What was plotted and stopped is planned and negative."""
    event = judged("Police thwarted a plot to bomb the port.", "bomb")
    assert (event.realis.value, event.polarity.value) == ("planned", "negative")


def test_postponed_is_still_planned() -> None:
    """A visit that is put off is a plan, not a refusal."""
    event = judged("Oslo put off a visit to Riga until May.", "visit", "CONSULT")
    assert (event.realis.value, event.polarity.value) == ("planned", "positive")


def test_a_fact_inside_a_demand_stays_a_fact() -> None:
    """A relative clause below a demand tells what happened."""
    event = judged("Riga urged Oslo to free the pilots whom police arrested in May.", "arrested", "COERCE")
    assert event.realis.value == "actual"


def test_the_evidence_is_the_word_that_decides() -> None:
    """The words quoted for realis are those that governed the act."""
    event = judged("Riga urged Oslo to free the pilots.", "free", "RETREAT")
    assert [s.text for s in event.realis.evidence] == ["urged"]


@pytest.mark.parametrize(
    ("text", "word", "historical"),
    [
        ("Oslo marked the anniversary of the massacre of fishermen.", "massacre", True),
        ("The minister, whom the junta jailed two decades ago, wept.", "jailed", True),
        ("It is thirty years since soldiers killed the fishermen.", "killed", True),
        ("Soldiers killed two fishermen two days ago.", "killed", False),
    ],
)
def test_background(text: str, word: str, historical: bool) -> None:
    """Anniversaries and years long gone make background; days do not."""
    assert judged(text, word).historical.value is historical
