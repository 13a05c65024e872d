"""A site's own model: the base model as the prior, the site's labels on top, one flat table again.

A change ``d`` to the base's weights minimises, over campaigns rather than comments,

    ``sum_i w_i log(1 + exp(-y_i (k z0_i + x_i . d + b))) + strength / 2 |d / freedom|^2 + bias_strength / 2 b^2``

where ``z0`` are the base model's log-odds and ``d`` is the change: the posterior mode under a Gaussian
prior around the base (MacKay 1992; for adapting classifiers Chelba & Acero 2006). Without labels
``d = 0`` and the site scores as the base does; each label moves only what its comment holds, and of that, as
labels grow many, what is rare more freely than what any comment has. Then ``k`` falls from 1 towards a half as well:
beside a base that explains every label the site's own words would learn nothing (weight undertraining: Sutton,
Sindelar & McCallum 2006). How far the base is believed, and how far the change, is fitted last, on labels whose
campaign neither had seen: ``v = slope_base v_base + slope_change d`` (`classifiers.calibrating`).

The weights ``w_i`` make a campaign count once, people more than imports, ham and spam alike, and a label
that all others contradict little: one mistaken click must not teach what three hundred others deny.
While labels of a class are few, what the base knows of it is rehearsed. Scores that judge the result
(``out_of_fold``) come from models that saw no comment of the same campaign.

Constants were chosen by replaying eight sources of comments, each on a base that never saw it, in the
order of time and in mixed order (`benchmarks/replay.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifiers.artifact import Artifact
from classifiers.calibrating import calibration, probability
from classifiers.evidence import Evidence, folds, gather
from classifiers.fitting import fit_site
from classifiers.labelled import Labelled, fingerprint
from classifiers.memory import remembered
from classifiers.promise import Thresholds
from classifiers.scorer import Scorer
from classifiers.training import Linear, log_odds, quantise

__all__ = ["OFF", "Challenger", "Doubt", "Lesson", "agreeing", "doubtful", "learn", "train", "with_thresholds"]

Floats = NDArray[np.float64]

TRUSTED = 0.1  # a label that the others give less than this probability weighs less, in proportion
DOUBTFUL = 0.05  # ... and less than this is told for a second look
MOST_DOUBTS = 50
OFF = {"publish_below": 0.0, "spam_from": 1.0}  # no score is below 0 and none reaches 1: every comment waits

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A label that the base and the site's other labels contradict: ``probability`` is what they give it."""

    id: str
    label: str
    probability: float


@dataclass(frozen=True, slots=True)
class Challenger:
    """What training gives: a scorer fitted on all labels, and what is known of it.

    ``out_of_fold`` ``(n_labels,)`` are the probabilities of spam that models gave each label of
    ``evidence.labels`` without having seen its campaign; thresholds and figures are solved on them.
    ``agreement`` ``(n_labels,)`` in [0, 1] is how much the base and the other labels agree with each label.
    ``is_streamed``: the evidence is the end of a stream, and ``out_of_fold`` is what models that had learned nothing
    but what came earlier gave it (`classifiers.outofcore`).
    """

    scorer: Scorer
    base: Scorer
    evidence: Evidence
    out_of_fold: Floats
    agreement: Floats
    doubts: tuple[Doubt, ...]
    is_streamed: bool = False


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
    lesson = learn(evidence, seed=seed, progress=told)
    scorer = Scorer(_seal(lesson.on(Linear.of(base.artifact)), base, evidence, name))
    told("done", 1.0)
    doubts = doubtful(evidence, lesson.agreement)
    return Challenger(scorer, base, evidence, lesson.out_of_fold, lesson.agreement, doubts)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What evidence teaches: the change to the base, and how far either is believed.

    ``slopes`` ``(2,)`` are those of the base's log-odds and of the change's, ``offset`` is added.
    ``out_of_fold`` and ``agreement`` ``(n_labels,)`` are as in `Challenger`.
    """

    change: Linear
    slopes: Floats
    offset: float
    out_of_fold: Floats
    agreement: Floats

    def on(self, prior: Linear) -> Linear:
        """The model that knows this beside what the prior knows."""
        of_prior, of_change = self.slopes
        return Linear(
            of_prior * prior.weights + of_change * self.change.weights,
            float(of_prior * prior.bias + of_change * self.change.bias) + self.offset,
        )

    def log_odds(self, evidence: Evidence, places: NDArray[np.intp]) -> Floats:
        """What this model finds of the labels at these places, ``(n_places,)``."""
        raw = np.column_stack([evidence.prior[places], log_odds(self.change, evidence.matrix[places])])
        return np.asarray(raw @ self.slopes + self.offset)


def learn(evidence: Evidence, *, seed: int = 0, progress: Progress | None = None) -> Lesson:
    """What this evidence teaches; nothing where it is empty. Labels that the others contradict weigh less."""
    agreement = agreeing(evidence, probability(_held_out(evidence, seed, progress).sum(axis=1)))
    trusted = replace(evidence, weights=evidence.weights * _trust(agreement))
    held_out = _held_out(trusted, seed, progress)
    slopes, offset = calibration(held_out, trusted.is_spam, trusted.weights)
    change = fit_site(trusted, np.ones(len(held_out), dtype=bool))
    return Lesson(change, slopes, offset, probability(held_out @ slopes + offset), agreement)


def _trust(agreement: Floats) -> Floats:
    return np.minimum(1.0, agreement / TRUSTED)


def agreeing(evidence: Evidence, held_out: Floats) -> Floats:
    """The probability ``(n_labels,)`` of what each label says, from that of spam."""
    return np.where(evidence.is_spam, held_out, 1.0 - held_out)


def _held_out(evidence: Evidence, seed: int, told: Progress | None = None) -> Floats:
    """Log-odds ``(n_labels, 2)``: the base's, and what a change that knew none of a label's campaign adds."""
    change = np.empty(len(evidence.labels))
    parts = list(folds(evidence, seed))
    for number, fold in enumerate(parts, 1):
        change[fold] = log_odds(fit_site(evidence, ~fold), evidence.matrix[fold])
        if told:
            told("out of fold", number / (len(parts) + 1))
    return np.column_stack([evidence.prior, change])


def doubtful(evidence: Evidence, agreement: Floats) -> tuple[Doubt, ...]:
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
