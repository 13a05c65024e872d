"""Figures with their 95 % intervals: each is computed for all resamples of the comments at once.

A figure takes scores ``(n,)``, labels ``(n,)`` and *draws* ``(1 + RESAMPLES, n)``: how often each comment counts.
The first draw counts each once, so the first value is the figure itself; the others are the bootstrap
(Efron 1979), drawn with replacement within each source. The same draws serve every contender of a
table, so that differences between two are paired.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

__all__ = [
    "Estimate",
    "accuracy",
    "area",
    "calibration_error",
    "caught_at",
    "correlation",
    "draws_of",
    "mean_of",
    "middle",
    "proportion",
    "share_above",
]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Figure = Callable[[Floats, Bools, Floats], Floats]

RESAMPLES = 400
MIDDLE = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and where 95 % of its resamples lie; ``values`` are the figure and then all resamples."""

    values: Floats

    @property
    def value(self) -> float:
        """The figure itself."""
        return float(self.values[0])

    @property
    def interval(self) -> tuple[float, float]:
        """The middle 95 % of the resamples."""
        return middle(self.values[1:])


def middle(values: Floats) -> tuple[float, float]:
    """Where 95 % of the values lie; NaN without any."""
    known = values[~np.isnan(values)]
    low, high = np.quantile(known, MIDDLE) if len(known) else (np.nan, np.nan)
    return float(low), float(high)


def draws_of(groups: NDArray[np.str_], seed: int = 0) -> Floats:
    """How often each row counts, ``(1 + RESAMPLES, n)``: once each, then drawn within its group."""
    random = np.random.default_rng(seed)
    draws = np.ones((1 + RESAMPLES, len(groups)))
    for group in np.unique(groups):
        at = np.flatnonzero(groups == group)
        drawn = random.integers(0, len(at), (RESAMPLES, len(at))) + np.arange(RESAMPLES)[:, None] * len(at)
        draws[1:, at] = np.bincount(drawn.ravel(), minlength=RESAMPLES * len(at)).reshape(RESAMPLES, len(at))
    return draws


def area(scores: Floats, is_spam: Bools, draws: Floats) -> Floats:
    """ROC-AUC: how often a spam scores above a ham; equal scores count half."""
    spam, ham = _by_score(scores, is_spam, draws)
    below = np.cumsum(ham, axis=1) - ham / 2
    return np.asarray((spam * below).sum(1) / (spam.sum(1) * ham.sum(1)))


def caught_at(share: float) -> Figure:
    """The share of spam caught where at most ``share`` of ham is blocked."""

    def figure(scores: Floats, is_spam: Bools, draws: Floats) -> Floats:
        spam, ham = _by_score(scores, is_spam, draws)
        above = np.cumsum(ham[:, ::-1], axis=1)[:, ::-1]  # ham at this score or higher
        allowed = np.floor(share * above[:, :1] + 1e-9)
        return np.asarray((spam * (above <= allowed)).sum(1) / spam.sum(1))

    return figure


def share_above(threshold: float | Floats, *, of_spam: bool) -> Figure:
    """The share of spam, or of ham, that scores at least the threshold, which may differ by row."""

    def figure(scores: Floats, is_spam: Bools, draws: Floats) -> Floats:
        chosen = is_spam == of_spam
        return np.asarray(draws @ (chosen & (scores >= threshold)) / (draws @ chosen))

    return figure


def accuracy(scores: Floats, is_spam: Bools, draws: Floats) -> Floats:
    """The share of comments on the right side of 0.5."""
    return np.asarray(draws @ ((scores >= 0.5) == is_spam) / draws.sum(1))


def correlation(scores: Floats, is_spam: Bools, draws: Floats) -> Floats:
    """Matthews' correlation of labels and decisions at 0.5; 0 where only one is ever decided."""
    decided = scores >= 0.5
    right, wrong = draws @ (decided & is_spam), draws @ (decided & ~is_spam)
    missed, spared = draws @ (~decided & is_spam), draws @ (~decided & ~is_spam)
    product = (right + wrong) * (right + missed) * (spared + wrong) * (spared + missed)
    return np.where(product > 0, (right * spared - wrong * missed) / np.sqrt(np.maximum(product, 1.0)), 0.0)


def calibration_error(scores: Floats, is_spam: Bools, draws: Floats, bins: int = 10) -> Floats:
    """Mean distance of promised from seen spam rate over equal-width bins (Naeini et al. 2015)."""
    inside = np.eye(bins)[np.minimum((scores * bins).astype(int), bins - 1)]
    return np.asarray(np.abs(draws @ (inside * (scores - is_spam)[:, None])).sum(1) / draws.sum(1))


def mean_of(figure: Figure, scores: Floats, is_spam: Bools, groups: NDArray[np.str_], draws: Floats) -> Floats:
    """The mean over groups of a figure of each."""
    each = (np.flatnonzero(groups == group) for group in np.unique(groups))
    return np.mean([figure(scores[at], is_spam[at], draws[:, at]) for at in each], axis=0)


def proportion(hits: int, of: int) -> tuple[float, float, float]:
    """A share and its exact 95 % interval (Clopper & Pearson 1934); NaN, 0 and 1 of nothing."""
    if not of:
        return float("nan"), 0.0, 1.0
    low = float(betaincinv(hits, of - hits + 1, MIDDLE[0])) if hits else 0.0
    high = float(betaincinv(hits + 1, of - hits, MIDDLE[1])) if hits < of else 1.0
    return hits / of, low, high


def _by_score(scores: Floats, is_spam: Bools, draws: Floats) -> tuple[Floats, Floats]:
    """How much spam and how much ham has each distinct score, ``(n_draws, n_scores)``, the lowest first."""
    order = np.argsort(scores, kind="stable")
    starts = np.flatnonzero(np.diff(scores[order], prepend=-np.inf))
    counted, spam = draws[:, order], is_spam[order]
    return np.add.reduceat(counted * spam, starts, axis=1), np.add.reduceat(counted * ~spam, starts, axis=1)
