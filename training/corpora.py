"""The training data: treebanks and our own event corpus as labelled examples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from demarche.parse.labels import Labels
from training import entities
from training.treebank import Tree, Word, align_names, read_factuality, read_names, read_trees

# The other genres of GUM (fiction, whow, essay, letter, podcast) forbid commercial use.
OPEN_GENRES = frozenset(
    ["news", "interview", "bio", "voyage", "academic", "court", "textbook", "vlog", "speech", "conversation"]
)
# A label seen less often than this is folded into its base relation, or not learned at all (features).
RARE = 15


class RoleLabel(NamedTuple):
    """Word `word` belongs to the words that name the actor or recipient of the event at word `trigger`."""

    trigger: int
    word: int
    role: str


@dataclass(frozen=True)
class Example:
    """Words with the labels known for them; None where a corpus does not say, UNKNOWN where one word is in doubt."""

    words: tuple[str, ...]
    heads: tuple[int, ...] | None = None
    deprels: tuple[str, ...] | None = None
    upos: tuple[str, ...] | None = None
    feats: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    entities: tuple[str, ...] | None = None
    factuality: tuple[float | None, ...] | None = None
    cues: tuple[str, ...] | None = None
    realis: tuple[str, ...] | None = None
    roles: tuple[RoleLabel, ...] = ()
    triggers: tuple[int, ...] = ()


def of_tree(tree: Tree) -> Example:
    """The syntax of a tree as an example."""
    return Example(
        words=tuple(w.form for w in tree.words),
        heads=tuple(w.head for w in tree.words),
        deprels=tuple(w.deprel for w in tree.words),
        upos=tuple(w.upos for w in tree.words),
        feats=tuple(w.feats for w in tree.words),
    )


def ewt(data: Path, part: str) -> list[Example]:
    """EWT with UNER's names and the factuality of UDS."""
    names = read_names(data / f"treebanks/uner_ewt/en_ewt-ud-{part}.iob2")
    facts = read_factuality(data / "treebanks/uds_decomp")
    return [
        replace(
            of_tree(tree),
            names=align_names(tree, names.get(tree.text, [])),
            factuality=_factuality_for(tree.words, facts.get(tree.id, {})),
        )
        for tree in read_trees(data / f"treebanks/ewt/en_ewt-ud-{part}.conllu")
    ]


def _factuality_for(words: tuple[Word, ...], facts: dict[int, float]) -> tuple[float | None, ...]:
    return tuple(facts.get(i) if w.upos in ("VERB", "NOUN", "ADJ") else None for i, w in enumerate(words, start=1))


def gum(data: Path, part: str) -> list[Example]:
    """The open genres of GUM with kinds of entity and the names that follow from them."""
    trees = [t for t in read_trees(data / f"treebanks/gum/en_gum-ud-{part}.conllu") if t.genre in OPEN_GENRES]
    names = entities.settle([(tuple(w.form for w in t.words), entities.names(t)) for t in trees])
    return [
        replace(of_tree(tree), entities=tuple(entities.kinds(tree)), names=tuple(labels))
        for tree, labels in zip(trees, names, strict=True)
    ]


def inventory(examples: Iterable[Example], *, version: str) -> Labels:
    """The relations and feature bundles frequent enough to learn."""
    deprels: Counter[str] = Counter()
    feats: Counter[str] = Counter()
    for example in examples:
        deprels.update(example.deprels or ())
        feats.update(example.feats or ())
    return Labels(version=version, deprels=_frequent(deprels), feats=_frequent(feats))


def _frequent(counts: Counter[str]) -> tuple[str, ...]:
    return tuple(sorted(name for name, count in counts.items() if count >= RARE))


def fold_deprels(deprels: tuple[str, ...], known: frozenset[str]) -> Iterator[str]:
    """Relations as the model knows them: a rare subtype counts as its base, anything else as dep."""
    for name in deprels:
        base = name.partition(":")[0]
        yield name if name in known else base if base in known else "dep"
