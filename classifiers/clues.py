"""Why a document scores as it does: what each word, pair, link and trait adds to its log-odds."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from classifiers import features
from classifiers.documents import Clue, Document
from classifiers.group import Group

__all__ = ["group_clues", "text_clues"]

_CHUNK = re.compile(r"\S+")
_OUTER = re.compile(r"^[^\w$€£@]+|[^\w$€£]+\Z")
LONGEST_NAME = 80


def text_clues(
    document: Document, part: str, of_words: dict[str, float], of_pairs: dict[tuple[str, str], float]
) -> Iterator[Clue]:
    """The clues of one part of the text: each different word and each pair in sequence, where it first stands.

    A word is told once with all it adds, whatever stands around it: ``Buy``, ``Buy,`` and ``"Buy`` are one.
    ``of_words`` and ``of_pairs`` tell what they add to the log-odds; spans are those in the document's text.
    """
    offset = max(0, document.text.find(part))
    shown = features.unveiled(part) if features.plain_chunks(part) != part.split() else part
    found = [(match.group(), offset + match.start()) for match in reversed(list(_CHUNK.finditer(shown)))]
    words: dict[str, tuple[int, float]] = {}
    for chunk, start in dict(found).items():
        name = _OUTER.sub("", chunk) or chunk
        begins = start + chunk.find(name)
        first, weight = words.get(name, (begins, 0.0))
        words[name] = (min(first, begins), weight + of_words[chunk])
    for name, (begins, weight) in words.items():
        yield Clue(name[:LONGEST_NAME], "text", begins, begins + len(name), weight)
    pairs = {(one, other): (start, second) for (other, second), (one, start) in itertools.pairwise(found)}
    for (one, other), (start, second) in pairs.items():
        yield Clue(f"{one} {other}"[:LONGEST_NAME], "text", start, second + len(other), of_pairs[one, other])


def group_clues(group: Group, document: Document, weights: Sequence[int], step: float) -> Iterator[Clue]:
    """The clues of what weighs beside the text's words: its traits one by one, or what it was read from as a whole."""
    if group.names:
        for name, place in zip(group.names, group.places, strict=True):
            yield Clue(name, group.field, None, None, step * group.scale * weights[place])
    else:
        value = getattr(document, group.field) or ""
        said = group.said or value
        start = max(0, value.find(said))
        total = sum([weights[place] for place in group.places])
        yield Clue(said[:LONGEST_NAME], group.field, start, start + len(said), step * group.scale * total)
