"""Campaigns: comments so alike that they are one piece of evidence, however often they were posted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

from classifiers.documents import Document
from classifiers.normalisation import fold

__all__ = ["clusters"]

ALIKE = 0.7  # share of common shingles from which two comments are one campaign
PERMUTATIONS = 64
SHINGLE = 3
SHORT = 6  # a text of fewer words says too little: name and website count with it
LONGEST = 5_000
_WORD = re.compile(r"[^\W\d_]+")


def clusters(documents: Sequence[Document]) -> NDArray[np.intp]:
    """The campaign ``(n_documents,)`` each document belongs to, numbered from 0 by first appearance.

    Two documents are of one campaign when at least `ALIKE` of their word triples are shared (Jaccard),
    or through a chain of such. Candidates come from MinHash (Broder 1997; datasketch's LSH), so time is
    linear in the documents; every pair found is verified exactly. Deterministic.
    """
    parents = list(range(len(documents)))
    first: dict[frozenset[str], int] = {}
    index = MinHashLSH(threshold=ALIKE - 0.1, num_perm=PERMUTATIONS)
    shingles: list[frozenset[str]] = []
    for number, document in enumerate(documents):
        shingles.append(_shingles(document))
        twin = first.setdefault(shingles[number], number)
        if twin != number:
            parents[number] = twin
            continue
        for other in _alike(index, shingles, number):
            _join(parents, number, other)
    roots = [_root(parents, number) for number in range(len(documents))]
    numbers = {root: place for place, root in enumerate(dict.fromkeys(roots))}
    return np.array([numbers[root] for root in roots], dtype=np.intp)


def _alike(index: MinHashLSH, shingles: list[frozenset[str]], number: int) -> Iterator[int]:
    """Earlier documents that share enough with this one, which joins the index."""
    mine = shingles[number]
    sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
    sketch.update_batch([shingle.encode("utf-8", "surrogatepass") for shingle in sorted(mine)])
    for other in sorted(int(str(found)) for found in index.query(sketch)):
        theirs = shingles[other]
        if len(mine & theirs) >= ALIKE * len(mine | theirs):
            yield other
    index.insert(number, sketch)


def _shingles(document: Document) -> frozenset[str]:
    """The word triples of the text; of a short one the words, with name and website."""
    folded, _ = fold(document.text[:LONGEST])
    words = _WORD.findall(folded)
    if len(words) < SHORT:
        return frozenset([" ".join(words) or document.text[:80], document.author or "", document.url or ""])
    return frozenset(" ".join(words[start : start + SHINGLE]) for start in range(len(words) - SHINGLE + 1))


def _root(parents: list[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _join(parents: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(parents, one), _root(parents, other)))
    parents[second] = first
