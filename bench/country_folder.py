"""Make a folder of countries from a plain one: `python bench/country_folder.py DIR WITH_COUNTRIES OUT`.

DIR has facts but no tables of countries and quad classes; they are taken by name from WITH_COUNTRIES, another year of
the same source. An entity whose name is not found there is of the country in its brackets ("Police (Nigeria)"), or of
none. Weekly origins are those of the validation days; one for 30 days stands at their beginning.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import numpy as np

from demarche.forecast.folder import read_folder, read_table

BRACKETS = re.compile(r"\(([^()]*)\)$")


def plainly(name: str) -> str:
    """Folders write the same name with blanks, hyphens or underscores."""
    return " ".join(re.split(r"[\s_-]+", name)).strip()


def main() -> None:
    source, known, out = (Path(arg) for arg in sys.argv[1:4])
    here, there = read_folder(source), read_folder(known)
    out.mkdir(parents=True)
    for name in ("train.txt", "valid.txt", "entity2id.txt", "relation2id.txt", "stat.txt"):
        shutil.copyfile(source / name, out / name)
    countries = named(there.entities, known / "entity2country.tsv")
    homes = {plainly(country): country for country in countries.values()}
    quads = named(there.relations, known / "relation2quad.tsv")
    write(out / "entity2country.tsv", [countries.get(n) or home(n, homes) for n in map(plainly, here.entities)])
    write(out / "relation2quad.tsv", [quads.get(plainly(n)) for n in here.relations])
    days = np.unique(here.facts["valid"][:, 3])
    rows = [(7, day) for day in range(int(days[0]), int(days[-1]) - 5, 7)] + [(30, int(days[0]))]
    (out / "origins.tsv").write_text("".join(f"{h}\t{here.time(day)}\n" for h, day in rows), encoding="utf-8")


def named(names: tuple[str, ...], table: Path) -> dict[str, str]:
    return {plainly(names[int(row[0])]): row[1] for row in read_table(table)}


def home(name: str, homes: dict[str, str]) -> str | None:
    inside = BRACKETS.search(name)
    return homes.get(name) or (homes.get(inside[1]) if inside else None)


def write(path: Path, values: list[str | None]) -> None:
    lines = [f"{i}\t{value}\n" for i, value in enumerate(values) if value]
    path.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
