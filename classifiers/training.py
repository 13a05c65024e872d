"""Fitting a model: weights by penalised logistic regression over the features that serving reads.

Minimised is ``sum(w_i log(1 + exp(-y_i z_i))) / sum(w_i) + penalty / 2 * |v - prior|^2`` by L-BFGS
(Byrd et al. 1995, SciPy's implementation), deterministic for the same rows in the same order.

**A site's own model** is fitted by the same function with the base model as the prior mean::

    base = Scorer.load(BASE_MODEL)
    matrix = design_matrix(documents)
    fitted = fit(matrix, is_spam, weights, penalty, prior=Linear.of(base.artifact))
    Artifact.seal(*quantise(fitted), ...)

With no labels the result is the base itself; the more labels, the further it may go from it; and it is
one flat table again, which serving cannot tell from the base.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from classifiers import features
from classifiers.features import TABLE_SIZE, Piece, read_chunk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from classifiers.artifact import Artifact
    from classifiers.documents import Document

__all__ = ["Linear", "design_matrix", "fit", "log_odds", "quantise"]

LARGEST_WEIGHT = 32_000
ITERATIONS = 80


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear model before it is folded into integers: weights ``(TABLE_SIZE,)`` and a bias."""

    weights: NDArray[np.float64]
    bias: float

    @classmethod
    def of(cls, artifact: Artifact) -> Linear:
        """The linear model an artifact holds."""
        return cls(artifact.weights.astype(np.float64) * artifact.card["step"], artifact.card["bias"])

    def calibrated(self, slope: float, offset: float) -> Linear:
        """The model whose log-odds are ``slope * z + offset``."""
        return Linear(self.weights * slope, self.bias * slope + offset)


def design_matrix(documents: Iterable[Document]) -> sparse.csr_matrix:
    """Features ``(n_documents, TABLE_SIZE)``, as serving weighs them; of a long text, its head."""
    read = _remembering()
    columns: list[int] = []
    values: list[float] = []
    ends = [0]
    for document in documents:
        for group in features.groups(document, features.parts(document.text)[0], read):
            columns.extend(group.places)
            values.extend([group.scale] * len(group.places))
        ends.append(len(columns))
    shape = (len(ends) - 1, TABLE_SIZE)
    matrix = sparse.csr_matrix((np.array(values, np.float32), np.array(columns, np.int32), np.array(ends)), shape=shape)
    matrix.sum_duplicates()
    return matrix


def _remembering() -> Callable[[str], Piece]:
    known: dict[str, Piece] = {}

    def read(chunk: str) -> Piece:
        piece = known.get(chunk)
        if piece is None:
            piece = known[chunk] = read_chunk(chunk)
        return piece

    return read


def log_odds(model: Linear, matrix: sparse.csr_matrix) -> NDArray[np.float64]:
    """The log-odds of every row, ``(n_rows,)``."""
    return np.asarray(matrix @ model.weights + model.bias)


def fit(
    matrix: sparse.csr_matrix,
    is_spam: NDArray[np.bool_],
    weights: NDArray[np.float64],
    penalty: float,
    prior: Linear | None = None,
) -> Linear:
    """The model that minimises the module's objective; features no row has keep the prior's weight."""
    prior = prior or Linear(np.zeros(TABLE_SIZE), 0.0)
    active = np.unique(matrix.indices)
    rows = matrix[:, active]
    start = np.append(prior.weights[active], prior.bias)
    objective = _objective(rows, is_spam, weights / weights.sum(), penalty, start)
    solved = minimize(objective, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS, "maxcor": 6})
    fitted = prior.weights.copy()
    fitted[active] = solved.x[:-1]
    return Linear(fitted, float(solved.x[-1]))


def _objective(
    rows: sparse.csr_matrix,
    is_spam: NDArray[np.bool_],
    weights: NDArray[np.float64],
    penalty: float,
    centre: NDArray[np.float64],
) -> Callable[[NDArray[np.float64]], tuple[float, NDArray[np.float64]]]:
    """The loss and its gradient; the bias, last, is not penalised."""
    sign = np.where(is_spam, 1.0, -1.0)
    columns = rows.T

    def loss(vector: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = sign * (rows @ vector[:-1].astype(np.float32) + vector[-1])
        away = vector[:-1] - centre[:-1]
        slopes = -weights * sign / (1.0 + np.exp(np.clip(margins, -30.0, 30.0)))
        gradient = np.append(columns @ slopes.astype(np.float32) + penalty * away, slopes.sum())
        return float(weights @ np.logaddexp(0.0, -margins) + penalty / 2 * (away @ away)), gradient

    return loss


def quantise(model: Linear) -> tuple[NDArray[np.int16], float]:
    """The weights as whole multiples of a step, and the step: each is off by half a step at most."""
    largest = float(np.abs(model.weights).max()) or 1.0
    step = largest / LARGEST_WEIGHT
    return np.rint(model.weights / step).astype(np.int16), step


def balance(sources: Sequence[str], is_spam: NDArray[np.bool_], power: float) -> NDArray[np.float64]:
    """Weights ``(n,)``: a source of n rows of a class counts as ``n ** power``, both classes alike in sum."""
    keys = [f"{source}\\0{spam:d}" for source, spam in zip(sources, is_spam, strict=True)]
    _, inverse, counts = np.unique(keys, return_inverse=True, return_counts=True)
    weights = counts[inverse].astype(np.float64) ** (power - 1.0)
    for label in (False, True):
        weights[is_spam == label] /= weights[is_spam == label].sum() or 1.0
    return np.asarray(weights)
