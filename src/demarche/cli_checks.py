"""What the commands doctor, eval and codebook do."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import sys
import time
from pathlib import Path
from typing import Any

from demarche import __version__
from demarche.ontology import lint as lint_book
from demarche.ontology import load


def doctor(*, bench: bool, db: Path | None) -> int:
    """Print what is installed and whether it works, as JSON; 1 when something does not."""
    report: dict[str, Any] = {
        "demarche": __version__,
        "python": platform.python_version(),
        "platform": platform.machine(),
        "packages": {n: importlib.metadata.version(n) for n in ("onnxruntime", "duckdb", "msgspec", "tokenizers")},
    }
    problems: list[str] = []
    try:
        report["works"] = _works()
    except Exception as error:  # whatever is broken, the report must say it
        problems.append(f"coding one sentence failed: {type(error).__name__}: {error}")
    if bench and not problems:
        report["bench"] = _bench()
    if db is not None:
        from demarche.cli_open import changed

        with changed(db) as store:
            report["store"] = store.verify()
    report["problems"] = problems
    print(json.dumps(report, indent=2, default=str))
    return 1 if problems else 0


def _works() -> dict[str, Any]:
    from demarche.model import Article
    from demarche.pipeline import Pipeline

    started = time.perf_counter()
    pipeline = Pipeline()
    record = pipeline.code(Article(id="doctor", text=SAMPLE[0], published="2025-09-11"))
    return {
        "engine": pipeline.parser.name,
        "codebook": pipeline.book.version,
        "frames": len(pipeline.book.frames),
        "events_in_sample": len(record.events),
        "seconds_to_first_event": round(time.perf_counter() - started, 2),
    }


SAMPLE = (
    "Minsk released 52 detainees on Thursday after talks with a US envoy, and Washington eased sanctions on the "
    "national airline in return.",
    "Thousands of nurses marched through Lusaka on Tuesday to demand higher pay, and police fired tear gas when some "
    "of them tried to reach the finance ministry.",
    "The foreign minister of Ghana said on Sunday that his country would send a second field hospital to the border "
    "region, where more than 8,000 people have sought shelter since the fighting began in March.",
    "The central bank left its main rate unchanged, as most economists had expected.",
    "Rebels shelled a market in the eastern town overnight, killing at least nine people, the provincial governor "
    "said.",
)


def _bench() -> dict[str, Any]:
    """Sentences per second and core, model alone and whole pipeline, one process and one thread, in turns."""
    from demarche.model import Article
    from demarche.parse import EngineParser, bench
    from demarche.pipeline import Pipeline

    pipeline = Pipeline()
    parser = pipeline.parser
    assert isinstance(parser, EngineParser)
    texts = ["\n\n".join(SAMPLE[(i + k) % len(SAMPLE)] for k in range(12)) for i in range(24)]
    articles = [Article(id=str(i), text=t, published="2025-09-11") for i, t in enumerate(texts)]
    sentences = sum(len(r.sentences) for r in pipeline.code_many(articles))
    bare, whole = [], []
    for _ in range(3):
        bare.append(bench(parser, texts, rounds=1).forward)
        started = time.process_time()
        for _record in pipeline.code_many(articles):
            pass
        whole.append(sentences / (time.process_time() - started))
    best_bare, best_whole = max(bare), max(whole)
    return {
        "sentences": sentences,
        "model_sentences_per_second_and_core": round(best_bare, 1),
        "pipeline_sentences_per_second_and_core": round(best_whole, 1),
        "ratio": round(best_whole / best_bare, 3),
    }


def evaluate(names: list[str], *, data: Path, half: str, errors: int, ablation: str) -> int:
    """Print one JSON line for each set; with `errors`, records that went wrong on stderr."""
    from demarche.errors import ConfigError
    from demarche.evaluation import SETS, load_set, score
    from demarche.pipeline import Pipeline

    if ablation not in ("both", "frames", "head"):
        raise ConfigError(f"no ablation called {ablation!r}; known: both, frames, head")
    chosen = names or [n for n in SETS if (data / "gold" / f"{n}.jsonl").is_file()]
    if not chosen:
        raise ConfigError(f"there are no gold sets in {data}/gold; name their folder with --data")
    plain = Pipeline(witnesses=ablation)
    for name in chosen:
        gold = load_set(name, data, half=half)
        own = name == "petrarch_suite" and FICTIONAL.is_file()
        pipeline = Pipeline(actors=[FICTIONAL], witnesses=ablation) if own else plain
        figures, wrong = score(gold, pipeline)
        print(json.dumps({**figures, "half": half, "witnesses": ablation}), flush=True)
        for error in wrong[:errors]:
            print(json.dumps(error, ensure_ascii=False), file=sys.stderr)
    return 0


# The actors of the fictional suite, as a user would bring them (quality/fictional_actors.csv in the sources).
FICTIONAL = Path(__file__).parents[2] / "quality" / "fictional_actors.csv"


def lint(folder: Path | None) -> int:
    """Print what is wrong with the codebook."""
    book = load(folder)
    problems = lint_book(book)
    for problem in problems:
        print(problem)
    patterns = sum(len(f.patterns) for f in book.frames)
    codes = {c.cameo for f in book.frames for c in (f.code, *(c for _, c in f.patterns), *(r.code for r in f.refine))}
    codes |= {v[0] for table in book.complements.values() for v in table.values()}
    print(
        f"{len(book.frames)} frames, {patterns} patterns, {len(codes - {''})} CAMEO codes, {len(problems)} problems",
        file=sys.stderr,
    )
    return 1 if problems else 0


def test_frames(folder: Path | None, *, only: str) -> int:
    """Code the examples and near misses of every frame; print those that fail."""
    from demarche.model import Article
    from demarche.pipeline import Pipeline

    pipeline = Pipeline(codebook=folder)
    frames = [f for f in pipeline.book.frames if f.id.startswith(only)]
    cases = [(f, text, True) for f in frames for text in f.examples]
    cases += [(f, text, False) for f in frames for text in f.near]
    articles = [Article(id=str(i), text=text) for i, (_, text, _) in enumerate(cases)]
    failed = 0
    for (frame, text, positive), record in zip(cases, pipeline.code_many(articles), strict=True):
        coders = [e.coder for e in record.events]
        hit = any(c.startswith(f"frames.{frame.id}@") for c in coders)
        same_type = any(e.event_type == frame.event_type for e in record.events)
        if frame.event_type == "none":
            hit, positive = bool(record.events), False
        if (hit or same_type) != positive:
            failed += 1
            print(
                f"{frame.id}: {'missed' if positive else 'fired on'}: {text}  coded: {', '.join(coders) or 'nothing'}"
            )
    print(f"{len(cases)} sentences, {failed} failed", file=sys.stderr)
    return 1 if failed else 0


def show(name: str, folder: Path | None) -> int:
    """Print one frame, or all whose id begins so."""
    book = load(folder)
    frames = [f for f in book.frames if f.id == name or f.id.startswith(name + ".")] or [book.frame(name)]
    for frame in frames:
        print(f"{frame.id}: {frame.event_type}" + (f", mode {frame.code.mode}" if frame.code.mode else ""))
        print(f"  {frame.about}")
        print(f"  CAMEO {frame.code.cameo or 'by what is asked'}; contexts {', '.join(frame.code.contexts) or '–'}")
        for pattern, code in frame.patterns:
            more = f"   → {code.mode} {code.cameo}".rstrip() if code.mode or code.cameo else ""
            print(f"    {pattern.text}{more}")
        for pattern in frame.against:
            print(f"    not: {pattern.text}")
        for text in frame.examples:
            print(f"  e.g. {text}")
        for text in frame.near:
            print(f"  but not: {text}")
    return 0
