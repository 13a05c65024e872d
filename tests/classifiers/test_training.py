"""What a fitted model promises of the rows it learned."""

import numpy as np
import pytest
from scipy import sparse
from scipy.special import expit

from classifiers.training import fit, log_odds


def rows(seed, count=200, columns=500):
    """Rows of a few features each; the first forty features are a little more frequent in spam."""
    random = np.random.default_rng(seed)
    is_spam = random.random(count) < 0.3
    dense = random.random((count, columns)) < 0.02
    dense[:, :40] |= (random.random((count, 40)) < 0.15) & is_spam[:, None]
    return sparse.csr_matrix(dense.astype(float)), is_spam


@pytest.mark.parametrize("seed", range(4))
def test_as_much_spam_is_promised_as_there_is(seed):
    matrix, is_spam = rows(seed)

    model = fit(matrix, is_spam, np.ones(len(is_spam)), 3e-5)

    assert expit(log_odds(model, matrix)).sum() == pytest.approx(is_spam.sum(), abs=1e-6)


def test_without_a_bias_a_row_without_features_says_nothing():
    matrix, is_spam = rows(0)

    model = fit(matrix, is_spam, np.ones(len(is_spam)), 3e-5, has_bias=False)

    assert model.bias == 0.0
