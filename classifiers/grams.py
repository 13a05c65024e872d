"""Character n-grams: their places in the table, and what those of a comment's new words weigh, all at once.

An n-gram is four characters, a word's two boundaries among them. Its place is the CRC-32 (RFC 1952) of its UTF-8.
A CRC of as many bytes is linear over exclusive or: that of four ASCII characters is looked up two by two.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

__all__ = ["GRAM", "GRAM_REGION", "gram_places", "gram_sums"]

GRAM = 4
GRAM_REGION = 1 << 19
_GRAMS = GRAM_REGION - 1
_SPACE = ord(" ")
_ASCII, _TWO_BYTES, _THREE_BYTES = 0x80, 0x800, 0x10000  # what is below takes 1, 2 or 3 bytes in UTF-8
_AT = [
    np.array([crc32(bytes((*bytes(at), byte, *bytes(3 - at)))) & _GRAMS for byte in range(256)]) for at in range(GRAM)
]
# looked up by two bytes at once, the first of them the lower
_FIRST_TWO = np.bitwise_xor.outer(_AT[1], _AT[0]).astype(np.int32).ravel()
_LAST_TWO = np.bitwise_xor.outer(_AT[3], _AT[2] ^ crc32(bytes(GRAM)) & _GRAMS).astype(np.int32).ravel()


def gram_places(words: str) -> list[int]:
    """The places, 0 to ``GRAM_REGION`` - 1, of the n-grams of words with a space between any two."""
    places, is_gram = _read(words)
    return list(places[is_gram].tolist())


def gram_sums(texts: Sequence[str], weights: NDArray[np.int16]) -> tuple[list[int], list[int]]:
    """What the n-grams of each text weigh together, and how many they are; texts are as in `gram_places`, one at least.

    ``weights`` ``(GRAM_REGION,)`` are those of the n-grams.
    """
    places, is_gram = _read(" ".join(texts))
    starts = np.array([*accumulate([len(text) + 1 for text in texts[:-1]], initial=0)])
    sums = np.add.reduceat(weights.take(places) * is_gram, starts, dtype=np.int64)
    return sums.tolist(), np.add.reduceat(is_gram, starts, dtype=np.int64).tolist()


def _read(words: str) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """For any four characters in sequence their place, and whether they are of one word and its boundaries."""
    text = f" {words}   "  # three spaces, so that four characters begin wherever a text of `gram_sums` does
    wide = text.encode("ascii", "replace")
    pairs = np.ndarray((len(wide) - 1,), "<u2", wide, 0, (1,))
    places = _FIRST_TWO.take(pairs[:-2]) ^ _LAST_TWO.take(pairs[2:])
    if not text.isascii():
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
        others = np.flatnonzero(np.convolve(codes >= _ASCII, np.ones(GRAM), "valid"))
        ends = np.cumsum(1 + (codes >= _ASCII) + (codes >= _TWO_BYTES) + (codes >= _THREE_BYTES))
        starts = np.append(0, ends)[others].tolist()
        encoded = text.encode("utf-8", "surrogatepass")
        spans = zip(starts, ends[others + GRAM - 1].tolist(), strict=True)
        places[others] = [crc32(encoded[start:end]) & _GRAMS for start, end in spans]
    is_letter = np.frombuffer(wide, np.uint8) != _SPACE
    return places, is_letter[1:-2] & is_letter[2:-1]
