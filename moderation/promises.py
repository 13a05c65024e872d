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
    counts = desk.labels.counts(site)
    below, above = desk.scoring.thresholds(site, settings.promise)
    below, above = _reachable(below, 0.0), _reachable(above, 1.0)
    missing = _missing(settings, card, counts, {"spam": above is not None, "publishing": below is not None})
    proven_by = "champion" if "promise" in card else "base"
    return PromiseState(
        blocked_ham=settings.promise_blocked_ham,
        published_spam=settings.promise_published_spam,
        ham=counts["ham"],
        spam=counts["spam"],
        spam_filing=Automatism(
            threshold=above if settings.spam_from is None else settings.spam_from,
            by=proven_by if settings.spam_from is None else "site",
            more_ham=missing["more_ham_for_spam"],
        ),
        publishing=Automatism(
            threshold=below if settings.publish_below is None else settings.publish_below,
            by=proven_by if settings.publish_below is None else "site",
            more_ham=missing["more_ham_for_publishing"],
            more_spam=missing["more_spam_for_publishing"],
        ),
    )


def _missing(site: Site, card: dict[str, Any], counts: dict[str, int], is_on: dict[str, bool]) -> dict[str, int]:
    """How many labels the site's own proof lacks now.

    As the last training found, less what came since; counted from nothing where there was none yet, or where it proved
    a laxer promise than the site makes now.
    """
    trained, proven = card.get("labels", {}), card.get("promise")
    found = {}
    for name, needed in _from_nothing(site).items():
        kind, _, purpose = name.removeprefix("more_").partition("_for_")
        if proven and (proven[name] or is_on[purpose]):
            found[name] = _left(proven[name], counts[kind] - trained.get(kind, 0))
        else:
            found[name] = _left(needed, counts[kind])
    return found


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
