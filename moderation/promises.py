"""What a site promised of its automatisms, and how far it is from keeping it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from moderation.desk import Desk
    from moderation.sites import Site

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Automatism:
    """One thing the model may do unseen. ``threshold`` is the score it starts at, None where it is off.

    ``by`` says who set it: site (its settings), champion (proven on the site's labels), base (the shipped model's
    cautious figure, proven on other sites). ``more_ham`` and ``more_spam`` are the labels still missing for the site's
    own promise, 0 where it is kept.
    """

    threshold: float | None
    by: str
    more_ham: int
    more_spam: int = 0


@dataclass(frozen=True, slots=True)
class PromiseState:
    """A site's two sentences, in shares of [0, 1], and what stands behind each."""

    blocked_ham: float
    published_spam: float
    ham: int
    spam: int
    spam_filing: Automatism
    publishing: Automatism


def promise_state(desk: Desk, site: str) -> PromiseState:
    """How the site stands with its promise, counting the labels there are now.

    With the shipped model a new site starts with that model's cautious thresholds. From the first champion of its own
    on, what is automatic is what the site's own labels prove; what they do not prove yet waits for a person.
    """
    settings, champion = desk.site(site), desk.scoring.champion(site)
    card: dict[str, Any] = champion.card if champion else {}
    counts, missing = desk.labels.counts(site), card.get("promise") or _from_nothing(settings)
    new_ham, new_spam = (counts[name] - card.get("labels", {}).get(name, 0) for name in ("ham", "spam"))
    below, above = desk.scoring.thresholds(site)
    proven_by = "champion" if "promise" in card else "base"
    return PromiseState(
        blocked_ham=settings.promise_blocked_ham,
        published_spam=settings.promise_published_spam,
        ham=counts["ham"],
        spam=counts["spam"],
        spam_filing=Automatism(
            threshold=_reachable(above, 1.0) if settings.spam_from is None else settings.spam_from,
            by=proven_by if settings.spam_from is None else "site",
            more_ham=_left(missing["more_ham_for_spam"], new_ham),
        ),
        publishing=Automatism(
            threshold=_reachable(below, 0.0) if settings.publish_below is None else settings.publish_below,
            by=proven_by if settings.publish_below is None else "site",
            more_ham=_left(missing["more_ham_for_publishing"], new_ham),
            more_spam=_left(missing["more_spam_for_publishing"], new_spam),
        ),
    )


def _reachable(threshold: float | None, never: float) -> float | None:
    """The threshold, None where no score gets there."""
    return None if threshold == never else threshold


def _left(missing: int, gained: int) -> int:
    """What is still missing of what was missing at the last training; at least one until the next one has looked."""
    return max(1, missing - max(0, gained)) if missing else 0


def _from_nothing(site: Site) -> dict[str, int]:
    """The labels a promise needs where no error has been seen yet: n with (1 - share)^n <= 5 % (Clopper-Pearson)."""
    spam = _trials(site.promise_published_spam)
    return {
        "more_ham_for_spam": _trials(site.promise_blocked_ham),
        "more_ham_for_publishing": spam,
        "more_spam_for_publishing": spam,
    }


def _trials(share: float) -> int:
    return math.ceil(math.log(1 - CONFIDENCE) / math.log(1 - share))
