"""The gate: a challenger takes the champion's place only where it is better on comments neither had seen.

Labels the champion did not learn from are cut into small blocks in the order they were given. Each block is scored
by the champion, and by a challenger trained, and calibrated, on nothing but labels given before it; a campaign that
reaches from one side to the other is left out. So every late label is "later" once, and a site with fifty rulings
can already be judged (prequential evaluation: Dawid 1984). What is promoted is the challenger fitted on
all labels. Differences are judged by a paired bootstrap over campaigns (`classifiers.differences`).

The order is that of the rulings, not of the comments: where the most doubtful are ruled on first, older comments were
judged beside a champion that knew later ones, and YouTube stayed with one that caught .73, not .82, of its spam.

A site's first hundreds of labels are often of one class, or nearly. Of a class with fewer than `ENOUGH` later
labels, comments of the project's own corpus that are not rehearsed stand in for the missing ones, spread evenly
over the blocks: they hold a challenger to what the base knows of that class. The base was founded on them, so
they favour it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from classifiers.calibrating import probability
from classifiers.differences import Difference, compare_scores
from classifiers.labelled import Labelled
from classifiers.learning import Challenger, Progress, learn
from classifiers.memory import learned_from
from classifiers.promise import Promise
from classifiers.rehearsal import stand_ins
from classifiers.scorer import Scorer
from classifiers.training import Linear, log_odds

__all__ = ["Comparison", "compare"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Places = NDArray[np.intp]

FIRST = 20  # labels that only teach where the champion knows none of them, or a fifth of them
BLOCK = 10  # later labels judged by one challenger, at least
GROWTH = 8  # ... or an eighth of what it was trained on: a little more teaches little,
MANY = 1_000  # ... and where it was trained on more than these,
GROWTH_OF_MANY = 3  # ... a third,
LARGEST = 5  # ... but no more than a fifth of the later labels,
SMALLEST = 80  # ... nor fewer than an eightieth of what it was trained on: a training takes its time
FEWEST = 20  # later labels, of whatever class, below which nothing is judged
ENOUGH = 16  # ... and of each class, below which others stand in
HALF = 0.5
CONTRADICTED = 0.1
MOST_CONTRADICTED = 0.1


@dataclass(frozen=True, slots=True)
class Block:
    """Labels at ``places``, judged by a challenger that knows those at ``earlier`` alone, and rows of `stand_ins`."""

    earlier: Places
    places: Places
    standing_in: Places


@dataclass(frozen=True, slots=True)
class Trial:
    """What both models gave the comments compared, ``(n,)`` each: the site's own, then those standing in."""

    is_spam: Bools
    champion: Floats
    challenger: Floats
    campaign: Places


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the gate found: ``is_better`` alone decides; ``reasons`` tell it in sentences.

    ``ids`` are the site's comments compared, ``trial`` what both models gave these and those standing in; none
    where there was nothing to compare.
    """

    is_better: bool
    differences: tuple[Difference, ...]
    reasons: tuple[str, ...]
    ids: tuple[str, ...]
    trial: Trial | None


def compare(
    champion: Scorer,
    challenger: Challenger,
    *,
    gold: Sequence[Labelled] = (),
    promise: Promise | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Comparison:
    """Whether the challenger may take the champion's place, and why or why not.

    It may if it is worse on no figure and better on one, its labels do not contradict each other, and no
    ``gold`` comment that the champion judges rightly is judged wrongly. ``gold``: labels that a moderator
    froze for this, kept out of training by the caller.
    """
    evidence = challenger.evidence
    vetoes = _vetoes(champion, challenger.scorer, gold)
    known = learned_from(champion.card, (labelled.id for labelled in evidence.labels))
    cut = _whole if challenger.is_streamed else _blocks
    blocks = list(cut(evidence.campaign, np.array(known, dtype=bool)))
    places = np.concatenate([np.array([], dtype=np.intp), *(block.places for block in blocks)])
    if len(places) < FEWEST:
        told = f"too few labels to compare: {len(places)} that the champion does not know, {FEWEST} are needed"
        return Comparison(is_better=False, differences=(), reasons=(*vetoes, told), ids=(), trial=None)
    trial = _trial(champion, challenger, _filled(blocks, evidence.is_spam[places]), progress)
    differences = compare_scores(trial.champion, trial.challenger, trial.is_spam, trial.campaign, promise, seed=seed)
    against = [*vetoes, *_contradictions(challenger.agreement[places]), *_losses(differences)]
    gains = [_sentence(found, "better") for found in differences if found.is_better]
    is_better = bool(gains) and not against
    if not gains:
        against.append("better on no figure beyond doubt: more labels may tell")
    reasons = (*against, *gains, *_stood_in(trial.is_spam[len(places) :]))
    return Comparison(is_better, differences, reasons, tuple(evidence.labels[at].id for at in places), trial)


def _blocks(campaign: Places, known: Bools) -> Iterator[Block]:
    """The labels the champion does not know, in their order, one a campaign, none that straddles.

    Where it knows none, the first of them only teach.
    """
    unseen = np.flatnonzero(~known)
    most = len(unseen) // LARGEST
    start = 0 if known.any() else max(FIRST, len(unseen) // LARGEST)
    while start < len(unseen):
        taught = int(unseen[start])
        size = max(BLOCK, taught // SMALLEST, min(most, taught // (GROWTH if taught < MANY else GROWTH_OF_MANY)))
        places, start = unseen[start : start + size], start + size
        earlier = np.arange(places[0])
        before = np.union1d(campaign[earlier], campaign[known])
        yield Block(earlier, _fresh(places, campaign, before), earlier[:0])


def _whole(campaign: Places, known: Bools) -> Iterator[Block]:
    """The same of the end of a stream: each of its labels was scored by what had learned earlier ones alone."""
    unseen = np.flatnonzero(~known)
    yield Block(unseen[:0], _fresh(unseen, campaign, campaign[known]), unseen[:0])


def _fresh(places: Places, campaign: Places, before: Places) -> Places:
    """The first of these labels of each campaign that is not among those before."""
    first = np.sort(places[np.unique(campaign[places], return_index=True)[1]])
    return first[~np.isin(campaign[first], before)]


def _filled(blocks: Sequence[Block], is_spam: Bools) -> list[Block]:
    """The blocks with comments standing in, evenly spread, for a class of which there are fewer than `ENOUGH`."""
    owner = np.repeat(np.arange(len(blocks)), [len(block.places) for block in blocks])
    rows, owners = [], []
    for label in (False, True):
        lacking = max(0, ENOUGH - int((is_spam == label).sum()))
        pool = np.flatnonzero(stand_ins().is_spam == label)
        rows.append(_evenly(pool, lacking))
        owners.append(_evenly(owner, lacking))
    row, at = np.concatenate(rows), np.concatenate(owners)
    return [replace(block, standing_in=row[at == number]) for number, block in enumerate(blocks)]


def _evenly(places: Places, count: int) -> Places:
    return places[np.linspace(0, len(places) - 1, count).astype(np.intp)]


def _trial(champion: Scorer, challenger: Challenger, blocks: Sequence[Block], progress: Progress | None) -> Trial:
    """Both models' probabilities, those of the challengers from earlier labels alone."""
    evidence, others = challenger.evidence, stand_ins()
    own, standing_in = [], []
    for number, block in enumerate(blocks, 1):
        scores = _scores(challenger, block)
        own.append(scores[0])
        standing_in.append(scores[1])
        if progress:
            progress("comparing", number / len(blocks))
    theirs = Linear.of(champion.artifact)
    places = np.concatenate([block.places for block in blocks])
    rows = np.concatenate([block.standing_in for block in blocks])
    return Trial(
        is_spam=np.concatenate([evidence.is_spam[places], others.is_spam[rows]]),
        champion=probability(
            np.concatenate([log_odds(theirs, evidence.matrix[places]), log_odds(theirs, others.matrix[rows])])
        ),
        challenger=np.concatenate([*own, *standing_in]),
        campaign=np.concatenate([evidence.campaign[places], -1 - np.arange(len(rows))]),
    )


