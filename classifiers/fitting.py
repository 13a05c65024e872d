"""Fitting the change to the base that a site's evidence calls for: the least of the loss in `classifiers.learning`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize

from classifiers.calibrating import probability
from classifiers.evidence import Evidence
from classifiers.rehearsal import rareness, rehearsal, rehearsed_weight
from classifiers.training import Linear

__all__ = ["fit_site"]

Floats = NDArray[np.float64]

STRENGTH = 0.001
BIAS_STRENGTH = 1.0
FEW = 30.0  # labels up to which the prior holds harder: a site with ten behaves like the base
ONE_SIDED = 8.0  # ... and likewise while there are so few of one class
HAM_ONLY_STEP = 0.6
FULL_STEP_AT = 0.1  # the share of spam from which on the whole change is made
CLASS_SMOOTHING = 10.0
MANY = 50  # labels with which rare features are half way to changing as freely as they are rare,
OF_ONE_ROW = 0.25  # ... but for what one row alone holds, which explains that row and nothing else,
LEAST_BELIEF = 0.5  # ... and the base's log-odds half way to this share
ITERATIONS = 200
LEAST_REHEARSED = 0.01
JITTER = 1e-6


def fit_site(evidence: Evidence, chosen: NDArray[np.bool_]) -> Linear:
    """The change to the base model that minimises the module's loss over the chosen labels; none without any.

    Where hardly any of them is spam only a part of it is made: what a site's ham has in common is held against
    no spam there yet, and learned in full it hid spam of other kinds (`HAM_ONLY_STEP`).
    """
    if not chosen.any():
        return Linear(np.zeros(evidence.matrix.shape[1]), 0.0)
    own = evidence.at(np.flatnonzero(chosen))
    seen, change = _least(own)
    weights = np.zeros(evidence.matrix.shape[1])
    step = _step(own)
    weights[seen] = change.weights * step
    return Linear(weights, change.bias * step)


def _step(own: Evidence) -> float:
    """The part of the change that is made, the more of the labels are spam the more of it."""
    spam, total = float(own.weights[own.is_spam].sum()), float(own.weights.sum())
    return min(1.0, HAM_ONLY_STEP + (1.0 - HAM_ONLY_STEP) * spam / max(FULL_STEP_AT * total, 1e-6))


def _least(own: Evidence) -> tuple[NDArray[np.intp], Linear]:
    """The features these labels have, and the least of the loss over their weights; no other weight changes.

    Found by the rows' inner products where these are known, else by the features they have. The more labels, the more
    freely rare features change: what a site's comments have in common says little of them, but with few labels there
    is nothing else to go by. And the more labels, the less of what the base finds is taken for granted: words that only
    confirm it would never learn what they tell alone.
    """
    total = float(own.weights.sum())  # a campaign counts once here too
    caution, many = _caution(own), total / (total + MANY)
    rows, seen = _narrowed(_with_rehearsal(own, belief=1.0 - (1.0 - LEAST_BELIEF) * many))
    rare = rareness()[seen] ** 2
    alone = (np.bincount(rows.matrix.indices) == 1) * (1.0 - OF_ONE_ROW) * rare
    variance = 1.0 - many + many * (rare - alone)  # of the prior: the freedom of each weight, squared
    if own.kernels is None:
        return seen, _by_features(rows, np.sqrt(variance), caution)
    plain, free = (kernel[np.ix_(rows.places, rows.places)] for kernel in own.kernels)
    free -= np.diag(rows.matrix.power(2) @ alone)
    return seen, _by_rows(rows, (1.0 - many) * plain + many * free, variance, caution)


def _by_features(rows: _Rows, freedom: Floats, caution: float) -> Linear:
    short, bias = _solve(rows, rows.matrix @ sparse.diags(freedom), caution)
    return Linear(freedom * short, bias)


def _by_rows(rows: _Rows, kernel: Floats, variance: Floats, caution: float) -> Linear:
    """The same from the rows' inner products, ``(n_rows, n_rows)``, under that variance."""
    root = _root(kernel)
    short, bias = _solve(rows, root, caution)
    shares = solve_triangular(root, short, lower=True, trans="T")
    return Linear(np.asarray(variance * (rows.matrix.T @ shares)), bias)


