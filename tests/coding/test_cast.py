"""One actor for all its mentions: surnames, definite descriptions, pronouns, acronyms."""

from __future__ import annotations

from tests.coding.trees import cast, who

ENVOY = (
    "Ana/PROPN/7/nsubj#B-PERSON Moro/PROPN/1/flat#I-PERSON ,/PUNCT/6/punct a/DET/6/det Kenyan/ADJ/6/amod "
    "envoy/NOUN/1/appos visited/VERB/0/root=visit Juba/PROPN/7/obj#B-PLACE"
)
MINISTRY = (
    "The/DET/4/det Kenyan/ADJ/4/amod defence/NOUN/4/compound ministry/NOUN/5/nsubj "
    "criticised/VERB/0/root=criticise Sudan/PROPN/5/obj#B-PLACE"
)


def test_a_surname_joins_the_full_name() -> None:
    """ "Moro" after "Ana Moro" is the same person, with both mentions and the longer name."""
    found, trees = cast(ENVOY, "Moro/PROPN/2/nsubj#B-PERSON left/VERB/0/root=leave")
    assert who(found, trees, 1, "Moro") == ["Ana Moro"]
    (actor,) = [a for a in found.actors() if a.kind == "person"]
    assert [m.text for m in actor.mentions] == ["Ana Moro", "Moro"]


def test_another_first_name_is_another_person() -> None:
    """ "Luis Moro" is not "Ana Moro"."""
    found, trees = cast(ENVOY, "Luis/PROPN/3/nsubj#B-PERSON Moro/PROPN/1/flat#I-PERSON left/VERB/0/root=leave")
    assert who(found, trees, 1, "Luis") == ["Luis Moro"]


def test_the_ministry_is_the_one_just_named() -> None:
    """ "the ministry" after "the Kenyan defence ministry" is that one."""
    found, _ = cast(MINISTRY, "The/DET/2/det ministry/NOUN/3/nsubj apologised/VERB/0/root=apologise")
    assert found.who[1, 1] == found.who[0, 3]


def test_a_person_pronoun_is_a_person() -> None:
    """ "He" looks past countries and places to the last person."""
    found, trees = cast(ENVOY, "She/PRON/2/nsubj thanked/VERB/0/root=thank Sudan/PROPN/2/obj#B-PLACE")
    assert who(found, trees, 1, "She") == ["Ana Moro"]


def test_possessive_pronouns_lend_their_country() -> None:
    """ "its troops" after Kenya are Kenyan."""
    found, _ = cast(
        "Kenya/PROPN/2/nsubj#B-PLACE withdrew/VERB/0/root=withdraw its/PRON/4/nmod:poss "
        "troops/NOUN/2/obj=troop+Number=Plur"
    )
    (name,) = found.who[0, 3]
    assert found.figure(name).country == "KEN"


def test_an_expletive_is_nobody() -> None:
    """ "It" of "it rained" stands for no country."""
    found, trees = cast("Kenya/PROPN/2/nsubj#B-PLACE waited/VERB/0/root=wait", "It/PRON/2/expl rained/VERB/0/root=rain")
    assert who(found, trees, 1, "It") == []


def test_pronouns_look_back_a_few_sentences_only() -> None:
    """A person last named four sentences ago is no longer "she"."""
    rain = "Rain/NOUN/2/nsubj fell/VERB/0/root=fall"
    she = "She/PRON/2/nsubj left/VERB/0/root=leave"
    near, trees = cast(ENVOY, rain, rain, she)
    assert who(near, trees, 3, "She") == ["Ana Moro"]
    far, trees = cast(ENVOY, rain, rain, rain, she)
    assert who(far, trees, 4, "She") == []


def test_mentions_say_exactly_their_words() -> None:
    """Every mention is the slice of its sentence."""
    found, trees = cast(ENVOY, MINISTRY)
    text = " ".join(t.sentence.text for t in trees)
    assert all(m.holds(text) for a in found.actors() for m in a.mentions)
