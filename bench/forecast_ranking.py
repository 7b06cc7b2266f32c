"""Who-with-whom ranking on a benchmark folder: `python bench/forecast_ranking.py DIR [valid|test]`.

Prints MRR and hits with a block bootstrap over days, the corpus digest, the seed, CPU seconds and peak memory.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy loads: one thread, honest CPU figures

import json

from demarche.forecast.benchmark import run


def main() -> None:
    folder = Path(sys.argv[1])
    print(json.dumps(run(folder, evaluate=sys.argv[2] if len(sys.argv) > 2 else "valid")))


if __name__ == "__main__":
    main()
