"""Figures of many resamples at once are those of each by itself."""

from __future__ import annotations

import numpy as np
import pytest

from classifiers.differences import Figures, auc, compare_scores
from classifiers.evaluation import caught_at, expected_calibration_error


def drawn(seed, count=120):
    random = np.random.default_rng(seed)
    is_spam = random.random(count) < 0.4
    scores = np.clip(random.normal(0.3 + 0.4 * is_spam, 0.25), 0.0, 1.0).round(2)  # some alike, some 0 and 1
    return scores, is_spam, random


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("share", [0.005, 0.01, 0.2])
def test_figures_of_counts_are_those_of_the_comments_drawn_so_often(seed, share):
    scores, is_spam, random = drawn(seed)
    counts = random.integers(0, 3, (4, len(scores))).astype(float)

    found = Figures(scores, is_spam, share).of(counts)

    for row, figures in zip(counts.astype(int), found, strict=True):
        these, labels = np.repeat(scores, row), np.repeat(is_spam, row)
        brier = ((these - labels) ** 2).mean()
        expected = [auc(these, labels), caught_at(these, labels, share), brier]
        assert figures == pytest.approx([*expected, expected_calibration_error(these, labels)])


def test_an_interval_holds_the_gain_and_grows_where_campaigns_are_few():
    scores, is_spam, random = drawn(1)
    better = np.clip(scores + 0.2 * (is_spam - 0.5), 0.0, 1.0)

    alone = compare_scores(scores, better, is_spam, np.arange(len(scores)))
    grouped = compare_scores(scores, better, is_spam, random.integers(0, 6, len(scores)))

    assert all(one.low <= one.gain <= one.high for one in alone)
    assert grouped[2].high - grouped[2].low > alone[2].high - alone[2].low
