"""``python -m classifiers train``: from a file of labels to a site's model, and a screenful of what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import numpy as np

from classifiers.clusters import clusters
from classifiers.differences import auc, compare_scores
from classifiers.gate import compare
from classifiers.labelled import Labelled, read_labelled
from classifiers.learning import Challenger, train, with_thresholds
from classifiers.promise import Promise, Thresholds, one_each, solve
from classifiers.scorer import Scorer

__all__ = ["Course", "Progress", "beside", "run", "solved", "summary", "taught"]

DOUBTS_SHOWN = 8
MOST_AT_ONCE = 20_000  # more labels than this are streamed


@dataclass(frozen=True, slots=True)
class Course:
    """How to learn: ``stream``, whenever there are more than `BLOCK` labels; on a Dask cluster, by its scheduler."""

    stream: bool = False
    dask: str | None = None


def run(
    labels: Path, base: Path, out: Path, log: TextIO, *, page: Path | None = None, course: Course | None = None
) -> int:
    """The labels of a JSONL file are learned on top of a base model and the result is kept in ``out``; 0.

    With ``page`` the report is written there, beside the base as champion.

    Raises:
        DocumentError: a line of the file is no label.
        ValueError: the file has none, or the cluster cannot be reached.
        ModelError: the base cannot be used.
    """
    champion, progress = Scorer.load(base), Progress(log)
    challenger = solved(taught(read_labelled(labels), champion, course or Course(), progress=progress))
    challenger.scorer.artifact.write(out)
    log.writelines(line + "\n" for line in summary(challenger))
    if page:
        from classifiers.report import report

        page.write_text(report(challenger, compare(champion, challenger, progress=progress), champion.version), "utf-8")
        log.write(f"report        {page}\n")
    log.write(f"{challenger.scorer.version} is in {out}\n")
    return 0


def taught(
    labels: Iterable[Labelled], base: Scorer, course: Course, *, progress: Callable[[str, float], None] | None = None
) -> Challenger:
    """What these labels teach: learned from at once, or from `MOST_AT_ONCE` on in a stream, in bounded memory.

    Raises:
        ValueError: there are no labels, or the cluster cannot be reached.
    """
    from classifiers.outofcore import BLOCK, learn_stream, workers

    rest = iter(labels)
    first = list(islice(rest, (BLOCK if course.stream else MOST_AT_ONCE) + 1))
    if len(first) <= (BLOCK if course.stream else MOST_AT_ONCE):
        return train(first, base, progress=progress)
    with workers(course.dask) as client:
        return learn_stream(chain(first, rest), base, client=client, progress=progress)


def beside(model: Path, labels: Path, against: Path, log: TextIO) -> int:
    """What a model gains over another on labelled comments is written, with 95 % intervals; 0.

    Raises:
        DocumentError: a line of the file is no label.
        ModelError: a model cannot be used.
    """
    found = list(read_labelled(labels))
    is_spam = np.array([labelled.is_spam for labelled in found])
    if not found or is_spam.all() or not is_spam.any():
        log.write("no comparison: labels of both classes are needed\n")
        return 0
    documents = [labelled.document for labelled in found]
    mine, theirs = (
        np.array([scorer.score(document) for document in documents]) for scorer in map(Scorer.load, (model, against))
    )
    log.write(f"{'gain over ' + against.name:24}{'theirs':>9}{'ours':>9}{'gain':>9}   95 % interval\n")
    log.writelines(
        f"{one.name:24}{one.champion:9.4f}{one.challenger:9.4f}{one.gain:+9.4f}   {one.low:+.4f} to {one.high:+.4f}\n"
        for one in compare_scores(theirs, mine, is_spam, clusters(documents))
    )
    return 0


def solved(challenger: Challenger, promise: Promise | None = None, *, spam_rate: float | None = None) -> Challenger:
    """The challenger with thresholds that keep the promise, solved on its out-of-fold scores."""
    return with_thresholds(challenger, solve_for(challenger, promise, spam_rate=spam_rate))


def solve_for(challenger: Challenger, promise: Promise | None = None, *, spam_rate: float | None = None) -> Thresholds:
    """The thresholds of a challenger: each campaign is one trial."""
    places = one_each(challenger.evidence.campaign)
    return solve(challenger.out_of_fold[places], challenger.evidence.is_spam[places], promise, spam_rate=spam_rate)


def summary(challenger: Challenger) -> Iterator[str]:
    """A screenful: what was learned from, how good it is on what it had not seen, what it may do, what to look at."""
    card, evidence = challenger.scorer.card, challenger.evidence
    counts = card["labels"]
    if challenger.is_streamed:
        read = f"{counts['read']:,} read in a stream, {counts['repeats']:,} of them repeats"
        yield f"labels        {counts['ham']:,} ham, {counts['spam']:,} spam: {read}"
    else:
        yield f"labels        {counts['ham']} ham, {counts['spam']} spam, in {counts['campaigns']} campaigns"
    yield f"base          {card['parent']}"
    if evidence.is_spam.any() and not evidence.is_spam.all():
        seen = auc(evidence.prior, evidence.is_spam), auc(challenger.out_of_fold, evidence.is_spam)
        where = (
            f"the last {len(evidence.labels):,}, before they were learned"
            if challenger.is_streamed
            else "labels held out"
        )
        yield f"ROC-AUC       {seen[0]:.4f} base, {seen[1]:.4f} now, on {where}"
    yield from _promises(card["promise"])
    if challenger.doubts:
        labels = "label" if len(challenger.doubts) == 1 else "labels"
        yield f"second look   {len(challenger.doubts)} {labels} that the others contradict, the worst first:"
    for doubt in challenger.doubts[:DOUBTS_SHOWN]:
        yield f"              {doubt.id}: {doubt.label}? the others give it {doubt.probability:.1%}"


def _promises(promise: dict[str, float | int | None]) -> Iterator[str]:
    if promise["spam_from"] is None:
        yield f"spam          off: {promise['more_ham_for_spam']} more approved comments until automatic spam filing"
    else:
        yield (
            f"spam          from {promise['spam_from']:.4f}: at most {promise['blocked_ham']:.2%} of ham is put there, "
            f"{promise['caught_spam'] or 0.0:.1%} of spam is caught"
        )
    if promise["publish_below"] is None:
        yield (
            f"publish       off: {promise['more_ham_for_publishing']} more approved and "
            f"{promise['more_spam_for_publishing']} more spam comments until publishing unseen"
        )
    else:
        yield (
            f"publish       below {promise['publish_below']:.4f}: at most {promise['published_spam']:.2%} is spam, "
            f"{promise['published_ham'] or 0.0:.1%} of ham is published unseen"
        )


class Progress:
    """Tells of long work: writes each stage once where lines are kept, and redraws one line on a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._stage = ""

    def __call__(self, stage: str, share: float) -> None:
        """A stage has come so far; what follows a comma is told instead of the share."""
        stage, _, count = stage.partition(", ")
        if self._out.isatty():
            self._out.write(f"\r\033[K{stage} {count or format(share, '4.0%')}" if stage != "done" else "\r\033[K")
        elif stage not in {self._stage, "done"}:
            self._out.write(f"{stage} ...\n")
        self._stage = stage
        self._out.flush()
