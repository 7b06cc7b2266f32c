"""The lemma table that ships with the model: what the treebanks say where the rules would say otherwise."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec

from demarche.parse.lemmas import LemmaTable, Lemmatizer
from training.corpora import OPEN_GENRES
from training.treebank import Tree, Word, read_trees


def build(trees: Iterable[Tree]) -> LemmaTable:
    """Known lemmas, and an exception for every form whose usual lemma the rules miss."""
    counts: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for tree in trees:
        for word in tree.words:
            if _is_plain(word):
                counts[word.upos, word.form.lower().replace("’", "'")][word.lemma.lower(), word.feats] += 1
    table = LemmaTable(verbs=_known(counts, "VERB"), nouns=_known(counts, "NOUN"), adjectives=_known(counts, "ADJ"))
    return msgspec.structs.replace(table, exceptions=_exceptions(counts, Lemmatizer(table)))


def _is_plain(word: Word) -> bool:
    """Typing errors would teach the table wrong lemmas."""
    return "Typo=Yes" not in word.feats and word.lemma != "_" and word.upos not in ("X", "PUNCT", "SYM", "NUM")


def _known(counts: dict[tuple[str, str], Counter[tuple[str, str]]], upos: str) -> frozenset[str]:
    return frozenset(lemma for (tag, _), seen in counts.items() if tag == upos for lemma, _ in seen)


def _exceptions(
    counts: dict[tuple[str, str], Counter[tuple[str, str]]], rules: Lemmatizer
) -> dict[str, dict[str, str]]:
    out: dict[str, dict[str, str]] = {}
    for (upos, form), seen in sorted(counts.items()):
        (lemma, feats), _ = max(seen.items(), key=lambda kv: (kv[1], kv[0]))
        if len({lemma for lemma, _ in seen}) == 1 and rules.lemma(form, upos, feats).lower() != lemma:
            out.setdefault(upos, {})[form] = lemma
    return out


def write(data: Path, out: Path) -> None:
    """Builds the table from the training parts of EWT and GUM and writes it."""
    trees = [
        *read_trees(data / "treebanks/ewt/en_ewt-ud-train.conllu"),
        *(t for t in read_trees(data / "treebanks/gum/en_gum-ud-train.conllu") if t.genre in OPEN_GENRES),
    ]
    table = msgspec.to_builtins(build(trees))
    ordered = {k: sorted(v) if isinstance(v, (set, frozenset, list)) else v for k, v in table.items()}
    out.write_bytes(msgspec.json.encode(ordered, order="sorted"))
