"""A made-up world of forty entities in the standard benchmark layout, with habits and answers to learn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

COUNTRIES = ("Aland", "Bravia", "Cordia", "Dorne", "Elland", "Farland", "Gallia", "Hyria")
ROLES = ("Police", "Citizen", "Government", "Military")
ENTITIES = tuple([*COUNTRIES, *(f"{role} ({country})" for country in COUNTRIES for role in ROLES)])
DAYS = 70


def made_up_facts(seed: int = 1) -> np.ndarray:
    """Habits (the same fact again and again) and answers (relation 0 is answered by relation 1 the day after)."""
    rng = np.random.default_rng(seed)
    habits = np.stack([rng.integers(40, size=60), rng.integers(6, size=60), rng.integers(40, size=60)], axis=1)
    habits = habits[habits[:, 0] != habits[:, 2]]
    rows: set[tuple[int, int, int, int]] = set()
    asked: list[tuple[int, int]] = []
    for day in range(DAYS):
        rows |= {(b, 1, a, day) for a, b in asked if rng.random() < 0.8}
        today = habits[rng.random(len(habits)) < 0.25]
        rows |= {(int(s), int(r), int(o), day) for s, r, o in today}
        asked = [(int(s), int(o)) for s, r, o in today if r == 0]
    return np.array(sorted(rows, key=lambda row: (row[3], row)), dtype=np.int64)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The world as a benchmark folder: hours as the time unit, sixty training days, ten validation days."""
    path = tmp_path_factory.mktemp("world")
    facts = made_up_facts()
    for name, low, high in (("train", 0, 60), ("valid", 60, DAYS)):
        part = facts[(facts[:, 3] >= low) & (facts[:, 3] < high)]
        lines = [f"{s}\t{r}\t{o}\t{24 * t}\t0" for s, r, o, t in part.tolist()]
        (path / f"{name}.txt").write_text("\n".join(lines) + "\n")
    (path / "entity2id.txt").write_text("".join(f"{name}\t{i}\n" for i, name in enumerate(ENTITIES)))
    (path / "relation2id.txt").write_text("".join(f"relation {i}\t{i}\n" for i in range(6)))
    (path / "stat.txt").write_text("40\t6\t0\n")
    of = {i: name if i < 8 else name.split("(")[1].rstrip(")") for i, name in enumerate(ENTITIES)}
    (path / "entity2country.tsv").write_text("".join(f"{i}\t{name}\n" for i, name in of.items()))
    (path / "relation2quad.tsv").write_text("".join(f"{i}\t{i % 4 + 1}\n" for i in range(6)))
    (path / "origins.tsv").write_text(f"7\t{24 * 60}\n7\t{24 * 63}\n")
    return path
