"""The score table of a shipped model: gold words, raw text, names, lemmas, event cues.

Raw text is measured as in the CoNLL 2018 shared task: sentences are joined to the text they came from, cut and parsed
by the engine, and words are matched by their place in the text; but relations count with their subtypes, which is
stricter.

    python -m training.score --data ../shared/data
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from demarche.model.text import Sentence
from demarche.parse.engine import WEIGHTS, EngineParser
from training.corpora import OPEN_GENRES
from training.event_scores import score_events
from training.treebank import Tree, align_names, read_names, read_trees


class GoldWord(NamedTuple):
    """A word of a treebank at its place in the text; `head` is an index, -1 for the root."""

    start: int
    end: int
    upos: str
    head: int
    deprel: str


@dataclass
class Tally:
    """Counts that become a row of the table."""

    counts: Counter[str] = field(default_factory=Counter)

    def share(self, part: str, whole: str) -> float:
        return round(100 * self.counts[part] / max(1, self.counts[whole]), 2)

    def f1(self, name: str) -> float:
        both = self.counts[f"{name} found"] + self.counts[f"{name} gold"]
        return round(200 * self.counts[f"{name} right"] / max(1, both), 2)


def on_gold_words(parser: EngineParser, trees: Sequence[Tree], names: dict[str, list[tuple[str, str]]]) -> Tally:
    """Tagging, trees, lemmas and names with the words given."""
    tally = Tally()
    parsed = parser.parse_words([[w.form for w in t.words] for t in trees])
    for tree, sentence in zip(trees, parsed, strict=True):
        _count_words(tally, tree, sentence)
        gold = align_names(tree, names.get(tree.text, []))
        if gold:
            _count_sets(tally, "names", name_spans(gold), name_spans([t.name for t in sentence.tokens]))
    return tally


def _count_words(tally: Tally, tree: Tree, sentence: Sentence) -> None:
    for gold, token in zip(tree.words, sentence.tokens, strict=True):
        attached = token.head == gold.head - 1
        tally.counts["words"] += 1
        tally.counts["upos"] += token.upos == gold.upos
        tally.counts["feats"] += (token.feats or "_") == gold.feats
        tally.counts["lemma"] += token.lemma.lower() == gold.lemma.lower()
        tally.counts["uas"] += attached
        tally.counts["las"] += attached and token.deprel == gold.deprel


def name_spans(labels: Sequence[str]) -> set[tuple[int, int, str]]:
    """(first, end, kind) of the names in BIO labels."""
    out = set()
    first = -1
    for i, label in enumerate([*labels, ""]):
        if first >= 0 and label != "I-" + labels[first][2:]:
            out.add((first, i, labels[first][2:]))
            first = -1
        if label and first < 0:
            first = i
    return out


def _count_sets(tally: Tally, name: str, gold: Set[Any], found: Set[Any]) -> None:
    tally.counts[f"{name} gold"] += len(gold)
    tally.counts[f"{name} found"] += len(found)
    tally.counts[f"{name} right"] += len(gold & found)


def on_raw_text(parser: EngineParser, trees: Sequence[Tree]) -> Tally:
    """Sentences, words and trees from the bare text of each document."""
    tally = Tally()
    for document in _documents(trees):
        text, gold = _joined(document)
        if gold:
            _count_document(tally, gold, parser.parse(text))
    return tally


def _count_document(tally: Tally, gold: Sequence[Sequence[GoldWord]], found: Sequence[Sentence]) -> None:
    """Words match by place, heads by the place of the head."""
    truth = {
        (w.start, w.end): (w.upos, (s[w.head].start, s[w.head].end) if w.head >= 0 else None, w.deprel)
        for s in gold
        for w in s
    }
    guess = {
        (t.start, t.end): (
            t.upos,
            (s.tokens[t.head].start, s.tokens[t.head].end) if t.head >= 0 else None,
            t.deprel,
        )
        for s in found
        for t in s.tokens
    }
    _count_sets(tally, "words", set(truth), set(guess))
    _count_sets(tally, "upos", {(p, v[0]) for p, v in truth.items()}, {(p, v[0]) for p, v in guess.items()})
    _count_sets(tally, "uas", {(p, v[1]) for p, v in truth.items()}, {(p, v[1]) for p, v in guess.items()})
    _count_sets(tally, "las", {(p, *v[1:]) for p, v in truth.items()}, {(p, *v[1:]) for p, v in guess.items()})
    spans = {(s[0].start, s[-1].end) for s in gold}
    _count_sets(tally, "sentences", spans, {(s.tokens[0].start, s.tokens[-1].end) for s in found if s.tokens})


def _documents(trees: Sequence[Tree]) -> Iterator[list[Tree]]:
    document: list[Tree] = []
    for tree in trees:
        if document and tree.document != document[-1].document:
            yield document
            document = []
        document.append(tree)
    if document:
        yield document


def _joined(document: Sequence[Tree]) -> tuple[str, list[list[GoldWord]]]:
    """The text of a document and its words in it; paragraphs are set apart by blank lines."""
    text = ""
    gold = []
    for tree in document:
        text += ("\n\n" if tree.starts_paragraph else " ") if text else ""
        places = tree.places()
        if places is not None:
            base = len(text)
            gold.append(
                [
                    GoldWord(base + a, base + b, w.upos, w.head - 1, w.deprel)
                    for (a, b), w in zip(places, tree.words, strict=True)
                ]
            )
        text += tree.text
    return text, gold


def evaluation_sets(data: Path) -> Iterator[tuple[str, list[Tree], dict[str, list[tuple[str, str]]]]]:
    """(name, trees, name labels) of everything that is measured."""
    banks = data / "treebanks"
    pud = list(read_trees(banks / "pud/en_pud-ud-test.conllu"))
    gum = [t for t in read_trees(banks / "gum/en_gum-ud-test.conllu") if t.genre in OPEN_GENRES]
    pud_names = read_names(banks / "pud/en_pud-ud-test.iob2")
    for part in ("dev", "test"):
        names = read_names(banks / f"uner_ewt/en_ewt-ud-{part}.iob2")
        yield f"EWT {part}", list(read_trees(banks / f"ewt/en_ewt-ud-{part}.conllu")), names
    yield "GUM test, open genres", gum, {}
    yield "GUM test, news", [t for t in gum if t.genre == "news"], {}
    yield "PUD", pud, pud_names
    yield "PUD news", [t for t in pud if t.id.startswith("n")], pud_names


HEADER = "| set | sentences | UPOS | feats | lemma | UAS | LAS | names F1 | raw: words | sentences | UPOS | UAS | LAS |"


def table(parser: EngineParser, data: Path) -> Iterator[str]:
    """The lines of the score table."""
    yield HEADER
    yield "|" + " --- |" * (HEADER.count("|") - 1)
    for name, trees, names in evaluation_sets(data):
        gold, raw = on_gold_words(parser, trees, names), on_raw_text(parser, trees)
        shares = [gold.share(part, "words") for part in ("upos", "feats", "lemma", "uas", "las")]
        scores = [raw.f1(part) for part in ("words", "sentences", "upos", "uas", "las")]
        known = f"{gold.f1('names')}" if names else "–"
        yield f"| {' | '.join(map(str, [name, len(trees), *shares, known, *scores]))} |"


def main(argv: Sequence[str] | None = None) -> None:
    """Prints the table and the scores of the event cues."""
    parser = argparse.ArgumentParser(prog="python -m training.score", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--corpus", type=Path, default=Path(__file__).parent / "corpus")
    options = parser.parse_args(argv)
    engine = EngineParser(options.weights)
    print_lines(table(engine, options.data))
    print_lines(score_events(engine, sorted(options.corpus.glob("*.txt"))))


def print_lines(lines: Iterable[str]) -> None:
    """Shows lines as they come."""
    for line in lines:
        print(line, flush=True)


if __name__ == "__main__":
    main()
