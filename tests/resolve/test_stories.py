"""Which tellings are one event, why, and how people can say otherwise."""

from __future__ import annotations

import itertools
import json
from datetime import date
from typing import Any

import msgspec
import pytest

from demarche.corpus import Store
from demarche.errors import NotFound
from demarche.resolve.judge import judge
from demarche.resolve.setting import settled
from demarche.resolve.stories import resolve
from demarche.resolve.telling import Telling, telling_of
from demarche.testing import KeywordCoder, article

CODER = KeywordCoder()


def telling(name: str, sentence: str, **changes: Any) -> Telling:
    """A telling of a meeting in Minsk on 11 September, with changes."""
    parties = [("actor", "Washington", "USA"), ("recipient", "Minsk", "BLR")]
    row: dict[str, Any] = {
        "event_id": f"{name}:e1", "doc_id": name, "source": name, "published_on": date(2025, 9, 12),
        "event_type": "CONSULT", "modes": [], "event_date_start": date(2025, 9, 11), "event_date_end": None,
        "date_basis": "relative", "place_name": "Minsk", "place_country": "BLR", "place_precision": "city",
        "quantities": None, "realis": "actual", "polarity": "positive", "historical": False, "sentence": sentence,
    }  # fmt: skip
    row |= changes
    if row.get("size"):
        row["quantities"] = json.dumps([{"role": "freed", "value": row["size"]}])
    found = [{"role": r, "name": n, "country": c, "sector": None, "kind": "country"}
             for r, n, c in changes.get("who", parties)]  # fmt: skip
    return telling_of(row | {"parties": json.dumps(found)})


ONE = telling("a", "An American envoy met the president in Minsk on Thursday to discuss detainees.")
TWO = telling("b", "The Belarusian president received a US envoy in Minsk for talks on detainees, officials said.")


def test_two_reports_of_one_meeting_are_one() -> None:
    """Same parties, day and place in other words."""
    found = judge(ONE, TWO)
    assert found.same
    assert any("same day" in reason for reason in found.reasons)


@pytest.mark.parametrize(
    "changes",
    [
        {"event_date_start": date(2025, 9, 18)},
        {"place_name": "Vilnius", "place_country": "LTU"},
        {"realis": "planned"},
        {"historical": True},
        {"event_type": "ASSAULT"},
        {"who": [("actor", "Paris", "FRA"), ("recipient", "Minsk", "BLR")], "event_date_start": date(2025, 9, 12)},
    ],
)
def test_near_misses_are_other_events(changes: dict[str, Any]) -> None:
    """Another week, place, plan, background, act or party is another event."""
    sentence = "The two sides held another round about trade."
    assert not judge(ONE, telling("c", sentence, **changes)).same


ARREST = {
    "event_type": "COERCE",
    "who": [("actor", "Tunisian police", "TUN"), ("recipient", "Ahmed Souab", None)],
    "place_name": "Tunis",
    "place_country": "TUN",
}


@pytest.mark.parametrize(
    ("sentence", "recipient", "same"),
    [
        ("Tunisian police arrested a radio journalist in Tunis on Monday.", "a radio journalist", False),
        ("Tunisian police arrested the lawyer Souab in Tunis on Monday.", "the lawyer Souab", True),
        ("The lawyer was arrested in Tunis on Monday; police did not name Souab.", "the lawyer", True),
    ],
)
def test_somebody_by_name_is_not_somebody_else(sentence: str, recipient: str, same: bool) -> None:
    """Two arrests of one day and city are two, unless a report has a word for whom the other names."""
    one = telling("a", "Tunisian police arrested lawyer Ahmed Souab in Tunis on Monday.", **ARREST)
    who = [("actor", "Tunisian police", "TUN"), ("recipient", recipient, None)]
    assert judge(one, telling("b", sentence, **ARREST | {"who": who})).same is same


def test_captives_and_prisoners_may_be_the_same() -> None:
    """Other words for people whom nobody names do not part two reports."""
    who = [("actor", "Russia", "RUS"), ("recipient", "captives", None)]
    swap = {"event_type": "RETREAT", "place_name": None, "who": who}
    one = telling("a", "Russia freed hundreds of captives on Thursday after talks.", **swap)
    other = {**swap, "who": [("actor", "Russia", "RUS"), ("recipient", "prisoners of war", None)]}
    assert judge(one, telling("b", "Russia freed hundreds of prisoners of war on Thursday after talks.", **other)).same


