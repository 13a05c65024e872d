"""The story of another system's comment: judged like our own, remembered, and corrected by those who know better."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from moderation import scoring
from moderation.akismet.checks import Check
from moderation.comments import AuthorRecord, Decision, Evidence, Label, Reason, Status, Submission
from moderation.policy import Policy, decide

if TYPE_CHECKING:
    from datetime import datetime

    from classifiers.documents import Verdict
    from moderation.akismet.keys import ApiKey
    from moderation.desk import Desk
    from moderation.sites import Site

GUARANTEED = frozenset({"viagra-test-123", "akismet-guaranteed-spam"})
GUARANTEED_EMAIL = "akismet-guaranteed-spam@example.com"
CONTEXT_MAX = 4_000
CLIENT = "key:"  # before a key's name where a label says who gave it
_SLUG = re.compile(r"[-_+./]+")


@dataclass(frozen=True, slots=True)
class Query:
    """What a client sent of one comment, in Akismet's terms; what the protocol does not list is not here."""

    blog: str
    user_ip: str
    content: str = ""
    author: str | None = None
    email: str | None = None
    url: str | None = None
    permalink: str | None = None
    comment_type: str | None = None
    lang: str | None = None
    context: tuple[str, ...] = ()
    written_at: datetime | None = None
    user_role: str | None = None
    honeypot_filled: bool = False
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client is told. ``discard`` only where the site opted in and the score is above its discard budget."""

    check_id: str
    decision: Decision
    score: float | None = None
    discard: bool = False

    @property
    def is_spam(self) -> bool:
        """Only what the policy files as spam."""
        return self.decision.status is Status.SPAM

    @property
    def is_provisional(self) -> bool:
        """Whether a person has yet to decide: told as ham, to be asked again."""
        return self.decision.status is Status.PENDING


class NoVerdictError(Exception):
    """The model is missing or failed: the client must hold the comment and ask again; ham would publish it."""


def check(desk: Desk, key: ApiKey, query: Query) -> Answer:
    """The comment is judged; unless ``is_test``, it is remembered for 30 days and counted.

    Raises NoVerdictError, StoreUnavailableError and NotFoundError (the key's site is gone).
    """
    site = desk.site(key.site)
    submission = _submission(desk, site, query)
    verdict = desk.scoring.verdict(submission, _context(query))
    decision = _settled(key, query, submission.received_at)
    if decision is None and verdict is None:
        raise NoVerdictError
    if decision is None:
        policy = Policy.of(site, *desk.scoring.thresholds(site.name, site.promise))
        decision = decide(policy, submission, verdict, AuthorRecord())
    score = verdict.score if verdict else None
    is_spam = decision.status is Status.SPAM
    discard = bool(is_spam and score is not None and site.discard_from is not None and score >= site.discard_from)
    answer = Answer(desk.new_id() + desk.new_id()[-8:], decision, score, discard)
    if not query.is_test:
        mark = desk.checks.mark(site.name, query.user_ip, query.author, query.content)
        desk.checks.remember(_check(key, query, submission, answer, verdict), mark, _fingerprint(desk, submission))
    return answer


def _check(key: ApiKey, query: Query, submission: Submission, answer: Answer, verdict: Verdict | None) -> Check:
    """What is remembered of an answer."""
    return Check(
        id=answer.check_id,
        site=submission.site,
        key_id=key.id,
        blog=query.blog,
        at=submission.received_at,
        document=scoring.document_of(submission, _context(query)),
        status=answer.decision.status,
        answer="spam" if answer.is_spam else "ham",
        permalink=query.permalink,
        comment_type=query.comment_type,
        score=answer.score,
        model=verdict.version if verdict else None,
        reasons=answer.decision.reasons,
        clues=verdict.clues if verdict else (),
    )


def correct(desk: Desk, key: ApiKey, query: Query, label: str) -> None:
    """The comment is labelled "spam" or "ham" with the key's trust, on the context it was judged in.

    One that no check is remembered for is labelled on what the client sends now. A repeat changes nothing; the other
    label flips it. A test changes nothing at all.
    """
    if query.is_test:
        return
    site, now, by = desk.site(key.site), desk.clock(), f"{CLIENT}{key.name}"
    mark = desk.checks.mark(site.name, query.user_ip, query.author, query.content)
    found = desk.checks.find(site.name, mark)
    if found:
        desk.checks.correct(found, label, by, now)
    submission = _submission(desk, site, query)
    label_id = f"check-{found.id}" if found else f"feedback-{mark}"
    if fingerprint := _fingerprint(desk, submission):
        desk.labels.belong(site.name, label_id, fingerprint)
    desk.labels.file(
        site.name,
        Label(
            id=label_id,
            label=label,
            source="feedback",
            at=now,
            by=by,
            created=found.at if found else (query.written_at or now),
            document=found.document if found else scoring.document_of(submission, _context(query)),
            weight=key.trust,
        ),
    )


def rule(desk: Desk, found: Check, label: str, by: str) -> None:
    """A moderator says what a check should have said: "spam", "ham", "" to take it back; it trains like any ruling."""
    now = desk.clock()
    desk.checks.correct(found, label, by, now)
    label_id = f"check-{found.id}"
    if not label:
        desk.labels.withdraw(found.site, [label_id])
        return
    ruling = Label(id=label_id, label=label, source="ruling", at=now, by=by, created=found.at, document=found.document)
    desk.labels.file(found.site, ruling)


def _fingerprint(desk: Desk, submission: Submission) -> str:
    """By which the author is found again when they ask for their data, '' without an address."""
    return desk.addresses.fingerprint(submission.site, submission.email) if submission.email else ""


def _settled(key: ApiKey, query: Query, at: datetime) -> Decision | None:
    """What the protocol settles without a model: the guaranteed triggers, the honeypot, a trusted administrator."""
    email = (query.email or "").strip().lower()
    if (query.author or "").strip().lower() in GUARANTEED or email == GUARANTEED_EMAIL:
        return Decision(Status.SPAM, (Reason("guaranteed-spam"),), at)
    if query.user_role == "administrator" and (key.is_trusted or query.is_test):
        return Decision(Status.APPROVED, (Reason("administrator"),), at)
    if query.honeypot_filled:
        return Decision(Status.SPAM, (Reason("honeypot"),), at)
    return None


def _submission(desk: Desk, site: Site, query: Query) -> Submission:
    return Submission(
        site=site.name,
        article_id=query.permalink or query.blog,
        content=query.content,
        received_at=desk.clock(),
        author=query.author,
        email=query.email if query.email and "@" in query.email else None,
        website=query.url,
        lang=query.lang or site.language,
        url=query.permalink,
        evidence=Evidence(),
    )


def _context(query: Query) -> str | None:
    """What the comment stands under: the client's context, else the words of the permalink."""
    if query.context:
        return "\n".join(query.context)[:CONTEXT_MAX]
    try:
        path = unquote(urlsplit(query.permalink or "").path)
    except ValueError:
        return None
    words = _SLUG.sub(" ", path).strip()
    return words[:CONTEXT_MAX] if any(letter.isalpha() for letter in words) else None
