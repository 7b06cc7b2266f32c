"""Counts per key that fade with time, advanced day by day: the memory behind every history feature.

A tally knows its keys from the start (their ids give each a slot), but a key counts as unseen until its first day
was added, so nothing that happens later shows. Several half-lives are kept side by side.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

HALF_LIVES = (2.0, 10.0, 60.0)
NEVER = -1


def expand(starts: Ints, lengths: Ints) -> tuple[Ints, Ints]:
    """Ragged ranges laid flat: for each position its range's index, and start + offset."""
    total = int(lengths.sum())
    row = np.repeat(np.arange(len(lengths)), lengths)
    offset = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return row, offset + np.repeat(starts, lengths)


class Tally:
    """Per key: how often, faded counts, last day, the gap before it; for keys in `keys` (sorted, unique)."""

    def __init__(self, keys: Ints, *, half_lives: tuple[float, ...] = HALF_LIVES) -> None:
        self.keys = keys
        self.rates = np.log(0.5) / np.array(half_lives, dtype=np.float32)
        self.count = np.zeros(len(keys), dtype=np.float32)
        self.faded = np.zeros((len(keys), len(half_lives)), dtype=np.float32)
        self.last = np.full(len(keys), NEVER, dtype=np.int32)
        self.gap = np.full(len(keys), NEVER, dtype=np.int32)

    def find(self, keys: Ints) -> Ints:
        """Slots of keys; -1 for those not seen before today."""
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = (self.keys[at] == keys) & (self.last[at] != NEVER)
        return np.where(known, at, -1)

    def add(self, slots: Ints, day: int) -> Ints:
        """Count one fact per entry of `slots` on `day`, and return the distinct slots touched."""
        touched, amounts = np.unique(slots, return_counts=True)
        last = self.last[touched]
        new = last == NEVER
        self.gap[touched] = np.where(new, NEVER, day - last)
        fade = np.exp(np.where(new, 0, day - last)[:, None] * self.rates)
        self.faded[touched] = self.faded[touched] * fade + amounts[:, None]
        self.count[touched] += amounts
        self.last[touched] = day
        return touched

    def age(self, slots: Ints, day: int) -> Floats:
        """Days since the last fact; NaN for slot -1."""
        return np.where(slots < 0, np.nan, day - self.last[slots]).astype(np.float32)

    def counts(self, slots: Ints) -> Floats:
        return np.where(slots < 0, np.float32(0), self.count[slots])

    def now(self, slots: Ints, day: int, which: int) -> Floats:
        """Faded counts as of `day` for the half-life number `which`; 0 for slot -1."""
        value = self.faded[slots, which] * np.exp((day - self.last[slots]) * self.rates[which])
        return np.where(slots < 0, np.float32(0), value).astype(np.float32)
