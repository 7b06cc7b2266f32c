"""Legs of bargains and blows in quarrels whose words no frame knows, beside a clear cue."""

from __future__ import annotations

import pytest
from tests.coding.scorers import pipeline

from demarche.model import Article, Draft


def coded(text: str) -> Draft:
    return pipeline().draft(Article(id="test", text=text, published="2025-09-16"))


def tied(text: str) -> set[tuple[str, ...]]:
    """(link, type, words, type, words) of each bargain or reprisal; the sides of a bargain in text order."""
    draft = coded(text)
    at = {e.id: e for e in draft.events}
    out = set()
    for link in draft.links:
        if link.type in ("exchanged_for", "retaliation_for"):
            sides = [at[link.from_], at[link.to]]
            if link.type == "exchanged_for":
                sides.sort(key=lambda e: (e.sentence, e.trigger))
            out.add((link.type, *(x for e in sides for x in (e.event_type.value, e.mentions[0].text))))
    return out


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (
            "The Maldives will let Indian helicopters stay in return for a $400m currency lifeline.",
            ("exchanged_for", "AGREE", "let", "AID", "lifeline"),
        ),
        (
            "The junta gave the firm a lease in exchange for recognition of its passports by Ankara.",
            ("exchanged_for", "AID", "gave", "SUPPORT", "recognition"),
        ),
        (
            "Caracas swapped ten jailed Americans for 252 Venezuelans held in El Salvador.",
            ("exchanged_for", "RETREAT", "Americans", "RETREAT", "Venezuelans"),
        ),
        (
            "Eritrea handed over nine Ethiopian soldiers for a shipment of diesel.",
            ("exchanged_for", "RETREAT", "handed over", "AID", "shipment"),
        ),
        (
            "The deal calls for Kyiv to give American firms its ores and for Washington to keep supplying Patriots.",
            ("exchanged_for", "AID", "give", "AID", "supplying"),
        ),
        (
            "Fiji switched its recognition to Beijing, and was rewarded with a stadium.",
            ("exchanged_for", "SUPPORT", "switched its recognition", "AID", "stadium"),
        ),
        (
            "Serbia recognised Kosovan number plates; for its part Kosovo withdrew police from the north.",
            ("exchanged_for", "SUPPORT", "recognised", "RETREAT", "withdrew"),
        ),
        (
            "Canada hit back at Washington's steel duties with a 25% levy on American orange juice.",
            ("retaliation_for", "SANCTION", "levy", "SANCTION", "duties"),
        ),
        (
            "Colombia expelled the consul of Nicaragua. Managua replied in kind the next morning.",
            ("retaliation_for", "SANCTION", "replied", "SANCTION", "expelled"),
        ),
        (
            "Moscow paid Chisinau back for the expulsions by cutting off gas to Transnistria.",
            ("retaliation_for", "SANCTION", "cutting off", "SANCTION", "expulsions"),
        ),
        (
            "Seoul sent rice across the border, and Pyongyang answered the gift by freeing ten couples.",
            ("exchanged_for", "AID", "sent", "RETREAT", "freeing"),
        ),
        (
            "After Hungary jailed a Slovak activist, Slovakia jailed two Hungarians in a clear act of reprisal.",
            ("retaliation_for", "COERCE", "jailed", "COERCE", "jailed"),
        ),
        (
            "The militia executed nine captured soldiers to avenge an airstrike on a funeral.",
            ("retaliation_for", "ASSAULT", "executed", "ASSAULT", "airstrike"),
        ),
        (
            "Chad and Libya have exchanged prisoners: Ndjamena handed over 48 Libyans, and Tripoli freed three guards.",
            ("exchanged_for", "RETREAT", "handed", "RETREAT", "freed"),
        ),
        (
            "In a compromise, Kenya withdrew its troops from Migingo and Uganda lifted its fishing ban.",
            ("exchanged_for", "RETREAT", "withdrew", "RETREAT", "lifted"),
        ),
        (
            "Palau is paid $6m a year by Washington for taking in 250 deported Venezuelans.",
            ("exchanged_for", "AID", "paid", "AID", "taking in"),
        ),
        (
            "Peru expelled two envoys of Chile. Santiago retaliated by recalling its ambassador and halting all trade.",
            ("retaliation_for", "SANCTION", "halting", "SANCTION", "expelled"),
        ),
        (
            "Burundian soldiers killed nine Rwandan herders. Kigali closed the crossings, which it described as a "
            "proportionate reaction.",
            ("retaliation_for", "COERCE", "closed", "ASSAULT", "killed"),
        ),
    ],
)
def test_a_cue_vouches_for_both_sides(text: str, link: tuple[str, ...]) -> None:
    """Beside a clear cue an act needs no second witness, and a noun may tell it."""
    assert link in tied(text)


