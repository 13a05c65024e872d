"""What a comment's author may know of it."""

from __future__ import annotations

from dataclasses import dataclass

from moderation.comments import Comment, Status

SPAM, OTHER = "spam", "other"


@dataclass(frozen=True, slots=True)
class Standing:
    """What a comment's author is told of it. ``reason`` is the class of a refusal, None for the other states."""

    status: Status
    reason: str | None = None
    may_appeal: bool = False
    has_appealed: bool = False


def standing(comment: Comment) -> Standing:
    """Published, refused by a person, or waiting, as spam the machine alone has filed: it tells spammers nothing."""
    appealed = bool(comment.appeals)
    if comment.status is Status.APPROVED:
        return Standing(Status.APPROVED, has_appealed=appealed)
    if comment.status is Status.PENDING or not comment.decided_by:
        return Standing(Status.PENDING, has_appealed=appealed)
    told = next((reason.detail for reason in comment.reasons if reason.detail), OTHER)
    reason = SPAM if comment.status is Status.SPAM else told
    return Standing(Status.REJECTED, reason, may_appeal=not appealed, has_appealed=appealed)
