"""Log-odds and probabilities, and the straight line that makes one tell the truth as the other (Platt 1999)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

__all__ = ["calibration", "probability"]

Floats = NDArray[np.float64]

PLATT_STRENGTH = 5.0


def probability(log_odds_of_spam: Floats) -> Floats:
    """The probabilities in [0, 1] that log-odds stand for."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds_of_spam, -35.0, 35.0))))


def calibration(held_out: Floats, is_spam: NDArray[np.bool_], weights: Floats) -> tuple[Floats, float]:
    """Slopes ``(k,)`` and offset that calibrate the sum of ``k`` kinds of held-out log-odds ``(n, k)`` (Platt 1999).

    They are kept near 1 and 0 while labels are few. Of one class alone, or nearly, there is nothing to calibrate on,
    however many they are.
    """
    sign = np.where(is_spam, 1.0, -1.0)
    spam, total = float(weights[is_spam].sum()), float(weights.sum())
    strength = PLATT_STRENGTH * (1.0 + total / (1.0 + 4.0 * min(spam, total - spam)))

    def loss(vector: Floats) -> tuple[float, Floats]:
        slopes = np.exp(vector[:-1])
        margins = sign * (held_out @ slopes + vector[-1])
        pulls = -weights * sign * probability(-margins)
        gradient = np.append(pulls @ held_out * slopes, pulls.sum()) + strength * vector
        return float(weights @ np.logaddexp(0.0, -margins) + strength / 2 * vector @ vector), gradient

    solved = minimize(loss, np.zeros(held_out.shape[1] + 1), jac=True, method="L-BFGS-B")
    return np.exp(solved.x[:-1]), float(solved.x[-1])
