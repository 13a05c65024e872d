"""Each video of the YouTube Spam Collection learned from 70 % of its own comments, beside its authors' best.

Alberto, Lochter & Almeida 2015, "TubeSpam: Comment Spam Filtering on YouTube", ICMLA: accuracy on the other 30 %.
Which comments were theirs to learn from is not told with the collection, so splits are drawn at random, and one is
made in the collection's own order, which is that of time. They kept exact duplicates; here they are removed
first, as a text on both sides is no test, and a second table keeps them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from benchmarks.evaluate.figures import Estimate, accuracy
from benchmarks.evaluate.material import Floats, Material, Section, sigmoid, tell
from benchmarks.evaluate.tables import Column, Row, contest
from benchmarks.evaluate.youtube import Videos, distinct
from benchmarks.peers import Peer
from classifiers.corpus import read_labels

__all__ = ["seventy_thirty"]

PUBLISHED = {"01-Psy": 0.962, "02-KatyPerry": 0.925, "03-LMFAO": 0.977, "04-Eminem": 0.970, "05-Shakira": 0.964}
SEEDS, FEWER = 20, 5
LEARNED = 0.7

Rights = dict[str, float]


def seventy_thirty(material: Material) -> Section:
    """Mean accuracy over random splits, video by video, with duplicates removed and with them."""
    videos = Videos(distinct(material.examples), material.without_videos)
    raw = [row for path in sorted(material.data.glob("youtube*.jsonl")) for row in read_labels(path)]
    told = f"Mean accuracy over {SEEDS} random splits of {len(videos.examples)} comments, exact duplicates removed."
    kept = f"The same over {FEWER} splits of all {len(raw)} rows, duplicates on both sides of a split included."
    table = _table(videos, material.rivals, SEEDS, material.jobs)
    return Section([told, "", *table, "", kept, "", *_table(Videos(raw, videos.base), [], FEWER, material.jobs)])


def _table(videos: Videos, rivals: Sequence[Peer], seeds: int, jobs: int) -> list[str]:
    """Ours, ours in order of time, each rival and the authors; then on how many videos ours is above the authors."""
    names = [video.split()[-1] for video in videos.names]
    asked = (delayed(_drawn)(videos, rivals, video, seed) for video in videos.names for seed in range(seeds))
    every = Parallel(n_jobs=jobs)(asked)
    drawn = {video: every[place * seeds :][:seeds] for place, video in enumerate(videos.names)}
    in_order = [_split(videos, [], np.flatnonzero(videos.labels.sources == video))["ours"] for video in videos.names]
    runs = {
        name: [np.array([split[name] for split in drawn[video]]) for video in videos.names]
        for name in drawn[videos.names[0]][0]
    }
    published = [np.array([PUBLISHED[name]]) for name in names]
    rows = [
        _row("ours", runs.pop("ours"), is_ours=True),
        _row("ours, the first 70 % in order of time", [np.array([share]) for share in in_order], is_ours=True),
        *(_row(name, found) for name, found in runs.items()),
        Row("authors' best", [Estimate(share) for share in published] + [Estimate(np.mean(published, axis=0))]),
    ]
    columns = [Column(title, percent=True) for title in [*names, "mean of five"]]
    above = sum(mine.value > best[0] for mine, best in zip(rows[0].figures, published, strict=False))
    return [*contest(columns, rows), "", f"Ours is above the authors' best on {above} of {len(names)} videos."]


def _row(name: str, runs: Sequence[Floats], *, is_ours: bool = False) -> Row:
    """Of each video and of their mean: the mean over splits, then the splits."""
    each = [*runs, np.mean(runs, axis=0)]
    several = len(each[0]) > 1
    return Row(name, [Estimate(np.r_[run.mean(), run] if several else run) for run in each], is_ours=is_ours)


def _drawn(videos: Videos, rivals: Sequence[Peer], video: str, seed: int) -> Rights:
    tell(f"{video}: split {seed + 1}")
    places = np.flatnonzero(videos.labels.sources == video)
    return _split(videos, rivals, np.random.default_rng(seed).permutation(places))


def _split(videos: Videos, rivals: Sequence[Peer], places: NDArray[np.intp]) -> Rights:
    """Accuracy of each contender on the last 30 % of the places, after learning the others."""
    parted = round(LEARNED * len(places))
    learned, held_out = np.sort(places[:parted]), np.zeros(len(videos.examples), dtype=bool)
    held_out[places[parted:]] = True
    answers = {"ours": sigmoid(videos.ours(learned, held_out)())}
    for rival in rivals:
        answers[rival.name] = videos.theirs(rival, learned, held_out)()
        rival.close()
    is_spam = videos.labels.is_spam[held_out]
    return {name: float(accuracy(scores, is_spam, np.ones((1, len(is_spam))))[0]) for name, scores in answers.items()}
