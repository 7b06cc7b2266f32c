"""An actor phrase taken apart: its words, the names in it, where its head ends, and what stands beside a name."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from demarche.knowledge.roles import Roles
from demarche.knowledge.tables import word_set
from demarche.knowledge.types import Match
from demarche.knowledge.words import POSSESSIVE, fold

FORMER = word_set("former")
_CUTS = word_set("cuts")
BELONG = word_set("belong")
# After these endings a country name says who supports or opposes, not who somebody is.
_NOT_OWN = word_set("not_own")
_PREFIX_NOT_OWN = word_set("prefix_not_own")
_NUMBERS = word_set("numbers")


# Names whose words may be part of a role noun all the same: "Arab leader", "own police".
_OPEN_KINDS = frozenset({"nationality", "people", "own"})


class Words(msgspec.Struct, frozen=True):
    """A phrase taken apart: its words, their folded forms, the names found, and where the head part ends.

    `definite` is True after a determiner, `date` the day on which offices are looked at.
    """

    text: tuple[str, ...]
    low: tuple[str, ...]
    matches: tuple[Match, ...]
    cut: int
    definite: bool = False
    date: str | None = None

    def head_matches(self) -> list[Match]:
        return [m for m in self.matches if m.first < self.cut]

    def tail_matches(self) -> list[Match]:
        return [m for m in self.matches if m.first >= self.cut]


def plain(word: str) -> str:
    """The folded word without a possessive ending."""
    low = fold(word).replace("’", "'")
    return low[:-2] if low.endswith("'s") and len(low) > 2 else low


def covers(match: Match, words: Sequence[str]) -> bool:
    """True when the match reaches the last word that is no possessive ending."""
    last = len(words) - 1
    while last > 0 and words[last] in POSSESSIVE:
        last -= 1
    return match.last == last and match.end >= len(words[last].removesuffix("'s").removesuffix("’s"))


def cut(
    text: Sequence[str], low: Sequence[str], matches: Sequence[Match], tags: Sequence[str] | None, roles: Roles
) -> int:
    """Where the head part ends: the first preposition or clause word that lies in no name and no role."""
    inside = {i for m in matches for i in range(m.first, m.last + 1)}
    for i in range(1, len(text)):
        if i in inside or (
            low[i] not in _CUTS and text[i] != "," and not (tags and tags[i] in ("ADP", "SCONJ", "VERB"))
        ):
            continue
        if not role_spans(low, i, roles):
            return i
    return len(text)


def role_spans(low: Sequence[str], i: int, roles: Roles) -> bool:
    """True when a role of several words, such as "ministry of defence", reaches over word `i`."""
    for end in range(i + 2, min(len(low), i + 5) + 1):
        role = roles.at_end(low[:end])
        if role and role.words > end - i:
            return True
    return False


def in_role(match: Match, low: Sequence[str], roles: Roles) -> bool:
    """True for a title of the press inside a longer role: the "Foreign Affairs" of a ministry is no magazine."""
    if match.entry.sector != "JRN" or match.entry.kind not in ("organisation", "group"):
        return False
    length = match.last - match.first + 1
    for end in range(match.last + 1, min(len(low), match.last + 3) + 1):
        role = roles.at_end(low[:end])
        if role and role.words > length and end - role.words <= match.first:
            return True
    return False


def possessive_after(phrase: Words, match: Match) -> bool:
    after = phrase.text[match.last + 1] if match.last + 1 < len(phrase.text) else ""
    return after in POSSESSIVE or (phrase.text[match.last].endswith(("'s", "’s")) and bool(after))


def is_former(words: Sequence[str]) -> bool:
    return any(word in FORMER or word.startswith("ex-") for word in words)


def foreign(phrase: Words, match: Match) -> bool:
    """True for "Russian-backed", "pro-Russian", "Iran-allied": the name says for whom, not who."""
    return names_another(phrase.text, match)


def names_another(text: Sequence[str], match: Match) -> bool:
    """True where the words around a name tell that it says for or against whom others are: "counter-ISIL"."""
    low = [fold(word) for word in text[max(0, match.first - 2) : match.last + 3]]
    first = match.first - max(0, match.first - 2)
    last = first + match.last - match.first
    if match.end < len(text[match.last]) and low[last].rpartition("-")[2] in _NOT_OWN:
        return True
    if match.start > 0 and low[first][: match.start].rstrip("-") in _PREFIX_NOT_OWN:
        return True
    around = low[last + 1 : last + 3]
    if around[:1] == ["-"] and around[1:2] and around[1] in _NOT_OWN:
        return True
    return first > 1 and low[first - 1] == "-" and low[first - 2] in _PREFIX_NOT_OWN


def outside_names(phrase: Words) -> tuple[str, ...]:
    """The words with those inside names blotted out: the "bank" of the West Bank is none."""
    inside = {
        i for m in phrase.matches if m.entry.kind not in _OPEN_KINDS for i in range(m.first, m.last + 1) if m.start == 0
    }
    return tuple("" if i in inside else word for i, word in enumerate(phrase.low))


def near(phrase: Words) -> list[Match]:
    """The names right after "of", "in", "from": those that the head belongs to."""
    if phrase.cut >= len(phrase.low) or phrase.low[phrase.cut] not in BELONG:
        return []
    end = phrase.cut + len(first_part(phrase.low[phrase.cut :]))
    found = phrase.tail_matches()
    # "for the Swat Taliban": the place before a group only says where the group is.
    return found[:1] + [m for m in found[1:2] if m.last < end and m.first == found[0].last + 1]


def first_part(words: Sequence[str]) -> Sequence[str]:
    """The words after the first preposition, up to the next one."""
    for i in range(2, len(words)):
        if words[i] in _CUTS:
            return words[:i]
    return words


def counted(phrase: Words) -> str | None:
    """CVL for "two Russians": people counted by nationality; the bare plural is the nation."""
    heads = phrase.head_matches()
    if not heads or heads[-1].entry.kind not in ("nationality", "people"):
        return None
    counted = any(word in _NUMBERS or word.isdigit() for word in phrase.low[: heads[-1].first])
    return "CVL" if counted else heads[-1].entry.sector
