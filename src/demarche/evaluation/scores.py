"""How each set is scored.

plover_gsr            source countries, target countries and root all equal the gold event's, for one coded event of the
                      sentence (order does not count when the gold has one side only); extra events are counted apart
plv_train             root for the given pair, macro-F1; CONCEDE and RETREAT count together as YIELD
cameo_manual_examples any coded event has the exact code, or a code of the same root
petrarch_suite        F1 over (source code, target code) pairs whose sides both have a country code; sentences
                      without gold event that stay silent
actor_spans_train     F1 of source and target spans, exact and with any overlap, of the event that fits the gold best;
                      the gold has one event a sentence, further events are counted apart
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from demarche.evaluation.sets import OLD_TYPES, GoldSet, country, parties
from demarche.model import Actor, Article, Draft, Event
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
    first = _touches((x for c in event.actors for x in c.evidence), s)
    second = _touches((x for c in event.recipients for x in c.evidence), t)
    crossed = _touches((x for c in event.recipients for x in c.evidence), s) + _touches(
        (x for c in event.actors for x in c.evidence), t
    )
    real = 0.1 * (event.realis.value == "actual") + 0.1 * event.confidence + 0.3 * (event.polarity.value == "positive")
    return first + second + 0.4 * crossed + real


def _touches(spans: Iterable[Any], place: tuple[int, int]) -> float:
    return float(any(x.start < place[1] and place[0] < x.end for x in spans))


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


# -- petrarch_suite -------------------------------------------------------------------------------------------------


def _suite(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], Errors]:
    tally: Counter[str] = Counter()
    errors: Errors = []
    for record, draft in zip(gold.records, drafts, strict=True):
        want = {p for e in record["events"] if _named(p := (e["source"], e["target"]))}
        got = {p for p in coded_pairs(draft) if _named(p)}
        if not record["events"]:
            tally["no_event"] += 1
            tally["silent"] += not draft.events
        tally["hit"] += len(want & got)
        tally["extra"] += len(got - want)
        tally["missed"] += len(want - got)
        if want != got:
            errors.append({"id": record["id"], "text": record["text"], "gold": sorted(want), "coded": sorted(got)})
    hit = tally["hit"]
    f1 = 2 * hit / max(1, 2 * hit + tally["extra"] + tally["missed"])
    precision, recall = hit / max(1, hit + tally["extra"]), hit / max(1, hit + tally["missed"])
    return {"pair_f1": round(f1, 4), "precision": round(precision, 4), "recall": round(recall, 4),
            "no_event": tally["no_event"], "silent": tally["silent"]}, errors  # fmt: skip


def _named(pair: tuple[str, str]) -> bool:
    """True when both sides have a code of their own: the suite writes the others "---" or "###", or as words."""
    return not any(side.startswith(("---", "###", '"')) for side in pair)


def coded_pairs(draft: Draft) -> set[tuple[str, str]]:
    """(source code, target code) pairs; both directions for acts that several parties do together."""
    by_id = {a.id: a for a in draft.actors}
    out = set()
    for event in draft.events:
        actors = [_code(by_id[c.value]) for c in event.actors if c.value in by_id]
        recipients = [_code(by_id[c.value]) for c in event.recipients if c.value in by_id]
        out |= {(a, r) for a in actors for r in recipients if a and r}
        if not recipients:
            out |= {(a, b) for a in actors for b in actors if a != b and a and b}
    return out


def _code(actor: Actor) -> str:
    return (actor.country or "---") + (actor.sector or "") if actor.country or actor.sector else ""


# -- spans ----------------------------------------------------------------------------------------------------------


def _spans(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], Errors]:
    exact: Counter[str] = Counter()
    partial: Counter[str] = Counter()
    errors: Errors = []
    extra = 0
    for record, draft in zip(gold.records, drafts, strict=True):
        want = {
            side: [w for e in record["events"] for w in _gold_spans(record["text"], e[side])]
            for side in ("source", "target")
        }
        event = max(draft.events, key=lambda e: _agreement(e, want), default=None)
        extra += max(0, len(draft.events) - len(record["events"]))
        for side, field in (("source", "actors"), ("target", "recipients")):
            got = sorted({(s.start, s.end) for c in getattr(event, field) for s in c.evidence}) if event else []
            _count(exact, want[side], got, lambda a, b: a == b)
            _count(partial, want[side], got, lambda a, b: a[0] < b[1] and b[0] < a[1])
            if set(want[side]) != set(got):
                text = record["text"]
                asked, coded = ([text[a:b] for a, b in spans] for spans in (want[side], got))
                errors.append({"id": record["id"], "text": text, "side": side, "gold": asked, "coded": coded})
    return {"exact_f1": _f1(exact), "partial_f1": _f1(partial), "extra_events": extra}, errors


def _agreement(event: Event, want: dict[str, list[tuple[int, int]]]) -> float:
    """How well an event's parties overlap the gold ones: the event that the gold is about."""
    value = 0.1 * event.confidence
    for side, field in (("source", "actors"), ("target", "recipients")):
        spans = [s for c in getattr(event, field) for s in c.evidence]
        value += sum(_touches(spans, w) for w in want[side]) - 0.2 * max(0, len(spans) - len(want[side]))
    return value


def _gold_spans(text: str, phrases: Any) -> list[tuple[int, int]]:
    found = []
    for phrase in phrases or ():
        at = text.find(phrase)
        if at >= 0:
            found.append((at, at + len(phrase)))
    return found


def _count(tally: Counter[str], want: Sequence[Any], got: Sequence[Any], fits: Callable[[Any, Any], bool]) -> None:
    tally["gold"] += len(want)
    tally["coded"] += len(got)
    tally["recalled"] += sum(any(fits(w, g) for g in got) for w in want)
    tally["precise"] += sum(any(fits(w, g) for w in want) for g in got)


def _f1(tally: Counter[str]) -> float:
    precision = tally["precise"] / max(1, tally["coded"])
    recall = tally["recalled"] / max(1, tally["gold"])
    return round(2 * precision * recall / max(1e-9, precision + recall), 4)


def _smoke(gold: GoldSet, drafts: Sequence[Draft]) -> tuple[dict[str, Any], Errors]:
    held = all(s.holds(d.parsed.article.text) for d in drafts for e in d.events for s in e.mentions)
    return {"events": sum(len(d.events) for d in drafts), "spans_hold": held}, []


_SCORES: dict[str, Callable[[GoldSet, Sequence[Draft]], tuple[dict[str, Any], Errors]]] = {
    "plover_gsr": _gsr,
    "plv_train": _plv,
    "cameo_manual_examples": _cameo,
    "petrarch_suite": _suite,
    "actor_spans_train": _spans,
    "petr2_gsr_circular": _smoke,
    "re3d_half": _smoke,
}
