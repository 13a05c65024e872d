"""Places in an order, as the cursors that callers bring back."""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Any

from moderation.errors import FieldError, InvalidSubmissionError
from moderation.store import reaching

CURSOR_MAX = 1_000
MS_DIGITS = 15
_SCORE = re.compile(r"-?\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?", re.IGNORECASE)
_PAIR = 2
Seen = tuple[str, str] | tuple[()]


@dataclass(frozen=True, slots=True)
class Place:
    """After the last comments seen, each as (score, id) or (). ``total``: what was counted on the first page.

    An order from the middle outwards has a last one in each direction; the others have ``high`` alone.
    """

    in_appeals: bool = False
    high: Seen = ()
    low: Seen = ()
    total: int | None = None

    def after(self, score: str, comment_id: str, *, outwards: bool) -> Place:
        """The place after this comment."""
        if outwards and float(score) < 0.5:  # noqa: PLR2004 (the middle of [0, 1])
            return Place(self.in_appeals, self.high, (score, comment_id), self.total)
        return Place(self.in_appeals, (score, comment_id), self.low, self.total)

    def cursor(self) -> str:
        """The place as opaque text."""
        text = json.dumps([int(self.in_appeals), self.total, self.high, self.low], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def of(cls, cursor: str | None) -> Place | None:
        """The place of a cursor, None for the beginning; raises InvalidSubmissionError (cursor) for what is none."""
        if not cursor:
            return None
        try:
            return cls(*_parts(cursor))
        except (ValueError, TypeError, binascii.Error, RecursionError) as cause:
            raise InvalidSubmissionError({"cursor": [FieldError("field-cursor")]}) from cause


def time_cursor(ms: float, member: str) -> str:
    """The cursor of what stands in an order by time."""
    return f"{int(ms)}.{member}"


def rank_after(client: Any, key: str, cursor: str | None, *, newest_first: bool) -> int:
    """The rank in an order by time at which the page after a `time_cursor` starts, also when its member has left.

    Raises InvalidSubmissionError (cursor).
    """
    if cursor is None:
        return 0
    ms, _, member = cursor.partition(".")
    if not ms.isdecimal() or not ms.isascii() or len(ms) > MS_DIGITS:
        raise InvalidSubmissionError({"cursor": [FieldError("field-cursor")]})
    with reaching():
        rank = client.zrevrank(key, member) if newest_first else client.zrank(key, member)
        if rank is not None:
            return int(rank) + 1
        return int(client.zcount(key, ms, "+inf") if newest_first else client.zcount(key, "-inf", ms))


def _parts(cursor: str) -> tuple[bool, Seen, Seen, int | None]:
    """What `Place.cursor` wrote; raises ValueError, TypeError and what decoding raises for anything else."""
    if len(cursor) > CURSOR_MAX:
        raise ValueError(cursor)
    in_appeals, total, high, low = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    if in_appeals not in (0, 1) or not (total is None or type(total) is int):
        raise ValueError(cursor)
    return bool(in_appeals), _seen(high), _seen(low), total


def _seen(pair: Any) -> Seen:
    """A last comment seen; raises ValueError for what could not be one."""
    if pair == []:
        return ()
    if not isinstance(pair, list) or len(pair) != _PAIR or not all(isinstance(part, str) for part in pair):
        raise ValueError(pair)
    score, comment_id = pair
    if not _SCORE.fullmatch(score):
        raise ValueError(score)
    return score, comment_id
