"""Parties that a clause leaves out because the sentences around it name them, and near misses."""

from __future__ import annotations

from tests.coding.told import event, names, record, states

from demarche.pipeline import Pipeline


def test_the_crowd_that_police_scatter(pipeline: Pipeline) -> None:
    """Tear gas after a march is fired at those who marched."""
    found = record(pipeline, "Nurses marched to parliament in Nairobi on Monday. Police fired tear gas at noon.")
    assert event(found, "fired").recipients == event(found, "marched").actors


def test_no_crowd_of_another_country(pipeline: Pipeline) -> None:
    """Police of one country do not scatter the crowd of another."""
    found = record(pipeline, "Kenyan nurses marched in Nairobi on Monday. French police fired tear gas at noon.")
    assert event(found, "fired").recipients == []


def test_arrests_in_a_crowd(pipeline: Pipeline) -> None:
    """Whom police detained among those who demonstrate."""
    found = record(pipeline, "Teachers rallied in Lima on Monday. Police arrested one at the gate.")
    assert event(found, "arrested").recipients == event(found, "rallied").actors


def test_who_asked_for_what_is_refused(pipeline: Pipeline) -> None:
    """Whoever turns down what he was asked for refuses the one who asked."""
    found = record(
        pipeline,
        "Norway called on Chad to free the crew. Chad's foreign ministry rejected what it called colonial manners.",
    )
    assert states(found, event(found, "rejected").recipients) == {"NOR"}


def test_nobody_asked_the_one_who_refuses(pipeline: Pipeline) -> None:
    """A demand made of somebody else is no reason."""
    found = record(
        pipeline,
        "Norway called on Chad to free the crew. Peru's foreign ministry rejected what it called colonial manners.",
    )
    assert event(found, "rejected").recipients == []


def test_whose_house_was_searched(pipeline: Pipeline) -> None:
    """What is carried off in a raid is taken from those who were raided."""
    found = record(pipeline, "Police searched the home of opposition leader Ana Ruiz and carried off two laptops.")
    assert event(found, "carried off").recipients == event(found, "searched").recipients


def test_a_gift_to_the_country_of_the_story(pipeline: Pipeline) -> None:
    """In a story about one country a foreign bank lends to that country."""
    found = record(
        pipeline,
        "Bolivia ran out of diesel on Monday. Bolivia's president blamed the rains. Lorries queued outside the "
        "refinery. Bolivia has few reserves left. The Inter-American Development Bank disbursed $90 million.",
    )
    assert states(found, event(found, "disbursed").recipients) == {"BOL"}
    coders = {c.coder for e in pipeline.draft(found.article).events for c in e.recipients}
    assert "understood.story@1" in coders


def test_the_author_of_a_plan(pipeline: Pipeline) -> None:
    """A plan is rejected, and welcomed, as that of whoever proposed it."""
    found = record(
        pipeline,
        "Chile's government proposed a levy on salmon on Monday. Fishermen's unions rejected the plan. "
        "Peru praised the levy.",
    )
    assert states(found, event(found, "rejected").recipients) == {"CHL"}
    assert states(found, event(found, "praised").recipients) == {"CHL"}


def test_a_plan_of_its_own(pipeline: Pipeline) -> None:
    """A plan that the words give to somebody else is not that of the last proposer."""
    found = record(
        pipeline,
        "Chile's government proposed a levy on salmon on Monday. Peru rejected Bolivia's plan for the lake.",
    )
    assert "CHL" not in states(found, event(found, "rejected").recipients)


def test_the_deal_that_it_means(pipeline: Pipeline) -> None:
    """Behind a verb of judging "it" is sooner the deal than the country named last."""
    found = record(
        pipeline,
        "Egypt and Sudan signed a water accord on Sunday. Ethiopia refused to accept it. "
        "The two neighbours defended the deal. The African Union welcomed it.",
    )
    assert states(found, event(found, "welcomed").recipients) == {"EGY", "SDN"}


def test_who_speaks_in_a_trailing_participle(pipeline: Pipeline) -> None:
    """Behind a comma the speaker is the subject of the main clause, whatever noun stands before the comma."""
    found = record(
        pipeline, "Canada imposed sanctions on Friday on two Belarusian judges, accusing Minsk of jailing reporters."
    )
    assert states(found, event(found, "accusing").actors) == {"CAN"}


