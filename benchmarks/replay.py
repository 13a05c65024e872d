"""What rulings teach a site whose comments the base never saw, beside TF-IDF refitted on everything.

``python -m benchmarks replay`` is a short run; ``python -m benchmarks.replay --data DIR --seeds 5 --peer --chart FILE``
the whole one. Each site is held out of the base in turn. Two fifths of its comments, whole campaigns, are kept for
measuring; the others arrive in time order, a hundred at a step; an oracle rules on fifty of those that wait, the
oldest first or the most doubtful first, and the site's model is trained anew. *On duty* is whoever the gate lets
through, the oldest first, in the first two seeds; the others are what training alone gives. The peer is word and
character TF-IDF with logistic regression, refitted on all other sources and the rulings (oldest first, the first seed).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from scipy import sparse

from benchmarks.heldout import DATA, SITES, Site, figures, sites
from classifiers.drawing import Axes, Line, chart
from classifiers.gate import compare
from classifiers.labelled import Labelled
from classifiers.learning import train
from classifiers.scorer import Scorer

AFTER = (0, 50, 100, 300, 800)
SHORT = ("mademistakes", "yasoob")
BATCH, ARRIVING = 50, 100
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
DUTY_SEEDS = 2  # the gate takes most of the time
DUTY, OLDEST, UNCERTAIN, PEER = "on duty", "oldest first", "uncertain first", "TF-IDF refitted"
LINES = (DUTY, OLDEST, UNCERTAIN, PEER)
HEADER = f"{'after':>7} {'sites':>5} {'ROC-AUC':>8} {'at .5 %':>8} {'at 1 %':>8} {'ECE':>6}"


@dataclass(frozen=True, slots=True)
class Point:
    """Figures on the measured comments after so many rulings, or as many as the site had (``is_whole`` False)."""

    site: str
    line: str
    rulings: int
    is_whole: bool
    figures: tuple[float, ...]


def main() -> None:
    """A short run: two sites, one seed, without the peer."""
    if not DATA.is_dir():
        print(f"no labelled comments in {DATA}: set DATA to their directory")
        return
    run(DATA, SHORT, seeds=1, peer=False)


def run(data: Path, names: Sequence[str], *, seeds: int, peer: bool, picture: Path | None = None) -> None:
    """The tables are printed site by site, then their mean; the chart is written where asked for."""
    points: list[Point] = []
    held_out = list(sites(data, names))
    beside = Peer(held_out) if peer else None
    for site in held_out:
        for seed in range(seeds):
            points += _oldest_first(site, seed)
            points += _uncertain_first(site, seed)
        for seed in range(min(seeds, DUTY_SEEDS)):
            points += _on_duty(site, seed)
        if beside:
            points += beside.points(site, 0)
        _table(f"{site.name}, {len(site.labels)} comments", [point for point in points if point.site == site.name])
    _table("mean of the sites; one with fewer rulings keeps its last figures", points)
    if picture:
        picture.write_text(_picture(points), encoding="utf-8")


def _oldest_first(site: Site, seed: int) -> Iterator[Point]:
    """What training gives."""
    arriving, measured = site.parted(seed)
    trained = {0: site.base}
    for count in AFTER[1:]:
        reached = min(count, max(_steps(arriving)))
        if reached not in trained:
            trained[reached] = train([site.labels[place] for place in arriving[:reached]], site.base).scorer
    yield from _points(site, OLDEST, trained, measured)


def _on_duty(site: Site, seed: int) -> Iterator[Point]:
    """Whom the gate puts on duty."""
    arriving, measured = site.parted(seed)
    champion, on_duty = site.base, {0: site.base}
    for count in _steps(arriving):
        challenger = train([site.labels[place] for place in arriving[:count]], site.base)
        if compare(champion, challenger).is_better:
            champion = challenger.scorer
        on_duty[count] = champion
    yield from _points(site, DUTY, on_duty, measured)


def _uncertain_first(site: Site, seed: int) -> Iterator[Point]:
    """What training gives where the most doubtful of those that wait are ruled on first."""
    arriving, measured = site.parted(seed)
    scorer, trained = site.base, {0: site.base}
    ruled: list[int] = []
    waiting: list[int] = []
    for count in _steps(arriving):
        waiting += arriving[len(ruled) * ARRIVING // BATCH :][:ARRIVING]
        doubt = {place: abs(scorer.score(site.labels[place].document) - 0.5) for place in waiting}
        waiting.sort(key=doubt.__getitem__)
        ruled, waiting = ruled + waiting[:BATCH], waiting[BATCH:]
        scorer = train(_said(site, ruled), site.base).scorer
        trained[count] = scorer
    yield from _points(site, UNCERTAIN, trained, measured)


def _said(site: Site, ruled: Sequence[int]) -> list[Labelled]:
    """The labels of these rulings, given one after the other."""
    return [replace(site.labels[place], said=FIRST + timedelta(minutes=n)) for n, place in enumerate(ruled)]


def _steps(arriving: Sequence[int]) -> range:
    """How many were ruled on at each training."""
    return range(BATCH, min(AFTER[-1], len(arriving)) + 1, BATCH)


def _points(site: Site, line: str, models: dict[int, Scorer], measured: Sequence[int]) -> Iterator[Point]:
    """The figures at each of `AFTER`."""
    seen: dict[int, tuple[float, ...]] = {}
    for count in AFTER:
        reached = min(count, max(models))
        if reached not in seen:
            seen[reached] = site.figures(models[reached], measured)
        yield Point(site.name, line, count, reached == count, seen[reached])


class Peer:
    """The plain way: everything known is learned anew, other sources' comments and rulings alike."""

    def __init__(self, sites: Sequence[Site]) -> None:
        """The words and letters of all that is known are counted once; those of a site held out too, in its favour."""
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_union

        words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True, dtype=np.float32)
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), min_df=3, sublinear_tf=True, dtype=np.float32)
        texts = {example.document.text for site in sites for example in site.others}
        self._place = {text: place for place, text in enumerate(sorted(texts))}
        self._union = make_union(words, letters)
        self._rows = self._union.fit_transform(list(self._place)).tocsr()

    def points(self, site: Site, seed: int) -> Iterator[Point]:
        """Its figures at each of `AFTER`."""
        from sklearn.linear_model import LogisticRegression

        arriving, measured = site.parted(seed)
        theirs = self._rows[[self._place[example.document.text] for example in site.others]]
        known = np.array([example.is_spam for example in site.others])
        own = self._union.transform([label.document.text for label in site.labels]).tocsr()
        is_spam = np.array([label.is_spam for label in site.labels])
        seen: dict[int, tuple[float, ...]] = {}
        for count in AFTER:
            reached = min(count, max(_steps(arriving)))
            if reached not in seen:
                ruled = arriving[:reached]
                model = LogisticRegression(C=10.0, solver="liblinear", dual=True, tol=0.01, random_state=0)
                model.fit(sparse.vstack([theirs, own[ruled]]).tocsr(), np.concatenate([known, is_spam[ruled]]))
                seen[reached] = figures(model.predict_proba(own[measured])[:, 1], is_spam[measured])
            yield Point(site.name, PEER, count, reached == count, seen[reached])


