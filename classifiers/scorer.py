"""The serving half: a document in, the probability of spam out, with the clues that weighed.

A score is ``1 / (1 + exp(-z))`` with ``z = bias + step * sum(scale_g * sum(weights of group g))`` over
the groups of `classifiers.features`; the calibration is folded into ``bias`` and ``step``. What a
chunk of text adds is remembered, so a comment costs a few dictionary look-ups once warm.
"""

from __future__ import annotations

from array import array
from math import exp
from pathlib import Path
from typing import TYPE_CHECKING, Any

from classifiers import features
from classifiers.artifact import Artifact, ModelError
from classifiers.documents import Clue, Document, Verdict
from classifiers.features import Piece, read_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["BASE_MODEL", "ModelError", "Scorer"]

BASE_MODEL = Path(__file__).parent / "models" / "base"
MOST_REMEMBERED = 50_000
LONGEST_REMEMBERED = 48
LARGEST_LOG_ODDS = 35.0


class Scorer:
    """A loaded model; immutable but for what it remembers, so threads may share it."""

    def __init__(self, artifact: Artifact) -> None:
        """The scorer of a checked artifact."""
        self.artifact = artifact
        self.card: dict[str, Any] = artifact.card
        self.version: str = artifact.card["version"]
        self._weights = array("h", artifact.weights.tobytes())
        self._step: float = artifact.card["step"]
        self._bias: float = artifact.card["bias"]
        self._remembered: dict[str, tuple[int, Piece]] = {}

    @classmethod
    def load(cls, directory: Path) -> Scorer:
        """The scorer of the model kept in a directory.

        Raises:
            ModelError: it is missing, tampered with, cut short, or of another format.
        """
        return cls(Artifact.read(directory))

    @classmethod
    def from_bytes(cls, blob: bytes) -> Scorer:
        """The scorer of a model kept as one byte string.

        Raises:
            ModelError: it is tampered with, cut short, or of another format.
        """
        return cls(Artifact.from_bytes(blob))

    def to_bytes(self) -> bytes:
        """The model as one byte string, which ``from_bytes`` reads."""
        return self.artifact.to_bytes()

    def score(self, document: Document) -> float:
        """The probability in [0, 1] that the document is spam."""
        return _probability(self.log_odds(document))

    def verdict(self, document: Document, clues: int = 12) -> Verdict:
        """The score with the heaviest clues, heaviest first."""
        every = self.contributions(document)
        log_odds = sum(clue.weight for clue in every)
        told = sorted(every[1:], key=lambda clue: -abs(clue.weight))
        return Verdict(_probability(log_odds), self.version, tuple(told[:clues]))

    def log_odds(self, document: Document) -> float:
        """The log-odds of spam: those of the worst part of a long text."""
        return max(self._log_odds(document, part) for part in features.parts(document.text))

    def _log_odds(self, document: Document, text: str) -> float:
        weights = self._weights
        total = 0.0
        for group in features.groups(document, text, self._piece):
            total += group.scale * sum([weights[place] for place in group.places])
        return self._bias + self._step * total

    def _piece(self, chunk: str) -> Piece:
        known = self._remembered.get(chunk)
        if known is not None:
            return known[1]
        piece = read_chunk(chunk)
        if len(chunk) <= LONGEST_REMEMBERED:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[chunk] = (0, piece)
        return piece

    def contributions(self, document: Document) -> list[Clue]:
        """Every clue of the document, the bias first; their weights add up to its log-odds."""
        text = max(features.parts(document.text), key=lambda part: self._log_odds(document, part))
        return [Clue("(bias)", "text", None, None, self._bias), *self._clues(document, text)]

    def _clues(self, document: Document, text: str) -> Iterator[Clue]:
        weights, step = self._weights, self._step
        offset = max(0, document.text.find(text))
        for token in features.tokens(document, text):
            weight = step * token.scale * sum(weights[place] for place in token.places)
            if weight:
                start = None if token.start is None else token.start + (offset if token.field == "text" else 0)
                end = None if token.end is None else token.end + (offset if token.field == "text" else 0)
                yield Clue(token.name, token.field, start, end, weight)


def _probability(log_odds: float) -> float:
    bounded = max(-LARGEST_LOG_ODDS, min(LARGEST_LOG_ODDS, log_odds))
    return 1.0 / (1.0 + exp(-bounded))