def test_the_counterpart_is_of_the_other_state(pipeline: Pipeline) -> None:
    """Her counterpart holds the same office, but not in her country."""
    found = record(
        pipeline,
        "Kenya and Tanzania quarrel over rice. Tanzania has raised its duty, and Kenya's trade minister, Grace Otieno, "
        "protested. Her counterpart, Juma Bakari, criticised Kenya.",
    )
    assert "KEN" not in states(found, event(found, "criticised").actors)


def test_some_of_those_told_before(pipeline: Pipeline) -> None:
    """ "Two of them" are of the group that was told."""
    found = record(pipeline, "Kurdish activists demonstrated in Oslo on Friday. Norwegian police detained two of them.")
    assert event(found, "detained").recipients == event(found, "demonstrated").actors


def test_who_demands_that_he_resign(pipeline: Pipeline) -> None:
    """Whoever demands this means somebody else."""
    found = record(
        pipeline,
        "Prime Minister Paul Tsolo of Lesotho flew home on Monday. The miners' leader demanded that he resign.",
    )
    assert names(found, event(found, "demanded").recipients) == {"Paul Tsolo"}


def test_two_opposition_parties_are_no_pair(pipeline: Pipeline) -> None:
    """Only bare "both governments", "the two states" mean the two states that were told."""
    found = record(
        pipeline,
        "Bolivia and Chile quarrel over water. Bolivia recalled its envoy from Chile. Two opposition parties "
        "accused the minister of weakness.",
    )
    assert "CHL" not in states(found, event(found, "accused").actors)


def test_an_accord_is_held_against_ones_own_government(pipeline: Pipeline) -> None:
    """A union that condemns an accord blames its own side, and not the foreign one."""
    found = record(
        pipeline,
        "Peru and China signed a port accord in Lima on Monday. Peru's dockers' union condemned the accord.",
    )
    assert states(found, event(found, "condemned").recipients) == {"PER"}


def test_a_label_is_no_second_act(pipeline: Pipeline) -> None:
    """ "as kidnapping" says what somebody calls the arrest."""
    found = record(pipeline, "The lawyers' guild of Peru denounced the arrest of its chairman as kidnapping.")
    assert not [e for e in found.events if e.event_type == "ASSAULT"]


def test_killed_in_clashes_with(pipeline: Pipeline) -> None:
    """The other side of the fight has killed."""
    found = record(pipeline, "Three farmers were killed in clashes with police in Bolivia on Monday.")
    killed = event(found, "killed")
    assert names(found, killed.actors) == {"police"}
    assert states(found, killed.recipients) == {"BOL"}


def test_who_turns_down_a_request(pipeline: Pipeline) -> None:
    """A request that somebody turns down was made to him."""
    found = record(pipeline, "Peru turned down a request from Chile to extradite the general.")
    assert states(found, event(found, "request").recipients) == {"PER"}


def test_found_her_guilty(pipeline: Pipeline) -> None:
    """ "her" in front of what she is found to be is the one judged."""
    found = record(pipeline, "Minister Ana Ruiz of Peru was in court on Monday when a judge found her guilty of fraud.")
    assert names(found, event(found, "guilty").recipients) == {"Ana Ruiz"}


def test_people_from(pipeline: Pipeline) -> None:
    """Officers from Benin who are trained are Beninese."""
    found = record(pipeline, "France trains customs officers from Benin and Togo.")
    assert states(found, event(found, "trains").recipients) == {"BEN", "TGO"}


def test_a_conditional_threat(pipeline: Pipeline) -> None:
    """Whoever is to be kept from acting is threatened."""
    found = record(
        pipeline, "Norway has threatened to stop talks on fish if Iceland goes ahead with the closure of its ports."
    )
    assert states(found, event(found, "threatened").recipients) == {"ISL"}


def test_a_march_is_not_against_the_town(pipeline: Pipeline) -> None:
    """Where people march through is no target."""
    found = record(pipeline, "Thousands marched through Seville in protest against the tax.")
    assert all(e.recipients == [] for e in found.events if e.event_type == "PROTEST")


def test_a_party_of_many_countries(pipeline: Pipeline) -> None:
    """The People's Party of a story from Spain is no party of another country."""
    found = record(pipeline, "Spain's government backed Kyiv. The People's Party criticised Spain's government.")
    assert "THA" not in states(found, event(found, "criticised").actors)


