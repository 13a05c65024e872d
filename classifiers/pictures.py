"""The pictures of a training report: how well spam and ham are told apart, and what more labels would bring."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve, roc_curve

from classifiers.differences import auc
from classifiers.drawing import Axes, Bars, Line, chart
from classifiers.evidence import Evidence
from classifiers.fitting import fit_site
from classifiers.gate import Comparison
from classifiers.learning import Challenger
from classifiers.training import log_odds

__all__ = ["learning_curve", "pictures"]

Floats = NDArray[np.float64]

MOST_POINTS = 200  # points of a curve; a picture shows no more
BINS = 20
CURVE_STEPS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
FEWEST_IN_CURVE = 20


def pictures(challenger: Challenger, comparison: Comparison) -> Iterator[str]:
    """Each picture of the report as SVG: those of the comparison, where there was one, and those of the training."""
    if trial := comparison.trial:
        both = (("challenger", trial.challenger), ("champion", trial.champion))
        curves = [Line(name, _recall(trial.is_spam, scores)) for name, scores in both]
        yield chart("Precision and recall", Axes("share of spam caught", "precision", (0, 1), (0, 1)), curves)
        curves = [Line(name, _roc(trial.is_spam, scores)) for name, scores in both]
        yield chart("ROC", Axes("share of ham blocked", "share of spam caught", (0, 1), (0, 1)), curves)
        curves = [Line(name, _calibration(trial.is_spam, scores), dots=True) for name, scores in both]
        right = Line("perfect", [(0, 0), (1, 1)], dashed=True)
        yield chart("Calibration", Axes("score", "share that was spam", (0, 1), (0, 1)), [*curves, right])
    yield _histogram(challenger)
    curve = learning_curve(challenger.evidence)
    if curve:
        lines = [Line("labels held out", curve, dots=True)]
        across = (0.0, 4.0 * math.ceil(curve[-1][0] / 4))  # four steps of whole labels
        up = (min(0.5, *(value for _, value in curve)), 1.0)
        yield chart("Learning curve", Axes("labels learned from", "ROC-AUC", across, up), lines)


def _thin(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points, evenly thinned, the last one kept."""
    step = max(1, len(points) // MOST_POINTS)
    return [*points[::step], points[-1]]


def _recall(is_spam: NDArray[np.bool_], scores: Floats) -> list[tuple[float, float]]:
    precision, recall, _ = precision_recall_curve(is_spam, scores)
    return _thin(list(zip(recall.tolist(), precision.tolist(), strict=True)))


def _roc(is_spam: NDArray[np.bool_], scores: Floats) -> list[tuple[float, float]]:
    blocked, caught, _ = roc_curve(is_spam, scores)
    return _thin(list(zip(blocked.tolist(), caught.tolist(), strict=True)))


def _calibration(is_spam: NDArray[np.bool_], scores: Floats) -> list[tuple[float, float]]:
    """The mean score and the share of spam of ten equal bins that hold any comment."""
    place = np.minimum((scores * 10).astype(int), 9)
    return [
        (float(scores[place == number].mean()), float(is_spam[place == number].mean()))
        for number in range(10)
        if (place == number).any()
    ]


def _histogram(challenger: Challenger) -> str:
    """How the scores of held-out labels lie, with the thresholds."""
    bars = []
    for name, chosen in (("ham", ~challenger.evidence.is_spam), ("spam", challenger.evidence.is_spam)):
        counts, edges = np.histogram(challenger.out_of_fold[chosen], bins=BINS, range=(0.0, 1.0))
        share = counts / max(1, counts.sum())
        bars.append(Bars(name, list(zip(edges[:-1].tolist(), share.tolist(), strict=True)), 1.0 / BINS))
    at = challenger.scorer.card["thresholds"]
    marks = [
        (at[name], word) for name, word in (("publish_below", "publish"), ("spam_from", "spam")) if 0 < at[name] < 1
    ]
    return chart("Scores of labels held out", Axes("score", "share of the class", (0, 1), (0, 1)), bars, marks)


def learning_curve(evidence: Evidence, seed: int = 0) -> list[tuple[float, float]]:
    """(labels learned from, ROC-AUC on a fifth of the campaigns held out); empty where there are too few."""
    random = np.random.default_rng(seed)
    order = random.permutation(int(evidence.campaign.max()) + 1)[evidence.campaign] / (evidence.campaign.max() + 1)
    held_out = order >= 0.8  # noqa: PLR2004
    told = evidence.is_spam[held_out]
    if len(evidence.labels) < FEWEST_IN_CURVE or told.all() or not told.any():
        return []
    curve = []
    for share in CURVE_STEPS:
        chosen = order < 0.8 * share
        model = fit_site(evidence, chosen)
        scores = evidence.prior[held_out] + log_odds(model, evidence.matrix[held_out])
        curve.append((float(chosen.sum()), auc(scores, told)))
    return curve
