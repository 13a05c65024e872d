"""The models on duty, one per site: asked for a verdict, never allowed to stop a comment."""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from classifiers.documents import Document
from classifiers.scorer import ModelError, Scorer
from moderation.errors import NotFoundError, StoreUnavailableError
from moderation.metrics import SCORING, SHADOW
from moderation.registry import BASE, Roles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from classifiers.documents import Verdict
    from moderation.comments import Submission
    from moderation.registry import Registry

CLUES = 12
CAUTIOUS = (0.05, 0.95)  # publish_below, spam_from where a model's card says nothing of thresholds
NOTICE_S = 1.0  # a promotion is noticed within this time
SITES_MAX = 64  # models held at once; the one asked longest ago goes first
_log = logging.getLogger(__name__)

Thresholds = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Duty:
    """Who judges a site's comments, as last seen at ``seen_at``; None: the shipped model, and nobody beside it."""

    roles: Roles
    seen_at: datetime
    champion: Scorer | None = None
    challenger: Scorer | None = None


class Scoring:
    """Judges each site's comments with its champion; a promotion is on duty within a second, on every worker.

    A site without a champion of its own is judged by the shipped model. A version that cannot be used (tampered with,
    cut short, gone) is refused and logged: whoever was on duty before stays; without a model every verdict is None.
    """

    def __init__(self, directory: Path, registry: Registry, clock: Callable[[], datetime]) -> None:
        self.registry = registry
        self._clock = clock
        self._duties: OrderedDict[str, Duty] = OrderedDict()
        self.scorer: Scorer | None = None  # the shipped model
        try:
            self.scorer = Scorer.load(directory)
        except ModelError as cause:
            _log.error("model not loaded: every comment waits", extra={"cause": str(cause)})

    def version(self, site: str) -> str | None:
        """The version of the model on duty, None where there is none."""
        champion = self.champion(site)
        return champion.version if champion else None

    def thresholds(self, site: str, budget: tuple[float, float] | None = None) -> Thresholds:
        """(publish_below, spam_from) as the champion's card promises them; None: that automatism is off.

        A new site has those of the shipped model, which were solved for sites it had never seen. Once it has a champion
        of its own they are that one's: solved on the site's own labels for the site's own promise. ``budget`` is that
        promise now (blocked ham, published spam): where it has become stricter than what was proven, the automatism is
        off until the next training.
        """
        champion = self.champion(site)
        if champion is None:
            return CAUTIOUS
        below, above = _thresholds(champion)
        proven = champion.card.get("promise")
        if budget is None or proven is None:
            return below, above
        return (
            below if _holds(proven["published_spam"], budget[1]) else None,
            above if _holds(proven["blocked_ham"], budget[0]) else None,
        )

    def verdict(self, submission: Submission, context: str | None) -> Verdict | None:
        """The champion's opinion, None where it is missing or fails: the failure is logged, the comment waits.

        A challenger's opinion is counted and logged, and decides nothing.
        """
        duty = self._duty(submission.site)
        champion = duty.champion or self.scorer
        if champion is None:
            return None
        document = document_of(submission, context)
        try:
            with SCORING.labels("champion").time():
                verdict = champion.verdict(document, CLUES)
        except Exception:  # noqa: BLE001 (whatever a model does wrong, the comment is kept and waits)
            _log.exception("scoring failed: the comment waits")
            return None
        if duty.challenger:
            self._shadow(submission.site, duty.challenger, document, (champion, verdict.score))
        return verdict

    def champion(self, site: str) -> Scorer | None:
        """The model that judges this site."""
        return self._duty(site).champion or self.scorer

    def look_again(self, site: str) -> None:
        """The next question finds who is on duty now, not who was a moment ago."""
        if duty := self._duties.get(site):
            self._duties[site] = replace(duty, seen_at=datetime.min.replace(tzinfo=UTC))

    def _shadow(self, site: str, challenger: Scorer, document: Document, decided: tuple[Scorer, float]) -> None:
        champion, score = decided
        try:
            with SCORING.labels("challenger").time():
                other = challenger.score(document)
            outcomes = f"{_outcome(score, _thresholds(champion))}>{_outcome(other, _thresholds(challenger))}"
            self.registry.count_shadow(site, outcomes)
        except Exception:  # noqa: BLE001 (a challenger decides nothing, and stops nothing)
            _log.exception("shadow scoring failed")
            return
        SHADOW.labels(outcomes).inc()
        scores = {"score": round(score, 6), "challenger_score": round(other, 6)}
        versions = {"model": champion.version, "challenger": challenger.version}
        _log.info("shadow verdict", extra={"site": site, "outcome": outcomes, **versions, **scores})

    def _duty(self, site: str) -> Duty:
        """Who is on duty, at most `NOTICE_S` old; a store that does not answer changes nobody's duty."""
        now, duty = self._clock(), self._duties.get(site)
        if duty and timedelta() <= now - duty.seen_at < timedelta(seconds=NOTICE_S):
            return duty
        try:
            roles = self.registry.roles(site)
            duty = replace(duty, seen_at=now) if duty and duty.roles == roles else self._relieved(site, roles, duty)
        except StoreUnavailableError:
            duty = replace(duty, seen_at=now) if duty else Duty(Roles(), now)
        self._duties[site] = duty
        self._duties.move_to_end(site)
        if len(self._duties) > SITES_MAX:
            self._duties.popitem(last=False)
        return duty

    def _relieved(self, site: str, roles: Roles, before: Duty | None) -> Duty:
        """Those who take over; where one cannot be used, whoever was on duty stays."""
        old = before.champion if before else None
        champion = None if roles.champion == BASE else self._loaded(site, roles.champion, old)
        if champion is None and roles.champion != BASE:
            champion = old or (self._loaded(site, roles.previous, None) if roles.previous not in (None, BASE) else None)
        challenger = self._loaded(site, roles.challenger, None) if roles.challenger else None
        return Duty(roles, self._clock(), champion, challenger)

    def _loaded(self, site: str, version: str | None, held: Scorer | None) -> Scorer | None:
        """The scorer of a version, None where it is refused; the one held is not loaded again."""
        if version is None or (held and held.version == version):
            return held
        try:
            return Scorer.from_bytes(self.registry.artifact(site, version))
        except (ModelError, NotFoundError) as cause:
            _log.error("model refused", extra={"site": site, "model": version, "cause": str(cause)})
            return None


def _thresholds(scorer: Scorer) -> Thresholds:
    promised: dict[str, Any] = scorer.card.get("thresholds", {})
    return promised.get("publish_below", CAUTIOUS[0]), promised.get("spam_from", CAUTIOUS[1])


def _holds(bound: float | None, budget: float) -> bool:
    """Whether the error bound that was proven is within the budget."""
    return bound is not None and bound <= budget


def _outcome(score: float, thresholds: Thresholds) -> str:
    """What the model alone would do: publish, wait or spam."""
    publish_below, spam_from = thresholds
    if publish_below is not None and score < publish_below:
        return "publish"
    return "spam" if spam_from is not None and score >= spam_from else "wait"


def document_of(submission: Submission, context: str | None) -> Document:
    """What the model may see of a submission; what is not known is None."""
    return Document(
        text=submission.content,
        author=submission.author,
        url=submission.website,
        email_domain=submission.email_domain,
        lang=submission.lang,
        context=context,
    )