def test_a_bombing_told_again(pipeline: Pipeline) -> None:
    """ "The blast" without parties is the act told before, and no second one."""
    found = record(pipeline, "Rebels blew up a hotel in Niger on Monday. Algeria condemned the bombing.")
    assert len([e for e in found.events if e.event_type == "ASSAULT"]) == 1


def test_who_fired_the_missiles(pipeline: Pipeline) -> None:
    """Whoever fired them has struck."""
    found = record(pipeline, "Missiles fired by Russia hit a school in Kharkiv.")
    assert states(found, event(found, "hit").actors) == {"RUS"}


def test_a_refusal_until(pipeline: Pipeline) -> None:
    """Whoever is to act first is refused."""
    found = record(pipeline, "Peru refused to lift the ban until Chile frees the fishermen.")
    assert states(found, event(found, "refused").recipients) == {"CHL"}


def test_a_strike_to_protest_is_one_protest(pipeline: Pipeline) -> None:
    """The second word only says against what."""
    found = record(pipeline, "Workers in Peru went on strike to protest against job cuts.")
    assert len([e for e in found.events if e.event_type == "PROTEST"]) == 1


def test_both_attacks(pipeline: Pipeline) -> None:
    """Two acts of two sides are condemned."""
    found = record(
        pipeline,
        "Israeli jets bombed two villages in Lebanon on Friday. Hezbollah fired rockets at Israel. "
        "France condemned both attacks.",
    )
    assert states(found, event(found, "condemned").recipients) == {"ISR", "LBN"}


def test_both_sides_of_a_civil_war(pipeline: Pipeline) -> None:
    """Countries that only stand by are not the two sides."""
    found = record(
        pipeline,
        "Colombian rebels freed two soldiers. The Colombian army thanked Cuba and Norway. "
        "The church asked both sides to return to the table.",
    )
    assert not {"CUB", "NOR"} & states(found, event(found, "asked").recipients)


def test_he_insisted_that_he_had(pipeline: Pipeline) -> None:
    """Who insists speaks of himself; only a demand is made of another."""
    found = record(
        pipeline,
        "President Paul Tsolo of Lesotho flew home on Monday. Tsolo insisted that he had criticised Peru.",
    )
    assert names(found, event(found, "criticised").actors) == {"Paul Tsolo"}


def test_the_request_that_is_ignored(pipeline: Pipeline) -> None:
    """ "The request" is the demand told before, whoever it was made to."""
    found = record(pipeline, "Student leaders in Bangladesh demanded her extradition. India has ignored the request.")
    assert states(found, event(found, "ignored").recipients) == {"BGD"}


RIVAL = """DAR ES SALAAM, May 8 - Tanzania's dockers struck on Monday. Tanzania's government met the union in Dodoma.

The strikers blocked a road. Police in Tanzania cleared it.

Kenya's port authority waived fees{whom}."""


def test_what_is_given_to_somebody_else_is_not_given_to_the_country_of_the_story(pipeline: Pipeline) -> None:
    """Whoever is named after "for" has it; where nobody is, the words are those that named the country."""
    others = event(record(pipeline, RIVAL.format(whom=" for stranded vessels")), "waived")
    assert others.recipients == []
    found = record(pipeline, RIVAL.format(whom=""))
    waived = event(found, "waived")
    assert states(found, waived.recipients) == {"TZA"}
    assert all("waived" not in s.text for s in waived.evidence["recipients"])


def test_the_foe_of_a_stern_answer(pipeline: Pipeline) -> None:
    """A state that answers with a measure goes against the one with which it has just clashed."""
    found = record(pipeline, "Ghana expelled three Togolese diplomats on Monday. Togo recalled its ambassador.")
    assert states(found, event(found, "recalled").recipients) == {"GHA"}


def test_no_foe_among_others(pipeline: Pipeline) -> None:
    """A quarrel of two others gives no foe."""
    found = record(pipeline, "Ghana expelled three Togolese diplomats on Monday. Peru recalled its ambassador.")
    assert states(found, event(found, "recalled").recipients) & {"GHA", "TGO"} == set()


def test_whose_police_held_them(pipeline: Pipeline) -> None:
    """Police who arrested those whom a state frees are its own, though the story is of two states."""
    found = record(
        pipeline,
        "Peru on Sunday released eleven Bolivian truck drivers, and Bolivia lifted its blockade of a crossing. "
        "Police arrested the drivers on August 14.",
    )
    assert states(found, event(found, "arrested").actors) == {"PER"}
