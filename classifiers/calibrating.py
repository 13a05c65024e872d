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


def calibration(held_out: Floats, is_spam: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Slope and offset that calibrate held-out log-odds (Platt 1999), kept near (1, 0) while labels are few.

    Of one class alone, or nearly, there is nothing to calibrate on, however many they are.
    """
    sign = np.where(is_spam, 1.0, -1.0)
    spam, total = float(weights[is_spam].sum()), float(weights.sum())
    strength = PLATT_STRENGTH * (1.0 + total / (1.0 + 4.0 * min(spam, total - spam)))

    def loss(vector: Floats) -> tuple[float, Floats]:
        slope = np.exp(vector[0])
        margins = sign * (slope * held_out + vector[1])
        slopes = -weights * sign * probability(-margins)
        gradient = np.array([slopes @ held_out * slope, slopes.sum()]) + strength * vector
        return float(weights @ np.logaddexp(0.0, -margins) + strength / 2 * vector @ vector), gradient

    solved = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B")
    return float(np.exp(solved.x[0])), float(solved.x[1])
