"""The serving half: a document in, the probability of spam out, with the clues that weighed.

A score is ``1 / (1 + exp(-z))`` with ``z = bias + step * sum(scale_g * sum(weights of group g))`` over
the groups of `classifiers.features`; the calibration is folded into ``bias`` and ``step``. What a
chunk of text adds, and what a pair of chunks adds, is remembered as whole numbers: a comment costs a
few dictionary look-ups once warm, and scores to the last bit as it would cold.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from heapq import nlargest
from itertools import chain
from math import exp
from operator import itemgetter
from pathlib import Path
from typing import Any

from classifiers import features
from classifiers.artifact import Artifact, ModelError
from classifiers.clues import group_clues, text_clues
from classifiers.documents import Clue, Document, Verdict
from classifiers.features import Piece, read_chunk
from classifiers.grams import GRAM_REGION, gram_sums
from classifiers.reading import GRAMS_AT, word_place
from classifiers.recall import Recall

__all__ = ["BASE_MODEL", "ModelError", "Scorer"]

BASE_MODEL = Path(__file__).parent / "models" / "base"
MOST_REMEMBERED = 20_000
LONGEST_GLANCED = 48
LARGEST_LOG_ODDS = 35.0
# Counts ride in one whole number, so that adding two memories is one addition.
_LETTERS, _LISTED, _LINKS, _KNOWN = 24, 48, 72, 96
_COUNT = (1 << 24) - 1


# What a chunk adds: the sum of its words' weights, that of its letters', packed counts; and the chunk as it was read.
_OfChunk = tuple[int, int, int, Piece]
# What a pair of chunks adds: its weight and packed counts.
_Pair = tuple[str, str]
_OfPair = tuple[int, int]


class Scorer:
    """A loaded model; immutable but for what it remembers, so threads may share it."""

    def __init__(self, artifact: Artifact) -> None:
        """The scorer of a checked artifact."""
        self.artifact = artifact
        self.card: dict[str, Any] = artifact.card
        self.version: str = artifact.card["version"]
        self._weights = artifact.weights.data  # gives plain whole numbers, which do not overflow
        self._grams = artifact.weights[GRAMS_AT : GRAMS_AT + GRAM_REGION]
        self._step: float = artifact.card["step"]
        self._bias: float = artifact.card["bias"]
        self._chunks: Recall[str, _OfChunk] = Recall(MOST_REMEMBERED, iter)
        self._pairs: Recall[_Pair, _OfPair] = Recall(2 * MOST_REMEMBERED, chain.from_iterable)
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
        different, following = set(chunks), features.word_pairs(chunks)
        of_chunks, of_pairs = self._recall(different, following)
        _, _, counts, pieces = _sums(of_chunks, of_pairs)
        per_word, per_letter = (self._step * scale for scale in _scales(counts))
        words = {
            chunk: per_word * memory[0] + per_letter * memory[1]
            for chunk, memory in zip(different, of_chunks, strict=True)
        }
        pairs = {pair: per_word * memory[0] for pair, memory in zip(following, of_pairs, strict=True)}
        yield from text_clues(document, part, words, pairs)
        for group in _other_groups(document, features.Text(part, len(chunks), pieces), counts):
            yield from group_clues(group, document, self._weights, self._step)

    def parts(self, document: Document) -> list[str]:
        """The parts of the document's text that are judged: all of it, unless it is long."""
        return features.parts(document.text, self._weighing)

    def _log_odds(self, document: Document, text: str) -> float:
        chunks = features.plain_chunks(text)
        words, letters, counts, pieces = _sums(*self._recall(set(chunks), features.word_pairs(chunks)))
        per_word, per_letter = _scales(counts)
        groups = _other_groups(document, features.Text(text, len(chunks), pieces), counts)
        total = words * per_word + letters * per_letter + sum([self._group(group) for group in groups])
        return self._bias + self._step * total

    def _recall(self, chunks: set[str], pairs: set[_Pair]) -> tuple[list[_OfChunk], list[_OfPair]]:
        """What each different chunk adds, and each different pair of them."""
        of_chunks = self._chunks.of(chunks, self._learn)

        def learn_pairs(new: list[_Pair]) -> list[_OfPair]:
            read = {chunk: memory[3] for chunk, memory in zip(chunks, of_chunks, strict=True)}
            told = features.read_pairs([(read[first], read[second]) for first, second in new])
            return [(self._weights[place], 1 + (listed << _LISTED)) for place, listed in told]

        return of_chunks, self._pairs.of(pairs, learn_pairs)

    def _group(self, group: features.Group) -> float:
        added = self._groups.get(group)
        if added is None:
            if len(self._groups) >= MOST_REMEMBERED:
                self._groups.clear()
            added = self._groups[group] = group.scale * sum([self._weights[place] for place in group.places])
        return added

    def _glance(self, chunks: Collection[str]) -> list[int]:
        words = [chunk[:LONGEST_GLANCED].strip(".,;:!?()").lower() for chunk in chunks]
        return [self._weights[word_place(word)] for word in words]

    def _weigh(self, chunks: Collection[str]) -> list[int]:
        return [memory[0] + memory[1] for memory in self._chunks.of(chunks, self._learn)]

    def _learn(self, chunks: list[str]) -> Iterable[_OfChunk]:
        pieces = [read_chunk(chunk) for chunk in chunks]
        words, spelled, *found = list(zip(*pieces, strict=True))[:5]
        letters, grams = gram_sums(spelled, self._grams)
        weigh = self._weights.__getitem__
        counts = [
            len(places) | many << _LETTERS | listed << _LISTED | links << _LINKS | known << _KNOWN
            for places, many, listed, links, known in zip(words, grams, *found, strict=True)
        ]
        return zip([sum(map(weigh, places)) for places in words], letters, counts, pieces, strict=True)


def _sums(of_chunks: list[_OfChunk], of_pairs: list[_OfPair]) -> tuple[int, int, int, list[Piece]]:
    """The weights of words and pairs, those of letters, the packed counts, and each different chunk as read."""
    words = letters = counts = 0
    pieces = []
    for of_words, of_letters, count, piece in of_chunks:
        words += of_words
        letters += of_letters
        counts += count
        pieces.append(piece)
    for weight, count in of_pairs:
        words += weight
        counts += count
    return words, letters, counts, pieces


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
