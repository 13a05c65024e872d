"""Which parts of a text are judged, when it is too long to be judged as one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

__all__ = ["LONG_TEXT", "Weighing", "parts"]

_LINK_SIGNS = ("http", "www.", "[url", "<a ")
_PHONE = re.compile(r"\d(?<![\d().-]\d)[\d ().-]{9}")  # the digit first: a search leaps from digit to digit
LONG_TEXT = 2_500
PART = 300
NEAR = 150
MOST_WEIGHED = 1_000
_STRETCH = 8


@dataclass(frozen=True, slots=True)
class Weighing:
    """How much each of some words speaks for spam: at a glance, if they are thousands, and as it will be scored."""

    glance: Callable[[Collection[str]], list[int]]
    closely: Callable[[Collection[str]], list[int]]


def parts(text: str, weighing: Weighing | None = None) -> list[str]:
    """The parts of a text that are judged, the worst of which counts: all of it unless it is long.

    Of a long one: its head, its tail and, of what lies between, the words that weigh most around the first link or
    telephone number, and around the stretch that looks worst at a glance.
    """
    if len(text) <= LONG_TEXT:
        return [text]
    middle = text[PART:-PART]
    suspect = _first_suspect(middle)
    near = [] if suspect is None else [middle[max(0, suspect - NEAR) :][: 2 * NEAR]]
    if weighing:
        near = [_worst_stretch(region, weighing.closely) for region in near]
        glanced = _worst_stretch(middle, weighing.glance)
        place = middle.find(glanced)
        around = middle[max(0, place - NEAR) : place + len(glanced) + NEAR]
        near.append(_worst_stretch(around, weighing.closely))
    return [text[:PART], text[-PART:], *near]


def _first_suspect(text: str) -> int | None:
    """Where the first link begins, else the first telephone number."""
    links = [place for sign in _LINK_SIGNS if (place := text.find(sign)) >= 0]
    if links:
        return min(links)
    phone = _PHONE.search(text)
    return phone.start() if phone else None


def _worst_stretch(text: str, weigh: Callable[[Collection[str]], list[int]]) -> str:
    """The words in sequence, `_STRETCH` at least, that weigh most above what the text's words do.

    What stands twice weighs half each time: padding repeats itself. Of very many words, every other one is looked at.
    """
    chunks = text.split()
    every = 1 + max(len(set(chunks)) // MOST_WEIGHED, len(chunks) // (5 * MOST_WEIGHED))
    sampled = chunks[::every]
    if len(sampled) <= _STRETCH:
        return text
    times = Counter(sampled)
    known = {chunk: weight / times[chunk] for chunk, weight in zip(times, weigh(times), strict=True)}
    weights = np.fromiter(map(known.__getitem__, sampled), np.float64, len(sampled))
    sums = np.cumsum(np.append(0.0, weights - weights.mean() - weights.std() / 2))
    end = int(np.argmax(sums[_STRETCH:] - np.minimum.accumulate(sums)[:-_STRETCH])) + _STRETCH
    start = int(np.argmin(sums[: end - _STRETCH + 1]))
    return _between(text, start * every, end * every)


def _between(text: str, first: int, last: int) -> str:
    """The text from one word to before another, as it was written; at most ``PART`` characters."""
    rest = text.split(None, first)[-1] if first else text
    after = rest.split(None, last - first)
    return rest[: len(rest) - len(after[-1]) if len(after) > last - first else None][:PART]
