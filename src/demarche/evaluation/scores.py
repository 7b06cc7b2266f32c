"""How each set is scored.

plover_gsr            source countries, target countries and root all equal the gold event's, for one coded event of the
                      sentence (order does not count when the gold has one side only); extra events are counted apart
plv_train             root for the given pair, macro-F1; CONCEDE and RETREAT count together as YIELD
cameo_manual_examples any coded event has the exact code, or a code of the same root
petrarch_suite        pairs of parties (suite.py)
actor_spans_train     spans of sources and targets (spans.py)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from demarche.evaluation.sets import OLD_TYPES, GoldSet, country, parties
from demarche.evaluation.spans import spans_scored, touches
from demarche.evaluation.suite import suite_scored
from demarche.model import Article, Draft, Event
from demarche.pipeline import Pipeline

Errors = list[dict[str, Any]]


def score(gold: GoldSet, pipeline: Pipeline) -> tuple[dict[str, Any], Errors]:
    """The figures of one set and the records that went wrong."""
    drafts = list(drafted(gold, pipeline))
    found, errors = _SCORES[gold.name](gold, drafts)
    return {"set": gold.name, "digest": gold.digest, "records": len(gold.records), **found}, errors


def drafted(gold: GoldSet, pipeline: Pipeline) -> Iterable[Draft]:
    for record in gold.records:
        day = str(record.get("date") or "")
        if len(day) == 8 and day.isdigit():
            day = f"{day[:4]}-{day[4:6]}-{day[6:]}"
        yield pipeline.draft(Article(id=record["id"], text=record["text"], published=day or None))


def _countries(draft: Draft, ids: Iterable[str]) -> frozenset[str]:
    by_id = {a.id: a for a in draft.actors}
    return frozenset(country(by_id[i].country) for i in ids if i in by_id and by_id[i].country)


def _sides(draft: Draft, event: Event) -> tuple[frozenset[str], frozenset[str]]:
    return _countries(draft, (c.value for c in event.actors)), _countries(draft, (c.value for c in event.recipients))


# -- plover_gsr -----------------------------------------------------------------------------------------------------


def _gsr(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], Errors]:
    tally: Counter[str] = Counter()
    errors: Errors = []
    for record, draft in zip(gold.records, drafts, strict=True):
        for want in record["events"]:
            root = OLD_TYPES.get(want["code"], want["code"])
            sides = parties(want["source"]), parties(want["target"])
            hits = [_gsr_fits(draft, e, root, *sides) for e in draft.events]
            tally["events"] += 1
            for part in ("root", "source", "target", "all"):
                tally[part] += any(h[part] for h in hits)
            tally["coded"] += len(draft.events)
            if not any(h["all"] for h in hits):
                asked = [root, *map(sorted, sides), want.get("event_text")]
                coded = [_shown(draft, e) for e in draft.events]
                errors.append({"id": record["id"], "text": record["text"], "gold": asked, "coded": coded})
    n = max(1, tally["events"])
    figures = {f"{p}_right": round(tally[p] / n, 4) for p in ("all", "root", "source", "target")}
    return {**figures, "coded_per_gold": round(tally["coded"] / n, 2)}, errors


def _gsr_fits(draft: Draft, event: Event, root: str, source: frozenset[str], target: frozenset[str]) -> dict[str, bool]:
    actors, recipients = _sides(draft, event)
    same_root = event.event_type.value == root
    if not target or not source:
        everyone = source | target
        same_source = actors | recipients == everyone or actors == source
        same_target = actors | recipients == everyone or not recipients
    else:
        same_source, same_target = actors == source, recipients == target
    if event.event_type.value in ("CONSULT", "COOPERATE", "AGREE") and actors | recipients == source | target:
        same_source = same_target = True
    return {
        "root": same_root,
        "source": same_source,
        "target": same_target,
        "all": same_root and same_source and same_target,
    }


def _shown(draft: Draft, event: Event) -> list[Any]:
    actors, recipients = _sides(draft, event)
    return [event.event_type.value, sorted(actors), sorted(recipients), event.cameo, event.realis.value, event.coder]


# -- plv_train ------------------------------------------------------------------------------------------------------

_YIELD = {"CONCEDE": "YIELD", "RETREAT": "YIELD"}


def _plv(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], Errors]:
    pairs: list[tuple[str, str]] = []
    errors: Errors = []
    for record, draft in zip(gold.records, drafts, strict=True):
        want = record["events"][0]
        root = _YIELD.get(want["code"], want["code"])
        guess = root_of_pair(draft, str(want["source"]), str(want["target"]))
        guess = _YIELD.get(guess, guess)
        pairs.append((root, guess))
        if guess != root:
            errors.append({"id": record["id"], "text": want.get("marked", record["text"]), "gold": root, "guess": guess,
                           "coded": [_shown(draft, e) for e in draft.events]})  # fmt: skip
    accuracy = sum(a == b for a, b in pairs) / max(1, len(pairs))
    return {"macro_f1": round(macro_f1(pairs), 4), "accuracy": round(accuracy, 4)}, errors


def root_of_pair(draft: Draft, source: str, target: str) -> str:
    """The type that the coder gives a pair of phrases: the event that names both best, else what the head reads."""
    text = draft.parsed.article.text
    s = (text.find(source), text.find(source) + len(source))
    t = (text.find(target), text.find(target) + len(target))
    best, kind = 0.0, ""
    for event in draft.events:
        value = _pair_value(event, s, t)
        if value > best:
            best, kind = value, event.event_type.value
    if best >= 1.0:
        return kind
    return cue_between(draft, s, t) or kind or "CONSULT"


def _pair_value(event: Event, s: tuple[int, int], t: tuple[int, int]) -> float:
    first = touches((x for c in event.actors for x in c.evidence), s)
    second = touches((x for c in event.recipients for x in c.evidence), t)
    crossed = touches((x for c in event.recipients for x in c.evidence), s) + touches(
        (x for c in event.actors for x in c.evidence), t
    )
    real = 0.1 * (event.realis.value == "actual") + 0.1 * event.confidence + 0.3 * (event.polarity.value == "positive")
    return first + second + 0.4 * crossed + real


def cue_between(draft: Draft, s: tuple[int, int], t: tuple[int, int]) -> str:
    """The strongest cue of the event head in the sentence of the pair, nearer to the source before farther."""
    best, kind = 0.0, ""
    for sentence in draft.parsed.sentences:
        for token in sentence.tokens:
            for name, p in token.cues:
                if name == "none":
                    continue
                between = min(s[0], t[0]) <= token.start <= max(s[1], t[1])
                value = p * (1.0 if between else 0.7)
                if value > best:
                    best, kind = value, name
    return kind


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean F1 over the classes that the gold has."""
    labels = sorted({a for a, _ in pairs})
    out = []
    for label in labels:
        hit = sum(a == b == label for a, b in pairs)
        wrong = sum(a != label and b == label for a, b in pairs)
        missed = sum(a == label and b != label for a, b in pairs)
        out.append(2 * hit / (2 * hit + wrong + missed) if hit else 0.0)
    return sum(out) / max(1, len(out))


