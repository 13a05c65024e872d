"""The unit a score is made of: features of one kind, weighed together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from classifiers.reading import trait_place

__all__ = ["BLOCKS", "Group", "hashed", "scale_of", "size_of", "traits"]

BLOCKS = (
    "words",
    "letters",
    "listed",
    "author",
    "name",
    "site",
    "site traits",
    "named",
    "mail",
    "likeness",
    "tongue",
    "praise",
    "links",
    "anchors",
)
TRAIT_SCALE = 0.25
_SIZES = (3, 8, 21, 55, 144)


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Features of one block that are weighed together: each weight counts ``scale`` times.

    ``names`` tell the features one by one where they are traits; words and letters have none. ``said`` is the part
    of the field they were read from, where it was not the whole. Groups are equal only to themselves: those of a
    name, an address or a trait are made once, and what they add is remembered.
    """

    block: str
    field: str
    places: tuple[int, ...]
    scale: float
    names: tuple[str, ...] = ()
    said: str = ""


def scale_of(features: int) -> float:
    """How much each of so many features weighs."""
    return float((features + 2) ** -0.5)


def size_of(words: int) -> int:
    """The order of magnitude of so many words, 0 to 5."""
    return sum(words > size for size in _SIZES)


@lru_cache(maxsize=16_384)
def _place(name: str) -> int:
    return trait_place(name)


def traits(block: str, field: str, names: Iterable[str]) -> Group:
    """Named traits, each of which weighs alone, however many there are."""
    told = tuple(names)
    return Group(block, field, tuple(map(_place, told)), TRAIT_SCALE, told)


def hashed(block: str, field: str, names: list[str], said: str = "") -> Group:
    """Features that share their weight, as words do."""
    return Group(block, field, tuple(map(trait_place, names)), scale_of(len(names)), said=said)
