"""How good a model's log-odds are on labelled comments: ranking, decisions, calibration, by source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import matthews_corrcoef, roc_auc_score

from classifiers.corpus import Example, read_labels, unique
from classifiers.scorer import Scorer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["Figures", "caught_at", "compare", "expected_calibration_error", "measure", "threshold_blocking"]

Labels = NDArray[np.bool_]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured on one set; a figure that needs both classes is NaN without them."""

    comments: int
    spam: int
    auc: float
    mcc: float
    caught_at_1_percent: float
    caught: float
    blocked: float
    calibration_error: float


def measure(scores: Scores, is_spam: Labels, spam_from: float) -> Figures:
    """The figures of scores in [0, 1], with decisions taken at ``spam_from`` (MCC at 0.5)."""
    both = bool(is_spam.any() and not is_spam.all())
    nothing = float("nan")
    return Figures(
        comments=len(scores),
        spam=int(is_spam.sum()),
        auc=float(roc_auc_score(is_spam, scores)) if both else nothing,
        mcc=float(matthews_corrcoef(is_spam, scores >= 0.5)) if both else nothing,  # noqa: PLR2004
        caught_at_1_percent=caught_at(scores, is_spam, 0.01) if both else nothing,
        caught=float((scores[is_spam] >= spam_from).mean()) if is_spam.any() else nothing,
        blocked=float((scores[~is_spam] >= spam_from).mean()) if not is_spam.all() else nothing,
        calibration_error=expected_calibration_error(scores, is_spam),
    )


def threshold_blocking(scores: Scores, is_spam: Labels, share: float) -> float:
    """The lowest threshold at or above which at most this share of ham lies."""
    ham = np.sort(scores[~is_spam])[::-1]
    return float(np.nextafter(ham[min(int(share * len(ham)), len(ham) - 1)], np.inf))


def caught_at(scores: Scores, is_spam: Labels, share: float) -> float:
    """The share of spam caught where at most ``share`` of ham is blocked."""
    return float((scores[is_spam] >= threshold_blocking(scores, is_spam, share)).mean())


def expected_calibration_error(scores: Scores, is_spam: Labels, bins: int = 10) -> float:
    """Mean distance of promised from seen spam rate over equal-width bins (Naeini et al. 2015)."""
    place = np.minimum((scores * bins).astype(int), bins - 1)
    error = 0.0
    for index in range(bins):
        inside = place == index
        if inside.any():
            error += inside.mean() * abs(scores[inside].mean() - is_spam[inside].mean())
    return float(error)


def compare(model: Path, labels: Path, against: Path | None, out: TextIO) -> int:
    """A table of figures by source is written for one model, or for two; the exit status 0."""
    examples = unique(read_labels(labels))
    for directory in filter(None, (model, against)):
        scorer = Scorer.load(directory)
        scores = np.array([scorer.score(example.document) for example in examples])
        spam_from = scorer.card["thresholds"]["spam_from"]
        out.write(f"{scorer.version}: {len(examples)} comments after exact duplicates, spam from {spam_from:.3f}\n")
        out.write(table(scores, examples, spam_from))
    return 0


HEADER = f"{'source':34} {'n':>6} {'spam':>6} {'AUC':>6} {'MCC':>6} {'@1%':>6} {'caught':>6} blocked    ECE\n"


def table(scores: Scores, examples: Sequence[Example], spam_from: float) -> str:
    """The figures by source, all of them last, one line each."""
    is_spam = np.array([example.is_spam for example in examples])
    sources = np.array([example.source for example in examples])
    lines = [
        _line(source, measure(scores[sources == source], is_spam[sources == source], spam_from))
        for source in sorted(set(sources))
    ]
    return "".join([HEADER, *lines, _line("all", measure(scores, is_spam, spam_from))])


def _line(name: str, figures: Figures) -> str:
    return (
        f"{name[:34]:34} {figures.comments:6d} {figures.spam:6d} {figures.auc:6.4f} {figures.mcc:6.3f} "
        f"{figures.caught_at_1_percent:6.3f} {figures.caught:6.3f} {figures.blocked:7.4f} "
        f"{figures.calibration_error:6.3f}\n"
    )
