"""The story of learning: a site's labels become a challenger, which takes the champion's place if it is better."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from itertools import chain, islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from moderation.comments import Status
from moderation.errors import ConfigurationError, ModerationError
from moderation.promises import CONFIDENCE
from moderation.registry import BASE

if TYPE_CHECKING:
    from collections.abc import Callable

    from classifiers.gate import Comparison
    from classifiers.labelled import Labelled
    from classifiers.learning import Challenger
    from classifiers.scorer import Scorer
    from moderation.comments import Label
    from moderation.desk import Desk

    Progress = Callable[[str, float], None]

FEWEST = 20  # labels, of whatever class: fewer are not worth a model
FEWEST_TO_KNOW_THE_RATE = 50  # comments decided here, before their share of spam is taken for the site's


class TooLittleToLearnError(ModerationError):
    """There are too few labels to learn from; ``details`` say how many there are and how many are needed."""

    key = "too-little-to-learn"


@dataclass(frozen=True, slots=True)
class Order:
    """How to train: who asked, and whether the challenger only scores beside the champion.

    More than 20,000 labels are streamed, with ``stream`` also fewer: in bounded memory, on the workers of the Dask
    scheduler at ``dask`` if one is named.
    """

    by: str
    shadow: bool = False
    stream: bool = False
    dask: str | None = None


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of a training: the new version, whether it is on duty, and why or why not in sentences."""

    version: str
    champion_before: str
    is_better: bool
    promoted: bool
    shadowing: bool
    card: dict[str, Any]
    reasons: tuple[str, ...]
    summary: tuple[str, ...]


def retrain(desk: Desk, site: str, order: Order, progress: Progress) -> Trained:
    """A challenger trained on all the site's labels is in the registry, and on duty if the gate lets it pass.

    Deterministic: the same labels give the same version. Raises TrainingHeldError, TooLittleToLearnError,
    StoreUnavailableError, ModelError where there is no shipped model to start from, and ConfigurationError where the
    cluster cannot be reached.
    """
    from threadpoolctl import threadpool_limits

    from classifiers.gate import compare
    from classifiers.promise import Promise
    from classifiers.retraining import solved

    desk.scoring.look_again(site)
    # one thread: on small problems those of BLAS only wait for each other (0.9 s of CPU instead of 2.7 for 120 labels),
    # and the same labels have to give the same bytes on every machine
    with desk.registry.training(site) as renew, threadpool_limits(1):

        def told(stage: str, share: float) -> None:
            renew()
            progress(stage, share)

        base, champion = _on_duty(desk, site)
        gold = _gold(desk, site)
        promise = Promise(*desk.site(site).promise)
        challenger = solved(_taught(desk, site, order, base, told), promise, spam_rate=spam_rate(desk, site))
        comparison = compare(champion, challenger, gold=gold, promise=promise, progress=told)
        return _kept(desk, site, order, (champion, challenger, comparison))


def _on_duty(desk: Desk, site: str) -> tuple[Scorer, Scorer]:
    """The shipped model and the site's champion."""
    from classifiers.scorer import ModelError

    base, champion = desk.scoring.scorer, desk.scoring.champion(site)
    if base is None or champion is None:
        raise ModelError("there is no shipped model to start from: MODEL_DIR has to name one")
    return base, champion


def _gold(desk: Desk, site: str) -> list[Labelled]:
    """The labels that only judge."""
    return [_labelled(label) for label in desk.labels.these(site, sorted(desk.labels.gold(site)))]


def _taught(desk: Desk, site: str, order: Order, base: Scorer, told: Progress) -> Challenger:
    """What the labels that teach make of the base, read once through, however many they are."""
    from classifiers.outofcore import WorkersError
    from classifiers.retraining import Course, taught

    frozen = desk.labels.gold(site)
    labels = (_labelled(label) for label in desk.labels.read(site) if label.id not in frozen)
    first = list(islice(labels, FEWEST))
    if len(first) < FEWEST:
        counts = {name: sum(label.label == name for label in first) for name in ("ham", "spam")}
        raise TooLittleToLearnError(**counts, needed=FEWEST)
    course = Course(order.stream or order.dask is not None, order.dask)
    try:
        return taught(chain(first, labels), base, course, progress=told)
    except WorkersError as cause:
        raise ConfigurationError(str(cause)) from cause


