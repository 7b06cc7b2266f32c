"""Scores realis, attribution and links on the case files beside this script.

    python -m quality.fields.score_statements [realis|attribution|links …] [--half tune|check] [--planted] [-v]

A case marks the word (or words) that tells an act; the event whose words hold it, or else lie next to it, is scored.
Cases whose event the coder does not find are counted apart ("no event").
With `--planted` bare events are set at the marked words, so that the figures do not depend on the frames.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from demarche.coding import certainty, exchange, saidby, when
from demarche.coding.context import Context
from demarche.model import Article, Coded, Draft, Event, Parsed
from demarche.model.record import QuoteRecord
from demarche.pipeline import Pipeline

HERE = Path(__file__).parent
PUBLISHED = "2025-09-16"
NEAR = 2  # words between the marked word and the trigger of an event that still counts as its event
PARTS = ("realis", "attribution", "links")
BARGAINS = ("exchanged_for", "retaliation_for")
Case = dict[str, Any]


def cases(part: str, half: str | None) -> Iterator[Case]:
    for line in (HERE / f"{part}.jsonl").read_text().splitlines():
        case = json.loads(line)
        if half in (None, case["half"]):
            yield case


def article_of(case: Case) -> Article:
    return Article(id=case["id"], text=case["text"], published=PUBLISHED)


def offset(text: str, mark: str) -> int:
    """Where the marked word stands: "freed", or "freed#2" for its second occurrence."""
    word, _, number = mark.partition("#")
    found = [m.start() for m in re.finditer(rf"\b{re.escape(word)}\b", text)]
    return found[int(number or 1) - 1]


def token_at(parsed: Parsed, at: int) -> tuple[int, int]:
    for n, sentence in enumerate(parsed.sentences):
        for i, token in enumerate(sentence.tokens):
            if token.start <= at < token.end:
                return n, i
    raise ValueError(f"no word at {at}")


def marks(case: Case) -> dict[str, str]:
    """Marked words with the event types that a planted event takes."""
    return case["acts"] if "acts" in case else {case["trigger"]: case["type"]} if "trigger" in case else {}


# -- drafts ------------------------------------------------------------------------------------------------------------


def planted(case: Case, pipeline: Pipeline) -> Draft:
    """Bare events at the marked words, after the stages that this script scores."""
    article = article_of(case)
    parsed = Parsed(article, pipeline.parser.parse(article.text))
    context = Context(parsed, pipeline.book, pipeline.knowledge)
    for n, (tree, phrases) in enumerate(zip(context.trees, context.phrases, strict=True)):
        context.cast.read(n, tree, phrases)
    places = [(*token_at(parsed, offset(case["text"], m)), kind) for m, kind in marks(case).items()]
    events = tuple(_bare(f"e{k}", *place, context) for k, place in enumerate(sorted(places)))
    draft = Draft(parsed=parsed, events=events, who=context.cast.who)
    for stage in (certainty.Judge().stage, when.stage, saidby.stage, exchange.stage):
        draft = stage(draft, context)
    return msgspec.structs.replace(draft, actors=context.cast.actors())


def _bare(name: str, n: int, i: int, kind: str, context: Context) -> Event:
    tree = context.trees[n]
    args = tree.verb(i)
    actors = [a for k in args.subjects for a in context.actors_at(n, k)]
    recipients = [a for k in args.objects for a in context.actors_at(n, k)]
    span = tree.sentence.span(i, i)
    return Event(
        id=name,
        event_type=Coded(kind, (span,), "planted"),
        cameo=None,
        coder="planted",
        confidence=1.0,
        sentence=n,
        trigger=i,
        actors=tuple(Coded(a) for a in dict.fromkeys(actors)),
        recipients=tuple(Coded(a) for a in dict.fromkeys(recipients)),
        mentions=(span,),
        words=(i,),
    )


def event_at(draft: Draft, at: int, kind: str) -> Event | None:
    """The event of that type whose words hold the place, or the one nearest to it."""
    n, i = token_at(draft.parsed, at)
    near = []
    for k, event in enumerate(draft.events):
        inside = any(m.start <= at < m.end for m in event.mentions)
        if (event.sentence == n or inside) and _is_type(event, kind):
            near.append((0 if inside or i in event.words else abs(event.trigger - i), k, event))
    best = min(near, default=None)
    return best[2] if best and best[0] <= NEAR else None


def _is_type(event: Event, kind: str) -> bool:
    """The type itself, or what an act announced for the future becomes (docs/decisions/0001)."""
    return event.event_type.value == kind or "+future" in event.coder


# -- judgement ---------------------------------------------------------------------------------------------------------

Tally = Counter[str]


def judge_realis(case: Case, draft: Draft, tally: Tally) -> list[str]:
    event = event_at(draft, offset(case["text"], case["trigger"]), case["type"])
    if event is None:
        tally["no event"] += 1
        return []
    got = {"realis": event.realis.value, "polarity": event.polarity.value, "historical": event.historical.value}
    return _compare(case["want"], got, tally)


def judge_attribution(case: Case, draft: Draft, tally: Tally) -> list[str]:
    if "quote" in case:
        quote = next((q for q in draft.quotes if case["quote"] in q.text), None)
        if quote is None:
            tally["no quote"] += 1
            return ["no quote"]
        got = {"kind": quote.kind, **_speaker(case, draft, [_of_quote(quote)])}
        return _compare(case["want"], got, tally)
    event = event_at(draft, offset(case["text"], case["trigger"]), case["type"])
    if event is None:
        tally["no event"] += 1
        return []
    said = [(a.value.speaker, a.value.anonymous, a.value.description or "") for a in event.attribution]
    got = {"certainty": event.certainty.value, **_speaker(case, draft, said)}
    return _compare(case["want"], got, tally)


def _of_quote(quote: QuoteRecord) -> tuple[str | None, bool, str]:
    return quote.speaker, quote.anonymous, quote.description or ""


def _speaker(case: Case, draft: Draft, said: list[tuple[str | None, bool, str]]) -> dict[str, Any]:
    """The wanted speaker when he is among those found, else the first one found."""
    want = case["want"]["speaker"]
    known = {a.id: " / ".join([a.name, *(m.text for m in a.mentions)]) for a in draft.actors}
    names = [(f"{known.get(s, '') if s else ''} / {words}", anonymous) for s, anonymous, words in said if s or words]
    if not names:
        return {"speaker": None, "anonymous": False}
    hit = next((n for n in names if want and want.lower() in n[0].lower()), None)
    return {"speaker": want if hit else names[0][0], "anonymous": (hit or names[0])[1]}


def _compare(want: dict[str, Any], got: dict[str, Any], tally: Tally) -> list[str]:
    out = []
    for key, value in want.items():
        tally[f"{key} of"] += 1
        tally[key] += got[key] == value
        if got[key] != value:
            out.append(f"{key}: want {value}, got {got[key]}")
    tally["all of"] += 1
    tally["all"] += not out
    return out


def judge_links(case: Case, draft: Draft, tally: Tally) -> list[str]:
    found = {m: event_at(draft, offset(case["text"], m), kind) for m, kind in case["acts"].items()}
    if None in found.values():
        tally["no event"] += 1
        return []
    ids = {m: e.id for m, e in found.items() if e}
    want = {_key(ids[x["from"]], ids[x["to"]], x["type"]) for x in case["want"]}
    mine = set(ids.values())
    got = {_key(x.from_, x.to, x.type) for x in draft.links if {x.from_, x.to} <= mine or (x.type in BARGAINS and want)}
    for key in want | got:
        group = "bargain" if key[2] in BARGAINS else "other"
        tally[f"{group} hit"] += key in want & got
        tally[f"{group} missed"] += key in want - got
        tally[f"{group} wrong"] += key in got - want
    out = [f"missed {k}" for k in sorted(want - got)] + [f"wrong {k}" for k in sorted(got - want)]
    return out + _bargain(case, draft, want & got, tally)


def _bargain(case: Case, draft: Draft, right: set[tuple[str, ...]], tally: Tally) -> list[str]:
    out = []
    pairs = [frozenset(k[:2]) for k in right if k[2] == "exchanged_for"]
    for x in draft.exchanges:
        if frozenset(g.event for g in x.legs) not in pairs:
            continue
        got: dict[str, Any] = {"status": x.status}
        want = {"status": case["status"]} if "status" in case else {}
        if "mediator" in case:
            names = {a.id: " / ".join([a.name, *(m.text for m in a.mentions)]) for a in draft.actors}
            hit = any(case["mediator"] in names.get(m, "") for m in x.mediators)
            want["mediator"], got["mediator"] = case["mediator"], case["mediator"] if hit else x.mediators
        for key, value in want.items():
            tally[f"{key} of"] += 1
            tally[key] += got[key] == value
            if got[key] != value:
                out.append(f"{key}: want {value}, got {got[key]}")
    return out


def _key(a: str, b: str, kind: str) -> tuple[str, ...]:
    return (*sorted((a, b)), kind) if kind == "exchanged_for" else (a, b, kind)


JUDGES = {"realis": judge_realis, "attribution": judge_attribution, "links": judge_links}


def score(part: str, half: str | None, pipeline: Pipeline, *, plant: bool, verbose: bool) -> dict[str, Any]:
    tally: Tally = Counter()
    for case in cases(part, half):
        tally["cases"] += 1
        draft = planted(case, pipeline) if plant else pipeline.draft(article_of(case))
        wrong = JUDGES[part](case, draft, tally)
        if wrong and verbose:
            print(f"{case['id']} {case['text']}\n    {'; '.join(wrong)}", file=sys.stderr)
    return summary(tally)


def summary(tally: Tally) -> dict[str, Any]:
    out: dict[str, Any] = {k: tally[k] for k in ("cases", "no event", "no quote") if k in tally}
    for key in sorted(k for k in tally if k.endswith(" of")):
        name = key.removesuffix(" of")
        out[name] = f"{tally[name]}/{tally[key]} = {tally[name] / tally[key]:.3f}"
    for group in ("bargain", "other"):
        hit, missed, wrong = (tally[f"{group} {x}"] for x in ("hit", "missed", "wrong"))
        if hit + missed + wrong:
            out[f"{group} F1"] = (
                f"{2 * hit / (2 * hit + missed + wrong):.3f} (hit {hit}, missed {missed}, wrong {wrong})"
            )
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", default=list(PARTS))
    parser.add_argument("--half", choices=["tune", "check", "fresh"])
    parser.add_argument("--planted", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    options = parser.parse_args()
    pipeline = Pipeline()
    for part in options.parts or list(PARTS):
        for half in (options.half,) if options.half else ("tune", "check", "fresh"):
            result = score(part, half, pipeline, plant=options.planted, verbose=options.verbose)
            print(part, half, json.dumps(result))


if __name__ == "__main__":
    main()
