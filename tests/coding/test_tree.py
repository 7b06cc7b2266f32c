"""From trees to arguments: each construction gives the same places as the plain sentence."""

from __future__ import annotations

from tests.coding.trees import tree, verb, words

PASSIVE = (
    "Two/NUM/2/nummod editors/NOUN/4/nsubj:pass=editor were/AUX/4/aux:pass=be arrested/VERB/0/root=arrest "
    "by/ADP/6/case police/NOUN/4/obl:agent in/ADP/8/case Lusaka/PROPN/4/obl"
)
CONTROL = (
    "Riga/PROPN/2/nsubj promised/VERB/0/root=promise to/PART/4/mark free/VERB/2/xcomp the/DET/6/det "
    "sailors/NOUN/4/obj=sailor"
)
URGED = (
    "Riga/PROPN/2/nsubj urged/VERB/0/root=urge Minsk/PROPN/2/obj to/PART/5/mark free/VERB/2/xcomp the/DET/7/det "
    "sailors/NOUN/5/obj=sailor"
)
RELATIVE = (
    "The/DET/2/det general/NOUN/6/nsubj who/PRON/4/nsubj visited/VERB/2/acl:relcl=visit Oslo/PROPN/4/obj "
    "praised/VERB/0/root=praise Norway/PROPN/6/obj"
)

HUNG = (
    "Rebels/NOUN/3/nsubj=rebel will/AUX/3/aux meet/VERB/0/root UN/PROPN/5/compound envoy/NOUN/3/nmod:desc "
    "Ana/PROPN/5/appos Sol/PROPN/6/flat"
)
RAISED = (
    "Riga/PROPN/2/nsubj warned/VERB/0/root=warn Minsk/PROPN/6/nsubj not/PART/6/advmod to/PART/6/mark "
    "shelter/VERB/2/xcomp rebels/NOUN/6/obj=rebel"
)
CALLED = (
    "Riga/PROPN/2/nsubj called/VERB/0/root=call Oslo/PROPN/2/obj on/ADP/5/case Monday/PROPN/2/obl to/PART/7/mark "
    "thank/VERB/2/advcl it/PRON/7/obj"
)
BOTH = "British/ADJ/4/amod and/CCONJ/3/cc Dutch/ADJ/1/conj envoys/NOUN/5/nsubj=envoy left/VERB/0/root=leave"
TITLED = "Bree/PROPN/5/nsubj Prime/ADJ/3/amod Minister/PROPN/4/nmod:desc Dogo/PROPN/5/nsubj left/VERB/0/root=leave"


def test_country_in_front_of_an_office() -> None:
    """The name of a country in front of an office is no second subject."""
    assert verb(TITLED, "left")["subjects"] == ["Dogo"]


def test_a_passive_turns_around() -> None:
    """The subject of a passive is its object, and who stands behind "by" its subject; the place stays oblique."""
    found = verb(PASSIVE, "arrested")
    assert found == {
        "subjects": ["police"],
        "objects": ["editors"],
        "obliques": [("in", "Lusaka")],
        "passive": True,
    }


def test_subject_control() -> None:
    """Who promises to free them is the one to free them."""
    assert verb(CONTROL, "free")["subjects"] == ["Riga"]


def test_object_control() -> None:
    """Who is urged to free them is the one to free them."""
    assert verb(URGED, "free")["subjects"] == ["Minsk"]


def test_control_of_a_blamed_object() -> None:
    """ "was accused of shelling": the accused did it."""
    said = (
        "Oslo/PROPN/3/nsubj:pass was/AUX/3/aux:pass=be accused/VERB/0/root=accuse of/SCONJ/5/mark "
        "shelling/VERB/3/advcl=shell the/DET/7/det port/NOUN/5/obj"
    )
    assert verb(said, "shelling")["subjects"] == ["Oslo"]


def test_relative_pronouns_stand_for_their_antecedent() -> None:
    """ "the general who visited Oslo": the general visited."""
    assert verb(RELATIVE, "visited") == {
        "subjects": ["general"],
        "objects": ["Oslo"],
        "obliques": [],
        "passive": False,
    }


def test_a_participle_after_its_noun() -> None:
    """ "guards killed by rebels": rebels killed guards."""
    said = (
        "The/DET/2/det guards/NOUN/6/nsubj=guard killed/VERB/2/acl=kill+VerbForm=Part by/ADP/5/case "
        "rebels/NOUN/3/obl:agent=rebel came/VERB/0/root=come"
    )
    found = verb(said, "killed")
    assert (found["subjects"], found["objects"]) == (["rebels"], ["guards"])


