"""The outline of the land: small, sound, and good enough that a town lies on it."""

from __future__ import annotations

import pytest

from demarche.console.land import FILE, on_land, path, rings

TOWNS = {"Athens": (23.7, 38), "Minsk": (27.6, 53.9), "Havana": (-82.4, 23.1), "Nairobi": (36.8, -1.3),
         "Tokyo": (139.7, 35.7), "Sydney": (150.9, -33.9), "Lima": (-77, -12.05), "Reykjavik": (-21.8, 64.1),
         "Jakarta": (106.8, -6.3), "Anchorage": (-149.8, 61.2), "Riyadh": (46.7, 24.6), "Kinshasa": (15.3, -4.4),
         "Bogota": (-74.1, 4.6), "Seoul": (127, 37.6), "Oslo": (10.8, 60), "Dhaka": (90.4, 23.8)}  # fmt: skip
SEAS = {"Atlantic": (-40, 30), "Pacific": (-150, 0), "Mediterranean": (18, 35), "Black Sea": (34, 43.5),
        "Red Sea": (38, 20.5), "Persian Gulf": (51.5, 27), "Baltic": (19.5, 57.5), "Bay of Bengal": (88, 15),
        "South China Sea": (114, 14), "Hudson Bay": (-85, 60), "Gulf of Mexico": (-90, 25)}  # fmt: skip


@pytest.mark.parametrize("town", TOWNS)
def test_towns_lie_on_land(town: str) -> None:
    """Capitals of all continents are within the outline."""
    assert on_land(*TOWNS[town])


@pytest.mark.parametrize("sea", SEAS)
def test_seas_do_not(sea: str) -> None:
    """The middle of a sea is outside."""
    assert not on_land(*SEAS[sea])


def test_the_outline_is_small_and_sound() -> None:
    """Every corner is on the globe, every ring has an inside, and the page stays light."""
    for kind in ("land", "water"):
        for name, ring in rings(kind).items():
            assert len(ring) >= 3, name
            assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring), name
    assert FILE.stat().st_size < 60_000
    assert len(path()) < 20_000
