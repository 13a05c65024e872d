"""The serving half: a document in, the probability of spam out, with the clues that weighed.

A score is ``1 / (1 + exp(-z))`` with ``z = bias + step * sum(scale_g * sum(weights of group g))`` over
the groups of `classifiers.features`; the calibration is folded into ``bias`` and ``step``. What a
chunk of text adds, and what a pair of chunks adds, is remembered as whole numbers: a comment costs a
few dictionary look-ups once warm, and scores to the last bit as it would cold.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nlargest
from math import exp
from operator import itemgetter
from pathlib import Path
from typing import Any

from classifiers import features
from classifiers.artifact import Artifact, ModelError
from classifiers.clues import group_clues, text_clues
from classifiers.documents import Clue, Document, Verdict
from classifiers.features import Piece, gram_places, read_chunk
from classifiers.reading import GRAMS_AT, word_place

__all__ = ["BASE_MODEL", "ModelError", "Scorer"]

BASE_MODEL = Path(__file__).parent / "models" / "base"
MOST_REMEMBERED = 20_000
LONGEST_REMEMBERED = 48
LARGEST_LOG_ODDS = 35.0
# Counts ride in one whole number, so that adding two memories is one addition.
_LETTERS, _LISTED, _LINKS, _KNOWN = 24, 48, 72, 96
_COUNT = (1 << 24) - 1


# What a chunk adds: the sum of its words' weights, that of its letters', packed counts; and the chunk as it was read.
_Memory = tuple[int, int, int, Piece]


class Scorer:
    """A loaded model; immutable but for what it remembers, so threads may share it."""

    def __init__(self, artifact: Artifact) -> None:
        """The scorer of a checked artifact."""
        self.artifact = artifact
        self.card: dict[str, Any] = artifact.card
        self.version: str = artifact.card["version"]
        self._weights = artifact.weights.data  # gives plain whole numbers, which do not overflow
        self._grams = self._weights[GRAMS_AT:]
        self._step: float = artifact.card["step"]
        self._bias: float = artifact.card["bias"]
        self._chunks: dict[str, _Memory] = {}
        self._pairs: dict[tuple[str, str], tuple[int, int]] = {}
        self._groups: dict[features.Group, float] = {}
        self._weighing = features.Weighing(self._glance, self._weigh)

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

    def log_odds(self, document: Document) -> float:
        """The log-odds of spam: those of the worst part of a long text."""
        return self._worst(document)[0]

    def verdict(self, document: Document, clues: int = 12) -> Verdict:
        """The score with the heaviest clues, heaviest first."""
        log_odds, part = self._worst(document)
        heaviest = nlargest(clues, self._clues(document, part), key=lambda clue: abs(clue.weight))
        return Verdict(_probability(log_odds), self.version, tuple(heaviest))

    def contributions(self, document: Document) -> list[Clue]:
        """Every clue of the document, the bias first; their weights add up to its log-odds."""
        _, part = self._worst(document)
        return [Clue("(bias)", "text", None, None, self._bias), *self._clues(document, part)]

    def _worst(self, document: Document) -> tuple[float, str]:
        """The log-odds of the worst part, and the part."""
        return max([(self._log_odds(document, part), part) for part in self.parts(document)], key=itemgetter(0))

    def _clues(self, document: Document, part: str) -> Iterator[Clue]:
        chunks = features.plain_chunks(part)
        _, _, counts, pieces = self._sums(chunks)
        per_word, per_letter = (self._step * scale for scale in _scales(counts))

        def of_word(chunk: str) -> float:
            memory = self._chunks.get(chunk) or self._learn(chunk)
            return per_word * memory[0] + per_letter * memory[1]

        def of_pair(pair: tuple[str, str]) -> float:
            return per_word * (self._pairs.get(pair) or self._learn_pair(pair))[0]

        yield from text_clues(document, part, of_word, of_pair)
        for group in _other_groups(document, features.Text(part, len(chunks), pieces), counts):
            yield from group_clues(group, document, self._weights, self._step)

    def parts(self, document: Document) -> list[str]:
        """The parts of the document's text that are judged: all of it, unless it is long."""
        return features.parts(document.text, self._weighing)

    def _log_odds(self, document: Document, text: str) -> float:
        chunks = features.plain_chunks(text)
        words, letters, counts, pieces = self._sums(chunks)
        per_word, per_letter = _scales(counts)
        groups = _other_groups(document, features.Text(text, len(chunks), pieces), counts)
        total = words * per_word + letters * per_letter + sum([self._group(group) for group in groups])
        return self._bias + self._step * total

    def _sums(self, chunks: list[str]) -> tuple[int, int, int, list[Piece]]:
        """The weights of words and pairs, those of letters, the packed counts, and each different chunk as read."""
        known, pairs = self._chunks, self._pairs
        words = letters = counts = 0
        pieces = []
        for chunk in set(chunks):
            of_words, of_letters, count, piece = known.get(chunk) or self._learn(chunk)
            words += of_words
            letters += of_letters
            counts += count
            pieces.append(piece)
        for pair in features.word_pairs(chunks):
            weight, count = pairs.get(pair) or self._learn_pair(pair)
            words += weight
            counts += count
        return words, letters, counts, pieces

    def _group(self, group: features.Group) -> float:
        added = self._groups.get(group)
        if added is None:
            if len(self._groups) >= MOST_REMEMBERED:
                self._groups.clear()
            added = self._groups[group] = group.scale * sum([self._weights[place] for place in group.places])
        return added

    def _learn(self, chunk: str) -> _Memory:
        memory = self._read(chunk)
        if len(chunk) <= LONGEST_REMEMBERED:
            if len(self._chunks) >= MOST_REMEMBERED:
                self._chunks.clear()
            self._chunks[chunk] = memory
        return memory

    def _glance(self, chunk: str) -> int:
        return self._weights[word_place(chunk[:LONGEST_REMEMBERED].strip(".,;:!?()").lower())]

    def _weigh(self, chunk: str) -> int:
        memory = self._chunks.get(chunk) or self._learn(chunk)
        return memory[0] + memory[1]

    def _read(self, chunk: str) -> _Memory:
        weights, grams = self._weights, self._grams
        piece = read_chunk(chunk)
        words = [weights[place] for place in piece.words]
        letters = [grams[place] for word in piece.spelled for place in gram_places(word)]
        counts = len(words) | len(letters) << _LETTERS
        if piece.listed or piece.links:
            counts |= piece.listed << _LISTED | piece.links << _LINKS | piece.known << _KNOWN
        return sum(words), sum(letters), counts, piece

    def _learn_pair(self, pair: tuple[str, str]) -> tuple[int, int]:
        first, second = pair
        before = self._chunks.get(first) or self._learn(first)
        after = self._chunks.get(second) or self._learn(second)
        place, listed = features.read_pair(before[3], after[3])
        memory = (self._weights[place], 1 + (listed << _LISTED))
        if len(first) + len(second) <= LONGEST_REMEMBERED:
            if len(self._pairs) >= 2 * MOST_REMEMBERED:
                self._pairs.clear()
            self._pairs[pair] = memory
        return memory


def _other_groups(document: Document, text: features.Text, counts: int) -> Iterator[features.Group]:
    """The groups beside words and letters."""
    yield features.listed_group(counts >> _LISTED & _COUNT)
    links = counts >> _LINKS & _COUNT
    if links:
        yield features.link_group(links, counts >> _KNOWN)
    yield from features.anchor_groups(text.text)
    yield from features.field_groups(document, text)


def _scales(counts: int) -> tuple[float, float]:
    """How much a word's weight counts, and a letter's."""
    return features.scale_of(counts & _COUNT), features.scale_of(counts >> _LETTERS & _COUNT)


def _probability(log_odds: float) -> float:
    bounded = max(-LARGEST_LOG_ODDS, min(LARGEST_LOG_ODDS, log_odds))
    return 1.0 / (1.0 + exp(-bounded))
