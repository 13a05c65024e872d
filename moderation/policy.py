"""What becomes of a comment: an ordered list of small checks; the first to give a status wins, with its reasons."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from moderation.comments import AuthorRecord, Decision, Reason, Status, Submission, normalised

if TYPE_CHECKING:
    from classifiers.documents import Verdict
    from moderation.sites import Site

TOO_FAST_S = 3.0  # a person needs longer than this to read a form, write and send


@dataclass(frozen=True, slots=True)
class Policy:
    """One site's rules. Scores in [0, 1]: below ``publish_below`` is clearly fine, from ``spam_from`` clearly spam."""

    publish_below: float
    spam_from: float
    hold_all: bool = False
    max_links: int = 2
    blocked_terms: tuple[str, ...] = ()
    blocked_hosts: tuple[str, ...] = ()

    @classmethod
    def of(cls, site: Site, publish_below: float | None, spam_from: float | None) -> Policy:
        """The site's rules, with the model's thresholds where the site names none; None: no score gets that far."""
        below = publish_below if site.publish_below is None else site.publish_below
        above = spam_from if site.spam_from is None else site.spam_from
        return cls(
            publish_below=0.0 if below is None else below,
            spam_from=inf if above is None else above,
            hold_all=site.moderation == "all",
            max_links=site.max_links,
            blocked_terms=site.blocked_terms,
            blocked_hosts=site.blocked_hosts,
        )


@dataclass(frozen=True, slots=True)
class Case:
    """All that a check may look at. ``verdict`` is None where no model could give one."""

    policy: Policy
    submission: Submission
    verdict: Verdict | None
    author: AuthorRecord

    @property
    def score(self) -> float:
        """The verdict's score; only checks after `no_verdict` may ask."""
        if self.verdict is None:
            raise ValueError("no verdict, no score")
        return self.verdict.score


Outcome = tuple[Status, Reason]
Check = Callable[[Case], Outcome | None]


def everything_waits(case: Case) -> Outcome | None:
    """A site in full moderation publishes nothing unseen."""
    return (Status.PENDING, Reason("moderation-all")) if case.policy.hold_all else None


def no_verdict(case: Case) -> Outcome | None:
    """No model, no automatism: the comment waits for a person."""
    return (Status.PENDING, Reason("no-verdict")) if case.verdict is None else None


def honeypot(case: Case) -> Outcome | None:
    """A filled trap is spam, unless the model finds the text clearly fine: then a person decides."""
    if not case.submission.evidence.honeypot_filled:
        return None
    clearly_fine = case.score < case.policy.publish_below
    return (Status.PENDING if clearly_fine else Status.SPAM, Reason("honeypot"))


def blocked_term(case: Case) -> Outcome | None:
    """A whole word or phrase from the site's list, in the text or the name."""
    if not case.policy.blocked_terms:
        return None
    text = normalised(f"{case.submission.author or ''} {case.submission.content}")
    for term, sought in _normalised_terms(case.policy.blocked_terms):
        # a plain search first: two thousand expressions took 49 ms a comment, and 1.6 s the longest
        if sought in text and re.search(rf"(?<!\w){re.escape(sought)}(?!\w)", text):
            return Status.SPAM, Reason("blocked-term", term)
    return None


@lru_cache(maxsize=64)
def _normalised_terms(terms: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each of a site's terms, and how it stands in a text that is `normalised`."""
    return tuple((term, normalised(term)) for term in terms)


def blocked_host(case: Case) -> Outcome | None:
    """A link, website or e-mail address on a listed host or below it."""
    if not case.policy.blocked_hosts:
        return None
    submission = case.submission
    hosts = [_host(url) for url in (*submission.links, submission.website or "")]
    hosts.append(submission.email_domain or "")
    for blocked in case.policy.blocked_hosts:
        if any(host == blocked or host.endswith(f".{blocked}") for host in hosts):
            return Status.SPAM, Reason("blocked-host", blocked)
    return None


def too_many_links(case: Case) -> Outcome | None:
    """More links than the site likes to publish unseen."""
    count = len(case.submission.links)
    if count <= case.policy.max_links:
        return None
    status = Status.SPAM if case.score >= case.policy.spam_from else Status.PENDING
    return status, Reason("too-many-links", str(count))


def known_author(case: Case) -> Outcome | None:
    """Approved before by a person, from this very browser, never spam: published unless the model is sure."""
    if not case.author.trusted or case.author.spam or case.score >= case.policy.spam_from:
        return None
    return Status.APPROVED, Reason("known-author")


def too_fast(case: Case) -> Outcome | None:
    """Sent faster than a person writes: it is not published unseen."""
    elapsed_s = case.submission.evidence.elapsed_s
    if elapsed_s is None or elapsed_s >= TOO_FAST_S:
        return None
    status = Status.SPAM if case.score >= case.policy.spam_from else Status.PENDING
    return status, Reason("too-fast", f"{elapsed_s:.1f}")


def clearly_fine(case: Case) -> Outcome | None:
    """The model finds nothing against it."""
    return (Status.APPROVED, Reason("clearly-fine")) if case.score < case.policy.publish_below else None


def clearly_spam(case: Case) -> Outcome | None:
    """The model is sure."""
    return (Status.SPAM, Reason("clearly-spam")) if case.score >= case.policy.spam_from else None


def doubtful(_case: Case) -> Outcome | None:
    """What is left waits for a person."""
    return Status.PENDING, Reason("doubtful")


CHECKS: tuple[Check, ...] = (
    everything_waits,
    no_verdict,
    honeypot,
    blocked_term,
    blocked_host,
    too_many_links,
    known_author,
    too_fast,
    clearly_fine,
    clearly_spam,
    doubtful,
)


def decide(
    policy: Policy,
    submission: Submission,
    verdict: Verdict | None,
    author: AuthorRecord,
    checks: tuple[Check, ...] = CHECKS,
) -> Decision:
    """The machine's decision: that of the first check with an opinion; PENDING where none has one."""
    case = Case(policy, submission, verdict, author)
    for check in checks:
        if outcome := check(case):
            status, reason = outcome
            return Decision(status, (reason,), submission.received_at)
    return Decision(Status.PENDING, (), submission.received_at)


def _host(url: str) -> str:
    """The host of an address, lower case, '' where there is none."""
    try:
        return (urlsplit(url if "://" in url else f"//{url}").hostname or "").rstrip(".")
    except ValueError:
        return ""