def _scores(challenger: Challenger, block: Block) -> tuple[Floats, Floats]:
    """What a challenger that knows only what is earlier gives the block's labels, and those standing in."""
    evidence, others = challenger.evidence, stand_ins().matrix[block.standing_in]
    if challenger.is_streamed:
        model = Linear.of(challenger.scorer.artifact)
        return challenger.out_of_fold[block.places], probability(log_odds(model, others))
    model = learn(evidence.alone(block.earlier)).on(Linear.of(challenger.base.artifact))
    return probability(log_odds(model, evidence.matrix[block.places])), probability(log_odds(model, others))


def _stood_in(is_spam: Bools) -> list[str]:
    """A sentence for each class in which comments of the project's own corpus were judged beside the site's."""
    counts = {"ham": int((~is_spam).sum()), "spam": int(is_spam.sum())}
    return [
        f"{count} {name} comments of the shipped corpus stood in: the site has fewer than {ENOUGH} later {name} labels"
        for name, count in counts.items()
        if count
    ]


def _contradictions(agreement: Floats) -> list[str]:
    """A sentence where so many labels contradict all the others that somebody may have mistaken the button.

    Measured on eight sites held out of the base, with 50 to 400 labels: of their own at most 8 % were contradicted
    (YouTube's first fifty; elsewhere 2 %), with 30 % of the labels flipped at least 20 %.
    """
    against = float((agreement < CONTRADICTED).mean())
    if against <= MOST_CONTRADICTED:
        return []
    told = f"{against:.0%} of the new labels contradict all the others with confidence"
    return [f"{told} (at most {MOST_CONTRADICTED:.0%} may): look at the doubtful ones before they teach"]


def _losses(differences: Sequence[Difference]) -> list[str]:
    return [_sentence(found, "worse") for found in differences if found.is_worse]


def _sentence(found: Difference, word: str) -> str:
    return (
        f"{found.name} {word}: {found.champion:.4f} to {found.challenger:.4f} "
        f"(gain {found.gain:+.4f}, 80 % from {found.low:+.4f} to {found.high:+.4f})"
    )


def _vetoes(champion: Scorer, challenger: Scorer, gold: Sequence[Labelled]) -> list[str]:
    """A sentence for gold comments that would be judged wrongly from now on."""
    lost = [
        labelled.id
        for labelled in gold
        if (challenger.score(labelled.document) >= HALF) != labelled.is_spam
        and (champion.score(labelled.document) >= HALF) == labelled.is_spam
    ]
    if not lost:
        return []
    return [f"gold set: {len(lost)} of {len(gold)} comments would be judged wrongly: {', '.join(lost[:5])}"]
