"""Prints the share of right events from the verdicts in `judgements.csv`, for each sample, coder and cause.

python quality/precision/score.py
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

MOST = 5  # reasons that are printed for each verdict
Verdict = dict[str, str]


def verdicts() -> list[Verdict]:
    with Path(__file__).with_name("judgements.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def share(rows: list[Verdict]) -> str:
    right = sum(row["verdict"] == "right" for row in rows)
    return f"{right}/{len(rows)} = {right / len(rows):.2f}" if rows else "0/0"


def main() -> None:
    everything = verdicts()
    for sample in dict.fromkeys(row["sample"] for row in everything):
        rows = [row for row in everything if row["sample"] == sample]
        print(f"sample {sample}: {share(rows)} right")
        for coder in ("frames", "head"):
            print(f"  {coder}: {share([row for row in rows if row['coder'].startswith(coder)])}")
        for kind, count in Counter(row["verdict"] for row in rows if row["verdict"] != "right").most_common():
            reasons = Counter(row["reason"] for row in rows if row["verdict"] == kind).most_common(MOST)
            print(f"  wrong {kind}: {count} ({', '.join(f'{word} {n}' for word, n in reasons)})")


if __name__ == "__main__":
    main()
