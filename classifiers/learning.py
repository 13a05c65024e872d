"""A site's own model: the base model as the prior, the site's labels on top, one flat table again.

The site's weights ``v`` minimise, over campaigns rather than comments,

    ``sum_i w_i log(1 + exp(-y_i (z0_i + x_i . d + b))) + strength / 2 |d|^2 + bias_strength / 2 b^2``

where ``z0`` are the base model's log-odds and ``d = v - v_base``: the posterior mode under a Gaussian
prior around the base (MacKay 1992; for spam filters Chelba & Acero 2006). Without labels ``d = 0`` and
the site scores as the base does; each label moves only what its comment holds. Scores that judge the
result (``out_of_fold``) come from models that saw no comment of the same campaign.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from classifiers.artifact import Artifact
from classifiers.clusters import clusters
from classifiers.labelled import Labelled, fingerprint, in_time_order
from classifiers.memory import remembered
from classifiers.promise import Thresholds
from classifiers.scorer import Scorer
from classifiers.training import Linear, design_matrix, log_odds, quantise

__all__ = ["Challenger", "Doubt", "Evidence", "gather", "train", "with_thresholds"]

Floats = NDArray[np.float64]

STRENGTH = 0.01
BIAS_STRENGTH = 1.0
FEW = 30.0  # labels up to which the prior holds harder: a site with ten behaves like the base
CLASS_SMOOTHING = 10.0
FOLDS = 5
ITERATIONS = 200
DOUBTFUL = 0.05  # a label that the others give less than this probability is told for a second look
MOST_DOUBTS = 50
PLATT_STRENGTH = 5.0
OFF = {"publish_below": 0.0, "spam_from": 1.0}  # no score is below 0 and none reaches 1: every comment waits

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that the base and the site's other labels contradict: ``probability`` is what they give it."""

    id: str
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """Labels made ready to learn from, the oldest first; all arrays are ``(n_labels,)`` in that order.

    ``prior`` are the base model's log-odds; ``campaign`` numbers near-duplicates alike; ``weights`` add up
    to at most one label's weight over a campaign.
    """

    labels: tuple[Labelled, ...]
    matrix: sparse.csr_matrix
    is_spam: NDArray[np.bool_]
    prior: Floats
    campaign: NDArray[np.intp]
    weights: Floats


@dataclass(frozen=True, slots=True)
class Challenger:
    """What training gives: a scorer fitted on all labels, and what is known of it.

    ``out_of_fold`` ``(n_labels,)`` are the probabilities of spam that models gave each label of
    ``evidence.labels`` without having seen its campaign; thresholds and figures are solved on them.
    ``agreement`` ``(n_labels,)`` in [0, 1] is how much the base and the other labels agree with each label.
    """

    scorer: Scorer
    base: Scorer
    evidence: Evidence
    out_of_fold: Floats
    agreement: Floats
    doubts: tuple[Doubt, ...]


def train(
    labels: Sequence[Labelled], base: Scorer, *, name: str = "site", seed: int = 0, progress: Progress | None = None
) -> Challenger:
    """The model of a site with these labels: seconds for some thousand; the same labels give the same bytes.

    Order and repeats of ids do not matter (of two labels with one id the later counts). The card says
    what it learned from: ``labels``, ``parent`` (the base's version), ``learned`` and ``fingerprint``.
    Its thresholds are off until `classifiers.promise` solves them (`with_thresholds`).

    Raises:
        ValueError: there are no labels.
    """
    if not labels:
        message = "no labels: a site's model needs at least one ruling to learn from"
        raise ValueError(message)
    told = progress or (lambda _stage, _share: None)
    told("reading", 0.0)
    evidence = gather(labels, base)
    held_out = np.empty(len(evidence.labels))
    folds = list(_folds(evidence.campaign, seed))
    for number, fold in enumerate(folds, 1):
        model = fit_site(evidence, ~fold)
        held_out[fold] = evidence.prior[fold] + log_odds(model, evidence.matrix[fold])
        told("out of fold", number / (len(folds) + 1))
    slope, offset = platt(held_out, evidence)
    change = fit_site(evidence, np.ones(len(held_out), dtype=bool))
    out_of_fold = probability(slope * held_out + offset)
    agreement = probability(np.where(evidence.is_spam, held_out, -held_out))
    prior = Linear.of(base.artifact)
    model = Linear(prior.weights + change.weights, prior.bias + change.bias).calibrated(slope, offset)
    scorer = Scorer(_seal(model, base, evidence, name))
    told("done", 1.0)
    return Challenger(scorer, base, evidence, out_of_fold, agreement, _doubts(evidence, agreement))


def gather(labels: Sequence[Labelled], base: Scorer) -> Evidence:
    """The labels in time order with their features, prior log-odds, campaigns and weights."""
    ordered = tuple(in_time_order({labelled.id: labelled for labelled in sorted(labels, key=_identity)}.values()))
    documents = [labelled.document for labelled in ordered]
    matrix = design_matrix(documents)
    campaign = clusters(documents)
    weights = np.array([labelled.weight for labelled in ordered])
    return Evidence(
        labels=ordered,
        matrix=matrix,
        is_spam=np.array([labelled.is_spam for labelled in ordered]),
        prior=log_odds(Linear.of(base.artifact), matrix),
        campaign=campaign,
        weights=_once(weights, campaign),
    )


def _identity(labelled: Labelled) -> tuple[str, str, float]:
    return labelled.id, labelled.label, labelled.weight


def _once(weights: Floats, campaign: NDArray[np.intp]) -> Floats:
    """The weights scaled so that a campaign's add up to its heaviest label's."""
    total = np.bincount(campaign, weights)
    heaviest = np.zeros(len(total))
    np.maximum.at(heaviest, campaign, weights)
    return np.asarray(weights * (heaviest / total)[campaign])


