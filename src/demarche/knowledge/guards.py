"""Decides whether a phrase that looks like a name is one here: ambiguous words and names of people.

"Chad" beside an unknown capitalised word is a given name, "May" never a name by itself, "WHO" no organisation in
a headline of capitals. The rules of single words stand in data/ambiguous.csv.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from demarche.knowledge.lexicon import Scan
from demarche.knowledge.tables import Row, word_set

# Words before a place name that say it is a place, though they begin a sentence.
# Words that stay small in a headline.
_SMALL = word_set("headline_small")
_PLACE_WORDS = word_set("place_words")


class Guard:
    """Says yes or no to a phrase at a position; called by the lexicon for every phrase whose case fits."""

    def __init__(self, rules: Iterable[Row], given: frozenset[str], known: Callable[[str], bool]) -> None:
        self._rules = {row["phrase"]: row["rule"] for row in rules}
        self._given = given
        self._known = known

    def rule(self, phrase: str) -> str:
        return self._rules.get(phrase, "")

    def is_given(self, key: str) -> bool:
        """True for a first name of the tables."""
        return key in self._given

    def for_vocabulary(self, known: Callable[[str], bool]) -> Guard:
        """The same rules over another vocabulary."""
        twin = Guard((), self._given, known)
        twin._rules = self._rules
        return twin

    def __call__(self, phrase: str, scan: Scan, i: int, end: int) -> bool:
        rule = self._rules.get(phrase)
        if rule is None:
            return True
        if rule == "off":
            return False
        if rule == "us":
            return scan.surface(i).isupper()
        if rule == "upper":
            return scan.surface(i).isupper() and not scan.shouting
        if rule == "mid":
            return i > 0 and not scan.shouting and not title_case(scan)
        if rule == "the":
            return i > 0 and scan.pieces[i - 1].key == "the"
        return not self.in_person_name(scan, i, end)

    def in_person_name(self, scan: Scan, i: int, end: int) -> bool:
        """True when the words beside pieces `i` to `end` make it part of a person's name."""
        if i > 0 and self._joins(scan, i - 1, i) and self._is_given(scan, i - 1):
            return True
        return self.goes_on(scan, end)

    def goes_on(self, scan: Scan, end: int) -> bool:
        """True when an unknown capitalised word follows directly, so that a name may be longer than it looks."""
        if end >= len(scan.pieces) or not self._joins(scan, end - 1, end) or scan.shouting or title_case(scan):
            return False
        after = scan.surface(end)
        return after[0].isupper() and not after.isupper() and not self._known(scan.pieces[end].key)

    def _is_given(self, scan: Scan, i: int) -> bool:
        """True when piece `i` reads like a given name before a surname."""
        before = scan.surface(i)
        if not before[0].isupper() or scan.pieces[i].key in _PLACE_WORDS:
            return False
        if scan.pieces[i].key in self._given:
            return True
        starts_sentence = i == 0 or scan.pieces[i].word == 0
        return not (starts_sentence or before.isupper() or title_case(scan) or self._known(scan.pieces[i].key))

    @staticmethod
    def _joins(scan: Scan, i: int, j: int) -> bool:
        """True when nothing stands between two pieces: no comma, no possessive, no hyphen."""
        a, b = scan.pieces[i], scan.pieces[j]
        return b.word == a.word + 1 and a.end == len(scan.words[a.word])


def title_case(scan: Scan) -> bool:
    """True for a headline in which all words but small ones are capitalised."""
    long = 0
    for word in scan.words:
        if word[:1].islower():
            if word not in _SMALL:
                return False
        elif len(word) > 3:
            long += 1
    return long > 3
