"""Rulings on disk: another status, seat, counters, label and audit entry in one script (`lua/move.lua`)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from moderation.comments import Reason, Status
from moderation.errors import ModerationError, NotFoundError, NothingToUndoError, StaleDecisionError
from moderation.records import milliseconds, moment, reasons_json
from moderation.store import lua, reaching, run_all

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from moderation.comments import Comment, Ruling
    from moderation.errors import ConflictError
    from moderation.keyspace import Keyspace
    from moderation.store import Store

STATUSES = tuple(Status)


class Rulings:
    """Carries out rulings on the store's comments."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._move = store.client.register_script(lua("placement") + lua("tally") + lua("move"))
        self._note = store.client.register_script(lua("note"))

    def carry_out(self, comment: Comment, ruling: Ruling) -> Comment:
        """The comment as it stands under the ruling, in a new version; the same ruling repeated changes nothing.

        Raises NotFoundError, NothingToUndoError, and StaleDecisionError where another than ``ruling.version`` stands.
        """
        with reaching():
            found = _told(comment, self._move(*self._call(comment, ruling)))
        if isinstance(found, ModerationError):
            raise found
        return found

    def carry_out_all(self, rulings: Iterable[tuple[Comment, Ruling]]) -> list[Comment | ConflictError | NotFoundError]:
        """As `carry_out` for each, in order and in one round trip; an error stands in its comment's place."""
        pairs = list(rulings)
        with reaching():
            found = run_all(self._store.client, self._move, [self._call(*pair) for pair in pairs])
        return [_told(comment, answer) for (comment, _), answer in zip(pairs, found, strict=True)]

    def _call(self, comment: Comment, ruling: Ruling) -> tuple[list[str], list[Any]]:
        reasons = reasons_json([Reason(_REASONS.get(ruling.action, "ruled"), ruling.reason)])
        version = "" if ruling.version is None else ruling.version
        arguments = [comment.id, version, ruling.action, ruling.by or "", milliseconds(ruling.at), reasons]
        return _keys(self._store.keys(comment.site), comment, ruling), arguments

    def note(self, comment: Comment, action: str, *, by: str, at: datetime, reasons: Iterable[Reason] = ()) -> None:
        """The audit says that this was done; the comment stays where it is. Raises NotFoundError."""
        keys = self._store.keys(comment.site)
        script_keys = [keys.comment(comment.id), keys.audit, keys.history(comment.id)]
        with reaching():
            is_noted = self._note(script_keys, [comment.id, action, by, milliseconds(at), reasons_json(reasons)])
        if not is_noted:
            raise NotFoundError(what="comment")


_REASONS = {"undo": "undone", "appeal": "appealed"}


def _told(comment: Comment, found: list[bytes]) -> Comment | ConflictError | NotFoundError:
    """What the script answered, as the comment it leaves or the error it means."""
    outcome, version, status, reasons, decided_by, decided, action, by, at = (part.decode() for part in found)
    if outcome == "missing":
        return NotFoundError(what="comment")
    if outcome == "nothing":
        return NothingToUndoError()
    if outcome == "stale":
        when = moment(at) if at else None
        return StaleDecisionError(stands=status, action=action or None, by=by or None, at=when, version=int(version))
    return replace(
        comment,
        status=Status(status),
        version=int(version),
        reasons=tuple(Reason(*values) for values in json.loads(reasons)),
        decided_by=decided_by or None,
        decided_at=moment(decided) if decided else None,
    )


def keys_of_move(keys: Keyspace, comment: Comment) -> list[str]:
    """KEYS 1 to 18 of every script that moves or forgets a comment; its own key stands for an author nobody knows."""
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
    ]


def _keys(keys: Keyspace, comment: Comment, ruling: Ruling) -> list[str]:
    """The script's KEYS, in its order."""
    return [
        *keys_of_move(keys, comment),
        keys.day(ruling.at),
        keys.label(comment.id),
        keys.labels,
        keys.appeals,
        keys.notices_due,
        keys.label_counts,
    ]