# -- cameo_manual_examples ------------------------------------------------------------------------------------------


def _cameo(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], Errors]:
    tally: Counter[str] = Counter()
    errors: Errors = []
    for record, draft in zip(gold.records, drafts, strict=True):
        code = record["events"][0]["code"]
        coded = [e.cameo or "" for e in draft.events]
        exact = code in coded
        root = any(c[:2] == code[:2] for c in coded)
        tally["exact"] += exact
        tally["root"] += root
        tally["silent"] += not coded
        if not exact:
            errors.append({"id": record["id"], "text": record["text"], "gold": code, "root_right": root,
                           "coded": [_shown(draft, e) for e in draft.events]})  # fmt: skip
    n = max(1, len(drafts))
    return {k: round(tally[k] / n, 4) for k in ("exact", "root", "silent")}, errors


def _smoke(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], Errors]:
    held = all(s.holds(d.parsed.article.text) for d in drafts for e in d.events for s in e.mentions)
    return {"events": sum(len(d.events) for d in drafts), "spans_hold": held}, []


_SCORES: dict[str, Callable[[GoldSet, Sequence[Draft]], tuple[dict[str, Any], Errors]]] = {
    "plover_gsr": _gsr,
    "plv_train": _plv,
    "cameo_manual_examples": _cameo,
    "petrarch_suite": suite_scored,
    "actor_spans_train": spans_scored,
    "petr2_gsr_circular": _smoke,
    "re3d_half": _smoke,
}
