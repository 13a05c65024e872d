"""A site's own model: the base model as the prior, the site's labels on top, one flat table again.

The site's weights ``v`` minimise, over campaigns rather than comments,

    ``sum_i w_i log(1 + exp(-y_i (z0_i + x_i . d + b))) + strength / 2 |d|^2 + bias_strength / 2 b^2``

where ``z0`` are the base model's log-odds and ``d = v - v_base``: the posterior mode under a Gaussian
prior around the base (MacKay 1992; for adapting classifiers Chelba & Acero 2006). Without labels
``d = 0`` and the site scores as the base does; each label moves only what its comment holds.

The weights ``w_i`` make a campaign count once, people more than imports, ham and spam alike, and a label
that all others contradict little: one mistaken click must not teach what three hundred others deny.
While labels of a class are few, what the base knows of it is rehearsed. Scores that judge the result
(``out_of_fold``) come from models that saw no comment of the same campaign.

Constants were chosen by replaying six sources of comments, each on a base that never saw it, in the
order of time and in mixed order (`benchmarks/replay.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize

from classifiers.artifact import Artifact
from classifiers.clusters import clusters
from classifiers.labelled import Labelled, fingerprint, in_time_order
from classifiers.memory import remembered
from classifiers.promise import Thresholds
from classifiers.rehearsal import rehearsal, rehearsed_weight
from classifiers.scorer import Scorer
from classifiers.training import Linear, design_matrix, log_odds, quantise

__all__ = ["Challenger", "Doubt", "Evidence", "gather", "train", "with_thresholds"]

Floats = NDArray[np.float64]

STRENGTH = 0.002
BIAS_STRENGTH = 1.0
FEW = 30.0  # labels up to which the prior holds harder: a site with ten behaves like the base
ONE_SIDED = 8.0  # ... and likewise while there are so few of one class
CLASS_SMOOTHING = 10.0
COPIES = 5  # copies of one ham after which it looks like a campaign somebody waved through
TRUSTED = 0.1  # a label that the others give less than this probability weighs less, in proportion
DOUBTFUL = 0.05  # ... and less than this is told for a second look
MOST_DOUBTS = 50
FOLDS = 5
ITERATIONS = 200
PLATT_STRENGTH = 5.0
LEAST_REHEARSED = 0.01
MOST_IN_KERNEL = 3_000
JITTER = 1e-6
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
    to at most one label's weight over a campaign. ``rehearsed`` are the base's log-odds of the rehearsal.
    ``kernel`` holds the inner products of all labels (at ``places``) and then of the rehearsal; None where
    there are too many labels for it to be quicker.
    """

    labels: tuple[Labelled, ...]
    matrix: sparse.csr_matrix
    is_spam: NDArray[np.bool_]
    prior: Floats
    campaign: NDArray[np.intp]
    weights: Floats
    rehearsed: Floats
    places: NDArray[np.intp]
    kernel: Floats | None

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
    agreement = probability(_agreeing(evidence, _held_out(evidence, seed, told)))
    evidence = replace(evidence, weights=evidence.weights * _trust(agreement))
    held_out = _held_out(evidence, seed, told)
    slope, offset = platt(held_out, evidence)
    change = fit_site(evidence, np.ones(len(held_out), dtype=bool))
    prior = Linear.of(base.artifact)
    model = Linear(prior.weights + change.weights, prior.bias + change.bias).calibrated(slope, offset)
    scorer = Scorer(_seal(model, base, evidence, name))
    told("done", 1.0)
    out_of_fold = probability(slope * held_out + offset)
    return Challenger(scorer, base, evidence, out_of_fold, agreement, _doubts(evidence, agreement))


def learn(evidence: Evidence, chosen: NDArray[np.bool_], *, seed: int = 0) -> Linear:
    """The change to the base that the chosen labels call for, in whatever order the others came.

    As `train` fits it: labels that the rest of the chosen contradict weigh less.
    """
    part = evidence.at(np.flatnonzero(chosen))
    if not len(part.labels):
        return fit_site(part, chosen[:0])
    agreement = probability(_agreeing(part, _held_out(part, seed)))
    return fit_site(replace(part, weights=part.weights * _trust(agreement)), np.ones(len(agreement), dtype=bool))


def _trust(agreement: Floats) -> Floats:
    return np.minimum(1.0, agreement / TRUSTED)


def _agreeing(evidence: Evidence, held_out: Floats) -> Floats:
    """The log-odds of what each label says, from the log-odds of spam."""
    return np.where(evidence.is_spam, held_out, -held_out)


