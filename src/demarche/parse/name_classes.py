"""The class of every name: what the engine labels, made finer by the tables of actors and by clear rules.

Order, the longest name first in each step: known names and the rules of facilities and events; then the names of the
engine and of the tables (a state or nationality of the tables outweighs a label of the same words).
Nothing here changes a token: who codes an article reads the labels of the engine as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from demarche.knowledge import Knowledge, Match
from demarche.knowledge.lexicon import Scan, is_shouting, scan_of
from demarche.knowledge.words import key
from demarche.model.names import Name
from demarche.model.text import Sentence, Span, Token
from demarche.parse.name_events import events
from demarche.parse.name_facilities import facilities, head_at, speaks, use
from demarche.parse.name_runs import goes_on, head_of, is_hyphen, is_year, unquoted, with_number
from demarche.parse.name_tables import Known, known, longest_known, region_adjectives, small_nouns, word_set

# Kinds of the tables that are classes of ours; a people has no state but is named like a nationality.
_TABLE = {
    "country": "COUNTRY", "nationality": "NATIONALITY", "people": "NATIONALITY",
    "capital": "PLACE", "region": "PLACE", "city": "PLACE", "water": "PLACE",
}  # fmt: skip
# A state, body or place before a common noun describes it and does not name it: "a NATO base", "Black Sea drills".
_DESCRIBING = frozenset(("country", "nationality", "people", "region", "water", "organisation", "group", "metonym"))


class Candidate(NamedTuple):
    """A possible name: characters and tokens, class, rule."""

    start: int
    end: int
    first: int
    last: int
    kind: str
    coder: str


def classify(sentence: Sentence, number: int, knowledge: Knowledge) -> list[Name]:
    """The names of a sentence in text order, none overlapping; dates and numbers are none of them."""
    words = [t.text for t in sentence.tokens]
    matches = knowledge.match(words)
    ruled = [] if is_shouting(words) else list(_by_rule(sentence, matches))
    labels = list(_labels(sentence))
    bodies = [(c.first, c.last) for c in labels if c.kind in ("ORG", "PERSON")]
    bodies += [(m.first, m.last) for m in matches if m.entry.kind in ("organisation", "group")]
    strong = [c for c in (*_known(sentence, scan_of(words)), *ruled) if not _inside(c, bodies)]
    none = [(c.first, c.last) for c in strong if c.kind == "NONE"]
    labels = [c for c in labels if not _inside(c, none)]
    taken = _chosen(strong, [])
    kept = _chosen([*_tables(sentence, matches), *labels], [c for c in taken if c.kind != "NONE"])
    return [_name(sentence, number, c) for c in sorted(kept) if c.kind != "NONE"]


def _inside(c: Candidate, spans: Sequence[tuple[int, int]]) -> bool:
    """True for a part of a longer name: "the Supreme Council for the Islamic Revolution"."""
    return any(a <= c.first and c.last <= b and (a, b) != (c.first, c.last) for a, b in spans)


def _chosen(candidates: Sequence[Candidate], taken: list[Candidate]) -> list[Candidate]:
    """The longest candidates that leave each other and those already taken alone; of equals the first."""
    out = list(taken)
    for candidate in sorted(candidates, key=lambda c: c.start - c.end):
        if all(candidate.end <= other.start or other.end <= candidate.start for other in out):
            out.append(candidate)
    return out


def _name(sentence: Sentence, number: int, c: Candidate) -> Name:
    text = sentence.text[c.start - sentence.start : c.end - sentence.start]
    return Name(
        kind=c.kind, span=Span(c.start, c.end, text), coder=c.coder, sentence=number, first=c.first, last=c.last
    )


def _candidate(sentence: Sentence, first: int, last: int, kind: str, coder: str) -> Candidate:
    tokens = sentence.tokens
    return Candidate(tokens[first].start, tokens[last].end, first, last, kind, coder)


# -- known names and rules --------------------------------------------------------------------------------------------


def _by_rule(sentence: Sentence, matches: Sequence[Match]) -> Iterator[Candidate]:
    described = {i for m in matches if m.entry.kind in _DESCRIBING for i in range(m.first, m.last + 1)}
    placed = described | {i for m in matches for i in range(m.first, m.last + 1)}
    bodies = {(m.first, m.last) for m in matches if m.entry.kind in ("organisation", "group")}
    cities = {(m.first, m.last) for m in matches if m.entry.kind == "city"}
    for found in facilities(sentence, described, placed):
        if found[:2] not in cities:  # "Fort Worth", "College Station"
            yield _candidate(sentence, *found)
    for found in events(sentence, placed):
        if found[:2] not in bodies:
            yield _candidate(sentence, *found)


def _known(sentence: Sentence, scan: Scan) -> Iterator[Candidate]:
    """The names of the table; those that are none stand as NONE, so that no rule takes them."""
    for i in range(len(scan.pieces)):
        if scan.surface(i)[0].islower():
            continue
        for end in range(min(i + longest_known(), len(scan.pieces)), i, -1):
            entry = known().get(" ".join([p.key for p in scan.pieces[i:end]]))
            if entry is not None and (found := _fitting(sentence, scan, i, end, entry)):
                inside = scan.pieces[i].start, len(scan.words[found.last]) - scan.pieces[end - 1].end
                alone = found.last == scan.pieces[end - 1].word
                yield found._replace(start=found.start + inside[0], end=found.end - inside[1] * alone)
                break


def _fitting(sentence: Sentence, scan: Scan, i: int, end: int, entry: Known) -> Candidate | None:
    first, last = scan.pieces[i].word, scan.pieces[end - 1].word
    if entry.capital and scan.surface(end - 1)[0].islower() and scan.pieces[end - 1].key not in small_nouns():
        return None
    if any(sentence.tokens[k].upos == "PUNCT" and not is_hyphen(sentence.tokens[k]) for k in range(first, last)):
        return None
    if entry.kind == "NONE":
        return _candidate(sentence, first, last, "NONE", "")
    if goes_on(sentence, last):
        return None
    if entry.kind == "SEAT":
        return _candidate(sentence, first, last, *use(sentence, first, last, "seat"))
    if entry.kind == "EXERCISE":
        return _known_exercise(sentence, first, last)
    if entry.kind == "EVENT":
        head = head_at(sentence, last)
        if head is not None and head.use == "meeting" and speaks(sentence, head_of(sentence, first, last)):
            return _candidate(sentence, first, last, "ORG", "names.organisation.speaks@1")
        return _candidate(sentence, first, with_number(sentence, last), "EVENT", "names.event.known@1")
    return _candidate(sentence, first, last, "FACILITY", "names.facility.known@1")


def _known_exercise(sentence: Sentence, first: int, last: int) -> Candidate | None:
    """An exercise of the table, where a year or a word such as "drills" stands beside it."""
    tokens = sentence.tokens
    end = with_number(sentence, last)
    dated = end > last and (is_year(tokens[end]) or is_hyphen(tokens[last + 1]))
    follow = unquoted(sentence, end)
    after = tokens[follow].text.lower() if follow < len(tokens) else ""
    before = tokens[first - 1].text.lower() if first else ""
    beside = {after, before} & word_set("exercises")
    return _candidate(sentence, first, end, "EVENT", "names.event.exercise@1") if dated or beside else None


# -- the tables of actors and the labels of the engine ----------------------------------------------------------------


def _tables(sentence: Sentence, matches: Sequence[Match]) -> Iterator[Candidate]:
    """States, nationalities, peoples, places, and bodies that the engine names too."""
    for match in matches:
        kind = _kind(sentence, match)
        if kind:
            a, b = sentence.tokens[match.first], sentence.tokens[match.last]
            coder = f"names.{kind.lower()}.table@1"
            yield Candidate(a.start + match.start, b.start + match.end, match.first, match.last, kind, coder)


def _kind(sentence: Sentence, match: Match) -> str:
    entry = next((e for e in match.entries if e.kind != "own"), None)
    if entry is None:
        return ""
    held = sentence.tokens[match.first : match.last + 1]
    kind = _TABLE.get(entry.kind, "")
    if entry.kind == "region" and key(match.text) in region_adjectives():
        kind = "NATIONALITY"  # "Chechen fighters"
    if kind == "PLACE" and any(t.name[2:] in ("PERSON", "ORG") for t in held):
        return ""
    whole = len(held) > 1 and held[0].upos == held[-1].upos == "PROPN"  # "Bank of China"
    if entry.kind in ("organisation", "group") and (held[0].name[:2] == "B-" or whole):
        return "ORG"  # "the EU", which the engine may take for a place
    return "" if kind == "NATIONALITY" and _is_language(sentence, match.last) else kind


def _is_language(sentence: Sentence, i: int) -> bool:
    """ "in Russian", "speaks French", "the English language"."""
    tokens = sentence.tokens
    token = tokens[i]
    after = i + 1 + (i + 1 < len(tokens) and is_hyphen(tokens[i + 1]))
    if after < len(tokens) and (tokens[after].lemma.lower() in word_set("languages") or _is_speaking(tokens[after])):
        return True
    if token.has("Number=Plur") or sentence.kid(i, "det") is not None:
        return False
    if token.rel == "obj" or token.rel == "conj":
        above = tokens[token.head] if token.head >= 0 else token
        return above.lemma in word_set("speak") or (token.rel == "conj" and _is_language(sentence, token.head))
    cases = {tokens[k].text.lower() for k in sentence.kids(i, "case")}
    return token.rel in ("obl", "nmod") and bool(cases & {"in", "into", "from"})


def _is_speaking(token: Token) -> bool:
    return token.text.lower().lstrip("-") in ("speaking", "language")


def _labels(sentence: Sentence) -> Iterator[Candidate]:
    """The names that the engine labels, each with its kind."""
    first = -1
    for i, token in enumerate([*sentence.tokens, None]):
        label = token.name if token is not None else ""
        if first >= 0 and not label.startswith("I-"):
            yield _candidate(sentence, first, i - 1, *_label(sentence, first, i - 1))
            first = -1
        if label.startswith("B-"):
            first = i


def _label(sentence: Sentence, first: int, last: int) -> tuple[str, str]:
    """The label of the engine; finer where a place of several words ends in a noun of facilities."""
    kind = sentence.tokens[first].name[2:]
    head = head_at(sentence, last) if kind == "PLACE" and last > first else None
    if head is not None and head.kind == "FACILITY" and last - first >= head.words:
        return use(sentence, first, last, head.use)
    return kind, "engine"
