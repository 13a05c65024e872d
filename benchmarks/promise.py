"""How often thresholds break their promise: at most one run in twenty may.

200 sites are drawn. Each has a hidden population of comments whose true error at any threshold is known,
rules on a sample of it, and solves its thresholds on that sample. A run breaks the promise when, at the
threshold it chose, the population's share of blocked ham (or of spam among what is published) is above
the budget. Beside ours: the threshold that fits the sample best (no bound), and the best of all thresholds
whose bound holds (Clopper-Pearson without a fixed order).
Populations: two invented score distributions (one smooth, one with lumps of equal scores) and, with labelled
comments at hand, those of real ones under the base model.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers.promise import GRID, Promise, solve, upper_bound

RUNS = 200
SAMPLE = 1_500
SPAM_SHARE = 0.3
POPULATION = 60_000
MOST_REAL = 6_000
DATA = Path(os.environ.get("DATA", "../shared/data"))
Floats = NDArray[np.float64]
Pools = tuple[Floats, Floats]


def main() -> None:
    """One table: runs that had a threshold, and the share of all runs that broke the promise."""
    print(f"{RUNS} runs of {SAMPLE} labels, {SPAM_SHARE:.0%} spam; budget {Promise()}")
    print(f"{'population':18}{'sentence':24}{'rule':30}{'with threshold':>15}{'broken':>8}")
    for name, pools in _populations().items():
        for sentence, judge in (("blocked ham", _filing), ("published spam", _publishing)):
            for rule, found in judge(pools).items():
                has, broken = np.mean(found, axis=0)
                print(f"{name:18}{sentence:24}{rule:30}{has:15.0%}{broken:8.1%}", flush=True)


def _populations() -> dict[str, Pools]:
    random = np.random.default_rng(7)
    smooth = random.normal(-3, 2, POPULATION), random.normal(3, 2.5, POPULATION)
    lumpy = np.round(random.standard_t(3, POPULATION) - 3), np.round(random.standard_t(4, POPULATION) * 1.5 + 3)
    found = {"smooth": smooth, "lumpy": lumpy}
    return {**found, "real, base model": _real()} if DATA.is_dir() else found


def _real() -> Pools:
    """Log-odds the base model gives labelled comments (it knows some: scores are those of a good model)."""
    from classifiers.corpus import read_directory
    from classifiers.scorer import BASE_MODEL, Scorer

    scorer, rows = Scorer.load(BASE_MODEL), read_directory(DATA)
    rows = rows[:: max(1, len(rows) // MOST_REAL)]
    scores = np.array([scorer.log_odds(row.document) for row in rows])
    is_spam = np.array([row.is_spam for row in rows])
    return scores[~is_spam], scores[is_spam]


def _samples(pools: Pools) -> list[tuple[Floats, NDArray[np.bool_]]]:
    samples = []
    for seed in range(RUNS):
        random = np.random.default_rng(seed)
        spam = int(SAMPLE * SPAM_SHARE)
        scores = np.concatenate([random.choice(pools[0], SAMPLE - spam), random.choice(pools[1], spam)])
        samples.append((scores, np.arange(SAMPLE) >= SAMPLE - spam))
    return samples


def _filing(pools: Pools) -> dict[str, list[tuple[bool, bool]]]:
    budget = Promise().blocked_ham

    def blocked(ham: Floats, at: float) -> float:
        return float((ham >= at).mean())

    def ours(scores: Floats, is_spam: NDArray[np.bool_]) -> float | None:
        return _log_odds(solve(_probability(scores), is_spam).spam_from)

    def plain(scores: Floats, is_spam: NDArray[np.bool_]) -> float | None:
        return next((at for at in GRID if blocked(scores[~is_spam], at) <= budget), None)

    rules: dict[str, Callable[[Floats, NDArray[np.bool_]], float | None]] = {"ours": ours, "sample's own rate": plain}
    return {name: _judged(pools, rule, lambda at: blocked(pools[0], at) > budget) for name, rule in rules.items()}


def _publishing(pools: Pools) -> dict[str, list[tuple[bool, bool]]]:
    budget = Promise().published_spam

    def published(ham: Floats, spam: Floats, at: float) -> float:
        bad, good = SPAM_SHARE * (spam < at).mean(), (1 - SPAM_SHARE) * (ham < at).mean()
        return float(bad / (bad + good)) if bad + good else 0.0

    def ours(scores: Floats, is_spam: NDArray[np.bool_]) -> float | None:
        return _log_odds(solve(_probability(scores), is_spam, spam_rate=SPAM_SHARE).publish_below)

    def plain(scores: Floats, is_spam: NDArray[np.bool_]) -> float | None:
        fits = (at for at in GRID[::-1] if published(scores[~is_spam], scores[is_spam], at) <= budget)
        return next(fits, None)

    def unordered(scores: Floats, is_spam: NDArray[np.bool_]) -> float | None:
        """Every threshold is tried; the largest whose bound holds is taken."""
        ham, spam = scores[~is_spam], scores[is_spam]
        for at in GRID[::-1]:
            through = SPAM_SHARE * upper_bound(int((spam < at).sum()), len(spam), Promise().confidence)
            if through / (through + (1 - SPAM_SHARE) * max((ham < at).mean(), 1e-9)) <= budget:
                return float(at)
        return None

    rules = {"ours": ours, "sample's own rate": plain, "largest whose bound holds": unordered}
    return {name: _judged(pools, rule, lambda at: published(*pools, at) > budget) for name, rule in rules.items()}


def _judged(
    pools: Pools, rule: Callable[[Floats, NDArray[np.bool_]], float | None], is_broken: Callable[[float], bool]
) -> list[tuple[bool, bool]]:
    """For every run: whether it had a threshold, and whether that broke the promise."""
    found = [rule(*sample) for sample in _samples(pools)]
    return [(at is not None, at is not None and is_broken(at)) for at in found]


def _probability(log_odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds)))


def _log_odds(score: float | None) -> float | None:
    return None if score is None else float(np.log(score / (1.0 - score)))


if __name__ == "__main__":
    main()
