"""Where the two acts of a bargain or reprisal stand: behind relative cues, by one verb, in clauses of purpose."""

from __future__ import annotations

import pytest
from tests.coding.test_legs import coded, tied


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (
            "Rabat will hand over two Spanish trawlers, in return for which Madrid will extradite a fugitive banker.",
            ("exchanged_for", "AGREE", "hand", "AGREE", "extradite"),
        ),
        (
            "Ecuador has repaid Madrid for the gift of three helicopters by extraditing a Basque gunman.",
            ("exchanged_for", "AID", "gift", "COOPERATE", "extraditing"),
        ),
        (
            "Lesotho agreed to release water to Gauteng after Pretoria consented to lift its ban on Basotho taxis, a "
            "trade-off that took six months.",
            ("exchanged_for", "AID", "release", "RETREAT", "lift"),
        ),
        (
            "To punish Seoul for deploying the radar, Beijing banned South Korean films.",
            ("retaliation_for", "COERCE", "banned", "MOBILIZE", "deploying"),
        ),
        (
            "Pakistani troops killed a commander of the Baloch rebels. The rebels took their revenge on Friday, "
            "blowing up a train.",
            ("retaliation_for", "ASSAULT", "blowing up", "ASSAULT", "killed"),
        ),
        (
            "Uganda deported 40 Rwandan traders in March. Within days Kigali expelled 25 Ugandans, and its minister "
            "spoke of reciprocity.",
            ("retaliation_for", "SANCTION", "expelled", "COERCE", "deported"),
        ),
        (
            "Gunmen burned two villages in Ituri; three days later a rival militia avenged the dead by massacring 30 "
            "people at a market.",
            ("retaliation_for", "ASSAULT", "massacring", "ASSAULT", "burned"),
        ),
        (
            "To win the backing of Malawi, Beijing wrote off $40m of the country's debt.",
            ("exchanged_for", "SUPPORT", "backing", "AID", "wrote off"),
        ),
        (
            "Moscow wrote off a debt of Armenia, and Yerevan, as its side of the bargain, voted against Ukraine.",
            ("exchanged_for", "AID", "wrote off", "REJECT", "voted"),
        ),
        (
            "China strikes back at Dutch chip curbs with magnet ban",
            ("retaliation_for", "SANCTION", "ban", "SANCTION", "curbs"),
        ),
        (
            "India's answer to the ambush was swift: its gunners pounded four posts across the line.",
            ("retaliation_for", "ASSAULT", "pounded", "ASSAULT", "ambush"),
        ),
    ],
)
def test_both_acts_are_found(text: str, link: tuple[str, ...]) -> None:
    """The act that a cue points to is the one of its clause, and what was done stands behind "with" or "by"."""
    assert link in tied(text)


@pytest.mark.parametrize(
    "text",
    [
        "The book repaid its readers with a fine account of the siege. Bosnia freed two Serb officers.",
        "The gang took revenge on a rival in Marseille, and French police arrested nine Algerians.",
        "Ministers spoke of reciprocity in the recognition of diplomas when Spain signed an accord with Peru.",
        "Lima honoured its half of the contract, and Peru lifted a duty on wine.",
        "Norway granted a loan to Sri Lanka in exchange for the release of two yachtsmen; the two had nothing "
        "to do with each other.",
        "To win the cup, Ghana needs a goal; Togo lifted a ban on Ghanaian fans and Ghana reopened a crossing.",
        "The ministry in Lima swapped old lorries for new ones.",
        "Chad wrote off a debt of Niger, and Niger, as its side of the bargain, voted against Chad.",
        "In a matching suit, the envoy of Chad opened a clinic in Lagos. Nigeria freed two Chadians.",
    ],
)
def test_near_misses(text: str) -> None:
    """The same words tie nothing where nobody gives or answers anything."""
    assert not tied(text)


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("The murder of a Kenyan ranger drew air raids on camps in Somalia within a day.", "caused_by"),
        (
            "Ethiopian jets flattened a clinic in Mekelle, prompting Tigrayan gunners to shell the airport of Gondar.",
            "caused_by",
        ),
        ("Algiers barred Malian flights after a Malian drone hit a hamlet in Algeria.", "caused_by"),
        ("Algiers barred Malian flights after a Chadian drone hit a hamlet in Niger.", "follows"),
    ],
)
def test_what_led_to_what(text: str, type_: str) -> None:
    """Harm that drew harm caused it; "after" tells a cause where the target of a sanction had struck its sender."""
    assert {link.type for link in coded(text).links} == {type_}