def test_coordinated_verbs_share_subject_and_object() -> None:
    """ "Rebels shelled and captured the town": both verbs have both."""
    said = (
        "Rebels/NOUN/2/nsubj=rebel shelled/VERB/0/root=shell and/CCONJ/4/cc captured/VERB/2/conj=capture the/DET/6/det "
        "town/NOUN/4/obj"
    )
    for word in ("shelled", "captured"):
        found = verb(said, word)
        assert (found["subjects"], found["objects"]) == (["Rebels"], ["town"]), word


def test_coordinated_passives_share_their_agent() -> None:
    """ "were beaten and robbed by rebels": rebels did both, to the same people."""
    said = (
        "Guards/NOUN/3/nsubj:pass=guard were/AUX/3/aux:pass=be beaten/VERB/0/root=beat+VerbForm=Part+Tense=Past "
        "and/CCONJ/5/cc robbed/VERB/3/conj=rob+VerbForm=Part+Tense=Past by/ADP/7/case rebels/NOUN/5/obl:agent=rebel"
    )
    for word in ("beaten", "robbed"):
        found = verb(said, word)
        assert (found["subjects"], found["objects"]) == (["rebels"], ["Guards"]), word


def test_a_subject_lent_to_the_verb_of_saying_comes_back() -> None:
    """ "Finland will send tents, a statement said", with Finland hung on "said": Finland sends."""
    said = (
        "Finland/PROPN/8/nsubj will/AUX/3/aux send/VERB/8/ccomp tents/NOUN/3/obj=tent ,/PUNCT/3/punct a/DET/7/det "
        "statement/NOUN/8/nsubj said/VERB/0/root=say"
    )
    assert verb(said, "send")["subjects"] == ["Finland"]
    assert verb(said, "said")["subjects"] == ["statement"]


def test_coordinated_nouns_all_take_part() -> None:
    """ "Poland, Latvia and Estonia signed": three signed."""
    said = (
        "Poland/PROPN/6/nsubj ,/PUNCT/3/punct Latvia/PROPN/1/conj and/CCONJ/5/cc Estonia/PROPN/1/conj "
        "signed/VERB/0/root=sign"
    )
    assert verb(said, "signed")["subjects"] == ["Poland", "Latvia", "Estonia"]


def test_phrases_end_before_clauses_and_appositions() -> None:
    """The phrase of a noun holds its modifiers and of-phrase, not the clause behind it."""
    it = tree(
        "a/DET/2/det group/NOUN/0/root of/ADP/5/case angry/ADJ/5/amod farmers/NOUN/2/nmod=farmer who/PRON/7/nsubj "
        "marched/VERB/2/acl:relcl=march"
    )
    first, last = it.phrase(1)
    assert words(it, tuple(range(first, last + 1))) == ["a", "group", "of", "angry", "farmers"]


def test_bounds_belong_to_their_number() -> None:
    """ "at least" and "more than" are part of the phrase that they bound."""
    for bound in ("at/ADP/3/case least/ADJ/3/nmod", "more/ADJ/3/advmod than/ADP/3/fixed"):
        it = tree(f"{bound} nine/NUM/4/nummod guards/NOUN/0/root=guard")
        assert it.phrase(3) == (0, 3), bound


def test_a_title_hung_on_the_verb_is_its_object() -> None:
    """Who is met is met, though the parser makes his title a modifier of the verb."""
    assert verb(HUNG, "meet")["objects"] == ["envoy"]


def test_a_title_is_no_second_object() -> None:
    """Where the verb has an object, a stray title adds none."""
    assert verb(HUNG.replace("Ana/PROPN/5/appos", "Ana/PROPN/3/obj"), "meet")["objects"] == ["Ana"]


def test_whoever_is_warned_is_the_object() -> None:
    """Who is told not to do something is the object of the telling, and the one not to do it."""
    assert verb(RAISED, "warned")["objects"] == ["Minsk"]
    assert verb(RAISED, "shelter")["subjects"] == ["Minsk"]


def test_who_calls_on_a_day_does_what_the_call_is_for() -> None:
    """The day of a call is not asked to do anything."""
    assert verb(CALLED, "thank")["subjects"] == ["Riga"]


def test_coordinated_adjectives_belong_to_the_phrase() -> None:
    """The phrase of the envoys begins with the first of their two countries."""
    of = tree(BOTH)
    assert of.phrase(3) == (0, 3)
