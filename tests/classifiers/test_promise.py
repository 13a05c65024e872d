"""Thresholds keep their sentence, or are off and say what is missing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binom

from classifiers.promise import Promise, solve, upper_bound


def scores(ham, spam, seed=0):
    random = np.random.default_rng(seed)
    log_odds = np.concatenate([random.normal(-3, 1.5, ham), random.normal(4, 2, spam)])
    return 1 / (1 + np.exp(-log_odds)), np.arange(ham + spam) >= ham


@pytest.mark.parametrize(("errors", "trials"), [(0, 598), (1, 40), (7, 900), (39, 40)])
def test_the_bound_is_the_rate_at_which_so_few_errors_have_one_chance_in_twenty(errors, trials):
    assert binom.cdf(errors, trials, upper_bound(errors, trials, 0.95)) == pytest.approx(0.05)


def test_without_trials_nothing_is_ruled_out():
    assert upper_bound(0, 0, 0.95) == 1.0


def test_597_ham_are_one_too_few_to_file_spam_and_598_are_enough():
    fewer = solve(*scores(597, 100))
    enough = solve(*scores(598, 100))

    assert (fewer.spam_from, fewer.more_ham_for_spam) == (None, 1)
    assert enough.spam_from is not None
    assert enough.more_ham_for_spam == 0
    assert enough.blocked_ham <= 0.005


def test_with_no_labels_everything_is_off_and_told():
    found = solve(np.array([]), np.array([], dtype=bool))

    assert found.spam_from is None
    assert found.publish_below is None
    assert found.more_ham_for_spam == 598
    assert found.more_spam_for_publishing > 0


def test_what_is_missing_is_what_it_takes():
    few = solve(*scores(300, 100), spam_rate=0.3)

    more = solve(*scores(300 + few.more_ham_for_publishing, 100 + few.more_spam_for_publishing), spam_rate=0.3)

    assert few.publish_below is None
    assert more.more_spam_for_publishing == 0 or more.publish_below is not None


def test_publishing_unseen_is_harder_where_more_of_what_comes_is_spam():
    rare = solve(*scores(3000, 1500), spam_rate=0.05)
    flood = solve(*scores(3000, 1500), spam_rate=0.9)

    assert rare.publish_below is not None
    assert flood.publish_below is None or flood.publish_below < rare.publish_below


def test_a_comment_is_never_both_published_and_filed():
    found = solve(*scores(5000, 2000), spam_rate=0.01)

    assert found.publish_below <= found.spam_from


def test_a_laxer_budget_catches_more():
    strict = solve(*scores(3000, 500), Promise(blocked_ham=0.002))
    lax = solve(*scores(3000, 500), Promise(blocked_ham=0.02))

    assert lax.caught_spam > strict.caught_spam


def test_a_budget_that_is_no_share_is_refused_by_name():
    with pytest.raises(ValueError, match="blocked_ham: a share"):
        Promise(blocked_ham=0.0)


def test_ham_alone_does_not_prove_that_no_spam_comes():
    few = solve(*scores(60, 0))
    many = solve(*scores(3000, 0))

    assert few.publish_below is None
    assert many.publish_below is not None
    assert many.published_spam is not None
    assert 0.0 < many.published_spam <= 0.01
