"""What every part of the evaluation works on: the labelled comments, read once, and the contenders."""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from benchmarks.peers import Peer
from classifiers import founding
from classifiers.artifact import Artifact
from classifiers.corpus import Example
from classifiers.documents import Document
from classifiers.founding import Labels
from classifiers.learning import OFF
from classifiers.scorer import Scorer
from classifiers.training import Linear, block_matrices, quantise

__all__ = [
    "Material",
    "Scored",
    "Section",
    "log_odds",
    "log_odds_of",
    "logit",
    "scored",
    "scorer_of",
    "sigmoid",
    "tell",
]

Floats = NDArray[np.float64]
Blocks = dict[str, sparse.csr_matrix]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: lines of Markdown, and pictures as SVG by the name of their file."""

    lines: Sequence[str]
    pictures: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Material:
    """The data, and what is made of it once. Rows of ``blocks`` are the examples, then the copies made of some."""

    data: Path
    rivals: Sequence[Peer]
    missing: Sequence[str]
    jobs: int = 1  # how many contenders, or splits, are tried at once

    @cached_property
    def examples(self) -> list[Example]:
        """Every labelled comment, each text of a source once."""
        return founding.read_everything(self.data)

    @cached_property
    def labels(self) -> Labels:
        """The labels of the examples."""
        return Labels.of(self.examples)

    @cached_property
    def augmented(self) -> list[Example]:
        """What the model learns from."""
        return founding.augmented(self.examples)

    @cached_property
    def blocks(self) -> Blocks:
        """The features of ``augmented``."""
        tell("reading the features of every comment")
        return block_matrices(example.document for example in self.augmented)

    @cached_property
    def without_videos(self) -> Scorer:
        """The base model as it would be had it never seen a comment of YouTube."""
        tell("founding a base on every source but YouTube")
        labels = Labels.of(self.augmented)
        kept = ~np.char.startswith(labels.sources, "youtube")
        unseen = founding.held_out_log_odds(self.blocks, labels, io.StringIO())
        model = founding.fit_all(self.blocks, labels, np.flatnonzero(kept))
        rows = np.flatnonzero(kept[: len(self.examples)])
        return Scorer(founding.finish(model, unseen[rows], [self.examples[row] for row in rows], io.StringIO()))

    @cached_property
    def judged(self) -> NDArray[np.intp]:
        """The rows that are real comments."""
        return founding.judged_rows(self.labels)


@dataclass(frozen=True, slots=True)
class Scored:
    """A contender's scores of every row, and the microseconds one took, learning not counted."""

    name: str
    scores: Floats
    micros: float
    is_ours: bool = False


def scored(
    name: str, folds: Sequence[NDArray[np.bool_]], learn: Callable[[NDArray[np.bool_]], Callable[[], Floats]]
) -> Scored:
    """The scores of all rows: for each fold (True: held out) ``learn`` gives what scores its rows."""
    scores, seconds = np.zeros(len(folds[0])), 0.0
    for number, fold in enumerate(folds, 1):
        started = time.perf_counter()
        ask = learn(fold)
        learned = time.perf_counter()
        scores[fold] = ask()
        seconds += time.perf_counter() - learned
        tell(f"{name}: fold {number} of {len(folds)}, learned in {learned - started:.1f} s")
    return Scored(name, scores, 1e6 * seconds / max(1, sum(int(fold.sum()) for fold in folds)))


def scorer_of(model: Linear) -> Scorer:
    """The scorer that would serve the model, its weights in whole steps."""
    whole, step = quantise(model)
    return Scorer(Artifact.seal(whole, {"name": "held-out", "bias": model.bias, "step": step, "thresholds": OFF}))


def log_odds(model: Linear, blocks: Blocks, rows: NDArray[np.intp]) -> Floats:
    """The model's log-odds of these rows, as training reads them."""
    return np.asarray(sum(matrix[rows] @ model.weights for matrix in blocks.values()) + model.bias)


def log_odds_of(scorer: Scorer, documents: Sequence[Document]) -> Floats:
    """The log-odds of each, one asked after the other as in service."""
    return np.array([scorer.log_odds(document) for document in documents])


def sigmoid(log_odds: Floats) -> Floats:
    """The probabilities of log-odds."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(log_odds, -500, 500))))


def logit(scores: Floats) -> Floats:
    """The log-odds of probabilities; 0 and 1 are moved a billionth inwards."""
    inside = np.clip(scores, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(inside / (1 - inside)))


def tell(words: str) -> None:
    """Progress, on standard error."""
    print(words, file=sys.stderr, flush=True)
