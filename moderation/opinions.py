"""Second opinions: a share of what was ruled on is shown to another moderator as if it still waited.

What they say moves nothing; it is set beside what the first one ruled, and tells how far moderators agree. The versions
tell the two apart from rulings: one shown again has SHOWN_AGAIN added, one judged again twice as much.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from moderation.comments import Action, Comment, Reason, Status
from moderation.errors import NothingToUndoError, StaleDecisionError
from moderation.records import decoded, milliseconds, moment
from moderation.store import reaching

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from moderation.comments import Ruling
    from moderation.store import Store

SHOWN_AGAIN = 1_000_000  # no comment is moved so often
LIFE_S = 400 * 86_400
LATEST = 5_000  # pairs that agreement is told of
_LOOKED_THROUGH = 200  # of those that wait for a second opinion, when one is sought for a moderator
_STATUS = {Action.APPROVE: Status.APPROVED, Action.SPAM: Status.SPAM, Action.REJECT: Status.REJECTED}


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two moderators judged the same comments. ``kappa`` in [-1, 1]; None where it cannot be told."""

    items: int
    agreed: int
    kappa: float | None


@dataclass(frozen=True, slots=True)
class JudgedTwice:
    """What the first and the second moderator said of a comment, and when the second did."""

    at: datetime
    first: str
    second: str


def agreement(judged: Sequence[JudgedTwice]) -> Agreement:
    """Cohen's kappa of first and second judgements: (observed - expected) / (1 - expected) agreement by chance.

    Source: J. Cohen, A coefficient of agreement for nominal scales, 1960.
    """
    items, agreed = len(judged), sum(each.first == each.second for each in judged)
    if not items:
        return Agreement(0, 0, None)
    firsts, seconds = [each.first for each in judged], [each.second for each in judged]
    expected = sum(firsts.count(kind) * seconds.count(kind) for kind in {*firsts}) / items**2
    return Agreement(items, agreed, (agreed / items - expected) / (1 - expected) if expected < 1 else None)


def is_drawn(comment_id: str, share: float) -> bool:
    """Whether this comment is among the share that is shown twice; always the same answer for the same comment."""
    return int(sha256(comment_id.encode()).hexdigest()[:8], 16) < share * 2**32


