"""Who takes part, where the words beside an act name somebody who does not, or only a pronoun says who does."""

from __future__ import annotations

from tests.coding.told import event, record, sides, states

from demarche.model import Record
from demarche.pipeline import Pipeline

QUOTE = '"We have closed the border and our troops struck two camps," Kenyan Defence Minister Aden Duale said.'
STATEMENT = "The United States strongly condemns the attack on the camp. We urge Iraq to find the perpetrators."
ANNOUNCED = "The Foreign Secretary, Ann Lee, said:\n\nWe have sent medicine to Chile."


def test_we_in_a_quotation_is_its_speaker(pipeline: Pipeline) -> None:
    """What a minister says that "we" do is his act, and "our troops" are of his country."""
    assert sides(pipeline, QUOTE, "closed")[0] == [("KEN", "GOV")]
    assert sides(pipeline, QUOTE, "struck")[0] == [("KEN", "MIL")]


def test_we_in_a_statement_is_its_state(pipeline: Pipeline) -> None:
    """A statement without quotation marks speaks for the state that condemns in the present tense."""
    assert sides(pipeline, STATEMENT, "urge") == ([("USA", None)], [("IRQ", None)])


def test_we_below_a_line_with_a_colon(pipeline: Pipeline) -> None:
    """Below "X said:" it is X who speaks."""
    found = record(pipeline, ANNOUNCED)
    (speaker,) = event(found, "sent").actors
    assert next(a.name for a in found.actors if a.id == speaker) == "Ann Lee"


def test_on_behalf_of(pipeline: Pipeline) -> None:
    """Whoever is spoken for is named by the sentence itself."""
    text = "On behalf of the Peruvian government, I congratulate the people of Chile."
    assert sides(pipeline, text, "congratulate")[0] == [("PER", "GOV")]


def test_besiegers_of_an_embassy_are_not_its_people(pipeline: Pipeline) -> None:
    """A crowd at an embassy is of no known country, and the embassy is not of the country where it stands."""
    assert sides(pipeline, "Crowds stormed the US embassy on Tuesday.", "stormed") == (
        [(None, "CVL")],
        [("USA", "GOV")],
    )
    text = "Turkey protested after a mob attacked its consulate in Basra."
    assert sides(pipeline, text, "attacked")[1] == [("TUR", "GOV")]


def test_a_coalition_is_not_its_hosts(pipeline: Pipeline) -> None:
    """Those who act in a country from outside are not of it."""
    text = (
        "In Iraq, Coalition forces hit a depot of the Islamic State. The Coalition said it would help the Iraqi army."
    )
    assert all(a.country is None for a in record(pipeline, text).actors if a.name.startswith("Coalition"))


def test_counter_and_pro_name_another(pipeline: Pipeline) -> None:
    """ "Pro-Russian" and "counter-ISIL" say for and against whom somebody is, not who he is."""
    assert sides(pipeline, "Pro-Russian rebels attacked the town.", "attacked")[0] == [(None, "REB")]


def test_in_support_of_names_no_target(pipeline: Pipeline) -> None:
    """Strikes in support of an army do not hit it; who stands in support of a government supports it."""
    assert sides(pipeline, "French jets carried out strikes in support of Malian forces.", "strikes")[1] == []
    text = "Norway remains steadfast in support of Ukraine's government."
    assert sides(pipeline, text, "support") == ([("NOR", None)], [("UKR", "GOV")])


def test_a_town_won_back(pipeline: Pipeline) -> None:
    """Whoever held a town suffers when it is retaken; an army does not strike its own country."""
    assert sides(pipeline, "Iraqi forces retook Mosul from ISIL fighters.", "retook")[1] == [("IMG", "REB")]
    assert sides(pipeline, "Iraqi forces liberated Mosul.", "liberated")[1] == []


def test_a_danger_is_no_threat(pipeline: Pipeline) -> None:
    """ "The threat posed by the militants" is told of nobody's words; a threat to act is."""
    assert record(pipeline, "The threat posed by the Taliban remains real.").events == []
    assert event(record(pipeline, "North Korea's threat to fire missiles alarmed Japan."), "threat")


def test_victims_of_what_is_condemned_are_not_blamed(pipeline: Pipeline) -> None:
    """Who condemns an abduction accuses its doers, and here they are not named."""
    assert sides(pipeline, "Ethiopia condemned the abduction of 40 Kenyan traders.", "condemned")[1] == []


def test_talks_with_another_clause(pipeline: Pipeline) -> None:
    """Whoever acts in a clause beside the talks has not held them, and who calls them a name neither."""
    found = record(pipeline, "Talks with Kenya broke down when Somali troops shelled a village.")
    talks = [e for e in found.events if e.event_type == "CONSULT"]
    assert all("SOM" not in {a.country for a in found.actors if a.id in e.actors} for e in talks)
    assert not [e for e in record(pipeline, "The minister called the talks constructive.").events if e.actors]


