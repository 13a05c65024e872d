"""Sites the base never saw: each source's comments as an oracle would label them, with a base founded on all others."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classifiers import founding
from classifiers.clusters import clusters
from classifiers.corpus import Example
from classifiers.differences import auc
from classifiers.evaluation import caught_at, expected_calibration_error
from classifiers.labelled import Labelled, moment
from classifiers.scorer import Scorer
from classifiers.training import block_matrices

DATA = Path(os.environ.get("DATA", "../shared/data"))
MEASURED = 0.4
MOST_SPAM = 8  # for a ham: of what a source has more, some is left out
SMALL = (
    "eduardoboucas-buildtimes",
    *("timothyfitz", "andrea", "spotthevuln", "bioops", "tsew", "panthar"),
    *("joesepi", "ozziegooen", "amysgurumis", "arriolac", "heyitsalex"),
)
BLOGS = ("mademistakes", "spinningnumbers-willymcallister", "yasoob-personal-blog", "dmacvicar")
SITES: Mapping[str, tuple[str, ...]] = {
    "mademistakes": BLOGS[:1],
    "spinningnumbers": BLOGS[1:2],
    "yasoob": BLOGS[2:3],
    "dmacvicar": BLOGS[3:],
    "caffeinated": ("blog-caffeinated-simpleton",),
    "youtube": ("youtube",),
    "twelve small blogs": SMALL,
    "sixteen blogs": (*BLOGS, *SMALL),
}

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Site:
    """A source held out, or several as one site: its base, its labels in time order, and their campaigns."""

    name: str
    base: Scorer
    labels: list[Labelled]
    campaign: NDArray[np.intp]
    others: list[Example]

    def parted(self, seed: int) -> tuple[list[int], list[int]]:
        """(places that arrive, places that are measured), no campaign on both sides."""
        drawn = np.random.default_rng(seed).random(int(self.campaign.max()) + 1) < MEASURED
        measured = drawn[self.campaign]
        return np.flatnonzero(~measured).tolist(), np.flatnonzero(measured).tolist()

    def figures(self, scorer: Scorer, measured: Sequence[int]) -> tuple[float, ...]:
        """As `figures`, of what a model gives the labels measured."""
        scores = np.array([scorer.score(self.labels[place].document) for place in measured])
        return figures(scores, np.array([self.labels[place].is_spam for place in measured]))


def figures(scores: Floats, is_spam: NDArray[np.bool_]) -> tuple[float, ...]:
    """ROC-AUC, spam caught at 0.5 % and at 1 % of ham blocked, calibration error."""
    return (
        auc(scores, is_spam),
        caught_at(scores, is_spam, 0.005),
        caught_at(scores, is_spam, 0.01),
        expected_calibration_error(scores, is_spam),
    )


def family(source: str) -> str:
    """The unit held out: a site; all of YouTube's videos together."""
    return source.split(" ", maxsplit=1)[0] if source.startswith("youtube") else source


def sites(data: Path, names: Sequence[str]) -> Iterator[Site]:
    """Each site with a base founded, calibrated and given its thresholds on all other sources."""
    examples = founding.read_everything(data)
    rows = founding.augmented(examples)
    labels = founding.Labels.of(rows)
    blocks = block_matrices(example.document for example in rows)
    unseen = founding.held_out_log_odds(blocks, labels, io.StringIO())
    families = np.array([family(example.source) for example in rows])
    for name in names:
        kept = ~np.isin(families, SITES[name])
        model = founding.fit_all(blocks, labels, np.flatnonzero(kept))
        real = np.flatnonzero(kept[: len(examples)])
        others = [examples[place] for place in real]
        base = Scorer(founding.finish(model, unseen[real], others, io.StringIO()))
        own = rulings([example for example, stays in zip(examples, kept, strict=False) if not stays])
        yield Site(name, base, own, clusters([label.document for label in own]), others)


def rulings(examples: Sequence[Example]) -> list[Labelled]:
    """The rows as an oracle's rulings, in time order; a source's spam thinned to `MOST_SPAM` for a ham."""
    ham = sum(not example.is_spam for example in examples)
    spam = [example for example in examples if example.is_spam]
    every = max(1, -(-len(spam) // max(1, MOST_SPAM * ham)))
    kept = set(map(id, spam[::every]))
    rows = [example for example in examples if not example.is_spam or id(example) in kept]
    rows.sort(key=lambda example: example.date)
    return [
        Labelled(f"{place:05d}", row.document, "spam" if row.is_spam else "ham", at=moment(row.date))
        for place, row in enumerate(rows)
    ]
