"""One comment as the desk shows it, and what to say of those just ruled on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from moderation.comments import Status
from moderation.errors import NotFoundError, NothingToUndoError
from moderation.web import caller, wording
from moderation.web.reading import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moderation.comments import Article, AuthorRecord, Comment
    from moderation.queues import Item
    from moderation.review import Outcome


@dataclass(frozen=True, slots=True)
class Card:
    """A comment with what is known around it. ``record`` is None where the author left no address."""

    comment: Comment
    article: Article
    record: AuthorRecord | None = None
    email: str | None = None  # masked
    conflict: bool = False

    @property
    def can_undo(self) -> bool:
        """Whether a person's ruling stands, which can be taken back."""
        return self.comment.decided_by is not None

    @property
    def before(self) -> AuthorRecord | None:
        """What the author did besides this comment."""
        if self.record is None:
            return None
        status = str(self.comment.status)
        return replace(self.record, **{status: max(0, getattr(self.record, status) - 1)})

    @property
    def has_past(self) -> bool:
        """Whether the author wrote other comments that are still there."""
        before = self.before
        return before is not None and any((before.approved, before.pending, before.spam, before.rejected))

    @property
    def is_open(self) -> bool:
        """Whether it is to be shown with its buttons: it waits."""
        return self.comment.status is Status.PENDING


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the status message; ``conflict`` where somebody else was faster."""

    text: str
    conflict: bool = False


def told(cards: Sequence[Card], missing: int = 0) -> list[Line]:
    """What became of these comments, in as few sentences as say it."""
    lines = []
    by_outcome: dict[str, list[Card]] = {}
    for card in cards:
        if not card.conflict:
            by_outcome.setdefault(wording.outcome(card.comment), []).append(card)
    for outcome, same in by_outcome.items():
        lines.append(Line(_told(outcome, same)))
    conflicts = [card for card in cards if card.conflict]
    if len(conflicts) == 1:
        lines.append(Line(wording.already(conflicts[0].comment), conflict=True))
    elif conflicts:
        lines.append(Line(caller.text("desk-conflicts", count=len(conflicts)), conflict=True))
    if missing:
        lines.append(Line(caller.text("desk-gone"), conflict=True))
    return lines


def _told(outcome: str, same: Sequence[Card]) -> str:
    if len(same) == 1:
        author = plain(same[0].comment.author) or caller.text("desk-nobody")
        return caller.text("desk-told-one", outcome=outcome, author=author)
    return caller.text("desk-told-many", outcome=outcome, count=len(same))


def undoable(cards: Sequence[Card]) -> str:
    """What the undo button sends: the id and version of each ruling that can be taken back."""
    return " ".join(f"{c.comment.id}:{c.comment.version}" for c in cards if c.can_undo and not c.conflict)


def of(items: Sequence[Item], mine: str, outcomes: Sequence[Outcome] | None = None) -> list[Card]:
    """These items as cards. One that somebody else ruled on first is a conflict: so the outcomes say, or who ruled."""
    if outcomes is None:
        lost = {item.comment.id for item in items if item.comment.decided_by not in (mine, None)}
    else:
        lost = {o.id for o in outcomes if o.error and not isinstance(o.error, NotFoundError | NothingToUndoError)}
    return [Card(i.comment, i.article, i.record, i.email, conflict=i.comment.id in lost) for i in items]
