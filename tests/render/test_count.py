"""Numbers as people write them."""

from __future__ import annotations

import pytest

from demarche.render.text import count


@pytest.mark.parametrize(
    ("value", "low", "high", "exact", "shown"),
    [
        (52, None, None, True, "52"),
        (300, None, None, False, "about 300"),
        (1_000_000, 1_000_000, None, False, "1,000,000 or more"),
        (5, None, 5, False, "up to 5"),
        (None, 10, 15, False, "10–15"),
        (None, 1000, None, False, "1,000 or more"),
        (None, None, 20, False, "up to 20"),
        (2_500_000.5, None, None, True, "2,500,000.5"),
        (None, None, None, False, "?"),
    ],
)
def test_count(value: float | None, low: float | None, high: float | None, exact: bool, shown: str) -> None:
    assert count(value, low, high, exact=exact) == shown
