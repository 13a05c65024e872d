"""The machine's half of the story: from a checked submission to a comment that is published, filed or waiting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moderation import metrics
from moderation.arrivals import Arrival, Whom
from moderation.comments import Comment, Status, normalised
from moderation.errors import (
    ClosedArticleError,
    DuplicateCommentError,
    FieldError,
    InvalidSubmissionError,
    NotFoundError,
)
from moderation.limits import too_many
from moderation.policy import Policy, decide

if TYPE_CHECKING:
    from classifiers.documents import Verdict
    from moderation.arrivals import Situation
    from moderation.comments import Article, Decision, Submission
    from moderation.desk import Desk
    from moderation.rates import Rate
    from moderation.sites import Site

CONTEXT_MAX = 4_000  # characters of title and text that are kept with a comment


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission. ``is_repeat``: an Idempotency-Key named a comment stored before."""

    comment: Comment
    is_repeat: bool = False

    @property
    def public_status(self) -> Status:
        """What the author is told: what is judged spam is answered as waiting too."""
        return Status.APPROVED if self.comment.status is Status.APPROVED else Status.PENDING


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, as keyed marks: of the address, of address and browser together, of the network; '' where unknown."""

    fingerprint: str
    acquaintance: str
    network: str


def submit(desk: Desk, submission: Submission) -> Receipt:
    """The submission is on disk as a comment, decided; the same Idempotency-Key gives the same comment again.

    Raises TooManyError, ClosedArticleError, DuplicateCommentError, NotFoundError (article), InvalidSubmissionError
    (parent) and StoreUnavailableError; nothing is kept then.
    """
    if repeat := _repeat(desk, submission):
        return repeat
    site, sender = desk.site(submission.site), _sender(desk, submission)
    rates = _rates(desk, site, sender)
    whom = Whom(sender.fingerprint, sender.acquaintance, submission.parent_id or "", rates)
    situation = desk.arrivals.situation(site.name, submission.article_id, whom, submission.received_at)
    if situation.wait_ms:
        raise too_many(situation.wait_ms)
    if situation.parent and situation.parent.article_id != submission.article_id:
        raise InvalidSubmissionError({"parent_id": [FieldError("field-parent")]})
    verdict = desk.scoring.verdict(submission, _context(situation.article, submission))
    policy = Policy.of(site, *desk.scoring.thresholds(site.name, site.promise))
    decision = decide(policy, submission, verdict, situation.author)
    comment = _sealed(desk, _comment(desk, submission, situation, verdict, decision), submission, sender)
    return _written(desk, _arrival(desk, site, submission, comment, sender, rates))


def _sender(desk: Desk, submission: Submission) -> Sender:
    addresses, site, browser = desk.addresses, submission.site, submission.browser
    fingerprint = addresses.fingerprint(site, submission.email) if submission.email else ""
    return Sender(
        fingerprint,
        addresses.mark("browser", site, fingerprint, browser) if browser else "",
        addresses.network(site, submission.ip) if submission.ip else "",
    )


def _repeat(desk: Desk, submission: Submission) -> Receipt | None:
    """The earlier answer to this Idempotency-Key: a retry is no second try, so it is asked before the limits."""
    if not submission.idempotency_key:
        return None
    earlier = desk.arrivals.repeated(submission.site, _idempotency_mark(desk, submission))
    return _as_first_told(desk, earlier) if earlier else None


def _as_first_told(desk: Desk, comment: Comment) -> Receipt:
    """The receipt as it was when the comment came, whatever a moderator has ruled since."""
    first = desk.store.history(comment.site, comment.id)[0]
    return Receipt(replace(comment, status=Status(first["to"])), is_repeat=True)


def _idempotency_mark(desk: Desk, submission: Submission) -> str:
    if not submission.idempotency_key:
        return ""
    return desk.addresses.mark("idempotency", submission.site, submission.article_id, submission.idempotency_key)


def _rates(desk: Desk, site: Site, sender: Sender) -> tuple[Rate, ...]:
    """What this sender may send. They are looked at before anything is judged, and taken in the move that writes."""
    allowed = {}
    if sender.fingerprint:
        allowed["author", sender.fingerprint] = site.flood_per_author
    if sender.network:
        allowed["network", sender.network] = site.flood_per_network
    return desk.limits.rates(site.name, allowed)


def _context(article: Article, submission: Submission) -> str | None:
    """Title and text of the article as far as known: what is stored goes before what the form says."""
    parts = [article.title or submission.title or "", article.text or ""]
    return "\n".join(part for part in parts if part)[:CONTEXT_MAX] or None


def _comment(
    desk: Desk, submission: Submission, situation: Situation, verdict: Verdict | None, decision: Decision
) -> Comment:
    parent = situation.parent
    return Comment(
        id=desk.new_id(),
        site=submission.site,
        article_id=submission.article_id,
        content=submission.content,
        created_at=submission.received_at,
        status=decision.status,
        author=submission.author,
        website=submission.website,
        parent_id=submission.parent_id,
        root_id=(parent.root_id or parent.id) if parent else None,
        lang=submission.lang,
        score=verdict.score if verdict else None,
        model=verdict.version if verdict else None,
        clues=verdict.clues if verdict else (),
        reasons=decision.reasons,
        decided_at=decision.at,
        context=_context(situation.article, submission),
        email_domain=submission.email_domain,
    )


def _sealed(desk: Desk, comment: Comment, submission: Submission, sender: Sender) -> Comment:
    """The comment with its author's address sealed and marked."""
    return replace(
        comment,
        sealed_email=desk.addresses.seal(submission.email, comment.id) if submission.email else None,
        fingerprint=sender.fingerprint or None,
        acquaintance=sender.acquaintance or None,
    )


def said_mark(desk: Desk, comment: Comment) -> str:
    """By which the same words of the same author in the same place are known again."""
    whom = comment.fingerprint or comment.author or ""
    said = (comment.article_id, whom, comment.parent_id or "", normalised(comment.content))
    return desk.addresses.mark("said", comment.site, *said)


def _arrival(
    desk: Desk, site: Site, submission: Submission, comment: Comment, sender: Sender, rates: tuple[Rate, ...]
) -> Arrival:
    return Arrival(
        comment=comment,
        said=said_mark(desk, comment),
        idempotency=_idempotency_mark(desk, submission),
        network=sender.network,
        network_life_s=site.network_retention_days * 86_400,
        may_open_article=site.open_articles,
        title=submission.title,
        url=submission.url,
        rates=rates,
    )


def _written(desk: Desk, arrival: Arrival) -> Receipt:
    """The receipt of what is on disk; raises what kept it from being written."""
    comment = arrival.comment
    outcome, told = desk.arrivals.add(arrival)
    match outcome:
        case "added":
            metrics.SUBMISSIONS.labels(comment.status).inc()
            return Receipt(comment)
        case "repeat":
            return _as_first_told(desk, desk.store.comment(comment.site, told))
        case "too-many":
            raise too_many(int(told))
        case "duplicate":
            raise DuplicateCommentError
        case "closed":
            raise ClosedArticleError
        case "no-article":
            raise NotFoundError(what="article")
    raise InvalidSubmissionError({"parent_id": [FieldError("field-parent")]})
