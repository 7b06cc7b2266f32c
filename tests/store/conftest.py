"""Every test of the store runs on a file and in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from demarche.corpus import Store


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    path = ":memory:" if request.param == "memory" else tmp_path / "news.duckdb"
    with Store(path) as opened:
        yield opened
