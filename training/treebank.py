"""Readers for the treebank files: CoNLL-U trees, name files in IOB2, factuality in JSON."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple


class Word(NamedTuple):
    """One syntactic word; `head` counts from 1, 0 is the root."""

    form: str
    lemma: str
    upos: str
    feats: str
    head: int
    deprel: str
    misc: str


@dataclass(frozen=True)
class Tree:
    """One sentence of a treebank with the text it was read from."""

    id: str
    text: str
    document: str
    words: tuple[Word, ...]
    lines: tuple[tuple[str, str], ...] = field(default=(), repr=False)  # (id, form), ranges included
    starts_paragraph: bool = False

    @property
    def genre(self) -> str:
        """GUM writes the genre into the document name: GUM_news_homeopathic."""
        parts = self.document.split("_")
        return parts[1] if len(parts) > 1 else ""

    def places(self) -> list[tuple[int, int]] | None:
        """Where each word stands in `text`; words written together share their range. None if the text differs."""
        out: list[tuple[int, int]] = []
        at, fused = 0, 0
        for number, form in self.lines:
            if "-" not in number and int(number) <= fused:
                continue
            at = self.text.find(form, at)
            if at < 0:
                return None
            first, _, last = number.partition("-")
            fused = int(last or first)
            out += _divided(at, at + len(form), [w.form for w in self.words[int(first) - 1 : fused]])
            at += len(form)
        return out


def _divided(start: int, end: int, forms: list[str]) -> list[tuple[int, int]]:
    """The ranges of words written together: do|n't."""
    out = []
    for form in forms[:-1]:
        middle = min(end, start + len(form))
        out.append((start, middle))
        start = middle
    return [*out, (start, end)]


def read_trees(path: Path) -> Iterator[Tree]:
    """The trees of a CoNLL-U file; empty nodes are left out."""
    document = ""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        comments = [line[1:].partition("=") for line in block.splitlines() if line.startswith("#")]
        meta = {key.strip(): value.strip() for key, _, value in comments}
        document = meta.get("newdoc id", document)
        rows = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        if rows:
            yield _tree(rows, meta, document)


def _tree(rows: list[list[str]], meta: dict[str, str], document: str) -> Tree:
    return Tree(
        id=meta.get("sent_id", ""),
        text=meta.get("text", ""),
        document=document,
        words=tuple(Word(c[1], c[2], c[3], c[5], int(c[6]), c[7], c[9]) for c in rows if c[0].isdigit()),
        lines=tuple((c[0], c[1]) for c in rows if "." not in c[0]),
        starts_paragraph="newpar" in meta or "newdoc id" in meta or "newpar id" in meta,
    )


NAME_KINDS = {"PER": "PERSON", "ORG": "ORG", "LOC": "PLACE"}


def read_names(path: Path) -> dict[str, list[tuple[str, str]]]:
    """(form, name label) pairs by sentence text; labels we do not use (OTH) count as no name.

    The key is the text because the names of PUD carry other sentence ids than its trees.
    """
    out: dict[str, list[tuple[str, str]]] = {}
    pairs: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text"):
            pairs = out.setdefault(line.split("=", 1)[1].strip(), [])
            pairs.clear()
        elif line and not line.startswith("#"):
            _, form, label, *_ = line.split("\t")
            bio, _, kind = label.partition("-")
            pairs.append((form, f"{bio}-{NAME_KINDS[kind]}" if kind in NAME_KINDS else ""))
    return out


def align_names(tree: Tree, pairs: list[tuple[str, str]]) -> tuple[str, ...] | None:
    """The labels on the words of the tree, also where the name file cuts words differently; None if it cannot be."""
    if "".join(w.form for w in tree.words) != "".join(form for form, _ in pairs):
        return None
    by_letter: list[str] = []
    for form, label in pairs:
        by_letter += [label, *["I-" + label[2:] if label else ""] * (len(form) - 1)]
    starts = [0]
    for word in tree.words:
        starts.append(starts[-1] + len(word.form))
    return tuple(by_letter[start] for start in starts[:-1])


def read_factuality(folder: Path) -> dict[str, dict[int, float]]:
    """UDS factuality by EWT sentence id and word position (from 1), spread to -3 … 3."""
    inner = folder / "decomp/data/2.0/normalized/sentence/annotations/factuality.zip"
    with zipfile.ZipFile(inner) as archive:
        data = json.loads(archive.read("factuality.json"))["data"]
    ids = json.loads((folder / "decomp/data/ud_ids.json").read_text(encoding="utf-8"))
    return {
        ids[sentence]["sentence_id"]: {
            int(node.rsplit("-", 1)[1]): _spread(value["factuality"]["factual"]["value"])
            for node, value in nodes.items()
        }
        for sentence, nodes in data.items()
    }


def _spread(value: float) -> float:
    """The normalised scores gather at ±1.2; ours end at ±3."""
    return max(-3.0, min(3.0, value * 2.5))
