"""The held-out scores drawn: what is caught for what is blocked, precision and recall, promised and seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import precision_recall_curve, roc_curve

from benchmarks.evaluate.figures import proportion
from benchmarks.evaluate.material import Floats, Section
from benchmarks.evaluate.sources import HeldOut
from classifiers.drawing import Axes, Line, chart

__all__ = ["drawn"]

MOST_BLOCKED = 4  # per cent
POINTS = 150
BINS = 10


def drawn(held_out: HeldOut) -> Section:
    """Three pictures of all real comments, each scored by models that saw none of its source."""
    pictures = {
        "model-caught.svg": _caught(held_out),
        "model-precision.svg": _precision(held_out),
        "model-calibration.svg": _calibration(held_out),
    }
    titles = ("Spam caught against ham blocked", "Precision against recall", "Promised against seen share of spam")
    shown = [f"![{title}](docs/{file})" for title, file in zip(titles, pictures, strict=True)]
    return Section(["\n".join(shown)], pictures)


def _caught(held_out: HeldOut) -> str:
    is_spam = held_out.labels.is_spam[held_out.judged]
    lines = []
    for found in held_out.contenders:
        blocked, caught, _ = roc_curve(is_spam, found.scores[held_out.judged])
        across = np.linspace(0, MOST_BLOCKED, POINTS)
        reached = np.interp(across, 100 * blocked, 100 * caught)
        lines.append(Line(found.name, _points(across, reached), dashed=not found.is_ours))
    axes = Axes("real ham blocked, %", "spam caught, %", (0, MOST_BLOCKED), (0, 100))
    return chart("Held out: spam caught against ham blocked", axes, lines)


def _precision(held_out: HeldOut) -> str:
    is_spam = held_out.labels.is_spam[held_out.judged]
    lines = []
    for found in held_out.contenders:
        precision, recall, _ = precision_recall_curve(is_spam, found.scores[held_out.judged])
        across = np.linspace(0.02, 1, POINTS)
        reached = np.interp(across, recall[::-1], precision[::-1])
        lines.append(Line(found.name, _points(across, reached), dashed=not found.is_ours))
    axes = Axes("recall: spam found", "precision: of what is called spam", (0.0, 1.0), (0.4, 1.0))
    return chart("Held out: precision against recall", axes, lines)


def _calibration(held_out: HeldOut) -> str:
    """Mean promise and seen share of spam by tenth of the score, each share's exact 95 % interval about it."""
    scores, is_spam = held_out.ours[held_out.judged], held_out.labels.is_spam[held_out.judged]
    place = np.minimum((scores * BINS).astype(int), BINS - 1)
    bins = [(scores[place == number], is_spam[place == number]) for number in range(BINS) if (place == number).any()]
    promised = np.array([inside.mean() for inside, _ in bins])
    seen = np.array([proportion(int(spam.sum()), len(spam)) for _, spam in bins])
    lines = [
        Line("ours", _points(promised, seen[:, 0]), dots=True),
        Line("95 % of it, from", _points(promised, seen[:, 1]), dashed=True),
        Line("to", _points(promised, seen[:, 2]), dashed=True),
        Line("as promised", [(0.0, 0.0), (1.0, 1.0)], dashed=True),
    ]
    axes = Axes("promised probability of spam", "seen share of spam", (0.0, 1.0), (0.0, 1.0))
    return chart("Held out: promised against seen", axes, lines)


def _points(across: Floats, up: NDArray[np.float64]) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in zip(across, up, strict=True)]
