"""The YouTube Spam Collection, one video held out: ours and the peers learn from the other four and nothing else."""

from __future__ import annotations

import itertools
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
    Blocks,
    Floats,
    Material,
    Scored,
    Section,
    log_odds,
    log_odds_of,
    scored,
    scorer_of,
    sigmoid,
    tell,
)
from benchmarks.evaluate.tables import Column, Row, contest
from benchmarks.peers import Peer
from classifiers import founding
from classifiers.corpus import Example
from classifiers.founding import Labels
from classifiers.training import Linear, block_matrices

__all__ = ["Videos", "distinct", "one_video_out"]

Mask = NDArray[np.bool_]
COLUMNS = [
    Column("ROC-AUC", digits=4),
    Column("MCC at 0.5"),
    Column("spam caught at ≤ 1 % blocked ham"),
]
INNER_FOLDS = 3


def one_video_out(material: Material) -> Section:
    """The mean of five videos, each scored by models of the other four."""
    videos = Videos(distinct(material.examples))
    folds = [videos.labels.sources == video for video in videos.names]
    draws = draws_of(videos.labels.sources)
    rows = [_row(videos, found, draws) for found in videos.contenders(material.rivals, folds)]
    rows.append(_row(videos, _of_all_sources(material, videos), draws))
    lines = [
        f"{len(videos.examples)} comments after exact duplicates, of whatever video; the mean of {len(folds)} videos."
    ]
    return Section([*lines, "", *contest(COLUMNS, rows)])


def distinct(examples: Sequence[Example]) -> list[Example]:
    """The comments under the videos, each text once, so that no video's is in another's."""
    found = (example for example in examples if example.source.startswith("youtube"))
    return list({" ".join(row.document.text.split()).lower(): row for row in reversed(list(found))}.values())[::-1]


class Videos:
    """The comments of the videos, their features read once."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples
        self.labels = Labels.of(examples)
        self.names = np.unique(self.labels.sources)
        self.texts = np.array([example.document.text for example in examples], dtype=object)
        self.blocks: Blocks = block_matrices(example.document for example in examples)

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
        """What asks our model of these rows for the log-odds of the others."""
        scorer = scorer_of(self.fitted(rows))
        documents = [self.examples[place].document for place in np.flatnonzero(held_out)]
        return lambda: log_odds_of(scorer, documents)

    def theirs(self, rival: Peer, rows: NDArray[np.intp], held_out: Mask) -> Callable[[], Floats]:
        """What asks the rival, having learned the same rows."""
        rival.fit(self.texts[rows].tolist(), self.labels.is_spam[rows])
        texts = self.texts[held_out].tolist()
        return lambda: rival.scores(texts)

    def fitted(self, rows: NDArray[np.intp]) -> Linear:
        """Our model of these rows, calibrated on folds of them that it did not see."""
        unseen = np.zeros(len(rows))
        for fold in self._inner_folds(rows):
            model = founding.fit_all(self.blocks, self.labels, rows[~fold])
            unseen[fold] = log_odds(model, self.blocks, rows[fold])
        slope, offset = founding.calibration(unseen, self.labels.at(rows))
        return founding.fit_all(self.blocks, self.labels, rows).calibrated(slope, offset)

    def _inner_folds(self, rows: NDArray[np.intp]) -> Iterator[Mask]:
        """Whole videos, or every third comment of each class where there is one video only."""
        sources, is_spam = self.labels.sources[rows], self.labels.is_spam[rows]
        if len(videos := np.unique(sources)) > 1:
            yield from (sources == video for video in videos)
            return
        turn = np.zeros(len(rows), dtype=int)
        for label in (False, True):
            turn[is_spam == label] = np.arange((is_spam == label).sum()) % INNER_FOLDS
        yield from (turn == number for number in range(INNER_FOLDS))


def _of_all_sources(material: Material, videos: Videos) -> Scored:
    """Ours as the base model is founded, on every source but the video held out.

    Models without two videos give, for either, the scores of the other it is calibrated on.
    """
    labels = Labels.of(material.augmented)
    unseen: dict[str, list[tuple[Floats, NDArray[np.intp]]]] = {video: [] for video in videos.names}
    for pair in itertools.combinations(videos.names, 2):
        model = founding.fit_all(material.blocks, labels, np.flatnonzero(~np.isin(labels.sources, pair)))
        for video, other in (pair, pair[::-1]):
            rows = np.flatnonzero(material.labels.sources == other)
            unseen[video].append((log_odds(model, material.blocks, rows), rows))
        tell(f"ours of all sources without {' and '.join(pair)}")

    def learn(fold: Mask) -> Callable[[], Floats]:
        video = videos.labels.sources[fold][0]
        seen = np.concatenate([scores for scores, _ in unseen[video]])
        rows = np.concatenate([rows for _, rows in unseen[video]])
        slope, offset = founding.calibration(seen, material.labels.at(rows))
        model = founding.fit_all(material.blocks, labels, np.flatnonzero(labels.sources != video))
        scorer = scorer_of(model.calibrated(slope, offset))
        documents = [videos.examples[place].document for place in np.flatnonzero(fold)]
        return lambda: sigmoid(log_odds_of(scorer, documents))

    folds = [videos.labels.sources == video for video in videos.names]
    return replace(scored("ours, of all other sources too", folds, learn), is_ours=True)


def _row(videos: Videos, found: Scored, draws: Floats) -> Row:
    sources, is_spam = videos.labels.sources, videos.labels.is_spam
    figures = [
        Estimate(mean_of(figure, found.scores, is_spam, sources, draws))
        for figure in (area, correlation, caught_at(0.01))
    ]
    return Row(found.name, figures, found.micros, is_ours=found.is_ours)
