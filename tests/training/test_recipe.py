"""The training recipe: what it reads, how it labels, and that a short run goes through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("DEMARCHE_DATA", ROOT.parent / "shared" / "data"))
needs_data = pytest.mark.skipif(not (DATA / "treebanks").is_dir(), reason="no treebanks (set DEMARCHE_DATA)")


def sentence(rows: list[tuple[str, str, int, str, str]]) -> tuple[object, ...]:
    """Words from (form, upos, head, deprel, misc)."""
    from training.treebank import Word

    return tuple(Word(form, form, upos, "_", head, deprel, misc) for form, upos, head, deprel, misc in rows)


def test_a_light_verb_and_its_noun_both_carry_the_event() -> None:
    """ "held talks" is told by both words, "agreed to" by one, "has not left" by the verb."""
    from training.corpus_format import read_line
    from training.event_examples import to_example

    from demarche.parse.lexicon import lexicon
    from demarche.parse.tokens import Tokenizer

    tokenizer = Tokenizer(lexicon())
    expected = {
        "Both {CONSULT|held talks} on gas.": ["", "CONSULT", "CONSULT", "", "", ""],
        "They {AGREE|agreed to} it.": ["", "AGREE", "?", "", ""],
        "It {RETREAT negated|has not left}.": ["", "?", "?", "RETREAT", ""],
        "It {none|rejected} him.": ["", "", "", ""],
    }
    found = {line: list(to_example(read_line(line), tokenizer).cues or ()) for line in expected}
    assert found == expected


def test_roles_mark_every_word_of_a_participant() -> None:
    """A participant of both sides is actor and recipient."""
    from training.corpus_format import read_line
    from training.event_examples import to_example

    from demarche.parse.lexicon import lexicon
    from demarche.parse.tokens import Tokenizer

    example = to_example(read_line("[B Oslo and Baku] {CONSULT|met}."), Tokenizer(lexicon()))
    assert {(r.word, r.trigger, r.role) for r in example.roles} == {
        (word, 3, role) for word in (0, 1, 2) for role in ("actor", "recipient")
    }


def test_a_person_s_title_is_not_part_of_the_name() -> None:
    """UNER leaves titles out; GUM's mentions hold them."""
    from training.entities import names
    from training.treebank import Tree

    words = sentence(
        [
            ("President", "PROPN", 0, "root", "Entity=(1-person-new"),
            ("Ana", "PROPN", 1, "flat", "_"),
            ("Silva", "PROPN", 1, "flat", "Entity=1)"),
        ]
    )
    assert names(Tree("x", "", "", words))[1:] == ["B-PERSON", "I-PERSON"]  # type: ignore[arg-type]


def test_an_organisation_keeps_the_place_in_its_name() -> None:
    """ "University of Porto" is one name."""
    from training.entities import names
    from training.treebank import Tree

    words = sentence(
        [
            ("University", "PROPN", 0, "root", "Entity=(1-organization-new"),
            ("of", "ADP", 3, "case", "_"),
            ("Porto", "PROPN", 1, "nmod", "Entity=(2-place-new)1)"),
        ]
    )
    assert names(Tree("x", "", "", words)) == ["B-ORG", "I-ORG", "I-ORG"]  # type: ignore[arg-type]


def test_names_cut_otherwise_are_aligned_by_letters() -> None:
    """A name file that keeps "al-Ani" whole still labels al, - and Ani."""
    from training.treebank import Tree, align_names

    words = sentence([(w, "X", 0, "dep", "_") for w in ("al", "-", "Ani", "left")])
    tree = Tree("x", "", "", words)  # type: ignore[arg-type]
    assert align_names(tree, [("al-Ani", "B-PERSON"), ("left", "")]) == ("B-PERSON", "I-PERSON", "I-PERSON", "")


def test_other_base_weights_are_refused(tmp_path: Path) -> None:
    """The recipe reads no weights but those it was written for."""
    from training.base import BaseError, check

    (tmp_path / "model.safetensors").write_bytes(b"something else")
    with pytest.raises(BaseError, match="sha256"):
        check(tmp_path)


@needs_data
def test_closed_genres_stay_out() -> None:
    """GUM's non-commercial genres are never trained on."""
    from training.corpora import OPEN_GENRES
    from training.treebank import read_trees

    genres = {t.genre for t in read_trees(DATA / "treebanks/gum/en_gum-ud-dev.conllu")}
    assert genres - OPEN_GENRES == {"fiction", "whow", "essay", "letter", "podcast"} & genres
    assert not OPEN_GENRES & {"fiction", "whow", "essay", "letter", "podcast"}


@needs_data
def test_the_recipe_runs_through_in_little() -> None:
    """About fifty steps, export to int8 and one parse; the base weights must be at hand."""
    pytest.importorskip("torch")
    work = Path(os.environ.get("DEMARCHE_WORK", ROOT / "training" / "work"))
    if not any(work.glob("*/model/model.safetensors")):
        pytest.skip("no base weights (python -m training.base fetches them)")
    command = [sys.executable, "-m", "training.make", "--smoke", "--data", str(DATA), "--work", str(work)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "smoke run done" in done.stdout
