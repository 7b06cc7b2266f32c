"""Score the coder on our own training corpus: types, modes, realis, parties, and silence where nothing happens.

    python -m quality.own_corpus [--half tune|check] [--errors KIND] [--only a_aid]

The corpus trains the event head (all but every seventh sentence), so these figures are for finding what the frames
miss; they are no measure of how the coder does on news that it has not seen.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from training.corpus_format import MarkedEvent, MarkedSentence, read_corpus

from demarche.model import Article, Draft, Event
from demarche.pipeline import Pipeline

CORPUS = Path(__file__).parents[1] / "training" / "corpus"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=("all", "tune", "check"), default="all")
    parser.add_argument("--only", default="", help="only files whose name begins so")
    parser.add_argument(
        "--errors", default="", help="print errors of a kind: missed, extra, type, actor, recipient, realis"
    )
    parser.add_argument("--most", type=int, default=60)
    options = parser.parse_args()
    sentences = list(read_corpus(sorted(CORPUS.glob(f"{options.only}*.txt"))))
    step = {"all": slice(None), "tune": slice(0, None, 2), "check": slice(1, None, 2)}[options.half]
    report(sentences[step], options.errors, options.most)


def report(sentences: list[MarkedSentence], kind: str, most: int) -> None:
    pipeline = Pipeline()
    tally: Counter[str] = Counter()
    by_type: Counter[tuple[str, bool]] = Counter()
    shown = 0
    for sentence in sentences:
        draft = pipeline.draft(Article(id="corpus", text=sentence.text))
        for what, text in judged(sentence, draft, tally, by_type):
            if kind and what.startswith(kind) and shown < most:
                shown += 1
                print(f"{what}: {text}\n    {sentence.text}")
    n = tally["gold"]
    print(f"sentences {len(sentences)}, gold events {n}")
    print(f"found {tally['found'] / n:.3f}, right type {tally['type'] / n:.3f}")
    print(f"extra events {tally['extra']} of {tally['coded']}")
    print(f"fired on look-alikes {tally['fooled']} of {tally['lookalikes']}")
    for part in ("mode", "realis", "negated", "actor", "recipient"):
        print(f"  {part}: {tally[part]} of {tally[part + '_of']} = {tally[part] / max(1, tally[part + '_of']):.3f}")
    for name in sorted({t for t, _ in by_type}):
        right, wrong = by_type[name, True], by_type[name, False]
        print(f"  {name:10} {right / (right + wrong):.2f} of {right + wrong}")


def judged(
    sentence: MarkedSentence, draft: Draft, tally: Counter[str], by_type: Counter[tuple[str, bool]]
) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    used: set[str] = set()
    tally["coded"] += len(draft.events)
    for gold in sentence.events:
        hits = [e for e in draft.events if any(m.start < gold.end and gold.start < m.end for m in e.mentions)]
        words = sentence.text[gold.start : gold.end]
        if not gold.type:
            tally["lookalikes"] += 1
            tally["fooled"] += bool(hits)
            out.extend(("fooled", f"{words} by {e.coder}") for e in hits)
            continue
        tally["gold"] += 1
        used |= {e.id for e in hits}
        same = [e for e in hits if _type(e) == gold.type] or [e for e in hits if _future(e, gold)]
        by_type[gold.type, bool(same)] += 1
        if not hits:
            out.append(("missed", f"{gold.type}.{gold.mode} {words}"))
            continue
        tally["found"] += 1
        if not same:
            out.append(("type", f"{gold.type}.{gold.mode} {words}: {', '.join(e.coder for e in hits)}"))
            continue
        tally["type"] += 1
        out.extend(_details(sentence, draft, gold, same[0], tally))
    extra = [e for e in draft.events if e.id not in used]
    tally["extra"] += len(extra)
    out.extend(("extra", f"{_type(e)} {e.mentions[0].text} by {e.coder}") for e in extra)
    return out


def _type(event: Event) -> str:
    return event.event_type.value


def _future(event: Event, gold: MarkedEvent) -> bool:
    """Cooperative acts in the future are coded AGREE (docs/decisions/0001)."""
    return (
        _type(event) == "AGREE" and gold.realis == "planned" and gold.type in ("CONSULT", "SUPPORT", "COOPERATE", "AID")
    )


def _details(
    sentence: MarkedSentence, draft: Draft, gold: MarkedEvent, event: Event, tally: Counter[str]
) -> list[tuple[str, str]]:
    out = []
    if gold.mode:
        tally["mode_of"] += 1
        tally["mode"] += any(m.value == gold.mode for m in event.modes)
    tally["realis_of"] += 1
    tally["realis"] += event.realis.value == gold.realis
    if event.realis.value != gold.realis:
        out.append(("realis", f"{gold.realis} but {event.realis.value}: {sentence.text[gold.start : gold.end]}"))
    tally["negated_of"] += 1
    tally["negated"] += (event.polarity.value == "negative") == ("negated" in gold.flags)
    if (event.polarity.value == "negative") != ("negated" in gold.flags):
        out.append(("negated", f"{event.polarity.value}: {sentence.text[gold.start : gold.end]}"))
    for side, roles, field in (("actor", "AB", "actors"), ("recipient", "R", "recipients")):
        for p in sentence.participants:
            if any(r in roles and key in ("", gold.key) for r, key in p.roles):
                spans = [s for c in getattr(event, field) for s in c.evidence]
                if "B" in {r for r, _ in p.roles}:
                    spans += [s for c in event.recipients for s in c.evidence]
                tally[side + "_of"] += 1
                hit = any(s.start < p.end and p.start < s.end for s in spans)
                tally[side] += hit
                if not hit:
                    got = [s.text for s in spans]
                    missed, act = sentence.text[p.start : p.end], sentence.text[gold.start : gold.end]
                    out.append((side, f"{missed!r} of {act!r}, coded {got} by {event.coder}"))
    return out


if __name__ == "__main__":
    main()