def test_whose_and_he(pipeline: Pipeline) -> None:
    """ "Whose" is whoever the clause describes; "he" is no mother."""
    text = "Lithuania thanked the United States, whose special envoy had met the Belarusian president in Minsk."
    assert ("USA", "GOV") in sides(pipeline, text, "met")[0]
    found = record(pipeline, "His mother visited the jail on Monday. Later he went on hunger strike.")
    assert not [e for e in found.events if e.event_type == "PROTEST" and e.actors]


def test_that_city_is_the_last_one_named(pipeline: Pipeline) -> None:
    """ "That city" stands for the place named before, and has its country."""
    text = "The Sudanese army had besieged El Fasher for months. Rebels overran that city in October."
    assert "SDN" in {c for c, _ in sides(pipeline, text, "overran")[1]}


def test_set_fire_is_done(pipeline: Pipeline) -> None:
    """ "Set fire to" sets no date; "set a strike" does."""
    assert event(record(pipeline, "Protesters set fire to the French consulate."), "set fire").realis == "actual"


def test_what_led_to_an_act_of_a_year(pipeline: Pipeline) -> None:
    """A year at the head of a sentence holds for what came before its act; a day does not."""
    found = record(pipeline, "In 2015 a similar deal collapsed after gunmen killed nine herders near the dam.")
    killed = event(found, "killed")
    assert killed.date is not None
    assert killed.date.start == "2015-01-01"
    assert killed.historical


def test_an_undated_article_leaves_the_office_open(pipeline: Pipeline) -> None:
    """Without a date nobody knows whether a former minister was in office; his title says so."""
    text = "Philip Hammond welcomed the accord."
    assert [a.sector for a in record(pipeline, text, None).actors if a.name == "Philip Hammond"] == [None]
    titled = record(pipeline, f"Foreign Secretary {text}", None)
    assert [a.sector for a in titled.actors if a.name == "Philip Hammond"] == ["GOV"]


def test_officials_of_unknown_bodies(pipeline: Pipeline) -> None:
    """Officials of a body that no table knows are no government."""
    found = record(pipeline, "Zentrifax officials met the Kenyan transport minister in Nairobi.")
    assert [a.sector for a in found.actors if a.name.startswith("Zentrifax")] == [None]


def test_a_website_is_its_owners(pipeline: Pipeline) -> None:
    """Whoever owns an attacked website suffers, and the attack is COERCE."""
    text = "Hackers launched an attack on the website of the Kenyan parliament."
    one = event(record(pipeline, text), "attack")
    assert one.event_type == "COERCE"
    assert sides(pipeline, text, "attack")[1] == [("KEN", "LEG")]


def test_the_north_where_the_south_is_named_by_its_capital(pipeline: Pipeline) -> None:
    """ "The North" is found though the article calls the other state Seoul, and "it" goes on about it."""
    text = "North Korea fired a missile. Seoul vowed to answer. The North ignored the calls. In July it freed two men."
    assert ("PRK", "GOV") in [(c, "GOV") for c, _ in sides(pipeline, text, "freed")[0]]


def test_whom_a_minister_orders_is_of_his_country(pipeline: Pipeline) -> None:
    """In a story about another state the officials of a prime minister stay his own."""
    text = "North Korea fired a missile. Japanese Prime Minister Shigeru Ishiba ordered officials to ensure safety."
    assert sides(pipeline, text, "ordered")[1] == [("JPN", "GOV")]


def test_who_rallies_outside_an_embassy_is_at_home_in_its_town(pipeline: Pipeline) -> None:
    """An embassy does not give its country to the crowd in front of it; the town where it stands does."""
    text = "About 40 activists rallied outside the U.S. embassy in Seoul on Wednesday."
    assert sides(pipeline, text, "rallied")[0] == [("KOR", "CVL")]


def test_a_strike_and_those_it_killed_are_one_act(pipeline: Pipeline) -> None:
    """The strike does not act, and whoever was killed suffers it."""
    found = record(pipeline, "An Israeli air strike killed three people in Gaza.")
    (one,) = found.events
    assert states_of(found, one.actors) == ["ISR"]
    assert states_of(found, one.recipients) == ["PSE"]


def states_of(found: Record, ids: list[str]) -> list[str | None]:
    known = {a.id: a.country for a in found.actors}
    return [known[i] for i in ids]


def test_who_holds_them_is_asked_to_free_them(pipeline: Pipeline) -> None:
    """A demand for release goes to whoever took the men, and the demander frees nobody."""
    text = "Tanzanian police arrested 14 Kenyan fishermen on Friday. Kenya demanded the release of the fishermen."
    assert sides(pipeline, text, "demanded")[1] == [("TZA", "COP")]
    assert sides(pipeline, text, "release")[0] == [("TZA", "COP")]


