"""One comment as the desk shows it, and what to say of those just ruled on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import request

from moderation.comments import Status
from moderation.errors import NotFoundError, NothingToUndoError
from moderation.opinions import SHOWN_AGAIN
from moderation.web import caller
from moderation.web.desk import wording
from moderation.web.desk.reading import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from moderation.comments import Article, AuthorRecord, Comment
    from moderation.queues import Item
    from moderation.review import Outcome, Row

RULED_MAX = 50
MARK = re.compile(r"(?P<id>[0-9a-f]{24})(?::(?P<version>[0-9]{7,9}):(?P<action>[a-z]{4,7}))?")


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
    ruled = {o.id: o.comment for o in outcomes or () if o.comment}  # a second opinion is nowhere else
    return [
        Card(ruled.get(i.comment.id, i.comment), i.article, i.record, i.email, conflict=i.comment.id in lost)
        for i in items
    ]


def marks(rows: Sequence[Row], outcomes: Sequence[Outcome]) -> str:
    """What the next page needs to tell what became of these: ids; of second opinions, which move nothing, all of it."""
    found = []
    for row, outcome in list(zip(rows, outcomes, strict=True))[:RULED_MAX]:
        version = outcome.comment.version if outcome.comment else 0
        found.append(f"{row.id}:{version}:{row.action}" if version >= SHOWN_AGAIN else row.id)
    return " ".join(found)


def ruled(site: str, me: str) -> tuple[list[Card], int] | None:
    """The comments that the ruling before this page was about, and how many of them are gone; None without one."""
    asked = request.args.get("ruled")
    if asked is None:
        return None
    read = [match for mark in asked.split()[:RULED_MAX] if (match := MARK.fullmatch(mark))]
    found = caller.desk().queues.items(site, [mark["id"] for mark in read])
    second = {mark["id"]: (int(mark["version"]), mark["action"]) for mark in read if mark["version"]}
    items = [_as_judged(item, me, *second[item.comment.id]) if item.comment.id in second else item for item in found]
    return of(items, me), len(read) - len(found)


def _as_judged(item: Item, me: str, version: int, action: str) -> Item:
    """The item as this moderator's second opinion would have it."""
    status = {"approve": Status.APPROVED, "spam": Status.SPAM, "reject": Status.REJECTED}.get(action, Status.PENDING)
    by = None if status is Status.PENDING else me
    return replace(item, comment=replace(item.comment, status=status, version=version, decided_by=by, reasons=()))


def message(ruled: tuple[list[Card], int] | None) -> dict[str, Any]:
    """What became of these comments and the way back, read from how they stand now: true however late it is shown."""
    if ruled is None:
        return {"told": [], "undoable": ""}
    if not any(ruled):
        return {"told": [Line(caller.text("desk-nothing-chosen"))], "undoable": ""}
    return {"told": told(*ruled), "undoable": undoable(ruled[0])}