def _folds(campaign: NDArray[np.intp], seed: int) -> Iterator[NDArray[np.bool_]]:
    """Masks of held-out labels, whole campaigns each; at most one per campaign."""
    count = int(campaign.max()) + 1
    share = np.random.default_rng(seed).permutation(count) % min(FOLDS, count)
    for number in range(min(FOLDS, count)):
        yield share[campaign] == number


def fit_site(evidence: Evidence, chosen: NDArray[np.bool_]) -> Linear:
    """The change to the base model that the chosen labels call for; none at all without any."""
    rows = np.flatnonzero(chosen)
    active = np.unique(evidence.matrix[rows].indices)
    change = np.zeros(evidence.matrix.shape[1])
    if not len(rows):
        return Linear(change, 0.0)
    weights = evidence.weights[rows] * _class_balance(evidence.is_spam[rows], evidence.weights[rows])
    caution = 1.0 + (FEW / float(weights.sum())) ** 2
    solved = minimize(
        _objective(evidence.matrix[rows][:, active], evidence.is_spam[rows], evidence.prior[rows], weights, caution),
        np.zeros(len(active) + 1),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": ITERATIONS},
    )
    change[active] = solved.x[:-1]
    return Linear(change, float(solved.x[-1]))


def _class_balance(is_spam: NDArray[np.bool_], weights: Floats) -> Floats:
    """Factors that make ham and spam weigh alike in sum, as far as there is enough of either."""
    spam, total = float(weights[is_spam].sum()), float(weights.sum())
    half = total / 2 + CLASS_SMOOTHING
    return np.where(is_spam, half / (spam + CLASS_SMOOTHING), half / (total - spam + CLASS_SMOOTHING))


def _objective(
    rows: sparse.csr_matrix, is_spam: NDArray[np.bool_], prior: Floats, weights: Floats, caution: float
) -> Callable[[Floats], tuple[float, Floats]]:
    """The module's loss and its gradient in ``(d, b)``; ``caution``, 1 or more, strengthens the prior."""
    strength, bias_strength = STRENGTH * caution, BIAS_STRENGTH * caution
    sign = np.where(is_spam, 1.0, -1.0)
    columns = rows.T.tocsr()

    def loss(vector: Floats) -> tuple[float, Floats]:
        change, bias = vector[:-1], vector[-1]
        margins = sign * (prior + rows @ change + bias)
        slopes = -weights * sign * probability(-margins)
        gradient = np.append(columns @ slopes + strength * change, slopes.sum() + bias_strength * bias)
        penalty = strength / 2 * (change @ change) + bias_strength / 2 * bias * bias
        return float(weights @ np.logaddexp(0.0, -margins) + penalty), gradient

    return loss


def probability(log_odds_of_spam: Floats) -> Floats:
    """The probabilities in [0, 1] that log-odds stand for."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds_of_spam, -35.0, 35.0))))


def platt(held_out: Floats, evidence: Evidence, places: NDArray[np.intp] | None = None) -> tuple[float, float]:
    """Slope and offset that calibrate held-out log-odds (Platt 1999), kept near (1, 0) while labels are few.

    ``held_out`` are those of the labels at ``places``, of all labels without.
    """
    chosen = slice(None) if places is None else places
    sign, weights = np.where(evidence.is_spam[chosen], 1.0, -1.0), evidence.weights[chosen]

    def loss(vector: Floats) -> tuple[float, Floats]:
        slope = np.exp(vector[0])
        margins = sign * (slope * held_out + vector[1])
        slopes = -weights * sign * probability(-margins)
        gradient = np.array([slopes @ held_out * slope, slopes.sum()]) + PLATT_STRENGTH * vector
        return float(weights @ np.logaddexp(0.0, -margins) + PLATT_STRENGTH / 2 * vector @ vector), gradient

    solved = minimize(loss, np.zeros(2), jac=True, method="L-BFGS-B")
    return float(np.exp(solved.x[0])), float(solved.x[1])


def _doubts(evidence: Evidence, agreement: Floats) -> tuple[Doubt, ...]:
    """The labels that all others find least likely, the least likely first."""
    ordered = [place for place in np.argsort(agreement, kind="stable") if agreement[place] < DOUBTFUL]
    return tuple(
        Doubt(evidence.labels[place].id, evidence.labels[place].label, float(agreement[place]))
        for place in ordered[:MOST_DOUBTS]
    )


def with_thresholds(challenger: Challenger, thresholds: Thresholds) -> Challenger:
    """The challenger with these thresholds on its card; where one is None its automatism is off."""
    card = dict(challenger.scorer.card)
    off = {"publish_below": thresholds.publish_below, "spam_from": thresholds.spam_from}
    card["thresholds"] = {name: OFF[name] if value is None else value for name, value in off.items()}
    card["promise"] = asdict(thresholds)
    return replace(challenger, scorer=Scorer(Artifact.seal(challenger.scorer.artifact.weights, card)))


def _seal(model: Linear, base: Scorer, evidence: Evidence, name: str) -> Artifact:
    weights, step = quantise(model)
    spam = int(evidence.is_spam.sum())
    card: dict[str, Any] = {
        "name": name,
        "bias": model.bias,
        "step": step,
        "thresholds": OFF,
        "parent": base.version,
        "labels": {
            "ham": len(evidence.labels) - spam,
            "spam": spam,
            "campaigns": int(evidence.campaign.max()) + 1,
        },
        "fingerprint": fingerprint(evidence.labels),
        "learned": remembered(labelled.id for labelled in evidence.labels),
    }
    return Artifact.seal(weights, card)
