"""Simple forecasts that a good one must beat, each recalibrated on the same past as the model.

A plain Poisson rate is badly calibrated, so every rate passes through a logistic curve of its logarithm at three
offsets (which lets the curve bend near zero).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from demarche.forecast.logistic import fit_logistic

Doubles = npt.NDArray[np.float64]
Floats = npt.NDArray[np.float32]

OFFSETS = (0.003, 0.03, 0.3)
Plain = dict[str, Doubles]  # the plain quantities a baseline rests on, by name


def bends(rate: Doubles) -> Doubles:
    """A rate as three columns for the recalibrating curve."""
    return np.asarray(np.stack([np.log(rate + offset) for offset in OFFSETS], axis=1))


def recalibrated(rate: Doubles, happened: Doubles, new: Doubles) -> Doubles:
    """The rate turned into a probability with the curve that fits the past best."""
    return fit_logistic(bends(rate), happened, ridge=0.01).predict(bends(new))


def climatology(_: Doubles, happened: Doubles, new: Doubles) -> Doubles:
    """The share of all dyads that saw such an event."""
    return np.full(len(new), happened.mean())


def last_window(seen: Doubles, happened: Doubles, new: Doubles) -> Doubles:
    """What usually follows a window with, and one without, such an event."""
    yes, no = float(happened[seen > 0].mean()), float(happened[seen <= 0].mean())
    return np.where(new > 0, yes, no)


BASELINES: dict[str, tuple[str, Callable[[Doubles, Doubles, Doubles], Doubles]]] = {
    "climatology": ("rate 90", climatology),
    "last window": ("last window", last_window),
    "30-day rate": ("rate 30", recalibrated),
    "90-day rate": ("rate 90", recalibrated),
    "EWMA": ("fading 30", recalibrated),
}


def plain(own: Floats, horizon: int) -> Plain:
    """The plain quantities of some dyads from their daily counts before the origin (dyads, days)."""
    days = own.shape[1]
    fade = 0.5 ** (np.arange(days - 1, -1, -1) / 30.0)
    return {
        "rate 30": own[:, -30:].sum(axis=1, dtype=np.float64) / min(30, days),
        "rate 90": own[:, -90:].sum(axis=1, dtype=np.float64) / min(90, days),
        "fading 30": np.asarray(own @ (fade / fade.sum()), dtype=np.float64),
        "last window": own[:, -horizon:].sum(axis=1, dtype=np.float64),
    }
