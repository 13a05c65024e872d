"""A site's labels made ready to learn from: features, prior log-odds, campaigns and what each label weighs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.clusters import clusters
from classifiers.labelled import Labelled, in_time_order
from classifiers.rehearsal import rareness, rehearsal
from classifiers.scorer import Scorer
from classifiers.training import Linear, design_matrix, log_odds

__all__ = ["Evidence", "folds", "gather"]

Floats = NDArray[np.float64]

COPIES = 5  # copies of one ham after which it looks like a campaign somebody waved through
FOLDS = 5
MOST_IN_KERNEL = 2_000


@dataclass(frozen=True, slots=True)
class Evidence:
    """Labels made ready to learn from, those given first first; all arrays are ``(n_labels,)`` in that order.

    ``prior`` are the base model's log-odds; ``campaign`` numbers near-duplicates alike; ``weights`` add up
    to at most one label's weight over a campaign. ``rehearsed`` are the base's log-odds of the rehearsal.
    ``kernels`` ``(2, n, n)`` hold the inner products of all labels (at ``places``) and then of the rehearsal, and
    those with every feature counting its rareness; None where there are too many labels for them to be quicker.
    """

    labels: tuple[Labelled, ...]
    matrix: sparse.csr_matrix
    is_spam: NDArray[np.bool_]
    prior: Floats
    campaign: NDArray[np.intp]
    weights: Floats
    rehearsed: Floats
    places: NDArray[np.intp]
    kernels: Floats | None

    def at(self, places: NDArray[np.intp]) -> Evidence:
        """The evidence of these labels alone."""
        return replace(
            self,
            labels=tuple(self.labels[place] for place in places),
            matrix=self.matrix[places],
            is_spam=self.is_spam[places],
            prior=self.prior[places],
            campaign=self.campaign[places],
            weights=self.weights[places],
            places=self.places[places],
        )

    def alone(self, places: NDArray[np.intp]) -> Evidence:
        """As if no others had ever come: what these labels weigh is shared among the copies that are there."""
        part = self.at(places)
        weights = np.array([labelled.weight for labelled in part.labels])
        return replace(part, weights=_once(weights, part.campaign, part.is_spam))


def gather(labels: Sequence[Labelled], base: Scorer) -> Evidence:
    """The labels in time order with their features, prior log-odds, campaigns and weights."""
    ordered = tuple(in_time_order({labelled.id: labelled for labelled in sorted(labels, key=_identity)}.values()))
    documents = [labelled.document for labelled in ordered]
    matrix = design_matrix(documents)
    campaign = clusters(documents)
    weights = np.array([labelled.weight for labelled in ordered])
    is_spam = np.array([labelled.is_spam for labelled in ordered], dtype=bool)
    prior = Linear.of(base.artifact)
    return Evidence(
        labels=ordered,
        matrix=matrix,
        is_spam=is_spam,
        prior=log_odds(prior, matrix),
        campaign=campaign,
        weights=_once(weights, campaign, is_spam),
        rehearsed=log_odds(prior, rehearsal().matrix),
        places=np.arange(len(ordered)),
        kernels=_kernels(matrix) if len(ordered) <= MOST_IN_KERNEL else None,
    )


def _identity(labelled: Labelled) -> tuple[str, str, float]:
    return labelled.id, labelled.label, labelled.weight


def _once(weights: Floats, campaign: NDArray[np.intp], is_spam: NDArray[np.bool_]) -> Floats:
    """The weights scaled so that a campaign's add up to its heaviest label's.

    People do not write one comment twenty times: of ham with more than `COPIES` copies the weight falls
    with the square of their number, so that waving a campaign through moves nothing else.
    """
    total = np.bincount(campaign, weights)
    heaviest = np.zeros(len(total))
    np.maximum.at(heaviest, campaign, weights)
    ham = np.bincount(campaign, ~is_spam)
    once = weights * (heaviest / total)[campaign]
    return np.asarray(np.where(is_spam, once, once * np.minimum(1.0, (COPIES / np.maximum(ham, 1)) ** 2)[campaign]))


def _kernels(matrix: sparse.csr_matrix) -> Floats:
    """The inner products of all rows, those of the rehearsal last: the solution lies in the rows' span.

    (The representer theorem, Kimeldorf & Wahba 1970.) A fit then has as many unknowns as rows, not as words.
    """
    rows = sparse.vstack([matrix, rehearsal().matrix], format="csr").astype(np.float64)
    rare = rows @ sparse.diags(rareness())
    return np.stack([(rows @ rows.T).toarray(), (rare @ rare.T).toarray()])


def folds(evidence: Evidence, seed: int) -> Iterator[NDArray[np.bool_]]:
    """Masks of held-out labels, whole campaigns each.

    A campaign's fold hangs on its first label's id alone: were they dealt anew, one more label would change every
    calibrated score (by up to 0.07 with 400 labels).
    """
    first = np.unique(evidence.campaign, return_index=True)[1]
    told = [f"{seed} {evidence.labels[place].id}".encode("utf-8", "surrogatepass") for place in first]
    share = np.array([crc32(name) % FOLDS for name in told])
    for number in np.unique(share):
        yield share[evidence.campaign] == number