def _table(title: str, points: Sequence[Point]) -> None:
    print(f"\n{title}\n{'':16}{HEADER}", flush=True)
    for line in LINES:
        for rulings in AFTER:
            found = [point for point in points if (point.line, point.rulings) == (line, rulings)]
            if whole := len({point.site for point in found if point.is_whole}):
                one, half, full, error = np.mean([point.figures for point in found], axis=0)
                print(f"{line:16}{rulings:7d} {whole:5d} {one:8.4f} {half:8.3f} {full:8.3f} {error:6.3f}", flush=True)


def _picture(points: Sequence[Point]) -> str:
    lines = []
    for line in LINES:
        at = [(count, [p.figures[2] for p in points if (p.line, p.rulings) == (line, count)]) for count in AFTER]
        shown = [(float(count), float(np.mean(found))) for count, found in at if found]
        if shown:
            lines.append(Line(line, shown, dots=True))
    axes = Axes("rulings", "of spam, 1 % of ham blocked", x=(0, AFTER[-1]), y=(0.4, 1.0))
    return chart("Spam caught after so many rulings", axes, lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--sites", nargs="*", default=[*SITES])
    parser.add_argument("--peer", action="store_true")
    parser.add_argument("--chart", type=Path)
    options = parser.parse_args()
    run(options.data, options.sites, seeds=options.seeds, peer=options.peer, picture=options.chart)
