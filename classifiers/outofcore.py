"""Learning from more labels than fit in memory: block by block, in one pass, on one machine or on many.

Blocks of labels are turned into features (nearly all the time: here, or on the workers of a Dask
cluster) and learned from in their order by AdaGrad in small batches (Duchi, Hazan & Singer 2011), started
from the base's weights. Memory holds the weights, a few blocks, the latest labels and one bit for every kind of
text seen, however many labels come; time grows with their number. As blocks are learned from in the same order
wherever their features were read, a cluster gives the same model to the last bit.

Every block is scored before anything of it is learned (progressive validation: Blum, Kalai & Langford 1999).
The latest `WINDOW` of these scores calibrate the result; thresholds are solved and champions challenged on them.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.artifact import Artifact
from classifiers.calibrating import calibration, probability
from classifiers.documents import Document
from classifiers.evidence import gather
from classifiers.labelled import Labelled
from classifiers.learning import OFF, Challenger, Progress, agreeing, doubtful
from classifiers.memory import remembered
from classifiers.normalisation import fold
from classifiers.scorer import Scorer
from classifiers.training import Linear, design_matrix, quantise

__all__ = ["Block", "Learner", "WorkersError", "blocks_of", "learn_stream", "read_block", "workers"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

BLOCK = 2_000  # labels read at once
BATCH = 250  # labels between two steps
RATE = 0.5
SEEN_BITS = 26  # 2^26 texts can be told apart: 8 MB
WINDOW = 10_000  # latest labels kept to judge by ...
LONGEST = 5_000  # ... so many characters of each
IN_FLIGHT = 4  # blocks a cluster reads ahead
PATIENCE_S = 10


class WorkersError(ValueError):
    """The workers asked for cannot be reached."""


@dataclass(frozen=True, slots=True)
class Block:
    """Labels as the learner needs them, ``(n,)`` each: features, classes, weights, and a hash of every text."""

    matrix: sparse.csr_matrix
    is_spam: NDArray[np.bool_]
    weights: Floats
    marks: NDArray[np.uint32]


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


def read_ahead(blocks: Iterable[Sequence[Labelled]], client: Any = None) -> Iterator[tuple[Sequence[Labelled], Block]]:
    """The blocks with their features, in order; with a Dask client its workers read, a few blocks ahead."""
    if client is None:
        for block in blocks:
            yield block, read_block(block)
        return
    waiting: deque[tuple[Sequence[Labelled], Any]] = deque()
    for block in blocks:
        waiting.append((block, client.submit(read_block, block, pure=False)))
        if len(waiting) >= IN_FLIGHT:
            labels, reading = waiting.popleft()
            yield labels, reading.result()
    for labels, reading in waiting:
        yield labels, reading.result()


@contextmanager
def workers(address: str | None, patience_s: float = PATIENCE_S) -> Iterator[Any]:
    """A Dask client of the scheduler at this address (``tcp://…``), closed in the end; None without address.

    Raises:
        WorkersError: Dask is not installed, or nobody answers there.
    """
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError as cause:
        message = "dask is not installed here: pip install 'dask[distributed]'"
        raise WorkersError(message) from cause
    try:
        client: Any = Client(address, timeout=patience_s)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as cause:
        message = f"no Dask scheduler answers at {address}: {cause}"
        raise WorkersError(message) from cause
    with client:
        yield client


class Learner:
    """Weights that learn: changed by every block, of fixed size."""

    def __init__(self, prior: Linear) -> None:
        """The learner that knows what the prior knows."""
        self.weights = prior.weights.copy()
        self.bias = prior.bias
        self.read = 0
        self.repeats = 0
        self.spam = 0
        self._squares = np.zeros(len(self.weights))
        self._bias_square = 0.0
        self._seen = np.zeros(1 << (SEEN_BITS - 3), dtype=np.uint8)

    def learn(self, block: Block) -> tuple[Bools, Floats]:
        """The block has been scored and learned from; of texts seen before only the first counts.

        Returned are which labels were fresh ``(n,)`` and the log-odds that all got before ``(n,)``.
        """
        fresh = self._fresh(block.marks)
        before = np.asarray(block.matrix @ self.weights + self.bias)
        self.read += len(fresh)
        self.repeats += int((~fresh).sum())
        self.spam += int(block.is_spam.sum())
        rows = block.matrix[fresh]
        is_spam, weights = block.is_spam[fresh], block.weights[fresh]
        for start in range(0, len(is_spam), BATCH):
            batch = slice(start, start + BATCH)
            self._step(rows[batch], is_spam[batch], weights[batch])
        return fresh, before

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
        sign = np.where(is_spam, 1.0, -1.0)
        slopes = -weights * sign * probability(-sign * log_odds)
        active, place = np.unique(rows.indices, return_inverse=True)
        gradient = np.bincount(place, rows.data * np.repeat(slopes, np.diff(rows.indptr)))
        self._squares[active] += gradient**2
        self.weights[active] -= RATE * gradient / np.sqrt(self._squares[active] + 1e-12)
        self._bias_square += float(slopes.sum()) ** 2
        self.bias -= RATE / 10 * float(slopes.sum()) / (self._bias_square**0.5 + 1e-12)


class Window:
    """The latest labels with what was thought of them before they were learned, a bounded number."""

    def __init__(self) -> None:
        """The window of a stream that has not begun."""
        self._latest: deque[tuple[Labelled, float]] = deque(maxlen=WINDOW)
        self._ids: deque[str] = deque(maxlen=2 * WINDOW)
        self._digest = hashlib.sha256()
        self._blocks = 0

    def add(self, labels: Sequence[Labelled], fresh: Bools, before: Floats) -> None:
        """The labels of a block stand in the window; the first block, which the base alone scored, leaves it."""
        self._blocks += 1
        if self._blocks == 2:  # noqa: PLR2004
            self._latest.clear()
        for label, is_fresh, log_odds in zip(labels, fresh, before, strict=True):
            self._ids.append(label.id)
            self._digest.update(f"{label.id}\0{label.label}\0{label.weight!r}\n".encode("utf-8", "surrogateescape"))
            if is_fresh:
                self._latest.append((_shortened(label), float(log_odds)))

    @property
    def latest(self) -> dict[str, tuple[Labelled, float]]:
        """Labels and log-odds by id."""
        return {label.id: (label, log_odds) for label, log_odds in self._latest}

    def on_card(self) -> dict[str, str]:
        """What the model's card tells of the stream: its fingerprint, and its latest labels, twice the window's.

        A champion knows a label of a later stream's window if it stands among these, unless as many were withdrawn.
        """
        return {"fingerprint": self._digest.hexdigest(), "learned": remembered(self._ids)}


def _shortened(label: Labelled) -> Labelled:
    return replace(label, document=replace(label.document, text=label.document.text[:LONGEST]))


def learn_stream(
    labels: Iterable[Labelled],
    base: Scorer,
    *,
    name: str = "site",
    size: int = BLOCK,
    client: Any = None,
    progress: Progress | None = None,
) -> Challenger:
    """The model of a stream of labels, oldest first, read once: the same stream gives the same bytes, on a cluster too.

    ``client`` is a Dask client (`workers`). The card's ``labels`` say how many were ham, spam, read and repeats.
    Thresholds stay off, as `train` leaves them. Of a stream of one block (``size``) the scores are the base's:
    such a one is better learned from at once.
    """
    learner, window = Learner(Linear.of(base.artifact)), Window()
    for block, features in read_ahead(blocks_of(labels, size), client):
        window.add(block, *learner.learn(features))
        if progress:
            progress(f"learning, {learner.read:,} read", 0.0)
    latest = window.latest
    evidence = gather([label for label, _ in latest.values()], base)
    raw = np.array([latest[label.id][1] for label in evidence.labels])
    [slope], offset = calibration(raw[:, None], evidence.is_spam, evidence.weights)
    scorer = Scorer(_seal(learner, (float(slope), offset), {"name": name, "parent": base.version, **window.on_card()}))
    seen = probability(slope * raw + offset)
    agreement = agreeing(evidence, seen)
    return Challenger(scorer, base, evidence, seen, agreement, doubtful(evidence, agreement), is_streamed=True)


def _seal(learner: Learner, calibrated: tuple[float, float], card: dict[str, Any]) -> Artifact:
    model = Linear(learner.weights, learner.bias).calibrated(*calibrated)
    weights, step = quantise(model)
    counts = {"ham": learner.read - learner.spam, "spam": learner.spam, "read": learner.read}
    counts |= {"repeats": learner.repeats, "campaigns": learner.read - learner.repeats}
    return Artifact.seal(weights, card | {"bias": model.bias, "step": step, "thresholds": OFF, "labels": counts})