class Opinions:
    """One deployment's second opinions. Every method raises StoreUnavailableError when the server does not answer."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def ask(self, comment: Comment, action: str, *, by: str, at: datetime) -> None:
        """Another moderator than this one will be shown the comment; a repeat changes nothing."""
        keys = self._store.keys(comment.site)
        with reaching(), self._store.client.pipeline() as pipe:
            pipe.hset(keys.opinion(comment.id), mapping={"first": action, "first_by": by})
            pipe.expire(keys.opinion(comment.id), LIFE_S)
            pipe.zadd(keys.unsure, {comment.id: milliseconds(at)})
            pipe.execute()

    def forget(self, site: str, comment_id: str) -> None:
        """No second opinion is asked for, or kept: the first ruling was taken back."""
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline() as pipe:
            pipe.zrem(keys.unsure, comment_id)
            pipe.zrem(keys.opinions, comment_id)
            pipe.delete(keys.opinion(comment_id))
            pipe.execute()

    def waiting_for(self, site: str, name: str, limit: int) -> list[str]:
        """Up to so many ids that wait for the opinion of somebody like this, who did not rule on them; oldest first."""
        keys = self._store.keys(site)
        with reaching():
            ids = [i.decode() for i in self._store.client.zrange(keys.unsure, 0, _LOOKED_THROUGH - 1)]
            with self._store.client.pipeline(transaction=False) as pipe:
                for comment_id in ids:
                    pipe.hget(keys.opinion(comment_id), "first_by")
                firsts = pipe.execute()
        return [i for i, first in zip(ids, firsts, strict=True) if first is not None and first.decode() != name][:limit]

    def shown_again(self, site: str, comment_ids: Sequence[str]) -> list[Comment]:
        """These comments as they were before anybody ruled; those that are gone are forgotten."""
        keys = self._store.keys(site)
        with reaching(), self._store.client.pipeline(transaction=False) as pipe:
            for comment_id in comment_ids:
                pipe.hget(keys.comment(comment_id), "past")
            pasts = dict(zip(comment_ids, pipe.execute(), strict=True))
        for gone in (comment_id for comment_id, past in pasts.items() if not past):
            self.forget(site, gone)
        return [_as_before(c, pasts[c.id]) for c in self._store.comments(site, comment_ids) if pasts[c.id]]

    def give(self, comment: Comment, ruling: Ruling) -> Comment:
        """The comment as its second judge sees it now: as they judged, though nothing has moved; a repeat is the same.

        Raises StaleDecisionError where it has moved since it was shown, NothingToUndoError where no opinion of theirs
        stands.
        """
        keys, by = self._store.keys(comment.site), ruling.by or ""
        with reaching():
            known = decoded(self._store.client.hgetall(keys.opinion(comment.id)))
        is_theirs = known.get("second_by") == by
        if not known or (ruling.version or 0) % SHOWN_AGAIN != comment.version or known["first_by"] == by:
            raise _stale(comment)
        if ruling.action is Action.UNDO:
            return self._take_back(comment, is_theirs=is_theirs)
        if "second" in known and not (is_theirs and known["second"] == ruling.action):
            raise _stale(comment)
        with reaching(), self._store.client.pipeline() as pipe:
            pipe.hset(keys.opinion(comment.id), mapping={"second": ruling.action, "second_by": by})
            pipe.zadd(keys.opinions, {comment.id: milliseconds(ruling.at)}, nx=True)
            pipe.zremrangebyscore(keys.opinions, "-inf", milliseconds(ruling.at) - LIFE_S * 1000)
            pipe.zrem(keys.unsure, comment.id)
            pipe.execute()
        return replace(
            comment,
            status=_STATUS[ruling.action],
            version=2 * SHOWN_AGAIN + comment.version,
            reasons=(Reason("ruled", ruling.reason),),
            decided_by=by,
            decided_at=ruling.at,
        )

    def judged_twice(self, site: str) -> list[JudgedTwice]:
        """What two moderators said of the same comment, the latest LATEST, newest first."""
        keys = self._store.keys(site)
        with reaching():
            latest = self._store.client.zrange(keys.opinions, 0, LATEST - 1, desc=True, withscores=True)
            with self._store.client.pipeline(transaction=False) as pipe:
                for comment_id, _ in latest:
                    pipe.hmget(keys.opinion(comment_id.decode()), "first", "second")
                found = pipe.execute()
        pairs = zip(latest, found, strict=True)
        return [JudgedTwice(moment(int(ms)), a.decode(), b.decode()) for (_, ms), (a, b) in pairs if a and b]

    def _take_back(self, comment: Comment, *, is_theirs: bool) -> Comment:
        if not is_theirs:
            raise NothingToUndoError
        keys = self._store.keys(comment.site)
        with reaching(), self._store.client.pipeline() as pipe:
            pipe.hdel(keys.opinion(comment.id), "second", "second_by")
            pipe.zrem(keys.opinions, comment.id)
            pipe.zadd(keys.unsure, {comment.id: milliseconds(comment.decided_at or comment.created_at)})
            pipe.execute()
        return self.shown_again(comment.site, [comment.id])[0]


def _as_before(comment: Comment, past: bytes) -> Comment:
    """The comment as the machine left it, under a version that tells it is shown again."""
    machine = json.loads(past)[0]
    return replace(
        comment,
        status=Status(machine["status"]),
        version=SHOWN_AGAIN + comment.version,
        reasons=tuple(Reason(*values) for values in json.loads(machine["reasons"])),
        decided_by=None,
        decided_at=moment(machine["decided"]) if machine["decided"] else None,
    )


def _stale(comment: Comment) -> StaleDecisionError:
    return StaleDecisionError(
        stands=comment.status, action=None, by=comment.decided_by, at=comment.decided_at, version=comment.version
    )
