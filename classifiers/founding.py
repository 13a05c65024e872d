"""The base model: what a site starts from, fitted on every source there is, calibrated on none it saw.

Each block of features is fitted by itself, so that the loudest (links in link spam) does not keep the
others from learning what they could tell alone (weight undertraining: Sutton, Sindelar & McCallum
2006). How much each block's opinion counts is a round number, chosen once on sources held out: fitted
shares leaned on whichever sources they were fitted on. The sum is one linear model; it is calibrated, and its
thresholds are set, on log-odds of sources that were held out. The same data gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from classifiers.artifact import Artifact
from classifiers.corpus import SYNTHETIC, Example, read_directory, read_labels, surrounded, swapped
from classifiers.evaluation import measure, table, threshold_blocking
from classifiers.features import TABLE_SIZE
from classifiers.training import Linear, balance, block_matrices, fit, quantise, rarity, telling

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import TextIO

    from numpy.typing import NDArray
    from scipy import sparse

    Blocks = dict[str, sparse.csr_matrix]
    Mask = NDArray[np.bool_]

__all__ = ["augmented", "build", "fit_all", "folds_of", "held_out_log_odds"]

CORPORA = Path(__file__).parent / "corpora"
POWER = 0.5
FOLDS = 12
MOST_OF_A_STRATUM = 1_200
BLOCKED_HAM = 0.005
PUBLISHED_SPAM = 0.01
OF_A_GENRE = 0.5  # what a genre of synthetic lines counts, where a site counts 1
FAR_FROM_COMMENTS = ("sms", "mlma", "splorp", SYNTHETIC)


@dataclass(frozen=True, slots=True)
class Plan:
    """How a block is fitted: what its log-odds count, its penalty, and how much freer rare features are.

    With ``smoothing`` a feature is also the freer the better it parts the classes alone, its counts smoothed
    by so much. A block without bias says nothing where a document lacks its field.
    """

    share: float
    penalty: float
    rarity: float = 0.0
    least: int = 1
    smoothing: float = 0.0
    has_bias: bool = False


PLANS = {
    "words": Plan(1.0, 3e-5, rarity=2.0, least=2, smoothing=0.3, has_bias=True),
    "letters": Plan(0.75, 3e-5, rarity=1.5, least=3, has_bias=True),
    "listed": Plan(0.3, 1e-3, has_bias=True),
    "links": Plan(0.4, 1e-3),
    "anchors": Plan(0.4, 3e-5, rarity=1.0),
    "author": Plan(0.35, 3e-5, rarity=1.0),
    "name": Plan(0.4, 1e-3),
    "site": Plan(0.15, 3e-5, rarity=2.0, least=2),
    "site traits": Plan(0.6, 1e-3),
    "named": Plan(0.9, 1e-3),
    "mail": Plan(0.3, 1e-3),
    "likeness": Plan(0.3, 1e-3),
    "praise": Plan(0.3, 1e-3),
    "tongue": Plan(0.4, 1e-3),
}


@dataclass(frozen=True, slots=True)
class Labels:
    """What training knows of every row, all ``(n,)``; ``power`` is how much of its size a stratum keeps.

    Strata are those of the examples: as one source the synthetic lines taught next to nothing of what is rare
    elsewhere, French spam above all.
    """

    is_spam: NDArray[np.bool_]
    sources: NDArray[np.str_]
    strata: NDArray[np.str_]
    power: float = POWER

    @classmethod
    def of(cls, examples: Sequence[Example]) -> Labels:
        """The labels of examples, in their order."""
        is_spam, sources, strata = zip(*((e.is_spam, e.source, e.stratum) for e in examples), strict=True)
        return cls(np.array(is_spam), np.array(sources), np.array(strata))

    def at(self, rows: NDArray[np.intp]) -> Labels:
        """The labels of these rows."""
        return Labels(self.is_spam[rows], self.sources[rows], self.strata[rows], self.power)

    def weights(self) -> NDArray[np.float64]:
        """What each row counts for: both classes alike, large strata less than their size."""
        shares = np.where(np.char.startswith(self.sources, SYNTHETIC), OF_A_GENRE, 1.0)
        return balance(self.strata.tolist(), self.is_spam, self.power, shares)


def fit_block(plan: Plan, matrix: sparse.csr_matrix, labels: Labels, rows: NDArray[np.intp]) -> Linear:
    """The block's model of those of the rows that have its field; it says nothing without both classes."""
    present = thinned(labels, rows[np.diff(matrix.indptr)[rows] > 0])
    known, rows_present = labels.at(present), matrix[present]
    if known.is_spam.all() or not known.is_spam.any():
        return Linear(np.zeros(TABLE_SIZE), 0.0)
    weights = known.weights()
    freedom = rarity(rows_present, plan.least, plan.rarity)
    if plan.smoothing:
        freedom *= telling(rows_present, known.is_spam, weights, plan.smoothing)
        freedom /= freedom[freedom > 0].mean()
    return fit(rows_present, known.is_spam, weights, plan.penalty, freedom, has_bias=plan.has_bias)


