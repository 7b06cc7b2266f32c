"""Events with a name: wars, summits, games and days of memory, operations, exercises, battles, storms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from demarche.knowledge.words import fold
from demarche.model.text import Sentence
from demarche.parse.name_facilities import Found, head_at, speaks
from demarche.parse.name_runs import (
    closed,
    glued,
    goes_on,
    head_of,
    is_hyphen,
    is_joined,
    is_naming,
    is_year,
    leftward,
    of_name,
    rightward,
    unquoted,
    with_number,
)
from demarche.parse.name_tables import Head, heads, is_out, known, word_set

# How far before a code name the noun may stand that says what is called so.
_NEAR = 8
_COP = re.compile(r"COP\d{1,2}")  # the climate conferences


def events(sentence: Sentence, described: set[int]) -> Iterator[Found]:
    """The named events of a sentence; `described` are the tokens of names of states, bodies and places."""
    for i in range(len(sentence.tokens)):
        yield from _ending(sentence, i)
        yield from _beginning(sentence, i)
        yield from _exercise(sentence, i, described)
        yield from _called(sentence, i)
        yield from _dated(sentence, i, described)


def _ending(sentence: Sentence, i: int) -> Iterator[Found]:
    """ "NATO Summit", "Second World War", "Battle of Stalingrad", "Day of Remembrance", "COP29"."""
    tokens = sentence.tokens
    head = head_at(sentence, i)
    if head is None or head.kind != "EVENT" or not tokens[i].text[0].isupper() or _is_person(sentence, i, head):
        return
    if is_out(head.noun, "before", tokens[i - 1].text if i else ""):
        return
    start = leftward(sentence, i, i, possessive=head.use == "day")
    last = _of(sentence, i, head)
    named = any(tokens[k].text[0].isalpha() for k in range(start, i - head.words + 1))
    if goes_on(sentence, last) or not (named or last > i or "alone" in head.marks):
        return
    last = with_number(sentence, last)
    if head.use == "meeting" and speaks(sentence, head_of(sentence, start, last)):
        yield start, last, "ORG", "names.organisation.speaks@1"
    else:
        yield start, last, "EVENT", f"names.event.{'day' if head.use == 'day' else 'head'}@1"


def _of(sentence: Sentence, i: int, head: Head) -> int:
    if "of" not in head.marks:
        return i
    return of_name(sentence, i, "of", "for") if head.noun == "battle" else of_name(sentence, i, "of")


def _is_person(sentence: Sentence, i: int, head: Head) -> bool:
    """ "Doris Day"; but a label of the model alone is not believed where it takes the phrase for an event."""
    token = sentence.tokens[i]
    if token.name.endswith("PERSON"):
        return token.entity not in ("event", "time")
    return head.use == "day" and token.entity == "person"


def _beginning(sentence: Sentence, i: int) -> Iterator[Found]:
    """ "Operation Rising Lion", "Exercise Cobra Gold", "Hurricane Katrina", "Expo 2025"."""
    tokens = sentence.tokens
    if _COP.fullmatch(tokens[i].text):
        yield i, i, "EVENT", "names.event.head@1"
    head = heads("first").get((fold(tokens[i].text),))
    if head is None or head.kind != "EVENT" or not tokens[i].text[0].isupper():
        return
    k = unquoted(sentence, i)
    if k >= len(tokens) or is_out(head.noun, "after", tokens[k].text):
        return
    if "number" in head.marks:
        last = with_number(sentence, i)
    else:
        last = rightward(sentence, k - 1)
        if last < k or is_out(head.noun, "after", tokens[last].text):
            return
        last = closed(sentence, i, with_number(sentence, last))
    if last > i:
        yield i, last, "EVENT", f"names.event.{head.use if 'number' not in head.marks else 'head'}@1"


def _exercise(sentence: Sentence, i: int, described: set[int]) -> Iterator[Found]:
    """ "the Steadfast Defender drills", "exercise Zapad-2025"."""
    tokens = sentence.tokens
    word = tokens[i].text
    if word.lower() not in word_set("exercises"):
        return
    if word.islower():
        yield from _before_exercise(sentence, i, described)
        k = unquoted(sentence, i)
        end = rightward(sentence, k - 1)
        last = with_number(sentence, end)
        if end >= k and (last > end or not _is_described(sentence, k, end, described)):
            yield k, last, "EVENT", "names.event.exercise@1"


def _before_exercise(sentence: Sentence, i: int, described: set[int]) -> Iterator[Found]:
    tokens = sentence.tokens
    last = i - 1
    while last >= 0 and tokens[last].text in ('"', "”", "'", "’") and tokens[last].upos == "PUNCT":
        last -= 1
    end = last
    if end > 0 and tokens[end].text[:1].isdigit():
        end -= 2 if is_hyphen(tokens[end - 1]) else 1
    if end < 0 or not is_naming(tokens[end]):
        return
    start = _undescribed(sentence, leftward(sentence, end, end), end, described)
    numbered = last > end
    if not numbered and (_is_described(sentence, start, end, described) or not is_joined(sentence, start, end)):
        return
    if tokens[start].upos == "ADJ" and start == end:
        return  # "Joint drills", "Tactical exercises"
    if numbered and all(k in described and not tokens[k].name.endswith("ORG") for k in range(start, end + 1)):
        return
    yield start, last, "EVENT", "names.event.exercise@1"


def _undescribed(sentence: Sentence, start: int, end: int, described: set[int]) -> int:
    """Where the name begins behind those who hold the exercise: "Russia-Belarus Zapad-2025"."""
    while start < end and (start in described or not is_naming(sentence.tokens[start])):
        start += 1
    return start


def _is_described(sentence: Sentence, first: int, last: int, described: set[int]) -> bool:
    """True when a state, body or place holds the exercise and does not name it: "Black Sea drills"."""
    words = range(first, last + 1)
    if " ".join(fold(sentence.tokens[k].text) for k in words) in known():
        return False
    common = first == last and fold(sentence.tokens[first].text) in word_set("no_exercise")
    return common or any(k in described or sentence.tokens[k].name for k in words)


def _called(sentence: Sentence, i: int) -> Iterator[Found]:
    """ "drills codenamed Iron Fist", "an operation called “Scales”"."""
    tokens = sentence.tokens
    if tokens[i].text.lower() not in word_set("called"):
        return
    before = {t.lemma.lower() for t in tokens[max(0, i - _NEAR) : i]}
    if not before & (word_set("exercises") | word_set("operations")):
        return
    k = unquoted(sentence, i)
    last = rightward(sentence, k - 1)
    if last >= k and fold(tokens[k].text) not in ("operation", "exercise"):
        yield k, with_number(sentence, last), "EVENT", "names.event.called@1"


def _dated(sentence: Sentence, i: int, described: set[int]) -> Iterator[Found]:
    """ "Zapad-2025": a name tied to a year by a hyphen."""
    tokens = sentence.tokens
    if not is_year(tokens[i]) or i < 2 or not is_hyphen(tokens[i - 1]):
        return
    if not (glued(sentence, i) and glued(sentence, i - 1)) or not is_naming(tokens[i - 2]):
        return
    if tokens[i - 2].text.isupper() or fold(tokens[i - 2].text) in word_set("not_dated"):
        return
    start = _undescribed(sentence, leftward(sentence, i - 2, i - 2), i - 2, described)
    yield start, i, "EVENT", "names.event.dated@1"
