"""Learning from more labels than fit in memory: block by block, in one pass, on one machine or on many.

Blocks of labels are turned into features (nearly all the time: here, or on the workers of a Dask
cluster) and learned from in their order by AdaGrad in small batches (Duchi, Hazan & Singer 2011), started
from the base's weights. Memory holds the weights, a few blocks and one bit for every kind of text seen,
however many labels come; time grows with their number. As blocks are learned from in the same order
wherever their features were read, a cluster gives the same model to the last bit.

Every batch is scored before it is learned from; the latest of these scores calibrate the result and
tell how good it is (progressive validation: Blum, Kalai & Langford 1999).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.artifact import Artifact
from classifiers.calibrating import calibration, probability
from classifiers.documents import Document
from classifiers.labelled import Labelled
from classifiers.learning import OFF, Progress
from classifiers.normalisation import fold
from classifiers.scorer import Scorer
from classifiers.training import Linear, design_matrix, quantise

__all__ = ["Block", "Learner", "blocks_of", "learn_stream", "read_block"]

Floats = NDArray[np.float64]

BLOCK = 5_000  # labels read at once
BATCH = 250  # labels between two steps
RATE = 0.5
SEEN_BITS = 26  # 2^26 texts can be told apart: 8 MB
JUDGED = 50_000  # latest scores kept for calibration
IN_FLIGHT = 4  # blocks a cluster reads ahead


@dataclass(frozen=True, slots=True)
class Block:
    """Labels as the learner needs them, ``(n,)`` each: features, classes, weights, and a hash of every text."""

    matrix: sparse.csr_matrix
    is_spam: NDArray[np.bool_]
    weights: Floats
    marks: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Learned:
    """What a stream taught: the model, how many labels it read, and the latest scores before they were learned."""

    scorer: Scorer
    read: int
    repeats: int
    out_of_sample: Floats
    is_spam: NDArray[np.bool_]


def blocks_of(labels: Iterable[Labelled], size: int = BLOCK, *, seed: int = 0) -> Iterator[list[Labelled]]:
    """The labels in blocks, each shuffled in itself by its number and the seed."""
    rest = iter(labels)
    number = 0
    while block := list(islice(rest, size)):
        order = np.random.default_rng([seed, number]).permutation(len(block))
        yield [block[place] for place in order]
        number += 1


def read_block(labels: Sequence[Labelled]) -> Block:
    """The features of a block; depends on nothing else, so that any machine reads it alike."""
    documents = [labelled.document for labelled in labels]
    return Block(
        design_matrix(documents),
        np.array([labelled.is_spam for labelled in labels]),
        np.array([labelled.weight for labelled in labels]),
        np.array([_mark(document) for document in documents], dtype=np.uint32),
    )


def _mark(document: Document) -> int:
    """A hash of the words of a text, alike for copies that differ in case, disguise or spaces."""
    folded, _ = fold(document.text[:5_000])
    return crc32(" ".join(folded.split()).encode("utf-8", "surrogatepass"))


def read_ahead(blocks: Iterable[Sequence[Labelled]], client: Any = None) -> Iterator[Block]:
    """The blocks with their features, in order; with a Dask client its workers read, a few blocks ahead."""
    if client is None:
        yield from map(read_block, blocks)
        return
    waiting: deque[Any] = deque()
    for block in blocks:
        waiting.append(client.submit(read_block, block, pure=False))
        if len(waiting) >= IN_FLIGHT:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


class Learner:
    """Weights that learn: changed by every block, of fixed size."""

    def __init__(self, prior: Linear) -> None:
        """The learner that knows what the prior knows."""
        self.weights = prior.weights.copy()
        self.bias = prior.bias
        self.read = 0
        self.repeats = 0
        self._squares = np.zeros(len(self.weights))
        self._bias_square = 0.0
        self._seen = np.zeros(1 << (SEEN_BITS - 3), dtype=np.uint8)
        self._judged: deque[tuple[Floats, NDArray[np.bool_]]] = deque(maxlen=JUDGED // BATCH)

    def learn(self, block: Block) -> None:
        """The block has been scored and learned from; of texts seen before only the first counts."""
        fresh = self._fresh(block.marks)
        self.read += len(fresh)
        self.repeats += int((~fresh).sum())
        rows = block.matrix[fresh]
        is_spam, weights = block.is_spam[fresh], block.weights[fresh]
        for start in range(0, len(is_spam), BATCH):
            batch = slice(start, start + BATCH)
            self._step(rows[batch], is_spam[batch], weights[batch])

    def _fresh(self, marks: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Which texts are new, in the block and before; all are seen from now on."""
        places = (marks.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - SEEN_BITS)).astype(np.int64)
        byte, bit = places >> 3, (1 << (places & 7)).astype(np.uint8)
        known = (self._seen[byte] & bit) != 0
        first = np.zeros(len(marks), dtype=bool)
        first[np.unique(places, return_index=True)[1]] = True
        np.bitwise_or.at(self._seen, byte, bit)
        return np.asarray(first & ~known)

    def _step(self, rows: sparse.csr_matrix, is_spam: NDArray[np.bool_], weights: Floats) -> None:
        log_odds = np.asarray(rows @ self.weights + self.bias)
        self._judged.append((log_odds, is_spam))
        sign = np.where(is_spam, 1.0, -1.0)
        slopes = -weights * sign * probability(-sign * log_odds)
        active, place = np.unique(rows.indices, return_inverse=True)
        gradient = np.bincount(place, rows.data * np.repeat(slopes, np.diff(rows.indptr)))
        self._squares[active] += gradient**2
        self.weights[active] -= RATE * gradient / np.sqrt(self._squares[active] + 1e-12)
        self._bias_square += float(slopes.sum()) ** 2
        self.bias -= RATE / 10 * float(slopes.sum()) / (self._bias_square**0.5 + 1e-12)

    def judged(self) -> tuple[Floats, NDArray[np.bool_]]:
        """The latest log-odds given before learning, and the labels they met."""
        if not self._judged:
            return np.zeros(0), np.zeros(0, dtype=bool)
        scores, labels = zip(*self._judged, strict=True)
        return np.concatenate(scores), np.concatenate(labels)


def learn_stream(
    labels: Iterable[Labelled],
    base: Scorer,
    *,
    name: str = "site",
    client: Any = None,
    progress: Progress | None = None,
) -> Learned:
    """The model of a stream of labels, read once: the same stream gives the same bytes, on a cluster too.

    ``client`` is a ``dask.distributed.Client``. Thresholds stay off, as `train` leaves them.
    """
    learner = Learner(Linear.of(base.artifact))
    for block in read_ahead(blocks_of(labels), client):
        learner.learn(block)
        if progress:
            progress(f"learning, {learner.read:,} read", 0.0)
    raw, is_spam = learner.judged()
    slope, offset = calibration(raw, is_spam, np.ones(len(raw)))
    model = Linear(learner.weights, learner.bias).calibrated(slope, offset)
    weights, step = quantise(model)
    card = {
        "name": name,
        "bias": model.bias,
        "step": step,
        "thresholds": OFF,
        "parent": base.version,
        "labels": {"read": learner.read, "repeats": learner.repeats},
    }
    scorer = Scorer(Artifact.seal(weights, card))
    return Learned(scorer, learner.read, learner.repeats, probability(slope * raw + offset), is_spam)
