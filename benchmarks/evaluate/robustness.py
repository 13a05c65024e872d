"""What the shipped model catches it still catches in disguise, and edits of readers make no spam of ham.

Of spam the shipped model catches at its ``spam_from`` (it has learned from much of it: this tries the reading, not
the ranking), the share still caught there once disguised; of ham below it, the share an edit lifts over it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.evaluate.figures import proportion
from benchmarks.evaluate.material import Material, Section, tell
from benchmarks.evaluate.tables import BEHIND, plain
from classifiers.disguises import BENIGN, EVASIONS
from classifiers.documents import Document
from classifiers.scorer import BASE_MODEL, Scorer

__all__ = ["disguised"]

SAMPLE = 400
TO_REACH, AT_MOST = 0.9, 0.01


def disguised(material: Material) -> Section:
    """Each disguise and each edit, on real comments and on synthetic lines."""
    scorer = Scorer.load(BASE_MODEL)
    spam = _samples(material, scorer, of_spam=True)
    ham = _samples(material, scorer, of_spam=False)
    rows = [_row(scorer, edit, spam, lambda share: share < TO_REACH) for edit in EVASIONS]
    edits = [_row(scorer, edit, ham, lambda share: share > AT_MOST) for edit in BENIGN]
    told = f"{BEHIND} less than {100 * TO_REACH:.0f} % still caught, or more than {100 * AT_MOST:.0f} % moved."
    spam_titles = ["disguise", *(f"{name}: still caught" for name in spam)]
    ham_titles = ["edit of a reader", *(f"{name}: moved over it" for name in ham)]
    threshold = f"At the shipped `spam_from` of {scorer.card['thresholds']['spam_from']:.3f}; comments an edit changes."
    return Section([threshold, "", *plain(spam_titles, rows), "", *plain(ham_titles, edits), "", told])


def _samples(material: Material, scorer: Scorer, *, of_spam: bool) -> dict[str, list[Document]]:
    """Of real and of synthetic comments, an even choice of those on their own side of the threshold."""
    real = set(material.judged.tolist())
    threshold = scorer.card["thresholds"]["spam_from"]
    found: dict[str, list[Document]] = {"real": [], "synthetic": []}
    for place, example in enumerate(material.examples):
        kind = "real" if place in real else "synthetic" if example.is_synthetic else ""
        if kind and example.is_spam == of_spam and (scorer.score(example.document) >= threshold) == of_spam:
            found[kind].append(example.document)
    return {kind: documents[:: 1 + len(documents) // SAMPLE] for kind, documents in found.items()}


def _row(
    scorer: Scorer, edit: Callable[[str], str], samples: dict[str, list[Document]], fails: Callable[[float], bool]
) -> list[str]:
    tell(f"disguise: {edit.__name__}")
    told = (_above(scorer, _edited(edit, documents), fails) for documents in samples.values())
    return [edit.__name__.replace("_", " "), *told]


def _edited(edit: Callable[[str], str], documents: Sequence[Document]) -> list[Document]:
    """Those of the documents that the edit changes, changed."""
    edited = (replace(document, text=edit(document.text)) for document in documents)
    return [after for before, after in zip(documents, edited, strict=True) if after.text != before.text]


def _above(scorer: Scorer, documents: Sequence[Document], fails: Callable[[float], bool]) -> str:
    threshold = scorer.card["thresholds"]["spam_from"]
    hits = np.array([scorer.score(document) >= threshold for document in documents])
    share, low, high = proportion(int(hits.sum()), len(hits))
    mark = f" {BEHIND}" if fails(share) else ""
    return f"{100 * share:.1f} %{mark} ({100 * low:.1f} to {100 * high:.1f}) of {len(hits)}" if len(hits) else "–"