def thinned(labels: Labels, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    """The rows, of each class of a stratum at most ``MOST_OF_A_STRATUM``, evenly chosen: more teach little."""
    keys = np.char.add(labels.strata[rows], np.where(labels.is_spam[rows], " spam", " ham"))
    kept = np.zeros(len(rows), dtype=bool)
    for key in np.unique(keys):
        at = np.flatnonzero(keys == key)
        kept[at[:: 1 + (len(at) - 1) // MOST_OF_A_STRATUM]] = True
    return rows[kept]


def folds_of(sources: Sequence[str]) -> Iterator[Mask]:
    """Masks of held-out rows, whole families of sources each, the largest spread over the folds."""
    family = np.array([_family(source) for source in sources])
    names, counts = np.unique(family, return_counts=True)
    ordered = names[np.argsort(-counts, kind="stable")]
    for fold in range(min(FOLDS, len(ordered))):
        yield np.isin(family, ordered[fold::FOLDS])


def _family(source: str) -> str:
    """Sources that resemble one another too much to judge one by the other."""
    return next((family for family in ("youtube", SYNTHETIC) if source.startswith(family)), source)


def fit_all(blocks: Blocks, labels: Labels, rows: NDArray[np.intp], plans: Mapping[str, Plan] = PLANS) -> Linear:
    """The sum of the blocks' models, each counting its share."""
    model = Linear(np.zeros(TABLE_SIZE), 0.0)
    for name, matrix in blocks.items():
        block = fit_block(plans[name], matrix, labels, rows).calibrated(plans[name].share, 0.0)
        model = Linear(model.weights + block.weights, model.bias + block.bias)
    return model


def held_out_log_odds(
    blocks: Blocks, labels: Labels, log: TextIO, plans: Mapping[str, Plan] = PLANS
) -> NDArray[np.float64]:
    """The log-odds of every row, ``(n,)``, from models that saw no row of its source."""
    unseen = np.zeros(len(labels.is_spam))
    for held_out in folds_of(labels.sources.tolist()):
        model = fit_all(blocks, labels, np.flatnonzero(~held_out), plans)
        unseen[held_out] = sum(matrix[held_out] @ model.weights for matrix in blocks.values()) + model.bias
        log.write(f"held out {int(held_out.sum()):5d}: {', '.join(sorted(set(labels.sources[held_out])))[:90]}\n")
        log.flush()
    return unseen


def build(data: Path, out: Path, log: TextIO) -> int:
    """The base model is fitted on a directory of labels and kept in ``out``; the exit status 0."""
    examples = read_everything(data)
    learned = augmented(examples)
    labels = Labels.of(learned)
    log.write(f"{len(examples)} examples of {len(set(labels.sources))} sources\n")
    blocks = block_matrices(example.document for example in learned)
    unseen = held_out_log_odds(blocks, labels, log)[: len(examples)]
    model = fit_all(blocks, labels, np.arange(len(learned)))
    artifact = finish(model, unseen, examples, log)
    artifact.write(out)
    log.write(f"{artifact.card['version']} is in {out}\n")
    return 0


def read_everything(data: Path) -> list[Example]:
    """The examples of a directory and of the project's own corpora."""
    return [*read_directory(data), *(row for path in sorted(CORPORA.glob("*.jsonl")) for row in read_labels(path))]


def augmented(examples: Sequence[Example]) -> list[Example]:
    """All that is learned from: the examples in their order, then the copies made of some."""
    return [*examples, *swapped(examples), *surrounded(examples)]


def judged_rows(labels: Labels) -> NDArray[np.intp]:
    """The rows of real comments: on these models are calibrated and judged."""
    return np.flatnonzero([not source.startswith(FAR_FROM_COMMENTS) for source in labels.sources])


def finish(model: Linear, unseen: NDArray[np.float64], examples: list[Example], log: TextIO) -> Artifact:
    """The sealed base model: calibrated, and with thresholds set, on what was held out."""
    labels = Labels.of(examples)
    judged = judged_rows(labels)
    slope, offset = platt_scaling(unseen[judged], labels.at(judged))
    scores = 1.0 / (1.0 + np.exp(-(slope * unseen + offset)))
    thresholds = _thresholds(scores[judged], labels.is_spam[judged])
    log.write(table(scores, examples, thresholds["spam_from"]))
    calibrated = model.calibrated(slope, offset)
    whole, step = quantise(calibrated)
    card: dict[str, Any] = {
        "name": "base",
        "bias": calibrated.bias,
        "step": step,
        "thresholds": thresholds,
        "shares": {name: plan.share for name, plan in PLANS.items()},
        "figures": _figures(scores, examples, thresholds["spam_from"]),
    }
    return Artifact.seal(whole, card)


def platt_scaling(unseen: NDArray[np.float64], labels: Labels) -> tuple[float, float]:
    """Slope and offset of the log-odds (Platt 1999), fitted where they were held out.

    Sources count by their size here: evened out as for fitting, the many small ones without spam promised too much.
    """
    weights = replace(labels, power=1.0).weights()
    platt = LogisticRegression(C=1e6).fit(unseen[:, None], labels.is_spam, weights * len(weights))
    return float(platt.coef_[0, 0]), float(platt.intercept_[0])


def _thresholds(scores: NDArray[np.float64], is_spam: Mask) -> dict[str, float]:
    """Where to publish and where to file as spam, with a margin for sites never seen."""
    spam_from = threshold_blocking(scores, is_spam, BLOCKED_HAM)
    spam = np.sort(scores[is_spam])
    publish_below = float(spam[int(PUBLISHED_SPAM * len(spam))])
    return {"publish_below": round(min(publish_below, spam_from), 4), "spam_from": round(spam_from, 4)}


def _figures(scores: NDArray[np.float64], examples: list[Example], spam_from: float) -> dict[str, Any]:
    labels = Labels.of(examples)
    names = ("comments", "spam", "auc", "caught", "blocked")
    return {
        source: {name: _rounded(getattr(figures, name)) for name in names}
        for source in sorted(set(labels.sources))
        for at in [np.flatnonzero(labels.sources == source)]
        for figures in [measure(scores[at], labels.is_spam[at], spam_from)]
    }


def _rounded(figure: float) -> float | int | None:
    if np.isnan(figure):
        return None
    return figure if isinstance(figure, int) else round(figure, 4)
