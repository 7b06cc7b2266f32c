"""Demands without a verb of demanding."""

from __future__ import annotations

from tests.coding.trees import roles, tree

from demarche.coding.must import demands

SAID = (
    "Oslo/PROPN/2/nsubj said/VERB/0/root=say that/SCONJ/6/mark {who}/{upos}/6/nsubj {modal}/AUX/6/aux "
    "withdraw/VERB/2/ccomp"
)


def found(who: str = "Kyiv", upos: str = "PROPN", modal: str = "must") -> list[dict[str, list[str]]]:
    it = tree(SAID.format(who=who, upos=upos, modal=modal))
    return [roles(it, m) for m in demands(it)]


def test_what_others_must_do_is_demanded_of_them() -> None:
    """ "Oslo said that Kyiv must withdraw": Oslo asks Kyiv."""
    for modal in ("must", "should", "ought"):
        assert found(modal=modal) == [{"A": ["Oslo"], "R": ["Kyiv"]}], modal


def test_what_others_may_do_is_not_demanded() -> None:
    """ "may" and "will" demand nothing."""
    assert found(modal="may") == found(modal="will") == []


def test_a_pronoun_may_be_the_speaker() -> None:
    """ "said that it must withdraw" is mostly about oneself, so nothing is demanded."""
    assert found(who="it", upos="PRON") == []


def test_have_to_is_a_duty() -> None:
    """ "said Kyiv has to leave" demands as "must" does."""
    it = tree(
        "Oslo/PROPN/2/nsubj said/VERB/0/root=say Kyiv/PROPN/4/nsubj has/VERB/2/ccomp=have to/PART/6/mark "
        "leave/VERB/4/xcomp"
    )
    assert [roles(it, m) for m in demands(it)] == [{"A": ["Oslo"], "R": ["Kyiv"]}]
