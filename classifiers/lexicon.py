"""Phrases that comment spam uses, as moderators of WordPress sites have listed them over the years.

The list is Grant Hutchinson's comment blocklist (MIT, see ``lists/``). No phrase condemns a comment: how many
different ones it holds is one trait among others, and training weighs it. Kept are the phrases in
Latin letters, of one word or two: a word's are looked for inside it, a pair's across its space.
``lists/README.md`` says how they were chosen.
"""

from __future__ import annotations

import gzip
import re
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from classifiers.normalisation import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Lexicon", "kept", "lexicon"]

_LIST = Path(__file__).parent / "lists" / "phrases.txt.gz"
_HEAD = 5  # characters by which phrases are found; shorter phrases are too common to mean anything
_BESIDE = 2  # letters on both sides of the space by which a pair is found
_LONGEST = 40
_head = itemgetter(slice(_HEAD))
_LATIN = re.compile(rf"[\0-\x7f]{{{_HEAD}}}")  # listed phrases are ASCII: a word without so much of it holds none
_PHRASE = re.compile(r"[^<>=\[\]/\"&]+\Z")  # no markup and no paths: these are told by the site


class Lexicon:
    """Listed phrases, found by their first characters."""

    def __init__(self, phrases: list[str]) -> None:
        """The lexicon of these folded phrases, which are in order."""
        self._words = {head: tuple(alike) for head, alike in groupby([p for p in phrases if " " not in p], _head)}
        self._pairs: dict[str, list[tuple[str, str]]] = {}
        for phrase in phrases:
            first, space, second = phrase.partition(" ")
            if space:
                self._pairs.setdefault(first[-_BESIDE:] + second[:_BESIDE], []).append((first, second))

    def inside(self, word: str) -> int:
        """How many listed phrases the folded word contains."""
        if len(word) < _HEAD or not (word.isascii() or _LATIN.search(word)):
            return 0
        alike = self._words.get
        found: set[str] = set()
        for start in range(len(word) - _HEAD + 1):
            phrases = alike(word[start : start + _HEAD])
            if phrases and word.startswith(phrases, start):
                found.update([phrase for phrase in phrases if word.startswith(phrase, start)])
        return len(found)

    def across(self, first: str, second: str) -> int:
        """How many listed phrases run from the end of one folded word into the next."""
        alike = self._pairs.get(first[-_BESIDE:] + second[:_BESIDE])
        found = 0
        for end, start in alike or ():
            if first.endswith(end) and second.startswith(start):
                found += 1
        return found


def kept(lines: Iterable[str]) -> list[str]:
    """The phrases of a list that the lexicon can find, folded and in order."""
    return sorted({folded for line in lines if _is_found(folded := fold(line.strip())[0])})


def _is_found(phrase: str) -> bool:
    first, _, second = phrase.partition(" ")
    is_joined = not second or (len(first) >= _BESIDE and len(second) >= _BESIDE and " " not in second)
    is_plain = phrase.isascii() and _PHRASE.match(phrase) is not None
    return is_plain and _HEAD <= len(phrase) <= _LONGEST and is_joined


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon that ships with the package, read once."""
    return Lexicon(gzip.decompress(_LIST.read_bytes()).decode("utf-8").splitlines())