@pytest.mark.parametrize(
    "text",
    [
        "Shell swapped its stake in a Malaysian gas field for shares in an Omani one.",
        "A clerk took a bribe in exchange for waving through cigarettes from Togo.",
        "Finland sent 200 pupils to Japan in exchange programmes, and Tokyo lifted the visa fee.",
        "North Macedonia bought four drones from Turkey for 38 million euros.",
        "Argentina hit back through Alvarez after Brazil attacked early. Police arrested 12 Brazilians.",
        "Egypt sent 40 doctors to Gaza for a vaccination campaign, and Jordan flew in tents for 900 families.",
        "Germany condemned the raid on Rafah. For its part, Spain praised Egypt's efforts.",
        "In Abeche, traders shut their stalls for a day in protest at the price of water.",
        "The trade secretary of Kenya said her country would retaliate with a ban on Tanzanian rice.",
        "NATO jets were scrambled in response to potential threats.",
        "Indian and Chinese troops exchanged sweets for Diwali, and Bhutan freed two smugglers.",
        "Lithuanian officials called the retaliation by Beijing unlawful. Vilnius expelled two Russian envoys.",
        "The union paid its members for striking, and police arrested two of them.",
    ],
)
def test_near_misses(text: str) -> None:
    """The same words tie nothing where nobody gives or answers anything."""
    assert not tied(text)


def test_what_is_tied_to_nothing_is_no_act() -> None:
    """An act that only a cue vouches for goes when no link holds it."""
    assert not [e for e in coded("In return for a lifeline, somebody sang.").events if e.coder.startswith("leg.")]


def test_a_leg_told_by_a_noun_has_both_parties() -> None:
    """Who gives a thing got the other leg, and who gets it gave that one."""
    draft = coded("Turkey dropped its objections to Sweden's bid in return for F-16s.")
    names = {a.id: a.name for a in draft.actors}
    leg = next(e for e in draft.events if e.coder.startswith("leg."))
    assert ([names[c.value] for c in leg.actors], [names[c.value] for c in leg.recipients]) == (["Sweden"], ["Turkey"])


def test_whose_goods_they_are() -> None:
    """ "Iranian oil" is given by Iran, and things are no recipients."""
    draft = coded("A compromise would have Jakarta reopen the smelters in exchange for Brazilian investment.")
    (bargain,) = draft.exchanges
    names = {a.id: a.name for a in draft.actors}
    assert {(names[leg.giver or ""], names[leg.receiver or ""]) for leg in bargain.legs} == {
        ("Jakarta", "Brazil"),
        ("Brazil", "Jakarta"),
    }


def test_a_blow_is_answered_before_blame() -> None:
    """Who was blamed for a strike and denied it has done nothing that could be answered."""
    text = "A drone struck a market. The army blamed the RSF, which denied responsibility. "
    text += "Army jets bombed Nyala in retaliation."
    assert tied(text) == {("retaliation_for", "ASSAULT", "bombed", "ASSAULT", "struck")}


def test_what_is_answered_was_done_by_then() -> None:
    """A raid that nothing dates was over when it was answered; its first day stays open."""
    draft = coded(
        "American jets bombed a base in Syria on Saturday in response to an attack that wounded five soldiers."
    )
    (raid,) = [e for e in draft.events if e.mentions[0].text in ("attack", "wounded")]
    assert raid.date is not None
    assert (raid.date.value.start, raid.date.value.end) == (None, "2025-09-13")