def _labelled(label: Label) -> Labelled:
    from classifiers.documents import Document
    from classifiers.labelled import Labelled

    return Labelled(
        id=label.id,
        document=label.document or Document(""),
        label="spam" if label.label == "spam" else "ham",
        weight=label.counts_for,
        at=label.created,
        said=label.at,
        source=label.source,
    )


def spam_rate(desk: Desk, site: str) -> float | None:
    """The largest share of spam that the comments decided here do not rule out, in (0, 1]; None where too few are.

    Labels are a picked sample, the doubtful ones first; comments that were decided, by whomever, are not. A bound and
    not the share seen: where no spam came yet, nothing says that none will.
    """
    from classifiers.promise import upper_bound

    counts = desk.queues.counts(site)
    spam, fine = counts[Status.SPAM], counts[Status.APPROVED]
    if spam + fine < FEWEST_TO_KNOW_THE_RATE:
        return None
    return upper_bound(spam, spam + fine, CONFIDENCE)


def _kept(desk: Desk, site: str, order: Order, found: tuple[Scorer, Challenger, Comparison]) -> Trained:
    """The challenger is in the registry with its card and report, and in the role it earned."""
    from classifiers.retraining import summary

    champion, challenger, comparison = found
    scorer, now = challenger.scorer, desk.clock()
    card = scorer.card | _findings(champion, comparison)
    is_new = scorer.version != champion.version
    version = desk.registry.add(site, scorer.to_bytes(), card, _report(desk, site, found), now)
    earned = is_new and (comparison.is_better or _must_go(desk, site, comparison))
    if order.shadow and is_new:
        desk.registry.challenge(site, version, by=order.by, at=now)
    elif earned:
        desk.registry.promote(site, version, by=order.by, at=now)
    desk.scoring.look_again(site)
    return Trained(
        version=version,
        champion_before=champion.version,
        is_better=earned,
        promoted=earned and not order.shadow,
        shadowing=order.shadow and is_new,
        card=card,
        reasons=comparison.reasons if is_new else ("the champion has learned from these very labels",),
        summary=tuple(summary(challenger)),
    )


def _must_go(desk: Desk, site: str, comparison: Comparison) -> bool:
    """Whether the champion learned from comments erased since: then whoever is not worse takes its place."""
    champion = desk.registry.roles(site).champion
    if champion == BASE or desk.registry.version(site, champion).stale is None:
        return False
    return not any(difference.is_worse for difference in comparison.differences)


def _findings(champion: Scorer, comparison: Comparison) -> dict[str, Any]:
    """What the gate found, for the card."""
    return {
        "compared_with": champion.version,
        "is_better": comparison.is_better,
        "compared_on": len(comparison.ids),
        "figures": {found.name: dataclasses.asdict(found) for found in comparison.differences},
        "reasons": list(comparison.reasons),
        "code": code_version(),
    }


def _report(desk: Desk, site: str, found: tuple[Scorer, Challenger, Comparison]) -> str:
    """The page on this training, with links to the comments at the desk."""
    from classifiers.report import report

    champion, challenger, comparison = found
    return report(challenger, comparison, champion.version, partial(_address, desk.settings.home, site))


def _address(home: str, site: str, label_id: str) -> str:
    """Where a moderator sees the comment of a label; what other systems asked about has a list of its own."""
    page = "checks" if label_id.startswith(("check-", "feedback-")) else f"comments/{quote(label_id)}"
    return f"{home}/moderation/{page}?site={quote(site)}"


@cache
def code_version() -> str:
    """The code that trained: 12 digits of the SHA-256 over the classifier's modules."""
    digest = hashlib.sha256()
    for module in sorted(resources.files("classifiers").iterdir(), key=lambda found: found.name):
        if module.name.endswith(".py"):
            digest.update(module.read_bytes())
    return digest.hexdigest()[:12]
