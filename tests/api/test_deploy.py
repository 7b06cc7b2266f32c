"""Container, compose and service files: they are sound, and what they call exists. Linters run where they are found."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient
from typer.testing import CliRunner

from demarche.cli_serve import app

DEPLOY = Path(__file__).parents[2] / "deploy"
LINTERS = {
    "hadolint": ["Dockerfile"],
    "check-jsonschema": ["--builtin-schema", "vendor.compose-spec", "compose.yaml"],
    "systemd-analyze": ["verify", "--man=no", "demarche.service"],
}


def called() -> list[list[str]]:
    """The options of `demarche serve` in each file that starts it."""
    docker = re.search(r'^CMD \["demarche", "serve", (.*)\]', (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    service = re.search(r"^ExecStart=\S+ serve (.*)$", (DEPLOY / "demarche.service").read_text(), re.MULTILINE)
    assert docker is not None
    assert service is not None
    return [re.findall(r'"(--[\w-]+)', docker[1]), re.findall(r"--[\w-]+", service[1])]


def located(linter: str) -> str:
    """Where a linter is, in the environment of the tests or on this machine; without it the test skips."""
    found = shutil.which(linter, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if found is None:
        pytest.skip(f"{linter} is not installed")
    return found


def test_the_options_exist() -> None:
    """What the container and the service pass to the server, the server knows."""
    told = CliRunner().invoke(app, ["serve", "--help"], env={"COLUMNS": "200"}).output
    for options in called():
        assert options
        assert all(option in told for option in options)


def test_the_health_check_asks_what_is_answered(shared: TestClient) -> None:
    """The address of the health check answers, without a key."""
    found = re.search(r"http://127\.0\.0\.1:8000(/\w+)", (DEPLOY / "Dockerfile").read_text())
    assert found is not None
    assert shared.get(found[1]).status_code == 200


def test_compose_is_careful() -> None:
    """The container runs without rights to spare, only this machine reaches it, and the key must be given."""
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["demarche"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert ":?" in service["environment"]["DEMARCHE_API_KEY"]


@pytest.mark.parametrize("linter", LINTERS)
def test_linters_agree(linter: str) -> None:
    """A linter that is installed, with the tests or on this machine, has nothing to say."""
    found = located(linter)
    done = subprocess.run([found, *LINTERS[linter]], cwd=DEPLOY, capture_output=True, text=True, timeout=60)
    said = [line for line in (done.stdout + done.stderr).splitlines() if "is not executable" not in line]
    assert [line for line in said if "demarche" in line or "Dockerfile" in line] == []


@pytest.mark.parametrize(("linter", "file", "good", "bad"), [
    ("hadolint", "Dockerfile", "USER 10001", "RUN cd /data && sudo ls"),
    ("check-jsonschema", "compose.yaml", "read_only: true", "read_only: {often: true}"),
])  # fmt: skip
def test_linters_notice(linter: str, file: str, good: str, bad: str, tmp_path: Path) -> None:
    """A careless line is told: the linters do look."""
    found = located(linter)
    text = (DEPLOY / file).read_text()
    assert good in text
    (tmp_path / file).write_text(text.replace(good, bad))
    done = subprocess.run([found, *LINTERS[linter]], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode != 0
