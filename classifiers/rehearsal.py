"""Comments a site's model rehearses while its own labels of a class are few: the project's synthetic corpus.

A new site's first fifty labels are often ham alone; a model that learns from those alone comes to think
that nothing is spam. Rehearsing what the base knows of the missing class keeps it (Robins 1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.corpus import read_labels
from classifiers.training import design_matrix, rarity

__all__ = ["Rehearsal", "rareness", "rehearsal", "rehearsed_weight", "stand_ins"]

CORPORA = Path(__file__).parent / "corpora"
EVERY = 5  # lines of the corpus: every fifth is enough, and quicker
MOST = 10.0  # labels that the rehearsal of a class weighs where the site has none of it
SHARE = 0.2  # ... or this share of what the site has of the other class
HALVED = 3.0  # labels of its own at which a site rehearses an eighth of that


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Features ``(n, TABLE_SIZE)`` and labels ``(n,)`` of some of the corpus's comments."""

    matrix: sparse.csr_matrix
    is_spam: NDArray[np.bool_]


@lru_cache(maxsize=1)
def rehearsal() -> Rehearsal:
    """The comments to rehearse, read once a process."""
    return _every(first=0)


@lru_cache(maxsize=1)
def stand_ins() -> Rehearsal:
    """As many others, none of them rehearsed, for the gate to judge with."""
    return _every(first=EVERY // 2)


@lru_cache(maxsize=1)
def rareness() -> NDArray[np.float64]:
    """How rare each feature is in the corpus, ``(TABLE_SIZE,)``; the rows keep their length by it, on the whole."""
    squares = rehearsal().matrix.power(2)
    rare = rarity(rehearsal().matrix, 0, 1.0)
    return np.asarray(rare * np.sqrt(squares.sum() / (squares @ rare**2).sum()))


def _every(first: int) -> Rehearsal:
    found = [example for path in sorted(CORPORA.glob("*.jsonl")) for example in read_labels(path)][first::EVERY]
    matrix = design_matrix(example.document for example in found)
    return Rehearsal(matrix, np.array([example.is_spam for example in found]))


def rehearsed_weight(own: float, every: float) -> float:
    """How much the rehearsal of a class weighs in sum where the site's labels of it weigh ``own``, all ``every``.

    Three hundred ham and no spam call for more of it than ten do.
    """
    return max(MOST, SHARE * every) * (HALVED / (own + HALVED)) ** 3
