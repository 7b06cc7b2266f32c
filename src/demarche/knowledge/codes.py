"""Sector letters and actor codes: ours, and those that older actor lists use.

A code is country letters and then sector letters, three each: ARNGOV is the government of ARN. A country of a
user's own list need not exist. Older lists use CAMEO's letters, which are read as PLOVER's.
"""

from __future__ import annotations

from typing import NamedTuple

from demarche.knowledge.tables import word_set

SECTORS = word_set("SECTORS")
NONSTATE = word_set("NONSTATE")

# CAMEO letters that PLOVER spells otherwise; MED is the media in CAMEO and health in PLOVER (sectors, note 4).
CAMEO_SECTORS = {
    "INS": "REB",
    "SEP": "REB",
    "MED": "JRN",
    "HLH": "MED",
    "DEV": "SOC",
    "ENV": "SOC",
    "HRI": "SOC",
    "FRM": "ELI",
    "TOP": "GOV",
}
# CAMEO's word for "international, unknown" and its movements.
CAMEO_NONSTATE = {"INT": None, "NGM": "ISM", "UIS": None}
_UNKNOWN = frozenset({"---", "###", "***"})


class Code(NamedTuple):
    """An actor code taken apart; `sectors` in the order of the code, letters that mean nothing to us left out."""

    country: str | None
    sectors: tuple[str, ...]

    @property
    def sector(self) -> str | None:
        return self.sectors[0] if self.sectors else None


def split_code(code: str, *, cameo: bool = False) -> Code:
    """Country and sectors of a code such as ARNGOV, USAGOVMIL or ---REB; `cameo` reads CAMEO's letters.

    >>> split_code("ARNGOV")
    Code(country='ARN', sectors=('GOV',))
    """
    parts = [code.strip().upper()[i : i + 3] for i in range(0, len(code.strip()), 3)]
    country: str | None = None
    if parts and (parts[0] in NONSTATE or _sector(parts[0], cameo=cameo) is None):
        head = parts.pop(0)
        country = None if head in _UNKNOWN else CAMEO_NONSTATE.get(head, head) if cameo else head
    if cameo and country == "IGO" and parts and parts[0] in ("UNO", "EUR", "EEC"):
        country = {"EEC": "EUR"}.get(parts[0], parts[0])
    sectors = [s for part in parts if (s := _sector(part, cameo=cameo))]
    # A former official is ELI whatever the office was.
    return Code(country, tuple(sorted(sectors, key=lambda s: s != "ELI")) if "FRM" in parts else tuple(sectors))


def _sector(part: str, *, cameo: bool) -> str | None:
    if cameo and part in CAMEO_SECTORS:
        return CAMEO_SECTORS[part]
    return part if part in SECTORS else None
