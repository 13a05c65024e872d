"""The YouTube Spam Collection, one video held out and the other four learned.

Ours learns as it does on a site: from a base model, here one founded on every source but YouTube, and the comments
of the four videos as that site's labels. The peers learn from the four videos, the first of them in a row of its own
from all other sources too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluate.figures import (
    Estimate,
    area,
    caught_at,
    correlation,
    draws_of,
    mean_of,
)
from benchmarks.evaluate.material import (
    Floats,
    Material,
    Scored,
    Section,
    log_odds_of,
    scored,
    sigmoid,
)
from benchmarks.evaluate.tables import Column, Row, contest
from benchmarks.peers import Peer
from classifiers import founding
from classifiers.corpus import Example
from classifiers.founding import Labels
from classifiers.labelled import Labelled
from classifiers.learning import train
from classifiers.scorer import Scorer

__all__ = ["Videos", "distinct", "one_video_out"]

Mask = NDArray[np.bool_]
COLUMNS = [
    Column("ROC-AUC", digits=4),
    Column("MCC at 0.5"),
    Column("spam caught at ≤ 1 % blocked ham"),
]


def one_video_out(material: Material) -> Section:
    """The mean of five videos, each scored by models of the other four."""
    videos = Videos(distinct(material.examples), material.without_videos)
    folds = [videos.labels.sources == video for video in videos.names]
    draws = draws_of(videos.labels.sources)
    rows = [_row(videos, found, draws) for found in videos.contenders(material.rivals, folds)]
    rows += [_row(videos, found, draws) for found in _of_all_sources(material, videos, folds)]
    lines = [
        f"{len(videos.examples)} comments after exact duplicates, of whatever video; the mean of {len(folds)} videos."
    ]
    return Section([*lines, "", *contest(COLUMNS, rows)])


def distinct(examples: Sequence[Example]) -> list[Example]:
    """The comments under the videos, each text once, so that no video's is in another's."""
    found = (example for example in examples if example.source.startswith("youtube"))
    return list({" ".join(row.document.text.split()).lower(): row for row in reversed(list(found))}.values())[::-1]


class Videos:
    """The comments of the videos, and the base that knows none of them."""

    def __init__(self, examples: Sequence[Example], base: Scorer) -> None:
        self.examples = examples
        self.base = base
        self.labels = Labels.of(examples)
        self.names = np.unique(self.labels.sources)
        self.texts = np.array([example.document.text for example in examples], dtype=object)

    def contenders(self, rivals: Sequence[Peer], folds: Sequence[Mask]) -> Iterator[Scored]:
        """Ours and each rival, every fold scored by what learned the rows outside it."""
        ours = scored("ours", folds, lambda fold: self.ours(np.flatnonzero(~fold), fold))
        yield replace(ours, scores=sigmoid(ours.scores), is_ours=True)
        for rival in rivals:
            yield scored(rival.name, folds, partial(self._left_out, rival))
            rival.close()

    def _left_out(self, rival: Peer, fold: Mask) -> Callable[[], Floats]:
        return self.theirs(rival, np.flatnonzero(~fold), fold)

    def ours(self, rows: NDArray[np.intp], held_out: Mask) -> Callable[[], Floats]:
        """What asks our model, having learned these rows, for the log-odds of the others."""
        scorer = train([self._labelled(place) for place in rows], self.base).scorer
        documents = [self.examples[place].document for place in np.flatnonzero(held_out)]
        return lambda: log_odds_of(scorer, documents)

    def _labelled(self, place: int) -> Labelled:
        example = self.examples[place]
        return Labelled(f"{place:05d}", example.document, "spam" if example.is_spam else "ham")

    def theirs(self, rival: Peer, rows: NDArray[np.intp], held_out: Mask) -> Callable[[], Floats]:
        """What asks the rival, having learned the same rows."""
        rival.fit(self.texts[rows].tolist(), self.labels.is_spam[rows])
        texts = self.texts[held_out].tolist()
        return lambda: rival.scores(texts)


def _of_all_sources(material: Material, videos: Videos, folds: Sequence[Mask]) -> Iterator[Scored]:
    """The plain baseline once more, having learned every other source beside the four videos, as our base has."""
    labels = material.labels
    others = founding.thinned(labels, np.flatnonzero(~np.char.startswith(labels.sources, "youtube")))
    texts = [material.examples[place].document.text for place in others]
    for rival in material.rivals[:1]:

        def learn(fold: Mask, rival: Peer = rival) -> Callable[[], Floats]:
            is_spam = np.concatenate([labels.is_spam[others], videos.labels.is_spam[~fold]])
            rival.fit([*texts, *videos.texts[~fold].tolist()], is_spam)
            return lambda: rival.scores(videos.texts[fold].tolist())

        yield scored(f"{rival.name}, of all other sources too", folds, learn)


def _row(videos: Videos, found: Scored, draws: Floats) -> Row:
    sources, is_spam = videos.labels.sources, videos.labels.is_spam
    figures = [
        Estimate(mean_of(figure, found.scores, is_spam, sources, draws))
        for figure in (area, correlation, caught_at(0.01))
    ]
    return Row(found.name, figures, found.micros, is_ours=found.is_ours)