@pytest.mark.parametrize(
    ("place", "same"), [("Bryansk Oblast", True), ("Saratov region", False), ("western Russia", True)]
)
def test_regions_by_name_part_attacks(place: str, same: bool) -> None:
    """Two regions of one country are two places; the west of the country may be either."""
    hit = {"event_type": "ASSAULT", "who": [("actor", "Ukraine", "UKR"), ("recipient", "Russia", "RUS")]}
    where = {"place_country": "RUS", "place_precision": "region"}
    one = telling("a", "Ukrainian drones hit a depot.", place_name="the Bryansk region", **where, **hit)
    assert judge(one, telling("b", "Drones hit a depot.", place_name=place, **where, **hit)).same is same


def test_other_partner_is_another_deal() -> None:
    """Japan's promise to Vietnam is not its promise to the Philippines, whatever words they share."""
    deal = {"event_type": "AGREE", "place_name": None}
    texts = [f"Japan pledged aid to {name} on Thursday for new works." for name in ("Vietnam", "the Philippines")]
    sides = [("recipient", "Vietnam", "VNM")], [("recipient", "the Philippines", "PHL")]
    one, two = (
        telling(text[-30:], text, who=[("actor", "Japan", "JPN"), *side], **deal)
        for text, side in zip(texts, sides, strict=True)
    )
    assert not judge(one, two).same


def test_deaths_have_the_city_of_their_strike() -> None:
    """An act without a place takes the city of its kind in the same article; two cities give it none."""
    strike = {"event_type": "ASSAULT", "place_name": "Odesa", "place_country": "UKR"}
    deaths = {**strike, "place_name": None, "event_id": "a:e2"}
    story = [telling("a", "Missiles struck Odesa.", **strike), telling("a", "Two people died.", **deaths)]
    assert [t.place for t in settled(story)] == ["odesa", "odesa"]
    second = telling("a", "Missiles struck Kharkiv.", **strike | {"place_name": "Kharkiv", "event_id": "a:e3"})
    assert [t.place for t in settled([*story, second])] == ["odesa", None, "kharkiv"]
    meeting = telling("a", "They met.", **deaths | {"event_type": "CONSULT"})
    assert [t.place for t in settled([story[0], meeting])] == ["odesa", None]


def test_order_of_reports_does_not_matter() -> None:
    """Every order of tellings gives the same stories."""
    tellings = [ONE, TWO, telling("c", "Moscow shelled Kyiv.", event_type="ASSAULT", place_name="Kyiv",
                                  place_country="UKR")]  # fmt: skip
    outcomes = {msgspec.json.encode(resolve(order)[0]) for order in itertools.permutations(tellings)}
    assert len(outcomes) == 1
    assert sorted(len(story.members) for story in resolve(tellings)[0]) == [1, 2]


def test_people_outweigh_the_resolver() -> None:
    """A split parts what fits, a merge joins what does not."""
    far = telling("c", "Something else entirely.", event_date_start=date(2025, 9, 30))
    split = resolve([ONE, TWO], said={("a:e1", "b:e1"): False})[0]
    merged = resolve([ONE, far], said={("a:e1", "c:e1"): True})[0]
    assert [len(split), len(merged)] == [2, 1]


def fill(store: Store, *texts: tuple[str, str, str]) -> list[str]:
    ids = []
    for source, published, text in texts:
        item = article(text, published=published, source=source)
        ids.append(store.add(item, CODER.code(item))[0])
    return ids


REPORTS = (
    ("Post", "2025-09-11", "Minsk released 52 detainees on 2025-09-11 after the envoy of Washington had come."),
    ("Courier", "2025-09-12", "On 2025-09-11 Minsk released 47 detainees, two days after the visit of an envoy."),
    ("Gazette", "2025-09-13", "Minsk released 52 detainees on 2025-09-11 after the envoy of Washington had come."),
)


