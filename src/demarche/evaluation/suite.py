"""How the functional suite with its invented actors is scored: F1 over (source code, target code) pairs.

Its authors write rows of one source and one target; our record holds one event with all parties. So it is read out:
- each actor with each recipient, and each two of those who act together without one, both ways round;
- a visit or meeting, also one to come, both ways round where the gold has both rows: CAMEO has one for the guest and
  one for the host (decision 0003), and the suite writes the second one for some verbs only, so it is not asked for.
- Codes are compared in the letters that PLOVER has for them ("IGOEEU" is EUR, "MED" is JRN).

Only pairs count whose sides both have a code of their own. Its coders write no row where one side has none
("crowds trashed its embassy"), so a sentence without gold event is `silent_pairs` when we code no such pair there, and
`silent` when we code nothing at all. Dictionary entries of the suite give many parties a role that the text does not
("villages" have none, "activists" are the opposition); `country_f1` compares the first three letters alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from demarche.evaluation.sets import GoldSet, suite_code
from demarche.model import Actor, Draft, Event

Pair = tuple[str, str]
# Express intent to meet; visits and meetings: CAMEO has these from both sides.
_MUTUAL = ("036", "040", "041", "042", "043", "044", "046")
COUNTRY = 3  # letters of a code that say whose


def suite_scored(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    tally: Counter[str] = Counter()
    by_country: Counter[str] = Counter()
    errors: list[dict[str, Any]] = []
    for record, draft in zip(gold.records, drafts, strict=True):
        want = gold_pairs(record)
        got = {p for p in coded_pairs(draft) if _named(p)} | (want & mirrored_pairs(draft))
        if not record["events"]:
            tally["no_event"] += 1
            tally["silent"] += not draft.events
            tally["silent_pairs"] += not got
        _count(tally, want, got)
        _count(by_country, {_countries(p) for p in want}, {_countries(p) for p in got})
        if want != got:
            errors.append({"id": record["id"], "text": record["text"], "gold": sorted(want), "coded": sorted(got)})
    hit = tally["hit"]
    precision, recall = hit / max(1, hit + tally["extra"]), hit / max(1, hit + tally["missed"])
    return {"pair_f1": _f1(tally), "precision": round(precision, 4), "recall": round(recall, 4),
            "country_f1": _f1(by_country), "no_event": tally["no_event"], "silent": tally["silent"],
            "silent_pairs": tally["silent_pairs"]}, errors  # fmt: skip


def gold_pairs(record: dict[str, Any]) -> set[Pair]:
    pairs = ((e["source"], e["target"]) for e in record["events"])
    return {(suite_code(a), suite_code(b)) for a, b in pairs if _named((a, b))}


def coded_pairs(draft: Draft) -> set[Pair]:
    """(source code, target code) pairs of all events; both directions for acts that several parties do together."""
    return {pair for event in draft.events for pair in _pairs(draft, event)}


def mirrored_pairs(draft: Draft) -> set[Pair]:
    """The pairs of visits and meetings the other way round."""
    mutual = [e for e in draft.events if (e.cameo or "").startswith(_MUTUAL)]
    return {(b, a) for event in mutual for a, b in _pairs(draft, event)}


def _pairs(draft: Draft, event: Event) -> set[Pair]:
    by_id = {a.id: a for a in draft.actors}
    actors = [_code(by_id[c.value]) for c in event.actors if c.value in by_id]
    recipients = [_code(by_id[c.value]) for c in event.recipients if c.value in by_id]
    if not event.recipients:
        return {(a, b) for a in actors for b in actors if a != b and a and b}
    return {(a, r) for a in actors for r in recipients if a and r}


def _code(actor: Actor) -> str:
    return (actor.country or "---") + (actor.sector or "") if actor.country or actor.sector else ""


def _named(pair: Pair) -> bool:
    """True when both sides have a code of their own: the suite writes the others "---" or "###", or as words."""
    return not any(side.startswith(("---", "###", '"')) for side in pair)


def _countries(pair: Pair) -> Pair:
    return pair[0][:COUNTRY], pair[1][:COUNTRY]


def _count(tally: Counter[str], want: set[Pair], got: set[Pair]) -> None:
    tally["hit"] += len(want & got)
    tally["extra"] += len(got - want)
    tally["missed"] += len(want - got)


def _f1(tally: Counter[str]) -> float:
    return round(2 * tally["hit"] / max(1, 2 * tally["hit"] + tally["extra"] + tally["missed"]), 4)
