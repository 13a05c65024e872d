"""Leave one source out: what every contender says of comments of sources it did not learn from.

Ours is scored as it is served. Log-odds of ours and of the peers alike are calibrated on those of the *other*
folds, and a fold's threshold is solved there too, so no figure knows anything of the source it tells of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray

from benchmarks.evaluate.figures import (
    Estimate,
    area,
    calibration_error,
    caught_at,
    draws_of,
    mean_of,
    share_above,
)
from benchmarks.evaluate.material import (
    Floats,
    Material,
    Scored,
    Section,
    log_odds_of,
    logit,
    scored,
    scorer_of,
    sigmoid,
)
from benchmarks.evaluate.tables import Column, Row, contest, plain
from benchmarks.peers import Peer
from classifiers import founding
from classifiers.corpus import Example
from classifiers.evaluation import threshold_blocking
from classifiers.founding import Labels
from classifiers.scorer import BASE_MODEL, Scorer

__all__ = ["HeldOut", "contenders", "one_source_out", "ranked_sources"]

Mask = NDArray[np.bool_]
FEWEST = 10  # of either class, for a source to be ranked by itself
BASELINE = "TF-IDF + LR"
COLUMNS = [
    Column("mean AUC of sites", digits=4),
    Column("mean AUC with SMS", digits=4),
    Column("of the baseline's distance to 1 removed", better=0, percent=True),
    Column("spam caught at ≤ 1 % blocked ham", percent=True),
    Column("ham blocked at a threshold solved elsewhere", better=0, percent=True),
    Column("spam caught there", percent=True),
    Column("ECE", better=-1),
]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Every contender's calibrated scores of every example, ours first, and where each would file as spam.

    ``spam_from`` ``(n,)`` is, for each row, the threshold solved without the row's fold.
    """

    examples: Sequence[Example]
    labels: Labels
    judged: NDArray[np.intp]
    contenders: Sequence[Scored]
    spam_from: Sequence[Floats]
    card_spam_from: float

    @property
    def ours(self) -> Floats:
        """Our scores."""
        return self.contenders[0].scores


def contenders(material: Material) -> HeldOut:
    """Ours and the peers, each source held out in turn."""
    labels = material.labels
    folds = list(founding.folds_of(labels.sources.tolist()))
    texts = np.array([example.document.text for example in material.examples], dtype=object)
    asked = (delayed(_theirs)(texts, labels, rival, folds) for rival in material.rivals)
    found = [_ours(material, folds), *Parallel(n_jobs=material.jobs)(asked)]
    calibrated = [replace(each, scores=_calibrated(each.scores, material, folds)) for each in found]
    thresholds = [_thresholds(each.scores, material, folds) for each in calibrated]
    spam_from = Scorer.load(BASE_MODEL).card["thresholds"]["spam_from"]
    return HeldOut(material.examples, labels, material.judged, calibrated, thresholds, spam_from)


def one_source_out(held_out: HeldOut) -> Section:
    """The contest over all sources, then source by source."""
    labels, judged = held_out.labels, held_out.judged
    ranked = np.flatnonzero(np.isin(labels.sources, list(ranked_sources(labels))))
    draws = draws_of(labels.sources)
    with_sms = np.union1d(np.intersect1d(ranked, judged), ranked[labels.sources[ranked] == "sms"])
    places = (np.intersect1d(ranked, judged), with_sms)
    areas = [
        [mean_of(area, c.scores[at], labels.is_spam[at], labels.sources[at], draws[:, at]) for at in places]
        for c in held_out.contenders
    ]
    base = next((number for number, c in enumerate(held_out.contenders) if c.name == BASELINE), None)
    rows = [
        _row(held_out, number, draws[:, judged], areas[number], None if base is None else areas[base][0])
        for number in range(len(held_out.contenders))
    ]
    lines = [f"{len(judged)} real comments of {len(np.unique(labels.sources[judged]))} sources.", ""]
    return Section(
        [*lines, *contest(COLUMNS, rows), "", _at_the_card(held_out, draws[:, judged]), "", *_by_source(held_out)]
    )


def _ours(material: Material, folds: Sequence[Mask]) -> Scored:
    labels = Labels.of(material.augmented)
    copies = np.zeros(len(material.augmented) - len(material.examples), dtype=bool)

    def learn(fold: Mask) -> Callable[[], Floats]:
        held_out = np.concatenate([fold, copies])
        families = np.isin(labels.sources, labels.sources[held_out])
        scorer = scorer_of(founding.fit_all(material.blocks, labels, np.flatnonzero(~families)))
        documents = [material.examples[place].document for place in np.flatnonzero(fold)]
        return lambda: log_odds_of(scorer, documents)

    return replace(scored("ours", folds, learn), is_ours=True)