def test_story_keeps_disagreements_and_counts_sources() -> None:
    """Copies count once, and every number that was printed is kept with who prints it."""
    with Store(":memory:") as store:
        ids = fill(store, *REPORTS)
        [story] = store.stories()
        assert (story["reports"], story["independent"], story["first_source"]) == (3, 2, "Post")
        assert story["sources"] == ["Courier", "Gazette", "Post"]
        disagreements = json.loads(story["disagreements"])
        assert set(disagreements["size"]) == {"52", "47"}
        assert disagreements["size"]["47"] == [f"{ids[1]}:e1"]
        assert "merged because of" in story["because"][0]
        assert {row["story_id"] for row in store.events()} == {story["story_id"]}


def test_merge_and_split_are_reversible() -> None:
    """A reviewer parts a story, takes it back, and everything is as before."""
    with Store(":memory:") as store:
        a, b, _ = (f"{doc}:e1" for doc in fill(store, *REPORTS))
        before = store.export("stories", "jsonl")
        number = store.review(a, "split", other=b, author="Ann", note="another group")
        assert len(store.stories()) == 2
        store.undo(number)
        assert store.export("stories", "jsonl") == before
        with pytest.raises(NotFound):
            store.review(a, "merge", other="nothing:e1", author="Ann")


def test_resolving_again_changes_nothing() -> None:
    """The stories follow from the events alone."""
    with Store(":memory:") as store:
        fill(store, *REPORTS)
        store.resolve()
        before = (store.export("stories", "jsonl"), store.export("events", "jsonl"))
        store.resolve(again=True)
        assert (store.export("stories", "jsonl"), store.export("events", "jsonl")) == before


def test_stretches_give_the_same_stories(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large store resolved in overlapping stretches of days finds what a small one finds at once."""
    from demarche import storytelling

    texts = [(f"P{n % 7}", f"2025-09-{n % 28 + 1:02}", f"Minsk released {n % 28} detainees on 2025-09-{n % 28 + 1:02}.")
             for n in range(84)]  # fmt: skip
    with Store(":memory:") as store:
        fill(store, *texts)
        store.resolve()
        before = store.export("stories", "jsonl")
        monkeypatch.setattr(storytelling, "STRETCH", 20)
        store.resolve(again=True)
        assert store.export("stories", "jsonl") == before


def test_follow_ups_are_linked() -> None:
    """An accusation after an attack by the same parties follows it."""
    with Store(":memory:") as store:
        fill(store, ("Post", "2025-09-11", "Moscow attacked Kyiv on 2025-09-11."),
             ("Post", "2025-09-14", "Kyiv accused Moscow on 2025-09-14."))  # fmt: skip
        attack, accusation = store.stories()
        assert accusation["follows"] == [attack["story_id"]]
        assert attack["follows"] == []


def test_people_of_whom_nothing_is_told_may_be_anybody() -> None:
    """ "Protesters" may be the students of another report; they may not be soldiers whom it names by country."""
    march = {"event_type": "PROTEST", "who": [("actor", "Protesters", None), ("recipient", "government", "BLR")]}
    students = march | {"who": [("actor", "Students", None), ("recipient", "government", "BLR")]}
    one = telling("c", "Protesters filled the centre of the Belarusian capital.", **march)
    other = telling("d", "Students led a huge rally in Minsk against the government.", **students)
    assert judge(one, other).same
    assert any("actors alike 0.5" in reason for reason in judge(one, other).reasons)


def test_an_act_may_be_days_older_than_its_report() -> None:
    """A report without a day weighs less against an earlier day than against a later one."""
    report = telling("c", "A meeting was held.", event_date_start=date(2025, 9, 12), date_basis="publication_default")
    weights = []
    for day in (10, 14):
        reasons = judge(report, telling("d", "A meeting was held.", event_date_start=date(2025, 9, day))).reasons
        weights.append(next(reason for reason in reasons if "days apart" in reason))
    assert [weight[-6:] for weight in weights] == ["(-0.4)", "(-0.8)"]


@pytest.mark.parametrize(("kind", "cameo", "same"), [("AGREE", "0333", True), ("AGREE", "057", False)])
def test_a_plan_that_is_a_promise_is_made_when_it_is_told(kind: str, cameo: str, same: bool) -> None:
    """ "Will send aid" and "promised aid" are one promise; a pact that will be signed is not yet signed."""
    done = telling("c", "Washington promised Minsk aid.", event_type=kind, cameo=cameo)
    told = telling("d", "Washington will send aid to Minsk.", event_type=kind, cameo=cameo, realis="planned")
    assert judge(done, told).same is same
