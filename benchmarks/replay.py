"""What rulings teach a site whose comments the base never saw, beside TF-IDF refitted on everything.

``python -m benchmarks replay`` is a short run; ``python -m benchmarks.replay --data DIR --seeds 5 --chart FILE``
the whole one. Each source with enough of both classes is held out of the base in turn. Two fifths of its
comments, whole campaigns, are kept for measuring; the others arrive in time order, a hundred at a step; an
oracle rules on fifty of those that wait, the oldest first or the most doubtful first, and the site's model
is trained anew. The peer is word and character TF-IDF with logistic regression, refitted on all other
sources and the rulings (oldest first).
"""

from __future__ import annotations

import argparse
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers import founding
from classifiers.artifact import Artifact
from classifiers.clusters import clusters
from classifiers.corpus import Example
from classifiers.differences import auc
from classifiers.drawing import Axes, Line, chart
from classifiers.evaluation import caught_at, expected_calibration_error
from classifiers.labelled import Labelled, moment
from classifiers.learning import OFF, train
from classifiers.scorer import Scorer
from classifiers.training import block_matrices, quantise

DATA = Path(os.environ.get("DATA", "../shared/data"))
AFTER = (0, 50, 100, 300, 800)
SOURCES = (
    "mademistakes",
    "youtube",
    "spinningnumbers-willymcallister",
    "yasoob-personal-blog",
    "dmacvicar",
    "blog-caffeinated-simpleton",
)
SHORT = ("mademistakes", "yasoob-personal-blog")
BATCH, ARRIVING = 50, 100
MEASURED = 0.4
ORDERS = ("oldest first", "uncertain first")
PEER = "TF-IDF refitted"


@dataclass(frozen=True, slots=True)
class Site:
    """A source held out: its base, its labels in time order, and which are kept for measuring."""

    name: str
    base: Scorer
    labels: list[Labelled]
    campaign: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Point:
    """Figures on the measured comments after so many rulings."""

    source: str
    order: str
    rulings: int
    figures: tuple[float, float, float, float]


HEADER = f"{'after':>7} {'ROC-AUC':>8} {'at .5 %':>8} {'at 1 %':>8} {'ECE':>6}"


def main() -> None:
    """A short run: two sources, one seed, without the peer."""
    if not DATA.is_dir():
        print(f"no labelled comments in {DATA}: set DATA to their directory")
        return
    run(DATA, SHORT, seeds=1, peer=False)


def run(data: Path, names: Sequence[str], *, seeds: int, peer: bool, picture: Path | None = None) -> None:
    """The tables are printed source by source, then their mean; the chart is written where asked for."""
    points: list[Point] = []
    examples = founding.read_everything(data)
    for site in _sites(examples, names):
        for seed in range(seeds):
            for order in ORDERS:
                points += _replay(site, order, seed)
            if peer and seed == 0:
                points += _peer(examples, site, seed)
        _table(site.name, [point for point in points if point.source == site.name])
    _table("mean of the sources", points)
    if picture:
        picture.write_text(_picture(points), encoding="utf-8")


def family(source: str) -> str:
    """The unit held out: a site; all of YouTube's videos together."""
    return source.split(" ", maxsplit=1)[0] if source.startswith("youtube") else source


def _sites(examples: list[Example], names: Sequence[str]) -> Iterator[Site]:
    """Each source with a base founded on all the others."""
    labels = founding.Labels.of(examples)
    blocks = block_matrices(example.document for example in examples)
    unseen = founding.held_out_log_odds(blocks, labels, io.StringIO())
    families = np.array([family(example.source) for example in examples])
    for name in names:
        kept = np.flatnonzero(families != name)
        judged = np.intersect1d(kept, founding.judged_rows(labels))
        slope, offset = founding.calibration(unseen[judged], labels.at(judged))
        model = founding.fit_all(blocks, labels, kept).calibrated(slope, offset)
        weights, step = quantise(model)
        card = {"name": "base", "bias": model.bias, "step": step, "thresholds": OFF}
        own = _labels([example for example, found in zip(examples, families, strict=True) if found == name])
        base = Scorer(Artifact.seal(weights, card))
        yield Site(name, base, own, clusters([label.document for label in own]))


