"""What each block of features and each treatment is worth: the model without it, every source held out.

All are ranked by raw log-odds from training's matrices, which is quicker than serving; only differences count.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np
from scipy import sparse

from benchmarks.evaluate.figures import Estimate, area, caught_at, draws_of, mean_of
from benchmarks.evaluate.material import Blocks, Floats, Material, Section, tell
from benchmarks.evaluate.sources import ranked_sources
from benchmarks.evaluate.tables import plain
from classifiers import founding
from classifiers.founding import PLANS, Labels, Plan

__all__ = ["ablation"]


def ablation(material: Material) -> Section:
    """The whole model, then what changes without each part of it, the costliest first."""
    sources, is_spam = material.labels.sources[material.judged], material.labels.is_spam[material.judged]
    draws = draws_of(sources)
    ranked = np.isin(sources, list(ranked_sources(material.labels)))

    def figures(unseen: Floats) -> tuple[Floats, Floats]:
        scores = unseen[material.judged]
        by_site = mean_of(area, scores[ranked], is_spam[ranked], sources[ranked], draws[:, ranked])
        return by_site, caught_at(0.01)(scores, is_spam, draws)

    blocks = {name: _unseen(material, {name: matrix}) for name, matrix in _told_of(material)}
    whole = figures(sum(blocks.values(), start=np.zeros(len(material.examples))))
    without = [(name, figures(unseen)) for name, unseen in _trials(material, blocks)]
    without.sort(key=lambda trial: trial[1][0][0])
    rows = [["**all of it**", f"{whole[0][0]:.4f}", "", f"{100 * whole[1][0]:.1f} %", ""]]
    rows += [[name, *_told(found, whole)] for name, found in without]
    titles = ["held out by source", "mean AUC of sites", "change", "caught at ≤ 1 % blocked ham", "change in points"]
    return Section(plain(titles, rows))


def _told(found: tuple[Floats, Floats], whole: tuple[Floats, Floats]) -> Iterator[str]:
    """Both figures, each with its change and the change's paired interval."""
    (areas, caught), (all_areas, all_caught) = found, whole
    change, points = Estimate(areas - all_areas), Estimate(100 * (caught - all_caught))
    yield f"{areas[0]:.4f}"
    yield f"{change.value:+.4f} ({change.interval[0]:+.4f} to {change.interval[1]:+.4f})"
    yield f"{100 * caught[0]:.1f} %"
    yield f"{points.value:+.1f} ({points.interval[0]:+.1f} to {points.interval[1]:+.1f})"


def _trials(material: Material, blocks: dict[str, Floats]) -> Iterator[tuple[str, Floats]]:
    """What is left out, and the log-odds without it; blocks are fitted apart, so one is left out by not adding it."""
    for name in blocks:
        yield f"without the block “{name}”", sum((found for other, found in blocks.items() if other != name), start=0.0)
    yield from ((f"“{name}” alone", blocks[name]) for name in ("words", "letters"))
    for name, trial in _treatments(material):
        tell(f"ablation: {name}")
        yield name, trial()


def _treatments(material: Material) -> Iterator[tuple[str, Callable[[], Floats]]]:
    """What is done otherwise, and what gives the log-odds then."""
    labels = Labels.of(material.augmented)
    for field, words in (("rarity", "freeing rare features"), ("smoothing", "log-count ratios")):
        if any(getattr(plan, field, 0.0) for plan in PLANS.values()):
            plans = {name: replace(plan, **{field: 0.0}) for name, plan in PLANS.items()}
            yield f"without {words}", partial(_unseen, material, material.blocks, plans=plans)
    yield "all features in one joint model", partial(_joint, material)
    heavy = replace(labels, power=1.0)
    yield "sources weighed by their size", partial(_unseen, material, material.blocks, labels=heavy)
    together = replace(labels, strata=labels.sources)
    yield "the synthetic lines as half a source", partial(_unseen, material, material.blocks, labels=together)
    copies = np.arange(len(labels.is_spam)) >= len(material.examples)
    yield "without the altered copies", partial(_only, material, ~copies)
    for prefix, words in (("synthetic", "the synthetic lines"), ("sms", "SMS"), ("mlma", "French tweets")):
        yield f"without {words}", partial(_only, material, ~np.char.startswith(labels.sources, prefix))


def _unseen(
    material: Material, blocks: Blocks, *, labels: Labels | None = None, plans: Mapping[str, Plan] = PLANS
) -> Floats:
    """Held-out log-odds of the examples, ``(n_examples,)``."""
    known = labels or Labels.of(material.augmented)
    return founding.held_out_log_odds(blocks, known, io.StringIO(), plans)[: len(material.examples)]


def _told_of(material: Material) -> Iterator[tuple[str, sparse.csr_matrix]]:
    """Each block, told of on standard error."""
    for name, matrix in material.blocks.items():
        tell(f"ablation: the block {name}")
        yield name, matrix


def _only(material: Material, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Floats:
    """Held-out log-odds of the examples where only the rows kept are learned from; 0 for the others."""
    rows = np.flatnonzero(kept)
    labels = Labels.of(material.augmented).at(rows)
    blocks = {name: matrix[rows] for name, matrix in material.blocks.items()}
    found = np.zeros(len(kept))
    found[rows] = founding.held_out_log_odds(blocks, labels, io.StringIO())
    return found[: len(material.examples)]


def _joint(material: Material) -> Floats:
    """Held-out log-odds of one model of all features, fitted together as words are."""
    every = sum(material.blocks.values(), start=sparse.csr_matrix(material.blocks["words"].shape))
    return _unseen(material, {"words": every.tocsr()})
