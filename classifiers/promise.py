"""A site's promise, kept by thresholds: two sentences about errors, each held with 95 % confidence.

*At most 0.5 % of real comments are put into spam*, and *at most 1 % of published comments are spam*.
Thresholds are solved on scores of labels the model had not seen. Every bound is a one-sided
Clopper-Pearson bound (Clopper & Pearson 1934). Choosing the best of many thresholds would break the
confidence, so they are tried in an order fixed beforehand, the most careful first, until one fails
(fixed-sequence testing: Maurer et al. 1995; Angelopoulos et al. 2021, "Learn then Test").
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

__all__ = ["Promise", "Thresholds", "one_each", "solve", "upper_bound"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

GRID = np.round(np.arange(-8.0, 8.0001, 0.05), 2)  # log-odds at which thresholds may lie
LARGE = 100_000


@dataclass(frozen=True, slots=True)
class Promise:
    """A site's budget: shares in (0, 1), held with ``confidence`` in (0, 1)."""

    blocked_ham: float = 0.005
    published_spam: float = 0.01
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for name in ("blocked_ham", "published_spam", "confidence"):
            if not 0.0 < getattr(self, name) < 1.0:
                message = f"{name}: a share between 0 and 1 is needed, got {getattr(self, name)}"
                raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What may happen without a person, and what is still missing for it.

    From ``spam_from`` a comment may be put into spam; below ``publish_below`` it may be published
    unseen. None: that automatism is off, comments wait. ``blocked_ham`` and ``published_spam`` are the
    bounds that hold there with the promise's confidence, ``caught_spam`` and ``published_ham`` the shares
    seen; None where off.
    ``more_ham_for_spam`` (« 412 more approved comments until automatic spam filing ») and
    ``more_ham_for_publishing``, ``more_spam_for_publishing`` are 0 where nothing is missing: campaigns
    count once, and further labels are supposed to be judged as well as those before.
    """

    publish_below: float | None
    spam_from: float | None
    blocked_ham: float | None
    published_spam: float | None
    caught_spam: float | None
    published_ham: float | None
    more_ham_for_spam: int
    more_ham_for_publishing: int
    more_spam_for_publishing: int


def upper_bound(errors: int, trials: int, confidence: float) -> float:
    """The largest rate that so many errors do not rule out, with one-sided confidence; 1 without trials."""
    if errors >= trials:
        return 1.0
    return float(betaincinv(errors + 1, trials - errors, confidence))


def lower_share(ordered: Floats, log_odds: float, confidence: float) -> float:
    """The least share of all such values that lies below, for every threshold at once with this confidence.

    The Dvoretzky-Kiefer-Wolfowitz bound with Massart's constant (1990); 0 without values.
    """
    if not len(ordered):
        return 0.0
    slack = math.sqrt(math.log(1.0 / (1.0 - confidence)) / (2.0 * len(ordered)))
    return max(0.0, 1.0 - _share_from(ordered, log_odds) - slack)


def solve(
    scores: Floats, is_spam: Bools, promise: Promise | None = None, *, spam_rate: float | None = None
) -> Thresholds:
    """The thresholds that keep the promise, solved on probabilities ``(n,)`` the model gave unseen labels.

    ``spam_rate`` in (0, 1) is the share of spam among all comments the site gets (labels are often a
    picked sample); None takes the largest that the labels do not rule out. One label per campaign, please: see
    `one_each`.
    """
    promise = promise or Promise()
    log_odds = np.log(np.clip(scores, 1e-16, 1 - 1e-16) / np.clip(1.0 - scores, 1e-16, 1.0))
    ham, spam = np.sort(log_odds[~is_spam]), np.sort(log_odds[is_spam])
    rate = upper_bound(len(spam), len(scores), promise.confidence) if spam_rate is None else spam_rate
    filing = _filing(ham, promise)
    publishing = _publishing(ham, spam, rate, promise)
    if filing is not None and publishing is not None:
        publishing = min(publishing, filing)
    missing_ham, missing_spam = (0, 0) if publishing is not None else _missing(len(ham), len(spam), rate, promise)
    return Thresholds(
        publish_below=None if publishing is None else _score(publishing),
        spam_from=None if filing is None else _score(filing),
        blocked_ham=None if filing is None else _blocked(ham, filing, promise),
        published_spam=None if publishing is None else _published(ham, spam, publishing, rate, promise),
        caught_spam=None if filing is None or not len(spam) else _share_from(spam, filing),
        published_ham=None if publishing is None or not len(ham) else 1.0 - _share_from(ham, publishing),
        more_ham_for_spam=0 if filing is not None else _missing_for_filing(ham, promise),
        more_ham_for_publishing=missing_ham,
        more_spam_for_publishing=missing_spam,
    )


def one_each(campaign: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places of the first label of every campaign: independent trials, as the bounds suppose."""
    return np.unique(campaign, return_index=True)[1]


