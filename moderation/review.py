"""The human half of the story: a moderator rules on what they saw."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from moderation.comments import Decision, Reason, Status

if TYPE_CHECKING:
    from moderation.comments import Comment
    from moderation.desk import Desk

ACTIONS = {"approve": Status.APPROVED, "spam": Status.SPAM, "reject": Status.REJECTED}


def rule(
    desk: Desk,
    comment: Comment,
    action: str,
    *,
    by: str,
    reason: str | None = None,
    version: int | None = None,
) -> Comment:
    """The comment stands as the moderator ruled, in a new version; one audit entry says who and when.

    Raises NotFoundError, and StaleDecisionError where ``version`` (None: whichever is current) has been overtaken.
    """
    reasons = (Reason("ruled", reason),)
    decision = Decision(ACTIONS[action], reasons, desk.clock(), by)
    now = desk.store.move(comment, decision, version)
    return replace(comment, status=decision.status, version=now, reasons=reasons, decided_by=by, decided_at=decision.at)
