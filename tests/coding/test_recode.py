"""Types that change with what surrounds the act (docs/decisions/0001-future-acts.md)."""

from __future__ import annotations

from tests.coding.trees import coded, told

SENT = (
    "Kenya/PROPN/3/nsubj#B-PLACE {aux}/AUX/3/aux {verb}/VERB/0/root=send aid/NOUN/3/obj to/ADP/6/case "
    "Sudan/PROPN/3/obl#B-PLACE"
)
REFUSED = (
    "Kenya/PROPN/4/nsubj#B-PLACE will/AUX/4/aux {word}/PART/4/advmod release/VERB/0/root "
    "hostages/NOUN/4/obj=hostage+Number=Plur"
)
GAMES = (
    "{first}/ADJ/4/amod and/CCONJ/3/cc {second}/ADJ/1/conj warships/NOUN/5/nsubj=warship+Number=Plur "
    "began/VERB/0/root=begin war/NOUN/7/compound games/NOUN/5/obj=game+Number=Plur"
)


def test_aid_that_will_come_is_an_agreement() -> None:
    """ "will send aid" is AGREE and planned, and the coder says what it was made of."""
    draft = coded(SENT.format(aux="will", verb="send"))
    assert told(draft) == [("AGREE", ["Kenya"], ["Sudan"])]
    (event,) = draft.events
    assert event.realis.value == "planned"
    assert event.coder.endswith("+future@1")


def test_aid_that_has_come_stays_aid() -> None:
    """ "has sent aid" is AID."""
    assert told(coded(SENT.format(aux="has", verb="sent"))) == [("AID", ["Kenya"], ["Sudan"])]


def test_what_one_will_not_do_is_refused() -> None:
    """ "will not release" is REJECT: a refusal that happened, not a release that did not."""
    for word in ("not", "never"):
        draft = coded(REFUSED.format(word=word))
        assert told(draft) == [("REJECT", ["Kenya"], ["hostages"])], word
        assert draft.events[0].polarity.value == "positive"


def test_a_threat_of_ones_own() -> None:
    """ "Kenya said it would attack Sudan" is THREATEN, and no attack."""
    draft = coded(
        "Kenya/PROPN/2/nsubj#B-PLACE said/VERB/0/root=say it/PRON/5/nsubj would/AUX/5/aux attack/VERB/2/ccomp "
        "Sudan/PROPN/5/obj#B-PLACE"
    )
    assert told(draft) == [("THREATEN", ["Kenya"], ["Sudan"])]


def test_exercises_of_several_countries_are_cooperation() -> None:
    """War games of French and Egyptian ships are COOPERATE; those of one country are MOBILIZE."""
    (event,) = coded(GAMES.format(first="French", second="Egyptian")).events
    assert (event.event_type.value, event.cameo, len(event.actors)) == ("COOPERATE", "062", 2)
    alone = (
        "Kenyan/ADJ/2/amod warships/NOUN/3/nsubj=warship+Number=Plur began/VERB/0/root=begin war/NOUN/5/compound "
        "games/NOUN/3/obj=game+Number=Plur"
    )
    assert [e.event_type.value for e in coded(alone).events] == ["MOBILIZE"]
