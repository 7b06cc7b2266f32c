"""Nouns that only name an act again."""

from __future__ import annotations

import pytest

import demarche


def mentions(text: str) -> dict[str, list[str]]:
    doc = demarche.code(text, published="2025-09-16")
    return {e.event_type.value: [m.text for m in e.mentions] for e in doc.draft.events}


@pytest.mark.parametrize(
    ("text", "kind", "nouns"),
    [
        ("Two US officers visited Minsk on Monday. Their visit surprised diplomats.", "CONSULT", ["visit"]),
        ("Two US officers visited Minsk on Monday. Such visits are rare.", "CONSULT", ["visits"]),
        (
            "The United States eased sanctions on Belavia in May. Fuel was dear. Rain fell. Snow fell. Hail fell. "
            "Winter came. The easing of sanctions would help, the airline said.",
            "RETREAT",
            ["easing"],
        ),
    ],
)
def test_a_noun_that_points_back_is_a_mention(text: str, kind: str, nouns: list[str]) -> None:
    assert mentions(text)[kind][1:] == nouns


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Two US officers visited Minsk on Monday. Another visit is planned.", "CONSULT"),
        ("Two US officers visited Minsk on Monday. Their second visit will be longer.", "CONSULT"),
        ("Two US officers visited Minsk on Monday. The visit by Chad's king was cancelled in May.", "CONSULT"),
        ("Kenya expelled two Sudanese envoys on Monday. The visit was long.", "SANCTION"),
    ],
)
def test_other_acts_are_no_mentions(text: str, kind: str) -> None:
    """Near misses: another one, somebody else's, another kind."""
    assert len(mentions(text)[kind]) == 1
