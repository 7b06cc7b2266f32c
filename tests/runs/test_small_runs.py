"""Small versions of the hostile and crash runs, and the story groups as they must be."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from demarche.model import Article
from demarche.model.record import Record
from demarche.testing import KeywordCoder

ROOT = Path(__file__).parents[2]
SUITES = ROOT.parent / "shared/data/hostile"


def load(path: str) -> ModuleType:
    """A script outside the package, as a module."""
    sys.path.insert(0, str((ROOT / path).parent))
    spec = importlib.util.spec_from_file_location(f"run_{Path(path).stem}", ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Forgetful(KeywordCoder):
    """A coder that says which process it is in, as none may."""

    def code(self, article: Article) -> Record:
        self.version = str(os.getpid())
        return super().code(article)


def test_hostile_inputs_are_all_accounted_for(tmp_path: Path) -> None:
    """Sixty hostile files: an outcome for each, no traceback, every canary whole."""
    folder = tmp_path / "in"
    canaries = load("quality/hostile/generate.py").generate(folder, 60, seed=3)
    report = load("quality/hostile/run.py").run(folder, canaries, "keywords")
    assert report["failed"] == []
    assert (report["files"], report["canaries"]) == (60, 3)


def test_kills_lose_nothing() -> None:
    """Three kills during ingest: what was acknowledged is there, once, and the events are the same."""
    report = load("bench/crash.py").crash(3, 40, seed=2)
    assert report["broken"] == []
    assert report["kills"] == 3


def test_kills_of_a_server_lose_nothing() -> None:
    """The same when ingest goes through a server, which is killed."""
    report = load("bench/crash.py").crash(1, 40, seed=3, served=True)
    assert (report["broken"], report["kills"]) == ([], 1)


def test_engines_agree_to_the_byte() -> None:
    """Thirty articles with the shipped coder: two processes give the records of one; Ray is left out and says so."""
    report = load("bench/engines.py").compare(30)
    assert (report["same"], report["differ"], report["records"]) == (True, [], 30)
    assert report["engines"]["process 1"]["sha256"] == report["engines"]["process 2"]["sha256"]
    assert report["engines"]["ray"].startswith("left out: not asked for")
    assert report["events"] > 30


def test_engines_that_differ_are_found() -> None:
    """An article that one engine codes otherwise is named."""
    engines = load("bench/engines.py")
    report = engines.compare(6, coder=Forgetful())
    assert (report["same"], report["differ"]) == (False, [f"n{n}" for n in range(6)])
    assert engines.why_no_ray(True) is None or "not installed" in engines.why_no_ray(True)


def test_story_groups_are_well_formed() -> None:
    """At least sixty groups of three to six reports with a near miss, from different publications."""
    found = [g for path in sorted((ROOT / "quality/stories").glob("groups-*.yaml")) for g in
             yaml.safe_load(path.read_text("utf-8"))["groups"]]  # fmt: skip
    assert len(found) >= 60
    assert len({group["id"] for group in found}) == len(found)
    for group in found:
        events = [report[0] for report in group["reports"]]
        assert 3 <= len(events) <= 6, group["id"]
        assert len(set(events)) >= 2, group["id"]
        assert len({report[3] for report in group["reports"]}) == len(events), group["id"]


def test_scorer_counts_pairs() -> None:
    """Precision and recall over pairs of reports, with silent reports counted as missed."""
    score = load("quality/stories/score.py").score
    one, two, none = frozenset(("s1",)), frozenset(("s2",)), frozenset[str]()
    result = score({"g/a/0": one, "g/a/1": one, "g/a/2": none, "g/b/3": one, "h/a/0": two})
    assert (result["precision"], result["recall"], result["without_event"]) == (0.3333, 0.3333, 1)


def test_naughty_parameters_on_a_served_store() -> None:
    """A few naughty strings as every parameter of every address of a real server: no failure, no growth."""
    found = load("quality/hostile/parameters.py").run(SUITES, every=400, clients=2)
    assert found["faults"] == 0, found["examples"]
    assert found["parameters"] > 200


def test_schemathesis_on_a_few_addresses() -> None:
    """Where schemathesis is installed, its coverage of a few addresses finds nothing."""
    script = load("quality/hostile/contract.py")
    if (command := script.found_command()) is None:
        pytest.skip("schemathesis is not installed")
    assert script.run(command, examples=5, phases="examples,coverage", seed=1, only="^/v1/(events|reviews)") == 0
