"""Whether two tellings mean the same event: a sum of grounds, each with its reason, that anybody can follow.

A judgement looks at the two tellings alone, so it is the same whatever else is in the store.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

import msgspec

from demarche.resolve.telling import Amount, Party, Telling, stem

SAME_FROM = 2.0
DAYS_APART = 3
UNLIKE = 0.1  # likeness of sides that have nothing in common
# Types that reporters use for one and the same act; PLOVER, "potential ambiguities", of the types.
FAMILIES = (
    frozenset(("CONSULT", "AGREE", "COOPERATE", "SUPPORT")),
    frozenset(("AID", "COOPERATE", "AGREE")),
    frozenset(("RETREAT", "CONCEDE", "AGREE")),
    frozenset(("ASSAULT", "COERCE")),
    frozenset(("COERCE", "SANCTION", "ACCUSE")),
    frozenset(("ACCUSE", "REJECT")),
    frozenset(("THREATEN", "MOBILIZE")),
    frozenset(("PROTEST", "ASSAULT")),
    frozenset(("SANCTION", "REJECT")),
    frozenset(("THREATEN", "REQUEST")),
)
# Words that say where in a country a region lies, without naming it.
COMPASS = re.compile(r"\b(?:north|south|east|west|central|coast|border)\w*")
# Words for people that fit any of them.
ANYBODY = frozenset(
    """people person man men woman women civilian civilians one least protester protesters demonstrator demonstrators
    marcher marchers crowd crowds victim victims dozens hundreds thousands tens scores many several two three four five
    six seven eight nine ten""".split()  # noqa: SIM905 a list of words reads best as text
)
OPEN = 0.5  # likeness of somebody and anybody: it speaks neither for nor against
MUTUAL = frozenset(("CONSULT", "AGREE", "COOPERATE"))
Ground = tuple[float, str]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """The word on two events. `vetoed` means that something speaks against it that no sum outweighs."""

    a: str
    b: str
    same: bool
    score: float
    vetoed: bool
    reasons: tuple[str, ...]


def judge(a: Telling, b: Telling) -> Judgement:
    """Weigh two tellings of different articles."""
    veto = next(_vetoes(a, b), None)
    if veto is not None:
        return Judgement(a=a.event_id, b=b.event_id, same=False, score=-9.0, vetoed=True, reasons=(veto,))
    grounds = [*_type(a, b), *_parties(a, b), *_day(a, b), *_place(a, b), *_amount(a, b), *_text(a, b)]
    score = round(sum(weight for weight, _ in grounds), 4)
    # A large store has millions of them, most alike.
    reasons = tuple(sys.intern(f"{why} ({weight:+.1f})") for weight, why in grounds)
    return Judgement(a=a.event_id, b=b.event_id, same=score >= SAME_FROM, score=score, vetoed=False, reasons=reasons)


def related(a: Telling, b: Telling) -> bool:
    """True for acts that can be one: of one type, of types that go together, or at least of one quad class."""
    return _alike(a.event_type, b.event_type) or (a.quad_class is not None and a.quad_class == b.quad_class)


def _alike(a: str, b: str) -> bool:
    return a == b or any(a in family and b in family for family in FAMILIES)


def _vetoes(a: Telling, b: Telling) -> Iterator[str]:
    if a.doc_id == b.doc_id and day_gap(a, b) > 0:
        yield "one article tells them as events of two days"
    if not related(a, b):
        yield f"{a.event_type} is another act than {b.event_type}"
    if (a.realis == "actual") != (b.realis == "actual"):
        yield f"one is {a.realis}, the other {b.realis}"
    if a.historical != b.historical:
        yield "one is background"
    if day_gap(a, b) > DAYS_APART:
        yield "the days are too far apart"
    if _other_city(a, b) or _other_region(a, b):
        yield f"{a.place} is another place than {b.place}"


def _type(a: Telling, b: Telling) -> Iterator[Ground]:
    if a.event_type == b.event_type:
        yield 1.0, f"both {a.event_type}"
    else:
        yield (0.2, "related acts") if _alike(a.event_type, b.event_type) else (-0.3, "acts of one class")
    if a.modes and b.modes:
        yield (0.3, "same mode") if a.modes & b.modes else (-0.3, "other mode")
    if a.doc_id == b.doc_id:
        # An attack and the deaths in it are often coded as two; two acts of one day and kind are rarer.
        yield -0.5, "told apart in one article"
    if a.polarity != b.polarity:
        yield -0.3, "one denies it"


def _parties(a: Telling, b: Telling) -> Iterator[Ground]:
    """Both sides of the act; a meeting has no sides."""
    if a.event_type in MUTUAL or b.event_type in MUTUAL:
        everybody = [(*t.actors, *t.recipients) for t in (a, b)]
        likeness = _likeness(*everybody)
        if likeness is not None:
            yield round(3.0 * likeness - 1.5, 2), f"parties alike {likeness:.1f}"
        if _other_partners(a, b):
            yield -2.0, "each with another partner"
        return
    actors, recipients = _likeness(a.actors, b.actors), _likeness(a.recipients, b.recipients)
    if actors is not None:
        # Who did it is what reports disagree on most, so other actors alone do not part two tellings.
        yield round(2.0 * actors - 1.0, 2), f"actors alike {actors:.1f}"
    if recipients is not None:
        yield round(2.0 * recipients - 1.0, 2), f"recipients alike {recipients:.1f}"
    if _coded_apart(a.recipients, b.recipients):
        yield -2.0, "other recipients"
    if recipients is not None and recipients <= UNLIKE and _strangers(a, b):
        yield -3.0, "neither speaks of the other's recipients"
    if actors == 0.0 and recipients in (0.0, None):
        yield -1.5, "no party in common"


def _other_partners(a: Telling, b: Telling) -> bool:
    """True for acts of two pairs that have one country in common: Japan and Vietnam, Japan and the Philippines."""
    return len(a.countries) == len(b.countries) == 2 and len(a.countries & b.countries) == 1


def _strangers(a: Telling, b: Telling) -> bool:
    """True when neither report has any word for the recipients of the other, one of whom is named.

    "Captives" and "prisoners" may be the same people; Ahmed Souab and a journalist whom nobody calls so are two.
    """
    shared = _stems(a.place or "") | _stems(b.place or "")
    mine, its = _recipient_words(a) - shared, _recipient_words(b) - shared
    if not (mine & _stems(" ".join(a.names)) or its & _stems(" ".join(b.names))):
        return False
    return bool(mine and its) and not mine & (b.words | its) and not its & (a.words | mine)


def _recipient_words(telling: Telling) -> frozenset[str]:
    words = {word for party in telling.recipients for word in party.words} - ANYBODY
    return _stems(" ".join(word for word in words if not word.isdigit()))


def _stems(text: str) -> frozenset[str]:
    return frozenset(map(stem, text.split()))


def _coded_apart(a: tuple[Party, ...], b: tuple[Party, ...]) -> bool:
    """True when both sides are known by country, and no country is in both."""
    mine, its = ({party.country for party in side} for side in (a, b))
    return bool(mine and its) and None not in mine | its and not mine & its


def _likeness(a: tuple[Party, ...], b: tuple[Party, ...]) -> float | None:
    """How well the smaller side is found in the larger one; None when a side is unknown."""
    if not a or not b:
        return None
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return sum(max(_same_party(p, q) for q in large) for p in small) / len(small)


def _same_party(p: Party, q: Party) -> float:
    shared = p.words & q.words
    if shared and (len(shared) >= min(len(p.words), len(q.words)) or 2 * len(shared) >= len(p.words | q.words)):
        return 1.0
    if p.country and p.country == q.country:
        return 1.0 if p.sector == q.sector or None in (p.sector, q.sector) else 0.6
    if p.country and q.country:
        return 0.0
    if _is_anybody(p) or _is_anybody(q):
        return OPEN
    return 0.4 if shared else 0.1


def _is_anybody(party: Party) -> bool:
    """True for people of whom nothing is told: "dozens of protesters"."""
    return party.country is None and all(word in ANYBODY or word.isdigit() for word in party.words)


def day_gap(a: Telling, b: Telling) -> int:
    """Days between two periods, 0 when they touch."""
    if a.first_day is None or b.first_day is None:
        return abs(a.published - b.published) if a.published and b.published else 0
    assert a.last_day is not None
    assert b.last_day is not None
    return max(0, a.first_day - b.last_day, b.first_day - a.last_day)


def _day(a: Telling, b: Telling) -> Iterator[Ground]:
    gap, sure = day_gap(a, b), a.sure_day and b.sure_day
    if gap == 0:
        exact = a.first_day is not None and a.first_day == a.last_day == b.first_day == b.last_day
        yield (0.8 if sure and exact else 0.5), "same day" if exact else "periods touch"
    elif sure:
        yield -1.2 * gap, f"{gap} days apart"
    else:
        # Before it was published an act may have happened days ago; after that it cannot have.
        weight = -0.2 if _may_be_earlier(a, b) or _may_be_earlier(b, a) else -0.4
        yield round(weight * gap, 2), f"{gap} days apart, one by publication only"


def _may_be_earlier(a: Telling, b: Telling) -> bool:
    """True when `a` has only the day of its publication, and `b` tells an earlier one."""
    return not a.sure_day and b.sure_day and (a.first_day or 0) > (b.last_day or b.first_day or 0)


def _other_city(a: Telling, b: Telling) -> bool:
    if not (a.place and b.place):
        return False
    if a.place_country and b.place_country and a.place_country != b.place_country:
        # A meeting of two countries is often placed by the home of either; cities are facts.
        return a.place_is_city and b.place_is_city
    return a.place_is_city and b.place_is_city and a.place != b.place


def _place(a: Telling, b: Telling) -> Iterator[Ground]:
    if not (a.place and b.place):
        return
    if a.place == b.place:
        yield (0.9 if a.place_is_city else 0.6 if a.place_is_region else 0.3), f"both in {a.place}"
    elif a.place_country and b.place_country and a.place_country != b.place_country:
        yield -1.2, "other country"
    else:
        yield 0.1, "one place may lie in the other"


def _other_region(a: Telling, b: Telling) -> bool:
    """True for two regions of one country by name; "the east" may be part of either."""
    if a.place == b.place or a.place_country != b.place_country:
        return False
    return all(t.place_is_region and not COMPASS.search(t.place or "") for t in (a, b))


def _amount(a: Telling, b: Telling) -> Iterator[Ground]:
    """Numbers of one kind: equal ones bind, tolls that differ are disagreements, other magnitudes part."""
    for mine in a.amounts:
        for its in b.amounts:
            if mine.role == its.role:
                yield _numbers(mine, its)
                return


def _numbers(mine: Amount, its: Amount) -> Ground:
    if mine.low <= its.high and its.low <= mine.high:
        return 0.8, f"{mine.role} agree"
    low, high = sorted((max(mine.high, 0.5), max(its.high, 0.5)))
    return (-0.2, f"{mine.role} differ") if high <= 3 * low else (-0.9, f"{mine.role} differ greatly")


def _text(a: Telling, b: Telling) -> Iterator[Ground]:
    """Words in common, names and numbers weighing more."""
    shared = len(a.words & b.words) + 1.5 * len(a.names & b.names)
    least = min(len(a.words) + 1.5 * len(a.names), len(b.words) + 1.5 * len(b.names))
    likeness = shared / least if least else 0.0
    yield round(min(max(5.0 * (likeness - 0.3), -1.5), 2.0), 2), f"words alike {likeness:.2f}"