def _score(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-log_odds))


def _from(ordered: Floats, log_odds: float) -> int:
    """How many lie at or above."""
    return len(ordered) - int(np.searchsorted(ordered, log_odds, side="left"))


def _share_from(ordered: Floats, log_odds: float) -> float:
    return _from(ordered, log_odds) / len(ordered)


def _blocked(ham: Floats, log_odds: float, promise: Promise) -> float:
    return upper_bound(_from(ham, log_odds), len(ham), promise.confidence)


def _published(ham: Floats, spam: Floats, log_odds: float, rate: float, promise: Promise) -> float:
    """A bound on the share of spam below a threshold at the site's spam rate.

    Two bounds must hold at once, on spam let through and on ham published, so each takes half the risk.
    """
    each = _each(promise)
    let_through = upper_bound(len(spam) - _from(spam, log_odds), len(spam), each)
    return _mixed(let_through, lower_share(ham, log_odds, each), rate)


def _each(promise: Promise) -> float:
    return 1.0 - (1.0 - promise.confidence) / 2.0


def _mixed(let_through: float, published: float, rate: float) -> float:
    """The share of spam in what is published, from the shares of both classes that are."""
    spam, ham = rate * let_through, (1.0 - rate) * published
    return spam / (spam + ham) if spam + ham else 1.0


def _last_passed(grid: Floats, passes: Callable[[float], bool]) -> float | None:
    """The last of the thresholds, in the order given, before the first that fails."""
    found = None
    for log_odds in grid:
        if not passes(float(log_odds)):
            break
        found = float(log_odds)
    return found


def _filing(ham: Floats, promise: Promise) -> float | None:
    """Stops at even odds: what the model finds more likely fine than spam is filed by no promise."""
    return _last_passed(GRID[GRID >= 0.0][::-1], lambda at: _blocked(ham, at, promise) <= promise.blocked_ham)


def _publishing(ham: Floats, spam: Floats, rate: float, promise: Promise) -> float | None:
    """Starts at the middle of the ham, below which too little is published, and stops at even odds."""
    start = float(np.median(ham)) if len(ham) else 0.0
    grid = GRID[(start <= GRID) & (GRID <= 0.0)]
    return _last_passed(grid, lambda at: _published(ham, spam, at, rate, promise) <= promise.published_spam)


def _missing_for_filing(ham: Floats, promise: Promise) -> int:
    """How many more ham, judged as those before, until the most careful threshold passes."""
    share = _share_from(ham, float(GRID[-1])) if len(ham) else 0.0

    def bound(more: int) -> float:
        trials = len(ham) + more
        return upper_bound(round(share * trials), trials, promise.confidence)

    return _least(lambda more: bound(more) <= promise.blocked_ham)


def _missing(ham: int, spam: int, rate: float, promise: Promise) -> tuple[int, int]:
    """How many more (ham, spam) until publishing unseen, if no spam lies in the better half of the ham."""
    each = _each(promise)

    def bound(hams: int, spams: int) -> float:
        half = np.repeat([-1.0, 1.0], hams // 2)
        return _mixed(upper_bound(0, spams, each), lower_share(half, 0.0, each), rate)

    more_spam = _least(lambda more: bound(LARGE, spam + more) <= promise.published_spam * 0.9)
    more_ham = _least(lambda more: bound(ham + more, spam + more_spam) <= promise.published_spam)
    return more_ham, more_spam


def _least(enough: Callable[[int], bool]) -> int:
    """The least number that is enough, by doubling and halving; `LARGE` where none below is."""
    if enough(0):
        return 0
    low, high = 0, 1
    while high < LARGE and not enough(high):
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return min(high, LARGE)
