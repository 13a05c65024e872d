"""Rulings on disk: another status, seat, counters, label and audit entry in one script (`lua/move.lua`)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from moderation.comments import Reason, Status
from moderation.errors import NotFoundError, NothingToUndoError, StaleDecisionError
from moderation.records import milliseconds, moment, reasons_json
from moderation.store import lua, reaching

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from moderation.comments import Comment, Ruling
    from moderation.keyspace import Keyspace
    from moderation.store import Store

STATUSES = tuple(Status)


class Rulings:
    """Carries out rulings on the store's comments."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._move = store.client.register_script(lua("placement") + lua("move"))
        self._note = store.client.register_script(lua("note"))

    def carry_out(self, comment: Comment, ruling: Ruling) -> Comment:
        """The comment as it stands under the ruling, in a new version; the same ruling repeated changes nothing.

        Raises NotFoundError, NothingToUndoError, and StaleDecisionError where another than ``ruling.version`` stands.
        """
        reasons = reasons_json([Reason(_KEYS.get(ruling.action, "ruled"), ruling.reason)])
        version = "" if ruling.version is None else ruling.version
        arguments = [comment.id, version, ruling.action, ruling.by or "", milliseconds(ruling.at), reasons]
        with reaching():
            found = self._move(_keys(self._store.keys(comment.site), comment, ruling), arguments)
        outcome, now, status, reasons, decided_by, decided, action, by, at = (part.decode() for part in found)
        if outcome == "missing":
            raise NotFoundError(what="comment")
        if outcome == "nothing":
            raise NothingToUndoError
        if outcome == "stale":
            raise StaleDecisionError(
                stands=status, action=action or None, by=by or None, at=moment(at) if at else None, version=int(now)
            )
        return replace(
            comment,
            status=Status(status),
            version=int(now),
            reasons=tuple(Reason(*values) for values in json.loads(reasons)),
            decided_by=decided_by or None,
            decided_at=moment(decided) if decided else None,
        )

    def note(self, comment: Comment, action: str, *, by: str, at: datetime, reasons: Iterable[Reason] = ()) -> None:
        """The audit says that this was done; the comment stays where it is. Raises NotFoundError."""
        keys = self._store.keys(comment.site)
        script_keys = [keys.comment(comment.id), keys.audit, keys.history(comment.id)]
        with reaching():
            is_noted = self._note(script_keys, [comment.id, action, by, milliseconds(at), reasons_json(reasons)])
        if not is_noted:
            raise NotFoundError(what="comment")


_KEYS = {"undo": "undone", "appeal": "appealed"}


def _keys(keys: Keyspace, comment: Comment, ruling: Ruling) -> list[str]:
    """The script's KEYS, in its order; the comment's own key stands for an author nobody knows."""
    own, root = keys.comment(comment.id), comment.root_id or comment.id
    return [
        own,
        *(keys.queue(status) for status in STATUSES),
        *(keys.score(status) for status in STATUSES),
        keys.thread(comment.article_id),
        keys.replies(root),
        keys.article(comment.article_id),
        keys.author(comment.fingerprint) if comment.fingerprint else own,
        keys.author(comment.acquaintance) if comment.acquaintance else own,
        keys.audit,
        keys.history(comment.id),
        keys.page(comment.article_id),
        keys.comment(root),
        keys.day(ruling.at),
        keys.label(comment.id),
        keys.labels,
        keys.appeals,
        keys.notices_due,
    ]
