"""The base model: what a site starts from, fitted on every source there is, calibrated on none it saw.

Sources are held out in folds; the log-odds each fold gets from a model that never saw it calibrate the
final one and set its thresholds. The same data gives the same bytes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifiers.artifact import Artifact
from classifiers.corpus import Example, read_directory, read_labels
from classifiers.evaluation import measure, table, threshold_blocking
from classifiers.training import Linear, balance, design_matrix, fit, log_odds, quantise

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["build", "folds_of"]

CORPORA = Path(__file__).parent / "corpora"
PENALTY = 1e-5
POWER = 0.5
FOLDS = 8
BLOCKED_HAM = 0.005
PUBLISHED_SPAM = 0.01
FAR_FROM_COMMENTS = frozenset({"sms", "mlma-fr-tweets", "splorp-spintax (generated)", "synthetic-fr", "synthetic-en"})


def build(data: Path, out: Path, log: TextIO) -> int:
    """The base model is fitted on a directory of labels and kept in ``out``; the exit status 0."""
    examples = [
        *read_directory(data),
        *(row for path in sorted(CORPORA.glob("*.jsonl")) for row in read_labels(path)),
    ]
    log.write(f"{len(examples)} examples of {len({e.source for e in examples})} sources\n")
    matrix = design_matrix(example.document for example in examples)
    is_spam = np.array([example.is_spam for example in examples])
    sources = [example.source for example in examples]
    unseen = np.empty(len(examples))
    for held_out in folds_of(sources):
        kept = np.flatnonzero(~held_out)
        fold = fit(matrix[kept], is_spam[kept], balance([sources[i] for i in kept], is_spam[kept], POWER), PENALTY)
        unseen[held_out] = log_odds(fold, matrix[held_out])
        log.write(f"held out {int(held_out.sum())} comments of {len(set(np.array(sources)[held_out]))} sources\n")
        log.flush()
    model = fit(matrix, is_spam, balance(sources, is_spam, POWER), PENALTY)
    artifact = _finish(model, unseen, examples, log)
    artifact.write(out)
    log.write(f"{artifact.card['version']} is in {out}\n")
    return 0


def folds_of(sources: Sequence[str]) -> Iterator[NDArray[np.bool_]]:
    """Masks of held-out rows, whole sources each, the largest sources spread over the folds."""
    names, counts = np.unique(np.array([_family(source) for source in sources]), return_counts=True)
    ordered = names[np.argsort(-counts, kind="stable")]
    family = np.array([_family(source) for source in sources])
    for fold in range(FOLDS):
        yield np.isin(family, ordered[fold::FOLDS])


def _family(source: str) -> str:
    """Sources that resemble one another too much to judge one by the other."""
    return source.split(" ", maxsplit=1)[0] if source.startswith("youtube") else source


def _finish(model: Linear, unseen: NDArray[np.float64], examples: list[Example], log: TextIO) -> Artifact:
    is_spam = np.array([example.is_spam for example in examples])
    judged = np.array([example.source not in FAR_FROM_COMMENTS for example in examples])
    weights = balance([e.source for e, j in zip(examples, judged, strict=True) if j], is_spam[judged], POWER)
    slope, offset = _calibration(unseen[judged], is_spam[judged], weights)
    scores = 1.0 / (1.0 + np.exp(-(slope * unseen + offset)))
    thresholds = _thresholds(scores[judged], is_spam[judged])
    log.write(table(scores, examples, thresholds["spam_from"]))
    whole, step = quantise(model.calibrated(slope, offset))
    card: dict[str, Any] = {
        "name": "base",
        "bias": model.calibrated(slope, offset).bias,
        "step": step,
        "thresholds": thresholds,
        "figures": _figures(scores, examples, thresholds["spam_from"]),
    }
    return Artifact.seal(whole, card)


def _calibration(
    unseen: NDArray[np.float64], is_spam: NDArray[np.bool_], weights: NDArray[np.float64]
) -> tuple[float, float]:
    """Slope and offset of the log-odds (Platt 1999), fitted where they were held out."""
    platt = LogisticRegression(C=1e6).fit(unseen[:, None], is_spam, weights * len(weights))
    return float(platt.coef_[0, 0]), float(platt.intercept_[0])


def _thresholds(scores: NDArray[np.float64], is_spam: NDArray[np.bool_]) -> dict[str, float]:
    """Where to publish and where to file as spam, with a margin for sites never seen."""
    spam_from = threshold_blocking(scores, is_spam, BLOCKED_HAM)
    spam = np.sort(scores[is_spam])
    publish_below = float(spam[int(PUBLISHED_SPAM * len(spam))])
    return {"publish_below": round(min(publish_below, spam_from), 4), "spam_from": round(spam_from, 4)}


def _figures(scores: NDArray[np.float64], examples: list[Example], spam_from: float) -> dict[str, Any]:
    sources = np.array([example.source for example in examples])
    is_spam = np.array([example.is_spam for example in examples])
    return {
        source: {name: _rounded(getattr(figures, name)) for name in ("comments", "spam", "auc", "caught", "blocked")}
        for source in sorted(set(sources))
        for figures in [measure(scores[sources == source], is_spam[sources == source], spam_from)]
    }


def _rounded(figure: float) -> float | int | None:
    return None if figure != figure else figure if isinstance(figure, int) else round(figure, 4)  # noqa: PLR0124
