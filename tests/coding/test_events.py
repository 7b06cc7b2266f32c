"""From matches to events: parties, acts inside acts, and what is left as an issue; frames alone, no model."""

from __future__ import annotations

from tests.coding.trees import coded, told

SHELLED = (
    "Soldiers/NOUN/4/nsubj=soldier from/ADP/3/case Kenya/PROPN/1/nmod#B-PLACE shelled/VERB/0/root=shell "
    "Juba/PROPN/4/obj#B-PLACE"
)
MET = (
    "Kenya/PROPN/4/nsubj#B-PLACE and/CCONJ/3/cc Sudan/PROPN/1/conj#B-PLACE met/VERB/0/root=meet in/ADP/6/case "
    "Oslo/PROPN/4/obl#B-PLACE"
)
URGED = (
    "Kenya/PROPN/2/nsubj#B-PLACE urged/VERB/0/root=urge Sudan/PROPN/2/obj#B-PLACE to/PART/5/mark "
    "release/VERB/2/xcomp hostages/NOUN/5/obj=hostage+Number=Plur"
)
BLAMED = (
    "Kenya/PROPN/2/nsubj#B-PLACE blamed/VERB/0/root=blame Sudan/PROPN/2/obj#B-PLACE for/ADP/6/case the/DET/6/det "
    "attack/NOUN/2/obl"
)


def test_who_did_what_to_whom() -> None:
    """A plain sentence gives one event with actor, recipient, code and the frame that coded it."""
    draft = coded(SHELLED)
    assert told(draft) == [("ASSAULT", ["Soldiers from Kenya"], ["Juba"])]
    (event,) = draft.events
    assert (event.cameo, event.modes[0].value) == ("194", "heavy-weapons")
    assert event.coder.startswith("frames.assault.")


def test_every_field_says_where_it_was_read() -> None:
    """Type and parties carry the words they were read from, and these are slices of the text."""
    draft = coded(SHELLED)
    (event,) = draft.events
    spans = [s for c in (event.event_type, *event.actors, *event.recipients) for s in c.evidence]
    assert [s.text for s in spans] == ["shelled", "Soldiers from Kenya", "Juba"]
    assert all(s.holds(draft.parsed.article.text) for s in spans)


def test_a_meeting_is_one_event_with_all_parties() -> None:
    """Two who meet are two actors of one event; where they met takes no part."""
    assert told(coded(MET)) == [("CONSULT", ["Kenya", "Sudan"], [])]


def test_what_is_asked_for_has_not_happened() -> None:
    """The release that is urged stands beside the request, as requested, done by whom it is asked of."""
    draft = coded(URGED)
    assert told(draft) == [("REQUEST", ["Kenya"], ["Sudan"]), ("RETREAT", ["Sudan"], ["hostages"])]
    assert [e.realis.value for e in draft.events] == ["actual", "requested"]


def test_who_is_blamed_for_an_act_did_it() -> None:
    """ "blamed Sudan for the attack": Sudan is the actor of the attack."""
    assert told(coded(BLAMED)) == [("ACCUSE", ["Kenya"], ["Sudan"]), ("ASSAULT", ["Sudan"], [])]


def test_an_act_of_nobody_is_none() -> None:
    """Words of an act with neither actor nor recipient known make no event, and the issue says so."""
    draft = coded("It/PRON/2/nsubj condemned/VERB/0/root=condemn the/DET/4/det idea/NOUN/2/obj")
    assert draft.events == ()
    assert [i.reason for i in draft.issues] == ["no actor or recipient found"]
