"""Logistic regression with a ridge, fitted by Newton's method: small, exact, and its terms can be read aloud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

STEPS = 30
CLOSE = 1e-8
EDGE = 1e-6


def logit(p: Doubles) -> Doubles:
    p = np.clip(p, EDGE, 1 - EDGE)
    return np.asarray(np.log(p / (1 - p)), dtype=np.float64)


def expit(x: Doubles) -> Doubles:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -35, 35))), dtype=np.float64)


@dataclass(frozen=True)
class Logistic:
    """Weights for standardised columns (intercept last) and their covariance."""

    center: Doubles
    scale: Doubles
    weights: Doubles
    covariance: Doubles

    def _design(self, x: npt.NDArray[np.floating]) -> Doubles:
        z = (np.asarray(x, dtype=np.float64) - self.center) / self.scale
        return np.column_stack([z, np.ones(len(z))])

    def margin(self, x: npt.NDArray[np.floating]) -> Doubles:
        return np.asarray(self._design(x) @ self.weights, dtype=np.float64)

    def predict(self, x: npt.NDArray[np.floating]) -> Doubles:
        return expit(self.margin(x))

    def spread(self, x: npt.NDArray[np.floating]) -> Doubles:
        """Standard error of the margin: what the amount of training data leaves open."""
        z = self._design(x)
        return np.asarray(np.sqrt(np.einsum("ij,jk,ik->i", z, self.covariance, z)), dtype=np.float64)

    def terms(self, x: npt.NDArray[np.floating]) -> Doubles:
        """What each column adds to the margin, compared with an average row."""
        return np.asarray(self._design(x)[:, :-1] * self.weights[:-1], dtype=np.float64)


def fit_logistic(
    x: npt.NDArray[np.floating],
    y: npt.NDArray[np.floating],
    *,
    weight: Doubles | None = None,
    ridge: float = 1.0,
    prior: Doubles | None = None,
) -> Logistic:
    """Fit P(y = 1 | x); `ridge` pulls standardised weights towards `prior` (default zero), not the intercept."""
    x = np.asarray(x, dtype=np.float64)
    center, scale = x.mean(axis=0), x.std(axis=0)
    scale = np.where(scale > 1e-9, scale, 1.0)
    z = np.column_stack([(x - center) / scale, np.ones(len(x))])
    weight = np.ones(len(z)) if weight is None else weight
    goal = np.zeros(z.shape[1]) if prior is None else prior
    pull = np.full(z.shape[1], ridge)
    pull[-1] = 1e-6
    w = goal.copy()
    w[-1] = logit(np.array([np.average(y, weights=weight)]))[0]
    loss = _loss(z, y, w, weight, pull, goal)
    for _ in range(STEPS):
        p = expit(z @ w)
        curve = z.T @ (z * (weight * p * (1 - p))[:, None]) + np.diag(pull)
        step = np.linalg.solve(curve, z.T @ (weight * (y - p)) - pull * (w - goal))
        size = 1.0
        while (new := _loss(z, y, w + size * step, weight, pull, goal)) > loss and size > 1e-6:
            size /= 2
        w, gain, loss = w + size * step, loss - new, new
        if gain < CLOSE * abs(loss):
            break
    p = expit(z @ w)
    curve = z.T @ (z * (weight * p * (1 - p))[:, None]) + np.diag(pull)
    return Logistic(
        center=center, scale=scale, weights=w, covariance=np.asarray(np.linalg.inv(curve), dtype=np.float64)
    )


def _loss(z: Doubles, y: npt.NDArray[np.floating], w: Doubles, weight: Doubles, pull: Doubles, goal: Doubles) -> float:
    margin = z @ w
    return float(weight @ (np.logaddexp(0, margin) - y * margin) + 0.5 * pull @ (w - goal) ** 2)