def _caution(own: Evidence) -> float:
    """How many times stronger the prior is held: by a site with few labels, or with few of one class."""
    total, spam = float(own.weights.sum()), float(own.weights[own.is_spam].sum())
    return 1.0 + (FEW / max(total, 1e-6)) ** 2 + (ONE_SIDED / (1.0 + min(spam, total - spam))) ** 2


def _solve(rows: _Rows, matrix: Any, caution: float) -> tuple[Floats, float]:
    solved = minimize(
        _objective(rows, matrix, caution),
        np.zeros(matrix.shape[1] + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": ITERATIONS, "maxfun": 2 * ITERATIONS},
    )
    return solved.x[:-1], float(solved.x[-1])


def _root(kernel: Floats) -> Floats:
    """The lower triangle whose product with itself is the kernel, with a breath added so that copies do no harm."""
    return np.asarray(cholesky(kernel + np.eye(len(kernel)) * JITTER, lower=True))


@dataclass(frozen=True, slots=True)
class _Rows:
    """What one fit looks at: the site's labels and, of a class it has few of, the rehearsal."""

    matrix: sparse.csr_matrix
    is_spam: NDArray[np.bool_]
    prior: Floats
    weights: Floats
    places: NDArray[np.intp]


def _with_rehearsal(own: Evidence, belief: float) -> _Rows:
    weights = own.weights * _class_balance(own.is_spam, own.weights)
    parts = [_Rows(own.matrix, own.is_spam, own.prior, weights, own.places)]
    known = rehearsal()
    first = 0 if own.kernels is None else len(own.kernels[0]) - len(known.is_spam)
    for label in (False, True):
        weight = rehearsed_weight(float(own.weights[own.is_spam == label].sum()), float(own.weights.sum()))
        if weight >= LEAST_REHEARSED:
            places = np.flatnonzero(known.is_spam == label)
            each = np.full(len(places), weight / len(places))
            parts.append(
                _Rows(known.matrix[places], known.is_spam[places], own.rehearsed[places], each, first + places)
            )
    return _Rows(
        sparse.vstack([part.matrix for part in parts], format="csr"),
        np.concatenate([part.is_spam for part in parts]),
        belief * np.concatenate([part.prior for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.places for part in parts]),
    )


def _narrowed(rows: _Rows) -> tuple[_Rows, NDArray[np.intp]]:
    """The rows with a column for each feature that any of them has, and which these are: thousands of the table's."""
    seen, columns = np.unique(rows.matrix.indices, return_inverse=True)
    shape = (rows.matrix.shape[0], len(seen))
    return replace(rows, matrix=sparse.csr_matrix((rows.matrix.data, columns, rows.matrix.indptr), shape)), seen


def _class_balance(is_spam: NDArray[np.bool_], weights: Floats) -> Floats:
    """Factors that make ham and spam weigh alike in sum, as far as there is enough of either."""
    spam, total = float(weights[is_spam].sum()), float(weights.sum())
    half = total / 2 + CLASS_SMOOTHING
    return np.where(is_spam, half / (spam + CLASS_SMOOTHING), half / (total - spam + CLASS_SMOOTHING))


def _objective(rows: _Rows, matrix: Any, caution: float) -> Callable[[Floats], tuple[float, Floats]]:
    """The module's loss and its gradient in ``(d, b)``; ``caution``, 1 or more, strengthens the prior.

    ``matrix`` are the rows' features or, where these were turned into fewer, what stands for them.
    """
    strength, bias_strength = STRENGTH * caution, BIAS_STRENGTH * caution
    sign = np.where(rows.is_spam, 1.0, -1.0)
    columns = matrix.T

    def loss(vector: Floats) -> tuple[float, Floats]:
        change, bias = vector[:-1], vector[-1]
        margins = sign * (rows.prior + matrix @ change + bias)
        slopes = -rows.weights * sign * probability(-margins)
        gradient = np.append(columns @ slopes + strength * change, slopes.sum() + bias_strength * bias)
        penalty = strength / 2 * (change @ change) + bias_strength / 2 * bias * bias
        return float(rows.weights @ np.logaddexp(0.0, -margins) + penalty), gradient

    return loss