def _held_out(evidence: Evidence, seed: int, told: Progress | None = None) -> Floats:
    """Log-odds ``(n_labels,)`` that models gave each label which knew none of its campaign."""
    held_out = np.empty(len(evidence.labels))
    folds = list(_folds(evidence, seed))
    for number, fold in enumerate(folds, 1):
        held_out[fold] = evidence.prior[fold] + log_odds(fit_site(evidence, ~fold), evidence.matrix[fold])
        if told:
            told("out of fold", number / (len(folds) + 1))
    return held_out


def gather(labels: Sequence[Labelled], base: Scorer) -> Evidence:
    """The labels in time order with their features, prior log-odds, campaigns and weights."""
    ordered = tuple(in_time_order({labelled.id: labelled for labelled in sorted(labels, key=_identity)}.values()))
    documents = [labelled.document for labelled in ordered]
    matrix = design_matrix(documents)
    campaign = clusters(documents)
    weights = np.array([labelled.weight for labelled in ordered])
    is_spam = np.array([labelled.is_spam for labelled in ordered])
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
        kernel=_kernel(matrix) if len(ordered) <= MOST_IN_KERNEL else None,
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


def _folds(evidence: Evidence, seed: int) -> Iterator[NDArray[np.bool_]]:
    """Masks of held-out labels, whole campaigns each.

    A campaign's fold hangs on its first label's id alone: were they dealt anew, one more label would change every
    calibrated score (by up to 0.07 with 400 labels).
    """
    first = np.unique(evidence.campaign, return_index=True)[1]
    told = [f"{seed} {evidence.labels[place].id}".encode("utf-8", "surrogatepass") for place in first]
    share = np.array([crc32(name) % FOLDS for name in told])
    for number in np.unique(share):
        yield share[evidence.campaign] == number


def fit_site(evidence: Evidence, chosen: NDArray[np.bool_]) -> Linear:
    """The change to the base model that minimises the module's loss over the chosen labels; none without any."""
    change = np.zeros(evidence.matrix.shape[1])
    if not chosen.any():
        return Linear(change, 0.0)
    own = evidence.at(np.flatnonzero(chosen))
    rows = _with_rehearsal(own)
    caution = _caution(own)
    if evidence.kernel is None:
        active = np.unique(rows.matrix.indices)
        change[active], bias = _solve(rows, rows.matrix[:, active].astype(np.float64), caution)
        return Linear(change, bias)
    root = _root(evidence.kernel[np.ix_(rows.places, rows.places)])
    short, bias = _solve(rows, root, caution)
    shares = solve_triangular(root, short, lower=True, trans="T")
    return Linear(np.asarray(rows.matrix.T @ shares), bias)


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


def _kernel(matrix: sparse.csr_matrix) -> Floats:
    """The inner products of all rows, those of the rehearsal last: the solution lies in the rows' span.

    (The representer theorem, Kimeldorf & Wahba 1970.) A fit then has as many unknowns as rows, not as words.
    """
    rows = sparse.vstack([matrix, rehearsal().matrix], format="csr").astype(np.float64)
    return np.asarray((rows @ rows.T).toarray())


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


def _with_rehearsal(own: Evidence) -> _Rows:
    weights = own.weights * _class_balance(own.is_spam, own.weights)
    parts = [_Rows(own.matrix, own.is_spam, own.prior, weights, own.places)]
    known = rehearsal()
    first = 0 if own.kernel is None else len(own.kernel) - len(known.is_spam)
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
        np.concatenate([part.prior for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.places for part in parts]),
    )


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


def probability(log_odds_of_spam: Floats) -> Floats:
    """The probabilities in [0, 1] that log-odds stand for."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds_of_spam, -35.0, 35.0))))


def platt(held_out: Floats, evidence: Evidence, places: NDArray[np.intp] | None = None) -> tuple[float, float]:
    """Slope and offset that calibrate the held-out log-odds of the labels at ``places``, of all without."""
    chosen = slice(None) if places is None else places
    return calibration(held_out, evidence.is_spam[chosen], evidence.weights[chosen])


def calibration(held_out: Floats, is_spam: NDArray[np.bool_], weights: Floats) -> tuple[float, float]:
    """Slope and offset that calibrate held-out log-odds (Platt 1999), kept near (1, 0) while labels are few.

    Of one class alone, or nearly, there is nothing to calibrate on, however many they are.
    """
    sign = np.where(is_spam, 1.0, -1.0)
    spam, total = float(weights[is_spam].sum()), float(weights.sum())
    strength = PLATT_STRENGTH * (1.0 + total / (1.0 + 4.0 * min(spam, total - spam)))

    def loss(vector: Floats) -> tuple[float, Floats]:
        slope = np.exp(vector[0])
        margins = sign * (slope * held_out + vector[1])
        slopes = -weights * sign * probability(-margins)
        gradient = np.array([slopes @ held_out * slope, slopes.sum()]) + strength * vector
        return float(weights @ np.logaddexp(0.0, -margins) + strength / 2 * vector @ vector), gradient

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
