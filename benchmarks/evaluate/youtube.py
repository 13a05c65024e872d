"""The YouTube Spam Collection: one video held out, and each video split 70/30 as its authors did.

Alberto, Lochter & Almeida 2015, "TubeSpam: Comment Spam Filtering on YouTube", ICMLA. In the first test ours and
the peers learn from the other four videos and from nothing else; in the second from 70 % of one video.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from benchmarks.evaluate.figures import (
    Estimate,
    accuracy,
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
from benchmarks.evaluate.tables import BEHIND, Column, Row, contest, plain
from benchmarks.peers import Peer
from classifiers import founding
from classifiers.corpus import Example, read_labels
from classifiers.founding import Labels
from classifiers.training import Linear, block_matrices

__all__ = ["one_video_out", "seventy_thirty"]

Mask = NDArray[np.bool_]
COLUMNS = [
    Column("ROC-AUC", digits=4),
    Column("MCC at 0.5"),
    Column("spam caught at ≤ 1 % blocked ham"),
]
PUBLISHED = {"01-Psy": 0.962, "02-KatyPerry": 0.925, "03-LMFAO": 0.977, "04-Eminem": 0.970, "05-Shakira": 0.964}
SEEDS = 20
LEARNED = 0.7
INNER_FOLDS = 5


def one_video_out(material: Material) -> Section:
    """The mean of five videos, each scored by models of the other four."""
    videos = _Videos(_distinct(material.examples))
    folds = [videos.labels.sources == video for video in videos.names]
    draws = draws_of(videos.labels.sources)
    rows = [_row(videos, found, draws) for found in videos.contenders(material.rivals, folds)]
    rows.append(_row(videos, _of_all_sources(material, videos), draws))
    lines = [
        f"{len(videos.examples)} comments after exact duplicates, of whatever video; the mean of {len(folds)} videos."
    ]
    return Section([*lines, "", *contest(COLUMNS, rows)])


def seventy_thirty(material: Material) -> Section:
    """Accuracy on 30 % of each video after learning from the other 70 %, beside the authors' best."""
    chosen = _distinct(material.examples)
    told = [f"Mean accuracy over {SEEDS} random splits, exact duplicates removed first.", ""]
    told += _seventy_thirty(_Videos(chosen), material.rivals, SEEDS)
    files = sorted(material.data.glob("youtube*.jsonl"))
    everything = _Videos([row for path in files for row in read_labels(path)])
    told += [
        "",
        f"The same with the collection's {len(everything.examples)} rows as they are, duplicates included:",
        "",
    ]
    return Section([*told, *_seventy_thirty(everything, [], SEEDS)])


def _distinct(examples: Sequence[Example]) -> list[Example]:
    """The comments under the videos, each text once, so that no video's is in another's."""
    found = (example for example in examples if example.source.startswith("youtube"))
    return list({" ".join(row.document.text.split()).lower(): row for row in reversed(list(found))}.values())[::-1]


class _Videos:
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
        """Whole videos, or every fifth comment of each class where there is one video only."""
        sources, is_spam = self.labels.sources[rows], self.labels.is_spam[rows]
        if len(videos := np.unique(sources)) > 1:
            yield from (sources == video for video in videos)
            return
        turn = np.zeros(len(rows), dtype=int)
        for label in (False, True):
            turn[is_spam == label] = np.arange((is_spam == label).sum()) % INNER_FOLDS
        yield from (turn == number for number in range(INNER_FOLDS))


def _of_all_sources(material: Material, videos: _Videos) -> Scored:
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
    return scored("ours, of all other sources too", folds, learn)


def _row(videos: _Videos, found: Scored, draws: Floats) -> Row:
    sources, is_spam = videos.labels.sources, videos.labels.is_spam
    figures = [
        Estimate(mean_of(figure, found.scores, is_spam, sources, draws))
        for figure in (area, correlation, caught_at(0.01))
    ]
    return Row(found.name, figures, found.micros, is_ours=found.is_ours)


def _seventy_thirty(videos: _Videos, rivals: Sequence[Peer], seeds: int) -> list[str]:
    """A row for ours, for each rival and for the authors; of each video mean and range of the middle 95 % of splits."""
    every = [[_split(videos, rivals, video, seed) for seed in range(seeds)] for video in videos.names]
    names = list(every[0][0])
    rows = []
    for name in names:
        runs = [np.array([split[name] for split in splits]) for splits in every]
        told = [_told(run, video, is_ours=name == "ours") for run, video in zip(runs, videos.names, strict=True)]
        rows.append([name, *told, f"{100 * np.mean(runs):.1f} %"])
    published = [PUBLISHED[video.split()[-1]] for video in videos.names]
    rows.append(["authors' best", *(f"{100 * best:.1f} %" for best in published), f"{100 * np.mean(published):.1f} %"])
    means = [np.mean([split["ours"] for split in splits]) for splits in every]
    behind = [video for video, mean, best in zip(videos.names, means, published, strict=True) if mean <= best]
    told = f"{BEHIND} Ours is not above the authors' best on {', '.join(behind)}." if behind else ""
    titles = ["", *videos.names, "mean"]
    return [*plain(titles, rows), "", told or "Ours is above the authors' best on all five videos."]


def _told(run: Floats, video: str, *, is_ours: bool) -> str:
    low, high = np.quantile(run, (0.025, 0.975))
    mark = f" {BEHIND}" if is_ours and run.mean() <= PUBLISHED[video.rsplit(maxsplit=1)[-1]] else ""
    return f"{100 * run.mean():.1f} %{mark} ({100 * low:.1f} to {100 * high:.1f})"


def _split(videos: _Videos, rivals: Sequence[Peer], video: str, seed: int) -> dict[str, float]:
    """Accuracy of each contender on a random 30 % of a video."""
    tell(f"{video}: split {seed + 1} of {SEEDS}")
    random = np.random.default_rng(seed)
    rows = random.permutation(np.flatnonzero(videos.labels.sources == video))
    learned = np.sort(rows[: round(LEARNED * len(rows))])
    held_out = np.zeros(len(videos.examples), dtype=bool)
    held_out[rows[round(LEARNED * len(rows)) :]] = True
    is_spam = videos.labels.is_spam[held_out]
    answers = {"ours": sigmoid(videos.ours(learned, held_out)())}
    for rival in rivals:
        answers[rival.name] = videos.theirs(rival, learned, held_out)()
        rival.close()
    one = np.ones((1, len(is_spam)))
    return {name: float(accuracy(scores, is_spam, one)[0]) for name, scores in answers.items()}
