"""The human half of the story: a moderator rules on what they saw, an author appeals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from moderation.comments import Action, Ruling, Status
from moderation.errors import (
    ConflictError,
    FieldError,
    InvalidSettingsError,
    InvalidSubmissionError,
    ModerationError,
    NotFoundError,
    NothingToAppealError,
    StaleSettingsError,
)
from moderation.opinions import SHOWN_AGAIN, is_drawn
from moderation.standing import standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from moderation.comments import Comment
    from moderation.desk import Desk
    from moderation.sites import Site

REASON_MAX = 200
RULINGS = (Action.APPROVE, Action.SPAM, Action.REJECT, Action.UNDO)


@dataclass(frozen=True, slots=True)
class Row:
    """One of many rulings, as it was sent."""

    id: str
    action: str
    version: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row: the comment as it stands, or the error that kept it where it was."""

    id: str
    comment: Comment | None = None
    error: ModerationError | None = None


def rule(
    desk: Desk, comment: Comment, action: str, *, by: str, version: int | None = None, reason: str | None = None
) -> Comment:
    """The comment stands as the moderator ruled, in a new version, with its label and one audit entry.

    ``undo`` takes back the latest ruling that stands, label included. The same ruling repeated by the same person on
    the same version changes nothing. A ``version`` of None rules on whichever stands. Raises InvalidSubmissionError
    (action, reason), NotFoundError, NothingToUndoError and StaleDecisionError.
    """
    _check(desk, comment.site, action, reason)
    ruling = Ruling(Action(action), desk.clock(), by, reason or None, version)
    if version is not None and version >= SHOWN_AGAIN:
        return desk.opinions.give(comment, ruling)
    ruled = desk.rulings.carry_out(comment, ruling)
    _ask_another(desk, comment, ruling)
    return ruled


def undo(desk: Desk, comment: Comment, *, by: str, version: int | None = None) -> Comment:
    """The comment stands as before the latest ruling, with the label it had then; raises as `rule` does."""
    return rule(desk, comment, Action.UNDO, by=by, version=version)


def rule_many(desk: Desk, site: str, rows: Sequence[Row], *, by: str) -> list[Outcome]:
    """Every row is ruled on by itself, in order: one that fails spoils no other. Raises only without a store.

    All moves go in one round trip: 500 one after the other waited for the disk 500 times.
    """
    known = {comment.id: comment for comment in desk.store.comments(site, {row.id for row in rows})}
    judged = [_judged(desk, known.get(row.id), row, by) for row in rows]
    moves = iter(desk.rulings.carry_out_all(each for each in judged if not isinstance(each, Outcome)))
    return [each if isinstance(each, Outcome) else _moved(desk, *each, next(moves)) for each in judged]


def appeal(desk: Desk, comment: Comment) -> Comment:
    """The comment waits again, on top of the queue, because its author asked; a second appeal changes nothing.

    Raises NothingToAppealError where no person has refused it, StaleDecisionError where somebody rules at this moment.
    """
    now = standing(comment)
    if now.has_appealed:
        return comment
    if not now.may_appeal:
        raise NothingToAppealError
    return desk.rulings.carry_out(comment, Ruling(Action.APPEAL, desk.clock(), version=comment.version))


def reveal(desk: Desk, comment: Comment, *, by: str) -> str | None:
    """The author's address, None where they left none; that it was seen, and by whom, is in the audit before."""
    if comment.sealed_email is None:
        return None
    desk.rulings.note(comment, "reveal", by=by, at=desk.clock())
    return desk.addresses.open(comment.sealed_email, comment.id)


def change_settings(desk: Desk, site: str, changes: Mapping[str, Any], seen: Mapping[str, str] | None = None) -> Site:
    """The site has these settings, and its others as they are on disk now: no other worker's change is lost.

    ``seen``: marks of the values that were shown before they were changed (`Site.marks`). Raises StaleSettingsError
    where somebody else has since changed one of these to something else, InvalidSubmissionError naming those that
    cannot be meant; nothing is changed then.
    """

    def changed(before: Site) -> Site:
        after, now = before.changed(**changes), before.marks()
        stale = [n for n in changes if seen and seen.get(n) != now[n] and getattr(before, n) != getattr(after, n)]
        if stale:
            raise StaleSettingsError(stale)
        return after

    try:
        return desk.change_site(site, changed)
    except InvalidSettingsError as cause:
        raise InvalidSubmissionError(cause.fields) from cause


def _judged(desk: Desk, comment: Comment | None, row: Row, by: str) -> tuple[Comment, Ruling] | Outcome:
    """The move a row asks for; its outcome where it asks for none: what is wrong with it, or a second opinion."""
    if comment is None:
        return Outcome(row.id, error=NotFoundError(what="comment"))
    try:
        _check(desk, comment.site, row.action, row.reason)
        ruling = Ruling(Action(row.action), desk.clock(), by, row.reason or None, row.version)
        if row.version is None or row.version < SHOWN_AGAIN:
            return comment, ruling
        return Outcome(row.id, comment=desk.opinions.give(comment, ruling))
    except (InvalidSubmissionError, NotFoundError, ConflictError) as error:
        return Outcome(row.id, error=error)


def _moved(desk: Desk, comment: Comment, ruling: Ruling, found: Comment | ModerationError) -> Outcome:
    if isinstance(found, ModerationError):
        return Outcome(comment.id, error=found)
    _ask_another(desk, comment, ruling)
    return Outcome(comment.id, comment=found)


def _ask_another(desk: Desk, comment: Comment, ruling: Ruling) -> None:
    """A share of what waited is shown to another moderator; what was ruled in the first place may be taken back."""
    if ruling.action is Action.UNDO:
        desk.opinions.forget(comment.site, comment.id)
    elif comment.status is Status.PENDING and is_drawn(comment.id, desk.site(comment.site).second_opinions):
        desk.opinions.ask(comment, ruling.action, by=ruling.by or "", at=ruling.at)


def _check(desk: Desk, site: str, action: str, reason: str | None) -> None:
    """Raises InvalidSubmissionError for an unknown action, or a reason of rejection that the site does not list."""
    wrong: dict[str, list[FieldError]] = {}
    if action not in RULINGS:
        wrong["action"] = [FieldError("field-choice", {"choices": ", ".join(RULINGS)})]
    reasons = desk.site(site).reject_reasons
    if reason and action == Action.REJECT and reason not in reasons:
        wrong["reason"] = [FieldError("field-choice", {"choices": ", ".join(reasons)})]
    elif reason and len(reason) > REASON_MAX:
        wrong["reason"] = [FieldError("field-too-long", {"limit": REASON_MAX})]
    if wrong:
        raise InvalidSubmissionError(wrong)
