"""How good the base model is where it has never been, beside its peers: ``python -m benchmarks.evaluate --data DIR``.

Prints the bars with 95 % intervals (bootstrap over comments) and, with ``--write``, puts the tables into
MODEL_CARD.md. Every figure is of comments whose source no part of the model saw.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers import peers
from classifiers import founding
from classifiers.corpus import swapped
from classifiers.evaluation import caught_at, measure
from classifiers.founding import Labels
from classifiers.training import block_matrices

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from benchmarks.peers import Peer
    from classifiers.corpus import Example

    Scores = NDArray[np.float64]
    Masks = list[NDArray[np.bool_]]

ROOT = Path(__file__).parent.parent
RESAMPLES = 200
FRENCH = ("nicolas-hoizey", "alienlebarge", "alexandrerio", "clementdemily", "blog-jmfrouin")


def run(arguments: Sequence[str]) -> int:
    """The tables are printed, and written into the model card if asked; the exit status 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--write", action="store_true", help="put the tables into MODEL_CARD.md")
    parser.add_argument("--quick", action="store_true", help="hold the peers out by video only, not by source")
    options = parser.parse_args(arguments)
    examples = founding.read_everything(options.data)
    found, missing = peers()
    lines = [*sources_table(examples, [] if options.quick else found), "", *youtube_table(examples, found), ""]
    lines.append(f"Not installed here, so not measured: {', '.join([*missing, 'SpamAssassin', 'fastText'])}.")
    if options.write:
        _write(lines)
    return 0


def _say(line: str) -> str:
    print(line, flush=True)
    return line


def sources_table(examples: list[Example], rivals: list[Peer]) -> list[str]:
    """Sources held out one fold after the other: ours and each rival's on the same rows."""
    labels = Labels.of(examples)
    masks = list(founding.folds_of(labels.sources.tolist()))
    judged = founding.judged_rows(labels)
    augmented = [*examples, *swapped(examples)]
    blocks = block_matrices(example.document for example in augmented)
    unseen = founding.held_out_log_odds(blocks, Labels.of(augmented), sys.stderr)[: len(examples)]
    slope, offset = founding.calibration(unseen[judged], labels.at(judged))
    everyone = {"ours": 1.0 / (1.0 + np.exp(-(slope * unseen + offset)))}
    for rival in rivals:
        everyone[rival.name] = held_out_scores(rival, examples, labels, masks)
    lines = [
        _say(
            "| sources held out | mean AUC of sources | AUC | caught at 1 % blocked | French ham blocked there | ECE |"
        )
    ]
    lines.append(_say("|---|---|---|---|---|---|"))
    lines += [_say(source_line(name, scores, labels, judged)) for name, scores in everyone.items()]
    lines += ["", *per_source(everyone, labels)]
    return lines


def held_out_scores(rival: Peer, examples: list[Example], labels: Labels, masks: Masks) -> Scores:
    """The rival's scores of every row, from training that saw no row of its source."""
    texts = np.array([example.document.text for example in examples], dtype=object)
    scores = np.zeros(len(texts))
    for mask in masks:
        kept = founding.thinned(labels, np.flatnonzero(~mask))
        rival.fit(texts[kept].tolist(), labels.is_spam[kept])
        scores[mask] = rival.scores(texts[mask].tolist())
    return scores


