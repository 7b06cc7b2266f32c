"""The lemma table that ships with the model: what the treebanks say where the rules would say otherwise."""

from __future__ import annotations

import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import msgspec

from demarche.parse.lemmas import LemmaTable, Lemmatizer, read_irregular
from training.corpora import OPEN_GENRES
from training.treebank import Tree, Word, read_trees

# A form belongs into the table when it has one lemma in at least this share of its places.
USUAL = 0.7
_VERB = re.compile(r'<alias pos="v">([a-z-]+)</alias>')


def propbank_verbs(archive: Path) -> frozenset[str]:
    """The verbs that PropBank has frames for: knowing them settles the spelling of "freed" and "fuelled"."""
    with tarfile.open(archive) as files:
        readers = (files.extractfile(m) for m in files if m.name.endswith(".xml"))
        texts = [reader.read().decode("utf-8") for reader in readers if reader]
    return frozenset(verb for text in texts for verb in _VERB.findall(text))


def build(trees: Iterable[Tree], verbs: frozenset[str] = frozenset()) -> LemmaTable:
    """Known lemmas, and an exception for every form whose usual lemma the rules miss."""
    counts: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for tree in trees:
        for word in tree.words:
            if _is_plain(word):
                counts[word.upos, word.form.lower().replace("’", "'")][word.lemma.lower(), word.feats] += 1
    table = LemmaTable(
        verbs=_known(counts, "VERB"), rare_verbs=verbs, nouns=_known(counts, "NOUN"), adjectives=_known(counts, "ADJ")
    )
    return msgspec.structs.replace(table, exceptions=_exceptions(counts, Lemmatizer(table)))


def _is_plain(word: Word) -> bool:
    """Typing errors would teach the table wrong lemmas."""
    return "Typo=Yes" not in word.feats and word.lemma != "_" and word.upos not in ("X", "PUNCT", "SYM", "NUM")


def _known(counts: dict[tuple[str, str], Counter[tuple[str, str]]], upos: str) -> frozenset[str]:
    """Lemmas seen more than once: what was seen once may be a slip of the annotator ("fre" for "freed")."""
    total: Counter[str] = Counter()
    for (tag, _), seen in counts.items():
        for (lemma, _), count in seen.items() if tag == upos else ():
            total[lemma] += count
    return frozenset(lemma for lemma, count in total.items() if count > 1)


def _exceptions(
    counts: dict[tuple[str, str], Counter[tuple[str, str]]], rules: Lemmatizer
) -> dict[str, dict[str, str]]:
    """Forms with one usual lemma that the rules miss; of verbs only those that were seen more than once."""
    out: dict[str, dict[str, str]] = {}
    irregular = read_irregular()
    for (upos, form), seen in sorted(counts.items()):
        lemmas: Counter[str] = Counter()
        for (lemma, _), count in seen.items():
            lemmas[lemma] += count
        usual, count = max(lemmas.items(), key=lambda kv: (kv[1], kv[0]))
        feats = max((n, f) for (lemma, f), n in seen.items() if lemma == usual)[1]
        clear = count >= USUAL * lemmas.total() and (upos != "VERB" or count > 1)
        if upos == "VERB" and form in irregular:
            continue
        if clear and rules.lemma(form, upos, feats).lower() != usual:
            out.setdefault(upos, {})[form] = usual
    return out


def write(data: Path, out: Path) -> None:
    """Builds the table from the training parts of EWT and GUM and writes it."""
    trees = [
        *read_trees(data / "treebanks/ewt/en_ewt-ud-train.conllu"),
        *(t for t in read_trees(data / "treebanks/gum/en_gum-ud-train.conllu") if t.genre in OPEN_GENRES),
    ]
    verbs = propbank_verbs(data / "treebanks/propbank/propbank_frames.tar.xz")
    table = msgspec.to_builtins(build(trees, verbs))
    ordered = {k: sorted(v) if isinstance(v, (set, frozenset, list)) else v for k, v in table.items()}
    out.write_bytes(msgspec.json.encode(ordered, order="sorted"))
