"""Runs schemathesis, in all its phases and with all its checks, against a server that asks for a key.

`python quality/hostile/contract.py [--examples 30] [--phases examples,coverage,fuzzing,stateful] [--seed N]`: the
server is on a copy of the example corpus; `schemathesis.toml` beside this file says which checks do not apply where,
and why. schemathesis is no dependency of ours: `pip install schemathesis`, or `--schemathesis PATH` to its command.
Exit 1 when schemathesis found something, the server died, or took more memory than `GROWTH` beyond its start.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from server import KEY, served  # it lies beside this file

HERE = Path(__file__).parent
PHASES = "examples,coverage,fuzzing,stateful"
GROWTH = 1_500_000_000  # documents are coded, charts are drawn: the engine and the painter are loaded on the way


def found_command() -> str | None:
    """Where schemathesis is: beside this interpreter, or on the path."""
    beside = Path(sys.executable).with_name("schemathesis")
    return str(beside) if beside.exists() else shutil.which("schemathesis")


def run(command: str, *, examples: int, phases: str = PHASES, seed: int | None = None, only: str | None = None) -> int:
    """The exit status; what schemathesis says goes to standard output."""
    with served(guarded=True) as server:
        before = server.resident()
        # One worker: with two, schemathesis 4.32 sometimes stumbles over itself ("inconsistent results").
        call = [command, "--config-file", str(HERE / "schemathesis.toml"), "run", f"{server.url}/openapi.json",
                "--phases", phases, "--max-examples", str(examples), "--workers", "1", "--no-color",
                *(["--seed", str(seed)] if seed is not None else []),
                *(["--include-path-regex", only] if only else [])]  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:  # where it leaves what it has tried
            done = subprocess.run(call, env=os.environ | {"DEMARCHE_API_KEY": KEY}, cwd=folder)
        alive, grown = server.alive, server.resident() - before
        time.sleep(0.1)
        state = "alive" if alive else "DEAD"
        print(f"server: {state}, grew by {grown / 1e6:.0f} MB, at most {server.peak / 1e6:.0f} MB")
        failed = [line for line in server.said if "Traceback" in line]
        print(f"tracebacks of the server: {len(failed)}")
    return int(done.returncode != 0 or not alive or grown > GROWTH)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schemathesis", default=found_command(), help="its command")
    parser.add_argument("--examples", type=int, default=30, help="of fuzzing, for each operation")
    parser.add_argument("--phases", default=PHASES)
    parser.add_argument("--only", help="a regular expression of paths")
    parser.add_argument("--seed", type=int)
    given = parser.parse_args()
    if given.schemathesis is None:
        parser.error("schemathesis is not installed: pip install schemathesis")
    return run(given.schemathesis, examples=given.examples, phases=given.phases, seed=given.seed, only=given.only)


if __name__ == "__main__":
    sys.exit(main())