def _theirs(texts: NDArray[np.object_], labels: Labels, rival: Peer, folds: Sequence[Mask]) -> Scored:
    def learn(fold: Mask) -> Callable[[], Floats]:
        kept = founding.thinned(labels, np.flatnonzero(~fold))
        rival.fit(texts[kept].tolist(), labels.is_spam[kept])
        asked = texts[fold].tolist()
        return lambda: logit(rival.scores(asked))

    found = scored(rival.name, folds, learn)
    rival.close()
    return found


def _calibrated(log_odds: Floats, material: Material, folds: Sequence[Mask]) -> Floats:
    """Probabilities: each fold's log-odds by the slope and offset that fit the other folds' real comments."""
    scores = np.zeros(len(log_odds))
    for fold in folds:
        others = np.setdiff1d(material.judged, np.flatnonzero(fold))
        slope, offset = founding.platt_scaling(log_odds[others], material.labels.at(others))
        scores[fold] = sigmoid(slope * log_odds[fold] + offset)
    return scores


def _thresholds(scores: Floats, material: Material, folds: Sequence[Mask]) -> Floats:
    """For each row, the score that blocks ``founding.BLOCKED_HAM`` of the other folds' real ham."""
    found = np.ones(len(scores))
    for fold in folds:
        others = np.setdiff1d(material.judged, np.flatnonzero(fold))
        found[fold] = threshold_blocking(scores[others], material.labels.is_spam[others], founding.BLOCKED_HAM)
    return found


def ranked_sources(labels: Labels) -> Iterator[str]:
    """The sources with enough of both classes."""
    for source in np.unique(labels.sources):
        is_spam = labels.is_spam[labels.sources == source]
        if min(is_spam.sum(), (~is_spam).sum()) >= FEWEST:
            yield str(source)


def _row(held_out: HeldOut, number: int, draws: Floats, areas: Sequence[Floats], baseline: Floats | None) -> Row:
    found, at = held_out.contenders[number], held_out.judged
    scores, is_spam, spam_from = found.scores[at], held_out.labels.is_spam[at], held_out.spam_from[number][at]
    removed = np.full_like(areas[0], np.nan) if baseline is None else (areas[0] - baseline) / (1 - baseline)
    figures = [
        *areas,
        removed,
        caught_at(0.01)(scores, is_spam, draws),
        share_above(spam_from, of_spam=False)(scores, is_spam, draws),
        share_above(spam_from, of_spam=True)(scores, is_spam, draws),
        calibration_error(scores, is_spam, draws),
    ]
    return Row(found.name, [Estimate(values) for values in figures], found.micros, is_ours=found.is_ours)


def _at_the_card(held_out: HeldOut, draws: Floats) -> str:
    """What the shipped threshold does to ours, held out."""
    scores, is_spam = held_out.ours[held_out.judged], held_out.labels.is_spam[held_out.judged]
    told = []
    for of_spam, words in ((False, "of real ham is blocked"), (True, "of spam is caught")):
        figure = Estimate(share_above(held_out.card_spam_from, of_spam=of_spam)(scores, is_spam, draws))
        low, high = figure.interval
        told.append(f"{100 * figure.value:.1f} % ({100 * low:.1f} to {100 * high:.1f}) {words}")
    return f"At the shipped card's `spam_from` of {held_out.card_spam_from:.3f}, {' and '.join(told)}."


def _by_source(held_out: HeldOut) -> list[str]:
    """AUC and what is caught at 1 % blocked ham, for each source with enough of either class."""
    titles = ["source", "comments", "spam", *(f"{c.name}: AUC, caught" for c in held_out.contenders)]
    rows = []
    for source in ranked_sources(held_out.labels):
        at = held_out.labels.sources == source
        is_spam, one = held_out.labels.is_spam[at], np.ones((1, int(at.sum())))
        told = [
            f"{area(c.scores[at], is_spam, one)[0]:.3f}, {caught_at(0.01)(c.scores[at], is_spam, one)[0]:.2f}"
            for c in held_out.contenders
        ]
        rows.append([source, str(len(is_spam)), str(int(is_spam.sum())), *told])
    return plain(titles, rows)