def test_a_ban_until_a_day_was_not_made_on_that_day(pipeline: Pipeline) -> None:
    """How long a ban holds is not when it was made."""
    found = record(pipeline, "The minister banned all demonstrations in the capital until Friday.")
    date = event(found, "banned").date
    assert date is None or date.basis == "publication_default"


def test_who_resists_pressure_refuses_whoever_presses(pipeline: Pipeline) -> None:
    """ "Despite pressure by parliament" names who is refused; a protest to press demands is against the asked."""
    text = "Kenya's vice-president has declined to resign despite growing pressure by the Tanzanian parliament."
    assert sides(pipeline, text, "declined")[1] == [("TZA", "LEG")]
    text = "Young Chileans blocked roads on Sunday to press their demands for freedom from the Chilean government."
    assert sides(pipeline, text, "blocked")[1] == [("CHL", "GOV")]


def test_one_person_who_speaks_has_met_nobody(pipeline: Pipeline) -> None:
    alone = record(pipeline, "The Peruvian president, speaking in Lima on Monday, praised Chile.")
    assert "CONSULT" not in [e.event_type for e in alone.events]
    assert "CONSULT" in [e.event_type for e in record(pipeline, "Biden and Xi spoke in Lima on Monday.").events]


def test_people_counted_are_not_their_state(pipeline: Pipeline) -> None:
    found = record(pipeline, "Pakistan deported 1,200 Iranians on Monday.")
    name, kind = next((a.name, a.kind) for a in found.actors if a.country == "IRN")
    assert (name, kind) == ("Iranians", "group")


def test_a_minister_threatens_the_one_he_warns_and_not_his_own_state(pipeline: Pipeline) -> None:
    text = "Pakistani Defence Minister Khawaja Asif warned that Islamabad would cut ties with Kabul."
    record_of = record(pipeline, text, "2025-10-27")
    threats = [e for e in record_of.events if e.event_type == "THREATEN"]
    own = {a.id for a in record_of.actors if a.country == "PAK"}
    assert threats
    assert not any(own & set(e.recipients) for e in threats)


def test_who_is_accused_of_an_act_is_said_to_do_it(pipeline: Pipeline) -> None:
    text = "Brazil accused Venezuela of massing thousands of troops near Essequibo and told Caracas it would not move."
    assert sides(pipeline, text, "massing")[0] == [("VEN", "GOV")]


def test_with_whom_somebody_speaks_may_stand_behind_the_telephone(pipeline: Pipeline) -> None:
    text = "President Irfaan Ali of Guyana spoke by phone with the Indian foreign minister on Monday."
    actors, recipients = sides(pipeline, text, "spoke by phone")
    assert ("IND", "GOV") in [*actors, *recipients]
    assert ("GUY", "GOV") in [*actors, *recipients]


def test_a_last_name_alone_is_the_man_named_before(pipeline: Pipeline) -> None:
    text = (
        "Venezuelan President Nicolás Maduro spoke in Lima on Monday.\n\nAnalysts doubt that Maduro will invade Guyana."
    )
    assert sides(pipeline, text, "invade")[0] == [("VEN", "GOV")]


def test_what_is_done_in_support(pipeline: Pipeline) -> None:
    """ "In support of" says who is helped, and whoever acts helps."""
    told = sides(pipeline, "Jordanian jets conducted 11 strikes in support of the government of Iraq.", "support")
    assert told == ([("JOR", "MIL")], [("IRQ", "GOV")])


def test_at_whom_rounds_are_aimed(pipeline: Pipeline) -> None:
    """What is fired "aimed at" somebody is fired at him, and aiming is no second act."""
    found = record(pipeline, "North Korea fired artillery rounds aimed at a loudspeaker in South Korea.")
    assert states(found, found.events[0].recipients) == {"KOR"}
    assert len(found.events) == 1


def test_sanctions_named_after_whom_they_hit(pipeline: Pipeline) -> None:
    """Who welcomes "new Syria sanctions" does not praise Syria; who criticises US tariffs criticises the US."""
    text = "The British foreign secretary welcomed new Syria sanctions."
    assert sides(pipeline, text, "welcomed")[1] == []
    assert sides(pipeline, "China criticised the US tariffs.", "criticised")[1] == [("USA", None)]


def test_nobody_is_the_office_that_is_given_up(pipeline: Pipeline) -> None:
    """Who resigns as minister does nothing to a minister."""
    assert sides(pipeline, "Maxime Bernier was forced to resign as foreign minister of Canada.", "resign")[1] == []


def test_whom_one_fights_is_promised_nothing(pipeline: Pipeline) -> None:
    """A commitment to combating somebody is no promise to him."""
    text = "Julie Bishop reaffirmed Australia's commitment to combating the threat of Daesh in Canberra."
    found = record(pipeline, text)
    assert not any(a.name == "Daesh" and a.id in e.recipients for e in found.events for a in found.actors)
