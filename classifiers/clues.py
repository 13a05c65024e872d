"""Why a document scores as it does: what each word, pair, link and trait adds to its log-odds."""

from __future__ import annotations

import itertools
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from classifiers import features
from classifiers.documents import Clue, Document
from classifiers.features import Group, Piece, read_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["clues_of"]

_OUTER = re.compile(r"^[^\w$€£@]+|[^\w$€£]+\Z")
LONGEST_NAME = 80
LONGEST_REMEMBERED = 48


def clues_of(document: Document, text: str, weights: Sequence[int], step: float) -> Iterator[Clue]:
    """The clues of a document judged by one part of its text; with the bias they add up to its log-odds.

    Spans are those in the document's own field; a trait of the whole has none.
    """
    every = features.groups(document, text, _piece)
    words, letters = next(every), next(every)
    teller = _Teller(weights, step * words.scale, step * letters.scale, max(0, document.text.find(text)))
    yield from teller.tell(text)
    for group in every:
        yield from _field_clues(group, document, weights, step)


def _field_clues(group: Group, document: Document, weights: Sequence[int], step: float) -> Iterator[Clue]:
    if group.names:
        for name, place in zip(group.names, group.places, strict=True):
            yield Clue(name, group.field, None, None, step * group.scale * weights[place])
    else:
        value = getattr(document, group.field) or ""
        total = sum(weights[place] for place in group.places)
        yield Clue(value[:LONGEST_NAME], group.field, 0, len(value), step * group.scale * total)


class _Teller:
    """Tells a text word by word; a word's weight is that of itself and of its letters."""

    def __init__(self, weights: Sequence[int], per_word: float, per_letter: float, offset: int) -> None:
        self._weights = weights
        self._per_word = per_word
        self._per_letter = per_letter
        self._offset = offset

    def tell(self, text: str) -> Iterator[Clue]:
        shown = features.unveiled(text) if features.plain_chunks(text) != text.split() else text
        matches = list(re.finditer(r"\S+", shown))
        first = {match.group(): match for match in reversed(matches)}
        pieces = {chunk: _piece(chunk) for chunk in first}
        for chunk, match in first.items():
            yield self._word(chunk, match.start(), pieces[chunk])
        pairs = {(a.group(), b.group()): (a, b) for a, b in itertools.pairwise(matches)}
        for (one, other), (a, b) in pairs.items():
            place, _ = features.read_pair(pieces[one], pieces[other])
            yield self._clue(f"{one} {other}", a.start(), b.end(), self._per_word * self._weights[place])

    def _word(self, chunk: str, start: int, piece: Piece) -> Clue:
        name = _OUTER.sub("", chunk) or chunk
        start += chunk.find(name)
        return self._clue(name, start, start + len(name), self._weight(piece))

    def _weight(self, piece: Piece) -> float:
        words = sum(self._weights[place] for place in piece.words)
        return self._per_word * words + self._per_letter * sum(self._weights[place] for place in piece.letters)

    def _clue(self, name: str, start: int, end: int, weight: float) -> Clue:
        return Clue(name[:LONGEST_NAME], "text", start + self._offset, end + self._offset, weight)


def _piece(chunk: str) -> Piece:
    """The piece of a chunk; those of ordinary length are remembered, as most words come again."""
    return _remembered(chunk) if len(chunk) <= LONGEST_REMEMBERED else read_chunk(chunk)


@lru_cache(maxsize=8_192)
def _remembered(chunk: str) -> Piece:
    return read_chunk(chunk)
