"""The one reading of a comment: training and serving both see a document through this module.

A document's log-odds are a sum over *groups*: its words, its letters (character n-grams), the listed phrases,
links and anchors it holds, and what is known of author, website, e-mail domain and article (`classifiers.fields`).
A group of n words weighs ``(n + 2) ** -0.5`` of their sum: a long text says more than a short one, but not in
proportion. Each block has its own features, so that blocks can be fitted apart (`classifiers.founding`
says why) and added up.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Protocol

from classifiers.anchors import anchor_groups
from classifiers.documents import Document
from classifiers.fields import Text, field_groups
from classifiers.grams import gram_places
from classifiers.group import BLOCKS, Group, scale_of, traits
from classifiers.lexicon import lexicon
from classifiers.passages import LONG_TEXT, Weighing, parts
from classifiers.reading import GRAMS_AT, TABLE_SIZE, Piece, pair_place, read_chunk

__all__ = [
    "BLOCKS",
    "FORMAT",
    "LONG_TEXT",
    "TABLE_SIZE",
    "Group",
    "Piece",
    "Text",
    "Weighing",
    "anchor_groups",
    "field_groups",
    "groups",
    "link_group",
    "listed_group",
    "parts",
    "plain_chunks",
    "read_chunk",
    "read_pairs",
    "scale_of",
    "unveiled",
    "word_pairs",
]  # fmt: skip

FORMAT = 5

Read = Callable[[str], Piece]


def groups(document: Document, text: str | None = None, read: Read = read_chunk) -> Iterator[Group]:
    """All that weighs in a document, or in one part of its text."""
    text = document.text if text is None else text
    chunks = plain_chunks(text)
    pieces = {chunk: read(chunk) for chunk in chunks}
    yield from _text_groups(chunks, pieces)
    yield from anchor_groups(text)
    yield from field_groups(document, Text(text, len(chunks), pieces.values()))


def _text_groups(chunks: list[str], pieces: dict[str, Piece]) -> Iterator[Group]:
    every = pieces.values()
    words = [number for piece in every for number in piece.words]
    letters = [GRAMS_AT + gram for gram in gram_places(" ".join([piece.spelled for piece in every]))]
    listed = sum(piece.listed for piece in every)
    for place, across in read_pairs([(pieces[first], pieces[second]) for first, second in word_pairs(chunks)]):
        words.append(place)
        listed += across
    yield Group("words", "text", tuple(words), scale_of(len(words)))
    yield Group("letters", "text", tuple(letters), scale_of(len(letters)))
    yield listed_group(listed)
    links = sum(piece.links for piece in every)
    if links:
        yield link_group(links, sum(piece.known for piece in every))


class _Neighbour(Protocol):
    """What a chunk's neighbours need to know of it."""

    @property
    def head(self) -> int: ...
    @property
    def tail(self) -> int: ...
    @property
    def folded(self) -> str: ...


def read_pairs(pairs: Iterable[tuple[_Neighbour, _Neighbour]]) -> list[tuple[int, int]]:
    """For each two pieces in sequence, their place and how many listed phrases run across them."""
    across = lexicon().across
    return [(pair_place(one.tail, other.head), across(one.folded, other.folded)) for one, other in pairs]


def word_pairs(chunks: list[str]) -> set[tuple[str, str]]:
    """The chunks that follow one another, each pair once."""
    return set(itertools.pairwise(chunks))


_MOST_LISTED = 6
_MOST_LINKS = 3


@lru_cache(maxsize=64)
def listed_group(listed: int) -> Group:
    """The trait that so many listed phrases are."""
    return traits("listed", "text", [f"listed phrases {min(listed, _MOST_LISTED)}"])


@lru_cache(maxsize=64)
def link_group(links: int, known: int) -> Group:
    """The trait that so many links are, of which so many lead where readers point to."""
    return traits("links", "text", [f"links known {min(2, known)} of {min(_MOST_LINKS, links)}"])


_SPACED = re.compile(r"(?<!\S)(?:\w[ \t.*_-]{1,2}){3,40}\w(?!\w)")
_SEPARATORS = re.compile(r"[\W_]+")
_HIDDEN = re.compile(
    r"<[^<>]{0,80}(?:display:\s?none|visibility:\s?hidden|font-size:\s?0)[^<>]{0,80}>[^<]{1,1000}", re.IGNORECASE
)
FEW_SINGLES = 4


def plain_chunks(text: str) -> list[str]:
    """The chunks of a text once its disguises of more than a chunk are taken off."""
    chunks = text.split()
    if list(map(len, chunks)).count(1) >= FEW_SINGLES or "style" in text:
        return unveiled(text).split()
    return chunks


def unveiled(text: str) -> str:
    """The text without what a browser would not show, and with ``v i a g r a`` written as one word.

    It has the same length, and every word begins where it began. An invisible character in the word that was set
    apart keeps it from passing for one that was not.
    """
    shown = _HIDDEN.sub(lambda match: " " * len(match.group()), text)
    return _SPACED.sub(lambda match: _joined(match.group()).ljust(len(match.group())), shown)


def _joined(letters: str) -> str:
    word = _SEPARATORS.sub("", letters)
    return f"{word[:1]}\u200b{word[1:]}"
