"""Who has which comment before them, so that two moderators need not read the same one. Key: ``{s}:looking``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from moderation.records import milliseconds
from moderation.store import reaching

if TYPE_CHECKING:
    from datetime import datetime

    from moderation.store import Store

LIFE_S = 45  # a page says so every 15 s; three silences and the moderator has gone


class Presence:
    """What moderators look at right now; it decides nothing, so it may be lost."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def look(self, site: str, name: str, comment_id: str, at: datetime) -> None:
        """This moderator has this comment before them and no other; forgotten after LIFE_S seconds."""
        key, now = self._store.keys(site).looking, milliseconds(at)
        with reaching(), self._store.client.pipeline() as pipe:
            pipe.hset(key, name, f"{now} {comment_id}")
            pipe.expire(key, LIFE_S)
            pipe.execute()

    def others(self, site: str, name: str, at: datetime) -> dict[str, list[str]]:
        """The names of the others by the comment they look at."""
        key, since = self._store.keys(site).looking, milliseconds(at) - LIFE_S * 1000
        with reaching():
            found = self._store.client.hgetall(key)
        looking: dict[str, list[str]] = {}
        for who, what in sorted(found.items()):
            then, comment_id = what.decode().split(" ", 1)
            if int(then) >= since and who.decode() != name:
                looking.setdefault(comment_id, []).append(who.decode())
        return looking