def source_line(name: str, scores: Scores, labels: Labels, judged: NDArray[np.intp]) -> str:
    """One row: with 95 % intervals of the pooled AUC and of what is caught."""
    score, spam, sources = scores[judged], labels.is_spam[judged], labels.sources[judged]
    areas = [
        measure(score[sources == source], spam[sources == source], 0.5).auc
        for source in np.unique(sources)
        if min(spam[sources == source].sum(), (~spam[sources == source]).sum()) >= 10
    ]
    figures = measure(score, spam, 0.5)
    low, high = interval(lambda at: measure(score[at], spam[at], 0.5).auc, len(score))
    caught_low, caught_high = interval(lambda at: caught_at(score[at], spam[at], 0.01), len(score))
    ham = np.sort(score[~spam])[::-1]
    french = np.isin(sources, FRENCH) & ~spam
    blocked = float((score[french] > ham[len(ham) // 100]).mean())
    return (
        f"| {name} | {np.mean(areas):.4f} | {figures.auc:.4f} ({low:.4f} to {high:.4f}) | "
        f"{figures.caught_at_1_percent:.3f} ({caught_low:.3f} to {caught_high:.3f}) | {100 * blocked:.1f} % | "
        f"{figures.calibration_error:.3f} |"
    )


def per_source(everyone: dict[str, Scores], labels: Labels) -> list[str]:
    """AUC and what is caught at 1 % blocked ham, for each source with ten of either class."""
    lines = [_say("| source | comments | spam | " + " | ".join(f"{name}: AUC, caught" for name in everyone) + " |")]
    lines.append(_say("|---|---|---|" + "---|" * len(everyone)))
    for source in np.unique(labels.sources):
        at = labels.sources == source
        spam = labels.is_spam[at]
        if min(spam.sum(), (~spam).sum()) >= 10:
            figures = [measure(scores[at], spam, 0.5) for scores in everyone.values()]
            told = " | ".join(f"{figure.auc:.3f}, {figure.caught_at_1_percent:.2f}" for figure in figures)
            lines.append(_say(f"| {source} | {len(spam)} | {int(spam.sum())} | {told} |"))
    return lines


def youtube_table(examples: list[Example], rivals: list[Peer]) -> list[str]:
    """YouTube, one video held out and the other four learned: means of five."""
    chosen = [example for example in examples if example.source.startswith("youtube")]
    labels = Labels.of(chosen)
    videos = [labels.sources == video for video in np.unique(labels.sources)]
    blocks = block_matrices(example.document for example in chosen)
    lines = [_say("| YouTube, one video held out | AUC | MCC at 0.5 | caught at 1 % blocked | us a comment |")]
    lines.append(_say("|---|---|---|---|---|"))
    ours = np.zeros(len(chosen))
    for video in videos:
        model = founding.fit_all(blocks, labels, np.flatnonzero(~video))
        ours[video] = sum(matrix[video] @ model.weights for matrix in blocks.values()) + model.bias
    lines.append(_say(video_line("ours", 1.0 / (1.0 + np.exp(-ours)), labels, videos, None)))
    for rival in rivals:
        started = time.perf_counter()
        scores = held_out_scores(rival, chosen, labels, videos)
        lines.append(_say(video_line(rival.name, scores, labels, videos, time.perf_counter() - started)))
    return lines


def video_line(name: str, scores: Scores, labels: Labels, videos: Masks, seconds: float | None) -> str:
    """One row of the YouTube table; the time includes learning, where it is told."""
    figures = [measure(scores[video], labels.is_spam[video], 0.5) for video in videos]
    means = (np.mean([getattr(f, key) for f in figures]) for key in ("auc", "mcc", "caught_at_1_percent"))
    area, agreement, caught = means
    told = "" if seconds is None else f"{1e6 * seconds / len(scores):.0f} with learning"
    return f"| {name} | {area:.4f} | {agreement:.3f} | {caught:.3f} | {told} |"


def interval(figure: Callable[[NDArray[np.intp]], float], size: int) -> tuple[float, float]:
    """The middle 95 % of a figure over resamples of the rows."""
    random = np.random.default_rng(0)
    drawn = [figure(random.integers(0, size, size)) for _ in range(RESAMPLES)]
    return float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975))


def _write(lines: list[str]) -> None:
    card = ROOT / "MODEL_CARD.md"
    text = card.read_text(encoding="utf-8")
    before, _, rest = text.partition("<!-- figures -->\n")
    _, _, after = rest.partition("<!-- end of figures -->")
    body = "\n".join(lines)
    card.write_text(f"{before}<!-- figures -->\n{body}\n<!-- end of figures -->{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