def _labels(examples: list[Example]) -> list[Labelled]:
    """The rows as an oracle's rulings, in time order; a source's spam thinned to eight for a ham."""
    ham = sum(not example.is_spam for example in examples)
    spam = [example for example in examples if example.is_spam]
    every = max(1, -(-len(spam) // max(1, 8 * ham)))
    kept = set(map(id, spam[::every]))
    rows = [example for example in examples if not example.is_spam or id(example) in kept]
    rows.sort(key=lambda example: example.date)
    return [
        Labelled(f"{place:05d}", row.document, "spam" if row.is_spam else "ham", at=moment(row.date))
        for place, row in enumerate(rows)
    ]


def _parted(site: Site, seed: int) -> tuple[list[int], list[int]]:
    """(places that arrive, places that are measured), no campaign on both sides."""
    drawn = np.random.default_rng(seed).random(int(site.campaign.max()) + 1) < MEASURED
    measured = drawn[site.campaign]
    return np.flatnonzero(~measured).tolist(), np.flatnonzero(measured).tolist()


def _replay(site: Site, order: str, seed: int) -> Iterator[Point]:
    arriving, measured = _parted(site, seed)
    scorer, ruled, waiting, arrived = site.base, [], [], 0
    yield Point(site.name, order, 0, _figures(scorer, site, measured))
    while len(ruled) < min(AFTER[-1], len(arriving) - BATCH):
        waiting += arriving[arrived : arrived + ARRIVING]
        arrived += ARRIVING
        if order == "uncertain first":
            scores = {place: scorer.score(site.labels[place].document) for place in waiting}
            waiting.sort(key=lambda place: abs(scores[place] - 0.5))
        ruled, waiting = ruled + waiting[:BATCH], waiting[BATCH:]
        scorer = train([site.labels[place] for place in ruled], site.base, seed=seed).scorer
        if len(ruled) in AFTER:
            yield Point(site.name, order, len(ruled), _figures(scorer, site, measured))


def _figures(scorer: Scorer, site: Site, measured: list[int]) -> tuple[float, float, float, float]:
    scores = np.array([scorer.score(site.labels[place].document) for place in measured])
    return _measured(scores, np.array([site.labels[place].is_spam for place in measured]))


def _measured(scores: NDArray[np.float64], is_spam: NDArray[np.bool_]) -> tuple[float, float, float, float]:
    return (
        auc(scores, is_spam),
        caught_at(scores, is_spam, 0.005),
        caught_at(scores, is_spam, 0.01),
        expected_calibration_error(scores, is_spam),
    )


def _peer(examples: list[Example], site: Site, seed: int) -> Iterator[Point]:
    """The plain way: everything known is learned anew, other sources' comments and rulings alike."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_union

    others = [example for example in examples if family(example.source) != site.name]
    arriving, measured = _parted(site, seed)
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, dtype=np.float32)
    union = make_union(words, letters)
    theirs = union.fit_transform([example.document.text for example in others])
    own = union.transform([label.document.text for label in site.labels])
    is_spam = np.array([label.is_spam for label in site.labels])
    known = np.array([example.is_spam for example in others])
    from scipy import sparse

    for count in AFTER:
        if count > len(arriving) - BATCH:
            return
        ruled = arriving[:count]
        rows = sparse.vstack([theirs, own[ruled]]).tocsr()
        model = LogisticRegression(C=10.0, solver="liblinear").fit(rows, np.concatenate([known, is_spam[ruled]]))
        scores = model.predict_proba(own[measured])[:, 1]
        yield Point(site.name, PEER, count, _measured(scores, is_spam[measured]))


def _table(title: str, points: list[Point]) -> None:
    print(f"\n{title}\n{'':16}{HEADER}", flush=True)
    for order in (*ORDERS, PEER):
        for rulings in AFTER:
            found = [point.figures for point in points if (point.order, point.rulings) == (order, rulings)]
            if found:
                one, half, full, error = np.mean(found, axis=0)
                print(f"{order:16}{rulings:7d} {one:8.4f} {half:8.3f} {full:8.3f} {error:6.3f}", flush=True)


def _picture(points: list[Point]) -> str:
    lines = []
    for order in (*ORDERS, PEER):
        at = [(count, [p.figures for p in points if (p.order, p.rulings) == (order, count)]) for count in AFTER]
        lines.append(Line(order, [(count, float(np.mean(found, axis=0)[0])) for count, found in at if found]))
    return chart("ROC-AUC after so many rulings, sources the base never saw", Axes("rulings", "ROC-AUC"), lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sources", nargs="*", default=SOURCES)
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--chart", type=Path)
    options = parser.parse_args()
    run(options.data, options.sources, seeds=options.seeds, peer=options.peer, picture=options.chart)
