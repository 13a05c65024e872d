"""``python -m classifiers train``: from a file of labels to a site's model, and a screenful of what was done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from classifiers.gate import auc
from classifiers.labelled import read_labelled
from classifiers.learning import Challenger, train, with_thresholds
from classifiers.promise import Promise, Thresholds, one_each, solve
from classifiers.scorer import Scorer

__all__ = ["run", "solved", "summary"]

DOUBTS_SHOWN = 8


def run(labels: Path, base: Path, out: Path, log: TextIO) -> int:
    """The labels of a JSONL file are learned on top of a base model and the result is kept in ``out``; 0.

    Raises:
        DocumentError: a line of the file is no label.
        ValueError: the file has none.
        ModelError: the base cannot be used.
    """
    found = list(read_labelled(labels))
    challenger = solved(train(found, Scorer.load(base), progress=_Progress(log)))
    challenger.scorer.artifact.write(out)
    log.writelines(line + "\n" for line in summary(challenger))
    log.write(f"{challenger.scorer.version} is in {out}\n")
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
    yield f"labels        {counts['ham']} ham, {counts['spam']} spam, in {counts['campaigns']} campaigns"
    yield f"base          {card['parent']}"
    if counts["ham"] and counts["spam"]:
        seen = auc(evidence.prior, evidence.is_spam), auc(challenger.out_of_fold, evidence.is_spam)
        yield f"ROC-AUC       {seen[0]:.4f} base, {seen[1]:.4f} now, on labels held out"
    yield from _promises(card["promise"])
    if challenger.doubts:
        yield f"second look   {len(challenger.doubts)} labels that the others contradict, the worst first:"
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


class _Progress:
    """Writes each stage once where lines are kept, and redraws one line on a terminal."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._stage = ""

    def __call__(self, stage: str, share: float) -> None:
        if self._out.isatty():
            self._out.write(f"\r\033[K{stage} {share:4.0%}" if stage != "done" else "\r\033[K")
        elif stage not in {self._stage, "done"}:
            self._out.write(f"{stage} ...\n")
        self._stage = stage
        self._out.flush()
